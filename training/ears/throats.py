"""Breath and voice of another build than breathing.py and crying.py: a glottis of pulses and a tract that moves, in the time domain.

The first makers add harmonics up under a tract that stands still. Here a glottis opens and shuts (Rosenberg 1971), breath flows while it
is open, the voice fails, doubles its period and breaks, and the tract glides from one shape to another. What one build cannot sound like
the other can.
"""

from dataclasses import dataclass

import numpy as np
from scipy import fft

from training.ears.shaping import RATE, Sound, band_hiss, between, chance, curve, rms, samples, spread
from yeoun.units.luck import Luck

FRAME, STEP = 512, 256    # samples of a piece whose tract stands still, and from one to the next
SHUT = -60.0              # dB: what a tract lets through at least


@dataclass(frozen=True, slots=True)
class Throat:
    """One person: resonances in hertz of their neutral tract, how wide those are, how bright they sound."""

    scale: float
    wide: float
    tilt: float
    nose_hz: float

    def shape(self, fate: Luck, opened: float) -> Sound:
        """Five resonances in hertz; `opened` 0 a closed mouth, 1 a wide one."""
        first = 230 + 620 * opened * between(fate, 0.8, 1.2)
        second = between(fate, 750, 2300)
        rest = [between(fate, 2150, 2950), between(fate, 3100, 4000), between(fate, 4200, 5200)]
        return np.array([first, max(second, first + 200), *rest]) * self.scale


def throat(fate: Luck) -> Throat:
    """Somebody: a man, a woman, a child, old or young."""
    return Throat(float(fate.choice([between(fate, 0.85, 1.05), between(fate, 1.05, 1.25), between(fate, 1.25, 1.6)])),
                  spread(fate, 0.8, 3.0), between(fate, -5, 3), between(fate, 250, 500))


def glided(sound: Sound, who: Throat, first: Sound, last: Sound, nasal: float = 0.0, wide: float = 1.0, bend: float = 1.0) -> Sound:
    """A sound through a tract that goes from one shape to another.

    first, last   five resonances in hertz
    nasal         0..1: how much goes through the nose, which is dull
    wide          times the bandwidths: breath loses more than voice
    bend          when the tract moves: under 1 early, over 1 late
    """
    n = len(sound)
    count = n // STEP + 3
    padded = np.zeros((count + 1) * STEP)
    padded[STEP:STEP + n] = sound
    window = np.hanning(FRAME + 1)[:FRAME]
    pieces = padded[np.arange(count)[:, None] * STEP + np.arange(FRAME)] * window
    hertz = fft.rfftfreq(FRAME, 1 / RATE)
    at = (np.linspace(0, 1, count) ** bend)[:, None]
    gains = np.ones((count, len(hertz)))
    for k in range(5):
        peak = first[k] * (1 - at) + last[k] * at
        broad = (55 + 40 * k) * who.wide * wide
        gains /= np.sqrt((1 - (hertz / peak) ** 2) ** 2 + (hertz * broad / peak**2) ** 2)
    if nasal > 0:
        nose = 1 / np.sqrt((1 - (hertz / who.nose_hz) ** 2) ** 2 + (hertz * 150 / who.nose_hz**2) ** 2) / (1 + (hertz / 1800) ** 2)
        gains = gains * (1 - nasal) + nasal * (nose + 0.05 * gains)
    gains *= (np.maximum(hertz, 60) / 500) ** (who.tilt / 6.02)
    gains = np.clip(gains, gains.max() * 10 ** (SHUT / 20), None)
    made = fft.irfft(fft.rfft(pieces, axis=1) * gains, FRAME, axis=1)
    out = np.zeros_like(padded)
    for start in (0, 1):    # pieces of one parity lie end to end
        rows = made[start::2]
        out[start * STEP:start * STEP + rows.size] += rows.reshape(-1)[:len(out) - start * STEP]
    return np.asarray(out[STEP:STEP + n])


def glottis(f0: Sound, fate: Luck, voiced: Sound, breathy: Sound, rough: float, doubled: float = 0.0) -> Sound:
    """What comes from a throat before the mouth.

    f0        hertz, every sample
    voiced    0..1, every sample: how much the folds swing
    breathy   every sample: how much air flows beside
    rough     share of a period by which periods differ
    doubled   0..1: how much weaker every second period is
    """
    n = len(f0)
    cycles = np.cumsum(np.maximum(f0 * (1 + rough * curve(n, fate, 50)), 30.0)) / RATE
    phase, which = cycles % 1, cycles.astype(np.int64)
    opened, closing = between(fate, 0.35, 0.75), between(fate, 0.1, 0.3)
    shut = opened + closing
    flow = np.where(phase < opened, 0.5 * (1 - np.cos(np.pi * phase / opened)),
                    np.where(phase < shut, np.cos(0.5 * np.pi * (phase - opened) / closing), 0.0))
    strong = fate.normal(1, 2 * rough + 0.01, int(which[-1]) + 2)[which] * (1 - doubled * (which % 2))
    pulses = np.diff(flow * strong, prepend=0.0)
    pulses /= rms(pulses)
    air = np.diff(fate.standard_normal(n + 1)) if chance(fate, 0.5) else fate.standard_normal(n)
    gated = air * (1 - between(fate, 0, 0.9) * voiced * (phase > shut))
    return np.asarray(pulses * voiced + gated / rms(gated) * breathy)


def ramp(n: int, fate: Luck, first: float, last: float, by: float = 0.0) -> Sound:
    """From one value to another, bent, a little uneven."""
    out = first + (last - first) * np.linspace(0, 1, n) ** spread(fate, 0.5, 2.0)
    return np.asarray(np.maximum(out * (1 + by * curve(n, fate, 4)), 0))


def puffed(fate: Luck, who: Throat, n: int, inward: bool, opened: tuple[float, float]) -> Sound:
    """Air alone, through a mouth that goes from so far open to so far open, or a nose; rms 1, no envelope."""
    air = fate.standard_normal(n)
    if chance(fate, 0.5):
        air = np.diff(air, prepend=0.0) + between(fate, 0, 0.5) * air
    nasal = between(fate, 0.5, 1.0) if chance(fate, 0.25) else 0.0
    out = glided(air, who, who.shape(fate, opened[0]), who.shape(fate, opened[1]), nasal, spread(fate, 1.2, 5), spread(fate, 0.4, 2.5))
    if inward and chance(fate, 0.5):    # air that rushes in hisses at the teeth
        low = between(fate, 1500, 4500)
        out = out / rms(out) + between(fate, 0.1, 0.9) * band_hiss(n, fate, low, min(7900, low * between(fate, 1.4, 3)))
    if chance(fate, 0.2):    # a wet throat crackles
        out *= 1 + between(fate, 0.2, 1.0) * np.abs(curve(n, fate, spread(fate, 20, 90)))
    return np.asarray(out / rms(out))


def broken(f0: Sound, fate: Luck, times: float, to: tuple[float, float]) -> Sound:
    """A voice that breaks: for a moment it is higher or lower by so much.

    times   breaks a second
    to      how much
    """
    out, n = f0.copy(), len(f0)
    for _ in range(int(fate.poisson(times * n / RATE))):
        at = int(fate.integers(n))
        out[at:at + samples(spread(fate, 0.03, 0.2))] *= spread(fate, *to)
    return out

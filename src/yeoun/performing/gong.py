"""Gugak gongs as banks of modes: jing (징), and with other settings kkwaenggwari (꽹과리).

Idea: a bowl gong is not round to a hair, so every mode is a pair a little apart that beats (0.3 to 3 Hz). A blow sets the low modes
off at once; the upper ones are fed by them and come a moment later, the more the harder the blow: that is the swell. The metal is
softer while it swings wide, so a blow lowers the modes, the upper ones more, and they come back as it dies (after Cho 2015,
JAKO201523964822200, who measured both on a jing).

Settings: `low_hz` lowest mode (148), `t60_low`, `t60_high` seconds of decay of the lowest mode and of those near 4 kHz (9, 1.2),
`soft` how far a blow lowers the pitch (1.0: about 40 cents at full force). Articulation `damped` or `staccato`: the hand is laid on.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from yeoun.model.scored import Part, ScoreNote
from yeoun.performing.fluid import RATE
from yeoun.performing.kernel import compiled
from yeoun.performing.layers import luck_of
from yeoun.units.luck import Take, luck

Array = NDArray[np.float64]
MODES, STEP = 56, 64
TOP_HZ = 8500.0
SINKS = 0.024  # of the frequency, at full force, of the lowest mode (41 cents); the upper ones up to twice that
FED_S = 0.35  # how long the upper modes take to be fed, of a soft blow (our choice)
DAMPED_T60 = 0.25
LEVEL = 0.007  # force 0.5 peaks near -24 dBFS of the stem with the jing's trim (measured)


@compiled
def ring(hertz: Array, decay: Array, feed: Array, amounts: Array, sinking: Array, out: Array) -> None:
    """Modes that sink with the swing of the whole and are fed after the blow; `sinking` 0..1 at every 64th sample."""
    for m in range(len(hertz)):
        x, y = amounts[m], 0.0
        grown = 1.0
        for n in range(len(out)):
            if n % 64 == 0:
                k = n // 64
                w = 2.0 * np.pi * hertz[m] * (1.0 - feed[m, 1] * sinking[k]) / 48000.0
                c, s = np.cos(w) * decay[m], np.sin(w) * decay[m]
                if abs(x) + abs(y) < 1e-9:
                    break
                grown = 1.0 - np.exp(-n / (48000.0 * feed[m, 0])) if feed[m, 0] > 0.0 else 1.0
                after = 1.0 - np.exp(-(n + 64) / (48000.0 * feed[m, 0])) if feed[m, 0] > 0.0 else 1.0
            x, y = c * x - s * y, s * x + c * y
            out[n] += (grown + (after - grown) * (n % 64) / 64.0) * y


def modes(settings: dict[str, float]) -> tuple[Array, Array]:
    """The frequencies of a gong's modes, in beating pairs, and the share of a blow that each gets; the same of every blow."""
    low = settings.get("low_hz", 148.0)
    draw = luck(Take(1), "gong", str(round(low)))
    rank = np.arange(MODES // 2)
    top = TOP_HZ / low - 1.0    # from the lowest to the top, the second about 1.55 times the first (our choice)
    ratios = 1.0 + top * (rank / rank[-1]) ** (np.log(top / 0.55) / np.log(rank[-1]))
    single = low * ratios * np.where(rank > 0, 1.0 + 0.03 * draw.standard_normal(MODES // 2), 1.0)
    apart = draw.uniform(0.3, 3.0, MODES // 2)
    hertz = np.stack([single - apart / 2.0, single + apart / 2.0], axis=1).reshape(-1)
    shares = np.repeat(np.exp(0.35 * draw.standard_normal(MODES // 2)), 2) * np.tile([1.0, 0.55], MODES // 2)
    return hertz, shares


def _blow(part: Part, note: ScoreNote, settings: dict[str, float]) -> Array:
    """One blow, mono, until it has died."""
    hertz, shares = modes(settings)
    low, high = settings.get("t60_low", 9.0), settings.get("t60_high", 1.2)
    t60 = low * (hertz / hertz[0]) ** (np.log(high / low) / np.log(4000.0 / hertz[0]))
    if note.articulation in ("damped", "staccato"):
        t60 = np.minimum(t60, DAMPED_T60)
    length = round(min(12.0, 1.1 * float(t60.max())) * RATE)
    draw = luck_of(part, note, "blow")
    rank = np.arange(MODES) // 2
    amounts = shares * (0.55 + 0.4 * note.force) ** (0.30 * rank) * (1.0 + 0.15 * draw.standard_normal(MODES))
    amounts[:2] *= 1.6
    feed = np.zeros((MODES, 2))
    feed[:, 0] = np.where(rank > 1, FED_S * (1.15 - note.force) * np.minimum(1.0, rank / 10.0) * min(1.0, low / 4.0), 0.0)
    feed[:, 1] = SINKS * settings.get("soft", 1.0) * (1.0 + np.minimum(1.0, rank / 14.0))
    t = np.arange(length // STEP + 2) * STEP / RATE
    sinking = note.force ** 1.5 * np.exp(-t / (0.10 * low)) * (1.0 - np.exp(-t / 0.01))
    out = np.zeros(length)
    ring(hertz, 10.0 ** (-3.0 / (t60 * RATE)), feed, amounts, sinking, out)
    struck = sosfilt(butter(2, (1.5 * hertz[0], min(20.0 * hertz[0], 12_000.0)), "bandpass", fs=RATE, output="sos"),
                     draw.standard_normal(2400) * np.exp(-np.arange(2400) / 240.0))
    out[:2400] += 0.5 * note.force * struck
    last = round(0.05 * RATE)
    out[-last:] *= np.linspace(1.0, 0.0, last)
    return np.asarray(out * (note.force / 0.5) ** 1.2)


def play_gong(part: Part, settings: dict[str, float], frames: int) -> Array:
    """The part on a gong, mono, before level and ending; its keys do not matter, for a gong has one voice.

    part      notes that say when and how hard
    settings  see the module
    frames    length of the stem in samples
    """
    out = np.zeros(frames)
    for note in part.notes:
        start = round(note.onset_s * RATE)
        sound = LEVEL * _blow(part, note, settings)
        first, last = max(0, start), min(frames, start + len(sound))
        if last > first:
            out[first:last] += sound[first - start:last - start]
    return out

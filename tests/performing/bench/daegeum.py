"""The daegeum on tones it was not fitted on: fitted on C4 G#4 D#5 A#5 E6, judged on F4 B4 F#5 C6 of nine real ones.

The fit is the model with the rows of the five in its table and no others; how a tone settles and flutters was read off the same five.
The judged notes are asked for as a score would ask: pitch, length, the vibrato of the house, nothing else of the recording. Four measures:
harmonics 1-8 (mean absolute dB, floor -60), envelope and pitch below 2 Hz (mean absolute dB and cents, aligned at the onset), and
modulation from 2 to 12 Hz: of pitch and of level, in bands of 1 Hz, mean absolute difference in dB over floors of 1 cent and 0.05 dB.
Beside it stand the nearest real note, the bank's flute on the same pitch, and the trick: a tone of the judged note's own spectrum that
never moves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, sosfiltfilt

from tests.composing.bench.figures import met, table
from tests.material import MATERIAL, material
from tests.performing.bench.ears import CURVE_RATE, RATE, Array, band_db, harmonics, level_curve, pitch_curve
from tests.performing.instruments import note, part
from yeoun.instruments.load import instrument
from yeoun.performing import daegeum
from yeoun.performing.perform import played
from yeoun.units.pitch import to_hertz

FITTED, JUDGED = ("C4", "G#4", "D#5", "A#5", "E6"), ("F4", "B4", "F#5", "C6")
ORDER = ("C4", "F4", "G#4", "B4", "D#5", "F#5", "A#5", "C6", "E6")
KEYS = dict(zip(ORDER, (60, 65, 68, 71, 75, 78, 82, 84, 88), strict=True))
FORCE = 0.6    # a held tone of a solo line: the middle between mf and f


@dataclass(frozen=True)
class Heard:
    """A long tone as it is compared."""

    harmonics: Array
    envelope: Array
    pitch: Array
    moving: Array


def listened(sound: Array, hertz: float) -> Heard:
    """What is compared of a tone that begins with the sound."""
    cents, _ = pitch_curve(sound, hertz)
    level = level_curve(sound)
    sounding = np.flatnonzero(level > level.max() - 25.0)
    first, last = int(sounding[0]), int(sounding[-1])
    steady = slice(first + 40, last - 40)
    cents = cents - np.median(cents[steady])
    slow = butter(2, 2.0, fs=CURVE_RATE, output="sos")
    at = hertz * 2.0 ** (np.interp(np.arange(len(sound)) / RATE, np.arange(len(cents)) / CURVE_RATE, np.clip(cents, -300, 300)) / 1200.0)
    tone = slice(steady.start * 240, steady.stop * 240)
    envelope = sosfiltfilt(slow, np.maximum(level, level.max() - 30.0)[first:last])
    return Heard(harmonics(sound[tone], at[tone]), envelope - envelope.max(), np.asarray(sosfiltfilt(slow, cents[steady])),
                 np.concatenate((_bands(cents[steady], 1.0), _bands(level[steady], 0.05))))


def _bands(curve: Array, floor: float) -> Array:
    """A curve's RMS in bands of 1 Hz from 2 to 12 Hz, in dB over a floor."""
    curve = curve - np.polyval(np.polyfit(np.arange(len(curve)), curve, 2), np.arange(len(curve)))
    size, window = len(curve), np.hanning(len(curve))
    power = np.abs(np.fft.rfft(curve * window)) ** 2 * 2.0 / (size * (window ** 2).sum())
    hz = np.fft.rfftfreq(size, 1.0 / CURVE_RATE)
    return np.array([10.0 * np.log10(power[(hz >= low) & (hz < low + 1)].sum() / floor ** 2 + 1.0) for low in range(2, 12)])


def apart(one: Heard, other: Heard) -> tuple[float, float, float, float]:
    """How far two tones are apart: harmonics in dB, envelope in dB, pitch in cents, modulation in dB."""
    def along(a: Array, b: Array) -> float:
        size = min(len(a), len(b))
        return float(np.abs(a[:size] - b[:size]).mean())
    return (float(np.abs(one.harmonics - other.harmonics)[1:].mean()), along(one.envelope, other.envelope),
            along(one.pitch, other.pitch), along(one.moving, other.moving))


@contextmanager
def fitted_on(names: tuple[str, ...]) -> Iterator[None]:
    """The model with only these tones in its table."""
    whole = daegeum.tones
    rows = [tone for tone in whole() if tone["note"] in names]
    daegeum.tones = lambda: rows    # type: ignore[assignment]
    try:
        yield
    finally:
        daegeum.tones = whole


def ours(name: str, player: str, seconds: float, force: float = FORCE) -> tuple[Array, float]:
    """A held tone as an instrument of ours plays it for a score, and its pitch."""
    key = KEYS[name]
    held = note(0.2, seconds, key, force, ornament="nonghyeon" if player == "daegeum" else "")
    sound = played(part(instrument(player), [held], seconds + 1.0)).mean(axis=1)
    return np.asarray(sound[round(0.1 * RATE):]), to_hertz(key)


def real(name: str) -> tuple[Array, float]:
    """A recorded tone and its own pitch."""
    sound, rate = soundfile.read(_file(name))
    if rate != RATE:
        raise ValueError(f"{name} is at {rate} Hz")
    hertz = next(float(tone["hertz"]) for tone in daegeum.tones() if tone["note"] == name)
    return np.asarray(sound, dtype=np.float64), hertz


def _file(name: str) -> Path:
    return material(f"daegeum/daegeum_{name.replace('#', 's')}.wav")


def frozen(sound: Array, like: Heard, hertz: float) -> Array:
    """The trick: the harmonics of a tone, all of its length, that never move."""
    t = np.arange(len(sound)) / RATE
    still = sum(10.0 ** (level / 20.0) * np.sin(2 * np.pi * hertz * (h + 1) * t) for h, level in enumerate(like.harmonics))
    return np.asarray(0.02 * still * np.clip(t / 0.03, 0, 1) * np.clip((t[-1] - t) / 0.05, 0, 1))


def brightening(name: str) -> float:
    """What full breath adds to the share of 4-6 kHz over soft breath, dB."""
    soft, loud = (ours(name, "daegeum", 3.0, force)[0][RATE:3 * RATE] for force in (0.25, 0.8))
    return band_db(loud, 4000.0, 6000.0) - band_db(soft, 4000.0, 6000.0)


def section() -> str:
    """The table, or why there is none."""
    head = "## Daegeum: on real tones it was not fitted on\n\n"
    if MATERIAL is None or not _file("C4").is_file():
        return head + "Not measured: the recordings of the material are not beside this checkout."
    heard = {name: listened(*real(name)) for name in ORDER}
    rows, sums = [], {"ours": np.zeros(4), "real": np.zeros(4), "flute": np.zeros(4), "still": np.zeros(4)}
    for name in JUDGED:
        sound, hertz = real(name)
        seconds = len(sound) / RATE
        at = ORDER.index(name)
        near = min((ORDER[at - 1], ORDER[at + 1]), key=lambda other: abs(KEYS[other] - KEYS[name]))
        with fitted_on(FITTED):
            model = listened(*ours(name, "daegeum", seconds))
        found = {"ours": apart(model, heard[name]), "real": apart(heard[near], heard[name]),
                 "flute": apart(listened(*ours(name, "flute", seconds)), heard[name]),
                 "still": apart(listened(frozen(sound, heard[name], hertz), hertz), heard[name])}
        for who, each in found.items():
            sums[who] += np.array(each) / len(JUDGED)
        rows += [[name, {"ours": "ours", "real": f"real {near}", "flute": "bank's flute", "still": "trick: frozen"}[who],
                  *(f"{value:.1f}" for value in each)] for who, each in found.items()]
    rows += [["mean", who, *(f"{value:.1f}" for value in sums[key])] for key, who in (
        ("ours", "ours"), ("real", "nearest real"), ("flute", "bank's flute"), ("still", "trick: frozen"))]
    mine, near_by, flute, still = (sums[key] for key in ("ours", "real", "flute", "still"))
    rises = [brightening(name) for name in JUDGED]
    goals = [
        ("harmonics 1-8: at most 1.2 times the nearest real note", f"{mine[0] / near_by[0]:.2f}", mine[0] <= 1.2 * near_by[0]),
        ("harmonics 1-8: under half of the bank's flute", f"{mine[0] / flute[0]:.2f}", mine[0] < 0.5 * flute[0]),
        *((f"{what}: within 1.5 times two real neighbours", f"{mine[i] / near_by[i]:.2f}", mine[i] <= 1.5 * near_by[i])
          for i, what in ((1, "envelope"), (2, "pitch"), (3, "modulation"))),
        ("soft to loud raises 4-6 kHz, dB, of each judged pitch", " ".join(f"{rise:+.0f}" for rise in rises), min(rises) > 0.0),
        ("the frozen tone is further off in modulation", f"{still[3] / mine[3]:.2f} times ours", still[3] > mine[3]),
    ]
    return head + "\n".join([
        "Distances to the judged recording; 0 is the recording itself.", "",
        table(("judged", "beside it", "harmonics 2-8, dB", "envelope, dB", "pitch, cents", "modulation, dB"), rows), "",
        table(("goal", "found", "met"), [[what, value, met(bool(is_met))] for what, value, is_met in goals])])

"""Both meters on the signals of EBU Tech 3341 and 3342, made here from their description (cases 7, 8, 11, 14 and 20 to 23 are not made).

Our meter sets the gains (`yeoun.units.loudness`, `yeoun.mastering.meter`), libebur128 judges them. Beside them stands what a level meter
without the norm's weighting and gates reads: the plain level, and the highest sample for true peak.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyebur128
from numpy.typing import NDArray

from tests.composing.bench.figures import met, table
from tests.mastering.test_meters import energies, steps
from yeoun.mastering.meter import PeakEnvelope
from yeoun.mastering.second_meter import TYPES
from yeoun.model.layouts import FIVE_ONE, STEREO
from yeoun.units.loudness import integrated, loudness_range, momentary, short_term

Sound = NDArray[np.float32]
RATE, HOP = 48_000, 480
LEVEL, RANGE, PEAK = (-0.1, 0.1), (-1.0, 1.0), (-0.4, 0.2)    # the norm's tolerances: LU, LU, dB
MODES = pyebur128.MeasurementMode


@dataclass(frozen=True)
class Case:
    """A signal, what is read of it (I, S, M, LRA or TP), what it should read, and the tolerance below and above."""

    name: str
    kind: str
    sound: Sound
    wanted: float
    within: tuple[float, float]


def _late(seconds: float, loud_s: float) -> Sound:
    return np.concatenate([np.zeros((round(seconds * RATE), 2), np.float32), steps((-23.0, loud_s)), np.zeros((RATE, 2), np.float32)])


def _peak(divisor: int, level: float, phase: float) -> Sound:
    at = np.arange(RATE // 2)
    fade = np.minimum(1.0, np.minimum(at, at[::-1]) / 4_800)
    tone = level * np.sin(2 * np.pi * at / divisor + np.radians(phase)) * (0.5 - 0.5 * np.cos(np.pi * fade))
    return np.repeat(tone[:, None], 2, axis=1).astype(np.float32)


def cases() -> Iterator[Case]:
    """All signals, one at a time."""
    for name, levels, wanted in (
            ("1", ((-23.0, 20.0),), -23.0), ("2", ((-33.0, 20.0),), -33.0), ("3", ((-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)), -23.0),
            ("4", ((-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)), -23.0),
            ("5", ((-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)), -23.0)):
        yield Case(f"3341-{name}", "I", steps(*levels), wanted, LEVEL)
    tone = steps((0.0, 20.0), channels=6)
    levels_51 = {"L": -28.0, "R": -28.0, "C": -24.0, "LFE": -np.inf, "Ls": -30.0, "Rs": -30.0}
    gains = np.array([10 ** (levels_51[label] / 20) for label in FIVE_ONE.labels], dtype=np.float32)
    yield Case("3341-6", "I", tone * gains, -23.0, LEVEL)
    yield Case("3341-9", "S", steps(*[(-20.0, 1.34), (-30.0, 1.66)] * 5), -23.0, LEVEL)
    yield from (Case(f"3341-10.{i}", "S", _late(0.15 * i, 3.0), -23.0, LEVEL) for i in range(20))
    yield Case("3341-12", "M", steps(*[(-20.0, 0.18), (-30.0, 0.22)] * 25), -23.0, LEVEL)
    yield from (Case(f"3341-13.{i}", "M", _late(0.02 * i, 0.4), -23.0, LEVEL) for i in range(20))
    for name, divisor, level, phase, wanted in (("15", 4, 0.5, 0.0, -6.0), ("16", 4, 0.5, 45.0, -6.0), ("17", 6, 0.5, 60.0, -6.0),
                                                ("18", 8, 0.5, 67.5, -6.0), ("19", 4, 1.41, 45.0, 3.0)):
        yield Case(f"3341-{name}", "TP", _peak(divisor, level, phase), wanted, PEAK)
    for name, steps_db, wanted in (("1", (-20.0, -30.0), 10.0), ("2", (-20.0, -15.0), 5.0), ("3", (-40.0, -20.0), 20.0),
                                   ("4", (-50.0, -35.0, -20.0, -35.0, -50.0), 15.0)):
        yield Case(f"3342-{name}", "LRA", steps(*[(level, 20.0) for level in steps_db]), wanted, RANGE)


def _labels(case: Case) -> tuple[str, ...]:
    return FIVE_ONE.labels if case.sound.shape[1] == 6 else STEREO.labels


def ours(case: Case) -> float:
    """What our meter reads."""
    if case.kind == "TP":
        meter = PeakEnvelope(case.sound.shape[1])
        meter.feed(case.sound)
        return float(20 * np.log10(meter.peaks().max()))
    heard = energies(case.sound, _labels(case), HOP)
    match case.kind:
        case "I":
            read = integrated(heard, HOP)
        case "LRA":
            read = loudness_range(heard, HOP)
        case "S":
            read = float(short_term(heard, HOP, HOP).max())
        case _:
            read = float(momentary(heard, HOP, HOP).max())
    return float("nan") if read is None else read


def second(case: Case) -> float:
    """What libebur128 reads; moments are asked every 10 ms."""
    mode = {"I": MODES.MODE_I, "S": MODES.MODE_S, "M": MODES.MODE_M, "LRA": MODES.MODE_LRA, "TP": MODES.MODE_TRUE_PEAK}[case.kind]
    labels = _labels(case)
    state = pyebur128.R128State(len(labels), RATE, mode)
    for channel, label in enumerate(labels):
        state.set_channel(channel, TYPES[label])
    highest = -np.inf
    for at in range(0, len(case.sound), HOP):
        piece = np.ascontiguousarray(case.sound[at:at + HOP])
        state.add_frames(piece.reshape(-1), len(piece))
        if case.kind in "SM":
            ask = pyebur128.get_loudness_shortterm if case.kind == "S" else pyebur128.get_loudness_momentary
            highest = max(highest, float(ask(state)))
    match case.kind:
        case "I":
            return float(pyebur128.get_loudness_global(state))
        case "LRA":
            return float(pyebur128.get_loudness_range(state))
        case "TP":
            return float(20 * np.log10(max(pyebur128.get_true_peak(state, k) for k in range(len(labels)))))
        case _:
            return highest


def plain(case: Case) -> float:
    """The cheap trick: plain level of everything (all channels' power), its range over seconds, highest sample."""
    power = np.sum(case.sound.astype(np.float64) ** 2, axis=1)
    if case.kind == "TP":
        return float(20 * np.log10(np.abs(case.sound).max()))
    if case.kind == "LRA":
        seconds = power[:len(power) // RATE * RATE].reshape(-1, RATE).mean(axis=1)
        return float(10 * np.log10(seconds.max() / seconds.min()))
    return float(10 * np.log10(power.mean()))


def is_within(case: Case, read: float) -> bool:
    """Whether a reading is within the norm's tolerance."""
    return bool(case.within[0] - 1e-9 <= read - case.wanted <= case.within[1] + 1e-9)


def section() -> str:
    """The section of the page."""
    named: dict[str, list[tuple[Case, tuple[float, float, float]]]] = {}
    for case in cases():
        named.setdefault(case.name.split(".")[0], []).append((case, (ours(case), second(case), plain(case))))

    def told(name: str) -> tuple[str, ...]:
        read = named[name]
        case = read[0][0]
        worst = [max((each[k] for _, each in read), key=lambda value: abs(value - case.wanted)) for k in range(3)]
        right = [sum(is_within(one, each[k]) for one, each in read) for k in range(3)]
        return (name, case.kind, str(len(read)), f"{case.wanted:.1f} ({case.within[0]:+.1f} {case.within[1]:+.1f})",
                *(f"{value:.3f}" for value in worst), f"{right[2]} of {len(read)}", met(right[0] == right[1] == len(read)))

    return ("## Meters: EBU Tech 3341 and 3342\n\nSignals made here from their description; cases 7, 8, 11, 14, 20 to 23 and 3342-5 and 6 "
            "are not made. Where a case is several files, the worst reading stands. The trick is a meter without weighting, gates and "
            "oversampling.\n\n"
            + table(("case", "what", "signals", "should read", "our meter", "second meter", "trick: plain level",
                     "within tolerance by the trick", "goal met"), [told(name) for name in named]))

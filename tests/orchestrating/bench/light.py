"""Light: whether warm scenes are played by warm players and cold ones by cold players, before any equaliser.

Who is warm or cold is read from the instruments' own files: warm are those tagged `warm` or `golden` and not `cold`, cold those tagged
`cold`; all others are neither. Energy is that of notes: seconds, by the square of force, by the part's level. Scenes are cues of drawn
films whose feeling has nothing to do with their light.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from tests.bench.shares import told
from tests.composing.bench.figures import median_told, met, of_median, spearman, table
from tests.orchestrating.bench.drawn import Cue, energies, played
from yeoun.model.composed import Brief
from yeoun.units.luck import Take, luck

SCENES = 20
GOAL_R, GOAL_SHARE = 0.7, 0.6
WIDEST = 95.0                 # mired against the episode, of the warmest and coldest scene: our choice
GOLDEN_FROM, NIGHT_FROM = 50.0, -60.0    # our choice, as the house has them (knowledge of colour, section 9)
TILT_DB = 3.0                 # an octave, of the trick's equaliser at its widest: our choice
SHUFFLES = 500


def tag(colours: Sequence[str]) -> str:
    """Whether a player is tagged warm, cold or neither.

    >>> tag(("golden", "dusk")), tag(("night", "cold")), tag(("dusk", "silver"))
    ('warm', 'cold', 'neither')
    """
    return "cold" if "cold" in colours else "warm" if {"warm", "golden"} & set(colours) else "neither"


def share(cue: Cue, wanted: str, tilt_db: float = 0.0) -> float:
    """The share of the energy of a cue that players of a tag have.

    tilt_db  an equaliser's gain an octave, about middle C; positive makes dark
    """
    found = energies(cue.score)
    gains = {part.name: 10 ** (-tilt_db * (sum(note.key for note in part.notes) / max(1, len(part.notes)) - 60) / 12 / 10)
             for part in cue.score.parts}
    tags = {part.name: tag(part.instrument.colour) for part in cue.score.parts}
    whole = sum(energy * gains[name] for name, energy in found.items()) or 1.0
    return sum(energy * gains[name] for name, energy in found.items() if tags[name] == wanted) / whole


def graded(brief: Brief, mired: float) -> Brief:
    """A brief in another light: the golden hour, the day, or the city at night, as warm as its colour."""
    if mired >= GOLDEN_FROM:
        return replace(brief, mired_relative=mired, luminance=0.2, time_of_day="golden", place="옥상")
    if mired <= NIGHT_FROM:
        return replace(brief, mired_relative=mired, luminance=0.06, time_of_day="night", place="번화가 거리")
    return replace(brief, mired_relative=mired, luminance=0.15, time_of_day="day", place="카페")


@dataclass(frozen=True)
class Graded:
    """A scene: how warm its light is, and the cue in that light, by daylight, at the golden hour and in the city at night."""

    mired: float
    cue: Cue
    plain: Cue
    golden: Cue
    night: Cue


@cache
def scenes(first: int = 0, count: int = SCENES) -> tuple[Graded, ...]:
    """Scenes of so many films from a number on, graded evenly from cold to warm, which film how warm by lot.

    first  0 to measure, 40 while something is mended
    """
    lot = luck(Take(1), "bench light", first).permutation(count)
    out = []
    for k in range(count):
        mired = round(-WIDEST + 2 * WIDEST * int(lot[k]) / (count - 1), 1)
        out.append(Graded(mired, *(played(first + k, k % 3, change=lambda brief, light=light: graded(brief, light))    # type: ignore[misc]
                                   for light in (mired, 0.0, 80.0, -80.0))))
    return tuple(out)


def shuffled_r(warmths: Sequence[float], shares: Sequence[float]) -> tuple[float, float, float]:
    """Spearman's rho with the warmths of other scenes: mean, and where 95 % lie."""
    lot = np.random.Generator(np.random.PCG64(7))
    found = [spearman(list(lot.permutation(np.array(warmths))), shares) for _ in range(SHUFFLES)]
    low, high = np.percentile(found, (2.5, 97.5))
    return float(np.mean(found)), float(low), float(high)


def interval(warmths: Sequence[float], shares: Sequence[float]) -> tuple[float, float]:
    """The interval of rho at 95 % (bootstrap over scenes)."""
    lot, both = np.random.Generator(np.random.PCG64(1)), np.array([warmths, shares])
    found = [spearman(*both[:, lot.integers(0, len(warmths), len(warmths))]) for _ in range(SHUFFLES)]
    low, high = np.percentile(found, (2.5, 97.5))
    return float(low), float(high)


def _rank(name: str, warmths: Sequence[float], shares: Sequence[float], asks: bool) -> tuple[str, ...]:
    r, (low, high) = spearman(warmths, shares), interval(warmths, shares)
    is_met = r >= GOAL_R
    return name, f"{r:.2f} ({low:.2f}-{high:.2f}, {len(shares)})", met(is_met) if asks else "meets it" if is_met else "fails, as it should"


def _at_hour(name: str, shares: Sequence[float], asks: bool) -> tuple[str, ...]:
    over = sum(each >= GOAL_SHARE for each in shares)
    return name, median_told(shares), told(over, len(shares)), met(of_median(shares)[0] >= GOAL_SHARE) if asks else "-"


def section(first: int = 0) -> str:
    """The tables of light."""
    found = scenes(first)
    warmths = [each.mired for each in found]
    warm, plain = ([share(cue, "warm") for cue in row] for row in zip(*((each.cue, each.plain) for each in found), strict=True))
    cold = [1 - share(each.cue, "cold") for each in found]
    tilted = [share(each.plain, "warm", TILT_DB * each.mired / WIDEST) for each in found]
    mean, low, high = shuffled_r(warmths, warm)
    return "\n\n".join((
        "## Light: who plays in it",
        f"{len(found)} cues of drawn films, graded by lot from {-WIDEST:g} to {WIDEST:g} mired against the episode: from {GOLDEN_FROM:g} "
        f"on at the golden hour, to {NIGHT_FROM:g} in the city at night, between by day. Rank correlation of warmth with the share of "
        f"energy that warm-tagged players have on notes, with interval (bootstrap, 95 %) and count; goal {GOAL_R}.",
        table(("players", "Spearman's rho", "goal met"), [
            _rank("**ours**", warmths, warm, True),
            _rank("ours, by all that is not cold-tagged", warmths, cold, False)[:2] + ("-",),
            _rank("trick: the players of daylight and a tilting equaliser", warmths, tilted, False),
            _rank("control: the same cues by daylight", warmths, plain, False),
            ("control: the warmth of other scenes",
             f"{mean:.2f} (95 % of {SHUFFLES} within {low:.2f}-{high:.2f})", "fails, as it should")]),
        f"The same cues all at the golden hour (80 mired) and all in the city at night (-80): median share of energy with interval and "
        f"count, and cues with {100 * GOAL_SHARE:.0f} % or more.",
        table(("scene and players", "share", f"cues at {100 * GOAL_SHARE:.0f} %", "goal met"), [
            _at_hour("**golden hour, warm-tagged**", [share(each.golden, "warm") for each in found], True),
            _at_hour("**city at night, cold-tagged**", [share(each.night, "cold") for each in found], True),
            _at_hour("control: daylight, warm-tagged", plain, False),
            _at_hour("control: daylight, cold-tagged", [share(each.plain, "cold") for each in found], False),
            _at_hour("control: city at night, warm-tagged", [share(each.night, "warm") for each in found], False),
            _at_hour("control: golden hour, cold-tagged", [share(each.golden, "cold") for each in found], False)])))

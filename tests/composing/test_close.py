"""A minor cue closes in the mode its theme holds in reserve where the graph releases there, and nowhere else."""

from dataclasses import replace

import pytest

from tests.composing.briefs import GRIEVING, brief, composed, feelings, hit
from yeoun.model.composed import Brief, Sketch
from yeoun.model.feeling import Feelings
from yeoun.model.spotted import Ending
from yeoun.units.luck import Take, luck
from yeoun.units.modes import MODES, tonic_named


def smile(name: str = "smile", ending: Ending = Ending.FADE) -> Brief:
    """Twenty-four seconds of grief that turn to a smile at the end, on a hit of class A."""
    return brief(name, 24.0, feelings(24, lambda x: -0.25 if x < 0.7 else 0.3, lambda x: 0.35, lambda x: 0.45 if x < 0.7 else 0.25),
                 hits=(hit(17.0, "A", "change"),), motif=GRIEVING, forms=("plain",), ending=ending)


def shuffled(asked: Brief, number: int) -> Brief:
    """The same feelings in another order."""
    lot = luck(Take(1), "shuffled", number)
    order = lot.permutation(len(asked.intent.valence))
    axes = ([axis[int(k)] for k in order] for axis in (asked.intent.valence, asked.intent.arousal, asked.intent.tension))
    return replace(asked, intent=Feelings(asked.intent.every, *(tuple(axis) for axis in axes)))


def third(sketch: Sketch, since_s: float) -> set[int]:
    """Which thirds over the tonic are heard from a moment on: 3 the minor one, 4 the major one."""
    tonic = tonic_named(sketch.key) or 0
    return {(note.key - tonic) % 12 for voice in sketch.voices for note in voice.notes
            if sketch.tempo_map.seconds(note.at_beat) >= since_s - 0.02} & {3, 4}


def turned(sketch: Sketch) -> list[str]:
    return [section.reason for section in sketch.sections if "in reserve" in section.reason]


def test_a_release_at_the_end_takes_the_reserve_mode_and_says_why() -> None:
    assert MODES[GRIEVING.mode].is_minor and not MODES[GRIEVING.reserve_mode].is_minor
    sketch = composed(smile())
    assert third(sketch, 17.0) == {4} and 3 in third(sketch, 0.0)
    assert sketch.chords[-1].degree in {"I", "Iadd9"}
    assert len(turned(sketch)) == 1 and "hit 1" in turned(sketch)[0] and turned(sketch)[0] == sketch.sections[-1].reason


def test_the_same_feelings_in_another_order_release_nothing_and_stay_dark() -> None:
    for number in range(8):
        sketch = composed(shuffled(smile(), number))
        assert turned(sketch) == [] and third(sketch, 17.0) <= {3}, number
    backwards = replace(smile(), intent=Feelings(smile().intent.every, *(axis[::-1] for axis in (
        smile().intent.valence, smile().intent.arousal, smile().intent.tension))))
    assert turned(composed(backwards)) == []


@pytest.mark.parametrize("asked", [
    replace(smile(), mode_pin="aeolian"), replace(smile(), hits=()), smile("cut", Ending.CUT),
    replace(smile(), hits=(replace(smile().hits[0], at_s=smile().hits[0].at_s),), motifs=(), themes=()),
], ids=["a note asks for minor", "no hit", "a cut", "no theme"])
def test_without_a_release_a_theme_or_freedom_the_close_stays_dark(asked: Brief) -> None:
    assert turned(composed(asked)) == []

"""A Korean line from scene to score against gugak.md 2.3, and that the same tests fail under another mode's rules."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.composing.briefs import GRIEVING, TENDER, brief, composed, feelings, hit, line
from yeoun.model.composed import Brief
from yeoun.model.notes import House
from yeoun.model.scored import Part, ScoreNote
from yeoun.orchestrating.jangdan import DODEURI, HWIMORI, JUNGMORI, Jangdan
from yeoun.orchestrating.orchestrate import orchestrate
from yeoun.orchestrating.ornament import MANNERS
from yeoun.units.modes import MODES, tonic_named
from yeoun.units.time import Seconds

FROM_ABOVE = {"pyeongjo", "gyeongtori", "sanjo_pyeongjo"}


def yard(name: str, valence: float, arousal: float, tension: float, theme: bool = False) -> Brief:
    asked = brief(name, 36.0, feelings(36, lambda x: valence, lambda x: arousal, lambda x: tension),
                  hits=(hit(11.0, "B"), hit(23.0, "A", "change")), motif=(GRIEVING if valence < 0 else TENDER) if theme else None,
                  forms=("plain",) if theme else (), time_of_day="evening")
    return replace(asked, place="한옥 마당")


SCENES = (yard("calm", 0.2, 0.3, 0.25), yard("theme", 0.3, 0.35, 0.25, theme=True), yard("grief", -0.5, 0.5, 0.5),
          yard("longing", -0.15, 0.35, 0.35), yard("mourning", -0.4, 0.3, 0.4, theme=True))


def lead(asked: Brief) -> tuple[Part, str, int]:
    sketch = composed(asked)
    score = orchestrate(sketch, asked, House())
    tonic = tonic_named(sketch.key)
    assert tonic is not None
    return next(part for part in score.parts if part.role == "melody"), sketch.mode, tonic


def reach(note: ScoreNote) -> float:
    return max(cents for _, cents in note.cents) - min(cents for _, cents in note.cents)


def faults(part: Part, mode: str, tonic: int) -> set[int]:
    """The numbers of the tests of gugak.md 2.3 that a line fails under a mode and a final."""
    manner, sung = MANNERS[mode], {MODES[mode].steps[degree] for degree in MODES[mode].sung}
    notes, failed = part.notes, set()
    tones = [(note.key - tonic) % 12 for note in notes]
    whole = sum(note.length_s for note in notes)
    if sum(note.length_s for note, tone in zip(notes, tones, strict=True) if tone in sung) < 0.97 * whole:
        failed.add(1)
    if tones[-1] not in {0, 7} or (mode in FROM_ABOVE and not 0 < notes[-2].key - notes[-1].key <= 3):
        failed.add(2)
    if any(tone == target and after.key > note.key for (note, after), tone in zip(pairwise(notes), tones, strict=False)
           for _, target in manner.breaks):
        failed.add(3)
    held = [note for note, tone in zip(notes, tones, strict=True) if tone in manner.shakes and note.length_s > 0.6]
    still = [note for note, tone in zip(notes, tones, strict=True) if tone in manner.plain and note.ornament == "nonghyeon"]
    if sum(note.ornament == "nonghyeon" for note in held) < 0.75 * len(held) or any(reach(note) > 50 for note in still):
        failed.add(4)
    if not 0.3 <= sum(bool(note.ornament) for note in notes) / whole <= 1.1:
        failed.add(6)
    if any(note.ornament and note.length_s < 0.2 for note in notes):
        failed.add(6)
    return failed


@pytest.mark.parametrize("asked", SCENES, ids=lambda asked: str(asked.key))
def test_a_line_in_a_courtyard_is_korean_in_player_mode_and_manner(asked: Brief) -> None:
    part, mode, tonic = lead(asked)
    assert part.instrument.is_gugak and MODES[mode].is_gugak and "place" in part.why or part.instrument.is_gugak
    assert not faults(part, mode, tonic)


@pytest.mark.parametrize("asked", SCENES, ids=lambda asked: str(asked.key))
def test_the_same_line_fails_under_another_final(asked: Brief) -> None:
    part, mode, tonic = lead(asked)
    assert all(faults(part, mode, tonic + shift) for shift in (1, 2, 5, 10))


def test_only_one_korean_instrument_leads_and_dense_words_silence_it() -> None:
    for asked in SCENES:
        score = orchestrate(composed(asked), asked, House())
        assert sum(part.instrument.is_gugak and part.role in {"melody", "counter"} for part in score.parts) <= 1


def test_a_lit_street_at_night_has_cold_synthesised_air_and_by_day_none() -> None:
    plain = brief("street", 36.0, feelings(36, lambda x: -0.1, lambda x: 0.4, lambda x: 0.4), hits=(hit(20.5, "A"),),
                  motif=TENDER, forms=("plain",), time_of_day="night", mired=-20.0)
    at_night = replace(plain, place="번화가 거리")
    score = orchestrate(composed(at_night), at_night, House())
    assert any(part.instrument.family == "synth" and part.role in {"pad", "bed", "drone"} for part in score.parts)
    cold = [part.why for part in score.parts if "번화가" in part.why]
    assert cold
    by_day = replace(at_night, time_of_day="day", mired_relative=20.0)
    assert not any("번화가" in part.why for part in orchestrate(composed(by_day), by_day, House()).parts)


def whole_cycles(part: Part, jangdan: Jangdan, strokes_left_out: int) -> int:
    """How many times a drum plays a cycle with all its bak, as many left out as its own variation does."""
    length, bak = jangdan.bars * jangdan.beats, {stroke.bak for stroke in jangdan.strokes}
    beats = {note.at_beat for note in part.notes}
    return sum(len(bak - {at - first for at in beats if first <= at < first + length}) <= strokes_left_out
               for first in sorted(beats))


def test_a_drum_plays_at_least_one_whole_cycle_or_is_not_there() -> None:
    seated = left = 0
    for number, ends in enumerate((36.0, 6.0, 30.0)):
        for starts in (2.6, 3.2, 3.8, 14.0):
            lines = (line(1, starts, min(35.0, starts + ends)),) if ends < 36.0 else ()
            asked = replace(yard(f"talk {number}", -0.15, 0.42, 0.35), lines=lines, length_s=Seconds(9.2 if ends == 6.0 else 36.0))
            asked = replace(asked, hits=()) if ends == 6.0 else asked
            score = orchestrate(composed(asked), asked, House())
            drum = next((part for part in score.parts if part.instrument.clef == "percussion"), None)
            seated += drum is not None
            left += drum is None
            if drum is not None:
                jangdan = {"도드리": DODEURI, "중모리": JUNGMORI, "휘모리": HWIMORI}[drum.why.split(" ")[0]]
                assert whole_cycles(drum, jangdan, 1) >= 1, (number, starts)
    assert seated >= 3 and left >= 3


def test_two_strokes_of_six_bak_are_no_cycle() -> None:
    asked = yard("cycle", -0.15, 0.42, 0.35)
    score = orchestrate(composed(asked), asked, House())
    drum = next(part for part in score.parts if part.instrument.clef == "percussion")
    assert whole_cycles(drum, DODEURI, 1) >= 1
    assert whole_cycles(replace(drum, notes=drum.notes[:2]), DODEURI, 1) == 0

"""Locked bars stay note for note, the rest is composed around them, and what contradicts them is refused by name."""

from dataclasses import replace
from functools import cache

import pytest

from tests.composing.bench.drawn_films import Film, film
from tests.composing.bench.film_scored import Scored, Written, notes_in, planned, scored, written
from yeoun.composing.around import lay_around
from yeoun.composing.grid import Grid
from yeoun.composing.ground import laid
from yeoun.composing.locked import refuse_lost
from yeoun.delivering.bars import whole_of
from yeoun.errors import InputRefused, NotesContradict
from yeoun.model.composed import BriefHit
from yeoun.model.kept import KeptBars
from yeoun.model.notes import Note, NoteKind, Notes
from yeoun.model.spotted import HitClass
from yeoun.reading.kept import cut
from yeoun.units.luck import Take
from yeoun.units.names import CueKey
from yeoun.units.time import Seconds

FILM, CUE = 1, 2      # 1m03: eight bars, three hits


@cache
def made() -> Scored:
    return scored(film(FILM))


def locked(first: int = 3, last: int = 5) -> KeptBars:
    was = made().cues[CUE]
    return cut(whole_of(was.sketch, was.score, was.cue.first_frame), first, last, "n1")


def again(*kept: KeptBars) -> Written:
    """The cue with other luck, around some locked bars."""
    was = made().cues[CUE]
    return written(was.cue, replace(was.brief, take=Take(2), kept=kept), made().film)


def sounding(cue: Written, bars: KeptBars) -> list[tuple[str, int, int, float]]:
    """What begins in some bars of the file: player, key, velocity, seconds from the first of them."""
    return sorted((each.part, each.key, each.velocity, each.at_s - bars.at_s) for each in notes_in(cue.midi)
                  if bars.at_s - 0.001 <= each.at_s < bars.end_s - 0.001)


@pytest.mark.parametrize(("first", "last"), [(3, 5), (1, 2), (8, 8), (1, 8)])
def test_locked_bars_stand_note_for_note_and_tempo_for_tempo(first: int, last: int) -> None:
    bars = locked(first, last)
    now, was = sounding(again(bars), bars), sounding(made().cues[CUE], bars)
    assert [each[:3] for each in now] == [each[:3] for each in was] != []
    assert [each[3] for each in now] == pytest.approx([each[3] for each in was], abs=1e-4)
    assert cut(whole_of(again(bars).sketch, again(bars).score, 0), *_found(again(bars), bars), "n1").periods == bars.periods


def _found(cue: Written, bars: KeptBars) -> tuple[int, int]:
    seconds = cue.sketch.tempo_map.timing()
    first = next(bar.number for bar in cue.sketch.bars if abs(seconds(bar.at_beat) - bars.at_s) < 1e-5)
    return first, first + len(bars.bars) - 1


def test_the_bars_beside_them_are_composed_anew_and_without_a_lock_all_are() -> None:
    bars = locked()
    before = locked(1, 2)
    assert sounding(again(bars), before) != sounding(made().cues[CUE], before)
    assert sounding(again(), bars) != sounding(made().cues[CUE], bars)


def test_their_chords_stand_and_no_melody_leaps_more_than_an_octave_at_the_seams() -> None:
    bars = locked()
    sketch = again(bars).sketch
    first = sketch.bars[_found(again(bars), bars)[0] - 1].at_beat
    inside = [each for each in sketch.chords if first <= each.at_beat < first + bars.beats]
    assert [(each.at_beat - first, each.degree) for each in inside] == [(each.at_beat, each.degree) for each in bars.chords]
    assert all(one.at_beat + one.beats == two.at_beat for one, two in zip(sketch.chords, sketch.chords[1:], strict=False))
    for voice in sketch.voices:
        if voice.role in {"melody", "counter"}:
            for one, two in zip(voice.notes, voice.notes[1:], strict=False):
                for seam in (first, first + bars.beats):
                    assert not one.at_beat < seam <= two.at_beat or abs(one.key - two.key) <= 12
        for one, two in zip(voice.notes, voice.notes[1:], strict=False):
            assert one.at_beat <= two.at_beat


def test_hits_keep_their_moments_and_one_inside_that_is_on_no_quaver_is_told() -> None:
    bars, was = locked(), made().cues[CUE]

    def grid_with(at_s: float) -> Grid:
        hits = tuple(sorted((*was.brief.hits, replace(was.brief.hits[0], at_s=Seconds(at_s))), key=lambda each: each.at_s))
        return laid(replace(was.brief, hits=hits, kept=(bars,)))

    usual = laid(replace(was.brief, kept=(bars,)))
    for hit, beat in zip(was.brief.hits, usual.hit_beats, strict=True):
        assert beat is None or abs(usual.tempo_map.seconds(beat) - hit.at_s) < 0.001
    quaver = bars.periods[0] / 2e6
    off, on = grid_with(bars.at_s + 0.5 * quaver), grid_with(bars.at_s + quaver)
    assert any("are locked by note n1" in remark for remark in off.remarks)
    assert not any("locked" in remark for remark in on.remarks)
    assert sum(bar.beats != 4 for bar in usual.bars) <= 3


def lock(bars: KeptBars, *others: Note) -> Film:
    note = Note("n1", "director", NoteKind.LOCK, "1m03 bars 3-5", "approved", None, None)
    return replace(film(FILM), notes=Notes((note, *others), (bars,)))


def beside(kind: NoteKind, value: str, frames: tuple[int, int]) -> Note:
    return Note("n2", "composer", kind, value, "", None, frames)


def test_the_note_reaches_its_cue_and_is_told_there() -> None:
    brief = planned(lock(locked()))[3][CUE]
    assert brief.kept == (locked(),) and "n1" in brief.notes
    assert [each.changed for each in brief.outcomes if each.note == "n1"] == ["bars 3-5 of 1m03 stand as they were kept"]
    assert all(not each.kept for each in planned(lock(locked()))[3] if each.id != brief.id)


@pytest.mark.parametrize(("kind", "value", "why"), [
    (NoteKind.KEY, "D", "bars 3-5 of 1m03 stand in .*, not in D"), (NoteKind.TEMPO, "140", "go at .* not at 140"),
    (NoteKind.MODE, "lydian", "stand in .*, not in lydian")])
def test_a_note_that_wants_locked_bars_otherwise_is_refused_and_both_are_named(kind: NoteKind, value: str, why: str) -> None:
    cue = made().cues[CUE].cue
    with pytest.raises(NotesContradict, match=why) as refused:
        planned(lock(locked(), beside(kind, value, (cue.first_frame, cue.end_frame))))
    assert (refused.value.first, refused.value.second) == ("n1", "n2")


def test_a_hit_that_somebody_asks_for_inside_them_off_their_quavers_is_refused() -> None:
    cue, bars = made().cues[CUE].cue, locked()
    frame = next(frame for frame in range(cue.first_frame, cue.end_frame) if bars.at_s + 0.3 < (frame - cue.first_frame) / 24
                 and 0.3 < ((frame - cue.first_frame) / 24 - bars.at_s) / (bars.periods[0] / 2e6) % 1 < 0.7)
    with pytest.raises(NotesContradict, match="lies on none of their quavers"):
        planned(lock(bars, beside(NoteKind.HIT, "B", (frame, frame + 1))))


def test_a_lock_whose_cue_is_gone_or_too_short_is_refused() -> None:
    with pytest.raises(InputRefused, match=r"note n1\): bars 3-5 of 1m03 are locked, and the film has no such cue any more"):
        planned(lock(replace(locked(), cue=CueKey("elsewhere"))))
    with pytest.raises(InputRefused, match=r"end .* s into their cue, which now lasts"):
        planned(lock(replace(locked(), at_halves=locked().at_halves + 2 * 60_000_000)))
    with pytest.raises(NotesContradict, match="both lock bars of 1m03 at one moment"):
        planned(replace(lock(locked()), notes=Notes(lock(locked()).notes.notes, (locked(), replace(locked(5, 6), note="n3")))))


@pytest.mark.parametrize("last", [2, 8])
def test_locked_from_the_first_bar_a_cue_begins_as_it_did(last: int) -> None:
    was, now = made().cues[CUE].sketch, again(locked(1, last)).sketch
    assert now.tempo_map.beat0_us == was.tempo_map.beat0_us
    assert [(bar.number, bar.beats, bar.unit) for bar in now.bars[:last]] == [(bar.number, bar.beats, bar.unit) for bar in was.bars[:last]]


def test_bars_of_a_cue_that_moved_are_refused_and_do_not_slide_to_other_music() -> None:
    cues, bars = [each.cue for each in made().cues], locked()
    refuse_lost(Notes(kept=(bars,)), cues)
    with pytest.raises(InputRefused, match="note n1.*bars 3-5 of 1m03 are locked in a cue that began at frame .* now begins at frame"):
        refuse_lost(Notes(kept=(bars,)), [replace(each, first_frame=each.first_frame + 24) for each in cues])


def test_an_instrument_that_is_gone_is_refused_by_the_note_that_locks_its_bars() -> None:
    bars = locked()
    lost = replace(bars, parts=(replace(next(part for part in bars.parts if part.notes), instrument="ondes_martenot"),))
    with pytest.raises(InputRefused, match=r"note n1\): .* plays bars 3-5 of 1m03 on ondes_martenot, and there is no such instrument"):
        again(lost)


def test_level_and_pedal_are_kept_as_they_stand_where_the_bars_begin_and_end() -> None:
    was = made().cues[CUE]
    whole = whole_of(was.sketch, was.score, was.cue.first_frame)
    bars = locked()
    part = replace(whole.parts[0], level=((0.0, 0.0), (100.0, 1.0)), pedal=((0.1, True), (99.0, False)))
    kept = cut(replace(whole, parts=(part,)), 3, 5, "n1").parts[0]
    begin, end = bars.at_s - whole.at_s, bars.end_s - whole.at_s
    assert [value for point in kept.level for value in point] == pytest.approx([0.0, begin / 100.0, end - begin, end / 100.0], abs=1e-6)
    assert kept.pedal == ((0.0, True),)
    name = next(each.name for each in again(bars).score.parts if each.name in {one.name for one in bars.parts if one.notes})
    held = again(replace(bars, parts=tuple(replace(each, pedal=((0.0, True),)) if each.name == name else each for each in bars.parts)))
    pedal = next(each.pedal for each in held.score.parts if each.name == name)
    assert any(abs(at - bars.end_s) < 1e-5 and not down for at, down in pedal), "what follows does not ring on"


def test_a_rest_of_a_beat_behind_locked_bars_is_no_bar_of_its_own_and_a_hit_there_is_told() -> None:
    bars = locked()
    hit = BriefHit(Seconds(round(bars.end_s + 0.2, 6)), HitClass.C, "onset", "a door")
    short = lay_around((bars,), (hit,), bars.end_s + 0.9 * 60.0 / bars.bpm, bars.bpm, (40.0, 160.0), bars.metre, ())
    assert short.seconds(short.end_beat) == pytest.approx(bars.end_s, abs=1e-5) and short.hit_beats == (None,)
    assert short.remarks == (f"hit 1 at {hit.at_s:.2f} s is not met: bars 3-5 of 1m03 are locked, and too little of the cue follows",)
    longer = lay_around((bars,), (), bars.end_s + 4.2 * 60.0 / bars.bpm, bars.bpm, (40.0, 160.0), bars.metre, ())
    assert longer.seconds(longer.end_beat) == pytest.approx(bars.end_s + 4.2 * 60.0 / bars.bpm, abs=1e-5)

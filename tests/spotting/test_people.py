"""What notes do to spotting: they win where they stand, nowhere else, and what they moved says so."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.spotting.scenes import RATE, episode, graph, line, seen, span, turn
from yeoun.model.feeling import EmotionGraph
from yeoun.model.notes import STOP, House, Note, NoteKind, Notes
from yeoun.model.observed import Quiet
from yeoun.model.script import Episode
from yeoun.model.spotted import Cue, Ending, Moment, Silence, Spotting
from yeoun.spotting.pins import names
from yeoun.spotting.spot import spot, spot_plainly

HOUSE = House()
ARC = [0.2, 0.25, 0.8, 0.9, 0.3, 0.25]


def film(length_s: float) -> Episode:
    return episode(length_s, shots_s=tuple(float(at) for at in range(0, round(length_s), 4)))


def note(kind: NoteKind, value: str, first_s: float, end_s: float, name: str = "n1") -> Note:
    return Note(name, "director", kind, value, "because", None, (round(first_s * RATE), round(end_s * RATE)))


def made(notes: tuple[Note, ...], told: EmotionGraph, length_s: float = 90.0, house: House = HOUSE) -> Spotting:
    return spot(film(length_s), told, seen(length_s), house, Notes(notes))


def playing(spotting: Spotting) -> set[int]:
    return {frame for cue in spotting.cues for frame in range(cue.first_frame, cue.end_frame)}


def at(spotting: Spotting, second: float) -> Moment:
    frame = round(second * RATE)
    return next(each for each in spotting.moments if each.first_frame <= frame < each.end_frame)


@pytest.mark.parametrize(("first_s", "end_s"), [(40.0, 45.0), (36.0, 38.0), (46.0, 46.5)])
def test_a_silence_note_takes_its_own_frames_and_no_others(first_s: float, end_s: float) -> None:
    told = graph(90.0, ARC)
    free, noted = made((), told), made((note(NoteKind.SILENCE, "cut", first_s, end_s),), told)
    kept = set(range(round(first_s * RATE), round(end_s * RATE)))
    assert kept <= playing(free), "the music was there before"
    assert playing(noted) == playing(free) - kept
    (silence,) = [each for each in noted.moments if each.first_frame == min(kept)]
    assert isinstance(silence, Silence)
    assert (silence.end_frame, silence.kind, silence.notes) == (max(kept) + 1, "composed", ("n1",))


def test_a_silence_note_inside_a_silence_has_its_own_frames_and_manner() -> None:
    noted = made((note(NoteKind.SILENCE, "cut", 2.0, 6.0),), graph(90.0, ARC))
    silence = at(noted, 3.0)
    assert isinstance(silence, Silence)
    assert (silence.first_frame, silence.end_frame, silence.manner) == (round(2 * RATE), round(6 * RATE), "cut")
    assert all(one.end_frame == other.first_frame for one, other in pairwise(noted.moments))
    assert at(noted, 7.0).notes == ("n1",), "it begins where the note ends"


@pytest.mark.parametrize(("value", "manner", "ending"), [
    ("cut", "cut", Ending.CUT), ("ring", "ring", Ending.RING), ("yes", "cut", Ending.CUT), ("", "cut", Ending.CUT)])
def test_a_silence_begins_in_the_manner_the_note_asks_for(value: str, manner: str, ending: Ending) -> None:
    noted = made((note(NoteKind.SILENCE, value, 40.0, 45.0),), graph(90.0, ARC))
    before, silence = at(noted, 39.0), at(noted, 41.0)
    assert isinstance(silence, Silence) and isinstance(before, Cue)
    assert silence.manner == manner
    assert (before.ending, before.tail_s > 0.0) == (ending, ending is Ending.RING)
    assert "n1" in before.notes and names(before.reason, "n1"), "the note ended it"


def test_what_a_silence_leaves_of_a_cue_falls_silent_when_it_is_too_short_and_says_by_which_note() -> None:
    free = made((), graph(90.0, ARC))
    cue = next(each for each in free.cues if each.first_frame < 45 * RATE < each.end_frame)
    start_s, end_s = float(cue.first_frame / RATE), float(cue.end_frame / RATE)
    noted = made((note(NoteKind.SILENCE, "cut", start_s + 2.0, end_s - 12.0),), graph(90.0, ARC))
    rest, after = at(noted, start_s + 1.0), at(noted, end_s - 6.0)
    assert isinstance(rest, Silence) and isinstance(after, Cue)
    assert names(rest.reason, "n1") and "too short" in rest.reason and rest.notes == ("n1",)
    (told,) = [each for each in noted.cautions if each.code == "cue_dropped"]
    assert f"The silence of note n1 leaves 2.0 s of a cue, from {start_s:.1f} s to {start_s + 2.0:.1f} s" in told.message
    assert not [each for each in made((), graph(90.0, ARC)).cautions if each.code == "cue_dropped"]


def resting() -> tuple[Silence, Cue, Cue]:
    """A silence of the film without notes, with the cues before and after it."""
    moments = made((), graph(90.0, [0.2, 0.9, 0.9, 0.1, 0.1, 0.1, 0.9, 0.9, 0.2])).moments
    k = next(k for k, each in enumerate(moments) if k and isinstance(each, Silence) and k + 1 < len(moments))
    before, silence, after = moments[k - 1:k + 2]
    assert isinstance(before, Cue) and isinstance(silence, Silence) and isinstance(after, Cue)
    return silence, before, after


@pytest.mark.parametrize("sliver", [1, 10, 16])
def test_a_rest_of_silence_too_short_to_be_one_belongs_to_the_cue_before_a_note_or_to_its_silence(sliver: int) -> None:
    silence, before, after = resting()
    asked = Note("n1", "director", NoteKind.SILENCE, "cut", "because", None, (silence.first_frame + sliver, silence.end_frame - sliver))
    noted = made((asked,), graph(90.0, [0.2, 0.9, 0.9, 0.1, 0.1, 0.1, 0.9, 0.9, 0.2]))
    (kept,) = [each for each in noted.moments if each.notes == ("n1",) and isinstance(each, Silence)]
    assert (kept.first_frame, kept.end_frame) == (silence.first_frame + sliver, after.first_frame)
    cue = next(each for each in noted.cues if each.first_frame == before.first_frame)
    assert (cue.end_frame, cue.ending) == (kept.first_frame, Ending.CUT), "the cue is cut where the note cuts it"
    assert all(each.end_frame - each.first_frame >= 0.7 * RATE for each in noted.moments)
    assert all(one.end_frame == other.first_frame for one, other in pairwise(noted.moments))


def test_a_sliver_of_music_beside_a_silence_is_no_silence_of_its_own() -> None:
    silence, before, _ = resting()
    asked = Note("n1", "director", NoteKind.SILENCE, "cut", "because", None, (before.first_frame + 8, before.first_frame + 48))
    noted = made((asked,), graph(90.0, [0.2, 0.9, 0.9, 0.1, 0.1, 0.1, 0.9, 0.9, 0.2]))
    assert all(each.end_frame - each.first_frame >= 0.7 * RATE for each in noted.moments)


def test_music_a_note_asks_for_stays_beside_a_silence_however_short() -> None:
    asked = (note(NoteKind.MUSIC, "force", 40.0, 42.0, "n1"), note(NoteKind.SILENCE, "cut", 42.0, 60.0, "n2"),
             note(NoteKind.SILENCE, "cut", 30.0, 40.0, "n3"))
    cue = at(made(asked, graph(90.0, ARC)), 41.0)
    assert isinstance(cue, Cue)
    assert {"n1", "n2", "n3"} <= set(cue.notes)
    assert all(names(cue.reason, each) for each in ("n1", "n2", "n3"))


def test_two_silences_that_meet_keep_their_own_frames() -> None:
    asked = (note(NoteKind.SILENCE, "cut", 40.0, 45.0, "n1"), note(NoteKind.SILENCE, "ring", 43.0, 48.0, "n2"))
    noted = made(asked, graph(90.0, ARC))
    assert [at(noted, second).notes for second in (41.0, 46.0)] == [("n1",), ("n2",)]
    assert all(one.end_frame == other.first_frame for one, other in pairwise(noted.moments))


def test_a_note_that_forbids_music_is_a_silence_and_one_that_forbids_silence_is_music() -> None:
    forbids = at(made((note(NoteKind.MUSIC, "no", 40.0, 45.0),), graph(90.0, ARC)), 41.0)
    assert isinstance(forbids, Silence) and forbids.notes == ("n1",)
    quiet = Quiet(span(40.0, 46.0), -60.0, "dramatic", 1.0)
    still = seen(90.0, silences=(quiet,))
    asked = Notes((note(NoteKind.SILENCE, "no", 40.0, 46.0),))
    assert isinstance(at(spot(film(90.0), graph(90.0, ARC), still, HOUSE, Notes()), 43.0), Silence)
    cue = at(spot(film(90.0), graph(90.0, ARC), still, HOUSE, asked), 43.0)
    assert isinstance(cue, Cue) and "n1" in cue.notes and names(cue.reason, "n1")


def pinned(told: EmotionGraph, first_s: float, end_s: float, level: float) -> EmotionGraph:
    """The graph as feeling leaves it when a note pins arousal and tension there."""
    curve = tuple(level if first_s <= k / 2 < end_s else value for k, value in enumerate(told.feelings.arousal))
    return replace(told, feelings=replace(told.feelings, arousal=curve, tension=curve))


def test_a_pin_that_calls_music_is_named_by_the_cue_it_called() -> None:
    flat = graph(90.0, [0.3, 0.3, 0.3, 0.6, 0.6, 0.3])
    pin = note(NoteKind.GRAPH, "arousal=0.95 tension=0.95", 8.0, 24.0, "n5")
    cue = at(made((pin,), pinned(flat, 8.0, 24.0, 0.95)), 16.0)
    assert isinstance(cue, Cue)
    assert "n5" in cue.notes and names(cue.reason, "n5")


def test_a_pin_that_says_what_was_felt_anyway_is_not_named() -> None:
    told = graph(90.0, [0.2, 0.2, 0.8, 0.8, 0.2, 0.2])
    pin = note(NoteKind.GRAPH, "arousal=0.8 tension=0.8", 40.0, 46.0, "n5")
    noted = made((pin,), pinned(told, 40.0, 46.0, 0.8))
    assert [each.notes for each in noted.moments] == [()] * len(noted.moments)
    assert not any(names(each.reason, "n5") for each in noted.moments)


def test_a_hit_on_a_turn_that_a_pin_made_names_the_note() -> None:
    told = graph(60.0, [0.5, 0.8, 0.6], replace(turn(30.0, 0.6), reason="scene 2 begins: tension 0.20 to 0.90, pinned by note n5"))
    pin = note(NoteKind.GRAPH, "tension=0.9", 30.0, 36.0, "n5")
    cue = at(made((pin,), told, 60.0, replace(HOUSE, music_share=1.0)), 30.0)
    assert isinstance(cue, Cue)
    assert [hit for hit in cue.hits if names(hit.reason, "n5")] and "n5" in cue.notes


def test_a_hit_a_note_asks_for_stands_in_the_notes_of_its_cue() -> None:
    cue = at(made((note(NoteKind.HIT, "B", 40.0, 40.1, "n8"),), graph(90.0, ARC)), 40.0)
    assert isinstance(cue, Cue)
    assert "n8" in cue.notes and any(names(hit.reason, "n8") for hit in cue.hits)


def test_a_note_that_asks_to_compose_is_obeyed_as_everywhere() -> None:
    noted = made((note(NoteKind.METHOD, "compose", 30.0, 60.0),), graph(90.0, ARC))
    assert {cue.method for cue in noted.cues} == {"compose"}


def test_spoken_lines_do_not_stop_a_note() -> None:
    spoken = episode(90.0, line(1, 38.0, 48.0), shots_s=tuple(float(each) for each in range(0, 90, 4)))
    noted = spot(spoken, graph(90.0, ARC), seen(90.0), HOUSE, Notes((note(NoteKind.SILENCE, "cut", 40.0, 45.0),)))
    silence = at(noted, 42.0)
    assert isinstance(silence, Silence)
    assert (silence.first_frame, silence.end_frame) == (round(40 * RATE), round(45 * RATE))



RISING = [0.9, 0.9, 0.2, 0.1, 0.1, 0.1, 0.9, 0.9, 0.2]


def quiet_place() -> tuple[int, int]:
    """Frames inside a silence that the film has without notes."""
    rest = max((each for each in made((), graph(90.0, RISING)).moments if isinstance(each, Silence)),
               key=lambda each: each.end_frame - each.first_frame)
    assert rest.end_frame - rest.first_frame > 10 * RATE
    return rest.first_frame, rest.end_frame


@pytest.mark.parametrize(("kind", "value"), [
    (NoteKind.MODE, "dorian"), (NoteKind.THEME, "지은"), (NoteKind.KEY, "G"), (NoteKind.TEMPO, "70"), (NoteKind.CHORDS, "i iv"),
    (NoteKind.INSTRUMENT, "oboe")])
def test_a_note_that_only_music_can_obey_brings_music_to_its_place(kind: NoteKind, value: str) -> None:
    asked = Note("n3", "composer", kind, value, "because", None, quiet_place())
    cues = [each for each in made((asked,), graph(90.0, RISING)).cues
            if each.first_frame < asked.frames[1] and each.end_frame > asked.frames[0]]    # type: ignore[index]
    assert cues and any("n3" in each.notes and names(each.reason, "n3") for each in cues)


def test_a_note_that_keeps_a_player_out_brings_no_music_and_a_silence_note_forbids_it() -> None:
    first, end = quiet_place()
    told = graph(90.0, RISING)
    out = made((Note("n3", "composer", NoteKind.INSTRUMENT, "no oboe", "", None, (first, end)),), told)
    assert out == made((), told)
    both = (Note("n3", "composer", NoteKind.MODE, "dorian", "", None, (first, end)),
            Note("n4", "director", NoteKind.SILENCE, "cut", "", None, (first, end)))
    assert not playing(made(both, told)) & set(range(first, end))


def test_a_note_where_music_plays_anyway_changes_nothing_and_is_not_claimed() -> None:
    told = graph(90.0, RISING)
    free = made((), told)
    cue = free.cues[0]
    for kind, value in ((NoteKind.MUSIC, "yes"), (NoteKind.MODE, "dorian")):
        asked = Note("n3", "composer", kind, value, "because", None, (cue.first_frame, cue.end_frame))
        assert made((asked,), told).moments == free.moments, kind


def test_music_that_two_notes_ask_for_in_one_place_names_both() -> None:
    first, end = quiet_place()
    asked = tuple(Note(name, "composer", NoteKind.MUSIC, "yes", "because", None, (first, end)) for name in ("n3", "n4"))
    cue = next(each for each in made(asked, graph(90.0, RISING)).cues if each.first_frame <= first < each.end_frame)
    assert {"n3", "n4"} <= set(cue.notes)


@given(st.sampled_from(("A", "B", "C")), st.booleans(), st.integers(round(38 * RATE), round(50 * RATE)))
@settings(max_examples=40)
def test_a_hit_that_a_note_asks_for_is_of_its_class_and_a_stop_exactly_where_it_says_so(grade: str, stops: bool, frame: int) -> None:
    asked = Note("n1", "editor", NoteKind.HIT, f"{grade} {STOP}" if stops else grade, "so", None, (frame, frame + 1))
    music = note(NoteKind.MUSIC, "yes", 30.0, 60.0, "n2")
    (hit,) = [hit for cue in made((asked, music), graph(90.0, ARC)).cues for hit in cue.hits if hit.frame == frame]
    assert (hit.grade.value, hit.kind) == (grade, STOP if stops else "onset") and "note n1" in hit.reason


def test_spotting_that_is_only_compared_lies_where_spotting_that_says_its_reasons_lies() -> None:
    notes = (note(NoteKind.SILENCE, "cut", 40.0, 45.0), note(NoteKind.MUSIC, "yes", 60.0, 66.0, "n2"),
             note(NoteKind.HIT, "B", 50.0, 50.1, "n3"), note(NoteKind.GRAPH, "tension=0.9", 10.0, 14.0, "n4"),
             note(NoteKind.MODE, "dorian", 75.0, 80.0, "n5"))
    for kept in (notes[:k] for k in range(len(notes) + 1)):
        given_ = (film(90.0), graph(90.0, ARC, turn(20.0, 0.6)), seen(90.0), HOUSE, Notes(kept))
        one, other = spot(*given_), spot_plainly(*given_)
        assert len(one.moments) == len(other.moments)
        for ours, theirs in zip(one.moments, other.moments, strict=True):
            assert type(ours) is type(theirs) and (ours.first_frame, ours.end_frame) == (theirs.first_frame, theirs.end_frame)
            if isinstance(ours, Cue) and isinstance(theirs, Cue):
                assert (ours.hits, ours.ending, ours.tail_s, ours.function) == (theirs.hits, theirs.ending, theirs.tail_s, theirs.function)

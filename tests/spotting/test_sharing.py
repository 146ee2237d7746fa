"""The share of music a house asks for: where a film stands against it, or a note takes music from another place, that is said."""

import re
from dataclasses import replace

import pytest

from tests.spotting.scenes import RATE, episode, graph, line, seen
from yeoun.checking.reasons import ENDINGS
from yeoun.model.notes import House, Note, NoteKind, Notes
from yeoun.model.observed import Event, EventKind
from yeoun.model.spotted import Silence, Spotting
from yeoun.spotting.spot import spot
from yeoun.units.time import Seconds

ARC = [0.2, 0.25, 0.8, 0.9, 0.3, 0.25]
HOUSE = House(music_share=0.4)
SCENES = (0.0, 20.0, 40.0, 56.0, 72.0)


BLOWS = (20.0, 24.0, 28.0, 36.0, 40.0, 56.0, 60.0, 72.0)    # on which cues would enter, their first beat on the blow


def made(*notes: Note, blows_s: tuple[float, ...] = ()) -> Spotting:
    told = episode(90.0, scenes_s=SCENES, shots_s=tuple(float(at) for at in range(0, 90, 4)))
    heard = tuple(Event(EventKind.IMPACT, Seconds(at), Seconds(at + 0.2), 0.9, "test", None) for at in blows_s)
    return spot(told, graph(90.0, ARC), seen(90.0, events=heard), HOUSE, Notes(notes))


def asks(scene: str, kind: NoteKind = NoteKind.MUSIC, value: str = "yes") -> Note:
    return Note("n1", "director", kind, value, "because", scene, None)


def scenes_with_music(spotting: Spotting) -> set[str]:
    ends = [round(at * RATE) for at in (*SCENES[1:], 90.0)]
    return {str(k + 1) for k, (first, end) in enumerate(zip([0, *ends], ends, strict=False))
            if sum(max(0, min(end, cue.end_frame) - max(first, cue.first_frame)) for cue in spotting.cues) >= 2 * RATE}


@pytest.mark.parametrize("blows_s", [(), BLOWS])
@pytest.mark.parametrize(("kind", "value"), [(NoteKind.MUSIC, "yes"), (NoteKind.SILENCE, "no"), (NoteKind.MODE, "dorian")])
def test_music_a_note_asks_for_counts_in_the_share_and_what_stayed_silent_for_it_says_so(kind: NoteKind, value: str,
                                                                                         blows_s: tuple[float, ...]) -> None:
    free, noted = made(blows_s=blows_s), made(asks("1", kind, value), blows_s=blows_s)
    lost = scenes_with_music(free) - scenes_with_music(noted)
    assert lost, "the note's music is paid for elsewhere"
    (said,) = [each.message for each in noted.cautions if each.code == "music_share_note"]
    bare = f"scene {min(lost)} stays" if len(lost) == 1 else f"scenes {', '.join(sorted(lost))} stay"
    assert f"note n1 asks for counts in the 40 % of music that the house wants: {bare} without any because of it" in said
    told = [each for each in noted.moments if isinstance(each, Silence) and "note n1 asks for counts in the 40 %" in each.reason]
    assert told and all("n1" in each.notes for each in told)
    form = re.compile(ENDINGS[1][0].replace("NOTE", "n1"))
    for each in told:
        seconds = float(form.search(each.reason)[1])    # type: ignore[index]
        alone = sum(max(0, min(each.end_frame, cue.end_frame) - max(each.first_frame, cue.first_frame)) for cue in free.cues)
        assert seconds == pytest.approx(float(alone / RATE), abs=0.051), "as the film without the note has it, to the tenth that is said"


def test_a_silence_that_a_note_asks_for_elsewhere_does_not_keep_the_share_from_being_told() -> None:
    quiet = Note("n2", "director", NoteKind.SILENCE, "yes", "", None, (2100, 2130))
    alone, beside = ([each.message for each in made(*notes).cautions if each.code == "music_share_note"]
                     for notes in ((asks("1"),), (asks("1"), quiet)))
    assert len(alone) == 1 and "scene 4 stays without any" in alone[0]
    assert beside == alone


def test_music_a_note_asks_for_where_it_plays_anyway_takes_nothing() -> None:
    free = made()
    cue = free.cues[0]
    noted = made(replace(asks("1"), scene=None, frames=(cue.first_frame, cue.end_frame)))
    assert noted.moments == free.moments and noted.cautions == free.cautions


def shares(spotting: Spotting) -> list[str]:
    return [each.message for each in spotting.cautions if each.code == "music_share"]


def test_a_film_that_leaves_no_room_for_a_silence_says_why_music_lies_over_all_of_it() -> None:
    told = episode(13.0, line(1, 0.2, 4.2), line(2, 4.2, 8.3), line(3, 8.3, 12.9), shots_s=(0.0, 5.5))
    spotting = spot(told, graph(13.0, [0.3, 0.5]), seen(13.0), House(), Notes())
    assert len(spotting.moments) == 1
    (said,) = shares(spotting)
    assert "over 100 % of the picture, and the house asks for 60 %: no moment" in said
    assert "leaves a cue of at least 8 s beside a silence of at least 4 s (1 scene, 2 shots, 13.0 s)" in said


def test_a_film_under_twelve_seconds_says_that_it_is_one_cue_and_why() -> None:
    (said,) = shares(spot(episode(10.0), graph(10.0), seen(10.0), House(), Notes()))
    assert "100 % of the picture, and the house asks for 60 %: a film under 12 s is one cue" in said


def test_a_film_whose_moments_allow_only_all_or_nothing_says_so() -> None:
    told = episode(13.0, line(1, 0.2, 4.2), line(2, 4.9, 12.9))
    (said,) = shares(spot(told, graph(13.0, [0.3, 0.5]), seen(13.0), House(), Notes()))
    assert "divides the picture no nearer: with less wish for music, none of it would hold music." in said
    assert "leaves a cue of at least" not in said


def test_music_that_notes_ask_for_everywhere_is_told_as_theirs_and_a_share_near_the_wish_is_not_told() -> None:
    (said,) = shares(made(*(replace(asks(str(k)), id=f"n{k}") for k in range(1, 6))))
    assert said.endswith("over 100 % of the picture, and the house asks for 40 %: people's notes ask for it.")
    free = made()
    share = sum(float((cue.end_frame - cue.first_frame) / RATE) for cue in free.cues) / 90.0
    assert abs(share - 0.4) < 0.2 and shares(free) == []


def test_notes_are_not_blamed_for_a_share_that_the_film_has_without_them() -> None:
    told = episode(13.0, line(1, 0.2, 4.2), line(2, 4.2, 8.3), line(3, 8.3, 12.9), shots_s=(0.0, 5.5))
    quiet = Note("n1", "director", NoteKind.SILENCE, "yes", "", None, (100, 112))
    (said,) = shares(spot(told, graph(13.0, [0.3, 0.5]), seen(13.0), House(), Notes((quiet,))))
    assert "over 96 % of the picture, and the house asks for 60 %: no moment" in said
    assert "notes" not in said, "4 % less for a note is not why"


def test_of_a_film_that_has_too_much_music_anyway_and_more_for_notes_both_are_told() -> None:
    told = episode(10.0)
    quiet = Note("n1", "director", NoteKind.SILENCE, "yes", "", None, (180, 200))
    (said,) = shares(spot(told, graph(10.0), seen(10.0), House(music_share=0.5), Notes((quiet,))))
    assert said.endswith("the house asks for 50 %: a film under 12 s is one cue; "
                         "without the notes that ask for music or silence it would be 100 %.")


def test_music_that_notes_bring_by_asking_for_what_only_music_can_give_is_told_as_theirs() -> None:
    told = episode(90.0, scenes_s=SCENES, shots_s=tuple(float(at) for at in range(0, 90, 4)))
    modes = Notes(tuple(replace(asks(str(k), NoteKind.MODE, "dorian"), id=f"n{k}") for k in range(1, 6)))
    (said,) = shares(spot(told, graph(90.0, ARC), seen(90.0), House(music_share=0.3), modes))
    assert said.endswith("over 100 % of the picture, and the house asks for 30 %: people's notes ask for it.")


@pytest.mark.parametrize(("share", "quiet", "why"), [
    (0.0, None, "the house asks for 0 % music."),
    (0.0, (20, 60), "the house asks for 0 % music."),
    (0.3, None, "the house asks for 30 % music, and what speaks for music and for silence, where it may begin or end, divides the "
                "picture no nearer: with more wish for music, 100 % of it would hold music."),
    (0.9, (30, 290), "without the notes that ask for music or silence, music would lie over 100 % of the picture."),
    (0.9, (0, 400), "notes forbid music everywhere.")])
def test_a_film_without_any_music_says_whether_the_house_the_picture_or_the_notes_are_why(
        share: float, quiet: tuple[int, int] | None, why: str) -> None:
    told = episode(13.0, line(1, 0.2, 4.2), line(2, 4.9, 12.9))
    notes = Notes(() if quiet is None else (Note("n1", "director", NoteKind.SILENCE, "yes", "", None, quiet),))
    spotting = spot(told, graph(13.0, [0.3, 0.5]), seen(13.0), House(music_share=share), notes)
    assert spotting.cues == ()
    assert [(each.code, each.message) for each in spotting.cautions] == [("no_cue", f"Every moment is silent: {why}")]

"""Spotting on hand-made scenes."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.spotting.scenes import RATE, episode, graph, line, seen, span, turn
from yeoun.model.media import PictureMusic
from yeoun.model.notes import House, Note, NoteKind, Notes
from yeoun.model.observed import Event, EventKind, Quiet
from yeoun.model.spotted import Cue, Ending, HitClass, Silence, Spotting
from yeoun.spotting.hits import Candidate, choose
from yeoun.spotting.spot import spot
from yeoun.units.names import Person
from yeoun.units.time import Seconds

HOUSE, NONE = House(), Notes()
ARC = [0.2, 0.25, 0.8, 0.9, 0.3, 0.25]


def share(spotting: Spotting, frames: int) -> float:
    return sum(cue.end_frame - cue.first_frame for cue in spotting.cues) / frames


def note(kind: NoteKind, value: str, first_s: float, end_s: float) -> Notes:
    frames = (round(first_s * RATE), round(end_s * RATE))
    return Notes((Note("n1", "director", kind, value, "because", None, frames),))


@settings(max_examples=25)
@given(st.integers(3, 150), st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8), st.integers(0, 6))
def test_moments_always_tile_the_picture(length: int, arousal: list[float], lines: int) -> None:
    spoken = [line(k, k * 6.0 + 1.0, k * 6.0 + 3.0) for k in range(lines) if k * 6.0 + 3.0 < length]
    film = episode(float(length), *spoken, shots_s=tuple(float(at) for at in range(0, length, 3)))
    moments = spot(film, graph(film.length_s, arousal), seen(film.length_s), HOUSE, NONE).moments
    assert moments[0].first_frame == 0
    assert moments[-1].end_frame == film.frames
    assert all(one.end_frame == other.first_frame for one, other in pairwise(moments))
    assert all(isinstance(one, Cue) != isinstance(other, Cue) for one, other in pairwise(moments))


def test_music_goes_where_the_feeling_is() -> None:
    film = episode(90.0, shots_s=tuple(float(at) for at in range(0, 90, 4)))
    found = spot(film, graph(90.0, ARC), seen(90.0), HOUSE, NONE)
    at = np.zeros(film.frames)
    for cue in found.cues:
        at[cue.first_frame:cue.end_frame] = 1
    middle = slice(round(30 * RATE), round(60 * RATE))
    assert at[middle].mean() > 0.9
    assert at.mean() < 0.75
    assert "feeling" in found.cues[0].reason


def test_the_house_decides_how_much_music_there_is() -> None:
    film = episode(120.0, shots_s=tuple(float(at) for at in range(0, 120, 3)))
    wave = graph(120.0, [0.2, 0.7, 0.3, 0.8, 0.2, 0.6, 0.3])
    shares = [share(spot(film, wave, seen(120.0), replace(HOUSE, music_share=wish), NONE), film.frames)
              for wish in (0.25, 0.5, 0.8)]
    assert shares == sorted(shares)
    assert all(abs(got - wish) < 0.17 for got, wish in zip(shares, (0.25, 0.5, 0.8), strict=True))


def test_a_cue_never_begins_inside_a_line() -> None:
    lines = [line(k, 4.0 + 7 * k, 7.5 + 7 * k) for k in range(8)]
    film = episode(64.0, *lines, shots_s=tuple(float(at) for at in range(0, 64, 5)))
    for cue in spot(film, graph(64.0, ARC), seen(64.0), HOUSE, NONE).cues:
        at = float(cue.first_frame / RATE)
        assert not any(each.span.start_s + 0.1 < at < each.span.end_s - 0.1 for each in lines)


def test_the_beat_after_a_key_line_is_kept_silent_and_says_so() -> None:
    film = episode(60.0, line(1, 26.0, 29.0, "나, 내일 떠나."), shots_s=tuple(float(at) for at in range(0, 60, 4)))
    told = graph(60.0, [0.6, 0.6, 0.7, 0.6, 0.6], turn(29.0, 0.9))
    found = spot(film, told, seen(60.0), replace(HOUSE, music_share=0.8), NONE)
    silence = next(each for each in found.moments if isinstance(each, Silence)
                   and each.first_frame / RATE <= 29.6 <= each.end_frame / RATE)
    assert (silence.kind, silence.manner, silence.from_line) == ("composed", "cut", "l01")
    assert "turned the scene" in silence.reason


def test_a_silence_of_the_scene_itself_is_protected() -> None:
    film = episode(60.0, shots_s=tuple(float(at) for at in range(0, 60, 4)))
    quiet = Quiet(span(30.0, 33.0), -58.0, "dramatic", 1.0)
    found = spot(film, graph(60.0, [0.6, 0.8, 0.7, 0.8, 0.6]), seen(60.0, silences=(quiet,)), HOUSE, NONE)
    kept = [each for each in found.moments if isinstance(each, Silence) and each.kind == "composed"]
    assert any(each.first_frame / RATE < 30.5 and each.end_frame / RATE > 32.5 for each in kept)


def test_a_cue_before_a_clean_silence_stops_and_does_not_ring() -> None:
    film = episode(60.0, shots_s=tuple(float(at) for at in range(0, 60, 4)))
    quiet = Quiet(span(30.0, 33.0), -58.0, "dramatic", 1.0)
    found = spot(film, graph(60.0, [0.6, 0.8, 0.7, 0.8, 0.6]), seen(60.0, silences=(quiet,)), HOUSE, NONE)
    for one, other in pairwise(found.moments):
        if isinstance(one, Cue) and isinstance(other, Silence) and other.manner == "cut" and other.kind == "composed":
            assert (one.ending, one.tail_s) == (Ending.CUT, 0.0)


def test_the_directors_silence_wins_and_is_named() -> None:
    film = episode(60.0, shots_s=tuple(float(at) for at in range(0, 60, 4)))
    found = spot(film, graph(60.0, [0.9]), seen(60.0), replace(HOUSE, music_share=0.9),
                 note(NoteKind.SILENCE, "yes", 20.0, 32.0))
    at = {round(20 * RATE), round(31 * RATE)}
    inside = [each for each in found.moments if each.first_frame <= min(at) and each.end_frame >= max(at)]
    assert isinstance(inside[0], Silence)
    assert inside[0].notes == ("n1",)
    assert "note n1" in inside[0].reason


def test_the_directors_music_wins_over_a_silent_scene() -> None:
    film = episode(60.0, shots_s=tuple(float(at) for at in range(0, 60, 4)))
    found = spot(film, graph(60.0, [0.3]), seen(60.0), replace(HOUSE, music_share=0.2),
                 note(NoteKind.MUSIC, "yes", 40.0, 48.0))
    assert any(cue.first_frame <= round(40 * RATE) and cue.end_frame >= round(48 * RATE) and "n1" in cue.notes
               for cue in found.cues)


def test_hits_are_chosen_and_a_cut_alone_is_not_one() -> None:
    film = episode(60.0, shots_s=tuple(float(at) for at in range(0, 60, 2)))
    told = graph(60.0, [0.5, 0.8, 0.6], turn(20.0, 0.8, "reveal"), turn(41.0, 0.5, "release"))
    found = spot(film, told, seen(60.0), replace(HOUSE, music_share=1.0), NONE)
    hits = [hit for cue in found.cues for hit in cue.hits]
    assert {hit.frame for hit in hits} == {round(20 * RATE), round(41 * RATE)}
    assert [hit.grade for hit in hits] == [HitClass.A, HitClass.B]
    left = [each for cue in found.cues for each in cue.not_caught]
    assert len(left) > 15
    assert all("cut alone" in each.reason for each in left)


def test_a_turn_that_words_cover_is_worth_less() -> None:
    told = graph(60.0, [0.5, 0.8, 0.6], turn(20.0, 0.55, "reveal"))
    open_air = spot(episode(60.0), told, seen(60.0), replace(HOUSE, music_share=1.0), NONE)
    covered = spot(episode(60.0, line(1, 18.0, 23.0)), told, seen(60.0), replace(HOUSE, music_share=1.0), NONE)
    assert [hit.grade for cue in open_air.cues for hit in cue.hits] == [HitClass.A]
    assert HitClass.A not in [hit.grade for cue in covered.cues for hit in cue.hits if hit.frame == round(20 * RATE)]


def test_the_last_step_of_a_walk_may_be_met_and_the_walk_is_not() -> None:
    steps = tuple(Event(EventKind.FOOTSTEP, Seconds(10 + 0.5 * k), Seconds(10.1 + 0.5 * k), 0.7, "steps", 120.0)
                  for k in range(12))
    found = spot(episode(60.0), graph(60.0, [0.5, 0.8]), seen(60.0, events=steps), replace(HOUSE, music_share=1.0), NONE)
    (hit,) = [hit for cue in found.cues for hit in cue.hits]
    assert abs(hit.at_s - 15.5) < 0.03
    assert hit.kind == "stop"


@pytest.mark.parametrize("length_s", [2, 4, 7, 8, 9])
def test_a_film_shorter_than_the_time_over_which_words_are_counted_is_spotted_too(length_s: int) -> None:
    spotting = spot(episode(length_s, line(0, 0.5, 1.2)), graph(length_s), seen(length_s), HOUSE,
                    note(NoteKind.MUSIC, "force", 0.0, 1.8))
    assert spotting.moments[0].first_frame == 0 and spotting.moments[-1].end_frame == episode(length_s).frames


def test_a_very_short_film_is_one_cue() -> None:
    film = episode(9.6)
    (only,) = spot(film, graph(9.6), seen(9.6), HOUSE, NONE).moments
    assert isinstance(only, Cue)


def test_a_cue_follows_the_one_who_hides_something() -> None:
    film = episode(60.0)
    told = graph(60.0, ARC, hidden=0.8)
    other = replace(told.characters[0], name=Person("현우"), inner=told.characters[0].spoken)
    found = spot(film, replace(told, characters=(other, told.characters[0])), seen(60.0), HOUSE, NONE)
    assert {cue.character for cue in found.cues} == {"지은"}


@pytest.mark.parametrize("covered_s", [20.0, 50.0])
def test_music_over_more_than_half_the_picture_is_a_temp_track(covered_s: float) -> None:
    film = episode(80.0, shots_s=tuple(float(at) for at in range(0, 80, 4)))
    heard = seen(80.0, music=(span(0.0, covered_s),))
    found = spot(film, graph(80.0, [0.6]), heard, HOUSE, NONE)
    assert [(each.code, each.message) for each in found.cautions if each.code != "no_silence"] == ([] if covered_s < 40 else [
        ("music_share", "Music is spotted over 100 % of the picture, and the house asks for 60 %: what speaks for music and for silence, "
         "where it may begin or end, divides the picture no nearer: with less wish for music, none of it would hold music.")]), (
             "of the temp track the mix says it, once, with what the programme does about it")
    over_source = sum(min(float(cue.end_frame / RATE), covered_s) for cue in found.cues
                      if float(cue.first_frame / RATE) < covered_s)
    assert (over_source > 15.0) == (covered_s > 40), PictureMusic.AUTO


def test_the_same_scene_is_spotted_the_same_twice() -> None:
    film = episode(90.0, line(1, 20.0, 24.0), shots_s=tuple(float(at) for at in range(0, 90, 4)))
    one, other = (spot(film, graph(90.0, ARC, turn(24.0, 0.7)), seen(90.0), HOUSE, NONE) for _ in range(2))
    assert one == other


@pytest.mark.parametrize(("value", "grade"), [("B", HitClass.B), ("class C: the cup", HitClass.C), ("", HitClass.A)])
def test_a_hit_note_is_met_in_its_class_even_beside_the_entry(value: str, grade: HitClass) -> None:
    film = episode(60.0)
    told = spot(film, graph(60.0, [0.5, 0.8]), seen(60.0), replace(HOUSE, music_share=1.0),
                Notes((Note("n7", "editor", NoteKind.HIT, value, "", None, (10, 11)),)))
    (hit,) = [hit for cue in told.cues for hit in cue.hits if hit.frame == 10]
    assert hit.grade is grade
    assert "n7" in hit.reason


def test_a_hit_note_in_a_silence_is_told_and_not_lost() -> None:
    film = episode(60.0, shots_s=tuple(float(at) for at in range(0, 60, 4)))
    notes = Notes((Note("n1", "director", NoteKind.SILENCE, "yes", "", None, (480, 720)),
                   Note("n2", "editor", NoteKind.HIT, "A", "", None, (600, 601))))
    told = spot(film, graph(60.0, [0.9]), seen(60.0), HOUSE, notes)
    assert [(each.code, each.message) for each in told.cautions] == [
        ("music_share", "Music is spotted over 83 % of the picture, and the house asks for 60 %: what speaks for music and for silence, "
         "where it may begin or end, divides the picture no nearer: with less wish for music, none of it would hold music; "
         "without the notes that ask for music or silence it would be 100 %."),
        ("hit_in_silence", "note n2: A: no music plays there, so nothing lands. Ask for music around it with a note of kind music.")]


@pytest.mark.parametrize("worths", [(600, 900), (900, 600)])
def test_of_two_moments_of_which_one_may_be_of_class_a_the_worthier_is(worths: tuple[int, int]) -> None:
    film = episode(20.0, scenes_s=(0.0,), shots_s=(0.0,))
    both = tuple(Candidate(frame, worth, "onset", "a moment") for frame, worth in zip((120, 270), worths, strict=True))
    chosen = choose(both, 15.0, 0.0, film, replace(House(), hits_a_every_s=30.0, hits_b_every_s=8.0))
    assert [chosen[each.frame] for each in sorted(both, key=lambda each: -each.worth)] == [HitClass.A, HitClass.B]

"""Sighs and walks: each that is sure enough is answered by something one can hear, or is told with the reason why not."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.composing import briefs
from tests.delivering.finished import soundtrack
from tests.fakes import FolderShelf
from tests.spotting.films import Film, films
from tests.spotting.scenes import RATE, episode, graph, line, seen
from yeoun.delivering.settled import settled
from yeoun.model.composed import Brief, Sketch
from yeoun.model.notes import House, Notes
from yeoun.model.observed import Event, EventKind
from yeoun.model.spotted import Answer, Cue, Ending, Spotting
from yeoun.spotting.answers import SURE, sounds
from yeoun.spotting.spot import spot
from yeoun.units.names import LineId
from yeoun.units.time import Seconds

NONE = Notes()


def sigh(at: float, sure: float = 0.85) -> Event:
    return Event(EventKind.SIGH, Seconds(at), Seconds(round(at + 0.8, 3)), sure, "test")


def walk(at: float, count: int = 8, pace: float = 100.0, sure: float = 0.85) -> tuple[Event, ...]:
    strokes = [round(at + k * 60 / pace, 3) for k in range(count)]
    return tuple(Event(EventKind.FOOTSTEP, Seconds(each), Seconds(round(each + 0.1, 3)), sure, "test", pace) for each in strokes)


def answers(spotting: Spotting) -> list[Answer]:
    return [each for cue in spotting.cues for each in cue.answers]


def told(spotting: Spotting, at: float) -> list[str]:
    return [each.reason for moment in spotting.moments for each in moment.not_caught if abs(each.at_s - at) < 0.1]


def spotted(*events: Event, share: float = 1.0, words: tuple[tuple[float, float], ...] = ((8.0, 12.0), (40.0, 44.0))) -> Spotting:
    lines = tuple(replace(line(k, start, end), id=LineId(f"l{k:02}")) for k, (start, end) in enumerate(words))
    return spot(episode(80.0, *lines), graph(80.0, [0.5, 0.5]), seen(80.0, events=events), House(music_share=share), NONE)


@pytest.mark.parametrize("by", [-1.0, 1.0, 2.5])
def test_a_sigh_within_a_cue_is_a_breath_in_the_phrase_and_moves_with_it(by: float) -> None:
    first, then = (answers(spotted(sigh(25.0 + more))) for more in (0.0, by))
    assert [each.does for each in first] == [each.does for each in then] == ["breath"]
    assert abs(float((then[0].frame - first[0].frame) / RATE) - by) < 0.05
    hit = next(hit for cue in spotted(sigh(25.0)).cues for hit in cue.hits if hit.frame == first[0].frame)
    assert hit.kind == "stop" and hit.rests_s == pytest.approx(1.3), "it rests through the sigh and half a second"


def test_a_walk_is_answered_with_its_last_step_and_without_sounds_there_is_no_answer() -> None:
    (found,) = answers(spotted(*walk(20.0)))
    assert (found.sound, found.does) == ("steps", "stop")
    assert abs(float(found.frame / RATE) - (20.0 + 7 * 0.6)) < 0.05
    assert answers(spotted()) == []


def test_what_is_not_sure_or_no_walk_is_neither_answered_nor_told() -> None:
    heard = (sigh(25.0, SURE - 0.05), *walk(55.0, count=3))
    assert sounds(seen(80.0, events=heard)) == ()
    assert answers(spotted(*heard)) == []


def test_where_no_music_plays_the_reason_says_how_far_it_is_and_when_words_come() -> None:
    film = spotted(sigh(25.0), share=0.0)
    (reason,) = told(film, 25.0)
    assert not film.cues and not answers(film)
    assert reason == "a sigh (sure to 85 %): no music plays here, and words begin 14.2 s after it"


def test_a_cue_rather_begins_or_ends_on_a_sigh_than_beside_it() -> None:
    def switches(at: float) -> list[int]:
        film = spot(episode(90.0, shots_s=(0.0, 30.0, 42.5, 46.5, 60.0)), graph(90.0, [0.2, 0.2, 0.2, 0.6, 0.6]),
                    seen(90.0, events=(sigh(at),)), House(music_share=0.5), NONE)
        return [each.frame for each in answers(film) if each.does in {"entry", "end"}]
    found = {at: switches(at) for at in (43.5, 44.5)}
    assert all(len(each) == 1 for each in found.values()), found
    assert abs(float((found[44.5][0] - found[43.5][0]) / RATE) - 1.0) < 0.05


@settings(max_examples=60)
@given(films(60), st.lists(st.tuples(st.booleans(), st.floats(1.0, 50.0), st.floats(0.56, 0.95)), max_size=3))
def test_every_sure_sound_has_an_answer_or_a_reason_and_never_both(film: Film, more: list[tuple[bool, float, float]]) -> None:
    events = [each for is_walk, at, sure in more for each in (walk(at, sure=sure) if is_walk else (sigh(at, sure),))]
    last = float(film.episode.length_s) - 0.5
    events = sorted((*film.seen.events, *(each for each in events if each.until_s < last)), key=lambda each: each.at_s)
    film = replace(film, seen=replace(film.seen, events=tuple(events)))
    made = film.spotted()
    cues = [moment for moment in made.moments if isinstance(moment, Cue)]
    for sound in sounds(film.seen):
        mine = [each for each in answers(made) if abs(each.at_s - sound.at_s) < 0.01]
        why = [each for each in told(made, sound.told_s) if sound.says.removeprefix("the ") in each]
        assert mine or why, sound
    for each in answers(made):
        bounds = [frame for cue in cues for frame in (cue.first_frame, cue.end_frame, *(hit.frame for hit in cue.hits))]
        assert min(abs(each.frame - frame) for frame in bounds) <= 8, "nothing of the music lies where the answer is said to be"


def breathing(rests_s: float) -> Brief:
    felt = briefs.feelings(24, lambda x: 0.1, lambda x: 0.5, lambda x: 0.4)
    made = briefs.brief("breath", 24.0, felt, hits=(briefs.hit(12.0, "C", "stop"),))
    return replace(made, hits=(replace(made.hits[0], rests_s=Seconds(rests_s)),))


def resumes(sketch: Sketch) -> float:
    """When the voice that stops at the hit strikes again, in seconds after it."""
    (landed,) = sketch.landings
    voice = next(each for each in sketch.voices if each.name == landed.voice)
    at = sketch.tempo_map.seconds(landed.at_beat)
    return min(float(sketch.tempo_map.seconds(note.at_beat) - at) for note in voice.notes if note.at_beat >= landed.at_beat)


def test_what_moves_rests_as_long_as_the_breath_asks_and_no_longer_than_a_beat_and_a_bit_more() -> None:
    short, long = (resumes(briefs.composed(breathing(seconds))) for seconds in (0.0, 2.4))
    assert short < 2.0 and long >= 2.4 - 0.26, (short, long)


def test_a_cue_that_ends_on_a_sigh_does_not_hold_its_last_notes_over_it() -> None:
    felt = briefs.feelings(20, lambda x: -0.2, lambda x: 0.4, lambda x: 0.4)
    plain = briefs.brief("ends on a sigh", 20.0, felt, ending=Ending.RING)
    held, let_go = (max(float(sketch.tempo_map.seconds(note.at_beat + note.beats)) for voice in sketch.voices for note in voice.notes)
                    for sketch in map(briefs.composed, (plain, replace(plain, lets_go=True))))
    assert held > 20.5 and abs(let_go - 20.0) < 0.05


def test_an_answer_that_nobody_plays_is_none_and_says_so() -> None:
    (made,) = soundtrack(FolderShelf()).cues
    landed = {each.hit for each in made.score.landed}
    hit = made.cue.hits[next(iter(landed))]
    mine = Answer("sigh", hit.at_s, Seconds(hit.at_s + 0.8), 0.8, "breath", hit.frame)
    other = replace(mine, at_s=Seconds(hit.at_s + 3), frame=hit.frame + 72)
    done = settled(replace(made, cue=replace(made.cue, answers=(mine, other)))).cue
    assert done.answers == (mine,)
    assert [each.reason for each in done.not_caught if re.match(r"a sigh \(sure to 80 %\): nothing moves there", each.reason)]

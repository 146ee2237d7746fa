"""A reason says what is so: of the first beat, of the hit beside a moment, of how the sound ends."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from tests.spotting.films import Film, films
from tests.spotting.scenes import RATE, episode, graph, line, seen, turn
from yeoun.model.notes import House, Notes
from yeoun.model.observed import Event, EventKind
from yeoun.model.script import Line
from yeoun.model.spotted import Cue, Ending, HitClass, Silence, Spotting
from yeoun.spotting.entries import lead_frames
from yeoun.spotting.spot import spot
from yeoun.units.time import Seconds, label

ON_THE_MOMENT = "its first beat on the moment"


def entering(blow_s: float, confidence: float) -> Spotting:
    """A scene of silence, then one that begins at 20 s, with a blow soon after."""
    film = episode(60.0, scenes_s=(0.0, 20.0), marks=(("silence",),))
    blow = Event(EventKind.IMPACT, Seconds(blow_s), Seconds(blow_s + 0.2), confidence, "ear")
    return spot(film, graph(60.0, [0.05, 0.05, 0.9, 0.9, 0.9]), seen(60.0, events=(blow,)), House(), Notes())


def test_a_cue_has_its_first_beat_on_the_moment_it_enters_on_though_a_blow_follows_soon() -> None:
    (cue,) = entering(21.5, 0.6).cues
    assert ON_THE_MOMENT in cue.reason and cue.first_frame == round(20 * RATE) - lead_frames(RATE)
    assert [(hit.frame, hit.grade) for hit in cue.hits] == [(round(20 * RATE), HitClass.C), (round(21.5 * RATE), HitClass.B)]
    assert not any("scene 2" in each.reason for each in cue.not_caught)


def test_a_cue_is_not_moved_for_a_moment_that_gives_way_to_a_stronger_one() -> None:
    (cue,) = entering(21.5, 1.0).cues
    assert [(hit.frame, hit.grade) for hit in cue.hits] == [(round(21.5 * RATE), HitClass.A)]
    assert ON_THE_MOMENT not in cue.reason and cue.first_frame == round(20 * RATE)


@settings(max_examples=60)
@given(films())
def test_what_is_said_of_hits_is_so(film: Film) -> None:
    media = film.episode.media
    for cue in film.spotted().cues:
        frames = {hit.frame for hit in cue.hits}
        assert (ON_THE_MOMENT in cue.reason) <= (cue.first_frame + lead_frames(RATE) in frames), cue.reason
        named = [at for left in cue.not_caught for at in re.findall(r"the hit at (\S+) is", left.reason)]
        assert set(named) <= {label(frame + media.start_frame, RATE) for frame in frames}, "one count of timecodes"


@settings(max_examples=60)
@given(films())
def test_a_cue_ends_as_the_silence_after_it_begins(film: Film) -> None:
    for one, other in pairwise(film.spotted().moments):
        if isinstance(one, Cue) and isinstance(other, Silence):
            is_cut = other.manner == "cut"
            assert (one.ending, one.tail_s > 0) == (Ending.CUT if is_cut else Ending.RING, not is_cut), (one.reason, other.reason)


def test_a_chord_that_rings_is_gone_soon_where_words_come_at_once() -> None:
    told, house = graph(60.0, [0.9, 0.9, 0.9, 0.05, 0.05, 0.05]), House(music_share=0.5)
    cuts = tuple(float(at) for at in range(0, 60, 6))

    def first(*words: Line) -> Cue:
        cue = spot(episode(60.0, *words, shots_s=cuts), told, seen(60.0), house, Notes()).cues[0]
        assert cue.ending is Ending.RING
        return cue

    alone = first()
    end_s = alone.end_frame / float(RATE)
    assert alone.tail_s == 4.0
    for gap_s, tail_s in ((2.5, 2.5), (0.4, 1.2)):
        talked = first(line(1, end_s + gap_s, end_s + 6.0))
        assert talked.end_frame == alone.end_frame and talked.tail_s == pytest.approx(tail_s, abs=0.01)


def test_what_a_turn_and_a_scene_say_alike_is_said_once() -> None:
    film = episode(60.0, scenes_s=(0.0, 20.0))
    reveal = replace(turn(20.0, 0.8), kind="reveal", reason="scene 2 begins: S#2. 거리 / 밤; arousal 0.38 to 0.55")
    spotting = spot(film, graph(60.0, [0.05, 0.3, 0.9, 0.9, 0.9], reveal), seen(60.0), House(), Notes())
    hits = [hit for cue in spotting.cues for hit in cue.hits]
    (said,) = [hit.reason for hit in hits if "scene 2" in hit.reason]
    assert said == "reveal: scene 2 begins: S#2. 거리 / 밤; arousal 0.38 to 0.55"

"""What players are told of tempo: no more than they need, and nothing too late."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction as F

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.delivering.scores import GAYAGEUM, SCORE
from tests.delivering.test_musicxml import LATE, LATE_BARS, LATE_SCORE, measures
from yeoun.delivering.musicxml import score_xml
from yeoun.delivering.pacing import MOVES, paced
from yeoun.model.composed import Bar, TempoMap, TempoMark

FOURS = tuple(Bar(k + 1, F(4 * k), 4, 4) for k in range(8))


def bent(*points: tuple[float, float]) -> TempoMap:
    """A tempo map with a mark on every quaver, straight between some (beat, bpm)."""
    ends = [at for at, _ in points]
    beats = np.arange(0, 32, 0.5)
    return TempoMap(0, tuple(TempoMark(F(int(2 * at), 2), round(60e6 / float(np.interp(at, ends, [bpm for _, bpm in points]))))
                             for at in beats))


def told(tempo: TempoMap, bars: Sequence[Bar] = FOURS) -> list[tuple[float, int | None, str]]:
    """What is said: beat, metronome mark, words."""
    return [(float(each.at_beat), None if each.bpm is None else round(each.bpm), each.words) for each in paced(tempo, bars)]


def test_a_steady_beat_that_trembles_is_told_once() -> None:
    assert told(bent((0, 80), (9, 81), (17, 79.5), (32, 80.5))) == [(0.0, 80, "")]


def test_a_drift_is_told_where_it_sets_in_and_where_it_has_arrived() -> None:
    assert told(bent((0, 80), (8, 80), (16, 96), (32, 96))) == [(0.0, 80, ""), (8.0, None, "accel."), (12.0, 88, ""), (16.0, 96, "")]


def test_a_small_drift_is_a_little_and_a_long_one_little_by_little() -> None:
    assert told(bent((0, 80), (8, 80), (16, 75), (32, 75)))[1:] == [(8.0, None, "poco rit."), (16.0, 75, "")]
    assert told(bent((0, 80), (32, 86)))[0] == (0.0, 80, "poco a poco accel.")


def test_a_drift_inside_a_bar_is_told_on_its_beat_and_the_way_back_is_a_tempo() -> None:
    assert told(bent((0, 80), (14, 80), (15.5, 64), (16, 80), (32, 80))) == [
        (0.0, 80, ""), (14.0, None, "rit."), (16.0, 80, "a tempo")]


def test_a_leap_is_a_mark_and_no_word() -> None:
    leaping = TempoMap(0, (TempoMark(F(0), 875_938), TempoMark(F(22), 700_000)))
    assert told(leaping) == [(0.0, 68, ""), (22.0, 86, "")]


def test_a_drift_to_the_end_is_not_marked_where_nothing_follows() -> None:
    assert told(bent((0, 80), (28, 80), (31.5, 60)))[-1] == (28.0, None, "rit.")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(50, 130), min_size=2, max_size=6))
def test_who_reads_the_marks_is_never_far_from_the_beat_unless_a_word_says_so(tempi: list[float]) -> None:
    tempo = bent(*((32 * k / (len(tempi) - 1), bpm) for k, bpm in enumerate(tempi)))
    said = paced(tempo, FOURS)
    assert said[0].bpm is not None and len({each.at_beat for each in said}) == len(said)
    for bar in FOURS:
        last = [each for each in said if each.at_beat <= bar.at_beat and each.bpm is not None][-1].bpm or 0.0
        now = next(60e6 / mark.microseconds for mark in reversed(tempo.marks) if mark.at_beat <= bar.at_beat)
        assert abs(now - last) / last < MOVES


def test_words_stand_beside_the_mark_and_every_player_reads_them() -> None:
    drifting = bent((0, 80), (32, 100))
    score = replace(LATE_SCORE, tempo_map=drifting)
    root = etree.fromstring(score_xml(score, (LATE,), (), for_player=True))
    told_first = root.findall("part/measure[1]/direction")
    assert told_first[0].findtext(".//per-minute") == "80" and told_first[1].findtext(".//words") == "accel."
    assert len(LATE_BARS) > len([bar for bar in root.iter("measure") if bar.find(".//metronome") is not None]) > 3
    assert not measures(score_xml(SCORE, (GAYAGEUM,), ()))[0][0].findall(".//metronome")[1:]


def test_a_long_rest_breaks_where_the_tempo_is_told() -> None:
    root = etree.fromstring(score_xml(LATE_SCORE, (LATE,), (), for_player=True))
    rests = {bar.get("number"): bar.findtext(".//multiple-rest") for bar in root.iter("measure")
             if bar.find(".//multiple-rest") is not None}
    assert rests == {"1": "4"}, "the leap inside bar 6 stands in a bar of its own"

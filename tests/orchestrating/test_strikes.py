"""Who takes the hits is a player of the cue, and nobody is called for a note on every hit."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from tests.composing.briefs import composed, invented
from yeoun.model.composed import Brief
from yeoun.model.notes import House
from yeoun.model.scored import Part, Score
from yeoun.orchestrating.figure import figured
from yeoun.orchestrating.orchestrate import orchestrate
from yeoun.orchestrating.strike import begins

MANY = range(48)


@cache
def scored(asked: Brief) -> Score:
    return orchestrate(composed(asked), asked, House())


def on_hits(part: Part, score: Score) -> int:
    hits = [float(each.at_s) for each in score.landed if each.kind != "stop"]
    return sum(any(abs(float(note.onset_s) - at) < 0.002 for at in hits) for note in part.notes)


def only_marks(part: Part, score: Score) -> bool:
    """Whether a part is there for the hits: nothing off them, unless it holds a line of the sketch from one to the next."""
    holds = part.instrument.sustains and part.voices and part.role != "grace"
    return on_hits(part, score) == len(part.notes) and not holds


def joined(score: Score) -> Iterator[Part]:
    return (part for part in score.parts if part.role == "grace")


def with_a_note_on_every_hit(score: Score, name: str) -> Score:
    """The cheap trick: a piano, or whoever joined, with a note on every hit and no other."""
    hits = [float(each.at_s) for each in score.landed if each.kind != "stop"]
    return replace(score, parts=tuple(
        replace(part, notes=tuple(note for note in part.notes if any(abs(float(note.onset_s) - at) < 0.002 for at in hits)))
        if part.name == name else part for part in score.parts))


def test_nobody_plays_on_hits_alone_and_who_joins_plays_more_off_them_than_on_them() -> None:
    joiners = 0
    for number in MANY:
        score = scored(invented(number))
        assert [part.name for part in score.parts if only_marks(part, score)] == [], number
        for part in joined(score):
            joiners += 1
            assert len(part.notes) > 2 * on_hits(part, score), (number, part.name)
    assert joiners >= 6


def test_a_note_on_every_hit_would_be_found_out() -> None:
    caught = 0
    for number in MANY:
        score = scored(invented(number))
        for part in joined(score):
            tricked = with_a_note_on_every_hit(score, part.name)
            caught += [each.name for each in tricked.parts if only_marks(each, tricked)] == [part.name]
    assert caught == sum(1 for number in MANY for _ in joined(scored(invented(number))))


def test_who_joins_says_what_it_plays_and_plays_it() -> None:
    for number in MANY:
        score = scored(invented(number))
        for part in joined(score):
            on, off = on_hits(part, score), len(part.notes) - on_hits(part, score)
            assert f"{off} notes between the hits, {on} on them" in part.why, (number, part.why)
            assert "marks the phrases" not in part.why


def test_a_hit_that_a_player_of_the_cue_has_at_its_moment_calls_nobody() -> None:
    spared = 0
    for number in MANY:
        asked = invented(number)
        score = scored(asked)
        at = {float(each.at_s) for each in score.landed if each.kind != "stop"}
        others = [part for part in score.parts if part.role != "grace"]
        met = {hit for hit in at for part in others if begins(part.instrument)
               and any(abs(float(note.onset_s) - hit) < 0.002 for note in part.notes)}
        if at and met == at:
            spared += 1
            assert not list(joined(score)), number
    assert spared >= 8


def test_a_figure_keeps_still_under_words_and_in_the_quiet_after_a_key_line() -> None:
    for number in MANY:
        asked = invented(number)
        score = scored(asked)
        hits = [float(each.at_s) for each in score.landed]
        for part in joined(score):
            for note in part.notes:
                at = float(note.onset_s)
                if not any(abs(at - hit) < 0.002 for hit in hits):
                    assert not any(line.span.start_s - 0.15 <= at <= line.span.end_s for line in asked.lines)
                    assert not any(line.is_key and 0 <= at - line.span.end_s < 1.0 for line in asked.lines)


@pytest.mark.parametrize("calm", [True, False])
def test_the_figure_follows_the_feeling(calm: bool) -> None:
    names = set()
    for number in MANY:
        score = scored(invented(number))
        for part in joined(score):
            mean = sum(invented(number).intent.arousal) / len(invented(number).intent.arousal)
            if (mean < 0.5) == calm:
                names |= {name for name in ("broken chords", "single high tones", "a wave of quavers", "after-beats")
                          if name in part.why}
    assert names <= ({"broken chords", "single high tones"} if calm else {"a wave of quavers", "after-beats"}) and names


def test_where_no_figure_has_room_who_joins_plays_the_tune_about_the_hits(monkeypatch: pytest.MonkeyPatch) -> None:
    called = [number for number in range(96) if any(True for _ in joined(scored(invented(number))))]
    monkeypatch.setattr("yeoun.orchestrating.strike.figured", lambda *given: ((), figured(*given)[1]))
    doubling = 0
    for number in called:
        asked = invented(number)
        sketch, score = composed(asked), orchestrate(composed(asked), asked, House())
        tune = {(note.at_beat, note.key % 12) for voice in sketch.voices if voice.role == "melody" for note in voice.notes}
        hits = [float(each.at_s) for each in score.landed if each.kind != "stop"]
        for part in joined(score):
            doubling += 1
            off = [note for note in part.notes if min(abs(float(note.onset_s) - at) for at in hits) > 0.002]
            assert off and {(note.at_beat, note.key % 12) for note in off} <= tune, number
            assert len(part.notes) > 2 * on_hits(part, score) and "the tune about the hits" in part.why
            assert all(min(abs(float(note.onset_s) - at) for at in hits) <= 2.5 for note in off)
    assert doubling >= 2

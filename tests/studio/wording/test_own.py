"""Phrases of our own: each is read as it should be, its notes are read back, and nothing is proposed where something has to be asked."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.studio.wording.desk import CUE, DESK, FRAMES, described
from yeoun.model.notes import NoteKind
from yeoun.reading.notes import parse_notes
from yeoun.studio.wording.context import Context
from yeoun.studio.wording.lexicon import words
from yeoun.studio.wording.noting import entries, ids_of, with_entries
from yeoun.studio.wording.proposal import EditKind
from yeoun.studio.wording.propose import LONGEST, propose
from yeoun.units.names import has_hangul

OWN = tomllib.loads(Path(__file__).with_name("own.toml").read_text(encoding="utf-8"))
ENTRIES = sorted(" ".join(entry) for language in ("ko", "en") for entry in words(language).senses)
PHRASES = [(language, said, means) for language in ("ko", "en") for said, means in OWN[language]]


def test_there_are_enough_phrases_of_our_own_in_both_languages() -> None:
    assert len(PHRASES) >= 150 and min(len(OWN["ko"]), len(OWN["en"])) >= 75
    assert len({said for _, said, _ in PHRASES}) == len(PHRASES)
    kinds = {part.split()[0] for _, _, means in PHRASES for part in means.split("; ")}
    assert kinds == {kind.value for kind in EditKind} | {"ask"}


@pytest.mark.parametrize(("language", "said", "means"), PHRASES)
def test_a_phrase_is_read_as_it_is_meant(language: str, said: str, means: str) -> None:
    proposal = propose(said, DESK)
    assert (proposal.language, described(proposal)) == (language, means)
    assert bool(proposal.edits) or proposal.question is not None


@pytest.mark.parametrize(("language", "said", "means"), PHRASES)
def test_what_is_proposed_is_read_back_by_the_reader_of_notes(language: str, said: str, means: str) -> None:
    proposal = propose(said, DESK)
    made = entries(proposal.edits, said, "director")
    notes = parse_notes(made, "n.toml").notes
    asked = [note for edit in proposal.edits for note in edit.notes]
    assert [(note.kind, note.frames) for note in notes] == [(each.kind, each.frames) for each in asked]
    assert all(note.why == said and note.by == "director" for note in notes)
    for edit in proposal.edits:
        assert 0 <= edit.place.first <= edit.place.end <= FRAMES
        assert edit.english.endswith(".") and edit.korean.endswith(".") and has_hangul(edit.korean) and not has_hangul(edit.english.replace(
            "지은", "").replace("현우", ""))
        assert all(0 <= start < end <= len(proposal.phrase) for start, end in edit.words)


@pytest.mark.parametrize(("language", "said", "means"), [each for each in PHRASES if each[2] == "ask"])
def test_what_is_not_understood_is_asked_back_in_the_language_of_the_phrase(language: str, said: str, means: str) -> None:
    question = propose(said, DESK).question
    assert question is not None and question.about in said and question.about
    asks = question.asks.split("Nearest:")[0].split("가까운 것:")[0]
    assert question.about in asks and has_hangul(asks.replace(question.about, "")) == (language == "ko")


def test_what_a_question_offers_exists() -> None:
    asked = propose("add a harpp", DESK).question
    assert asked is not None and "harp" in asked.nearest and asked.about == "harpp"
    whose = propose("민수 테마 써줘", DESK).question
    assert whose is not None and whose.nearest == ("지은", "현우") and whose.about == "민수"
    mode = propose("phrygian please", DESK).question
    assert mode is not None and mode.nearest == ("aeolian", "dorian")


def test_less_sad_from_here_moves_the_graph_from_where_it_is() -> None:
    edit, = propose("less sad from here", DESK).edits
    assert edit.value == "valence=0.2" and edit.notes[0].frames == (1200, CUE.end_frame)    # -0.2 there now, and a fifth of the range more
    little, = propose("a bit less sad from here", DESK).edits
    much, = propose("훨씬 덜 슬프게", DESK).edits
    assert (little.value, much.value) == ("valence=0", "valence=0.5")


def test_an_edit_says_which_words_it_came_from() -> None:
    cello, calm = propose("첼로 빼고 더 담담하게", DESK).edits
    said = "첼로 빼고 더 담담하게"
    assert {said[start:end] for start, end in cello.words} >= {"첼로", "빼"}
    assert {said[start:end] for start, end in calm.words} >= {"더", "담담하"}


def test_two_things_that_cannot_both_hold_are_asked_back() -> None:
    proposal = propose("tempo 80, tempo 90", DESK)
    assert proposal.question is not None and not proposal.edits and len(proposal.question.nearest) == 2


def test_where_a_part_is_not_understood_nothing_is_proposed_and_what_was_understood_is_said() -> None:
    proposal = propose("drop the cello, add a kazoo", DESK)
    assert not proposal.edits and [edit.value for edit in proposal.heard] == ["-solo_cello"]
    assert proposal.question is not None and proposal.question.about == "kazoo"


def test_a_remark_beside_a_wish_is_no_question() -> None:
    proposal = propose("the lamp spoils it, drop the cello", DESK)
    assert [edit.value for edit in proposal.edits] == ["-solo_cello"] and "lamp" in proposal.unread


@pytest.mark.parametrize(("said", "without"), [
    ("less sad from here", {"playhead": None}), ("less sad", {"feelings": None}), ("faster", {"cues": ()}),
    ("two frames later", {"cue": ""}), ("대사 끝나고 들어와", {"lines": ()})])
def test_what_a_phrase_lacks_is_asked_and_not_made_up(said: str, without: dict[str, object]) -> None:
    proposal = propose(said, replace(DESK, **without))    # type: ignore[arg-type]
    assert proposal.question is not None and not proposal.edits


def test_bars_are_where_the_tempo_map_has_them() -> None:
    edit, = propose("sadder in bars 3-6", DESK).edits
    first, end = (CUE.first_frame + round((0.25 + 4 * bars * 0.833333) * 24000 / 1001) for bars in (2, 6))
    assert (edit.place.first, edit.place.end) == (first, end)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(ENTRIES), max_size=7).map(" ".join))
def test_no_phrase_breaks_the_grammar_and_every_answer_is_one_or_the_other(said: str) -> None:
    proposal = propose(said, DESK)
    assert proposal.edits or proposal.question is not None
    made = entries(proposal.edits, proposal.phrase, "director")
    assert len(parse_notes(made, "n.toml").notes) == sum(len(edit.notes) for edit in proposal.edits)
    assert propose(said, DESK) == proposal


def test_nothing_and_a_letter_are_asked_back() -> None:
    assert propose("  ", DESK).question is not None
    assert propose("sadder " * LONGEST, DESK).question is not None


def test_entries_take_ids_that_are_free_and_contradict_nothing_that_stands(tmp_path: Path) -> None:
    edits = propose("첼로 빼줘", DESK).edits
    before = '[[note]]\nid = "w1"\nkind = "tempo"\nvalue = 72\n'
    made = entries(edits, '첼로 "빼"줘\n', "음악 감독", ids_of(before, "n.toml"))
    notes = parse_notes(with_entries(before, made, "n.toml"), "n.toml").notes
    assert [note.id for note in notes] == ["w1", "w2"] and notes[1].why == '첼로 "빼"줘' and notes[1].kind is NoteKind.INSTRUMENT


def test_an_empty_desk_answers_with_questions() -> None:
    bare = Context(DESK.rate, FRAMES)
    for _, said, _ in PHRASES:
        proposal = propose(said, bare)
        assert proposal.question is not None or all(edit.place.how in {"film", "range", "timecode"} for edit in proposal.edits), said

"""Lines are read: rules first, then how often the readings agree with somebody else's.

The lines of tests/data/lines.toml were written by another hand than the anchor bank and the lexicon, and nothing was tuned on
them. Measured on them (120 lines a language, twelve states of equal size, so chance and majority are 0.083; the largest of the
five merged classes is 0.25):

    Korean   both 0.55 of twelve, 0.62 of five; meaning alone 0.44, 0.53; lexicon alone 0.43, 0.50; r(V) 0.69, r(A) 0.70
    English  both 0.49 of twelve, 0.60 of five; meaning alone 0.48, 0.58; lexicon alone 0.30, 0.41; r(V) 0.49, r(A) 0.69

The goal of 0.65 of five classes is not reached. The floors below stand a little under these figures.
"""

import functools
import importlib
import tomllib
from pathlib import Path

import numpy as np
import pytest

from yeoun.feeling import english, korean, loaded, words
from yeoun.feeling.bank import FAMILIES, HERE, LANGUAGES, STATES, lines_of_the_bank, place_of
from yeoun.feeling.directions import directions, parted
from yeoun.feeling.lexicon import lexicon
from yeoun.feeling.words import Reading, read_lines
from yeoun.languages import meaning

LINES = Path(__file__).resolve().parents[1] / "data" / "lines.toml"


@functools.cache
def judged(language: str, with_meaning: bool) -> tuple[tuple[Reading, str, float, float], ...]:
    """Each line of another hand alone, read, beside the author's state, valence and arousal."""
    lines = [one for one in tomllib.loads(LINES.read_text(encoding="utf-8"))["line"] if one["language"] == language]
    return tuple((read_lines([(one["text"], language)], with_meaning=with_meaning)[0], one["state"], one["valence"],
                  one["arousal"]) for one in lines)


def agreement(language: str, with_meaning: bool = True) -> tuple[float, float]:
    told = [(STATES[int(np.argmax(reading.states))], state) for reading, state, _, _ in judged(language, with_meaning)]
    return float(np.mean([a == b for a, b in told])), float(np.mean([FAMILIES[a] == FAMILIES[b] for a, b in told]))


def correlation(language: str, axis: int) -> float:
    pairs = [((reading.valence, valence), (reading.arousal, arousal)) for reading, _, valence, arousal in judged(language, True)]
    return float(np.corrcoef(np.array([pair[axis] for pair in pairs]).T)[0, 1])


@pytest.mark.parametrize(("language", "of_twelve", "of_five"), [("ko", 0.50, 0.57), ("en", 0.45, 0.56)])
def test_lines_of_another_hand_are_read_far_above_chance(language: str, of_twelve: float, of_five: float) -> None:
    twelve, five = agreement(language)
    assert twelve >= of_twelve > 5 / 12
    assert five >= of_five > 0.25


@pytest.mark.parametrize("language", LANGUAGES)
def test_meaning_and_words_together_read_better_than_words_alone(language: str) -> None:
    assert agreement(language)[0] > agreement(language, with_meaning=False)[0]
    assert agreement(language, with_meaning=False)[0] > 0.25


@pytest.mark.parametrize(("language", "axis", "floor"), [("ko", 0, 0.60), ("ko", 1, 0.62), ("en", 0, 0.42), ("en", 1, 0.62)])
def test_valence_and_arousal_go_with_the_author_of_the_lines(language: str, axis: int, floor: float) -> None:
    assert correlation(language, axis) >= floor


def test_most_tricky_lines_have_the_right_sign() -> None:
    tricky = tomllib.loads(LINES.read_text(encoding="utf-8"))["tricky"]
    readings = [read_lines([(one["text"], one["language"])])[0] for one in tricky]
    right = sum((reading.valence > 0.1) - (reading.valence < -0.1) == one["sign"]
                for reading, one in zip(readings, tricky, strict=True))
    assert right >= 13    # measured 14 of 24; always saying "negative" gives 11


def test_the_shipped_vectors_are_those_of_the_bank() -> None:
    lines = lines_of_the_bank()
    kept = np.load(HERE / "anchors.npy")
    assert kept.shape == (len(lines), meaning.DIMENSIONS)
    some = [3, len(lines) // 2, len(lines) - 1]
    again = meaning.meanings([lines[at][2] for at in some])
    assert again is not None
    assert np.abs(again - kept[some]).max() < 2e-3


def test_the_bank_and_the_lexicon_are_large_enough() -> None:
    lines = lines_of_the_bank()
    assert all(sum(state == name and language == tongue for name, tongue, _ in lines) >= 20
               for state in STATES for language in LANGUAGES for tongue in [language])
    assert len({text for _, _, text in lines}) == len(lines)
    assert len(lexicon("ko").words) >= 300
    assert len(lexicon("en").words) >= 250


def test_no_line_of_the_bank_is_a_test_line() -> None:
    table = tomllib.loads(LINES.read_text(encoding="utf-8"))
    tested = {one["text"] for one in (*table["line"], *table["tricky"])}
    assert not tested & {text for _, _, text in lines_of_the_bank()}


@pytest.mark.parametrize(("text", "word", "denied"), [
    ("안 좋아", "좋다", True), ("행복하지 못했어", "행복하다", True), ("슬프지 않아", "슬프다", True),
    ("사랑하지 않는 게 아니야", "사랑하다", False), ("희망이 없어", "희망", True), ("너무 무서워", "무섭다", False),
    ("널 미워한 적 없어", "미워하다", True),
])
def test_korean_denials_are_counted(text: str, word: str, denied: bool) -> None:
    hit = next(hit for hit in korean.hits(text) if hit.entry.form == word)
    assert hit.denied is denied
    assert (hit.valence * hit.entry.valence < 0) is denied


def test_a_denial_turns_valence_and_keeps_arousal() -> None:
    plain, denied = korean.hits("행복해")[0], korean.hits("행복하지 않아")[0]
    assert denied.valence == pytest.approx(-0.5 * plain.valence)
    assert denied.arousal == plain.arousal
    assert read_lines([("행복하지 않아.", "ko")])[0].valence < read_lines([("행복해.", "ko")])[0].valence - 0.2


def test_dying_of_joy_is_degree_and_not_death() -> None:
    hits = korean.hits("좋아서 죽겠다")
    assert [(hit.entry.form, hit.strength) for hit in hits] == [("좋다", 1.3)]
    assert read_lines([("좋아서 죽겠다!", "ko")])[0].valence > 0.2


def test_english_denials_reach_three_words() -> None:
    assert [hit.denied for hit in english.hits("I am not at all happy")] == [True]
    assert [hit.denied for hit in english.hits("No. I am happy")] == [False]


def test_speech_levels_are_read_from_the_last_ending() -> None:
    assert [korean.speech_level(text) for text in ("이제 갑니다.", "나 갈래요.", "나 간다.", "나 가.")] == [
        "formal", "polite", "plain", "intimate"]
    assert korean.speech_level("...") is None


def test_a_parenthetical_takes_most_of_the_line() -> None:
    plain, tearful = (read_lines([(text, "ko")])[0] for text in ("정말 축하해.", "(울먹이며) 정말 축하해."))
    assert plain.valence > 0.2
    assert tearful.valence < -0.1
    assert tearful.state == "grief"


@pytest.mark.parametrize(("text", "event", "is_masked"), [
    ("한숨을 쉬며", "sigh", False), ("버럭 소리치며", "shout", False), ("눈물을 참으며", "hold", True),
    ("(forced smile)", "hold", True), ("sobbing", "sob", False), ("숨을 삼킨다", "gasp", False), ("사이", "silence", False),
])
def test_directions_name_what_is_done(text: str, event: str, is_masked: bool) -> None:
    first = directions(text)[0]
    assert first.event == event
    assert (first.outer is not None) is is_masked


def test_a_denied_direction_is_none() -> None:
    assert directions("울지 않는다") == ()


def test_brackets_and_songs_are_parted_from_words() -> None:
    assert parted("[한숨] 그래.") == ("그래.", "한숨")
    assert parted("♪ 사랑해 사랑해") == ("", "")


def test_neighbours_lend_a_line_their_meaning() -> None:
    alone = read_lines([("그래.", "ko")])[0]
    among = read_lines([("우리 아들이 죽었어.", "ko"), ("그래.", "ko"), ("장례식은 내일이에요.", "ko")])[1]
    grief = STATES.index("grief")
    assert among.states[grief] > alone.states[grief]


def test_without_the_meaning_model_the_lexicon_reads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_meanings(texts: object) -> None:
        return None

    monkeypatch.setattr(words, "meanings", no_meanings)
    angry, plain = read_lines([("당장 나가! 꼴도 보기 싫어!", "ko"), ("버스는 세 시에 와요.", "ko")])
    assert angry.state == "anger"
    assert plain.state == "calm"
    assert angry.valence < plain.valence


def test_without_kiwi_words_are_read_off_their_beginnings(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_morphemes(text: str) -> None:
        return None

    monkeypatch.setattr(korean, "morphemes", no_morphemes)
    assert {hit.entry.state for hit in korean.hits("슬픔에 잠겨 통곡했다")} == {"grief"}
    assert korean.speech_level("가요") is None


def test_a_model_that_cannot_be_loaded_is_none_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    assert meaning._model.__wrapped__() is None
    assert loaded._kiwi.__wrapped__() is None


def test_english_lines_do_not_ask_for_kiwi(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str) -> None:
        raise AssertionError(f"Kiwi was asked about {text!r}")

    monkeypatch.setattr(korean, "morphemes", refuse)
    assert read_lines([("I miss you so much.", "en")])[0].valence < 0.1


def test_places_are_inside_their_bounds() -> None:
    for state in STATES:
        valence, arousal, tension = place_of(state)
        assert -1 <= valence <= 1
        assert 0 <= arousal <= 1
        assert 0 <= tension <= 1


def test_a_model_that_is_missing_is_told_with_what_goes_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loaded.missing(["ko", "en"]) == ()
    monkeypatch.setattr(meaning, "_model", lambda: None)
    monkeypatch.setattr(loaded, "_kiwi", lambda: None)
    assert [caution.code for caution in loaded.missing(["ko"])] == ["words.no_meaning", "words.no_korean"]
    assert [caution.code for caution in loaded.missing(["en"])] == ["words.no_meaning"]    # no Korean line, nothing missed
    assert loaded.missing([]) == ()

"""A script of another film is left aside and said so; one that fits in part is used."""

from dataclasses import replace

import pytest

from tests.reading.films import caption, draft_of, seen_in
from tests.reading.fitting_bench import captions_of, doubted, films, fitting, foreign, scenes_of
from tests.reading.test_align import BORDERS, ENGLISH, LIGHTS, WORDS, korean
from tests.reading.test_align import scenes_of as ours
from tests.reading.told_films import made
from yeoun.errors import InputRefused
from yeoun.languages import meaning
from yeoun.model.media import Caution
from yeoun.model.notes import Note, NoteKind, Notes
from yeoun.model.script import Caption, DraftLine, Episode
from yeoun.reading.align import align
from yeoun.reading.fitting import before_hearing, fit_of
from yeoun.reading.laying import main_track

BOTH = [("ko", "ko"), ("en", "en"), ("ko", "en"), ("en", "ko")]
YES = Note("n1", "director", NoteKind.SCRIPT, "yes", "the subtitles are those of the dubbed version", None, None)
NONE = Notes()
HEARD = [(a, b) for a, b, _ in WORDS]
OTHER = scenes_of(films()["conversations 4 to 6"], "ko")


def laid(captions: tuple[Caption, ...], notes: Notes = NONE, speech: list[tuple[float, float]] = HEARD) -> Episode:
    """The film of test_align with a script of another film."""
    return align(draft_of(1320, OTHER, captions), seen_in(BORDERS, LIGHTS, speech), notes)


def test_nothing_of_a_script_of_another_film_is_laid_on_this_one() -> None:
    episode = laid(korean())
    assert [(line.text, line.source) for line in episode.lines] == [(text, "subtitle") for _, _, text in WORDS]
    assert all(scene.heading.endswith("(from the picture)") and not scene.actions and not scene.location for scene in episode.scenes)
    assert episode.characters == (), "nobody of that script is of this film, so nobody of it gets a theme"
    alone = align(draft_of(1320, (), korean()), seen_in(BORDERS, LIGHTS, HEARD), Notes())
    assert replace(episode, cautions=(), aside=()) == replace(alone, cautions=()), "as if it had not been given"


def test_what_was_left_aside_is_kept_and_said_first_with_what_to_do() -> None:
    episode = laid(korean())
    assert episode.aside == OTHER
    said = next(each for each in episode.cautions if each.code == "script_mismatch")
    many = sum(isinstance(piece, DraftLine) for scene in OTHER for piece in scene.body)
    assert said.is_heard and f"0 of its {many} lines are in the subtitles (a.srt)" in said.message
    assert all(words in said.message for words in ("left aside", "Give the script of this picture", 'kind = "script", value = "yes"'))


def test_a_script_of_another_film_is_told_from_subtitles_in_another_language_too() -> None:
    ours = films()["conversations 1 to 3"]
    episode = align(draft_of(2200, OTHER, captions_of(ours, "en")), seen_in((0, 1000, 2200)), Notes())
    assert [line.text for line in episode.lines] == [row[1] for row in ours] and episode.aside == OTHER
    said = next(each for each in episode.cautions if each.code == "script_mismatch")
    assert "mean no more of what the subtitles say than shuffled ones do" in said.message


def test_a_run_that_stops_before_anybody_listens_is_told_of_it_too_and_of_what_was_missed() -> None:
    missed = (Caution("no_cuts", "no cut list was given"),)
    draft = replace(draft_of(1320, OTHER, korean()), cautions=missed)
    align_says = [each for each in laid(korean()).cautions if each.code == "script_mismatch"]
    assert before_hearing(draft, NONE) == (*missed, *align_says)
    assert [each.code for each in before_hearing(draft, Notes((YES,)))] == ["no_cuts", "script_insisted"]
    assert before_hearing(replace(draft, scenes=ours()), NONE) == missed


def test_who_insists_by_a_note_gets_the_script_laid_and_is_still_told() -> None:
    episode = laid(korean(), Notes((YES,)))
    texts = {line.text for line in episode.lines}
    assert all(piece.text in texts for scene in OTHER for piece in scene.body if isinstance(piece, DraftLine)) and not episode.aside
    codes = [each.code for each in episode.cautions]
    assert "script_insisted" in codes and "script_mismatch" not in codes


def test_a_note_for_a_scene_of_a_script_left_aside_says_why_there_is_no_such_scene() -> None:
    with pytest.raises(InputRefused) as refused:
        laid(korean(), Notes((Note("n2", "", NoteKind.TEMPO, "70", "", "9", None),)))
    assert "the script is left aside" in refused.value.why and 'kind = "script"' in refused.value.now


def test_without_subtitles_nobody_is_accused() -> None:
    episode = laid(())
    assert not episode.aside and {line.source for line in episode.lines} <= {"speech", "spread"}
    assert "script_mismatch" not in [each.code for each in episode.cautions]


def test_subtitles_for_a_few_of_the_voices_accuse_nobody() -> None:
    places = tuple(caption(a, a + 1.0, text, number=n) for n, (a, text) in enumerate(
        [(0.5, "서울, 여름"), (12.0, "사 년 뒤"), (20.0, "부산항"), (33.0, "다시 서울"), (47.0, "끝나지 않은 밤")], start=1))
    talk = [(float(at), at + 3.5) for at in range(0, 52, 4)]
    assert fit_of(OTHER, main_track(places, "ko"), seen_in(BORDERS, LIGHTS, talk).speech) is None
    assert not laid(places, speech=talk).aside
    assert laid(places, speech=[(a, a + 1.0) for a in (0.5, 12.0, 20.0, 33.0, 47.0)]).aside, "they are all that is said"


def test_few_subtitles_accuse_nobody() -> None:
    assert fit_of(OTHER, main_track(korean()[:4], "ko"), ()) is None
    english = tuple(caption(a, b, text, language="en") for (a, b, _), text in zip(WORDS, ENGLISH, strict=True))
    assert fit_of(OTHER, main_track(english, "ko"), ()) is None


def test_what_nobody_can_read_accuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = films()["conversations 1 to 3"]
    czech = tuple(replace(each, language="cs") for each in captions_of(ours, "en"))
    assert fit_of(OTHER, main_track(czech, "ko"), ()) is None
    monkeypatch.setattr(meaning, "_model", lambda: None)
    assert fit_of(OTHER, main_track(captions_of(ours, "en"), "ko"), ()) is None


@pytest.mark.parametrize("languages", BOTH)
def test_a_script_that_fits_in_part_is_never_taken_for_another_films(languages: tuple[str, str]) -> None:
    ours, theirs = languages
    for name in ("conversations 10 to 12", "lines of tender")[:1 if ours != theirs else 2]:    # the others: tests/soak/test_fitting.py
        assert not doubted(name, ours, theirs), name


@pytest.mark.parametrize("languages", BOTH)
def test_scripts_of_other_films_are_told_however_long_they_are_and_whoever_speaks(languages: tuple[str, str]) -> None:
    for what, cases in foreign(languages).items():
        fits = [each for each in (case.fit for case in cases[:6]) if each is not None]
        assert len(fits) == 6 and sum(each.is_another_films for each in fits) >= 5, what


@pytest.mark.parametrize("languages", BOTH)
def test_made_films_with_sound_keep_their_scripts_whatever_is_missing(languages: tuple[str, str]) -> None:
    cases = [case for what, cases in fitting(languages, [made(0)]).items() if what.startswith("films with sound") for case in cases]
    fits = [fit for fit in (case.fit for case in cases) if fit is not None]
    assert len(fits) == len(cases) >= 5 and all(fit.share > 2.0 * fit.least for fit in fits)

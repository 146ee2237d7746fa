"""Lines lie where they are spoken, whatever is missing, in another language, cut, improvised or late; and how sure they are is so.

Made films with their truth (told_films.py); figures of all conditions, with the demo film, are those of align_bench.py. Measured on takes
0 and 1 (108 lines) before meaning was read, and after: Korean script and English subtitles of which every fifth is gone, 0.48 and 0.98;
1.5 s late, 0.00 and 1.00; no subtitles, 0.68 and 0.75. Floors stand a little under these figures.
"""

import numpy as np
import pytest

from tests.reading.align_bench import CONDITIONS, NEAR_S, Given, Laid, near, result_of, script_of, subtitles_of
from tests.reading.films import caption, draft_of, seen_in
from tests.reading.told_films import made, pairs
from yeoun.languages import meaning
from yeoun.model.media import Span
from yeoun.model.notes import Notes
from yeoun.model.observed import SpeechSpan
from yeoun.reading.align import align
from yeoun.reading.script import read_script
from yeoun.reading.shifted import distance, on_what_is_heard
from yeoun.reading.translated import by_meaning
from yeoun.units.luck import Take, luck
from yeoun.units.time import Seconds

TAKES = (0, 1)
CALLED = {given.name: given for given in CONDITIONS}


def laid(given: Given) -> list[Laid]:
    """The lines of both films as they are laid."""
    return [line for take in TAKES for line in result_of(made(take), given).laid]


@pytest.mark.parametrize(("name", "least"), [
    ("everything", 0.99), ("every fifth subtitle gone", 0.95), ("Korean script, English subtitles", 0.97),
    ("English script, Korean subtitles", 0.97), ("Korean script, every fifth of the English subtitles gone", 0.93),
    ("English script, every fifth of the Korean subtitles gone", 0.93), ("script lines cut, subtitles in English", 0.95),
    ("lines improvised, subtitles in English", 0.95), ("subtitles 1.5 s late, in English, every fifth gone", 0.93),
    ("lines in two subtitles, in English", 0.85), ("no subtitles", 0.7)])
def test_lines_begin_within_a_third_of_a_second_of_their_first_word(name: str, least: float) -> None:
    assert np.mean([near(line) for line in laid(CALLED[name])]) >= least
    if least > 0.9:
        assert np.mean([line.holds for line in laid(CALLED[name])]) >= least - 0.04, "and end with their last"


def test_a_span_that_holds_the_whole_scene_is_no_answer() -> None:
    whole = [line for take in TAKES for line in result_of(made(take), CALLED["everything"]).by_scene]
    assert not any(line.holds for line in whole)


def test_lines_that_were_cut_are_hardly_believed_and_improvised_ones_stand_alone() -> None:
    for name in ("script lines cut", "script lines cut, subtitles in English"):
        cut = [sure for take in TAKES for sure in result_of(made(take), CALLED[name]).cut]
        assert len(cut) >= 8 and np.mean([sure < 0.3 for sure in cut]) >= 0.8, name
    for name in ("lines improvised", "lines improvised, subtitles in English"):
        for take in TAKES:
            found, of = result_of(made(take), CALLED[name]).improvised
            assert of >= 5 and found == of, name


def test_how_sure_lines_are_is_how_often_they_are_right() -> None:
    lines = [line for given in CONDITIONS for line in laid(given)]
    for low, high in ((0.0, 0.3), (0.3, 0.7), (0.7, 0.9), (0.9, 1.01)):
        here = [line for line in lines if low <= line.confidence < high]
        assert abs(np.mean([line.confidence for line in here]) - np.mean([near(line) for line in here])) < 0.15, (low, len(here))
    sure, unsure = ([near(line) for line in lines if (line.confidence >= 0.9) is is_sure] for is_sure in (True, False))
    assert np.mean(sure) > 0.97 and np.mean(unsure) < 0.9


@pytest.mark.parametrize("late", [-4.0, 1.5, 12.3])
def test_subtitles_that_all_stand_late_are_moved_and_it_is_told(late: float) -> None:
    film = made(0)
    captions = tuple(caption(line.start + late, line.end + late, line.ko) for line in film.lines if line.start + late >= 0)
    moved, told = on_what_is_heard(captions, film.seen.speech, film.frames / 23.976)
    true = [line for line in film.lines if line.start + late >= 0]
    assert max(abs(each.span.start_s - line.start) for each, line in zip(moved, true, strict=True)) < 0.1
    (caution,) = told
    assert caution.code == "subtitles_moved" and abs(float(caution.message.split()[2]) - abs(late)) < 0.1
    assert ("late" if late > 0 else "early") in caution.message


def test_subtitles_that_stand_well_or_are_of_another_film_stay_where_they_are() -> None:
    film, other = made(0), made(3)
    for lines in (film.lines, other.lines, film.lines[:5]):
        captions = tuple(caption(line.start - 0.1, line.end + 0.5, line.ko) for line in lines)
        assert on_what_is_heard(captions, film.seen.speech, film.frames / 23.976) == (captions, ())
    assert on_what_is_heard(captions, (), 100.0) == (captions, ())
    assert distance(np.arange(20.0), np.arange(20.0)) == 0.0, "a row as even as this says nothing of where it lies"


@pytest.mark.parametrize(("subtitles", "fit", "voices"), [(8, 0, 22), (8, 2, 22), (12, 3, 22), (20, 0, 40)])
def test_subtitles_beside_voices_by_luck_are_hardly_ever_moved(subtitles: int, fit: int, voices: int) -> None:
    moved = 0
    for take in range(200):
        rng = luck(Take(take), "random voices")
        heard = np.sort(rng.uniform(0.0, 75.0, voices))
        starts = np.concatenate([rng.choice(heard, fit, replace=False), rng.uniform(0.0, 75.0, subtitles - fit)])
        moved += distance(np.sort(starts), heard) != 0.0
    assert moved < 2, moved


@pytest.mark.parametrize("late", [-4.0, 1.5, 12.3])
def test_subtitles_of_a_short_scene_that_all_stand_late_are_mostly_moved(late: float) -> None:
    met = 0
    for take in range(50):
        rng = luck(Take(take), "a short scene")
        heard = np.sort(rng.uniform(10.0, 75.0, 14))
        spoken = np.sort(rng.choice(heard, 12, replace=False)) + rng.normal(0.0, 0.06, 12)
        met += abs(distance(spoken + late, heard) - late) < 0.1
    assert met >= 45, met


def test_a_line_and_a_subtitle_that_stand_alike_and_mean_something_else_stay_alone() -> None:
    rows = [row for row in pairs(held_out=True) if row[0] in (9, 10)]
    ko, en = [row[2] for row in rows], [row[3] for row in rows]
    en[14] = "Hand me the wrench, the engine leaks."
    found = by_meaning(ko, en, ("ko", "en"))
    assert found is not None
    assert [(m.first_line, m.first_span) for m in found] == [(k, k) for k in range(len(ko)) if k != 14]


def test_what_is_said_again_and_again_is_laid_in_its_order() -> None:
    words = ["가지 마.", "왜 나한테 말 안 했어?", "가지 마.", "첫차가 다섯 시 반이래.", "가지 마.", "우산은 두고 갈게."]
    english = ["Don't go.", "Why didn't you tell me?", "Don't go.", "The first bus is at half past five.", "Don't go.",
               "I'll leave the umbrella."]
    found = by_meaning(words, [*english[:2], *english[3:]], ("ko", "en"))
    assert found is not None and [(m.first_line, m.first_span) for m in found] == [(0, 0), (1, 1), (3, 2), (4, 3), (5, 4)]


def test_a_voice_that_goes_on_after_its_subtitle_says_the_next_line() -> None:
    scenes = read_script("S#1. 방 / 밤\n\n지은\t오늘 막차로 떠나.\n\n현우\t나도 같이 가면 안 될까?\n\n지은\t안 돼.\n\n", "a.txt")[0]
    captions = (caption(1.0, 2.6, "오늘 막차로 떠나."), caption(9.0, 9.9, "안 돼."))
    episode = align(draft_of(288, scenes, captions), seen_in((0, 288), (), [(1.0, 4.6), (9.0, 9.6)]), Notes())
    line = episode.lines[1]
    assert line.source == "speech" and 2.0 <= line.span.start_s <= 2.8 and abs(line.span.end_s - 4.6) < 0.1


def alone_between(lines: int, take: int) -> list[float]:
    """How sure so many lines are that stand between two subtitles, laid on voices by luck of which two more are heard than they are."""
    rng = luck(Take(take), "voices between")
    said = [row[2] for row in pairs(held_out=True)][:lines + 2]
    length = 3.4 * (lines + 4)
    starts = np.sort(rng.uniform(3.0, length - 4.0, lines + 2))
    ends = np.minimum(starts + rng.uniform(0.6, 3.0, lines + 2), [*(starts[1:] - 0.15), length - 3.5])
    voices = [(float(a), float(b)) for a, b in zip(starts, ends, strict=True) if b - a > 0.2]
    scenes = read_script("S#1. 방 / 밤\n\n" + "".join(f"지은\t{text}\n\n" for text in said), "a.txt")[0]
    captions = (caption(1.0, 2.6, said[0]), caption(length - 2.0, length - 0.5, said[-1]))
    frames = int(length * 24)
    episode = align(draft_of(frames, scenes, captions), seen_in((0, frames), (), voices), Notes())
    return [line.confidence for line in episode.lines if line.source == "speech"]


def test_lines_far_from_the_subtitles_that_hold_them_are_not_believed_for_their_sake() -> None:
    few, many = ([sure for take in range(10) for sure in alone_between(lines, take)] for lines in (1, 20))
    assert np.mean(few) > 0.9 and max(many) < 0.9 and np.mean(many) < 0.75, "0.93; 0.71, and 0.89 when any run was held"


@pytest.mark.parametrize("run", [1, 20])
def test_how_sure_lines_of_long_and_short_runs_are_is_how_often_they_are_right(run: int) -> None:
    """Every fourth subtitle is gone, or twenty of every twenty-three."""
    said, right = list[float](), list[bool]()
    for take in range(8):
        film = made(take)
        scenes, _ = script_of(film, CALLED["everything"])
        captions = subtitles_of(film, CALLED["everything"])
        gone = {k for k in range(2, len(captions) - 1) if (k - 2) % (run + 3) < run}
        kept = tuple(each for k, each in enumerate(captions) if k not in gone)
        starts = {film.lines[k].ko: film.lines[k].start for k in gone}
        lines = align(draft_of(film.frames, scenes, kept), film.seen, Notes()).lines
        alone = [line for line in lines if line.source == "speech" and line.text in starts]
        said += [line.confidence for line in alone]
        right += [abs(line.span.start_s - starts[line.text]) <= NEAR_S for line in alone]
    assert len(said) >= 80 and abs(np.mean(said) - np.mean(right)) < 0.08


def test_a_voice_that_a_subtitle_stands_for_is_nobody_elses() -> None:
    scenes = read_script("S#1. 방 / 밤\n\n지은\t오늘 막차로 떠나.\n\n현우\t나도 같이 갈게.\n\n지은\t안 돼.\n\n", "a.txt")[0]
    captions = (caption(1.0, 3.0, "오늘 막차로 떠나."), caption(4.0, 5.4, "비켜요, 비켜!"), caption(9.0, 9.9, "안 돼."))
    episode = align(draft_of(288, scenes, captions), seen_in((0, 288), (), [(1.0, 2.6), (4.0, 5.1), (6.0, 7.6), (9.0, 9.6)]), Notes())
    line = next(each for each in episode.lines if each.text == "나도 같이 갈게.")
    assert (line.source, line.span.start_s) == ("speech", 6.0)


def test_words_of_a_subtitle_are_given_to_one_line_alone() -> None:
    scenes = read_script("S#1. 방 / 밤\n\n지은\t나한테 할 말 없어?\n\n현우\t아니. 없어.\n\n", "a.txt")[0]
    episode = align(draft_of(240, scenes, (caption(5.0, 6.4, "아니. 없어."),)), seen_in((0, 240), (), [(1.0, 2.8), (5.0, 6.0)]), Notes())
    assert [(line.span.start_s, line.source) for line in episode.lines] == [(1.0, "speech"), (5.0, "subtitle")]


def test_the_means_are_those_of_the_everyday_lines() -> None:
    for language in meaning.LANGUAGES:
        rows = meaning.meanings(meaning.everyday()[language])
        kept = meaning.mean_of(language)
        assert rows is not None and kept is not None and np.abs(rows.mean(axis=0) - kept).max() < 2e-3
    told = {text for texts in meaning.everyday().values() for text in texts}
    assert not told & {text for row in pairs(held_out=True) for text in row[2:]}, "figures are of lines that nothing was set on"


def test_speech_is_cut_by_no_sliver() -> None:
    speech = (SpeechSpan(Span(Seconds(1.0), Seconds(3.1)), 0.9, None, -25.0, None, None),)
    scenes = read_script("S#1. 방 / 밤\n\n지은\t오늘 막차로 떠나.\n\n현우\t그래.\n\n", "a.txt")[0]
    seen = seen_in((0, 240), (), [(each.span.start_s, each.span.end_s) for each in speech])
    episode = align(draft_of(240, scenes, (caption(1.0, 3.0, "오늘 막차로 떠나."),)), seen, Notes())
    assert episode.lines[1].source == "spread", "what is left of a voice beside its subtitle is no other line"

"""The measure of cause: an edit that moves notes is seen, a film scored anew throughout is told apart, and chance is no answer."""

from dataclasses import replace
from fractions import Fraction

from tests.composing.bench.cause import answers, edits, effect, idle_edits, unlike
from tests.composing.bench.drawn_films import film, moved_line, runs
from tests.composing.bench.film_scored import Struck, bar_s, in_picture, notes_in, scored


def note(at: float, key: int = 60, length: float = 0.5, part: str = "flute") -> Struck:
    return Struck(part, key, 60, at, at + length, Fraction(0), Fraction(1))


def test_the_same_notes_are_alike_whoever_plays_them_and_a_moved_or_new_one_is_not() -> None:
    before = [note(0.0), note(1.0, 62), note(2.0, 64)]
    assert unlike(before, [replace(each, part="oboe", at_s=each.at_s + 0.03) for each in before]) == 0.0
    assert unlike(before, [replace(each, at_s=each.at_s + 0.2) for each in before]) == 1.0
    assert unlike(before, before[:2]) == 1 - 2 * 2 / 5
    assert unlike([], []) is None


def test_louder_alone_is_no_change() -> None:
    assert unlike([note(0.0)], [replace(note(0.0), velocity=110)]) == 0.0


def test_an_entry_a_stop_and_a_pulse_are_answers_and_a_running_line_is_none() -> None:
    running = [note(0.25 * k, 60 + k % 5, 0.25) for k in range(40)]
    assert answers(running, 4.0, 4.8, []) == frozenset()
    assert answers([*running, note(5.0, 48, part="celli")], 4.0, 4.8, []) == {"entry"}
    broken_off = [each for each in running if each.at_s < 4.0]
    assert answers(broken_off, 4.0, 4.8, []) == {"stop", "breath"}, "where everyone stops, each part rests"
    steps = [1.0 + 0.6 * k for k in range(6)]
    assert "pulse" in answers([note(at + 0.02, 40, 0.2) for at in steps], 1.0, 4.1, steps)
    assert "pulse" not in answers([note(at + 0.3, 40, 0.2) for at in steps], 1.0, 4.1, steps)


def test_the_notes_read_back_are_the_notes_of_the_parts() -> None:
    for cue in scored(film(1)).cues[:2]:
        wanted = sorted((part.name, each.key) for part in cue.score.parts for each in part.notes)
        assert sorted((each.part, each.key) for each in notes_in(cue.midi)) == wanted
        assert 1.0 < bar_s(cue) < 8.0 and in_picture(cue)[0].at_s >= float(cue.cue.first_frame / cue.brief.rate) - 1e-6


def test_one_line_moved_moves_its_voice_and_nothing_else() -> None:
    whole = film(1)
    moved = moved_line(whole, 2, 0.5)
    changed = [k for k, (a, b) in enumerate(zip(whole.episode.lines, moved.episode.lines, strict=True)) if a != b]
    voices = [k for k, (a, b) in enumerate(zip(whole.seen.speech, moved.seen.speech, strict=True)) if a != b]
    assert changed == voices == [2] and moved.seen.events == whole.seen.events


def test_a_millisecond_changes_nothing_and_every_kind_of_edit_is_drawn() -> None:
    whole = film(1)
    idle = next(each for each in idle_edits(whole) if each.kind == "a millisecond")
    found = effect(whole, idle)
    assert not found.near and not found.leaked
    assert {each.kind for number in (1, 2) for each in edits(film(number))} == {"sigh", "walk", "key line", "parenthetical"}


def test_walks_are_parted_by_a_pause() -> None:
    assert all(len(group) >= 6 for number in (1, 2, 3) for group in runs(film(number).seen))

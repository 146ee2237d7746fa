"""The measure of recuts: a cut is moved alone, what changes beyond its hits is counted, and equal films are equal."""

from dataclasses import replace

from tests.composing.bench.drawn_films import film
from tests.composing.bench.film_scored import scored
from tests.composing.bench.locks import digest, locked, moved_cut, recut, retaken


def test_only_one_cut_moves_and_the_scene_that_begins_there_moves_with_it() -> None:
    whole = film(1)
    first = whole.episode.scenes[1].first_frame
    shot = next(k for k, each in enumerate(whole.episode.shots) if each.first_frame == first)
    moved = moved_cut(whole, shot, 10)
    assert moved.episode.scenes[0].end_frame == moved.episode.scenes[1].first_frame == first + 10
    assert sum(a != b for a, b in zip(whole.episode.shots, moved.episode.shots, strict=True)) == 2
    inner = moved_cut(whole, 1, 10)
    assert inner.episode.scenes == whole.episode.scenes and inner.seen.shots == inner.episode.shots


def test_a_cut_moved_by_nothing_changes_nothing_and_is_the_same_to_the_byte() -> None:
    whole = film(1)
    found = recut(whole, 1, 0)
    assert (found.inside, found.beyond, found.bars_beyond, found.through) == (0.0, 0.0, 0, "")
    assert digest(scored(whole)) == digest(scored(moved_cut(whole, 1, 0)))


def test_another_take_is_another_film() -> None:
    made = scored(film(1))
    assert digest(replace(made, cues=made.cues[:1])) != digest(replace(retaken(made), cues=retaken(made).cues[:1]))


def test_locked_bars_stand_where_the_same_bars_without_the_lock_do_not() -> None:
    found = locked((1,))
    assert all(each.midi and each.tempi and each.beside for each in found) and not any(each.free for each in found) and len(found) >= 3
    assert all(each.players > 0 for each in found)
    same = sum(each.parts for each in found) / sum(each.players for each in found)
    assert same >= 0.9, "27 of 28: of the same notes one player is printed on one staff instead of two"

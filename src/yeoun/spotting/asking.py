"""Notes that ask for music: those that say so, and those that could not be obeyed without any.

Whoever writes a mode, a theme, a key, a tempo, chords or a player for a place wants to hear them there. So where the path finds
no music in such a place, the place is given a wish of its own, no stronger than it has to be. What a note changed is found by
leaving it out; what would have been so anyway is not claimed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from yeoun.instruments.named import players_named
from yeoun.model.notes import NoteKind, Notes
from yeoun.model.script import Episode
from yeoun.spotting.desire import EVERY_S, PINNED, Term, is_refusal, note_spans
from yeoun.spotting.kept import Kept, kept_silent
from yeoun.spotting.path import Run
from yeoun.units.time import Seconds, nearest_frame

CALLING = (NoteKind.THEME, NoteKind.MODE, NoteKind.KEY, NoteKind.TEMPO, NoteKind.CHORDS, NoteKind.INSTRUMENT)
STRENGTHS = (1500, 3000, 6000, PINNED)    # thousandths a second, the weakest that brings music is taken (our choice)
LEAST_S = 2.0                             # our choice: less music than this in a place is none that a note could steer
Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Frames [first, end) for which a note asks for what only music can give."""

    note: str
    first: int
    end: int


def asking(episode: Episode, notes: Notes) -> tuple[str, ...]:
    """The notes that ask for music outright, by their ids."""
    return tuple(dict.fromkeys(note for kind in (NoteKind.MUSIC, NoteKind.SILENCE) for note, _, _, value in
                               note_spans(episode, notes, kind) if is_refusal(value) == (kind is NoteKind.SILENCE)))


def asked_frames(episode: Episode, notes: Notes) -> dict[str, tuple[tuple[int, int], ...]]:
    """The frames [first, end) for which each note asks for music, outright or for what only music can give."""
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    outright = asking(episode, notes)
    for kind in (NoteKind.MUSIC, NoteKind.SILENCE):
        for note, start, end, _ in note_spans(episode, notes, kind):
            if note in outright:
                span = nearest_frame(Seconds(start), episode.rate), nearest_frame(Seconds(end), episode.rate)
                found[note] = (*found.get(note, ()), span)
    for place in places(episode, notes):
        found[place.note] = (*found.get(place.note, ()), (place.first, place.end))
    return found


def _is_wish(kind: NoteKind, value: str, note: str) -> bool:
    """Whether a note wants to hear something: one that only keeps players out does not."""
    return kind is not NoteKind.INSTRUMENT or any(is_wanted for _, is_wanted in players_named(value, f"note {note}"))


def places(episode: Episode, notes: Notes) -> tuple[Place, ...]:
    """Every place for which a note asks for what only music can give, in order."""
    found = [Place(note, nearest_frame(Seconds(start), episode.rate), min(nearest_frame(Seconds(end), episode.rate), episode.frames))
             for kind in CALLING for note, start, end, value in note_spans(episode, notes, kind) if _is_wish(kind, value, note)]
    return tuple(sorted(found, key=lambda each: (each.first, each.end, each.note)))


def _common(first: int, end: int, others: Iterable[tuple[int, int]]) -> int:
    return sum(max(0, min(end, until) - max(first, since)) for since, until in others)


def _is_bare(place: Place, runs: Sequence[Run], kept: Sequence[Kept], least: float) -> bool:
    """Whether a place has no music although nobody keeps it silent."""
    free = place.end - place.first - _common(place.first, place.end, [(each.first, each.end) for each in kept])
    heard = _common(place.first, place.end, [(run.first.frame, run.end.frame) for run in runs if run.is_music])
    return free > 0 and heard < min(least, 0.5 * free)


def called(episode: Episode, notes: Notes, terms: tuple[Term, ...],
           walk: Callable[[tuple[Term, ...]], Runs]) -> tuple[tuple[Term, ...], Runs]:
    """The runs, and the terms with a wish for every place that would have no music without one.

    walk   the runs of some terms
    """
    asked, kept, least = places(episode, notes), kept_silent(episode, notes), float(episode.rate) * LEAST_S
    wished, runs = dict[Place, int](), walk(terms)
    while bare := [each for each in asked if _is_bare(each, runs, kept, least) and wished.get(each, -1) + 1 < len(STRENGTHS)]:
        wished |= {each: wished.get(each, -1) + 1 for each in bare}
        runs = walk((*terms, *_wishes(wished, len(terms[0].values), episode)))
    return (*terms, *_wishes(wished, len(terms[0].values), episode)), runs


def _wishes(wished: dict[Place, int], count: int, episode: Episode) -> tuple[Term, ...]:
    at = np.arange(count) * EVERY_S
    return tuple(Term(f"note {each.note}", STRENGTHS[level] * (
        (at >= float(each.first / episode.rate)) & (at < float(each.end / episode.rate))).astype(np.int64),
        f"note {each.note} asks for what only music can give here")
        for each, level in sorted(wished.items(), key=lambda one: (one[0].first, one[0].note)))


def shares(runs: Runs, beside: Mapping[str, Runs], without_any: Runs) -> tuple[Runs, tuple[tuple[str, ...], ...]]:
    """The runs, and for each the notes without which it would not be, or not as it is.

    beside       the runs of the film without each of the notes to ask about
    without_any  and without all of them
    Gives        runs that would be there anyway with the reasons they have anyway; where only all notes together moved one, all
    """
    if not beside:
        return runs, ((),) * len(runs)
    asked, others = tuple(beside), {note: {_key(run) for run in free} for note, free in beside.items()}
    bare = {_key(run): run for run in without_any}
    out, moved = list(runs), list[tuple[str, ...]]()
    for k, run in enumerate(runs):
        by = tuple(note for note in asked if _key(run) not in others[note])
        if not by and _key(run) not in bare:
            by = tuple(asked)
        elif not by:
            free = bare[_key(run)]
            out[k] = replace(run, first=replace(free.first, note=run.first.note), end=replace(free.end, note=run.end.note))
        moved.append(by)
    return tuple(out), tuple(moved)


def _key(run: Run) -> tuple[int, int, bool]:
    return run.first.frame, run.end.frame, run.is_music


def left_out(notes: Notes, ids: frozenset[str]) -> Notes:
    """The notes without some of them."""
    return Notes(tuple(note for note in notes.notes if note.id not in ids))

"""Silences that people ask for, cut out of the music: exactly their own frames, in the manner they ask for.

The path over moments (path.py) is walked as if nobody had asked, and what a note silences is taken out of it afterwards.
So a note moves its own frames and no others; what is left of a cue on either side stays, unless it is too short to be
music, and then the silence there says so by the note's name. A rest of silence that is too short to be one is none: before
the note the cue plays on to the very frame that was asked for, behind it the silence lasts until the next moment begins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from yeoun.model.media import Caution
from yeoun.model.notes import House, NoteKind, Notes
from yeoun.model.script import Episode
from yeoun.spotting.desire import is_refusal, note_spans
from yeoun.spotting.path import HELD_S, Boundary, Run
from yeoun.units.time import Seconds, at_frame, nearest_frame

LEFT_SHARE = 0.5    # our choice: what is left of a cue stays from half the house's shortest cue on


@dataclass(frozen=True, slots=True)
class Kept:
    """Frames [first, end) that a note keeps silent, and how the silence begins: cut or ring."""

    note: str
    first: int
    end: int
    manner: str


def kept_silent(episode: Episode, notes: Notes) -> tuple[Kept, ...]:
    """What the notes silence, in order and without overlap; of two notes that meet, the earlier keeps its frames."""
    asked = []
    for kind in (NoteKind.SILENCE, NoteKind.MUSIC):
        for note, start, end, value in note_spans(episode, notes, kind):
            if is_refusal(value) == (kind is NoteKind.MUSIC):
                manner = "ring" if "ring" in value.lower() else "cut"
                asked.append(Kept(note, nearest_frame(Seconds(start), episode.rate),
                                  min(nearest_frame(Seconds(end), episode.rate), episode.frames), manner))
    found: list[Kept] = []
    for each in sorted(asked, key=lambda each: (each.first, each.end, each.note)):
        since = max(each.first, found[-1].end) if found else each.first
        if since < each.end:
            found.append(replace(each, first=since))
    return tuple(found)


def carved(runs: Sequence[Run], kept: Sequence[Kept], forced: Sequence[tuple[int, int]], episode: Episode,
           house: House) -> tuple[Run, ...]:
    """The runs with the kept silences taken out of them.

    runs     what the path found: they tile the picture
    kept     in order, without overlap
    forced   frames that notes of kind music name: what is left of them is music however short
    Gives    runs that tile the picture; two silences may stand side by side, two stretches of music never do
    """
    cut: list[Run] = []
    for run in runs:
        cut += _pieces(run, kept, forced, float(episode.rate) * LEFT_SHARE * house.shortest_cue_s)
    for each in kept:
        first = Boundary(each.first, f"where note {each.note} asks for silence", 0, each.note)
        cut.append(Run(first, Boundary(each.end, "", 0, each.note), False, kept=each.note, manner=each.manner))
    return _unsplintered(sorted(cut, key=lambda run: run.first.frame), float(episode.rate) * HELD_S)


def _unsplintered(runs: list[Run], least: float) -> tuple[Run, ...]:
    """The runs without silences under `least` frames beside a kept one: what is before takes such a rest."""
    out: list[Run] = []
    for k, run in enumerate(runs):
        is_rest = not run.is_music and not run.kept and run.end.frame - run.first.frame < least
        before, after = out[-1] if out else None, runs[k + 1] if k + 1 < len(runs) else None
        if is_rest and before is not None and (before.kept or (after is not None and after.kept)):
            out[-1] = replace(before, end=run.end)
        elif is_rest and before is None and after is not None and after.kept:
            runs[k + 1] = replace(after, first=run.first)
        else:
            out.append(run)
    return tuple(out)


def _pieces(run: Run, kept: Sequence[Kept], forced: Sequence[tuple[int, int]], least: float) -> Iterator[Run]:
    at, before = run.first, tuple[str, ...]()
    inside = [each for each in kept if each.first < run.end.frame and each.end > run.first.frame]
    for each in (*inside, None):
        end = run.end if each is None else Boundary(each.first, f"where note {each.note} asks for silence", 0, each.note)
        beside = tuple(dict.fromkeys((*before, *((each.note,) if each else ()))))
        if end.frame > at.frame:
            is_forced = any(first < end.frame and last > at.frame for first, last in forced)
            is_short = run.is_music and bool(inside) and end.frame - at.frame < least and not is_forced
            yield replace(run, first=at, end=end, is_music=run.is_music and not is_short, left=beside if is_short else ())
        if each is not None:
            before, at = (each.note,), Boundary(max(each.end, at.frame), f"as the silence of note {each.note} ends", 0, each.note)


def told_of_left(runs: Sequence[Run], episode: Episode, house: House) -> tuple[Caution, ...]:
    """A warning for every stretch of a cue that is dropped because the silence of a note leaves too little of it.

    A film without any music is told of as a whole (sharing.py).
    """
    out = []
    for run in runs if any(each.is_music for each in runs) else ():
        if run.left:
            start_s, end_s = at_frame(run.first.frame, episode.rate), at_frame(run.end.frame, episode.rate)
            names = " and note ".join(run.left)
            left = f"{end_s - start_s:.1f} s of a cue, from {start_s:.1f} s to {end_s:.1f} s"
            said = (f"The silence of note {names} leaves {left}: less than half the shortest cue ({house.shortest_cue_s:g} s), "
                    "so no music plays there. To keep it, ask for music there, or lower shortest_cue_s in a house.")
            out.append(Caution("cue_dropped", said, start_s))
    return tuple(out)

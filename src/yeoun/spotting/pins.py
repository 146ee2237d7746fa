"""Which decisions people's pins on the emotion graph moved: the spotting is made once more without each of them.

A pin acts on spotting only through the graph, so no term of the wish bears its name. What it did is found by asking what
would be without it: the curves are carried straight across its place, the turns that name it are gone.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from yeoun.model.feeling import EmotionGraph
from yeoun.model.notes import NoteKind, Notes
from yeoun.model.script import Episode
from yeoun.spotting.desire import note_spans

TAPER_S = 0.5    # as wide as a pin reaches beyond its place (feeling/fuse.py)


def pin_spans(episode: Episode, notes: Notes) -> dict[str, tuple[tuple[float, float], ...]]:
    """Where each note of kind graph holds, in seconds of picture, by its id."""
    found: dict[str, tuple[tuple[float, float], ...]] = {}
    for note, start, end, _ in note_spans(episode, notes, NoteKind.GRAPH):
        found[note] = (*found.get(note, ()), (start, end))
    return found


def without(graph: EmotionGraph, note: str, spans: tuple[tuple[float, float], ...]) -> EmotionGraph:
    """The graph as if the note had not been written: its curves straight across the pinned places.

    note    its id: turns whose reason names it are left out
    spans   where it holds, seconds of picture
    """
    feelings = graph.feelings
    count, every = len(feelings.valence), float(feelings.every)
    at = np.arange(count) * every
    free = np.ones(count, dtype=bool)
    for start, end in spans:
        free &= (at < start - TAPER_S) | (at > end + TAPER_S)
    if not free.any() or free.all():
        return graph

    def bridged(values: tuple[float, ...]) -> tuple[float, ...]:
        curve: NDArray[np.float64] = np.interp(at, at[free], np.asarray(values)[free])
        return tuple(round(float(value), 3) for value in curve)

    curves = replace(feelings, valence=bridged(feelings.valence), arousal=bridged(feelings.arousal),
                     tension=bridged(feelings.tension))
    return replace(graph, feelings=curves, turns=tuple(turn for turn in graph.turns if not names(turn.reason, note)))


def names(reason: str, note: str) -> bool:
    """Whether a reason names a note.

    >>> names("pinned by note n1", "n1"), names("pinned by note n12", "n1")
    (True, False)
    """
    words = reason.replace(",", " ").replace(";", " ").replace(":", " ").replace(")", " ").split()
    return any(word == "note" and words[k + 1:k + 2] == [note] for k, word in enumerate(words))

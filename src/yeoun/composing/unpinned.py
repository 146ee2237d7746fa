"""What people's pins on the emotion graph did to the mode of a cue: everything is planned once more without each of them.

A pin says what is felt; which mode follows from it is ours to tell. Without a pin the curves are carried straight across its
place, as spotting asks it too.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from yeoun.composing.bearing import bearing
from yeoun.composing.pins import spans_of
from yeoun.model.composed import Brief
from yeoun.model.feeling import EmotionGraph, Feelings
from yeoun.model.notes import Note, NoteKind, Notes, Outcome
from yeoun.model.script import Episode
from yeoun.units.modes import mode_said
from yeoun.units.time import at_frame

TAPER_S = 0.5    # as wide as a pin reaches beyond its place (feeling/fuse.py)


def unpinned(graph: EmotionGraph, note: Note, episode: Episode) -> EmotionGraph:
    """The graph with its curves straight across the places of one note; as it is where nothing would be left."""
    at = np.arange(len(graph.feelings.valence)) * float(graph.feelings.every)
    free = np.ones(len(at), dtype=bool)
    for first, end in spans_of(note, episode):
        free &= (at < at_frame(first, episode.rate) - TAPER_S) | (at > at_frame(end, episode.rate) + TAPER_S)
    if not free.any() or free.all():
        return graph

    def bridged(feelings: Feelings) -> Feelings:
        curves = (np.interp(at, at[free], np.asarray(axis)[free]) for axis in (feelings.valence, feelings.arousal, feelings.tension))
        v, a, t = (tuple(round(float(value), 3) for value in curve) for curve in curves)
        return replace(feelings, valence=v, arousal=a, tension=t)

    people = tuple(replace(who, spoken=bridged(who.spoken), inner=bridged(who.inner)) for who in graph.characters)
    return replace(graph, feelings=bridged(graph.feelings), characters=people)


def with_modes(briefs: tuple[Brief, ...], graph: EmotionGraph, episode: Episode, notes: Notes,
               planned: Callable[[EmotionGraph], tuple[Brief, ...]]) -> tuple[Brief, ...]:
    """The briefs, each with an outcome for every graph note without which its cue would stand in another mode.

    planned   the briefs of a graph: asked once for every graph note
    """
    out = list(briefs)
    for note in (each for each in notes.notes if each.kind is NoteKind.GRAPH):
        free = unpinned(graph, note, episode)
        for number, other in enumerate(planned(free) if free is not graph else ()):
            here, there = bearing(briefs[number]), bearing(other)
            if here.mode != there.mode:
                changed = f"{here.key} {mode_said(here.mode.name)} instead of {there.key} {mode_said(there.mode.name)}"
                out[number] = replace(out[number], outcomes=(*out[number].outcomes, Outcome(note.id, "mode", changed)))
    return tuple(out)

"""What one scene feels like, from everything it is known to hold."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from yeoun.feeling.characters import characters
from yeoun.feeling.clues import Clue, Layer
from yeoun.feeling.fuse import as_feelings, fuse, grid_of, on_the_plane, pinned, rounded, smoothed, sureness
from yeoun.feeling.heart import Overrides, design_with
from yeoun.feeling.sensed import BY_SIGHT, sight_clues, sound_clues
from yeoun.feeling.told import Told, action_clues, longing_of, tell, voice_clues, word_clues
from yeoun.feeling.turns import find_turns
from yeoun.feeling.weigh import corrections_of, weighed
from yeoun.feeling.words import NEUTRAL
from yeoun.model.feeling import Evidence, Factors, SceneFeeling, SceneView
from yeoun.model.media import Span
from yeoun.model.observed import Light
from yeoun.model.script import TimeOfDay

REMEMBERING = {"flashback": 0.75, "memory": 0.75, "past": 0.7, "dream": 0.4, "montage": 0.25, "회상": 0.75, "과거": 0.7}
FADES_S = 20.0    # our choice: what is said colours its scene for so long, before and after; a minute later it is no evidence
GOLDEN_LIGHT, GOLDEN_HOUR, LONGING_WORDS = 0.35, 0.2, 0.8    # our choice


def feel(view: SceneView, factors: Factors = (), hearts: Overrides = ()) -> SceneFeeling:
    """The scene's curves, its people, its turns, and the reasons for all of them.

    view     all one scene may know, in its own time
    factors  how much each source counts in this series, beside the weights as designed
    hearts   constants of the heart that the house sets otherwise
    Gives    curves every 0.5 s from the scene's first frame; an empty scene gives the neutral prior at no confidence
    """
    told = tell(view)
    clues = weighed(gathered(view, told), factors)
    grid = grid_of(view.length_s)
    prior = prior_of(told, grid)
    felt = [one for one in clues if not _is_mask_only(one)]
    raw, weight = fuse([(one, 1.0) for one in felt], grid, prior)
    turns = find_turns(clues, raw, grid)
    borders = [int(np.ceil(round(turn.at_s / 0.5, 6))) for turn in turns if turn.size >= 0.2]
    curves, suspense = on_the_plane(smoothed(raw, borders, weight=weight))
    corrections = corrections_of(view.pins, felt, factors, grid, prior, borders, curves) if view.pins else ()
    curves, held = pinned(curves, grid, view.pins)
    evidence = (*(one.evidence for one in clues), *view.pins)
    return SceneFeeling(
        scene=view.scene,
        feelings=as_feelings(curves),
        nostalgia=rounded(_nostalgia(view, told, grid)),
        confidence=rounded(np.maximum(sureness(weight), held)),
        characters=characters(view, told, clues, grid, borders, design_with(hearts)),
        turns=turns,
        evidence=tuple(sorted(evidence, key=_in_order)),
        suspense=rounded(np.clip(suspense, -1.0, 1.0)),
        corrections=corrections,
    )


def gathered(view: SceneView, told: tuple[Told, ...]) -> list[Clue]:
    """Every clue of the scene; sounds under music of the picture are left out (music makes hearts and laughs)."""
    heard = replace(view, events=tuple(
        event for event in view.events if not any(span.start_s <= event.at_s <= span.end_s for span in view.music)))
    return [*word_clues(told), *action_clues(view), *voice_clues(told, view.norms), *sound_clues(heard, told),
            *sight_clues(view)]


def prior_of(told: tuple[Told, ...], grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the words around each moment say on the whole, [3, n]: nearer ones more; neutral where nobody has spoken or will soon."""
    read = [(one.spoken.line.span, one.reading) for one in told if one.reading is not None]
    neutral = np.repeat(np.array(NEUTRAL)[:, None], len(grid), axis=1)
    if not read:
        return neutral
    near = np.array([nearness(span, grid) for span, _ in read])
    weights = near * np.array([reading.confidence for _, reading in read])[:, None]
    points = np.array([(reading.valence, reading.arousal, reading.tension) for _, reading in read])
    said = (points.T @ weights) / np.maximum(weights.sum(axis=0), 1e-9)
    return np.asarray(neutral + near.max(axis=0) * (said - neutral), dtype=np.float64)


def nearness(span: Span, grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of what a line says still colours each moment, 0..1."""
    away = np.maximum(np.maximum(span.start_s - grid, grid - span.end_s), 0.0)
    return np.asarray(np.clip(1.0 - away / FADES_S, 0.0, 1.0))


def _is_mask_only(one: Clue) -> bool:
    """What only shows is not what the scene feels: music speaks for the inside."""
    return one.masks and one.layer is Layer.OUTER and one.evidence.source.value == "script"


def _nostalgia(view: SceneView, told: tuple[Told, ...], grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the scene looks back: flashback marks, golden light, words of longing; independent reasons add up."""
    marked = max((REMEMBERING.get(mark.lower(), 0.0) for mark in view.content.marks), default=0.0)
    golden_hour = GOLDEN_HOUR if view.content.time_of_day is TimeOfDay.GOLDEN else 0.0
    without = np.full(len(grid), (1.0 - marked) * (1.0 - golden_hour))
    for span, light in view.light:
        if light.light is Light.GOLDEN:
            here = (grid >= span.start_s) & (grid < span.end_s)
            without *= 1.0 - GOLDEN_LIGHT * min(light.confidence, BY_SIGHT) * here
    for one in told:
        if one.reading is not None:
            span = one.spoken.line.span
            away = np.maximum(np.maximum(span.start_s - grid, grid - span.end_s), 0.0)
            without *= 1.0 - LONGING_WORDS * longing_of(one.reading) * np.clip(1.0 - away / 4.0, 0.0, 1.0)
    return np.clip(smoothed(1.0 - without, (), 2.0), 0.0, 1.0)


def _in_order(evidence: Evidence) -> tuple[float, float, str, str]:
    return evidence.span.start_s, evidence.span.end_s, evidence.source.value, evidence.detail

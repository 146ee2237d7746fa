"""The people of a scene: what each shows, what each feels, when they are there, and their hearts.

Shown and felt are two fusions of the same clues (a masked emotion; our choice): contradictions
are kept apart, not averaged. Where nothing tells the inside, it follows what shows, with less certainty.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from yeoun.feeling.bank import STATES
from yeoun.feeling.clues import Clue, Layer
from yeoun.feeling.doers import names_in
from yeoun.feeling.fuse import as_feelings, fuse, on_the_plane, pinned, rounded, smoothed
from yeoun.feeling.heart import DESIGN, Design, heart, mood_of, overruled
from yeoun.feeling.told import Told
from yeoun.feeling.words import NEUTRAL
from yeoun.model.feeling import Inner, SceneView
from yeoun.model.media import Span
from yeoun.model.observed import EventKind
from yeoun.units.names import Person
from yeoun.units.time import Seconds

SHOWN_INSIDE = 0.35      # our choice: how much of what shows counts as felt, where the inside is told as well
AROUND_INSIDE = 0.25     # and how much of what belongs to nobody: light, silence, a sudden sound
STAYS_S = 8.0            # someone who speaks again within so long was there in between
AROUND_LINE_S = 2.0


def characters(
    view: SceneView, told: tuple[Told, ...], clues: Sequence[Clue], grid: NDArray[np.float64], borders: Sequence[int],
    plan: Design = DESIGN,
) -> tuple[Inner, ...]:
    """Everyone who speaks in the scene, or is told or heard to do something in it, in the order of their names; `plan`: how hearts beat."""
    people = sorted({one.speaker for one in told if one.speaker is not None} | {
        one.evidence.character for one in clues if one.evidence.character is not None})
    return tuple(_character(person, people, view, told, clues, grid, borders, plan) for person in people)


def _character(
    person: Person, people: Sequence[Person], view: SceneView, told: tuple[Told, ...], clues: Sequence[Clue],
    grid: NDArray[np.float64], borders: Sequence[int], plan: Design,
) -> Inner:
    own = [one for one in clues if one.evidence.character == person]
    shown = [(one, 1.0) for one in own if one.layer in {Layer.OUTER, Layer.BOTH}]
    felt = [(one, 1.0) for one in own if one.layer in {Layer.INNER, Layer.BOTH}]
    masked = [one for one in own if one.masks]
    felt += [(one, SHOWN_INSIDE * (0.3 if _under_a_mask(one, masked) else 1.0)) for one in own
             if one.layer is Layer.OUTER and not (one.masks and one.evidence.source.value == "script")]
    felt += [(one, AROUND_INSIDE) for one in clues if one.layer is Layer.SCENE]
    outer, behind_outer = fuse(shown, grid, _mean(shown))
    inner, behind_inner = fuse(felt, grid, _mean(felt))
    outer, _ = on_the_plane(smoothed(outer, borders, weight=behind_outer))
    inner, _ = on_the_plane(smoothed(inner, borders, weight=behind_inner))
    free = inner
    inner, _ = pinned(inner, grid, view.pins)
    outer = outer + (inner - free)    # a note says how it feels, not that somebody hides it: what shows moves with it
    return Inner(
        name=person,
        spoken=as_feelings(outer),
        inner=as_feelings(inner),
        heart_bpm=rounded(_heart(person, people, view, own, clues, grid, inner, plan), 1),
        present=present(person, view, told),
    )


def _under_a_mask(one: Clue, masked: Sequence[Clue]) -> bool:
    """Whether what shows here is known to be a mask: its line carries a direction that says so."""
    return any(other.evidence.span == one.evidence.span for other in masked)


def _mean(heard: Sequence[tuple[Clue, float]]) -> tuple[float, float, float]:
    """Half of what some clues say on the whole, half neutral: nobody feels at the start what only the end will bring."""
    out = []
    for axis, rest in enumerate(NEUTRAL):
        total, value = 0.0, 0.0
        for one, share in heard:
            says = (one.evidence.valence, one.evidence.arousal, one.evidence.tension)[axis]
            if says is not None:
                weight = share * one.weights[axis] * one.evidence.confidence
                total, value = total + weight, value + weight * says
        out.append(0.5 * (value / total + rest) if total > 0 else rest)
    return out[0], out[1], out[2]


def _heart(
    person: Person, people: Sequence[Person], view: SceneView, own: Sequence[Clue], clues: Sequence[Clue],
    grid: NDArray[np.float64], inner: NDArray[np.float64], plan: Design,
) -> NDArray[np.float64]:
    states = np.zeros((len(STATES), len(grid)))
    for one in own:
        if one.state and one.layer is not Layer.OUTER or (one.state and not one.masks):
            states[STATES.index(one.state)] += max(one.weights) * one.evidence.confidence * one.reach(grid)
    quiet_grief = inner[1] < 0.45
    grief, longing = STATES.index("grief"), STATES.index("longing")
    states[longing] += np.where(quiet_grief, states[grief], 0.0)
    states[grief] = np.where(quiet_grief, 0.0, states[grief])
    states = states / np.maximum(states.sum(axis=0), 0.2)
    shocks = [one.evidence.span.start_s for one in clues
              if one.is_shock and one.evidence.character in (person, None) and one.evidence.confidence >= 0.4]
    beats = heart(grid, inner[1], mood_of(states, plan), shocks_s=shocks, breath_hz=_breath(person, people, view, own),
                  exertion=_exertion(person, people, view, own, grid, plan), plan=plan)
    return overruled(beats, grid, _recorded(person, people, view, own))


def _is_theirs(at_s: float, person: Person, people: Sequence[Person], own: Sequence[Clue]) -> bool:
    """Whether a stroke heard at a moment is this person's: they are alone, or a clue of theirs stands near it."""
    return len(people) == 1 or any(
        one.evidence.character == person and one.evidence.source.value == "sound"
        and one.evidence.span.start_s - 0.5 <= at_s <= one.evidence.span.start_s + 4.5 for one in own)


def _recorded(
    person: Person, people: Sequence[Person], view: SceneView, own: Sequence[Clue],
) -> list[tuple[float, float]]:
    return [(event.at_s, event.rate) for event in view.events if event.kind is EventKind.HEARTBEAT
            and event.rate is not None and _is_theirs(event.at_s, person, people, own)]


def _breath(person: Person, people: Sequence[Person], view: SceneView, own: Sequence[Clue]) -> float | None:
    rates = [event.rate for event in view.events if event.kind is EventKind.BREATH and event.rate is not None
             and _is_theirs(event.at_s, person, people, own)]
    return float(np.clip(np.median(rates) / 60.0, 0.1, 0.9)) if rates else None


def _exertion(
    person: Person, people: Sequence[Person], view: SceneView, own: Sequence[Clue], grid: NDArray[np.float64], plan: Design,
) -> NDArray[np.float64]:
    """Walking and running, from the interval of steps (longer than 0.45 s, shorter than 0.38 s)."""
    added = np.zeros(len(grid))
    for event in view.events:
        theirs = _is_theirs(event.at_s, person, people, own)
        if event.kind is EventKind.FOOTSTEP and event.rate and theirs:
            interval = 60.0 / event.rate
            share = float(np.clip((0.45 - interval) / (0.45 - 0.38), 0.0, 1.0))
            near = np.abs(grid - event.at_s) <= 1.0
            added = np.maximum(added, near * (plan.walking + share * (plan.running - plan.walking)))
    return added


def present(person: Person, view: SceneView, told: tuple[Told, ...]) -> tuple[Span, ...]:
    """When someone is there: around their lines and where action names them; short gaps are closed."""
    spans = [one.spoken.line.span for one in told if one.speaker == person]
    spans += [action.span for action in view.content.actions if names_in(action.text, (person,))]
    out: list[tuple[float, float]] = []
    for span in sorted(spans, key=lambda s: (s.start_s, s.end_s)):
        start, end = max(0.0, span.start_s - AROUND_LINE_S), min(view.length_s, span.end_s + AROUND_LINE_S)
        if out and start <= out[-1][1] + STAYS_S:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return tuple(Span(Seconds(round(start, 3)), Seconds(round(end, 3))) for start, end in out)

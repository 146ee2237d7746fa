"""Clues from what is heard and seen: sobs, sighs, steps, hearts, silences; light, motion and cutting.

Sighs, tears and laughter have no valence of their own: it comes from the words around them (our
choice).
"""

import math
from collections.abc import Sequence

from yeoun.feeling.acts import in_picture, told_owner
from yeoun.feeling.clues import (
    BREATH,
    CUTTING,
    GASP,
    HEART,
    IMPACT,
    LAUGH,
    LIGHT,
    LOUDNESS,
    MOTION,
    SIGH,
    SILENCE,
    SOB,
    STEPS,
    Clue,
    Layer,
    Shape,
    clue,
)
from yeoun.feeling.norms import rank
from yeoun.feeling.told import Told
from yeoun.model.feeling import SceneView, Source
from yeoun.model.media import Span
from yeoun.model.observed import Event, EventKind, Light, ShotLight
from yeoun.units.names import Person
from yeoun.units.time import Seconds

# Where a value stands among films in general, 0..1 (our choice, read off handbooks and the figures of motion.py): half of
# what motion and cutting say; the other half is their rank in the episode. A battle that fills the whole picture is no calm.
MOTIONS = ((0.5, 0.0), (1.7, 0.25), (5.0, 0.5), (10.0, 0.75), (20.0, 1.0))
CUTS = ((0.0, 0.0), (1.0, 0.15), (2.0, 0.3), (4.0, 0.55), (6.0, 0.75), (9.0, 1.0))
LEVELS = ((-45.0, 0.0), (-30.0, 0.3), (-22.0, 0.5), (-12.0, 0.9), (-8.0, 1.0))    # LUFS, momentary
UNHEARD_LUFS = -60.0
NEAR_S = 6.0            # our choice: an event belongs to the nearest speaker within so many seconds
MOST_SURE = 0.7         # our choice: detectors are unproven on real crying
CHANGE_MIRED = 60.0     # between two shots: the light has changed
CHANGE_LIGHTNESS = 25.0
PIECE_S = 6.0
CUT_SOON_S = 1.5        # our choice: a breath before a line is often still in the shot before it
LISTENS_S = 1.0         # our choice: a gasp is rather the listener's than the speaker's
BY_SIGHT = 0.6    # our choice: what a picture alone may claim; words that made a name of light surer speak for themselves already
LIGHT_SAYS = {
    Light.GOLDEN: (0.30, 0.35, 0.22), Light.DAWN: (0.20, 0.25, 0.22), Light.DAY: (0.10, 0.35, 0.25),
    Light.NIGHT: (-0.15, 0.30, 0.45), Light.NEON: (-0.05, 0.50, 0.45), Light.TUNGSTEN: (0.08, 0.28, 0.28),
    Light.NEUTRAL: (0.0, 0.30, 0.30),
}


def sound_clues(view: SceneView, told: tuple[Told, ...]) -> list[Clue]:
    """Non-verbal sounds, each with its likely owner, and silences."""
    clues: list[Clue] = []
    people = {one.speaker for one in told if one.speaker is not None}
    for event in _single(view.events):
        whose = _owner(event, told, people, view)
        clues += _event_clue(event, whose, _mood(event, told))
    for quiet in view.silences:
        if quiet.kind == "dramatic" and quiet.salience > 0:
            length = quiet.span.end_s - quiet.span.start_s
            clues.append(clue(
                quiet.span, Source.SOUND, f"dramatic silence of {length:.1f} s",
                (None, max(0.0, 0.35 - 0.2 * quiet.salience), 0.4 + 0.35 * quiet.salience), SILENCE,
                min(quiet.salience, 1.0), Shape.LINE, Layer.SCENE))
    return clues + _loudness_clues(view)


def _on_scale(value: float, scale: Sequence[tuple[float, float]]) -> float:
    """Where a value stands on a scale of (value, place) knots.

    >>> _on_scale(3.0, CUTS)
    0.425
    """
    if value <= scale[0][0]:
        return scale[0][1]
    for (low, here), (high, there) in zip(scale, scale[1:], strict=False):
        if value <= high:
            return round(here + (there - here) * (value - low) / (high - low), 6)
    return scale[-1][1]


def _loudness_clues(view: SceneView) -> list[Clue]:
    """How loud the scene itself is: a roar says danger before anyone speaks, and near silence says nothing."""
    clues = []
    for span in _pieces(0.0, view.length_s):
        every = view.loudness.every
        heard = [level for level in view.loudness.values[int(span.start_s / every):int(span.end_s / every)]
                 if level > UNHEARD_LUFS]
        if len(heard) * every < 0.5 * (span.end_s - span.start_s):
            continue
        level = sum(heard) / len(heard)
        place = _on_scale(level, LEVELS)
        clues.append(clue(span, Source.SOUND, f"the scene sounds at {level:.0f} LUFS",
                          (None, 0.1 + 0.75 * place, 0.2 + 0.5 * place), LOUDNESS, 0.2 + abs(place - 0.5), Shape.HOLD,
                          Layer.SCENE))
    return clues


def _single(events: Sequence[Event]) -> list[Event]:
    """Steps and heartbeats come as strokes: only the first of each second speaks, or a walk would drown the words."""
    kept: list[Event] = []
    for event in events:
        last = next((one for one in reversed(kept) if one.kind is event.kind), None)
        is_stroke = event.kind in {EventKind.FOOTSTEP, EventKind.HEARTBEAT, EventKind.BREATH}
        if not (is_stroke and last is not None and event.at_s - last.at_s < 4.0):
            kept.append(event)
    return kept


def _owner(event: Event, told: tuple[Told, ...], people: set[Person], view: SceneView) -> Person | None:
    """Whoever the script says makes the sound; the only person in the picture; for what a body lets hear the one who speaks nearest
    in the same shot; or nobody."""
    if event.kind is EventKind.IMPACT:
        return None
    says = told_owner(event, view)
    if says is not None and says.whose is not None:
        return says.whose or None
    there = in_picture(view) or tuple(sorted(people))
    if len(there) == 1:
        return there[0]
    if says is not None and event.kind is EventKind.FOOTSTEP:    # told, and not whose: who walks need not speak
        return None
    start = max((cut for cut in view.cuts_s if cut <= event.at_s), default=Seconds(0.0))
    end = min((cut for cut in view.cuts_s if cut > event.at_s), default=view.length_s)
    near: list[tuple[float, Person]] = []
    for one in told:
        span = one.spoken.line.span
        away = max(span.start_s - event.until_s, event.at_s - span.end_s, 0.0)
        if event.kind is EventKind.GASP and span.start_s < event.at_s:
            away += LISTENS_S
        in_shot = span.end_s > start and span.start_s < end + CUT_SOON_S
        if one.speaker is not None and one.speaker in there and away <= NEAR_S and in_shot:
            near.append((away, one.speaker))
    return min(near)[1] if near else None


def _mood(event: Event, told: tuple[Told, ...]) -> float:
    """The valence of the words around an event, 0 where nobody speaks."""
    near = [(one.reading.valence, one.reading.confidence) for one in told if one.reading is not None
            and one.spoken.line.span.start_s - 4.0 <= event.at_s <= one.spoken.line.span.end_s + 6.0]
    return sum(v * c for v, c in near) / sum(c for _, c in near) if near else 0.0


def _event_clue(event: Event, whose: Person | None, mood: float) -> list[Clue]:
    span = Span(event.at_s, Seconds(max(event.at_s, event.until_s)))
    sure, rate = min(event.confidence, MOST_SURE), event.rate
    layer = Layer.SCENE if whose is None else Layer.INNER

    def say(detail: str, axes: tuple[float | None, float | None, float | None], weights: tuple[float, float, float],
            state: str = "", shock: bool = False) -> list[Clue]:
        return [clue(span, Source.SOUND, detail, axes, weights, sure, Shape.EVENT, layer, character=whose, state=state,
                     is_shock=shock)]

    match event.kind:
        case EventKind.SOB:
            return say("a sob", (-0.6, 0.65, 0.5), SOB, "grief")
        case EventKind.LAUGH:
            bitter = mood < -0.3
            return say("a laugh" + (" over bitter words" if bitter else ""),
                       (-0.2 if bitter else 0.5, 0.6, 0.3), LAUGH, "resentment" if bitter else "joy")
        case EventKind.SIGH:
            kind = "relief" if mood > 0.1 else "grief" if mood < -0.1 else ""
            of = {"relief": " of relief", "grief": " of sorrow", "": ""}[kind]
            return say("a sigh" + of, ({"relief": 0.25, "grief": -0.3, "": None}[kind], 0.22, 0.3), SIGH, kind)
        case EventKind.GASP:
            return say("a gasp", (-0.2, 0.8, 0.75), GASP, "fear", True)
        case EventKind.IMPACT:
            return say("a sudden hard sound", (None, 0.65, 0.6), IMPACT, "", event.confidence >= 0.6)
        case EventKind.BREATH:
            fast = rate is not None and rate > 30.0
            return say("quick breathing" if fast else "slow breathing",
                       (None, 0.75 if fast else 0.2, 0.6 if fast else 0.3), BREATH, "fear" if fast else "")
        case EventKind.FOOTSTEP:
            pace = rate if rate is not None else 105.0
            return say(f"footsteps, {pace:.0f} a minute",
                       (None, _between(0.15, (pace - 60.0) / 120.0, 0.9), 0.45), STEPS)
        case EventKind.HEARTBEAT:
            beats = rate if rate is not None else 80.0
            return say(f"a heartbeat, {beats:.0f} a minute",
                       (None, _between(0.1, (beats - 50.0) / 90.0, 1.0), _between(0.2, (beats - 40.0) / 100.0, 1.0)),
                       HEART)


def _between(low: float, value: float, high: float) -> float:
    return min(max(value, low), high)


def sight_clues(view: SceneView) -> list[Clue]:
    """Light of each shot, its motion, and how fast the cutting is; all against what is ordinary in the episode."""
    clues: list[Clue] = []
    for at, (span, light) in enumerate(view.light):
        before = view.light[at - 1][1] if at else None
        clues += _light_clue(span, light, before, view)
    edges = (Seconds(0.0), *view.cuts_s, view.length_s)
    for start, end in zip(edges, edges[1:], strict=False):
        for span in _pieces(start, end):
            clues += _motion_clue(span, view)
        if end > start:
            clues += _cutting_clue(Span(start, end), view)
    return clues


def _pieces(start: float, end: float) -> list[Span]:
    """A shot in equal pieces of at most six seconds: motion changes inside a long take."""
    count = max(1, math.ceil((end - start) / PIECE_S)) if end > start else 0
    edges = [round(start + (end - start) * at / count, 3) for at in range(count + 1)] if count else []
    return [Span(Seconds(first), Seconds(last)) for first, last in zip(edges, edges[1:], strict=False)]


def _motion_clue(span: Span, view: SceneView) -> list[Clue]:
    every = view.motion.every
    moved = view.motion.values[int(span.start_s / every):max(int(span.end_s / every), int(span.start_s / every) + 1)]
    if not moved or len(view.norms.motions) < 2:
        return []
    mean = sum(moved) / len(moved)
    among = rank(mean, view.norms.motions)
    place = 0.5 * (among + _on_scale(mean, MOTIONS))
    return [clue(span, Source.MOTION, f"motion {mean:.1f}, at {round(100 * among)} % of the episode's",
                 (None, 0.15 + 0.6 * place, 0.25 + 0.35 * place), MOTION, 0.2 + abs(place - 0.5), Shape.HOLD,
                 Layer.SCENE)]


def _cutting_clue(span: Span, view: SceneView) -> list[Clue]:
    if not view.cuts_s or len(view.norms.cut_rates) < 2:
        return []
    near = sum(abs(cut - (span.start_s + span.end_s) / 2) <= 5.0 for cut in view.cuts_s)
    among = rank(float(near), view.norms.cut_rates)
    place = 0.5 * (among + _on_scale(float(near), CUTS))
    return [clue(span, Source.CUT, f"{near} cuts in ten seconds, {round(100 * among)} % of the episode's",
                 (None, 0.2 + 0.55 * place, 0.3 + 0.3 * place), CUTTING, 0.2 + abs(place - 0.5), Shape.HOLD,
                 Layer.SCENE)]


def _light_clue(span: Span, light: ShotLight, before: ShotLight | None, view: SceneView) -> list[Clue]:
    """Signs only (9): lighter and more colourful is gladder; colourful, red and darker is more aroused."""
    if light.confidence <= 0:
        return []
    lighter = min(max((light.lightness - view.norms.lightness) / 25.0, -1.0), 1.0)
    richer = min(max((light.chroma - view.norms.chroma) / 20.0, -1.0), 1.0)
    warmer = min(max((light.warmth - view.norms.warmth) / 1.5, -1.0), 1.0)
    valence, arousal, tension = LIGHT_SAYS[light.light]
    axes = (_between(-1.0, valence + 0.2 * lighter + 0.15 * richer + 0.1 * warmer, 1.0),
            _between(0.0, arousal + 0.12 * richer - 0.08 * lighter, 1.0), _between(0.0, tension - 0.12 * lighter, 1.0))
    words = [light.light.value + " light"] + [word for word, by in (
        ("brighter", lighter), ("darker", -lighter), ("warmer", warmer), ("colder", -warmer)) if by > 0.4]
    if before is not None and changed(before, light):
        words.append("after another light")
    return [clue(span, Source.LIGHT, ", ".join(words), axes, LIGHT, min(light.confidence, BY_SIGHT), Shape.HOLD, Layer.SCENE)]


def changed(before: ShotLight, after: ShotLight) -> bool:
    """Whether the light turns between two shots: far in warmth, or far in brightness."""
    warmth, brightness = after.mired_relative - before.mired_relative, after.lightness - before.lightness
    return abs(warmth) >= CHANGE_MIRED or abs(brightness) >= CHANGE_LIGHTNESS

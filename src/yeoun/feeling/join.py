"""Scenes laid onto the picture: one grid for the whole, people followed from scene to scene.

Between scenes nothing is smoothed: a cut to another scene may change everything at once. Only bodies go on: a heart
that was fast when the last scene ended comes down with its own time constant (our choice). Someone who is away
returns to rest at the same pace.

Conventions: picture time; grid every 0.5 s from the first frame; frames outside every scene are neutral at no
confidence.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from yeoun.feeling.fuse import EVERY, as_feelings, grid_of, rounded
from yeoun.feeling.heart import Design, Overrides, design_with
from yeoun.feeling.loaded import missing
from yeoun.feeling.words import NEUTRAL
from yeoun.model.feeling import EmotionGraph, Evidence, Feelings, Inner, SceneFeeling, Source, Turn
from yeoun.model.media import Caution, Span
from yeoun.model.script import Episode, Scene
from yeoun.units.names import Person
from yeoun.units.time import Seconds, at_frame

JUMP = 0.15           # our choice: a scene change at which an axis moves this far is a turn
LITTLE = 0.25         # mean confidence below which a scene is a guess
CARRIED_BPM = 6.0     # our choice: steps in which a heart is carried over a cut
FORGET_S = 20.0       # someone who is away returns to neutral with this time constant
Curves = NDArray[np.float64]


def join(episode: Episode, feelings: tuple[SceneFeeling, ...], hearts: Overrides = ()) -> EmotionGraph:
    """The emotion graph of the whole picture.

    episode   says where each scene lies
    feelings  one for each scene of the episode, in its own time
    hearts    constants of the heart that the house sets otherwise
    """
    by_scene = {feeling.scene: feeling for feeling in feelings}
    placed = [(scene, by_scene[scene.id]) for scene in episode.scenes if scene.id in by_scene]
    grid = grid_of(episode.length_s)
    curves = np.repeat(np.array(NEUTRAL)[:, None], len(grid), axis=1)
    nostalgia, confidence, suspense = np.zeros(len(grid)), np.zeros(len(grid)), np.zeros(len(grid))
    for scene, feeling in placed:
        here, local = _place(scene, episode, grid)
        curves[:, here] = _laid(_array(feeling.feelings), local)
        nostalgia[here] = _laid(np.array([feeling.nostalgia]), local)[0]
        confidence[here] = _laid(np.array([feeling.confidence]), local)[0]
        if feeling.suspense:
            suspense[here] = _laid(np.array([feeling.suspense]), local)[0]
    plan = design_with(hearts)
    people = sorted({inner.name for _, feeling in placed for inner in feeling.characters})
    return EmotionGraph(
        feelings=as_feelings(curves),
        nostalgia=rounded(nostalgia),
        confidence=rounded(confidence),
        characters=tuple(_person(person, episode, placed, grid, plan) for person in people),
        turns=_turns(episode, placed),
        evidence=_evidence(episode, placed),
        cautions=(*missing([line.language for line in episode.lines]), *_cautions(episode, placed)),
        suspense=rounded(suspense),
        corrections=tuple(feeling.corrections for _, feeling in placed if feeling.corrections),
    )


def _start(scene: Scene, episode: Episode) -> float:
    return float(at_frame(scene.first_frame, episode.rate))


def _place(scene: Scene, episode: Episode, grid: Curves) -> tuple[NDArray[np.bool_], Curves]:
    """Which points of the grid lie in the scene, and where they lie in its own time."""
    start, end = _start(scene, episode), float(at_frame(scene.end_frame, episode.rate))
    here = (grid >= start - 1e-9) & (grid < end - 1e-9)
    return here, grid[here] - start


def _array(feelings: Feelings) -> Curves:
    return np.array([feelings.valence, feelings.arousal, feelings.tension])


def _laid(curves: Curves, local: Curves) -> Curves:
    """Curves of a scene read off at moments of its own time."""
    own = np.arange(curves.shape[1]) * float(EVERY)
    return np.array([np.interp(local, own, curve) for curve in curves])


def _person(
    person: Person, episode: Episode, placed: Sequence[tuple[Scene, SceneFeeling]], grid: Curves, plan: Design,
) -> Inner:
    spoken, inner = (np.repeat(np.array(NEUTRAL)[:, None], len(grid), axis=1) for _ in range(2))
    beats = np.full(len(grid), plan.rest_bpm)
    present: list[Span] = []
    last = -1    # index of the last point this person was there
    for scene, feeling in placed:
        own = next((one for one in feeling.characters if one.name == person), None)
        here, local = _place(scene, episode, grid)
        if own is None or not here.any():
            continue
        first = int(np.argmax(here))
        if last >= 0:
            _away(spoken, inner, beats, last, first, plan)
        spoken[:, here], inner[:, here] = _laid(_array(own.spoken), local), _laid(_array(own.inner), local)
        beats[here] = _laid(np.array([own.heart_bpm]), local)[0]
        if last >= 0:
            _carry(beats, last, first, here, plan)
        start = _start(scene, episode)
        present += [Span(Seconds(round(s.start_s + start, 3)), Seconds(round(s.end_s + start, 3))) for s in own.present]
        last = int(np.flatnonzero(here)[-1])
    if last >= 0:
        _away(spoken, inner, beats, last, len(grid), plan)
    return Inner(person, as_feelings(spoken), as_feelings(inner), rounded(beats, 1), tuple(present))


def _away(spoken: Curves, inner: Curves, beats: Curves, last: int, first: int, plan: Design) -> None:
    """Between two scenes of theirs someone returns to neutral; the heart to rest, falling slowly or rising quickly."""
    ahead = np.arange(1, first - last) * float(EVERY)
    fade = np.exp(-ahead / FORGET_S)
    for curves in (spoken, inner):
        rest = np.array(NEUTRAL)[:, None]
        curves[:, last + 1:first] = rest + (curves[:, last:last + 1] - rest) * fade
    above = beats[last] - plan.rest_bpm
    tau = plan.fall_tau_s if above > 0 else plan.rise_tau_s
    beats[last + 1:first] = plan.rest_bpm + above * np.exp(-ahead / tau)


def _carry(beats: Curves, last: int, first: int, here: NDArray[np.bool_], plan: Design) -> None:
    """The heart goes on where it stood, to the nearest step: the difference at the scene's start dies away as in the model.

    In steps, so that a word or a sigh that is moved within a scene seldom moves the heart, and the music, of the next.
    """
    difference = CARRIED_BPM * np.round((beats[first - 1] - beats[first]) / CARRIED_BPM)
    tau = plan.fall_tau_s if difference > 0 else plan.rise_tau_s
    since = (np.flatnonzero(here) - (first - 1)) * float(EVERY)
    beats[here] = np.minimum(beats[here] + difference * np.exp(-since / tau), plan.most_bpm)


def _turns(episode: Episode, placed: Sequence[tuple[Scene, SceneFeeling]]) -> tuple[Turn, ...]:
    """The scenes' own turns, and the scene changes at which the feeling jumps."""
    turns: list[Turn] = []
    for at, (scene, feeling) in enumerate(placed):
        start = _start(scene, episode)
        turns += [replace(turn, at_s=Seconds(round(turn.at_s + start, 3))) for turn in feeling.turns]
        if at == 0:
            continue
        previous = placed[at - 1][1]
        before, after = _array(previous.feelings)[:, -4:].mean(axis=1), _array(feeling.feelings)[:, :4].mean(axis=1)
        sure = min(max(previous.confidence[-4:]), max(feeling.confidence[:4]))
        change = (after - before) * np.array([0.5, 1.0, 1.0])
        size = float(np.abs(change).max())
        if size >= JUMP and sure > 0.05:
            kind = "release" if change[2] < -0.1 and change[0] > -0.05 else "rupture" if change[0] < -0.1 else "reveal"
            turns.append(Turn(
                Seconds(round(start, 3)), kind, round(min(size, 1.0), 3),
                f"scene {scene.number or at + 1} begins: {_where(scene)}valence {before[0]:+.2f} to {after[0]:+.2f}, "
                f"arousal {before[1]:.2f} to {after[1]:.2f}, tension {before[2]:.2f} to {after[2]:.2f}"
                + _pinned_by(previous, feeling)))
    return tuple(sorted(turns, key=lambda turn: (turn.at_s, turn.kind)))


def _pinned_by(previous: SceneFeeling, feeling: SceneFeeling) -> str:
    """The notes that pin what is compared at a scene change: the last two seconds of one scene, the first of the next."""
    end = len(previous.feelings.valence) * float(EVERY)
    pins = [one for one in previous.evidence if one.source is Source.NOTE and one.span.end_s > end - 2.0]
    pins += [one for one in feeling.evidence if one.source is Source.NOTE and one.span.start_s < 2.0]
    named = dict.fromkeys(pin.detail.split(" by ")[0] for pin in pins)
    return "".join(f", pinned by {name}" for name in named)


def _where(scene: Scene) -> str:
    return f"{scene.heading}; " if scene.heading else ""


def _evidence(episode: Episode, placed: Sequence[tuple[Scene, SceneFeeling]]) -> tuple[Evidence, ...]:
    out: list[Evidence] = []
    for scene, feeling in placed:
        start = _start(scene, episode)
        for one in feeling.evidence:
            span = Span(Seconds(round(one.span.start_s + start, 3)), Seconds(round(one.span.end_s + start, 3)))
            out.append(replace(one, span=span))
    return tuple(sorted(out, key=lambda e: (e.span.start_s, e.span.end_s, e.source.value, e.detail)))


def _cautions(episode: Episode, placed: Sequence[tuple[Scene, SceneFeeling]]) -> tuple[Caution, ...]:
    """Where the graph is a guess, and why."""
    out = []
    for scene, feeling in placed:
        sure = float(np.mean(feeling.confidence))
        if sure >= LITTLE:
            continue
        sources = {one.source for one in feeling.evidence}
        lacking = " and ".join(word for word, there in (
            ("words", sources & {Source.WORDS, Source.SCRIPT}), ("sound", sources & {Source.SOUND, Source.VOICE}),
        ) if not there) or "clear evidence"
        out.append(Caution(
            "feeling_unsure",
            f"Scene {scene.number or scene.id} holds little {lacking} to feel it by (confidence {sure:.2f} of 1); what "
            "stands there is close to neutral. A note of kind graph can say what it feels like.",
            Seconds(round(_start(scene, episode), 3))))
    return tuple(out)

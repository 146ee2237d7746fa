"""Everything cut into scenes, each in its own time.

A scene is felt from its view alone, so that a change in one scene leaves the others as they are. A view
begins at 0; names that come from the position in the picture (of lines and shots) are replaced by the
position inside the scene; what is ordinary in the episode comes along as rounded deciles (`Norms`), so that
small changes elsewhere change nothing here.

Conventions: moments are rounded to 1 ms, curves are means over cells of 0.5 s that begin with the scene.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from yeoun.errors import InputRefused, NotesContradict
from yeoun.feeling.doers import names_in
from yeoun.feeling.norms import norms_of
from yeoun.model.feeling import Evidence, SceneView, Source, Spoken
from yeoun.model.media import Curve, Span
from yeoun.model.notes import Note, NoteKind, Notes
from yeoun.model.observed import Observations, ShotLight, SpeechSpan
from yeoun.model.script import Episode, Line, LineKind, Scene
from yeoun.units.names import LineId, Person, SceneId, ShotId
from yeoun.units.time import Seconds, at_frame

CELL = Seconds(0.5)
LEAST_SHARE = 0.3    # our choice: a stretch of speech belongs to a line that shares this much of the shorter one
_PIN = re.compile(r"(valence|arousal|tension)\s*=\s*([-+]?\d*\.?\d+)")
_BOUNDS = {"valence": (-1.0, 1.0), "arousal": (0.0, 1.0), "tension": (0.0, 1.0)}


def scene_views(episode: Episode, seen: Observations, notes: Notes) -> tuple[SceneView, ...]:
    """One view for each scene of the episode, in order.

    episode  scenes, shots and lines on picture time
    seen     what was observed, on picture time
    notes    those of kind graph become pins: `valence=-0.4 tension=0.8` over their scene or frames
    Refuses  InputRefused, a graph note that pins nothing; NotesContradict, two that pin one axis differently
    """
    voices = _voices(episode.lines, seen.speech)
    pins = _all_pins(episode, notes)
    _refuse_contradictions(pins)
    return tuple(_view(episode, seen, scene, voices, pins) for scene in episode.scenes)


def _view(
    episode: Episode, seen: Observations, scene: Scene, voices: dict[LineId, SpeechSpan],
    pins: list[tuple[Note, Evidence]],
) -> SceneView:
    start, end = at_frame(scene.first_frame, episode.rate), at_frame(scene.end_frame, episode.rate)
    here = _Window(start, end)
    spoken = _spoken(episode, seen, scene, voices, here)
    speakers = tuple(sorted({one.line.speaker for one in spoken if one.line.speaker is not None}))
    actions = tuple(replace(a, span=cut) for a in scene.actions if (cut := here.clip(a.span)) is not None)
    shots = [s for s in episode.shots if s.first_frame < scene.end_frame and s.end_frame > scene.first_frame]
    light_of = {light.shot: light for light in seen.light}
    light: list[tuple[Span, ShotLight]] = []
    for shot in shots:
        span = here.clip(Span(at_frame(shot.first_frame, episode.rate), at_frame(shot.end_frame, episode.rate)))
        if span is not None and shot.id in light_of:
            light.append((span, replace(light_of[shot.id], shot=ShotId(str(len(light))))))
    return SceneView(
        scene=scene.id,
        content=replace(
            scene, id=SceneId(""), first_frame=0, end_frame=scene.end_frame - scene.first_frame, actions=actions),
        length_s=here.length,
        spoken=spoken,
        tags=tuple(replace(tag, span=cut) for tag in episode.tags if (cut := here.clip(tag.span)) is not None),
        events=tuple(replace(e, at_s=here.local(e.at_s), until_s=min(here.local(e.until_s), here.length))
                     for e in seen.events if here.holds(e.at_s)),
        silences=tuple(replace(q, span=cut) for q in seen.silences if (cut := here.clip(q.span)) is not None),
        music=tuple(cut for span in seen.music if (cut := here.clip(span)) is not None),
        cuts_s=tuple(here.local(at_frame(shot.first_frame, episode.rate))
                     for shot in shots if shot.first_frame > scene.first_frame),
        light=tuple(light),
        motion=here.curve(seen.motion),
        loudness=here.curve(seen.loudness),
        luminance=here.curve(seen.luminance),
        norms=norms_of(episode, seen, voices, speakers, any(one.line.speaker is None for one in spoken)),
        pins=tuple(replace(pin, span=cut) for _, pin in pins if (cut := here.clip(pin.span)) is not None),
        people=_named(episode, scene, here),
    )


def _named(episode: Episode, scene: Scene, here: "_Window") -> tuple[Person, ...]:
    """Who of the episode is named in a scene's action lines and labels: nobody else matters to it."""
    texts = [action.text for action in scene.actions] + [tag.text for tag in episode.tags if here.clip(tag.span) is not None]
    return tuple(sorted({each.name for each in episode.characters if any(names_in(text, (each.name,)) for text in texts)}))


class _Window:
    """A stretch of the picture as a time of its own."""

    def __init__(self, start: float, end: float) -> None:
        self.start, self.end = start, end
        self.length = Seconds(round(end - start, 3))

    def local(self, at: float) -> Seconds:
        """A moment of the picture in scene time."""
        return Seconds(min(max(round(at - self.start, 3), 0.0), self.length))

    def holds(self, at: float) -> bool:
        """Whether the moment lies in the scene (to the millisecond, as all moments are kept)."""
        return -0.0005 <= at - self.start < self.end - self.start - 0.0005

    def clip(self, span: Span) -> Span | None:
        """The part of a span that lies in the scene; None when there is none."""
        if span.end_s <= self.start + 0.0005 or span.start_s >= self.end - 0.0005:
            return None
        return Span(self.local(span.start_s), self.local(span.end_s))

    def curve(self, curve: Curve) -> Curve:
        """Means of a curve over the cells of the scene; a cell without a value repeats the one before."""
        cells = max(1, math.ceil(round(self.length / CELL, 6)))
        values: list[float] = []
        for cell in range(cells):
            first = math.ceil(round((self.start + cell * CELL) / curve.every, 6)) if curve.values else 0
            last = math.ceil(round((self.start + (cell + 1) * CELL) / curve.every, 6)) if curve.values else 0
            part = curve.values[first:last]
            values.append(round(float(np.mean(part)), 3) if part else (values[-1] if values else 0.0))
        return Curve(CELL, tuple(values) if curve.values else ())


def _voices(lines: Sequence[Line], speech: Sequence[SpeechSpan]) -> dict[LineId, SpeechSpan]:
    """The stretch of speech each line shares most with; a filtered or seen voice alike, never an inner one's guess."""
    found: dict[LineId, SpeechSpan] = {}
    for line in lines:
        best, most = None, 0.0
        for said in speech:
            shared = min(line.span.end_s, said.span.end_s) - max(line.span.start_s, said.span.start_s)
            shorter = min(line.span.end_s - line.span.start_s, said.span.end_s - said.span.start_s)
            if shorter > 0 and shared / shorter >= LEAST_SHARE and shared > most + 1e-6:
                best, most = said, shared
        if best is not None:
            found[line.id] = best
    return found


def _spoken(
    episode: Episode, seen: Observations, scene: Scene, voices: dict[LineId, SpeechSpan], here: _Window,
) -> tuple[Spoken, ...]:
    """The scene's lines with their voices, and stretches of speech no line was found for, as lines without words."""
    told: list[tuple[float, Spoken]] = []
    for line in episode.lines:
        span = here.clip(line.span)
        if line.scene != scene.id or span is None:
            continue
        voice = voices.get(line.id)
        told.append((span.start_s, Spoken(replace(line, span=span), _moved(voice, here))))
    for said in seen.speech:
        span = here.clip(said.span)
        covered = any(line.span.start_s < said.span.end_s and said.span.start_s < line.span.end_s
                      for line in episode.lines)
        if span is None or covered or not here.holds(said.span.start_s):
            continue
        wordless = Line(LineId(""), scene.id, None, "", "", LineKind.SPOKEN, "", span, said.confidence, "speech")
        told.append((span.start_s, Spoken(wordless, _moved(said, here))))
    ordered = sorted(told, key=lambda pair: pair[0])
    return tuple(replace(one, line=replace(one.line, id=LineId(str(at)), scene=SceneId("")))
                 for at, (_, one) in enumerate(ordered))


def _moved(voice: SpeechSpan | None, here: _Window) -> SpeechSpan | None:
    span = None if voice is None else here.clip(voice.span)
    return None if voice is None or span is None else replace(voice, span=span)


def _all_pins(episode: Episode, notes: Notes) -> list[tuple[Note, Evidence]]:
    pins: list[tuple[Note, Evidence]] = []
    for note in notes.notes:
        if note.kind is not NoteKind.GRAPH:
            continue
        axes = {axis: float(number) for axis, number in _PIN.findall(note.value)}
        if not axes or any(not low <= axes.get(axis, low) <= high for axis, (low, high) in _BOUNDS.items()):
            raise InputRefused(
                name="notes", where=f"note {note.id}", why=f"{note.value!r} pins no point of the emotion graph",
                now="Write for example valence=-0.4 tension=0.8 (valence -1..1, arousal and tension 0..1)")
        for first, end in _frames_of(note, episode):
            pins.append((note, Evidence(
                span=Span(at_frame(first, episode.rate), at_frame(end, episode.rate)), source=Source.NOTE,
                detail=f"note {note.id} by {note.by}: {note.value}" + (f" ({note.why})" if note.why else ""),
                valence=axes.get("valence"), arousal=axes.get("arousal"), tension=axes.get("tension"),
                weight=1.0, confidence=1.0)))
    return pins


def _frames_of(note: Note, episode: Episode) -> list[tuple[int, int]]:
    if note.frames is not None:
        first, end = max(0, note.frames[0]), min(episode.frames, note.frames[1])
        return [(first, end)] if first < end else []
    return [(scene.first_frame, scene.end_frame) for scene in episode.scenes
            if note.scene is not None and note.scene in (scene.number, str(scene.id))]


def _refuse_contradictions(pins: list[tuple[Note, Evidence]]) -> None:
    for at, (first, one) in enumerate(pins):
        for second, other in pins[at + 1:]:
            overlap = one.span.start_s < other.span.end_s and other.span.start_s < one.span.end_s
            for axis in _BOUNDS:
                mine, theirs = getattr(one, axis), getattr(other, axis)
                if overlap and mine is not None and theirs is not None and not math.isclose(mine, theirs):
                    raise NotesContradict(
                        first=first.id, second=second.id,
                        why=f"they pin {axis} to {mine} and to {theirs} at the same time")



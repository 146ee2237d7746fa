"""Hand-made episodes for spotting: a graph, lines and what is heard, along 24000/1001 frames."""

from fractions import Fraction

import numpy as np

from yeoun.model.feeling import EmotionGraph, Feelings, Inner, Turn
from yeoun.model.media import Curve, Media, Production, Shot, Span, Transition
from yeoun.model.observed import Event, Observations, Quiet
from yeoun.model.script import Character, Episode, Line, LineKind, Scene, TimeOfDay
from yeoun.model.shelf import FileRef
from yeoun.units.names import Digest, LineId, Person, SceneId, ShotId
from yeoun.units.time import Seconds

RATE = Fraction(24000, 1001)
PICTURE = FileRef("picture", "film.mp4", Digest("0" * 64), 1)


def span(start: float, end: float) -> Span:
    return Span(Seconds(start), Seconds(end))


def line(number: int, start: float, end: float, text: str = "괜찮아.") -> Line:
    return Line(LineId(f"l{number:02}"), SceneId("s01"), Person("지은"), text, "ko", LineKind.SPOKEN, "", span(start, end),
                0.9, "subtitle")


def episode(length_s: float, *lines: Line, scenes_s: tuple[float, ...] = (0.0,), shots_s: tuple[float, ...] = (0.0,),
            marks: tuple[tuple[str, ...], ...] = ()) -> Episode:
    frames = round(length_s * RATE)
    starts = [round(at * RATE) for at in scenes_s]
    scenes = tuple(
        Scene(SceneId(f"s{k + 1:02}"), str(k + 1), f"S#{k + 1}", "옥상", TimeOfDay.GOLDEN, False,
              marks[k] if k < len(marks) else (), first, end, 0.9, ())
        for k, (first, end) in enumerate(zip(starts, [*starts[1:], frames], strict=True)))
    cuts = [round(at * RATE) for at in shots_s]
    shots = tuple(Shot(ShotId(f"sh{k + 1:03}"), first, end, Transition.CUT, 1.0)
                  for k, (first, end) in enumerate(zip(cuts, [*cuts[1:], frames], strict=True)))
    media = Media("mp4", "h264", 0, RATE, frames, 960, 540, 0, 0, Fraction(1, 24000), None)
    return Episode("s01e01", PICTURE, media, RATE, frames, media.length_s, scenes, shots, tuple(lines), (),
                   (Character(Person("지은"), len(lines)),), Production(None, None), ())


def graph(length_s: float, arousal: list[float] | None = None, *turns: Turn, hidden: float = 0.0) -> EmotionGraph:
    count = round(length_s * 2)
    rises = tuple(np.interp(np.arange(count), np.linspace(0, count, len(arousal or [0.3])), arousal or [0.3]).tolist())
    feelings = Feelings(Seconds(0.5), (0.0,) * count, rises, rises)
    inner = Feelings(Seconds(0.5), (-hidden,) * count, rises, rises)
    who = Inner(Person("지은"), feelings, inner, (70.0,) * count, (span(0.0, length_s),))
    return EmotionGraph(feelings, (0.0,) * count, (0.5,) * count, (who,), turns, (), ())


def seen(length_s: float, *, events: tuple[Event, ...] = (), silences: tuple[Quiet, ...] = (),
         music: tuple[Span, ...] = ()) -> Observations:
    flat = Curve(Seconds(0.5), (0.0,) * round(length_s * 2))
    return Observations((), (), flat, flat, flat, flat, flat, (), music, events, silences, Production(None, None), True, ())


def turn(at: float, size: float, kind: str = "reveal") -> Turn:
    return Turn(Seconds(at), kind, size, "she says it")

"""Hand-made scenes and episodes for the tests of feeling."""

from dataclasses import replace
from fractions import Fraction

from yeoun.model.feeling import Evidence, Norms, SceneView, Source, Spoken
from yeoun.model.media import Curve, Media, Production, Shot, Span, Transition
from yeoun.model.notes import Note, NoteKind, Notes
from yeoun.model.observed import Event, EventKind, Light, Observations, ShotLight, SpeechSpan
from yeoun.model.script import Action, Character, Episode, Line, LineKind, Scene, TimeOfDay
from yeoun.model.shelf import FileRef
from yeoun.units.names import Digest, LineId, Person, SceneId, ShotId
from yeoun.units.time import Seconds

RATE = Fraction(25)
DECILES = tuple(float(n) for n in range(11))
NORMS = Norms(DECILES, DECILES, (), (), 0.0, 50.0, 20.0)
NOTHING = Curve(Seconds(0.5), ())
GRAPH = NoteKind.GRAPH


def span(start: float, end: float) -> Span:
    return Span(Seconds(start), Seconds(end))


def line(
    text: str, start: float, end: float, who: str | None = "지은", *, hand: str = "", kind: LineKind = LineKind.SPOKEN,
    language: str = "ko",
) -> Spoken:
    speaker = None if who is None else Person(who)
    return Spoken(Line(LineId(f"{start}"), SceneId(""), speaker, text, language, kind, hand, span(start, end), 0.9, "script"),
                  None)


def event(kind: EventKind, at: float, until: float | None = None, *, sure: float = 0.9, rate: float | None = None) -> Event:
    return Event(kind, Seconds(at), Seconds(at + 0.5 if until is None else until), sure, "test", rate)


def lit(start: float, end: float, kind: Light, lightness: float = 50.0, warmth: float = 0.0) -> tuple[Span, ShotLight]:
    return span(start, end), ShotLight(ShotId("0"), 200.0, 60.0 * warmth, 0.0, warmth, 0.3, lightness, 20.0, 0.3, 0.1, kind, 0.9)


def view(
    length: float, *spoken: Spoken, events: tuple[Event, ...] = (), light: tuple[tuple[Span, ShotLight], ...] = (),
    cuts: tuple[float, ...] = (), pins: tuple[Evidence, ...] = (), marks: tuple[str, ...] = (),
    actions: tuple[Action, ...] = (), name: str = "s01", norms: Norms = NORMS, motion: Curve = NOTHING,
) -> SceneView:
    content = Scene(SceneId(""), "1", "방 / 낮", "방", TimeOfDay.DAY, True, marks, 0, round(length * 25), 0.9, actions)
    return SceneView(SceneId(name), content, Seconds(length), spoken, (), events, (), (), tuple(Seconds(c) for c in cuts),
                     light, motion, NOTHING, NOTHING, norms, pins)


def pin(start: float, end: float, valence: float | None = None, arousal: float | None = None,
        tension: float | None = None) -> Evidence:
    return Evidence(span(start, end), Source.NOTE, "note 1 by director", valence, arousal, tension, 1.0, 1.0)


def episode(*lengths_frames: int, lines: tuple[tuple[int, str, str, float, float], ...] = ()) -> Episode:
    """An episode of scenes so many frames long; lines are (scene index, speaker, text, start, end) in picture time."""
    scenes, shots, at = [], [], 0
    for number, frames in enumerate(lengths_frames):
        scenes.append(Scene(SceneId(f"s{number + 1:02}"), str(number + 1), "방", "방", TimeOfDay.DAY, True, (), at, at + frames, 0.9,
                            ()))
        shots.append(Shot(ShotId(f"sh{number + 1:03}"), at, at + frames, Transition.CUT, 1.0))
        at += frames
    picture = FileRef("picture", "film.mp4", Digest("0" * 64), 1)
    media = Media("mp4", "h264", 0, RATE, at, 320, 180, 0, 0, Fraction(1, 25), None)
    told = tuple(Line(LineId(f"l{n:03}"), scenes[scene].id, Person(who), text, "ko", LineKind.SPOKEN, "", span(start, end), 0.9,
                      "script") for n, (scene, who, text, start, end) in enumerate(lines))
    people = tuple(Character(Person(who), 1) for who in sorted({who for _, who, _, _, _ in lines}))
    return Episode("s01e01", picture, media, RATE, at, Seconds(at / 25), tuple(scenes), tuple(shots), told, (), people,
                   Production(None, None), ())


def observed(
    film: Episode, *, events: tuple[Event, ...] = (), speech: tuple[SpeechSpan, ...] = (), motion: Curve | None = None,
) -> Observations:
    lights = tuple(replace(lit(0, 1, Light.NEUTRAL)[1], shot=shot.id) for shot in film.shots)
    still = motion or Curve(Seconds(0.04), tuple(1.0 for _ in range(film.frames)))
    unheard = Curve(Seconds(0.1), (-70.0,) * round(film.length_s * 10))
    return Observations(film.shots, lights, still, still, still, still, unheard, speech, (), events, (), Production(None, None),
                        True, ())


def note(value: str, *, name: str = "n1", scene: str | None = None, frames: tuple[int, int] | None = None) -> Notes:
    return Notes((Note(name, "director", GRAPH, value, "", scene, frames),))

"""A whole soundtrack by hand: one scene, one cue of eight seconds at 23.976 from 01:00:00:00, and what is delivered of it."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.delivering.scores import BARS, HITS, SCORE, TEMPO
from tests.fakes import FolderShelf
from yeoun.model.composed import Brief, Motif, MotifStatement, Sketch, ThemeBook
from yeoun.model.delivered import Delivery
from yeoun.model.feeling import EmotionGraph, Evidence, Feelings, Inner, Source, Turn
from yeoun.model.media import Caution, Curve, Material, Media, Production, Shot, Span, Transition
from yeoun.model.mixed import (
    Destination,
    LoudLine,
    Master,
    Measured,
    Mix,
    Placement,
    Preview,
    Searched,
    Stem,
    Stretch,
    Target,
)
from yeoun.model.notes import House, Note, NoteKind, Notes
from yeoun.model.observed import Event, EventKind, Light, Observations, ShotLight, SpeechSpan
from yeoun.model.script import Character, Episode, Line, LineKind, Scene, TimeOfDay
from yeoun.model.shelf import FileRef, OutFile, SoundRef
from yeoun.model.soundtrack import ScoredCue, Soundtrack
from yeoun.model.spotted import Cue, Ending, Function, NotCaught, Silence, Spotting
from yeoun.units.luck import Take
from yeoun.units.names import CueId, CueKey, Digest, LineId, MotifId, Person, SceneId, ShotId
from yeoun.units.time import Seconds, at_frame, frame_to_samples

RATE = Fraction(24000, 1001)
FRAMES, END = 480, 360
START = 86_400
LENGTH = at_frame(FRAMES, RATE)
SILENT = Curve(Seconds(0.5), (0.0,) * 40)
WHO = Person("지은")


def span(start: float, end: float) -> Span:
    return Span(Seconds(start), Seconds(end))


def feelings(count: int = 41) -> Feelings:
    return Feelings(Seconds(0.5), (0.2,) * count, (0.4,) * count, (0.3,) * count)


def picture() -> FileRef:
    return FileRef("picture", "film <1>.mp4", Digest("a" * 64), 1000)


def episode(rate: Fraction = RATE, start: int = START) -> Episode:
    media = Media("mp4", "h264", 0, rate, FRAMES, 1280, 720, start, 0, 1 / rate, None)
    length = Seconds(float(FRAMES / rate))
    shots = (Shot(ShotId("sh1"), 0, 180, Transition.CUT, 1.0), Shot(ShotId("sh2"), 180, FRAMES, Transition.CUT, 0.9))
    scene = Scene(SceneId("s01"), "1", "옥상 - 밤 & \"비\"", "옥상", TimeOfDay.NIGHT, False, (), 0, FRAMES, 1.0, ())
    line = Line(LineId("s01l01"), SceneId("s01"), WHO, "<괜찮아>", "ko", LineKind.SPOKEN, "", span(2.0, 3.0), 0.9, "subtitle")
    return Episode("노을 1화", picture(), media, rate, FRAMES, length, (scene,), shots, (line,), (),
                   (Character(WHO, 1),), Production(None, None), (Caution("no_cuts", "no cut list was given"),))


def seen() -> Observations:
    light = ShotLight(ShotId("sh1"), 180.0, 20.0, 0.0, 0.4, 0.3, 50.0, 10.0, 0.2, 0.1, Light.NIGHT, 0.8)
    return Observations(episode().shots, (light,), SILENT, SILENT, SILENT, SILENT, SILENT,
                        (SpeechSpan(span(2.0, 3.0), 0.9, 210.0, -24.0, None, None),), (),
                        (Event(EventKind.SIGH, Seconds(4.0), Seconds(4.5), 0.7, "breath rules"),), (),
                        Production(None, None), True, ())


def graph() -> EmotionGraph:
    who = Inner(WHO, feelings(), feelings(), (72.0,) * 41, (span(0.0, 10.0),))
    proof = Evidence(span(2.0, 3.0), Source.WORDS, "괜찮아", 0.1, None, 0.4, 1.0, 0.8, WHO)
    return EmotionGraph(feelings(), (0.1,) * 41, (0.8,) * 41, (who,), (Turn(Seconds(7.5), "light", 0.4, "it darkens"),), (proof,), ())


def tone(at_s: float, frames: int, hertz: float = 440.0) -> NDArray[np.float64]:
    """A struck tone of 6 ms attack and 0.4 s decay, from a moment on."""
    time = np.arange(frames) / 48_000 - at_s
    curve = np.where(time < 0, 0.0, np.minimum(1.0, time / 0.006) * np.exp(-np.maximum(time, 0.0) / 0.4))
    sound = 0.1 * curve * np.sin(2 * np.pi * hertz * time)
    return np.stack([sound, sound], axis=1)


def stem(shelf: FolderShelf, number: int, name: str, moments: tuple[float, ...]) -> Stem:
    frames = frame_to_samples(END, RATE)
    with shelf.sound(f"{name}.flac", layout="2.0", channels=2) as out:
        out.write(sum((tone(at, frames, 220.0 * number) for at in moments), np.zeros((frames, 2))))
    return Stem(CueKey("k"), CueId("1m01"), number, name, "dry", name, "PNO", out.ref, (0.0, 0.8, 0.0), 0.3, (), -12.0, -6.0,
                -14.0, Seconds(11.0), (), (("bank", "MIT", "by people"),))


def soundtrack(shelf: FolderShelf) -> Soundtrack:
    """The whole of it, with real sound on the shelf."""
    cue = Cue(CueKey("k"), CueId("1m01"), 0, END, Seconds(0.0), Ending.RING, Function.THEME, "compose", None, WHO, None,
              "=she stays", HITS, (NotCaught(Seconds(3.0), "a cut alone"),), (LineId("s01l01"),), (), ("n1",))
    silence = Silence("s01", END, FRAMES, "composed", "ring", "@she is alone")
    motif = Motif(MotifId("jieun"), "지은", "character", "major", "aeolian", (0, 2, 4, 2), (Fraction(1),) * 4, ("I",), "piano", 7, "hers")
    sketch = Sketch(cue.key, cue.id, Take(1), "G", "major", TEMPO, Fraction(15), BARS, SCORE.sections, SCORE.chords, (),
                    (MotifStatement(motif.id, "melody", Fraction(0), "plain"),), (), (), feelings(31), (("ballad", 1.0),),
                    (("tempo", True), ("mode", None)), Ending.RING)
    brief = Brief(cue.key, cue.id, Take(1), Seconds(15.0), Seconds(0.0), RATE, cue.function, "compose", Ending.RING, WHO, (), (),
                  feelings(31), 0.1, Curve(Seconds(0.5), (70.0,)), 0.0, 0.3, "night", (), (), (0.0, 0.0, 0.0), (52.0, 132.0),
                  None, None, None, (), ("n1",))
    stems = (stem(shelf, 1, "piano", (0.5, 4.88, 7.5075)), stem(shelf, 2, "gayageum", (4.0, 8.0, 10.0)))
    placed = Placement(cue.key, cue.id, 0, 0, frame_to_samples(END, RATE), 0, "ring")
    sound = SoundRef(Digest("m"), "m.wav", 48_000, 2, frame_to_samples(FRAMES, RATE), "2.0", Digest("b" * 64), 10)
    mix = Mix((), ("PNO",), (), sound, sound, sound, sound, sound, None, None, (),
              (Stretch(Seconds(2.0), Seconds(3.0), LineId("s01l01"), 12.5),), (), (placed,))
    preview = Preview((), sound, sound, (LoudLine(Seconds(2.0), Seconds(3.0), LineId("s01l01"), 12.5, None),), None, ())
    target = Target(Destination.OST_20, "2.0", ("L", "R"), "programme", -14.0, 0.5, -1.0, False, "album")
    master = Master(target, OutFile("masters/ost_20.wav", sound), sound, Measured(-14.0, -1.2, 5.0, None, None), "libebur128", True,
                    1.0, 0.2, (), Searched(1, 200, (("low_db", 1.5), ("warm_db", -0.5), ("clear_db", -2.0), ("air_db", 0.0), ("lift", 0.2),
                                                    ("under_lu", -6.0)), 1.25, 3.5, 1.5, (("tone", 1.8, 1.0), ("hand", 0.0, 0.3)),
                                           (("low_db", 1.0),)))
    note = Note("n1", "감독", NoteKind.MUSIC, "music", "I want it", "1", None)
    return Soundtrack(Material("노을 1화", picture()), episode(), seen(), graph(), Spotting((cue, silence), ()), ThemeBook((motif,)),
                      (ScoredCue(cue, brief, sketch, SCORE, stems, placed),), mix, preview, (master,), House(), Notes((note,)))


def laid_out(root: Path, shelf: FolderShelf, *deliveries: Delivery) -> tuple[str, ...]:
    """Copies delivered files to where they belong; gives their paths."""
    files = [each for delivery in deliveries for each in delivery.files]
    for each in files:
        path = root / each.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(shelf.path(each.ref).read_bytes())
    return tuple(each.path for each in files)


Maker = Callable[[FolderShelf, Soundtrack], Delivery]

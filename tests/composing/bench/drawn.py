"""Films that never were, drawn by lot and taken down the main path: invent, plan, compose, orchestrate, and the cue's own files.

Spotting is drawn as well, so that there are cues of every length and enough hits of every class. Feelings move as the graphs of films
do: levels that hold for some seconds, lean, and step where something turns (our choice, after the graph of the demo film). Moods are
the centres of Eerola and Vuoskoski (2011), hearts are those of `feeling/heart.py`. A hit lies on a frame where the graph turns, its
class by how much it turns.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeoun.composing.compose import compose
from yeoun.composing.invent import invent
from yeoun.composing.plan import plan
from yeoun.delivering.midi import cue_midi
from yeoun.delivering.musicxml import score_xml
from yeoun.delivering.sketch import sketch_plain
from yeoun.feeling.heart import heart
from yeoun.model.composed import Brief, Motif, Sketch, ThemeBook
from yeoun.model.feeling import EmotionGraph, Feelings, Inner
from yeoun.model.media import Curve, Media, Production, Shot, Span, Transition
from yeoun.model.notes import House, Notes
from yeoun.model.observed import Observations, SpeechSpan
from yeoun.model.scored import Score
from yeoun.model.script import Character, Episode, Line, LineKind, Scene, TimeOfDay
from yeoun.model.shelf import FileRef
from yeoun.model.spotted import Cue, Ending, Function, Hit, HitClass, Silence, Spotting
from yeoun.orchestrating.orchestrate import orchestrate
from yeoun.units.luck import Luck, Take, luck
from yeoun.units.names import CueId, CueKey, Digest, LineId, Person, SceneId, ShotId
from yeoun.units.time import Seconds

FILMS = 12
RATES = (Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001))
EVERY_S = 0.5
BETWEEN_S = 6.0          # of silence after every cue
LENGTHS_S = ((14, 24), (25, 45), (45, 70), (70, 120))    # our choice: how long cues are, one of each in turn
TWO_MINUTES = (120, 120)
# valence, arousal, tension on our axes: happy, tender, sad, fear, anger of Eerola and Vuoskoski (2011), and what lies between
MOODS = ((0.65, 0.65, 0.35), (0.45, 0.35, 0.22), (0.0, 0.3, 0.42), (-0.4, 0.7, 0.85), (-0.4, 0.8, 0.8), (0.05, 0.45, 0.5))
PEOPLE = ((Person("지은"), Person("민호")), (Person("ANNA"), Person("TOM")))    # even films speak Korean, odd ones English
PLACES = (("옥상", "한옥 마당", "번화가 거리", "병원 복도", "버스 안"), ("ROOFTOP", "KITCHEN", "STREET", "HOSPITAL", "BUS"))
F0 = {PEOPLE[0][0]: 212.0, PEOPLE[0][1]: 121.0, PEOPLE[1][0]: 205.0, PEOPLE[1][1]: 112.0}

Array = NDArray[np.float64]
Curves = tuple[Array, Array, Array]


@dataclass(frozen=True)
class Asked:
    """What was asked of one cue, in its own time: curves every half second, heart, hits (seconds, class, kind), spoken spans."""

    every_s: float
    valence: tuple[float, ...]
    arousal: tuple[float, ...]
    tension: tuple[float, ...]
    heart: tuple[float, ...]
    hits: tuple[tuple[Fraction, str, str], ...]
    spoken: tuple[tuple[float, float], ...]
    length_s: float


@dataclass(frozen=True)
class Piece:
    """One cue as it is delivered: its MIDI, MusicXML and sketch.json, the motifs of its series, and what was asked."""

    name: str
    asked: Asked
    midi: bytes
    xml: bytes
    plain: dict[str, Any]
    motifs: tuple[Motif, ...]
    brief: Brief


@dataclass(frozen=True)
class Film:
    """What PLAN is handed."""

    episode: Episode
    graph: EmotionGraph
    seen: Observations
    spotting: Spotting


@cache
def film(number: int) -> Film:
    """A film of three cues drawn by lot; from 100 on they last two minutes, from 200 on someone runs in each."""
    lot = luck(Take(1), "bench film", number)
    rate = RATES[number % len(RATES)]
    cues, lines, moved = [], list[Line](), list[Curves]()
    first, exertions = 0, list[Array]()
    for k in range(3):
        low, high = TWO_MINUTES if 100 <= number < 200 else LENGTHS_S[(number + k) % len(LENGTHS_S)]
        length = float(lot.uniform(low, high))
        end = first + round(length * rate)
        start_s, length_s = float(first / rate), float(Fraction(end - first) / rate)
        gap = round(BETWEEN_S * rate)
        places, curves = _moods(lot, length_s + BETWEEN_S, int(lot.integers(len(MOODS))))
        moved.append(curves)
        is_still = lot.random() < 0.7 and number < 200
        exertions.append(np.full(len(curves[0]), 0.0) if is_still else _run(lot, len(curves[0])))
        who = PEOPLE[number % 2][int(lot.integers(2))]
        spoken = _lines(lot, start_s, length_s, len(lines), number) if lot.random() < 0.5 else []
        hits = _hits(lot, places, curves, first, end, rate)
        cues.append(Cue(CueKey(f"film {number} cue {k + 1}"), CueId(f"1m{k + 1:02}"), first, end, Seconds(2.0),
                        (Ending.RING, Ending.CUT, Ending.FADE)[int(lot.integers(3))], Function.UNDERSCORE, "compose", None, who,
                        who if lot.random() < 0.7 else None, "drawn", hits, (), tuple(line.id for line in spoken)))
        lines += spoken
        first = end + gap
    frames = first
    return _assembled(number, rate, frames, tuple(cues), tuple(lines), moved, exertions, lot)


def _moods(lot: Luck, length_s: float, mood: int) -> tuple[list[float], Curves]:
    """Where it turns, and three curves every half second: held levels that lean, and a step at every turn."""
    count = max(2, round(length_s / EVERY_S))
    turns, at = [], float(lot.uniform(5, 12))
    while at < length_s - 5:
        turns.append(at)
        at += float(lot.uniform(4.5, 16))
    times = np.arange(count) * EVERY_S
    base = np.array(MOODS[mood])
    axes = np.zeros((3, count))
    edges = [0.0, *turns, length_s]
    for begin, end in zip(edges, edges[1:], strict=False):
        inside = (times >= begin) & (times < end)
        up = float(lot.normal(0, 0.17))
        lean = float(lot.normal(0, 0.10))
        own = np.array([lot.normal(0, 0.14) - 0.35 * up, up, 0.6 * up + lot.normal(0, 0.12)])
        slope = np.array([float(lot.normal(0, 0.05)), lean, 0.6 * lean + float(lot.normal(0, 0.06))])
        share = (times[inside] - begin) / max(EVERY_S, end - begin)
        axes[:, inside] = (base + own)[:, None] + slope[:, None] * share[None, :]
    smooth = np.array([np.convolve(np.pad(axis, 1, mode="edge"), (0.25, 0.5, 0.25), mode="valid") for axis in axes])
    v, a, t = np.clip(smooth[0], -0.9, 0.9), np.clip(smooth[1], 0.08, 0.95), np.clip(smooth[2], 0.08, 0.95)
    return turns, (v, a, t)


def _run(lot: Luck, count: int) -> Array:
    """Someone runs for a while: beats a minute that it adds."""
    start, end = sorted(int(x) for x in lot.integers(0, count, 2))
    out = np.zeros(count)
    out[start:end] = float(lot.uniform(25, 45))
    return out


def _lines(lot: Luck, start_s: float, length_s: float, before: int, number: int) -> list[Line]:
    out, at = list[Line](), float(lot.uniform(2, 9))
    while at < length_s - 2.5:
        end = min(length_s - 0.5, at + float(lot.uniform(1.0, 3.5)))
        who = PEOPLE[number % 2][int(lot.integers(2))]
        text, language = (("괜찮아.", "ko"), ("I am fine.", "en"))[number % 2]
        out.append(Line(LineId(f"l{before + len(out):03}"), SceneId("s01"), who, text, language, LineKind.SPOKEN, "",
                        Span(Seconds(round(start_s + at, 3)), Seconds(round(start_s + end, 3))), 0.9, "subtitle"))
        at = end + float(lot.uniform(1.5, 10))
    return out


def _hits(lot: Luck, places: list[float], curves: Curves, first: int, end: int, rate: Fraction) -> tuple[Hit, ...]:
    """Hits where it turns: class A for the large turns, 10 s apart; at most eight in two minutes altogether."""
    length_s = float((end - first) / rate)
    sizes = {at: sum(abs(float(np.interp(at + 1, np.arange(len(c)) * EVERY_S, c) - np.interp(at - 1, np.arange(len(c)) * EVERY_S, c)))
                     for c in curves) for at in places if 3.0 < at < length_s - 4.0}
    chosen = sorted(sizes, key=lambda at: -sizes[at])[:max(1, round(length_s / 15))]
    out, last_a = [], -99.0
    for at in sorted(chosen):
        grade = HitClass.A if sizes[at] > 0.4 and at - last_a >= 10 else HitClass.B if lot.random() < 0.7 else HitClass.C
        last_a = at if grade is HitClass.A else last_a
        kind = "change" if lot.random() < 0.6 else "onset" if lot.random() < 0.75 else "stop"
        frame = first + round(Fraction(at) * rate)
        out.append(Hit(frame, Seconds(float(frame / rate)), grade, kind, "it turns"))
    return tuple(out)


def _assembled(number: int, rate: Fraction, frames: int, cues: tuple[Cue, ...], lines: tuple[Line, ...], moved: list[Curves],
               exertions: list[Array], lot: Luck) -> Film:
    length_s = float(frames / rate)
    count = round(length_s / EVERY_S) + 1
    axes = [_laid([each[axis] for each in moved], count) for axis in range(3)]
    feelings = Feelings(Seconds(EVERY_S), *(tuple(round(float(x), 3) for x in axis) for axis in axes))
    beats = heart(np.asarray(np.arange(count) * EVERY_S, dtype=np.float64), axes[1], np.zeros(count), exertion=_laid(exertions, count))
    beating = tuple(round(float(x), 1) for x in beats)
    whole = (Span(Seconds(0.0), Seconds(length_s)),)
    people = tuple(Inner(who, feelings, feelings, beating, whole) for who in PEOPLE[number % 2])
    graph = EmotionGraph(feelings, (round(float(lot.uniform(0, 0.6)), 2),) * count, (0.6,) * count, people, (), (), ())
    hour = list(TimeOfDay)[int(lot.integers(len(list(TimeOfDay))))]
    media = Media("mp4", "h264", 0, rate, frames, 960, 540, 0, 0, 1 / rate, None)
    place = PLACES[number % 2][int(lot.integers(len(PLACES[0])))]
    scene = Scene(SceneId("s01"), "1", f"S#1. {place}", place, hour, False, (), 0, frames, 0.9, ())
    shots = (Shot(ShotId("sh1"), 0, frames, Transition.CUT, 1.0),)
    picture = FileRef("picture", "film.mp4", Digest("0" * 64), 1)
    known = tuple(Character(who, sum(line.speaker == who for line in lines)) for who in PEOPLE[number % 2])
    episode = Episode("s01e01", picture, media, rate, frames, Seconds(length_s), (scene,), shots, lines, (),
                      known, Production(None, None), ())
    flat = Curve(Seconds(EVERY_S), (0.0,) * count)
    speech = tuple(SpeechSpan(line.span, 0.9, F0[line.speaker], -24.0, None, None) for line in lines if line.speaker is not None)
    seen = Observations(shots, (), flat, flat, flat, flat, flat, speech, (), (), (), Production(None, None), True, ())
    moments = tuple(moment for k, cue in enumerate(cues) for moment in (cue, Silence(
        f"q{k + 1}", cue.end_frame, cues[k + 1].first_frame if k + 1 < len(cues) else frames, "free", "ring", "drawn")))
    return Film(episode, graph, seen, Spotting(moments, ()))


def _laid(parts: list[Array], count: int) -> Array:
    whole = np.concatenate(parts)
    return np.pad(whole, (0, max(0, count - len(whole))), mode="edge")[:count]


Change = Callable[[Brief], Brief]


def pieces_of(number: int, change: Change = lambda brief: brief, only: int | None = None) -> tuple[Piece, ...]:
    """The cues of a film, composed as the main path does.

    change  done to every brief before it is composed
    only    one cue of the three
    """
    made, house = film(number), House()
    book = invent(made.episode, made.graph, ThemeBook(), house)
    briefs = plan(made.episode, made.spotting, made.graph, made.seen, book, house, Notes())
    return tuple(_piece(number, cue, change(brief), brief, made, book, house)
                 for k, (cue, brief) in enumerate(zip(made.spotting.cues, briefs, strict=True)) if only in {None, k})


def _piece(number: int, cue: Cue, brief: Brief, plain: Brief, made: Film, book: ThemeBook, house: House) -> Piece:
    sketch = compose(brief)
    score = orchestrate(sketch, brief, house)
    cue = cue if brief.hits == plain.hits else replace(cue, hits=())
    return written(f"{number}.{cue.id}", asked_of(cue, made), sketch, score, cue, made.episode.rate, book.motifs, brief)


def written(name: str, asked: Asked, sketch: Sketch, score: Score, cue: Cue, rate: Fraction, motifs: tuple[Motif, ...],
            brief: Brief) -> Piece:
    """The files of a cue, as `delivering/cue.py` writes them."""
    midi = cue_midi(score, cue.hits, cue.first_frame, rate, 0)
    xml = score_xml(score, score.parts, cue.hits)
    return Piece(name, asked, midi, xml, json.loads(json.dumps(sketch_plain(sketch, score), default=str)), motifs, brief)


def asked_of(cue: Cue, made: Film) -> Asked:
    """What the graph, not the brief, says under a cue."""
    rate, graph = made.episode.rate, made.graph
    who = next(each for each in graph.characters if each.name == cue.character)
    start, length = float(cue.first_frame / rate), float((cue.end_frame - cue.first_frame) / rate)
    at = start + np.arange(int(length / EVERY_S) + 1) * EVERY_S

    def laid(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(float(x) for x in np.interp(at, np.arange(len(values)) * EVERY_S, values))

    spoken = tuple((float(line.span.start_s) - start, float(line.span.end_s) - start) for line in made.episode.lines
                   if line.span.start_s < start + length and line.span.end_s > start)
    hits = tuple((Fraction(hit.frame - cue.first_frame) / rate, hit.grade.value, hit.kind) for hit in cue.hits)
    return Asked(EVERY_S, laid(who.inner.valence), laid(who.inner.arousal), laid(who.inner.tension), laid(who.heart_bpm), hits, spoken,
                 length)


@cache
def pieces() -> tuple[Piece, ...]:
    """Every cue of every film."""
    return tuple(piece for number in range(FILMS) for piece in pieces_of(number))


def shuffled(brief: Brief) -> Brief:
    """The brief with its feeling in another order, in blocks of five seconds; of a hundred orders the one least like the first."""
    count = len(brief.intent.arousal)
    blocks = np.arange(count) // 10
    felt = np.array([brief.intent.arousal, brief.intent.tension])
    best: tuple[float, list[int]] = (9.0, list(range(count)))
    for attempt in range(100):
        order = luck(Take(1), "bench shuffle", str(brief.key), attempt).permutation(int(blocks.max()) + 1)
        places = [int(k) for block in order for k in np.flatnonzero(blocks == block)]
        alike = max(abs(float(np.corrcoef(axis, axis[places])[0, 1])) for axis in felt)
        best = min(best, (alike, places))
    v, a, t = (tuple(axis[k] for k in best[1]) for axis in (brief.intent.valence, brief.intent.arousal, brief.intent.tension))
    return replace(brief, intent=Feelings(brief.intent.every, v, a, t))


@cache
def pieces_shuffled() -> tuple[Piece, ...]:
    """The same cues composed to a shuffled graph; what is asked stays that of the graph as it is."""
    return tuple(piece for number in range(FILMS) for piece in pieces_of(number, shuffled))


@cache
def pieces_bare() -> tuple[Piece, ...]:
    """The same cues composed without any hit; those that cannot be orchestrated so are missing, and counted by whoever asks."""
    found = list[Piece]()
    for number in range(FILMS):
        for k in range(3):
            try:
                found.append(pieces_of(number, lambda brief: replace(brief, hits=()), only=k)[0])
            except ValueError:    # a choir whose sections are all taken: film 6, cue 3
                continue
    return tuple(found)

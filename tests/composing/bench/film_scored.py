"""From a drawn film to the MIDI files a composer opens: every step as `scoring.score_episode` makes it, and the notes read back.

Steps keep what they made by what they were handed, as the store does, so that an edit costs only what it changes. Reading back is
done by mido from the delivered bytes alone.
"""

import functools
import io
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import mido

from tests.composing.bench.drawn_films import Film
from yeoun.composing.compose import compose
from yeoun.composing.invent import invent
from yeoun.composing.plan import plan
from yeoun.delivering.midi import cue_midi
from yeoun.feeling.feel import feel
from yeoun.feeling.join import join
from yeoun.feeling.views import scene_views
from yeoun.model.composed import Brief, Sketch, ThemeBook
from yeoun.model.feeling import EmotionGraph, SceneFeeling, SceneView
from yeoun.model.notes import House
from yeoun.model.scored import Score
from yeoun.model.spotted import Cue, Spotting
from yeoun.orchestrating.orchestrate import orchestrate
from yeoun.spotting.spot import spot

PERCUSSION = frozenset({"brushes", "janggu"})


@functools.lru_cache(4096)
def _felt(view: SceneView) -> SceneFeeling:
    return feel(view)


@functools.lru_cache(4096)
def _composed(brief: Brief) -> Sketch:
    return compose(brief)


@functools.lru_cache(4096)
def _played(sketch: Sketch, brief: Brief, house: House) -> Score:
    return orchestrate(sketch, brief, house)


@dataclass(frozen=True)
class Written:
    """A cue as it was written: what was asked, what was thought, who plays, and the file itself."""

    cue: Cue
    brief: Brief
    sketch: Sketch
    score: Score
    midi: bytes


@dataclass(frozen=True)
class Scored:
    """A whole film as far as its notes."""

    film: Film
    graph: EmotionGraph
    spotting: Spotting
    book: ThemeBook
    cues: tuple[Written, ...]


def written(cue: Cue, brief: Brief, film: Film) -> Written:
    """One cue composed, given to players and delivered."""
    sketch = _composed(brief)
    score = _played(sketch, brief, film.house)
    midi = cue_midi(score, cue.hits, cue.first_frame, film.episode.rate, film.episode.media.start_frame)
    return Written(cue, brief, sketch, score, midi)


def planned(film: Film) -> tuple[EmotionGraph, Spotting, ThemeBook, tuple[Brief, ...]]:
    """The steps before the first note."""
    views = scene_views(film.episode, film.seen, film.notes)
    graph = join(film.episode, tuple(_felt(view) for view in views))
    spotting = spot(film.episode, graph, film.seen, film.house, film.notes)
    book = invent(film.episode, graph, film.book, film.house)
    return graph, spotting, book, plan(film.episode, spotting, graph, film.seen, book, film.house, film.notes)


@functools.lru_cache(256)
def scored(film: Film) -> Scored:
    """A film through every step as far as its notes."""
    graph, spotting, book, briefs = planned(film)
    cues = tuple(written(cue, brief, film) for cue, brief in zip(spotting.cues, briefs, strict=True))
    return Scored(film, graph, spotting, book, cues)


@dataclass(frozen=True, slots=True)
class Struck:
    """A note of a MIDI file. Seconds are cue time, beats are quarters from the first frame; `part` is the track's name."""

    part: str
    key: int
    velocity: int
    at_s: float
    end_s: float
    at_beat: Fraction
    end_beat: Fraction


def _clock(file: mido.MidiFile) -> tuple[list[int], list[float], list[int]]:
    """Ticks at which the tempo changes, the seconds there, and the microseconds of a quarter from there on."""
    ticks, seconds, tempi, at = [0], [0.0], [500_000], 0
    for message in mido.merge_tracks(file.tracks):
        at += message.time
        if message.type == "set_tempo":
            now = seconds[-1] + (at - ticks[-1]) * tempi[-1] / file.ticks_per_beat / 1e6
            if at == ticks[-1]:
                tempi[-1] = message.tempo
            else:
                ticks.append(at)
                seconds.append(now)
                tempi.append(message.tempo)
    return ticks, seconds, tempi


@functools.lru_cache(4096)
def notes_in(midi: bytes) -> tuple[Struck, ...]:
    """Every note of a file, in order of time, by mido."""
    file = mido.MidiFile(file=io.BytesIO(midi), charset="utf-8")
    ticks, seconds, tempi = _clock(file)

    def when(tick: int) -> float:
        here = bisect_right(ticks, tick) - 1
        return float(seconds[here] + (tick - ticks[here]) * tempi[here] / file.ticks_per_beat / 1e6)

    found: list[Struck] = []
    for track in file.tracks[1:]:
        now, open_notes = 0, dict[tuple[int, int], list[tuple[int, int]]]()
        for message in track:
            now += message.time
            if message.type == "note_on" and message.velocity > 0:
                open_notes.setdefault((message.channel, message.note), []).append((now, message.velocity))
            elif message.type in {"note_on", "note_off"}:
                waiting = open_notes.get((message.channel, message.note))
                if waiting:
                    start, velocity = waiting.pop(0)
                    found.append(Struck(track.name, message.note, velocity, when(start), when(now),
                                        Fraction(start, file.ticks_per_beat), Fraction(now, file.ticks_per_beat)))
    return tuple(sorted(found, key=lambda each: (each.at_beat, each.key, each.part)))


def bar_s(cue: Written) -> float:
    """How long a bar lasts on the whole, from the file's own tempi and metres."""
    file = mido.MidiFile(file=io.BytesIO(cue.midi), charset="utf-8")
    tempi = [each.tempo for each in file.tracks[0] if each.type == "set_tempo"]
    metres = [4 * each.numerator / each.denominator for each in file.tracks[0] if each.type == "time_signature"]
    return float(sorted(tempi)[len(tempi) // 2] / 1e6 * sorted(metres)[len(metres) // 2])


def in_picture(cue: Written) -> tuple[Struck, ...]:
    """The notes of a cue in seconds of picture."""
    start = float(Fraction(cue.cue.first_frame) / cue.brief.rate)
    return tuple(Struck(each.part, each.key, each.velocity, each.at_s + start, each.end_s + start, each.at_beat, each.end_beat)
                 for each in notes_in(cue.midi))


def tuned(notes: Iterable[Struck]) -> tuple[Struck, ...]:
    """Only notes with a pitch: no drums."""
    return tuple(each for each in notes if each.part not in PERCUSSION)

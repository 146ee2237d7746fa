"""Instruments and the score: who plays what, in beats and in seconds of the cue."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from yeoun.model.composed import Bar, Chord, Section, TempoMap
from yeoun.model.notes import Outcome
from yeoun.model.spotted import Ending
from yeoun.units.luck import Take
from yeoun.units.names import CueId, CueKey, MotifId, Person
from yeoun.units.time import Seconds


@dataclass(frozen=True, slots=True)
class Sampled:
    """Sound from the bank: preset, and a correction of level in decibels."""

    bank: int
    program: int
    level_db: float


@dataclass(frozen=True, slots=True)
class Modelled:
    """Sound from a model of ours: `engine` names it, `settings` are its parameters."""

    engine: str
    level_db: float
    settings: tuple[tuple[str, float], ...]


VoiceSource: TypeAlias = Sampled | Modelled


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument as its TOML says. Keys are MIDI; `attack_s` runs from onset to half level at mf."""

    name: str                      # ASCII id
    english: str
    hangul: str
    family: str                    # strings, piano, guitar, winds, brass, plucked, percussion, synth, voice, gugak
    group: str                     # STR PNO GTR GUG SYN PRC SOLO VOX AMB RTN
    roles: tuple[str, ...]         # roles of voices it can take
    low: int
    high: int
    best_low: int
    best_high: int
    polyphony: int
    colour: tuple[str, ...]        # golden, silver, dusk, night, neon, dawn, warm, cold
    warmth: float                  # -1 cold .. 1 warm
    brightness: float              # 0..1
    intimacy: float                # 0..1
    arousal: tuple[float, float]   # where it feels at home
    valence: tuple[float, float]
    attack_s: float
    release_s: float
    sustains: bool
    breath_s: float                # longest phrase, 0 = no limit
    techniques: tuple[str, ...]
    clef: str                      # treble, bass, alto, tenor, percussion, grand
    transposition: int             # sounding minus written, semitones
    place: tuple[float, float, float]    # room position x -1..1 (right), y -1..1 (front), z 0..1
    width: float
    sound: VoiceSource
    is_gugak: bool
    licence: str
    credit: str
    source: str
    company: str = ""              # who must lie softly under it when it is bare for long: its own sound is thin
    styles: tuple[str, ...] = ()   # manners of playing it belongs to: ballad, orchestra, jazz, lofi, electronic, gugak ...


@dataclass(frozen=True, slots=True)
class ScoreNote:
    """A note to play. Seconds are cue time; `cents` are breakpoints (seconds from onset, cents) of its pitch curve."""

    at_beat: Fraction
    beats: Fraction
    onset_s: Seconds
    length_s: Seconds
    key: int
    force: float
    articulation: str              # plain, legato, staccato, pizzicato, tremolo, accent, strum, brush, roll ...
    ornament: str                  # "", nonghyeon, toeseong, chuseong, jeonseong, kkeokneun, trill, grace
    cents: tuple[tuple[float, float], ...]
    why: str


@dataclass(frozen=True, slots=True)
class Part:
    """One player or section of one cue: everything needed to play it alone. `level` breakpoints (seconds, 0..1)."""

    cue: CueKey
    id: CueId
    take: Take
    number: int                    # 1.. in score order
    name: str                      # ASCII, unique in the cue, such as "piano" or "violins_2"
    instrument: Instrument
    role: str
    speaks_for: Person | None
    inner: bool
    why: str
    notes: tuple[ScoreNote, ...]
    level: tuple[tuple[float, float], ...]
    pedal: tuple[tuple[float, bool], ...]    # sustain pedal (seconds, down)
    length_s: Seconds              # of the stem: cue length and tail
    sounds_until_s: Seconds        # nothing may sound after this (cut), or strike after it (ring)
    ending: Ending
    place: tuple[float, float, float]
    path: tuple[tuple[float, float, float, float], ...]    # (seconds, x, y, z) where it moves
    send_db: float                 # into the room
    duck_db: float                 # most it gives way under words
    motif: MotifId | None = None
    voices: tuple[str, ...] = ()    # names of the sketch's voices it plays, wholly or in part


@dataclass(frozen=True, slots=True)
class Ambience:
    """The synthesised air of a cue: made from its own harmony. `level` (seconds, 0..1); bright and cold 0..1."""

    cue: CueKey
    id: CueId
    take: Take
    length_s: Seconds
    sounds_until_s: Seconds
    ending: Ending
    chords: tuple[tuple[float, float, tuple[int, ...]], ...]    # (onset_s, length_s, keys)
    level: tuple[tuple[float, float], ...]
    brightness: float
    coldness: float
    lo_fi: float
    level_db: float
    why: str


@dataclass(frozen=True, slots=True)
class Room:
    """The room the cue is played in."""

    name: str                      # dry, studio, hall, memory
    rt60_s: float
    pre_delay_s: float
    high_cut_hz: float
    level_db: float


@dataclass(frozen=True, slots=True)
class Landed:
    """A hit as the players have it: which part, what, which beat, and when it should be heard (cue time)."""

    hit: int
    part: str
    kind: str
    at_beat: Fraction
    at_s: Seconds


@dataclass(frozen=True, slots=True)
class Score:
    """A cue as parts. Bars, chords and sections come from the sketch for those who engrave and mix."""

    cue: CueKey
    id: CueId
    key: str
    mode: str
    tempo_map: TempoMap
    end_beat: Fraction
    bars: tuple[Bar, ...]
    sections: tuple[Section, ...]
    chords: tuple[Chord, ...]
    parts: tuple[Part, ...]
    ambience: Ambience | None
    room: Room
    landed: tuple[Landed, ...]
    length_s: Seconds              # cue length
    tail_s: Seconds
    titles: tuple[tuple[str, str], ...]    # (language, title): marked machine-made
    outcomes: tuple[Outcome, ...] = ()     # what notes did to the cue, the sketch's among them

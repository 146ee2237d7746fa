"""Themes, briefs and sketches: music as thought, in beats, before anyone plays it."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

from yeoun.model.feeling import Feelings
from yeoun.model.kept import KeptBars
from yeoun.model.media import Curve, Span
from yeoun.model.notes import Asked, Outcome
from yeoun.model.spotted import Ending, Function, HitClass, ThemeUse
from yeoun.units.luck import Take
from yeoun.units.names import CueId, CueKey, LineId, MotifId, Person
from yeoun.units.time import Seconds


@dataclass(frozen=True, slots=True)
class Motif:
    """A theme. `degrees` count scale steps from the tonic (0 = tonic, 7 = its octave), `beats` their lengths."""

    id: MotifId
    owner: str
    kind: str              # character, relationship, place, idea
    mode: str              # major, aeolian, dorian, lydian, mixolydian, or a gugak mode's id
    reserve_mode: str      # held back for the turning point
    degrees: tuple[int, ...]
    beats: tuple[Fraction, ...]
    harmony: tuple[str, ...]    # one chord symbol (degree, such as I, vi, IV) a bar
    instrument: str
    tonic: int             # pitch class 0..11 of its home key
    why: str


@dataclass(frozen=True, slots=True)
class ThemeBook:
    """The motifs of a series, in the order in which their owners appeared; `by_people` are those a person wrote or changed."""

    motifs: tuple[Motif, ...] = ()
    by_people: tuple[MotifId, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefHit:
    """A hit in cue time. `kind` onset, stop or change."""

    at_s: Seconds
    grade: HitClass
    kind: str
    reason: str
    notes: tuple[str, ...] = ()      # ids of the notes that ask for it
    rests_s: Seconds = Seconds(0.0)  # of a stop: how long what moves rests at least


@dataclass(frozen=True, slots=True)
class BriefLine:
    """A line under the cue, in cue time, with the measured pitch of the voice (None = unknown)."""

    id: LineId
    span: Span
    speaker: Person | None
    f0_hz: float | None
    is_key: bool           # a line after which the first beat stays empty


@dataclass(frozen=True, slots=True)
class FreedTheme:
    """The themes a cue would state without one note; `speaks` where the note is about this cue and not an earlier one."""

    note: str
    themes: tuple[ThemeUse, ...]
    motifs: tuple[Motif, ...]
    speaks: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """All that one cue may know, in cue time (0 = its first frame). `norm` is the episode's mean feeling."""

    key: CueKey
    id: CueId
    take: Take
    length_s: Seconds
    tail_s: Seconds
    rate: Fraction
    function: Function
    method: str
    ending: Ending
    character: Person | None
    hits: tuple[BriefHit, ...]
    lines: tuple[BriefLine, ...]
    intent: Feelings
    nostalgia: float
    heart_bpm: Curve
    mired_relative: float
    luminance: float
    time_of_day: str
    themes: tuple[ThemeUse, ...]
    motifs: tuple[Motif, ...]        # the ones the uses name
    norm: tuple[float, float, float]
    tempo_bounds: tuple[float, float]
    key_pin: str | None              # people's word: key, mode, tempo, chords
    mode_pin: str | None
    tempo_pin: float | None
    chords_pin: tuple[str, ...]
    notes: tuple[str, ...]
    place: str = ""                  # where the scene under it plays, as the script writes it
    players: tuple[tuple[str, bool], ...] = ()    # people's word: instrument -> wanted (True) or kept out (False)
    asked: tuple[Asked, ...] = ()    # which note asks for each pin
    outcomes: tuple[Outcome, ...] = ()    # what notes did before the cue was composed
    freed: tuple[FreedTheme, ...] = ()    # for each theme note that matters here: the themes without it
    has_gugak: bool = True           # Korean modes and instruments belong here: the film speaks Korean, or the house wants them
    lets_go: bool = False            # it ends on a sound it answers: the last notes are not held over it, only the room rings
    kept: tuple[KeptBars, ...] = ()    # bars that a person locked, in order
    shown: Feelings | None = None    # what the character says, beside what they feel (intent); None where the cue follows nobody
    inner_voice: str = ""            # the instrument of the character's theme, "" where they have none


@dataclass(frozen=True, slots=True)
class TempoMark:
    """From this beat on, a beat lasts so many microseconds (whole: what MIDI can hold)."""

    at_beat: Fraction
    microseconds: int


@dataclass(frozen=True, slots=True)
class TempoMap:
    """Beats against cue time. Beat 0 is the start of bar 1, at `beat0_s` (whole microseconds) of the cue."""

    beat0_us: int
    marks: tuple[TempoMark, ...]     # the first at beat 0

    def seconds(self, beat: Fraction) -> Seconds:
        """When a beat falls, in cue time; before beat 0 the first tempo runs backwards.

        >>> TempoMap(0, (TempoMark(Fraction(0), 500_000),)).seconds(Fraction(3))
        1.5
        """
        return self.timing()(beat)

    def timing(self) -> Callable[[Fraction], Seconds]:
        """`seconds` for many beats: the map is summed up once, in whole numbers, which are as exact as fractions and far faster."""
        unit = lcm(*(mark.at_beat.denominator for mark in self.marks))    # the beats of the marks are whole so many-ths
        begins = [int(mark.at_beat * unit) for mark in self.marks]
        lengths = [mark.microseconds for mark in self.marks]
        sums = [self.beat0_us * unit]
        for k, (first, following) in enumerate(pairwise(begins)):
            sums.append(sums[-1] + (following - first) * lengths[k])

        def seconds(beat: Fraction) -> Seconds:
            top, under = beat.numerator * unit, beat.denominator
            here = max(0, bisect_right(begins, top // under) - 1)
            return Seconds((sums[here] * under + (top - begins[here] * under) * lengths[here]) / (unit * under * 1_000_000))

        return seconds


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: number from 1, its first beat (a quarter is one beat), and its metre."""

    number: int
    at_beat: Fraction
    beats: int         # numerator
    unit: int          # denominator


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord. `pitch_classes` root first; `bass` is a pitch class; `degree` as I, ii, V7, bVI."""

    at_beat: Fraction
    beats: Fraction
    symbol: str
    degree: str
    pitch_classes: tuple[int, ...]
    bass: int
    tension: float
    heart_bpm: float
    note: str = ""         # the note of a person that asked for it


@dataclass(frozen=True, slots=True)
class SketchNote:
    """A note of a voice, and why it is there. `force` 0..1 (0.5 = mf)."""

    at_beat: Fraction
    beats: Fraction
    key: int
    force: float
    why: str


@dataclass(frozen=True, slots=True)
class Voice:
    """A line of the texture, without an instrument. role: melody, counter, bed, pulse, bass, pad, drone, grace."""

    name: str
    role: str
    speaks_for: Person | None
    why: str
    notes: tuple[SketchNote, ...]
    motif: MotifId | None = None
    inner: bool = False            # speaks what is thought, not what is said


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the form."""

    at_beat: Fraction
    beats: Fraction
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a hit landed in the music; `voice` names the voice whose event it is."""

    hit: int               # index into the brief's hits
    voice: str
    kind: str              # onset, stop, change
    at_beat: Fraction


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A hit that would be met without these notes of people, and is not; `why` in words."""

    hit: int               # index into the brief's hits
    notes: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class MotifStatement:
    """A motif stated in a voice, from a beat on, in a form."""

    motif: MotifId
    voice: str
    at_beat: Fraction
    form: str
    note: str = ""         # the note of a person that asked for it


@dataclass(frozen=True, slots=True)
class Sketch:
    """A cue as music. Times in beats; the tempo map gives cue seconds."""

    cue: CueKey
    id: CueId
    take: Take
    key: str                              # tonic name, such as Eb
    mode: str
    tempo_map: TempoMap
    end_beat: Fraction                    # where the last bar ends
    bars: tuple[Bar, ...]
    sections: tuple[Section, ...]
    chords: tuple[Chord, ...]
    voices: tuple[Voice, ...]
    statements: tuple[MotifStatement, ...]
    landings: tuple[Landing, ...]
    dynamics: tuple[tuple[Fraction, float], ...]    # (beat, level 0..1): the swell of the whole
    intent: Feelings
    fusion: tuple[tuple[str, float], ...]           # style -> share, sums to 1
    legibility: tuple[tuple[str, bool | None], ...]  # cue -> agrees with the intent
    ending: Ending
    remarks: tuple[str, ...] = ()                    # what could not be met, and which hit paid
    outcomes: tuple[Outcome, ...] = ()               # what notes did, the brief's among them
    given_up: tuple[GivenUp, ...] = ()               # hits that people's notes cost

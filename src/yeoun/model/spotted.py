"""Where music is and where silence is."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from yeoun.model.media import Caution
from yeoun.units.names import CueId, CueKey, LineId, MotifId, Person
from yeoun.units.time import Seconds


class HitClass(Enum):
    """A lands on a downbeat, B on a beat, C on a quaver (our choice)."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class Hit:
    """A moment of the picture the music meets. `kind` is onset, stop or change."""

    frame: int
    at_s: Seconds
    grade: HitClass
    kind: str
    reason: str
    rests_s: Seconds = Seconds(0.0)    # of a stop: how long what moves rests at least


@dataclass(frozen=True, slots=True)
class Answer:
    """A sound of the picture that the music answers, and with what, in seconds of picture.

    `sound` sigh or steps; `does` breath (what moves rests through it), stop (what moves stops with it), entry (a cue begins on
    it), end (a cue ends on it) or onset (a hit falls on it); `frame` is where the music does it.
    """

    sound: str
    at_s: Seconds
    until_s: Seconds
    confidence: float
    does: str
    frame: int


@dataclass(frozen=True, slots=True)
class NotCaught:
    """A moment seen and left alone on purpose. `grade` is the class of a hit that was given up for somebody's note."""

    at_s: Seconds
    reason: str
    grade: HitClass | None = None


class Function(Enum):
    """What a cue is for (`function` of docs/schema/spotting.json)."""

    UNDERSCORE = "underscore"
    THEME = "theme"
    SONG = "song"
    STING = "sting"
    BRIDGE = "bridge"
    MONTAGE = "montage"
    COMIC = "comic"
    TITLE = "title"
    ENDING = "ending"
    PREVIEW = "preview"
    SOURCE = "source"


class Ending(Enum):
    """How a cue ends: it stops, it rings into what follows, or it fades."""

    CUT = "cut"
    RING = "ring"
    FADE = "fade"


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of music. Frames are picture frames; `end_frame` is where the next moment begins."""

    key: CueKey
    id: CueId
    first_frame: int
    end_frame: int
    tail_s: Seconds                  # how long it may ring past end_frame
    ending: Ending
    function: Function
    method: str                      # choose, adapt or compose
    parent: CueId | None
    character: Person | None         # whose inner voice it follows
    theme_owner: Person | None
    reason: str
    hits: tuple[Hit, ...]
    not_caught: tuple[NotCaught, ...]
    lines: tuple[LineId, ...]
    alternatives: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()      # ids of the notes that shaped it
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch without music. kind composed, dialogue, source or free; manner cut or ring."""

    id: str
    first_frame: int
    end_frame: int
    kind: str
    manner: str
    reason: str
    from_line: LineId | None = None
    notes: tuple[str, ...] = ()
    not_caught: tuple[NotCaught, ...] = ()    # moments worth a hit that nothing meets, because nothing plays


Moment: TypeAlias = Cue | Silence


@dataclass(frozen=True, slots=True)
class Spotting:
    """Cues and silences in order; together they tile the picture."""

    moments: tuple[Moment, ...]
    cautions: tuple[Caution, ...]

    @property
    def cues(self) -> tuple[Cue, ...]:
        """Only the music."""
        return tuple(moment for moment in self.moments if isinstance(moment, Cue))


@dataclass(frozen=True, slots=True)
class ThemeUse:
    """A theme a cue is to state, and in which form."""

    motif: MotifId
    form: str      # plain, transposed, augmented, fragment, mode, reharmonised, ornamented, hidden; none = no room for any
    reason: str
    note: str = ""    # the note of a person that asked for it
    over_words: bool = False    # it may be played on under words, softly, where it has begun clear of them

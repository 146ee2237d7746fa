"""Texts: first without a clock (`Draft`), then laid along the picture (`Episode`)."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from yeoun.model.media import Caution, Media, Production, Reel, Shot, Span
from yeoun.model.shelf import FileRef
from yeoun.units.names import LineId, Person, SceneId, has_hangul
from yeoun.units.time import Seconds


class TimeOfDay(Enum):
    """The fine time words of a heading (Korean and English screenplay usage; the classes are our choice)."""

    DAWN = "dawn"
    SUNRISE = "sunrise"
    MORNING = "morning"
    DAY = "day"
    AFTERNOON = "afternoon"
    GOLDEN = "golden"
    DUSK = "dusk"
    EVENING = "evening"
    NIGHT = "night"
    UNKNOWN = "unknown"


class LineKind(Enum):
    """How a line reaches us: on screen, as inner voice (N), unseen (E, O.S.), through a device (F)."""

    SPOKEN = "spoken"
    INNER = "inner"
    OFF = "off"
    FILTERED = "filtered"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of dialogue in a script, in order, without a time."""

    speaker: Person
    text: str
    language: str    # "ko", "en"
    kind: LineKind
    parenthetical: str
    source_line: int    # line of the script file, from 1; of a document the paragraph, of a PDF the page


@dataclass(frozen=True, slots=True)
class DraftAction:
    """A paragraph of action (지문)."""

    text: str
    source_line: int


@dataclass(frozen=True, slots=True)
class DraftScene:
    """A scene of the script. `marks` holds words such as flashback, montage, insert, dream."""

    number: str
    heading: str
    location: str
    time_of_day: TimeOfDay
    interior: bool | None
    marks: tuple[str, ...]
    body: tuple[DraftLine | DraftAction, ...]
    source_line: int


@dataclass(frozen=True, slots=True)
class Caption:
    """One subtitle. `kind` is speech, sound ([한숨]), lyric or music; `speaker` only where the subtitle names one."""

    span: Span
    text: str
    language: str
    kind: str
    speaker: Person | None
    source: str      # file name
    number: int      # which event of that file, from 1


@dataclass(frozen=True, slots=True)
class CutPoint:
    """A cut of the editor's list: the first frame of the new shot; dissolves last `length` frames around it."""

    frame: int
    is_dissolve: bool
    length: int
    clip: str


@dataclass(frozen=True, slots=True)
class Character:
    """Someone who speaks or is named; `lines` counts their lines."""

    name: Person
    lines: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What the files say, without a clock."""

    episode: str
    picture: FileRef
    media: Media
    reels: tuple[Reel, ...]
    scenes: tuple[DraftScene, ...]
    captions: tuple[Caption, ...]
    cuts: tuple[CutPoint, ...]
    characters: tuple[Character, ...]
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its place in the picture. `source` says how it got there: subtitle, speech, spread or note."""

    id: LineId
    scene: SceneId
    speaker: Person | None
    text: str
    language: str
    kind: LineKind
    parenthetical: str
    span: Span
    confidence: float
    source: str


@dataclass(frozen=True, slots=True)
class Action:
    """A paragraph of action with its estimated place."""

    text: str
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene laid along the picture; without a script, scenes follow the picture and `heading` says so."""

    id: SceneId
    number: str
    heading: str
    location: str
    time_of_day: TimeOfDay
    interior: bool | None
    marks: tuple[str, ...]
    first_frame: int
    end_frame: int
    confidence: float
    actions: tuple[Action, ...]


class LabelKind(Enum):
    """What a subtitle's label for the deaf says is heard (the classes of observed events, and what subtitles say besides)."""

    FOOTSTEP = "footstep"
    SIGH = "sigh"
    GASP = "gasp"
    BREATH = "breath"
    SOB = "sob"
    LAUGH = "laugh"
    HEARTBEAT = "heartbeat"
    IMPACT = "impact"
    MUSIC = "music"
    LYRIC = "lyric"
    SILENCE = "silence"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SoundTag:
    """A subtitle's sound label, such as [문 닫히는 소리]: evidence of what is heard there, and never words."""

    span: Span
    text: str
    kind: LabelKind


@dataclass(frozen=True, slots=True)
class Episode:
    """Everything laid along the picture: seconds count from the first frame.

    `aside` is a script that was left aside because it seems to be another film's: nothing of it has a place in the picture.
    """

    name: str
    picture: FileRef
    media: Media
    rate: Fraction
    frames: int
    length_s: Seconds
    scenes: tuple[Scene, ...]
    shots: tuple[Shot, ...]
    lines: tuple[Line, ...]
    tags: tuple[SoundTag, ...]
    characters: tuple[Character, ...]
    production: Production
    cautions: tuple[Caution, ...]
    aside: tuple[DraftScene, ...] = ()

    @property
    def is_korean(self) -> bool:
        """Whether there is any Korean in it: a line, a heading or a name; without words there is none."""
        texts = [*(scene.heading for scene in self.scenes), *(str(who.name) for who in self.characters)]
        return any(line.language == "ko" for line in self.lines) or any(has_hangul(text) for text in texts)

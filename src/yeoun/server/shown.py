"""What a page is shown: what happens, runs, the emotion graph, cues, peaks. Bounds and lengths as in `shapes.py`."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from yeoun.server.shapes import EXACT, READS, Bar, Count, Frame, Id, Ms, Seq, printable


class LiveOut(BaseModel):
    """Something that happened. Without `seq`: told in passing, and not in the log (how far a run is: `stage`, `done`, `of`, `left_s`)."""

    seq: Seq | None = None
    at_ms: Ms | None = None
    actor: Id | None = None
    what: str
    about: str
    facts: dict[str, str | Annotated[int, Field(ge=-(2**53), le=2**53)] | None]


FileName = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(printable)]


class MaterialOut(BaseModel):
    """A file that a run may be given."""

    name: str
    is_picture: bool


class WishIn(BaseModel):
    """What to score: names that the list of material has."""

    model_config = EXACT
    picture: FileName
    script: FileName | None = None
    subtitles: Annotated[list[FileName], Field(max_length=20)] = []
    cuts: FileName | None = None
    dialogue: FileName | None = None
    notes: FileName | None = None


class WishOut(BaseModel):
    """What was asked for."""

    model_config = READS
    picture: str
    script: str | None
    subtitles: list[str]
    cuts: str | None
    dialogue: str | None
    notes: str | None


class ProgressOut(BaseModel):
    """How far a run is that is going; all null where it is not."""

    event: str | None = None
    stage: str | None = None
    about: str | None = None
    done: Count | None = None
    of: Count | None = None
    elapsed_s: Count | None = None
    left_s: Count | None = None


class RunOut(BaseModel):
    """A run: what was asked for, how it stands, and the version that came of it. `said` is why it was refused."""

    model_config = READS
    id: Id
    episode: Id
    state: Literal["running", "done", "refused", "cancelled"]
    wish: WishOut
    said: str
    version: Id | None
    made_by: Id
    made_ms: Ms
    ended_ms: Ms | None
    progress: ProgressOut = ProgressOut()


class SpanOut(BaseModel):
    """Frames from `start_frame` up to and without `end_frame`, and what is said of them."""

    model_config = READS
    id: str
    kind: str
    start_frame: Frame
    end_frame: Frame
    text: str


class HeartsOut(BaseModel):
    """A character: what is spoken and what is felt within, and the heart in beats a minute; a value every `every_ms` of the graph."""

    model_config = READS
    name: str
    spoken: dict[str, list[float]]
    inner: dict[str, list[float]]
    heart_bpm: list[float]
    present: list[SpanOut]


class GraphOut(BaseModel):
    """The emotion graph. `curves`: valence -1..1, arousal, tension, nostalgia, confidence 0..1, a value every `every_ms`."""

    model_config = READS
    every_ms: Annotated[int, Field(ge=1, le=60_000)]
    curves: dict[str, list[float]]
    characters: list[HeartsOut]
    scenes: list[SpanOut]
    turns: list[SpanOut]
    evidence: list[SpanOut]
    silences: list[SpanOut]


class StemOut(BaseModel):
    """A part: who plays, what for, and the number of its sound among the version's files."""

    part: str
    hangul: str
    role: str
    why: str
    file: Count


class BarOut(BaseModel):
    """A bar, and the frame that is on when it begins."""

    model_config = READS
    number: Bar
    frame: Frame
    beats: Annotated[int, Field(ge=1, le=1_000)]
    unit: Annotated[int, Field(ge=1, le=1_000)]


class CuePageOut(BaseModel):
    """A cue as its page shows it; `music`, `musicxml`, `pdf` and `midi` are numbers of files, null where there is none."""

    model_config = READS
    reason: str
    key: str
    mode: str
    hits: list[SpanOut]
    bars: list[BarOut]
    stems: list[StemOut]
    music: Count | None
    musicxml: Count | None
    pdf: Count | None
    midi: Count | None


class PeaksOut(BaseModel):
    """Low, high, low, high ..., -127 to 127, so many pairs a second."""

    a_second: Count
    peaks: list[Annotated[int, Field(ge=-127, le=127)]]

"""What goes over the wire. Every number has its bounds, every text its length, and nothing unknown is taken in.

A moment is a frame with a rate of two integers, or whole milliseconds since 1970; nothing here is a float.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from yeoun.studio.deciding import Stage, Status
from yeoun.studio.moving import Hold
from yeoun.studio.permissions import Action, Grant, Role


def printable(text: str) -> str:
    """Text that holds something, and no NUL. Refuses ValueError."""
    if "\0" in text:
        raise ValueError("no NUL")
    if not text.strip():
        raise ValueError("not empty")
    return text


EXACT = ConfigDict(extra="forbid", strict=True)
READS = ConfigDict(from_attributes=True)
Id = Annotated[str, Field(pattern="^[0-9a-f]{32}$", description="32 hexadecimal signs")]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256")]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)]
Short = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(printable)]
Login = Annotated[str, Field(pattern=r"^[0-9A-Za-z가-힣._@+-]{2,64}$")]
Secret = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{43}$")]
Password = Annotated[str, Field(min_length=10, max_length=200), AfterValidator(printable)]
Body = Annotated[str, Field(min_length=1, max_length=10_000), AfterValidator(printable)]
Frame = Annotated[int, Field(ge=0, le=2**31 - 1)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Bytes = Annotated[int, Field(ge=0, le=2**53 - 1)]
Seq = Annotated[int, Field(ge=0, le=2**53 - 1)]
Ms = Annotated[int, Field(ge=0, le=2**53 - 1, description="milliseconds since 1970")]
RateNum = Annotated[int, Field(ge=1, le=1_000_000)]
RateDen = Annotated[int, Field(ge=1, le=1_001)]
Curve = Literal["valence", "arousal", "tension", "nostalgia", "heart"]
Bar = Annotated[int, Field(ge=1, le=100_000)]
BeatNum = Annotated[int, Field(ge=0, le=1_000_000_000)]
BeatDen = Annotated[int, Field(ge=1, le=1_000_000)]


class SignIn(BaseModel):
    """A login and its password."""

    model_config = EXACT
    login: Login
    password: Annotated[str, Field(min_length=1, max_length=200)]


class Join(BaseModel):
    """An invitation, and the password one chooses."""

    model_config = EXACT
    token: Secret
    password: Password


class ComeByLink(BaseModel):
    """A link for guests, and how the guest is called."""

    model_config = EXACT
    token: Secret
    name: Name
    passphrase: Annotated[str, Field(max_length=200)] = ""


class HeldRole(BaseModel):
    """A role: for the house, for a series, or for one episode."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)
    role: Role
    series: Id | None = None
    episode: Id | None = None


class PersonOut(BaseModel):
    """Somebody."""

    model_config = READS
    id: Id
    name: str
    login: str | None
    is_guest: bool
    is_active: bool
    held: list[HeldRole]


class NameOut(BaseModel):
    """Somebody, as those who only look at an episode know them."""

    model_config = READS
    id: Id
    name: str


class Me(BaseModel):
    """Who is signed in. `token` goes with every request that changes something, in the header `X-Yeoun-Token`."""

    person: PersonOut
    grants: list[Grant]
    token: str


class NewPerson(BaseModel):
    """Somebody to take in."""

    model_config = EXACT
    name: Name
    login: Login


class Invitation(BaseModel):
    """A way in, told once."""

    person: Id
    token: Secret


class Named(BaseModel):
    """A name for something new."""

    model_config = EXACT
    name: Short


class Made(BaseModel):
    """The id of what was made. It is on the disk."""

    id: Id


class Done(BaseModel):
    """It was done, and is on the disk."""

    done: Literal[True] = True


class EpisodeOut(BaseModel):
    """An episode, and what the one who asks may do in it."""

    model_config = READS
    id: Id
    series: Id
    name: str
    may: list[Action] = []


class SeriesOut(BaseModel):
    """A series with the episodes one may see."""

    id: Id
    name: str
    episodes: list[EpisodeOut]
    may: list[Action] = []


class DeliveryOut(BaseModel):
    """A finished folder that may be added, by its name."""

    name: str


class NewVersion(BaseModel):
    """A finished folder to add: a name that the list of deliveries has."""

    model_config = EXACT
    delivery: Annotated[str, Field(min_length=1, max_length=500)]
    label: Name


class VersionOut(BaseModel):
    """A version of an episode. Frames count from the picture's first, at `rate_num`/`rate_den` a second."""

    model_config = READS
    id: Id
    episode: Id
    number: Count
    rate_num: RateNum
    rate_den: RateDen
    frames: Frame
    start_tc: str
    digest: Digest
    picture: Digest
    score: Digest
    stems: Digest
    mix: Digest
    label: str
    made_by: Id
    made_ms: Ms


class DecisionOut(BaseModel):
    """A signature under a digest."""

    model_config = READS
    id: Id
    seq: Seq
    cue: Id
    digest: Digest
    version: Id
    stage: Stage
    made_by: Id
    made_ms: Ms
    withdrawn_by: Id | None
    withdrawn_ms: Ms | None


class CueOut(BaseModel):
    """A cue as a version has it. `locked_digest` is the one that was approved, where one was; `locked_in` a version that holds it."""

    cue: Id
    number: str
    title_ko: str
    title_en: str
    start_frame: Frame
    end_frame: Frame
    digest: Digest
    score: Digest
    stems: Digest
    mix: Digest
    status: Status
    locked_digest: Digest | None
    locked_in: Id | None
    decisions: list[DecisionOut]


class Approve(BaseModel):
    """A signature: for what, and the digest of what was heard."""

    model_config = ConfigDict(extra="forbid")
    stage: Stage
    digest: Digest


class AnchorIn(BaseModel):
    """Where something stands: frames (both included), and a cue, bar and beat, a stem, a curve."""

    model_config = ConfigDict(extra="forbid", strict=True, from_attributes=True)
    frame: Frame
    end_frame: Frame
    rate_num: RateNum
    rate_den: RateDen
    cue: Id | None = None
    bar: Bar | None = None
    beat_num: BeatNum | None = None
    beat_den: BeatDen | None = None
    stem: Annotated[str, Field(pattern="^[a-z0-9_]{1,100}$")] | None = None
    curve: Curve | None = None
    character: Name | None = None

    @model_validator(mode="after")
    def _whole(self) -> "AnchorIn":
        if self.end_frame < self.frame:
            raise ValueError("it ends before it begins")
        if len({each is None for each in (self.bar, self.beat_num, self.beat_den)}) > 1:
            raise ValueError("bar and beat come together")
        if self.character is not None and self.curve is None:
            raise ValueError("a character's curve has a name")
        return self


class Say(BaseModel):
    """A comment that begins a thread."""

    model_config = EXACT
    anchor: AnchorIn
    body: Body
    mentions: Annotated[list[Id], Field(max_length=50)] = []


class Answer(BaseModel):
    """An answer in a thread."""

    model_config = EXACT
    body: Body
    mentions: Annotated[list[Id], Field(max_length=50)] = []


class Resolve(BaseModel):
    """Whether a thread is closed."""

    model_config = EXACT
    resolved: bool


class HereOut(BaseModel):
    """Where it stands in the version that was asked for: exact, moved with its cue, or orphaned (then its last known place)."""

    model_config = READS
    hold: Hold
    frame: Frame
    end_frame: Frame


class CommentOut(BaseModel):
    """What somebody said. `body` is plain text: show it as text, never as HTML. `anchor` is its place in its own version."""

    model_config = READS
    id: Id
    seq: Seq
    version: Id
    thread: Id | None
    body: str
    made_by: Id
    made_ms: Ms
    anchor: AnchorIn
    here: HereOut
    mentions: list[Id]
    resolved_by: Id | None
    resolved_ms: Ms | None
    is_taken_back: bool


class CommentsOut(BaseModel):
    """Comments in the order they were said, and everybody who is named in them. Ask again from behind `next` where it is no null."""

    comments: list[CommentOut]
    people: dict[str, str]
    next: Seq | None


class NewLink(BaseModel):
    """A link for guests of one episode."""

    model_config = ConfigDict(extra="forbid")
    label: Name
    grants: Annotated[list[Grant], Field(max_length=4)]
    expires_ms: Ms
    passphrase: Annotated[str, Field(min_length=4, max_length=200), AfterValidator(printable)] | None = None


class LinkMade(BaseModel):
    """A link, and its token, which is told this once."""

    id: Id
    token: Secret


class LinkOut(BaseModel):
    """A link, without its token."""

    id: Id
    label: str
    grants: list[Grant]
    has_passphrase: bool
    expires_ms: Ms
    ended_ms: Ms | None
    made_by: Id
    made_ms: Ms


class EventOut(BaseModel):
    """A line of the log. `about` is the id of what it is about."""

    model_config = READS
    seq: Seq
    at_ms: Ms
    actor: Id | None
    what: str
    about: str
    series: Id | None
    episode: Id | None
    facts: dict[str, str | Annotated[int, Field(ge=-(2**53), le=2**53)] | None]
    before: Digest
    hash: Digest


class FileOut(BaseModel):
    """A file of a version. `may_play` says whether it may be heard or seen, and not only downloaded."""

    number: Count
    path: str
    sha256: Digest
    bytes: Bytes
    may_play: bool

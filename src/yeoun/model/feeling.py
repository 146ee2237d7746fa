"""Feelings: opinions with evidence. Valence -1..1, arousal, tension, nostalgia and confidence 0..1."""

from dataclasses import dataclass
from enum import Enum

from yeoun.model.media import Caution, Curve, Span
from yeoun.model.observed import Event, Quiet, ShotLight, SpeechSpan
from yeoun.model.script import Line, Scene, SoundTag
from yeoun.units.names import Person, SceneId
from yeoun.units.time import Seconds


@dataclass(frozen=True, slots=True)
class Feelings:
    """Three curves on one grid."""

    every: Seconds
    valence: tuple[float, ...]
    arousal: tuple[float, ...]
    tension: tuple[float, ...]

    def __post_init__(self) -> None:
        if not len(self.valence) == len(self.arousal) == len(self.tension):
            raise ValueError("valence, arousal and tension must be equally long")


class Source(Enum):
    """What kind of evidence spoke (docs/schema/graph.json)."""

    WORDS = "words"
    VOICE = "voice"
    SOUND = "sound"
    LIGHT = "light"
    MOTION = "motion"
    CUT = "cut"
    SCRIPT = "script"
    NOTE = "note"


Factors = tuple[tuple[Source, tuple[float, float, float]], ...]    # of each source: on valence, arousal, tension


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for the curves: what it says on each axis (None = nothing), how much it weighs, how sure it is."""

    span: Span
    source: Source
    detail: str
    valence: float | None
    arousal: float | None
    tension: float | None
    weight: float
    confidence: float
    character: Person | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of one axis somewhere, beside what the evidence says there: enough to weigh that evidence anew."""

    axis: str         # valence, arousal or tension
    says: float       # what it is, by the note
    believed: float   # what is believed there where nothing speaks
    heard: tuple[tuple[Source, float, float], ...]    # each source: the weight behind it as designed, what it says on the whole


@dataclass(frozen=True, slots=True)
class Weighing:
    """How much each kind of evidence counts in a series, and what that was learnt from.

    factors      in force, on the weights as designed; a source that is not here counts as designed (1)
    centre       what somebody wrote them to be: what is learnt stays near it
    corrections  of these episodes, a row for each scene with pins
    error        mean distance from what people said, each scene foretold from the others: with `centre`, and as learnt
    """

    factors: Factors = ()
    centre: Factors = ()
    corrections: tuple[tuple[Correction, ...], ...] = ()
    error: tuple[float, float] | None = None    # None where too little was said to learn from


@dataclass(frozen=True, slots=True)
class Turn:
    """A moment at which the feeling turns. `size` 0..1; kind such as reveal, shock, release, rupture, light."""

    at_s: Seconds
    kind: str
    size: float
    reason: str


@dataclass(frozen=True, slots=True)
class Inner:
    """One character: what they say, what they feel, and their heart (beats a minute on the same grid)."""

    name: Person
    spoken: Feelings
    inner: Feelings
    heart_bpm: tuple[float, ...]
    present: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Norms:
    """What is ordinary in this episode, rounded, so that one scene can be felt on its own."""

    cut_rates: tuple[float, ...]                   # cuts per 10 s, deciles
    motions: tuple[float, ...]                     # deciles of shot motion
    voices: tuple[tuple[Person, tuple[float, ...]], ...]    # per speaker: log2 f0, level, brightness: 3 x 11 deciles
    voice_counts: tuple[tuple[Person, int], ...]
    warmth: float
    lightness: float
    chroma: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line together with the voice that was measured on it, in the time of its scene."""

    line: Line
    voice: SpeechSpan | None


@dataclass(frozen=True, slots=True)
class SceneView:
    """All one scene may know, in its own time: 0 is its first frame. Moving the scene changes nothing here."""

    scene: SceneId
    content: Scene            # spans inside are scene time, first_frame is 0
    length_s: Seconds
    spoken: tuple[Spoken, ...]
    tags: tuple[SoundTag, ...]
    events: tuple[Event, ...]
    silences: tuple[Quiet, ...]
    music: tuple[Span, ...]
    cuts_s: tuple[Seconds, ...]
    light: tuple[tuple[Span, ShotLight], ...]
    motion: Curve
    loudness: Curve
    luminance: Curve
    norms: Norms
    pins: tuple[Evidence, ...]    # what people's notes say of this scene
    people: tuple[Person, ...] = ()    # of the episode, who are named in the scene's action lines and labels


@dataclass(frozen=True, slots=True)
class SceneFeeling:
    """What one scene feels like, in its own time."""

    scene: SceneId
    feelings: Feelings
    nostalgia: tuple[float, ...]
    confidence: tuple[float, ...]
    characters: tuple[Inner, ...]
    turns: tuple[Turn, ...]
    evidence: tuple[Evidence, ...]
    suspense: tuple[float, ...] = ()    # tension beyond what valence and arousal explain, -1..1
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class EmotionGraph:
    """What the whole picture feels like, on picture time."""

    feelings: Feelings
    nostalgia: tuple[float, ...]
    confidence: tuple[float, ...]
    characters: tuple[Inner, ...]
    turns: tuple[Turn, ...]
    evidence: tuple[Evidence, ...]
    cautions: tuple[Caution, ...]
    suspense: tuple[float, ...] = ()    # tension beyond what valence and arousal explain, -1..1
    corrections: tuple[tuple[Correction, ...], ...] = ()    # a row for each scene that people pinned

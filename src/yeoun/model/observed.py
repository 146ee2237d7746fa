"""Observations: what is there. Each has a truth and may be right or wrong; all are rounded when they leave."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from yeoun.model.media import Caution, Curve, Production, Shot, Span
from yeoun.units.names import ShotId
from yeoun.units.time import Seconds


@dataclass(frozen=True, slots=True)
class Gradual:
    """A dissolve or a fade: the frame in its middle (of a fade: the first that shows something again), and how sure it is (0..1)."""

    frame: int
    is_fade: bool
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """What one decode of a reel's picture gave: one row a frame (float32), light rows for sampled frames only."""

    first_frame: int
    end_frame: int
    change: NDArray[np.float32]      # [frames] content difference to the frame before (0..255)
    motion: NDArray[np.float32]      # [frames] mean luma difference after removing global shift
    luminance: NDArray[np.float32]   # [frames] mean linear Y, 0..1
    light_frames: NDArray[np.int32]  # [n] frame numbers of the rows below
    light: NDArray[np.float32]       # [n, k] columns documented in observing/light.py
    cuts: tuple[int, ...]            # frames at which a new shot begins inside this reel
    gradual: tuple[Gradual, ...]     # dissolves and fades inside this reel, in order
    edges: NDArray[np.uint8]         # [2, h, w, 3] first and last small frame, to judge the joins of reels
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What one decode of the production sound gave: features every 10 ms and spans in seconds of picture."""

    production: Production
    every: Seconds
    features: NDArray[np.float32]    # [n, k] columns documented in observing/listen.py
    loudness: tuple[float, ...]      # momentary LUFS every 0.1 s (at least -70)
    speech: tuple["SpeechSpan", ...]
    music: tuple[Span, ...]
    singing: tuple[Span, ...]
    onsets: NDArray[np.float32]      # [n, k] frame-exact onsets: seconds, strength, band levels
    f0: NDArray[np.float32]          # [n, 3] seconds, hertz, confidence every 16 ms
    cautions: tuple[Caution, ...]
    bands: NDArray[np.uint8]         # [n, k] what the ear for events reads, every 20 ms (observing/bands.py)


class Light(Enum):
    """The light of a shot (docs/schema/light.json)."""

    DAY = "day"
    GOLDEN = "golden"
    NIGHT = "night"
    NEON = "neon"
    TUNGSTEN = "tungsten"
    DAWN = "dawn"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class ShotLight:
    """The light of one shot. `mired_relative` is against the episode's median; `warmth` is log2(R/B)."""

    shot: ShotId
    mired: float
    mired_relative: float
    duv: float
    warmth: float
    luminance: float
    lightness: float
    chroma: float
    saturation: float
    dark: float
    light: Light
    confidence: float


@dataclass(frozen=True, slots=True)
class SpeechSpan:
    """Someone speaks. Voice figures are None where they could not be measured."""

    span: Span
    confidence: float
    f0_hz: float | None
    level_lufs: float
    brightness_db: float | None    # energy 500-5000 Hz over 80-500 Hz
    syllables_per_s: float | None


class EventKind(Enum):
    """Non-verbal events (docs/schema/events.json)."""

    FOOTSTEP = "footstep"
    SIGH = "sigh"
    GASP = "gasp"
    BREATH = "breath"
    SOB = "sob"
    LAUGH = "laugh"
    HEARTBEAT = "heartbeat"
    IMPACT = "impact"


@dataclass(frozen=True, slots=True)
class Event:
    """Something heard. For a footstep or heartbeat one stroke; `rate` is strokes a minute of its chain, else None."""

    kind: EventKind
    at_s: Seconds
    until_s: Seconds
    confidence: float
    observer: str
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """A silence in the production sound: `kind` is black, room_tone or dramatic; salience 0..1."""

    span: Span
    level_lufs: float
    kind: str
    salience: float


@dataclass(frozen=True, slots=True)
class Observations:
    """Everything seen and heard, on picture time. `music` are spans that already hold music (or singing).

    `colours` are the mean colour of the picture's middle tones on the grid of `mired`, sRGB, 0..255.
    """

    shots: tuple[Shot, ...]
    light: tuple[ShotLight, ...]
    luminance: Curve
    mired: Curve
    saturation: Curve
    motion: Curve
    loudness: Curve
    speech: tuple[SpeechSpan, ...]
    music: tuple[Span, ...]
    events: tuple[Event, ...]
    silences: tuple[Quiet, ...]
    production: Production
    has_sound: bool
    cautions: tuple[Caution, ...]
    colours: tuple[tuple[int, int, int], ...] = ()

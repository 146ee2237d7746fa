"""What was handed in, and what the picture file says of itself."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from yeoun.model.shelf import FileRef, SoundRef
from yeoun.units.names import ShotId
from yeoun.units.time import Seconds

HEARD = (    # codes of cautions after which other sound is heard than one would expect, the gravest first (our choice)
    "script_mismatch", "script_insisted", "script_longer", "captions_outside", "cuts_length", "cuts_outside",
    "words_left_out", "temp_track", "temp_track_kept", "no_sound", "sound.damaged", "sound.hole", "sound.overlap",
    "sound.longer", "sound_longer", "sound.shorter", "sound_shorter", "surround_folded", "no_cue", "note_not_obeyed", "hit_in_silence",
    "silent_master", "master_off_target", "words_close", "cue_unheard", "music_lowered", "programme_lowered", "binaural_lowered",
    "stems_lowered", "sound.over", "hit_not_met")


INSIDE = "subtitles_inside"    # the code of what says that subtitles inside the picture file are used, which nobody handed in
CHOSEN = frozenset({INSIDE, "several_streams"})    # codes of what says which part of a file is used: worth a line at the end of a run


@dataclass(frozen=True, slots=True)
class Caution:
    """Something the user should know: a stable code, a sentence, and where (seconds of picture), if anywhere."""

    code: str
    message: str
    at_s: Seconds | None = None

    @property
    def is_heard(self) -> bool:
        """Whether other sound is heard than one would expect: people are told such first.

        >>> Caution("temp_track", "it is left out").is_heard, Caution("no_cuts", "none").is_heard
        (True, False)
        """
        return self.code in HEARD


class PictureMusic(Enum):
    """What is done with music that the picture already holds."""

    AUTO = "auto"
    KEEP = "keep"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Material:
    """Every file of one episode, each by its contents. Only the picture is required."""

    episode: str
    picture: FileRef
    script: FileRef | None = None
    subtitles: tuple[FileRef, ...] = ()
    cuts: FileRef | None = None
    dialogue: FileRef | None = None
    notes: FileRef | None = None
    house: FileRef | None = None
    streams: str | None = None    # which of the picture file are used, as asked for (reading/streams.py)
    picture_music: PictureMusic = PictureMusic.AUTO


def file_names(material: Material) -> tuple[str, ...]:
    """The names of all the files that were handed in."""
    single = (material.picture, material.script, material.cuts, material.dialogue, material.notes, material.house)
    return tuple(each.name for each in (*single, *material.subtitles) if each is not None)


@dataclass(frozen=True, slots=True)
class SoundStream:
    """One sound stream of the picture file. `start_s` is where its first sample lies in picture time."""

    index: int
    codec: str
    rate: int
    channels: int
    layout: str
    start_s: Seconds
    length_s: Seconds


@dataclass(frozen=True, slots=True)
class Media:
    """The picture file: exact constant rate, whole frames. `start_frame` is its start timecode as a frame count."""

    container: str
    codec: str
    video_stream: int
    rate: Fraction
    frames: int
    width: int
    height: int
    start_frame: int
    first_pts: int
    time_base: Fraction
    sound: SoundStream | None
    subtitle_streams: tuple[int, ...] = ()
    is_drop: bool = False    # its timecode is drop-frame

    @property
    def length_s(self) -> Seconds:
        """frames / rate."""
        return Seconds(float(Fraction(self.frames) / self.rate))


@dataclass(frozen=True, slots=True)
class Reel:
    """A stretch of picture between two keyframes, about 60 s, decoded once. `end_frame` is the first frame after it."""

    picture: FileRef
    video_stream: int
    rate: Fraction
    first_pts: int
    time_base: Fraction
    first_frame: int
    end_frame: int


@dataclass(frozen=True, slots=True)
class Span:
    """From `start_s` to `end_s`, in seconds of the time the noun lives in."""

    start_s: Seconds
    end_s: Seconds

    def __post_init__(self) -> None:
        if not 0 <= self.start_s <= self.end_s:
            raise ValueError(f"a span cannot run from {self.start_s} to {self.end_s} s")


class Transition(Enum):
    """How a shot begins."""

    CUT = "cut"
    DISSOLVE = "dissolve"
    FADE = "fade"


@dataclass(frozen=True, slots=True)
class Shot:
    """One shot; `end_frame` is the first frame after it."""

    id: ShotId
    first_frame: int
    end_frame: int
    transition: Transition
    confidence: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Values every `every` seconds, the first at 0 of the time the noun lives in."""

    every: Seconds
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Production:
    """The picture's own sound at 48 kHz, exactly as long as the picture, and the clean dialogue, if there is any."""

    sound: SoundRef | None
    dialogue: SoundRef | None
    gain_db: float = 0.0             # one constant gain that kept a source over full scale whole; 0 = as it was
    dialogue_gain_db: float = 0.0

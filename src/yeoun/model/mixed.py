"""Stems, mixes, masters and the delivery."""

from dataclasses import dataclass
from enum import Enum

from yeoun.model.media import Caution
from yeoun.model.shelf import OutFile, SoundRef
from yeoun.units.names import CueId, CueKey, LineId
from yeoun.units.time import Seconds

HEADROOM_DB = 12.0    # every stem stands this far below what the mix plays: room to sum without clipping
FULL, CENTRE = "full", "centre"    # bands of a Duck that are none: everything, and the centre loudspeaker


@dataclass(frozen=True, slots=True)
class Stem:
    """Sound of one part, stereo, cue time, 12 dB below mix level. kind: dry, room, ambience."""

    cue: CueKey
    id: CueId
    number: int
    name: str
    kind: str
    instrument: str
    group: str
    sound: SoundRef
    place: tuple[float, float, float]
    width: float
    path: tuple[tuple[float, float, float, float], ...]
    send_db: float
    duck_db: float
    peak_db: float
    heard_until_s: Seconds             # last sound above -60 dBFS (mix level), cue time; 0 when silent
    onsets_s: tuple[float, ...]        # perceptual attacks of notes that carry hits, measured on the sound
    sources: tuple[tuple[str, str, str], ...]    # (source, licence, credit)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a cue sits: its first sample in the picture (frame f is sample round(f x 48000 / rate))."""

    cue: CueKey
    id: CueId
    first_frame: int
    at_sample: int
    length: int                        # samples to the next moment
    tail: int                          # samples it may ring on
    manner: str                        # cut, ring or fade


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words over music in one stretch of speech, in LU. Unknown is None."""

    start_s: Seconds
    end_s: Seconds
    line: LineId | None
    ratio_db: float | None


@dataclass(frozen=True, slots=True)
class LoudLine:
    """Words against music under one speech span. Unknown is None."""

    start_s: Seconds
    end_s: Seconds
    line: LineId | None
    ratio_db: float | None
    estoi_loss: float | None


@dataclass(frozen=True, slots=True)
class Duck:
    """Automation: at a moment, a group and band stand at a gain.

    Band `centre` is the centre loudspeaker of 5.1 and more; what leaves it is played by left and right, each 3 dB down. In stereo, and
    so in sessions, it is nothing.
    """

    at_s: Seconds
    group: str
    band: str
    gain_db: float


@dataclass(frozen=True, slots=True)
class MixObject:
    """A sound that moves: mono, picture length, with its path (seconds, x, y, z)."""

    name: str
    sound: SoundRef
    path: tuple[tuple[float, float, float, float], ...]    # from each moment on it is there (model/panning.py)
    group: str = ""
    ducked: SoundRef | None = None     # the same as it gives way to words, for the programme masters


@dataclass(frozen=True, slots=True)
class Mix:
    """The whole mix. Files lie in the store; `files` says where each goes in OUT. Layouts are in the names."""

    files: tuple[OutFile, ...]
    groups: tuple[str, ...]
    objects: tuple[MixObject, ...]     # soloists and moving ambience
    music_714: SoundRef
    music_51: SoundRef
    music_20: SoundRef
    ducked_20: SoundRef
    ducked_714: SoundRef               # music as it gives way to words, for the programme masters
    production: SoundRef | None        # the picture's own sound, or None when it is left out
    dialogue: SoundRef | None
    ducks: tuple[Duck, ...]
    words: tuple[Stretch, ...]          # every stretch of speech beside the music, in film order
    cautions: tuple[Caution, ...]
    placements: tuple[Placement, ...] = ()    # where the cues sit, for those who lay them out again
    ducked_51: SoundRef | None = None  # the same music in 5.1, panned from the stems
    music_db: float = HEADROOM_DB      # what the mix raises every stem by
    music_lufs: float | None = None    # loudness of the stereo music; None for silence
    words_lufs: float | None = None    # loudness of all words together; None where nobody speaks
    raised: tuple[tuple[CueId, float], ...] = ()    # cues that were raised to be heard, as they give way, by how many decibels


@dataclass(frozen=True, slots=True)
class Preview:
    """What people listen to before any master: the programme and the headphones; and how well its words are understood."""

    files: tuple[OutFile, ...]
    programme_20: SoundRef
    binaural_20: SoundRef
    lines: tuple[LoudLine, ...]
    ldr_lu: float | None               # programme loudness over the words' own loudness
    cautions: tuple[Caution, ...]


class Destination(Enum):
    """The eight masters (`name` of docs/schema/masters.json)."""

    ATMOS_PROGRAMME = "atmos_programme_adm"
    ATMOS_MUSIC = "atmos_music_adm"
    STREAMING_51 = "streaming_51"
    STREAMING_20 = "streaming_20"
    BROADCAST_KR_20 = "broadcast_kr_20"
    CINEMA_51 = "cinema_51"
    CINEMA_71 = "cinema_71"
    OST_20 = "ost_20"


@dataclass(frozen=True, slots=True)
class Measured:
    """What a meter read on the finished file. None = does not exist."""

    integrated_lufs: float | None
    true_peak_dbtp: float | None
    lra_lu: float | None
    leq_m_db: float | None
    dialogue_gated_lufs: float | None


@dataclass(frozen=True, slots=True)
class Target:
    """What a destination asks. `anchor` is programme, speech or none."""

    destination: Destination
    layout: str
    channels: tuple[str, ...]          # labels in file order
    anchor: str
    lufs: float | None
    tolerance_lu: float | None
    true_peak_dbtp: float
    programme: bool                    # with the picture's own sound
    why: str
    range_lu: tuple[float, float] = (4.0, 18.0)    # loudness range wished
    quiet_lufs: float = -50.0          # what quiet bars have to reach to be heard there, short-term


@dataclass(frozen=True, slots=True)
class Settings:
    """What a master does to the music beside its gain: four bands in decibels, and a lift of quiet bars.

    `lift` is decibels for each decibel that bars lie under the music's own loudness plus `under_lu`.
    """

    low_db: float = 0.0
    warm_db: float = 0.0
    clear_db: float = 0.0
    air_db: float = 0.0
    lift: float = 0.0
    under_lu: float = 0.0

    @property
    def bands_db(self) -> tuple[float, float, float, float]:
        """The four bands."""
        return (self.low_db, self.warm_db, self.clear_db, self.air_db)


@dataclass(frozen=True, slots=True)
class Searched:
    """How a master's music was set: by a search, beside gain alone and as many settings by lot. A loss of 0 leaves nothing to wish."""

    seed: int
    tries: int
    settings: tuple[tuple[str, float], ...]        # name and value of what was taken
    loss: float                                    # of what was taken, by the programme's outline
    loss_gain_only: float
    loss_by_lot: float
    terms: tuple[tuple[str, float, float], ...]    # of the loss: name, with gain alone, as taken; 1 is a term's limit
    by_lot: tuple[tuple[str, float], ...]          # the best settings by lot


@dataclass(frozen=True, slots=True)
class Master:
    """One master: the file, what was asked, what was measured, and by which meter."""

    target: Target
    file: OutFile
    sound: SoundRef
    measured: Measured
    meter: str
    ok: bool
    gain_db: float
    reduction_p99_db: float
    cautions: tuple[Caution, ...]
    searched: Searched | None = None

"""The people's word: notes that pin, force, forbid or assign; and the house that plays."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from yeoun.model.feeling import Factors
from yeoun.model.kept import KeptBars
from yeoun.units.time import Seconds

NO = "no"    # what a note of kind music or silence says that forbids it, whatever people wrote for it (reading/asked.py)
GRADES = ("A", "B", "C")    # what a note of kind hit says: the class,
YES = "yes"                 # what a note of kind script says
STOP = "stop"               # and beside it where the music is to stop on the moment instead of striking it


class NoteKind(Enum):
    """What a note is about (`kind` of a [[note]] in the README)."""

    GRAPH = "graph"
    SILENCE = "silence"
    MUSIC = "music"
    THEME = "theme"
    MODE = "mode"
    KEY = "key"
    TEMPO = "tempo"
    CHORDS = "chords"
    HIT = "hit"
    INSTRUMENT = "instrument"
    LOCK = "lock"
    PICK = "pick"
    METHOD = "method"
    SCRIPT = "script"


@dataclass(frozen=True, slots=True)
class Note:
    """One note. Where: a scene number, or frames [first, end). `value` is plain text or `axis=number` pairs."""

    id: str
    by: str
    kind: NoteKind
    value: str
    why: str
    scene: str | None
    frames: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Notes:
    """Every note, in the order of the file, and the bars that those of kind lock keep."""

    notes: tuple[Note, ...] = ()
    kept: tuple[KeptBars, ...] = ()

    def without(self, ids: Collection[str]) -> "Notes":
        """All but some notes, and what these kept."""
        return Notes(tuple(note for note in self.notes if note.id not in ids), tuple(bars for bars in self.kept if bars.note not in ids))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a note asks of one cue, for the stages that obey it: `value` as people wrote it, or the name of one player."""

    note: str
    kind: NoteKind
    value: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one note did to one cue.

    `what` names the decision; `changed` says what is otherwise than it would be without the note; `unmet` says what was
    not obeyed, what was done instead and why. Both are empty where all was so already.
    """

    note: str
    what: str                       # mode, key, tempo, chords, theme, hit, instrument, method
    changed: str = ""
    unmet: str = ""
    at_s: Seconds | None = None     # where in the cue, None = all of it
    bars: tuple[int, ...] = ()      # the bars it moved, by number; empty = all of them
    parts: tuple[str, ...] = ()     # who plays what it moved


@dataclass(frozen=True, slots=True)
class House:
    """A team's taste. Every number is a setting with a default (our choice)."""

    name: str = "house"
    music_share: float = 0.6              # wished share of the picture that holds music
    shortest_cue_s: float = 8.0
    shortest_silence_s: float = 4.0
    hits_a_every_s: float = 15.0          # at most one class A hit in so many seconds
    hits_b_every_s: float = 6.0
    hits_c_every_s: float = 4.0
    tempo_low: float = 52.0
    tempo_high: float = 132.0
    most_themes: int = 6
    accessible_db: float = 0.0            # more room for words, in decibels
    palette: tuple[tuple[str, float], ...] = ()    # instrument name -> liking, -1 (never) .. 1 (often)
    warmth: tuple[tuple[str, float], ...] = ()     # instrument name -> how warm it is to this house, -1 (cold) .. 1 (warm)
    gugak: float = 0.35                   # liking for Korean instruments, 0..1
    heart: tuple[tuple[str, float], ...] = ()    # constants of how hearts beat, instead of those in feeling/heart.toml
    weights: Factors = ()                 # how much each kind of evidence counts in this series, as its corrections taught

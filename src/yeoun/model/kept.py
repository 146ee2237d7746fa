"""Bars that a person keeps: a stretch of a finished cue, note for note, which later runs compose around.

Beats are quarters counted from the first kept bar; seconds are counted from its first beat. It stands alone: a file beside the notes
holds all of it, so that neither the finished folder nor the store is asked again.
"""

from dataclasses import dataclass
from fractions import Fraction

from yeoun.units.names import CueId, CueKey


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note of a line (`force` 0..1); of a player also when it sounds, how, and its pitch curve (seconds from onset, cents)."""

    at_beat: Fraction
    beats: Fraction
    key: int
    force: float
    why: str
    onset_s: float = 0.0
    length_s: float = 0.0
    articulation: str = ""
    ornament: str = ""
    cents: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class KeptChord:
    """A chord: its degree in the mode, its symbol, pitch classes from the root on, and the bass."""

    at_beat: Fraction
    beats: Fraction
    symbol: str
    degree: str
    pitch_classes: tuple[int, ...]
    bass: int
    tension: float
    heart_bpm: float


@dataclass(frozen=True, slots=True)
class KeptVoice:
    """A line of the texture within the kept bars, by the name it has in the sketch."""

    name: str
    role: str
    notes: tuple[KeptNote, ...]


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A player within the kept bars, by name, with levels (seconds, 0..1) and pedal (seconds, down) there."""

    name: str
    instrument: str
    role: str
    voices: tuple[str, ...]
    notes: tuple[KeptNote, ...]
    level: tuple[tuple[float, float], ...]
    pedal: tuple[tuple[float, bool], ...]


@dataclass(frozen=True, slots=True)
class KeptBars:
    """Bars of one cue as they stood. `at_halves` is their first beat in halves of a microsecond of cue time.

    `note` is the id of the lock ("" = none yet); `periods` are whole microseconds a quarter, one for every half-beat.
    """

    note: str
    cue: CueKey
    id: CueId
    first_bar: int
    last_bar: int
    key: str
    mode: str
    metre: int
    at_halves: int
    periods: tuple[int, ...]
    bars: tuple[tuple[int, int], ...]      # numerator, denominator
    chords: tuple[KeptChord, ...]
    voices: tuple[KeptVoice, ...]
    parts: tuple[KeptPart, ...]
    first_frame: int = 0                   # of the picture, where their cue began

    @property
    def beats(self) -> Fraction:
        """How many quarters they last."""
        return Fraction(len(self.periods), 2)

    @property
    def at_s(self) -> float:
        """When they begin, in cue time."""
        return self.at_halves / 2e6

    @property
    def end_s(self) -> float:
        """When they end, in cue time."""
        return (self.at_halves + sum(self.periods)) / 2e6

    @property
    def bpm(self) -> float:
        """Their mean tempo."""
        return 60e6 * len(self.periods) / sum(self.periods)

    @property
    def said(self) -> str:
        """Which bars they are, in words.

        >>> KeptBars("n", CueKey("k"), CueId("1m02"), 3, 6, "C", "major", 4, 0, (), (), (), (), ()).said
        'bars 3-6 of 1m02'
        """
        several = self.last_bar > self.first_bar
        return f"bars {self.first_bar}-{self.last_bar} of {self.id}" if several else f"bar {self.first_bar} of {self.id}"

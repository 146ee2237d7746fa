"""Beats against seconds and speech, for all who write notes: the grid of a cue, and where it must hush.

Rules under dialogue (our choice): a free band around the voice, no attack just before a
line, and nothing at all begins in the beat after a key line.
"""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from math import log2

from yeoun.model.composed import Bar, BriefLine, TempoMap

BEFORE_LINE_S = 0.15      # our choice
AFTER_KEY_S = 1.0         # our choice: one beat and one second
BAND = 9                  # our choice: semitones to either side of the voice
_UNKNOWN_VOICE_HZ = 165.0    # our choice: between the usual medians of men and women


@dataclass(frozen=True, slots=True)
class Grid:
    """The time of a cue. `times` are the seconds of every half-beat; `hit_beats` has None for a hit not met."""

    tempo_map: TempoMap
    bars: tuple[Bar, ...]
    end_beat: Fraction
    hit_beats: tuple[Fraction | None, ...]
    remarks: tuple[str, ...]
    times: tuple[float, ...]
    reference: float
    metre: int

    def seconds(self, beat: Fraction) -> float:
        """When a beat falls, from the table; beyond the ends the nearest period runs on."""
        top, under = beat.numerator * 2, beat.denominator    # half-beats, in whole numbers: everyone asks, all the time
        place = min(max(0, top // under), len(self.times) - 2)
        period = self.times[place + 1] - self.times[place]
        return self.times[place] + (top - place * under) / under * period

    def beat_at(self, at_s: float) -> float:
        """The beat at a moment of the cue."""
        place = min(max(0, bisect_right(self.times, at_s) - 1), len(self.times) - 2)
        return (place + (at_s - self.times[place]) / (self.times[place + 1] - self.times[place])) / 2

    def bpm_at(self, beat: Fraction) -> float:
        """The tempo at a beat."""
        place = min(max(0, beat.numerator * 2 // beat.denominator), len(self.times) - 2)
        return 30.0 / (self.times[place + 1] - self.times[place])

    def bar_end(self, bar: Bar) -> Fraction:
        """Where a bar ends."""
        return bar.at_beat + Fraction(4 * bar.beats, bar.unit)

    def bar_of(self, beat: Fraction) -> Bar:
        """The bar a beat lies in."""
        return self.bars[max(0, bisect_right([bar.at_beat for bar in self.bars], beat) - 1)]


@dataclass(frozen=True, slots=True)
class Hush:
    """The lines under a cue, as the music must respect them. `beat_s` is the length of a beat."""

    lines: tuple[BriefLine, ...]
    beat_s: float

    def speaking(self, at_s: float) -> BriefLine | None:
        """The line spoken at a moment."""
        return next((line for line in self.lines if line.span.start_s <= at_s < line.span.end_s), None)

    def is_key_quiet(self, at_s: float) -> bool:
        """Does the moment lie in the quiet after a key line?"""
        length = max(AFTER_KEY_S, self.beat_s)
        return any(line.is_key and line.span.end_s - 1e-6 <= at_s < line.span.end_s + length for line in self.lines)

    def may_attack(self, at_s: float) -> bool:
        """May a note begin at this moment?"""
        soon = any(line.span.start_s - BEFORE_LINE_S - 1e-6 <= at_s < line.span.start_s for line in self.lines)
        return not soon and not self.is_key_quiet(at_s)

    def covered(self, start_s: float, end_s: float) -> float:
        """The share of a stretch in which someone speaks; two who speak at once count once."""
        if end_s <= start_s:
            return 0.0
        spoken, until_s = 0.0, start_s
        for line in sorted(self.lines, key=lambda line: line.span.start_s):
            begin_s, last_s = max(until_s, line.span.start_s), min(end_s, line.span.end_s)
            if last_s > begin_s:
                spoken, until_s = spoken + last_s - begin_s, last_s
        return min(1.0, spoken / (end_s - start_s))

    def band(self, start_s: float, end_s: float) -> tuple[int, int] | None:
        """The keys to leave free between two moments (the union of all voices then), or None when nobody speaks."""
        centres = [round(69 + 12 * log2((line.f0_hz or _UNKNOWN_VOICE_HZ) / 440.0)) for line in self.lines
                   if line.span.start_s - BEFORE_LINE_S < end_s and line.span.end_s + BEFORE_LINE_S > start_s]
        return (min(centres) - BAND, max(centres) + BAND) if centres else None

"""All that is settled before the voices are written: time, speech, phrases, chords and the swell of the whole."""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction

from yeoun.composing.chords import Harmony
from yeoun.composing.form import Phrase, feeling_at
from yeoun.composing.grid import Grid, Hush
from yeoun.composing.harmony import Slot
from yeoun.composing.reserve import Close
from yeoun.model.composed import Brief
from yeoun.model.spotted import Ending
from yeoun.units.modes import Mode

WEIGHT = {"melody": 0.95, "counter": 0.72, "bed": 0.62, "pulse": 0.66, "bass": 0.76, "pad": 0.5, "drone": 0.55,
          "grace": 0.6}     # our choice: how loud a role is within the whole
UNDER_WORDS = 0.40          # our choice: at or below mp
LOWEST, HIGHEST = 36, 84    # C2..C6, for later orchestration


@dataclass(frozen=True, slots=True)
class Climax:
    """Where the highest tone of the tune may sound.

    phrases  numbers of the phrases in which a line of our own may take it, the best first; empty where a theme takes it
    key      the theme's highest key, which all else stays under; where a line takes it, the highest key of all themes (or 0)
    """

    phrases: tuple[int, ...]
    key: int


@dataclass(frozen=True, slots=True)
class Canvas:
    """The cue before its voices. `voicing` has four keys for every slot; `swell` a level every half-beat.

    `close` is where it turns to the mode held in reserve, if it does; `climax` where the tune culminates, once that is known.
    """

    brief: Brief
    grid: Grid
    hush: Hush
    phrases: tuple[Phrase, ...]
    slots: tuple[Slot, ...]
    harmony: tuple[Harmony, ...]
    voicing: tuple[tuple[int, ...], ...]
    mode: Mode
    tonic: int
    swell: tuple[float, ...]
    close: Close | None = None
    climax: Climax | None = None

    def mode_at(self, beat: Fraction) -> Mode:
        """The mode a beat is sung in: the cue's, from the close on the one held in reserve."""
        return self.close.mode if self.close is not None and beat >= self.close.at_beat else self.mode

    def slot_at(self, beat: Fraction) -> int:
        """Which slot a beat lies in."""
        return max(0, bisect_right([slot.at_beat for slot in self.slots], beat) - 1)

    def phrase_at(self, beat: Fraction) -> Phrase:
        """Which phrase a beat lies in."""
        return self.phrases[max(0, bisect_right([phrase.at_beat for phrase in self.phrases], beat) - 1)]

    def force(self, beat: Fraction, role: str, accent: float = 0.0) -> float:
        """How hard a role strikes at a beat: the swell, the role, the place in the bar."""
        level = self.swell[min(max(0, int(beat * 2)), len(self.swell) - 1)]
        bar = self.grid.bar_of(beat)
        metric = 0.05 if beat == bar.at_beat else (0.0 if (beat - bar.at_beat).denominator == 1 else -0.04)
        return round(min(1.0, max(0.06, level * WEIGHT[role] / 0.8 + metric + accent)), 3)


def swell(brief: Brief, grid: Grid, hush: Hush, phrases: tuple[Phrase, ...]) -> tuple[float, ...]:
    """The level of the whole, 0..1, every half-beat: it follows arousal, breathes with the phrase, bows to words."""
    levels = []
    last = len(grid.times) - 1
    for half, at_s in enumerate(grid.times):
        beat = Fraction(half, 2)
        _, arousal, tension = feeling_at(brief.intent, at_s)
        phrase = phrases[max(0, bisect_right([p.at_beat for p in phrases], beat) - 1)]
        place = float((beat - phrase.at_beat) / phrase.beats)
        level = 0.13 + 0.68 * arousal + 0.07 * tension + 0.05 * (1 - abs(place - 0.65) / 0.65) - 0.02
        if hush.speaking(at_s) or hush.speaking(at_s + 0.25):
            level = min(level, UNDER_WORDS)
        if half < 3 and float(brief.length_s) > 8 and phrase.hit is None:
            level -= 0.02 * (3 - half)
        left = (last - half) / max(1, last)
        match brief.ending:
            case Ending.FADE:
                level *= min(1.0, 0.12 + left / 0.22)
            case Ending.RING:
                level *= min(1.0, 0.78 + left / 0.45)
            case Ending.CUT:
                pass
        levels.append(round(min(1.0, max(0.05, level)), 3))
    return tuple(levels)

"""The time of one cue: beats as seconds, the swell of the whole, and where playing must end.

A tempo map may hold hundreds of marks, and every note and every point of a level curve asks it; so the map is summed
up once. Moments stay exact fractions of a microsecond until they become seconds.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from yeoun.model.composed import Brief, Sketch
from yeoun.model.spotted import Ending
from yeoun.units.time import Seconds


@dataclass(frozen=True, slots=True)
class Clock:
    """The cue's time."""

    sketch: Sketch
    until_s: float                   # nothing may be struck from here on
    sounds_s: float                  # nothing may sound from here on
    seconds: Callable[[Fraction], Seconds]       # beats in cue seconds
    swells_s: tuple[tuple[float, float], ...]    # the sketch's dynamics in cue seconds

    def at(self, beat: Fraction) -> float:
        """A beat in cue seconds, whole microseconds."""
        return round(float(self.seconds(beat)), 6)

    def swell(self, at_s: float) -> float:
        """The level of the whole (0..1) at a moment, straight between the sketch's points; half where it has none."""
        points = self.swells_s
        if not points:
            return 0.5
        here = bisect_right(points, (at_s, 2.0))
        if here == 0 or here == len(points):
            return points[max(0, here - 1)][1]
        (left, low), (right, high) = points[here - 1], points[here]
        return low + (high - low) * (at_s - left) / (right - left)


def sounding_limits(brief: Brief) -> tuple[float, float]:
    """Until when notes may be struck, and until when anything may sound, after the cue's ending (cue seconds).

    A cut ends both with the cue; what rings is struck inside the cue and sounds through the tail; a fade plays on.
    """
    length, tail = float(brief.length_s), float(brief.tail_s)
    match brief.ending:
        case Ending.CUT:
            return length, length
        case Ending.RING:
            return length, length + tail
        case Ending.FADE:
            return length + tail, length + tail


def clock_of(sketch: Sketch, brief: Brief) -> Clock:
    """The clock of a cue.

    sketch   its tempo map and dynamics
    brief    its length, tail and ending
    """
    seconds = sketch.tempo_map.timing()
    swells = tuple((round(float(seconds(beat)), 6), level) for beat, level in sketch.dynamics)
    until_s, sounds_s = sounding_limits(brief)
    return Clock(sketch, until_s, sounds_s, seconds, swells)

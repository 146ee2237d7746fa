"""Where a comment stands: frames at an exact rate, and beside them the bar, the stem and the curve it is about. Never seconds."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a version.

    frame, end_frame  of the picture, both included: one frame has them equal
    rate_num, rate_den  frames a second, as 24000 and 1001
    cue               the id of a cue, or None
    bar, beat_num, beat_den  bar of that cue from 1, and beats of its metre from its beginning, as a fraction; or all None
    stem              the name of a part of that cue, or None
    curve, character  a curve of the emotion graph there (valence, arousal, tension, nostalgia, heart), and whose (None: the scene's)
    """

    frame: int
    end_frame: int
    rate_num: int
    rate_den: int
    cue: str | None = None
    bar: int | None = None
    beat_num: int | None = None
    beat_den: int | None = None
    stem: str | None = None
    curve: str | None = None
    character: str | None = None

    @property
    def rate(self) -> Fraction:
        """Frames a second."""
        return Fraction(self.rate_num, self.rate_den)

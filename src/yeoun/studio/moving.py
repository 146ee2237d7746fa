"""Where a comment of an earlier version stands in another one: at the same frame, moved with its cue, or nowhere, and then it says so.

The same picture keeps its frames. In another picture a comment goes with its cue: to the same bar and beat where it names them, else as far
behind the cue's first frame as before. What has no cue, or whose cue is gone or became too short, is orphaned: it is shown at its last
known place, and marked. Nothing is ever dropped, and nothing is guessed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from yeoun.studio.anchors import Anchor
from yeoun.studio.paging import Bar


class Hold(Enum):
    """How well a place is known."""

    EXACT = "exact"
    MOVED = "moved"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Stands:
    """What a version is, as far as places in it go. `cues`: first frame, and first frame after it, by the cue's id."""

    picture: str
    rate: Fraction
    frames: int
    cues: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Here:
    """A place in another version; both frames are part of it."""

    hold: Hold
    frame: int
    end_frame: int


def here(anchor: Anchor, was: Stands, now: Stands, bars: Callable[[str], tuple[Bar, ...]]) -> Here:
    """Where a comment stands now.

    was, now  the version it was said about, and the one that is looked at
    bars      of a cue as the version that is looked at has it; asked for only where they are needed
    """
    if was.picture == now.picture and was.rate == now.rate:
        return Here(Hold.EXACT, anchor.frame, anchor.end_frame)
    length = round((anchor.end_frame - anchor.frame) / was.rate * now.rate)
    at = _in_cue(anchor, was, now, bars)
    if at is not None:
        return Here(Hold.MOVED, at, min(at + length, now.frames - 1))
    last = min(round(anchor.frame / was.rate * now.rate), now.frames - 1)
    return Here(Hold.ORPHANED, last, min(last + length, now.frames - 1))


def _in_cue(anchor: Anchor, was: Stands, now: Stands, bars: Callable[[str], tuple[Bar, ...]]) -> int | None:
    if anchor.cue is None or anchor.cue not in was.cues or anchor.cue not in now.cues:
        return None
    (before, _), (start, end) = was.cues[anchor.cue], now.cues[anchor.cue]
    if anchor.bar is not None and anchor.beat_num is not None and anchor.beat_den is not None:
        at = _at_bar(bars(anchor.cue), anchor.bar, Fraction(anchor.beat_num, anchor.beat_den), end)
    else:
        at = start + round((anchor.frame - before) / was.rate * now.rate)
    return at if at is not None and start <= at < min(end, now.frames) else None


def _at_bar(bars: tuple[Bar, ...], number: int, beat: Fraction, end: int) -> int | None:
    found = {each.number: each for each in bars}
    if number not in found:
        return None
    bar = found[number]
    next_frame = found[number + 1].frame if number + 1 in found else end
    return bar.frame + int(beat / bar.beats * (next_frame - bar.frame))

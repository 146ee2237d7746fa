"""Synthetic clips with every edit known to the frame, and with what looks like an edit and is none.

*Truth*: a cut is the first frame of the new shot; a dissolve or fade runs from the first frame that is touched to the first that is
wholly the new shot. A trap names what happens inside a shot (first frame, first frame after).
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import av
import numpy as np
from numpy.typing import NDArray

from tests.observing.strangers.pictures import HEIGHT, WIDTH, Look, Picture, look, place
from tests.observing.strangers.traps import TRAPS, Trap, trapped
from yeoun.model.media import Transition
from yeoun.units.luck import Luck, Take, luck

OPEN = tuple(range(301, 317))       # may be looked at
CLOSED = tuple(range(7301, 7313))   # are only counted; 951 to 955 were, and have been seen since
RATES = (Fraction(24000, 1001), Fraction(25))
SECONDS = 45
Coded: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Edit:
    """One way from a shot to the next: its kind, what makes it hard, where it is."""

    kind: Transition
    name: str
    first: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A clip's frames (uint8 RGB) and what is true of them."""

    name: str
    rate: Fraction
    frames: tuple[Coded, ...]
    edits: tuple[Edit, ...]
    traps: tuple[Trap, ...]


@dataclass(slots=True)
class _Shot:
    seen: Look
    trap: Trap | None
    frames: int


def _shot(canvas: Picture, dark: bool, trap: str | None, like: Look | None, fate: Luck) -> _Shot:
    frames = int(fate.integers(60, 110)) if trap else int(fate.integers(26, 96))
    what = None
    whip = None
    if dark and trap is not None and trap.startswith("light"):
        trap = "headlights"    # nobody sees a lamp go out at night in a dark room, or lightning that is drawn as a factor
    if trap is not None:
        took = TRAPS[trap](fate)
        first = int(fate.integers(14, max(frames - took - 14, 15)))
        what = Trap(trap, first, first + took)
        whip = (first, first + took) if trap == "whip pan" else None
    return _Shot(look(canvas, frames + 60, dark, fate, whip=whip, like=like), what, frames)


def _coded(picture: Picture) -> Coded:
    return np.asarray(np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)


def _mixed(before: Picture, after: Picture, share: float) -> Picture:
    return np.asarray(before * np.float32(1 - share) + after * np.float32(share), dtype=np.float32)


def _transition(fate: Luck, alike: bool) -> tuple[Transition, str, int]:
    """How the next shot begins: kind, name, frames."""
    lot = fate.random()
    if lot < 0.62 or alike:
        return Transition.CUT, "", 0
    if lot < 0.84:
        return Transition.DISSOLVE, "", int(fate.integers(8, 49))
    colour = "white" if fate.random() < 0.35 else "black"
    return Transition.FADE, f"through {colour}", int(fate.integers(12, 49))


def _share(kind: Transition, name: str, k: int, length: int, before: Picture, after: Picture) -> Picture:
    """The k-th frame of a transition."""
    if kind is Transition.DISSOLVE:
        return _mixed(before, after, (k + 1) / (length + 1))
    colour = np.full_like(before, 1.0 if name == "through white" else 0.0)
    hold = length // 5
    half = (length - hold) / 2
    if k < half:
        return _mixed(before, colour, min((k + 1) / half, 1.0))
    return colour if k < half + hold else _mixed(colour, after, (k - half - hold + 1) / (half + 1))


def clip(seed: int, seconds: float = SECONDS) -> Clip:
    """The clip of a seed: shots of every sort until it is long enough; the same for ever."""
    fate = luck(Take(seed), "stranger", "clip")
    rate = RATES[seed % 2]
    whole = int(seconds * rate)
    frames: list[Coded] = []
    edits: list[Edit] = []
    traps: list[Trap] = []
    canvas, dark = place(fate), False
    old: _Shot | None = None
    names = [str(each) for each in fate.permutation(list(TRAPS))]
    while len(frames) < whole:
        alike = old is not None and fate.random() < 0.3
        if not alike:
            canvas, dark = place(fate), fate.random() < 0.25
        trap = names[len(traps) % len(names)] if fate.random() < 0.5 else None
        shot = _shot(canvas, dark, trap, old.seen if alike and old is not None else None, fate)
        if old is not None:
            kind, name, length = _transition(fate, alike)
            label = name or ("same place, dark" if alike and dark else "same place" if alike else "dark" if dark else "plain")
            if kind is Transition.DISSOLVE:
                label = f"{'over' if length > 24 else 'up to'} 24 frames{', dark' if dark else ''}"
            edits.append(Edit(kind, label, len(frames), len(frames) + length))
            for k in range(length):
                before = trapped(old.seen, old.frames + k, old.trap, fate)
                after = trapped(shot.seen, 0, shot.trap, fate)
                frames.append(_coded(_share(kind, name, k, length, before, after)))
        if shot.trap is not None:
            traps.append(Trap(shot.trap.name, len(frames) + shot.trap.first, len(frames) + shot.trap.end))
        for k in range(shot.frames):
            frames.append(_coded(trapped(shot.seen, k, shot.trap, fate)))
        old = shot
    return Clip(f"clip {seed}", rate, tuple(frames), tuple(edits), tuple(traps))


def write(made: Clip, into: Path) -> Path:
    """The clip as H.264 in MP4, 320x180."""
    with av.open(str(into), "w") as out:
        stream = out.add_stream("libx264", rate=made.rate, options={"crf": "19", "preset": "veryfast", "threads": "1"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for each in made.frames:
            out.mux(stream.encode(av.VideoFrame.from_ndarray(each, format="rgb24")))
        out.mux(stream.encode())
    return into

"""The exact frame rate behind presentation times.

Containers round times to their own clock (WebM and MKV to whole milliseconds), so several rates may explain a short
film. Standard rates are tried first, the one the header names before the others, then the rate the times themselves
spell out; a rate is accepted when no frame strays more than one tick from its place (our choice). A damaged file lacks
frames; those that are left must lie in their places all the same.
"""

from dataclasses import dataclass
from fractions import Fraction

from yeoun.errors import InputRefused
from yeoun.units.time import Rate, exact_rate

STANDARD = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(48000, 1001),
    Fraction(48),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
    Fraction(12),
    Fraction(15),
    Fraction(15000, 1001),
    Fraction(25, 2),
    Fraction(10),
    Fraction(20),
    Fraction(100),
    Fraction(120000, 1001),
    Fraction(120),
)
TICKS = 1  # our choice: how far a frame may stray from its place
SLOWEST, FASTEST = Fraction(5), Fraction(240)  # our choice: what a film may run at
MOST_MISSING = Fraction(1, 20)  # our choice: frames a film may lack anywhere; one that lacks more has a varying rate,
TORN = 240  # our choice: unless they lie together, in one place of so many frames (and three more): that is damage


@dataclass(frozen=True, slots=True)
class Grid:
    """The exact rate, and the number of every frame there is, ascending from 0."""

    rate: Rate
    numbers: tuple[int, ...]

    @property
    def frames(self) -> int:
        """How many frames the picture lasts, those that are missing in it counted."""
        return self.numbers[-1] + 1


def grid_of(pts: list[int], base: Fraction, declared: Fraction | None, name: str) -> Grid:
    """The places of all frames.

    pts       presentation times of all frames, ascending, in ticks
    base      seconds a tick
    declared  the rate the header names, if any
    name      the file, for refusals
    Refuses   InputRefused, when the rate varies or cannot be one of a film

    >>> grid_of([0, 40, 80, 160, *range(200, 1000, 40)], Fraction(1, 1000), Fraction(25), "a.mkv").numbers[:5]
    (0, 1, 2, 4, 5)
    """
    try:
        return Grid(constant_rate(pts, base, declared, name), tuple(range(len(pts))))
    except InputRefused:
        gaps = sorted(later - sooner for sooner, later in zip(pts, pts[1:], strict=False))
        usual = gaps[len(gaps) // 2] * base if gaps else Fraction(0)
        for rate in _candidates(1 / usual, declared) if usual > 0 else []:
            numbers = _on_grid(pts, base, rate)
            if numbers is not None and SLOWEST <= rate <= FASTEST:
                return Grid(rate, numbers)
        raise


def _on_grid(pts: list[int], base: Fraction, rate: Fraction) -> tuple[int, ...] | None:
    """The number of every frame, when each lies within a tick of a place of its own and few places are empty."""
    step = 1 / (rate * base)
    top, under = step.numerator, step.denominator
    numbers = [(2 * (at - pts[0]) * under + top) // (2 * top) for at in pts]
    is_near = all(abs((at - pts[0]) * under - n * top) <= _reach(step) for at, n in zip(pts, numbers, strict=True))
    is_rising = all(later > sooner for sooner, later in zip(numbers, numbers[1:], strict=False))
    missing = numbers[-1] + 1 - len(numbers)
    places = sum(later - sooner > 1 for sooner, later in zip(numbers, numbers[1:], strict=False))
    is_damage = missing <= MOST_MISSING * len(numbers) or (places <= 3 + len(numbers) // TORN and missing <= len(numbers))
    return tuple(numbers) if is_near and is_rising and is_damage else None


def constant_rate(pts: list[int], base: Fraction, declared: Fraction | None, name: str) -> Rate:
    """The exact rate of a picture.

    pts       presentation times of all frames, ascending, in ticks
    base      seconds a tick
    declared  the rate the header names, if any
    name      the file, for refusals
    Refuses   InputRefused, when the rate varies or cannot be one of a film

    >>> constant_rate([0, 42, 83, 125], Fraction(1, 1000), Fraction(24), "a.webm")
    Fraction(24, 1)
    """
    if len(pts) < 2:
        raise InputRefused(name=name, where="the picture", why="it is a still, a single frame", now="Give a film")
    ticks_a_frame = Fraction(pts[-1] - pts[0], len(pts) - 1)
    if ticks_a_frame <= 0:
        raise InputRefused(
            name=name, where="the picture", why="all its frames carry the same time", now="Export it again"
        )
    spelled = 1 / (ticks_a_frame * base)
    for rate in _candidates(spelled, declared):
        if _strays(pts, base, rate) is None and SLOWEST <= rate <= FASTEST:
            return rate
    if not SLOWEST <= spelled <= FASTEST:
        raise InputRefused(
            name=name,
            where="the picture",
            why=f"it runs at {float(spelled):.3f} frames a second, which no film does",
            now="Export it at a standard rate such as 24 or 25",
        )
    return _refused(pts, base, declared or spelled, name)


def _candidates(spelled: Fraction, declared: Fraction | None) -> list[Fraction]:
    near = sorted(
        (rate for rate in STANDARD if abs(rate / spelled - 1) < Fraction(1, 50)), key=lambda rate: abs(rate - spelled)
    )
    first: list[Fraction] = []
    if declared:
        named = _snapped(declared)
        first = [named] if named in STANDARD else []
        near += [named]
    return list(dict.fromkeys([*first, *near, spelled]))


def _snapped(rate: Fraction) -> Fraction:
    """A header's rate as the standard rate it rounds (2997/125 is 24000/1001), else itself.

    >>> _snapped(Fraction(2997, 125))
    Fraction(24000, 1001)
    """
    if rate in STANDARD:
        return rate
    for digits in (3, 2):
        try:
            return exact_rate(round(float(rate), digits))
        except ValueError:
            continue
    return rate


def _reach(step: Fraction) -> int:
    """How far a frame may stray, in parts of a tick; none at all where a tick is as long as half a frame (AVI)."""
    return TICKS * step.denominator if step > 2 * TICKS else 0


def _strays(pts: list[int], base: Fraction, rate: Fraction) -> int | None:
    """The first frame that lies more than a tick from its place; None when all are there."""
    step = 1 / (rate * base)
    top, under = step.numerator, step.denominator
    reach, first = _reach(step), pts[0]
    return next((n for n, at in enumerate(pts) if abs((at - first) * under - n * top) > reach), None)


def _refused(pts: list[int], base: Fraction, rate: Fraction, name: str) -> Rate:
    frame = _strays(pts, base, rate) or 0
    at = float((pts[frame] - pts[0]) * base)
    gaps = [later - sooner for sooner, later in zip(pts, pts[1:], strict=False)]
    least, most = (1 / (float(gap * base) or float(base)) for gap in (max(gaps), min(gaps)))
    raise InputRefused(
        name=name,
        where=f"frame {frame}, {at:.3f} s",
        why=f"its frame rate varies ({least:.2f} to {most:.2f} frames a second)",
        now=f"Conform it first, for example: ffmpeg -i {name} -fps_mode cfr -r {rate} conformed.mp4",
    )

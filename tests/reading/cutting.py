"""Films cut at random, painted frame by frame, and written as EDL, OTIO and FCPXML by writers that share nothing with the readers."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from xml.sax.saxutils import quoteattr

import opentimelineio as otio
from hypothesis import strategies as st

from yeoun.units.time import label

RATES = tuple(Fraction(n, d) for n, d in ((24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (50, 1), (60000, 1001), (60, 1)))
HOURS = (0, 1, 10)
NAMES = ("옥상", "A001_C002", "거리 밤", "막차 🚌", 'say "no"', "x" * 60, "a & b <c>", "tab\tbed")


@dataclass(frozen=True)
class Item:
    """A stretch of the lower track: so many frames of a clip, or of nothing; a dissolve reaches `before` and `after` its first frame."""

    frames: int
    clip: str
    before: int = 0
    after: int = 0


@dataclass(frozen=True)
class Film:
    """A lower track, and stretches (first frame, frames, clip) that lie over it."""

    rate: Fraction
    hour: int
    items: tuple[Item, ...]
    above: tuple[tuple[int, int, str], ...]

    @property
    def frames(self) -> int:
        """How long it is."""
        return sum(item.frames for item in self.items)

    @property
    def starts(self) -> list[int]:
        """The first frame of every item."""
        return list(accumulate((item.frames for item in self.items[:-1]), initial=0))

    def start(self, drop: bool = False) -> int:
        """Its timecode as a frame count; drop-frame labels skip 108 an hour at 29.97."""
        counted = -(-self.rate.numerator // self.rate.denominator)
        return self.hour * (3600 * counted - (counted // 30 * 108 if drop else 0))


@st.composite
def films(draw: st.DrawFn, mixed: bool = True, from_middle: bool = True) -> Film:
    """Films of up to twenty stretches with gaps, dissolves, and stretches on a second track."""
    items: list[Item] = []
    for n in range(draw(st.integers(1, 20))):
        frames, is_gap = draw(st.integers(6, 200)), n > 0 and bool(items[-1].clip) and draw(st.integers(0, 4)) == 0
        before, after = 0, 0
        if mixed and n and items[-1].clip and not is_gap and draw(st.booleans()):
            before, after = (draw(st.integers(0, 3)) if from_middle else 0), draw(st.integers(1, 3))
        items.append(Item(frames, "" if is_gap else f"{draw(st.sampled_from(NAMES))} {n}", before, after))
    total, at, above = sum(item.frames for item in items), 0, []
    for n in range(draw(st.integers(0, 4))):
        begin, frames = at + draw(st.integers(0, 60)), draw(st.integers(1, 90))
        if begin + frames < total:
            above.append((begin, frames, f"over {n}"))
            at = begin + frames
    return Film(draw(st.sampled_from(RATES)), draw(st.sampled_from(HOURS)), tuple(items), tuple(above))


def painted(film: Film) -> list[tuple[int, bool, int, str]]:
    """The cuts of a film, found by painting every frame: (frame, is a dissolve, its length, clip)."""
    canvas = [item.clip for item in film.items for _ in range(item.frames)]
    covered = [False] * (len(canvas) + 1)
    for begin, frames, clip in film.above:
        canvas[begin:begin + frames] = [clip] * frames
        covered[begin:begin + frames + 1] = [True] * (frames + 1)
    while canvas and not canvas[-1]:
        canvas.pop()    # nothing is left to cut to after the last picture
    mixes = {at: item for at, item in zip(film.starts, film.items, strict=True) if item.before + item.after and not covered[at]}
    cuts: dict[int, tuple[int, bool, int, str]] = {}    # two that fall on one frame are one cut: the earlier edit
    for at in range(1, len(canvas)):
        if canvas[at] != canvas[at - 1]:
            mix, length = mixes.get(at), 0 if at not in mixes else mixes[at].before + mixes[at].after
            middle = at if mix is None else at - mix.before + length // 2
            cuts.setdefault(middle, (middle, mix is not None, length, canvas[at] or "BL"))
    return [cuts[at] for at in sorted(cuts) if 0 < at < film.frames]


def as_edl(film: Film, drop: bool = False) -> str:
    """CMX3600: the lower track as V, the upper as V2; dissolves begin at their cut."""
    lines, number = ["TITLE: FILM", f"FCM: {'DROP FRAME' if drop else 'NON-DROP FRAME'}"], 0

    def tc(frame: int) -> str:
        return label(frame + film.start(drop), film.rate, drop)

    def event(track: str, kind: str, begin: int, end: int, clip: str, number: int) -> list[str]:
        return [f"{number:03}  AX       {track:<5} {kind:<8} {label(0, film.rate, drop)} {label(end - begin, film.rate, drop)} {tc(begin)} "
                f"{tc(end)}", f"* {'TO' if kind.startswith('D') else 'FROM'} CLIP NAME: {clip}"]

    for at, item in zip(film.starts, film.items, strict=True):
        if item.clip:
            number += 1
            if item.after:
                lines += event("V", "C", at, at, "before", number)
            lines += event("V", f"D    {item.after:03}" if item.after else "C", at, at + item.frames, item.clip, number)
    for begin, frames, clip in film.above:
        number += 1
        lines += event("V2", "C", begin, begin + frames, clip, number)
    return "\n".join(lines) + "\n"


def as_otio(film: Film) -> str:
    """OTIO by its own library: two tracks under a start timecode."""
    rate = float(film.rate)

    def span(frames: int, start: int = 0) -> otio.opentime.TimeRange:
        return otio.opentime.TimeRange(otio.opentime.RationalTime(start, rate), otio.opentime.RationalTime(frames, rate))

    timeline = otio.schema.Timeline("film", global_start_time=otio.opentime.RationalTime(film.start(), rate))
    lower, upper = (otio.schema.Track(name, kind="Video") for name in ("V1", "V2"))
    timeline.tracks.extend([lower, upper, otio.schema.Track("A1", kind="Audio")])
    timeline.tracks[2].append(otio.schema.Clip("words", source_range=span(film.frames + 40)))
    for item in film.items:
        if item.before + item.after:
            lower.append(otio.schema.Transition(in_offset=span(item.before).duration, out_offset=span(item.after).duration,
                                                transition_type="SMPTE_Dissolve"))
        lower.append(otio.schema.Clip(item.clip, source_range=span(item.frames, 86_400)) if item.clip else
                     otio.schema.Gap(source_range=span(item.frames)))
    at = 0
    for begin, frames, clip in film.above:
        upper.append(otio.schema.Gap(source_range=span(begin - at)))
        upper.append(otio.schema.Clip(clip, source_range=span(frames, 17)))
        at = begin + frames
    return str(timeline.to_json_string())


def as_fcpxml(film: Film, version: str = "1.9", counts_from_start: bool = True) -> str:
    """FCPXML: the lower track as the storyline, the upper connected to the item it begins over, on lane 1."""
    tick = 1 / film.rate

    def time(frames: Fraction | int) -> str:
        exact = frames * tick
        return f"{exact.numerator * 3}/{exact.denominator * 3}s" if exact.denominator > 1 else f"{exact.numerator}s"

    base = film.start() if counts_from_start else 0
    body = []
    for n, (at, item) in enumerate(zip(film.starts, film.items, strict=True)):
        length, local = item.before + item.after, 5000 + n    # a clip's own time begins anywhere
        if length:
            body.append(f'<transition name="Cross Dissolve" offset="{time(base + at - item.before)}" duration="{time(length)}"/>')
        over = "".join(f'<asset-clip ref="r2" lane="1" name={quoteattr(clip)} offset="{time(local + first - at)}" duration="{time(long)}"/>'
                       for first, long, clip in film.above if at <= first < at + item.frames)
        place = f'offset="{time(base + at)}" start="{time(local)}" duration="{time(item.frames)}"'
        title = f'<title ref="r3" lane="2" offset="{time(local + 1)}" duration="{time(2)}" name="written over it"/>'
        sound = f'<asset-clip ref="r4" lane="-1" offset="{time(local + 2)}" duration="{time(3)}" name="words"/>'
        body.append(f'<asset-clip ref="r2" name={quoteattr(item.clip)} {place}>{over}{title}{sound}</asset-clip>' if item.clip else
                    f"<gap {place}>{over}</gap>")
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n<fcpxml version="{version}"><resources>'
            f'<format id="r1" frameDuration="{time(1)}"/><asset id="r2" hasVideo="1" start="0s" duration="{time(900_000)}"/>'
            f'<effect id="r3" name="Title"/><asset id="r4" hasAudio="1" start="0s" duration="{time(900_000)}"/></resources>'
            f'<library><event><project name="film"><sequence format="r1" duration="{time(film.frames)}" tcStart="{time(film.start())}" '
            f'tcFormat="NDF"><spine>{"".join(body)}</spine></sequence></project></event></library></fcpxml>')

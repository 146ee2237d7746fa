"""Places that one or two words name: here, a timecode, bars, a scene, the cue's beginning and end, its first or last seconds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from yeoun.studio.wording.context import Context, OpenCue, bar_at, frames_of_bars
from yeoun.studio.wording.lexing import Item
from yeoun.studio.wording.proposal import Place
from yeoun.units.time import Seconds, frame_of, nearest_frame

HERE_S = Seconds(2.0)  # our choice: how long "here" lasts where the cue has no bars yet


class Unclear(Exception):
    """A place that cannot be told: `about` are the items, `why` a key of saying.py, `nearest` what it may have been."""

    def __init__(self, why: str, about: Sequence[Item], nearest: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.why, self.about, self.nearest = why, tuple(about), nearest


def skip(items: Sequence[Item], at: int) -> int:
    while at < len(items) and items[at].is_filler:
        at += 1
    return at


def take(items: Sequence[Item], at: int, *names: str) -> int | None:
    """The index behind an item that does one of these, fillers skipped; None where the next one does not."""
    at = skip(items, at)
    return at + 1 if at < len(items) and items[at].does(*names) else None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads places over a context; `cue` is the open one."""

    context: Context
    cue: OpenCue | None
    language: str

    @property
    def span(self) -> tuple[int, int]:
        """The open cue's frames, or the film's."""
        return (0, self.context.frames) if self.cue is None else (self.cue.first_frame, self.cue.end_frame)

    def here(self, items: Sequence[Item], at: int) -> Place:
        if self.context.playhead is None:
            raise Unclear("no playhead", items[at : at + 1])
        frame = self.context.playhead
        number = None if self.cue is None else bar_at(self.context, self.cue, frame)
        bars = None if self.cue is None or number is None else frames_of_bars(self.context, self.cue, number, number)
        end = bars[1] if bars and bars[1] > frame else min(self.context.frames, frame + nearest_frame(HERE_S, self.context.rate))
        return Place("here", frame, max(end, frame + 1), True)

    def simple(self, items: Sequence[Item], at: int) -> tuple[Place, int] | None:
        """A place that is named by one or two words: here, a timecode, bars, a scene, the cue, the film, its beginning or end."""
        at = skip(items, at)
        if at >= len(items):
            return None
        item = items[at]
        if item.does("here"):
            return self.here(items, at), at + 1
        if item.does("timecode"):
            frame = self.timecode(item)
            return Place("timecode", frame, min(self.context.frames, frame + nearest_frame(HERE_S, self.context.rate)), True), at + 1
        if item.does("frames"):
            return Place("range", int(item.number), max(int(item.last), int(item.number) + 1), item.last - item.number <= 1), at + 1
        if item.does("bars"):
            return self.bars(item, int(item.number), int(item.last)), at + 1
        if item.does("beat"):
            return self.beat(item), at + 1
        if item.does("into"):
            first = self.span[0] + int(nearest_frame(Seconds(item.number), self.context.rate))
            return Place("timecode", first, min(self.span[1], first + int(nearest_frame(HERE_S, self.context.rate))), True), at + 1
        if item.does("scene"):
            scene = next((each for each in self.context.scenes if each[0].lower() == item.senses["scene"].lower()), None)
            if scene is None:
                raise Unclear("no scene", [item], tuple(each[0] for each in self.context.scenes))
            return Place("scene", scene[1], scene[2]), at + 1
        if item.senses.get("quantity") == "seconds" and self.is_time(items, at):
            return self.second(item.number), at + 1
        return self.edge(items, at)

    def is_time(self, items: Sequence[Item], at: int) -> bool:
        """Whether seconds say when and not how long: 40초부터, at 40 seconds."""
        if self.language == "ko":
            return at + 1 < len(items) and (items[at + 1].does("from", "until") or items[at + 1].text in {"에", "쯤", "지점"})
        return at > 0 and items[at - 1].does("from", "at", "until") and items[at - 1].text.lower() not in {"on", "as"}

    def second(self, seconds: float) -> Place:
        """A moment so many seconds into the film, or into the cue where only that lies in it."""
        first, end = self.span
        frame = int(nearest_frame(Seconds(seconds), self.context.rate))
        if not first <= frame <= end and first + frame < end:
            frame += first
        return Place("timecode", frame, min(self.context.frames, frame + nearest_frame(HERE_S, self.context.rate)), True)

    def edge(self, items: Sequence[Item], at: int) -> tuple[Place, int] | None:
        """The first two bars, the last four seconds, the start or the end of the cue."""
        first, end = self.span
        item = items[at]
        if item.does("first_of", "last_of"):
            after = take(items, at + 1, "quantity")
            if after is not None:
                length = self.length(items[after - 1], item.does("last_of"))
                place = (
                    Place("range", first, min(end, first + length))
                    if item.does("first_of")
                    else Place("range", max(first, end - length), end)
                )
                return place, after
        if item.does("half_first", "half_middle", "half_last"):
            third = (end - first) // 3
            middle = first + (end - first) // 2
            cut = (first, middle) if item.does("half_first") else (middle, end) if item.does("half_last") else (first + third, end - third)
            return Place("range", *cut), at + 1
        if item.does("cue_start") and not item.does("before", "earlier"):
            return Place("cue_start", first, first + 1, True), at + 1
        if item.does("cue_end") and not item.does("later", "after", "last_of") or item.text.lower() in {"끝", "마지막"}:
            return Place("cue_end", end, end, True), at + 1
        return None

    def length(self, item: Item, from_end: bool) -> int:
        """How many frames a quantity lasts, counted in the open cue where it counts bars."""
        unit = item.senses["quantity"]
        if unit == "frames":
            return round(item.number)
        if unit == "seconds":
            return int(nearest_frame(Seconds(item.number), self.context.rate))
        if self.cue is None or not self.cue.bars:
            raise Unclear("no bars", [item])
        if unit == "bars":
            count, bars = max(1, round(item.number)), self.cue.bars
            picked = (
                (bars[-min(count, len(bars))].number, bars[-1].number)
                if from_end
                else (bars[0].number, bars[min(count, len(bars)) - 1].number)
            )
            found = frames_of_bars(self.context, self.cue, *picked)
            return 0 if found is None else (self.cue.end_frame - found[0] if from_end else found[1] - self.cue.first_frame)
        return int(nearest_frame(Seconds(60.0 / (self.cue.tempo or 60.0) * item.number), self.context.rate))

    def bars(self, item: Item, first: int, last: int) -> Place:
        if first < 0 and self.cue is not None and self.cue.bars:    # the last bar
            first = last = self.cue.bars[-1].number
        found = None if self.cue is None else frames_of_bars(self.context, self.cue, first, last)
        if found is None:
            count = 0 if self.cue is None else len(self.cue.bars)
            raise Unclear("no bars", [item], (f"1-{count}",) if count else ())
        return Place("bars", *found)

    def beat(self, item: Item) -> Place:
        """One beat of a bar, as a moment."""
        bar = self.bars(item, int(item.number), int(item.number))
        count = next((each.beats for each in self.cue.bars if each.number == int(item.number)), 4) if self.cue is not None else 4
        length = (bar.end - bar.first) / count
        first = bar.first + round((item.last - 1) * length)
        return Place("bars", first, first + max(1, round(length)), True)

    def timecode(self, item: Item) -> int:
        text = item.senses["timecode"]
        parts = re.split(r"[:;,]", text)
        if len(parts) == 4:
            try:
                label = f"{int(parts[0]):02}:{parts[1]}:{parts[2]}{';' if ';' in text or ',' in text else ':'}{parts[3]}"
                frame = int(frame_of(label, self.context.rate))
            except ValueError as trouble:
                raise Unclear("no timecode", [item]) from trouble
            frame = frame - self.context.start_frame if frame >= self.context.start_frame else frame
        else:
            seconds = Fraction(0)
            for part in parts:
                seconds = seconds * 60 + Fraction(part)
            frame = int(nearest_frame(Seconds(float(seconds)), self.context.rate))
            begins = int(self.context.start_frame)
            if frame >= self.context.frames and begins and frame >= begins:
                frame -= begins
        if frame > self.context.frames and len(parts) in {2, 3} and "." not in text:    # 24:12 as seconds and frames
            last = int(parts[-1])
            frame = int(nearest_frame(Seconds(60.0 * int(parts[-3] if len(parts) == 3 else 0) + int(parts[-2])), self.context.rate)) + last
        if not 0 <= frame <= self.context.frames:
            raise Unclear("outside", [item])
        return frame

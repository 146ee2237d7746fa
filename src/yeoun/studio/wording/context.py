"""What a phrase is said over: the film, the cue that is open, who speaks when, and where the playhead stands. Frames are picture frames."""

from dataclasses import dataclass
from fractions import Fraction

from yeoun.model.composed import Bar, TempoMap
from yeoun.model.feeling import Feelings
from yeoun.units.time import nearest_frame


@dataclass(frozen=True, slots=True)
class OpenCue:
    """A cue as a phrase may speak of it: frames [first, end), its bars and tempo (beats a minute) once it is composed, who plays in it.

    `key` is a tonic such as Eb, `mode` a mode's id; `rings` says that it ends ringing and is not cut.
    """

    id: str
    first_frame: int
    end_frame: int
    tempo_map: TempoMap | None = None
    bars: tuple[Bar, ...] = ()
    players: tuple[str, ...] = ()
    key: str = ""
    mode: str = ""
    tempo: float = 0.0
    rings: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the film, frames [first, end)."""

    speaker: str
    text: str
    first_frame: int
    end_frame: int


@dataclass(frozen=True, slots=True)
class Somebody:
    """A character, by the name a note of kind theme takes, and what else people call them; `has_theme` where one is theirs.

    `pronoun` is he or she, "" where nobody has said which.
    """

    name: str
    aliases: tuple[str, ...] = ()
    has_theme: bool = True
    pronoun: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """All that a phrase is said over.

    rate         frames a second, exact
    frames       length of the film
    start_frame  what the first frame is called in timecode, as a count of frames
    playhead     the frame that is shown, None where nobody looks at one
    cue          the id of the open cue, "" where none is
    feelings     the graph as it is, over the whole film; None before there is one
    """

    rate: Fraction
    frames: int
    start_frame: int = 0
    playhead: int | None = None
    cue: str = ""
    cues: tuple[OpenCue, ...] = ()
    people: tuple[Somebody, ...] = ()
    lines: tuple[Said, ...] = ()
    scenes: tuple[tuple[str, int, int], ...] = ()    # number, frames [first, end)
    feelings: Feelings | None = None
    is_drop: bool = False    # whether its timecode drops frames

    def cue_called(self, name: str) -> OpenCue | None:
        """The cue of that number."""
        return next((each for each in self.cues if each.id.lower() == name.lower()), None)


def frames_of_bars(context: Context, cue: OpenCue, first: int, last: int) -> tuple[int, int] | None:
    """The frames [first, end) of some bars of a cue, the last one included; None where the cue has no such bars.

    first, last  numbers of bars, from 1
    """
    numbers = {bar.number: bar for bar in cue.bars}
    if cue.tempo_map is None or first not in numbers or last not in numbers or first > last:
        return None
    timing = cue.tempo_map.timing()
    begins = cue.first_frame + nearest_frame(timing(numbers[first].at_beat), context.rate)
    following = numbers.get(last + 1)
    ends = cue.end_frame if following is None else cue.first_frame + nearest_frame(timing(following.at_beat), context.rate)
    return max(cue.first_frame, begins), min(cue.end_frame, ends)


def bar_at(context: Context, cue: OpenCue, frame: int) -> int | None:
    """The number of the bar that sounds at a frame of the picture; None before bar 1 and in a cue without bars."""
    found = None
    for bar in cue.bars:
        span = frames_of_bars(context, cue, bar.number, bar.number)
        if span is not None and span[0] <= frame:
            found = bar.number
    return found

"""Answers: what the music does about a sigh or a run of steps, and why it does nothing about the others.

A sigh may be answered by a breath (what moves rests through it), by a cue that begins once it is over or by one that ends as
it begins; a walk by what stops with its last step, by a cue that begins or ends there. Which of them is not asserted: it is
read from the cues and hits that were chosen. Every sound that is sure enough and has no answer is told with its reason.
Weights and lengths are our choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from yeoun.model.observed import EventKind, Observations
from yeoun.model.script import Episode
from yeoun.model.spotted import Answer, Hit, NotCaught
from yeoun.units.time import Seconds, nearest_frame

SURE = 0.55           # less sure sounds may be no sounds at all
LEAST_STEPS = 4       # fewer steps are no walk
PARTS_S = 1.2         # a pause that ends a walk
AFTER_S = 0.5         # a breath in the phrase lasts so long beyond the sigh
SAME = 2              # frames: so near is the same moment
NAMES = {EventKind.SIGH: "sigh", EventKind.FOOTSTEP: "steps"}


@dataclass(frozen=True, slots=True)
class Sound:
    """A sigh or a walk: when it is heard, in seconds of picture, and how sure that is. `last_s` is its last step."""

    kind: EventKind
    at_s: float
    until_s: float
    last_s: float
    confidence: float

    @property
    def says(self) -> str:
        """Its name in reasons."""
        return "a sigh" if self.kind is EventKind.SIGH else "the steps stop"

    @property
    def told_s(self) -> float:
        """The moment that stands for it in lists: a sigh's beginning, a walk's last step."""
        return self.at_s if self.kind is EventKind.SIGH else self.last_s

    @property
    def over_s(self) -> float:
        """The moment on which music may enter: a sigh's end, a walk's last step."""
        return self.until_s if self.kind is EventKind.SIGH else self.last_s


def sounds(seen: Observations) -> tuple[Sound, ...]:
    """Every sigh and walk that is sure enough, in order."""
    found = [Sound(each.kind, float(each.at_s), float(each.until_s), float(each.at_s), each.confidence)
             for each in seen.events if each.kind is EventKind.SIGH and each.confidence >= SURE]
    steps = [each for each in seen.events if each.kind is EventKind.FOOTSTEP]
    parts = [0, *(k for k, (one, other) in enumerate(pairwise(steps), 1) if other.at_s - one.at_s > PARTS_S), len(steps)]
    for first, end in pairwise(parts):
        walk = steps[first:end]
        if len(walk) >= LEAST_STEPS and max(each.confidence for each in walk) >= SURE:
            found.append(Sound(EventKind.FOOTSTEP, float(walk[0].at_s), float(walk[-1].until_s), float(walk[-1].at_s),
                               max(each.confidence for each in walk)))
    return tuple(sorted(found, key=lambda each: (each.at_s, each.kind.value)))


def answered(first: int, end: int, entry: int, hits: Sequence[Hit], heard: Sequence[Sound], episode: Episode) -> tuple[Answer, ...]:
    """The sounds that a cue answers, and with what.

    first, end  its frames;  entry  the frame its first beat falls on
    """
    found = []
    for each in heard:
        over, onto = (nearest_frame(Seconds(at), episode.rate) for at in (each.over_s, each.told_s))
        is_sigh = each.kind is EventKind.SIGH

        def met(frame: int, *kinds: str) -> bool:
            return any(abs(hit.frame - frame) <= SAME and hit.kind in kinds for hit in hits)

        does = (("breath" if is_sigh else "stop", onto) if met(onto, "stop") else
                ("entry", over) if first > 0 and min(abs(first - over), abs(entry - over)) <= SAME else
                ("end", onto) if end < episode.frames and abs(end - onto) <= SAME else
                ("onset", over) if met(over, "onset", "change") else None)
        if does is not None:
            found.append(Answer(NAMES[each.kind], Seconds(round(each.at_s, 3)), Seconds(round(each.until_s, 3)), each.confidence, *does))
    return tuple(found)


def others(told: Sequence[NotCaught], heard: Sequence[Sound]) -> tuple[NotCaught, ...]:
    """What was left alone, without what is only said of a sound because no music plays there or a cue enters or ends on it."""
    def is_of_sound(left: NotCaught) -> bool:
        return left.reason.endswith(("left bare, no music plays here", "the cue itself enters or ends there")) and any(
            abs(left.at_s - each.told_s) < 0.1 and left.reason.startswith(f"{each.says}:") for each in heard)
    return tuple(each for each in told if not is_of_sound(each))


def unanswered(first: int, end: int, heard: Sequence[Sound], answers: Sequence[Answer], told: Sequence[NotCaught],
               music: Sequence[tuple[int, int]], episode: Episode) -> tuple[NotCaught, ...]:
    """Why the sounds of a stretch have no answer, for those that nothing else is said of.

    answers  those of every cue
    told     what was left alone for reasons of its own
    music    the frames of every cue
    """
    out = []
    for each in heard:
        frame = nearest_frame(Seconds(each.told_s), episode.rate)
        if not first <= frame < end or any(abs(other.at_s - each.at_s) < 0.01 for other in answers):
            continue
        if any(abs(other.at_s - each.told_s) < 0.1 and other.reason.startswith(each.says) for other in told):
            continue
        out.append(NotCaught(Seconds(round(each.told_s, 3)), f"{each.says} (sure to {100 * each.confidence:.0f} %): "
                             f"{_why(each, first, end, music, episode)}"))
    return tuple(out)


def _why(each: Sound, first: int, end: int, music: Sequence[tuple[int, int]], episode: Episode) -> str:
    rate = float(episode.rate)
    if (first, end) in music:
        return f"{each.told_s - first / rate:.1f} s after the cue enters and {end / rate - each.told_s:.1f} s before it ends, " \
            "where it has an event of its own"
    before = [each.told_s - until / rate for _, until in music if until / rate <= each.told_s]
    after = [since / rate - each.told_s for since, _ in music if since / rate > each.told_s]
    near = [f"the last cue ended {min(before):.1f} s before" if before else "",
            f"the next begins {min(after):.1f} s after" if after else ""]
    words = min((line.span.start_s - each.until_s for line in episode.lines if line.span.start_s >= each.until_s - 0.05), default=None)
    soon = f", and words begin {max(0.0, words):.1f} s after it" if words is not None else ""
    return "no music plays here" + "".join(f", {what}" for what in near if what) + soon

"""What was found beside what is there: one to one, with intervals, errors in time, and what every false alarm lay on.

*Conventions*: a step is found within 50 ms of the heel's first sample, a heartbeat within 100 ms (at 130 a minute 0.3 s would be anywhere),
everything else by overlap (a fifth of the shorter of the two) or by centres within 0.3 s; a sigh, gasp or impact that is found by overlap
holds its loudest moment (0.15 s of grace), or a second too late would do. Bouts last longer than that: what is late shows in their errors.
Nothing is found by a name that is three times as long and a second longer. Breathing is judged by stretches, of the truth and of what was
named: breaths less than 1.5 s apart are one (at rest a breath is followed by up to 1.2 s of nothing), and both share a third of what
they cover together; so it matters to nobody whether each breath is named or all at once. A cut is found on its very frame, a dissolve or
fade by a beginning inside it. Nothing is counted twice: the second name for one event is a false alarm. Intervals are Wilson's, 95 %;
of F1, a bootstrap over scenes.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from tests.observing.strangers.clips import Edit
from tests.observing.strangers.nouns import RATE, Scene, Truth
from tests.observing.strangers.traps import Trap
from yeoun.model.media import Shot, Transition
from yeoun.model.observed import Event, EventKind, SpeechSpan
from yeoun.units.luck import Take, luck
from yeoun.units.time import Seconds

NEAR_S = {EventKind.FOOTSTEP: 0.05, EventKind.HEARTBEAT: 0.1}
CENTRES_S, SHARED, GRACE_S = 0.3, 0.2, 0.15
TOGETHER_S, IN_COMMON, LONGER_S, TIMES = 1.5, 1 / 3, 1.0, 3.0
BOUTS = (EventKind.BREATH, EventKind.SOB, EventKind.LAUGH)


@dataclass(slots=True)
class Tally:
    """Counts that add up: how many there were, how many were found, what was found beside them."""

    there: int = 0
    hits: int = 0
    false: int = 0
    errors: list[float] = field(default_factory=list)
    causes: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        """Found of those that are there."""
        return self.hits / self.there if self.there else 0.0

    @property
    def precision(self) -> float:
        """True of those that were named."""
        return self.hits / (self.hits + self.false) if self.hits + self.false else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.hits / (self.there + self.hits + self.false) if self.there + self.hits + self.false else 0.0


def added(tallies: Iterable[Tally]) -> Tally:
    """All of them in one."""
    out = Tally()
    for each in tallies:
        out.there, out.hits, out.false = out.there + each.there, out.hits + each.hits, out.false + each.false
        out.errors += each.errors
        out.causes += each.causes
    return out


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share.

    >>> [round(each, 2) for each in wilson(8, 10)]
    [0.49, 0.94]
    """
    if not of:
        return 0.0, 1.0
    z, p = 1.96, hits / of
    middle, half = p + z * z / (2 * of), z * float(np.sqrt(p * (1 - p) / of + z * z / (4 * of * of)))
    return max((middle - half) / (1 + z * z / of), 0.0), min((middle + half) / (1 + z * z / of), 1.0)


def spread(tallies: Sequence[Tally], times: int = 400) -> tuple[float, float]:
    """The 95 % interval of F1 over scenes drawn again and again."""
    if not tallies:
        return 0.0, 0.0
    counts = np.array([(each.there, each.hits, each.false) for each in tallies], dtype=np.float64)
    drawn = counts[luck(Take(1), "bootstrap").integers(0, len(counts), (times, len(counts)))].sum(axis=1)
    f1 = 2 * drawn[:, 1] / np.maximum(drawn.sum(axis=1), 1.0)
    low, high = np.percentile(f1, [2.5, 97.5])
    return float(low), float(high)


def _apart(truth: Truth, event: Event) -> tuple[bool, float]:
    """Whether an event may stand for a truth, and how far from it it is, in seconds."""
    start, end = truth.start / RATE, truth.end / RATE
    at, until = float(event.at_s), float(max(event.until_s, event.at_s))
    near = NEAR_S.get(truth.kind)
    if near is not None:
        return abs(at - start) <= near, at - start
    apart = (at + until) / 2 - (start + end) / 2
    shared = min(end, until) - max(start, at)
    shorter = min(end - start, until - at)
    inside = start <= at <= end if shorter <= 0 else shared >= SHARED * shorter
    if until - at > max(TIMES * (end - start), end - start + LONGER_S):
        return False, apart
    if truth.kind is EventKind.BREATH and truth.needed:
        return shared >= IN_COMMON * (max(end, until) - min(start, at)), apart
    peak = truth.peak / RATE
    inside = inside and (truth.kind in BOUTS or at - GRACE_S <= peak <= until + GRACE_S)
    error = at - start if truth.kind in (EventKind.IMPACT, EventKind.GASP) else apart
    return inside or abs(apart) <= CENTRES_S, error


def matched(truths: Sequence[Truth], events: Sequence[Event]) -> list[tuple[int, int, float]]:
    """Pairs of truth and event, as many as can be and the nearest of them; those that are needed first."""
    if not truths or not events:
        return []
    cost: NDArray[np.float64] = np.full((len(truths), len(events)), 1e4)
    errors = np.zeros_like(cost)
    for k, truth in enumerate(truths):
        for j, event in enumerate(events):
            fits, errors[k, j] = _apart(truth, event)
            if fits:
                cost[k, j] = min(abs(errors[k, j]), 20.0) + (0.0 if truth.needed else 100.0)
    return [(int(k), int(j), float(errors[k, j])) for k, j in zip(*linear_sum_assignment(cost), strict=True) if cost[k, j] < 1e4]


def breathing(truths: Sequence[Truth]) -> list[Truth]:
    """Breaths less than 1.5 s apart as one stretch; what need not be named stays by itself."""
    out: list[Truth] = []
    for each in sorted(truths, key=lambda truth: truth.start):
        last = out[-1] if out else None
        if last is not None and last.needed and each.needed and each.start - last.end < TOGETHER_S * RATE:
            peak = last.peak if last.over_db >= each.over_db else each.peak
            out[-1] = replace(last, end=max(last.end, each.end), peak=peak, over_db=max(last.over_db, each.over_db))
        else:
            out.append(each)
    return out


def breathed(events: Sequence[Event]) -> list[Event]:
    """Named breaths less than 1.5 s apart as one stretch."""
    out: list[Event] = []
    for each in sorted(events, key=lambda event: event.at_s):
        if out and each.at_s - out[-1].until_s < TOGETHER_S:
            out[-1] = replace(out[-1], until_s=max(out[-1].until_s, each.until_s))
        else:
            out.append(each)
    return out


def _cause(event: Event, scene: Scene) -> str:
    """What a false alarm lay on: another event first, then a friend, then speech, else the bed."""
    at, until = float(event.at_s) * RATE, max(float(event.until_s), float(event.at_s) + 0.01) * RATE

    def under(start: float, end: float) -> bool:
        return min(end + 0.1 * RATE, until) > max(start - 0.1 * RATE, at)

    for truth in scene.truths:
        if truth.needed and under(truth.start, truth.end):
            return f"the same {truth.kind.value} again" if truth.kind is event.kind else truth.kind.value
    for friend in scene.friends:
        if under(friend.start, friend.end):
            return friend.name
    return "speech" if any(under(each.start, each.last) for each in scene.lines) else "bed"


def judged(scene: Scene, events: Sequence[Event]) -> dict[EventKind, Tally]:
    """Every kind of event of one scene."""
    out = {}
    for kind in EventKind:
        truths = [each for each in scene.truths if each.kind is kind]
        named = [each for each in events if each.kind is kind]
        if kind is EventKind.BREATH:
            truths, named = breathing(truths), breathed(named)
        pairs = matched(truths, named)
        used = {j for _, j, _ in pairs}
        hits = [error for k, _, error in pairs if truths[k].needed]
        lost = [each for j, each in enumerate(named) if j not in used]
        out[kind] = Tally(sum(each.needed for each in truths), len(hits), len(lost), hits, Counter(_cause(each, scene) for each in lost))
    return out


@dataclass(slots=True)
class Talked:
    """Speech by time and by edges: seconds spoken, found, called speech without a line; distances of edges in seconds."""

    spoken_s: float = 0.0
    found_s: float = 0.0
    silent_s: float = 0.0
    false_s: float = 0.0
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)


def talked(scene: Scene, spans: Sequence[SpeechSpan], into: Talked) -> Talked:
    """Add a scene's speech to what was counted; edges of lines with 0.7 s free of others before (after) them."""
    ticks = int(scene.length_s * 100)
    said, heard = np.zeros(ticks, dtype=bool), np.zeros(ticks, dtype=bool)
    for each in scene.lines:
        said[each.start * 100 // RATE:each.last * 100 // RATE + 1] = True
    for span in spans:
        heard[int(span.span.start_s * 100):int(span.span.end_s * 100) + 1] = True
    into.spoken_s += float(said.sum()) / 100
    into.found_s += float((said & heard).sum()) / 100
    into.silent_s += float((~said).sum()) / 100
    into.false_s += float((~said & heard).sum()) / 100
    for edges, of_span, of_line, side in ((into.starts, [float(s.span.start_s) for s in spans], [each.start for each in scene.lines], -1),
                                          (into.ends, [float(s.span.end_s) for s in spans], [each.last for each in scene.lines], 1)):
        for at in of_line:
            alone = slice(max(at * 100 // RATE - 70, 0), at * 100 // RATE - 1) if side < 0 else slice(
                at * 100 // RATE + 2, at * 100 // RATE + 70)
            if not said[alone].any():
                nearest = min((each - at / RATE for each in of_span), key=abs, default=9.9)
                edges.append(nearest)
    return into


def begins(edit: Edit, shot: Shot, named: bool = True) -> bool:
    """Whether a shot's beginning is this edit; `named` asks for the right kind too."""
    if named and shot.transition is not edit.kind:
        return False
    return shot.first_frame == edit.first if edit.kind is Transition.CUT else edit.first - 1 <= shot.first_frame <= edit.end


def _why(shot: Shot, edits: Sequence[Edit], traps: Sequence[Trap]) -> str:
    """What a false edit lay on."""
    for edit in edits:
        if edit.kind is not Transition.CUT and edit.first - 2 <= shot.first_frame <= edit.end + 2:
            return f"in a {edit.kind.value}"
        if edit.kind is Transition.CUT and abs(shot.first_frame - edit.first) <= 3:
            return "a cut by another name" if shot.first_frame == edit.first else "beside a cut"
    return next((trap.name for trap in traps if trap.first - 1 <= shot.first_frame <= trap.end + 1), "nothing")


def judged_edits(edits: Sequence[Edit], traps: Sequence[Trap], shots: Sequence[Shot]) -> dict[tuple[Transition, str], Tally]:
    """Every kind of edit, and under (kind, name) every sort of it; the first shot begins by itself. False alarms stand under (kind, "")."""
    begun = list(shots[1:])
    taken: set[int] = set()
    out: dict[tuple[Transition, str], Tally] = {(kind, ""): Tally() for kind in Transition}
    for edit in edits:
        found = next((j for j, shot in enumerate(begun) if j not in taken and begins(edit, shot)), None)
        tallies = (out[edit.kind, ""], out.setdefault((edit.kind, edit.name), Tally()))
        for each in tallies:
            each.there += 1
            each.hits += found is not None
            each.causes["found by any name"] += any(begins(edit, shot, named=False) for shot in begun)
            if found is not None:
                each.errors.append(begun[found].first_frame - (edit.first + edit.end) / 2)
        taken |= set() if found is None else {found}
    for j, shot in enumerate(begun):
        if j not in taken:
            out[shot.transition, ""].false += 1
            out[shot.transition, ""].causes[_why(shot, edits, traps)] += 1
    return out


def everything(length_s: float, every_s: float = 0.25) -> list[Event]:
    """The cheap trick: all kinds, all of the time."""
    return [Event(kind, Seconds(at), Seconds(at + every_s), 1.0, "trick") for kind in EventKind for at in np.arange(0, length_s, every_s)]


def throughout(length_s: float) -> list[Event]:
    """The cheapest trick: every kind once, from beginning to end."""
    return [Event(kind, Seconds(0.0), Seconds(length_s), 1.0, "trick") for kind in EventKind]


def anywhere(events: Sequence[Event], length_s: float, name: str) -> list[Event]:
    """Chance: as many as were named, as long, at moments drawn by luck."""
    drawn = luck(Take(1), "anywhere", name)
    return [Event(each.kind, Seconds(at), Seconds(at + max(float(each.until_s - each.at_s), 0.0)), 1.0, "chance")
            for each in events for at in [float(drawn.uniform(0, length_s))]]


def later(events: Sequence[Event], by_s: float = 1.0) -> list[Event]:
    """The same, moved in time."""
    return [Event(each.kind, Seconds(each.at_s + by_s), Seconds(each.until_s + by_s), 1.0, "late") for each in events]

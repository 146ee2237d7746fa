"""Tables of what strangers' scenes and clips show: every figure with its count, its interval, chance and the cheap tricks."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from tests.observing.strangers.clips import Clip, Edit
from tests.observing.strangers.judging import (
    Talked,
    Tally,
    added,
    anywhere,
    everything,
    judged,
    judged_edits,
    later,
    spread,
    talked,
    throughout,
    wilson,
)
from tests.observing.strangers.nouns import Scene
from tests.observing.strangers.places import BEDS
from tests.observing.strangers.scenes import ALONE, LEVELS, SPEECH, Condition
from tests.observing.strangers.traps import FLASHES, Trap
from tests.observing.strangers.trust import Claim, Walk, claims_of, walks_of
from yeoun.model.media import Shot, Transition
from yeoun.model.observed import Event, EventKind, SpeechSpan
from yeoun.units.luck import Take, luck
from yeoun.units.names import ShotId

Judged: TypeAlias = dict[EventKind, Tally]
Cut: TypeAlias = dict[tuple[Transition, str], Tally]


@dataclass(frozen=True, slots=True)
class Row:
    """One scene: what was found, what chance, lateness and the tricks would have, and its speech."""

    condition: Condition
    minutes: float
    found: Judged
    chance: Judged
    late: Judged
    always: Judged
    once: Judged
    speech: Talked
    claims: list[Claim]
    walks: list[Walk]


def row_of(condition: Condition, made: Scene, events: Sequence[Event], spans: Sequence[SpeechSpan]) -> Row:
    """Judge one scene, beside chance, the same a second late, everything named always, and everything named once."""
    return Row(condition, made.length_s / 60, judged(made, events), judged(made, anywhere(events, made.length_s, made.name)),
               judged(made, later(events)), judged(made, everything(made.length_s, 0.5)), judged(made, throughout(made.length_s)),
               talked(made, spans, Talked()), claims_of(made, events), walks_of(made, events))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = list(head)
    return "\n".join([f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def share(hits: int, of: int) -> str:
    """A share with its count and interval."""
    if not of:
        return "-"
    low, high = wilson(hits, of)
    return f"{hits / of:.2f} ({low:.2f}-{high:.2f}; {hits}/{of})"


def _f1(tallies: Sequence[Tally]) -> str:
    if not any(each.there for each in tallies):
        return "-"
    low, high = spread(tallies)
    return f"**{added(tallies).f1:.2f}** ({low:.2f}-{high:.2f})"


def _error(tally: Tally, unit: str) -> str:
    if not tally.errors:
        return "-"
    size = np.abs(tally.errors)
    return f"{np.median(size):.2f} / {np.percentile(size, 95):.2f} {unit}"


def _with_events(rows: Sequence[Row]) -> list[Row]:
    return [each for each in rows if not each.condition.alone]


def by_kind(rows: Sequence[Row]) -> str:
    """Every kind over all scenes with events."""
    here = _with_events(rows)
    beside = ([each.chance for each in here], [each.late for each in here], [each.always for each in here], [each.once for each in here])

    def lines() -> Iterator[list[str]]:
        for kind in EventKind:
            found = [each.found[kind] for each in here]
            whole = added(found)
            yield [kind.value, share(whole.hits, whole.there), share(whole.hits, whole.hits + whole.false), _f1(found),
                   *(f"{added(each[kind] for each in those).f1:.2f}" for those in beside), _error(whole, "s")]

    return table(("kind", "recall (95 %; n)", "precision (95 %; n)", "F1 (95 %, scenes)", "as many anywhere", "the same 1 s late",
                  "everything every 0.5 s", "everything once", "error, median / 95 %"), lines())


def by_condition(rows: Sequence[Row]) -> str:
    """F1 of every kind in every condition, with how many there were."""
    def lines() -> Iterator[list[str]]:
        for level in LEVELS:
            for where in BEDS:
                for said in SPEECH:
                    here = [each for each in rows if each.condition == Condition(where, level, said)]
                    if not here:
                        continue
                    whole = {kind: added(each.found[kind] for each in here) for kind in EventKind}
                    yield [f"{level} dB, {where}, {said}",
                           *(f"{one.f1:.2f} ({one.hits}+{one.false}/{one.there})" for one in whole.values())]

    return table(("F1 (found + false / there)", *(kind.value for kind in EventKind)), lines())


def by_one(rows: Sequence[Row]) -> str:
    """F1 of every kind by level, bed and speech, each over the two others."""
    def lines() -> Iterator[list[str]]:
        for name in (*(f"{level} dB" for level in LEVELS), *BEDS, *(f"speech {said}" for said in SPEECH)):
            here = [each for each in _with_events(rows) if name in each.condition.name]
            yield [f"{name} ({len(here)} scenes)", *(_f1([each.found[kind] for each in here]) for kind in EventKind)]

    return table(("F1 (95 %)", *(kind.value for kind in EventKind)), lines())


LASTING = (EventKind.SIGH, EventKind.GASP, EventKind.BREATH, EventKind.SOB, EventKind.LAUGH)


def by_level(rows: Sequence[Row]) -> str:
    """Precision of what lasts, and how much of it is named at all, by level; what false alarms lay on there."""
    def lines() -> Iterator[list[str]]:
        for level in LEVELS:
            here = [each for each in _with_events(rows) if each.condition.level_db == level]
            whole = {kind: added(each.found[kind] for each in here) for kind in LASTING}
            every = added(whole.values())
            yield [f"{level} dB", *(share(one.hits, one.hits + one.false) for one in (*whole.values(), every)),
                   share(every.hits, every.there), ", ".join(f"{cause} {count}" for cause, count in every.causes.most_common(7)) or "-"]

    return table(("precision (95 %; n)", *(kind.value for kind in LASTING), "all five", "recall of all five", "what was there instead"),
                 lines())


def alarms(rows: Sequence[Row]) -> str:
    """False alarms a minute, where there are events and where there are none."""
    def lines() -> Iterator[list[str]]:
        for name, here in (("scenes with events", _with_events(rows)),
                           *((f"{what} alone", [each for each in rows if each.condition.alone == what]) for what in ALONE),
                           *((f"speech alone, {where}", [each for each in rows if each.condition == Condition(where, alone="speech")])
                             for where in BEDS)):
            if not here:
                continue
            minutes = sum(each.minutes for each in here)
            whole = {kind: sum(each.found[kind].false for each in here) for kind in EventKind}
            yield [f"{name} ({minutes:.1f} min)", *(f"{count / minutes:.2f} ({count})" for count in whole.values()),
                   f"{sum(whole.values()) / minutes:.2f}"]

    return table(("false alarms a minute (count)", *(kind.value for kind in EventKind), "all"), lines())


def causes(rows: Sequence[Row]) -> str:
    """What false alarms lay on, all scenes."""
    def lines() -> Iterator[list[str]]:
        for kind in EventKind:
            whole = sum((each.found[kind].causes for each in rows), Counter[str]())
            yield [kind.value, str(whole.total()), ", ".join(f"{cause} {count}" for cause, count in whole.most_common(7)) or "-"]

    return table(("named", "false", "what was there"), lines())


def speech(rows: Sequence[Row]) -> str:
    """Speech by bed: time found, time called speech without a line, edges."""
    def lines() -> Iterator[list[str]]:
        for where in BEDS:
            here = [each.speech for each in rows if each.condition.bed == where]
            spoken, found = sum(each.spoken_s for each in here), sum(each.found_s for each in here)
            silent, false = sum(each.silent_s for each in here), sum(each.false_s for each in here)
            edges = [[error for each in here for error in each.starts], [error for each in here for error in each.ends]]
            yield [where, f"{found / max(spoken, 1e-9):.3f} of {spoken:.0f} s", f"{false / max(silent, 1e-9):.3f} of {silent:.0f} s",
                   *(f"{_error(Tally(errors=each), 's')} ({len(each)})" for each in edges)]

    return table(("bed", "of speech found", "of the rest called speech (chance: as much as of speech)",
                  "starts: error, median / 95 % (lines)", "ends"), lines())


@dataclass(frozen=True, slots=True)
class Reel:
    """One clip judged, beside the same a second late, chance, a cut on every twelfth frame, and the cuts of others."""

    minutes: float
    found: Cut
    late: Cut
    chance: Cut
    always: Cut
    theirs: dict[str, Cut]


def reel_of(made: Clip, shots: Sequence[Shot], theirs: Mapping[str, Sequence[int]]) -> Reel:
    """Judge one clip.

    theirs   frames at which others see cuts, by name
    """
    frames = len(made.frames)
    fate = luck(Take(1), "edits anywhere", made.name)

    def moved(to: Callable[[int], int]) -> list[Shot]:
        return [*shots[:1], *(Shot(each.id, to(each.first_frame), each.end_frame, each.transition, 1.0) for each in shots[1:])]

    def judge(those: Sequence[Shot]) -> Cut:
        return judged_edits(made.edits, made.traps, those)

    every = [Shot(ShotId("x"), at, at, kind, 1.0) for at in range(0, frames, 12) for kind in Transition]
    return Reel(float(frames / made.rate) / 60, judge(shots), judge(moved(lambda at: at + round(made.rate))),
                judge(moved(lambda at: int(fate.integers(1, frames)))), judge(every),
                {name: judge([Shot(ShotId("x"), at, at, Transition.CUT, 1.0) for at in (0, *cuts)]) for name, cuts in theirs.items()})


def edits(reels: Sequence[Reel]) -> str:
    """Every kind of edit."""
    beside = ([each.chance for each in reels], [each.late for each in reels], [each.always for each in reels])

    def lines() -> Iterator[list[str]]:
        for kind in Transition:
            found = [each.found[kind, ""] for each in reels]
            whole = added(found)
            yield [kind.value, share(whole.hits, whole.there), share(whole.causes["found by any name"], whole.there),
                   share(whole.hits, whole.hits + whole.false), _f1(found),
                   *(f"{added(each[kind, ''] for each in those).f1:.2f}" for those in beside),
                   f"{whole.false / sum(each.minutes for each in reels):.2f}", _error(whole, "frames")]

    return table(("edit", "recall (95 %; n)", "of any name", "precision (95 %; n)", "F1 (95 %, clips)", "as many anywhere", "1 s late",
                  "every 12 frames", "false a minute", "from its middle, median / 95 %"), lines())


def others(reels: Sequence[Reel]) -> str:
    """The same cuts by other detectors, which name nothing but cuts."""
    def lines() -> Iterator[list[str]]:
        for name in reels[0].theirs:
            found = [each.theirs[name][Transition.CUT, ""] for each in reels]
            whole = added(found)
            wrong = whole.false - whole.causes["in a dissolve"] - whole.causes["in a fade"]
            fair = 2 * whole.hits / (whole.there + whole.hits + wrong)
            yield [name, share(whole.hits, whole.there), share(whole.hits, whole.hits + whole.false), _f1(found), f"{fair:.2f}"]

    return table(("cuts on the very frame, by PySceneDetect's", "recall (95 %; n)", "precision (95 %; n)", "F1 (95 %, clips)",
                  "F1, its cuts in dissolves and fades left out"), lines())


def sorts(reels: Sequence[Reel]) -> str:
    """Every sort of edit, and what false ones lay on."""
    names = sorted({key for each in reels for key in each.found if key[1]}, key=lambda key: (key[0].value, key[1]))

    def lines() -> Iterator[list[str]]:
        for key in names:
            whole = added(each.found[key] for each in reels if key in each.found)
            yield [f"{key[0].value}, {key[1]}", share(whole.hits, whole.there), share(whole.causes["found by any name"], whole.there)]

    def wrong() -> Iterator[list[str]]:
        for kind in Transition:
            whole = sum((each.found[kind, ""].causes for each in reels), Counter[str]())
            del whole["found by any name"]
            yield [kind.value, str(whole.total()), ", ".join(f"{cause} {count}" for cause, count in whole.most_common(9)) or "-"]

    return table(("sort", "recall (95 %; n)", "of any name"), lines()) + "\n" + table(("named", "false", "what was there"), wrong())


def traps_met(clips: Sequence[tuple[Sequence[Trap], Sequence[Edit], Sequence[Shot]]]) -> str:
    """How many traps there were, and on how many a shot was said to begin."""
    there, fallen = Counter[str](), Counter[str]()
    for traps, those, shots in clips:
        for trap in traps:
            there[trap.name] += 1
            fallen[trap.name] += any(trap.first - 1 <= shot.first_frame <= trap.end + 1 and not _edited(those, shot)
                                     for shot in shots[1:])
    there["every flash"], fallen["every flash"] = (sum(each[name] for name in FLASHES) for each in (there, fallen))
    return table(("trap", "taken for an edit (95 %; n)"), ([name, share(fallen[name], count)] for name, count in sorted(there.items())))


def _edited(those: Sequence[Edit], shot: Shot) -> bool:
    return any(each.first - 2 <= shot.first_frame <= each.end + 2 for each in those)

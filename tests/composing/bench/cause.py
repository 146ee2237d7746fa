"""Cause: one thing of the film is moved or rewritten, and the notes about it change; nothing else does.

    python -m tests.composing.bench.cause

An edit moves one sigh, one walk or one key line by a second, or rewrites one parenthetical; the film goes through every step again.
Notes are read from the MIDI in seconds of picture. A note is the same when the other film has its pitch within 50 ms; loudness does
not count. *Near* is within two bars of the edited thing, where it was and where it is now; *dependent* cues are those that touch its
scene, because feeling is found scene by scene. Two controls: edits that say nothing new (a synonym in the brackets, a thing moved by
a millisecond, an inaudible change of level), and how much changes elsewhere in the same cues, because whoever writes every cue anew
at any edit passes the first row. A sound is *answered* when something is written at it that is not there when the same film is scored
without the sound: a part that enters anew, a stop of everyone, a breath (a part that moved rests through it), a part that stops with
the last step, a pulse on the steps.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.bench.shares import told
from tests.composing.bench.drawn_films import (
    CONFIDENT,
    HANDS,
    OTHER_HANDS,
    Film,
    film,
    moved_events,
    moved_line,
    runs,
    with_hand,
)
from tests.composing.bench.film_scored import Scored, Struck, bar_s, in_picture, scored
from yeoun.model.observed import EventKind
from yeoun.units.luck import Take, luck

SAME_S, BARS = 0.05, 2
FILMS, HANDS_A_FILM, KEY_LINES_A_FILM, KEY_TURN = tuple(range(1, 9)), 3, 3, 0.35
ENTERS_S, RESTED_S, STOPS_S, HUSH_S, MOVED_S, ON_STEP_S, STEPS = 0.6, 0.75, 0.3, 0.5, 3.0, 0.06, 0.6


@dataclass(frozen=True)
class Edit:
    """A film with one thing changed. Seconds of picture: where the thing was and where it is; `scene` is an index."""

    kind: str
    film: Film
    was: tuple[float, float]
    now: tuple[float, float]
    what: str = ""


@dataclass(frozen=True)
class Effect:
    """What an edit did to the notes: shares of notes that changed, and what became of cues it should not reach."""

    edit: Edit
    near: float | None        # None: no note of either film lies near
    elsewhere: float | None
    leaked: bool
    through: str = ""
    failed: str = ""          # why the edited film could not be scored at all


def unlike(before: Sequence[Struck], after: Sequence[Struck]) -> float | None:
    """The share of notes, of both, that the other has not; None where neither has any."""
    if not before and not after:
        return None
    free = sorted(after, key=lambda each: (each.key, each.at_s))
    used, matched = set[int](), 0
    for note in before:
        found = next((k for k, each in enumerate(free) if k not in used and each.key == note.key
                      and abs(each.at_s - note.at_s) <= SAME_S), None)
        if found is not None:
            used.add(found)
            matched += 1
    return 1.0 - 2.0 * matched / (len(before) + len(after))


def _touches(start: float, end: float, spans: Sequence[tuple[float, float]]) -> bool:
    return any(start < until and end > since for since, until in spans)


def _cue_spans(made: Scored) -> list[tuple[float, float]]:
    return [(float(Fraction(each.cue.first_frame) / each.brief.rate), float(Fraction(each.cue.end_frame) / each.brief.rate))
            for each in made.cues]


def _parted(made: Scored, scenes: Sequence[tuple[float, float]]) -> tuple[list[Struck], list[Struck]]:
    """The notes of the cues that touch some scenes, and those of all others."""
    inside, outside = list[Struck](), list[Struck]()
    for each, (start, end) in zip(made.cues, _cue_spans(made), strict=True):
        (inside if _touches(start, end, scenes) else outside).extend(in_picture(each))
    return inside, outside


def _bar(made: Scored, at: float) -> float:
    near = min(zip(made.cues, _cue_spans(made), strict=True), default=None,
               key=lambda pair: max(pair[1][0] - at, at - pair[1][1], 0.0))
    return bar_s(near[0]) if near is not None else 3.0


def _through(before: Scored, after: Scored) -> str:
    """The first step at which the two films part outside the scene, for whoever mends it."""
    if before.book != after.book:
        return "themes"
    if [(each.cue.first_frame, each.cue.end_frame) for each in before.cues] != [
            (each.cue.first_frame, each.cue.end_frame) for each in after.cues]:
        return "where cues lie"
    ours, theirs = ({each.brief.key: each.brief for each in made.cues} for made in (before, after))
    fields = {name for key in ours.keys() & theirs.keys() for name in ("norm", "themes", "heart_bpm", "intent", "hits", "lines", "ending")
              if getattr(ours[key], name) != getattr(theirs[key], name)}
    return "the brief's " + ", ".join(sorted(fields)) if fields else "the cue's own luck"


def effect(whole: Film, edit: Edit) -> Effect:
    """What an edit did to the notes of a film."""
    try:
        before, after = scored(whole), scored(edit.film)
    except (ValueError, IndexError, KeyError, AssertionError) as why:    # a fault of ours, and a figure like any other
        return Effect(edit, None, None, False, "", f"{type(why).__name__}: {why}")
    rate = whole.episode.rate
    scenes = [(float(each.first_frame / rate), float(each.end_frame / rate)) for each in whole.episode.scenes]
    scenes = [each for each in scenes if _touches(min(edit.was[0], edit.now[0]), max(edit.was[1], edit.now[1]) + 1e-6, [each])]
    bars = BARS * _bar(before, edit.was[0])
    windows = [(start - bars, end + bars) for start, end in (edit.was, edit.now)]
    (old, old_far), (new, new_far) = _parted(before, scenes), _parted(after, scenes)

    def near(notes: Sequence[Struck], wanted: bool) -> list[Struck]:
        return [each for each in notes if _touches(each.at_s, each.at_s + 1e-6, windows) is wanted]

    far = unlike(old_far, new_far)
    leaked = bool(far)
    return Effect(edit, unlike(near(old, True), near(new, True)), unlike(near(old, False), near(new, False)), leaked,
                  _through(before, after) if leaked else "")


def with_book(whole: Film, edit: Edit) -> tuple[Film, Edit]:
    """A film and an edit of it where the series has the film's themes already."""
    book = scored(whole).book
    return replace(whole, book=book), replace(edit, film=replace(edit.film, book=book))


def _free(whole: Film, index: int, by_s: float) -> bool:
    line = whole.episode.lines[index]
    start, end = line.span.start_s + by_s, line.span.end_s + by_s
    scene = next(each for each in whole.episode.scenes if each.id == line.scene)
    inside = start > scene.first_frame / whole.episode.rate and end < scene.end_frame / whole.episode.rate
    return inside and all(other is line or end <= other.span.start_s or start >= other.span.end_s for other in whole.episode.lines)


def _where(whole: Film, indices: Sequence[int]) -> tuple[float, float]:
    return float(whole.seen.events[indices[0]].at_s), float(whole.seen.events[indices[-1]].until_s)


def key_lines_of(made: Scored) -> list[int]:
    """The lines on which the feeling turns: those at its largest turns."""
    lines, turns = made.film.episode.lines, sorted(made.graph.turns, key=lambda each: (-each.size, each.at_s))
    found: list[int] = []
    for turn in turns:
        here = [k for k, line in enumerate(lines) if line.span.start_s - 0.5 <= turn.at_s <= line.span.end_s + 1.5 and k not in found]
        found += here[:1] if turn.size >= KEY_TURN else []
    return sorted(found[:KEY_LINES_A_FILM])


def edits(whole: Film) -> list[Edit]:
    """Every edit of a film: each sigh, walk and key line a second later or earlier, and some parentheticals."""
    lot, found = luck(Take(1), "edits", whole.episode.name), list[Edit]()
    sighs = [(k,) for k, each in enumerate(whole.seen.events) if each.kind is EventKind.SIGH]
    for kind, groups in (("sigh", sighs), ("walk", list(runs(whole.seen)))):
        for group in groups:
            by = 1.0 if lot.random() < 0.5 else -1.0
            start, end = _where(whole, group)
            found.append(Edit(kind, moved_events(whole, group, by), (start, end), (start + by, end + by), f"by {by:+.0f} s"))
    for k in key_lines_of(scored(whole)):
        line = whole.episode.lines[k]
        by = next((by for by in (1.0, -1.0) if _free(whole, k, by)), 0.0)
        if by:
            was = float(line.span.start_s), float(line.span.end_s)
            found.append(Edit("key line", moved_line(whole, k, by), was, (was[0] + by, was[1] + by), f"by {by:+.0f} s"))
    handed = [k for k, line in enumerate(whole.episode.lines) if line.parenthetical]
    for k in handed[:HANDS_A_FILM]:
        line = whole.episode.lines[k]
        was = float(line.span.start_s), float(line.span.end_s)
        hand = OTHER_HANDS[whole.moods[k]]
        found.append(Edit("parenthetical", with_hand(whole, k, hand), was, was, f"({line.parenthetical}) becomes ({hand})"))
    return found


def idle_edits(whole: Film) -> list[Edit]:
    """Edits that say nothing new."""
    found = []
    for k, line in enumerate(whole.episode.lines):
        others = [hand for hand in HANDS[whole.moods[k]] if hand != line.parenthetical]
        if line.parenthetical in {"다정하게", "부드럽게", "차갑게", "싸늘하게", "버럭", "소리치며"} and others:
            was = float(line.span.start_s), float(line.span.end_s)
            found.append(Edit("synonym", with_hand(whole, k, others[0]), was, was))
            break
    steps = runs(whole.seen)[:1]
    sighs = [(k,) for k, each in enumerate(whole.seen.events) if each.kind is EventKind.SIGH][:1]
    found += [Edit("a millisecond", moved_events(whole, group, 0.001), _where(whole, group), _where(whole, group))
              for group in (*steps, *sighs)]
    quieter = replace(whole.seen.loudness, values=tuple(each - 1.0 for each in whole.seen.loudness.values))
    found.append(Edit("inaudible level", replace(whole, seen=replace(whole.seen, loudness=quieter)), (10.0, 12.0), (10.0, 12.0)))
    return found


def _falls_silent(notes: Sequence[Struck], moment: float, until: float) -> bool:
    """Whether a part that moved just before a moment breaks off there and is silent until another and a little longer."""
    for part in {each.part for each in notes}:
        own = [each for each in notes if each.part == part]
        moved = [each for each in own if moment - MOVED_S <= each.at_s < moment - 0.05]
        rests = not any(each.at_s < until + HUSH_S and each.end_s > moment + STOPS_S for each in own)
        if len({round(each.at_s, 2) for each in moved}) >= 2 and rests and max(each.end_s for each in moved) >= moment - HUSH_S:
            return True
    return False


def answers(notes: Sequence[Struck], start: float, end: float, strokes: Sequence[float]) -> frozenset[str]:
    """What is written at a sound. strokes: the moments of its steps; a sigh has none."""
    found = set[str]()
    windows = [(end - 0.1, end + ENTERS_S), *([(start - 0.1, start + STOPS_S)] if strokes else [])]
    for note in notes:
        if any(since <= note.at_s <= until for since, until in windows) and not any(
                other.part == note.part and other.at_s < note.at_s and other.end_s > note.at_s - RESTED_S for other in notes):
            found.add("entry")
    for moment in (start, end):
        let_go = [note.end_s for note in notes if abs(note.end_s - moment) <= STOPS_S]
        if let_go and not any(note.at_s < max(let_go) + HUSH_S and note.end_s > max(let_go) + 0.02 for note in notes):
            found.add("stop")
    if _falls_silent(notes, strokes[-1], strokes[-1]) if strokes else _falls_silent(notes, start, end):
        found.add("breath" if not strokes else "part stops")
    on = sum(any(abs(note.at_s - stroke) <= ON_STEP_S for note in notes) for stroke in strokes)
    if strokes and on >= STEPS * len(strokes):
        found.add("pulse")
    return frozenset(found)


def answered(whole: Film, group: tuple[int, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """What is written at a sound because of it, and what is written there in any case."""
    start, end = _where(whole, group)
    strokes = [float(whole.seen.events[k].at_s) for k in group] if len(group) > 1 else []
    events = tuple(each for k, each in enumerate(whole.seen.events) if k not in group)
    without = scored(replace(whole, seen=replace(whole.seen, events=events)))
    with_it, there = (answers([note for each in made.cues for note in in_picture(each)], start, end, strokes)
                      for made in (scored(whole), without))
    return with_it - there, there


def section() -> str:
    """The tables."""
    effects = [effect(film(number), each) for number in FILMS for each in edits(film(number))]
    kept = [effect(*with_book(film(number), each)) for number in FILMS for each in edits(film(number))]
    idle = [effect(film(number), each) for number in FILMS for each in idle_edits(film(number))]
    return "\n".join([
        "## Cause", "",
        f"{len(FILMS)} drawn films, {len(effects)} edits, the notes of the MIDI files compared in seconds of picture. Beside them "
        f"{len(idle)} edits that say nothing new.", "", *_table(effects, idle), "", *_leaks(effects, kept), "", *_answers()])


def _table(effects: list[Effect], idle: list[Effect]) -> list[str]:
    lines = ["| edit | notes change within 2 bars | of those with music there | reaches another cue than its scene's | changed near | "
             "changed elsewhere in those cues |", "|---|---|---|---|---|---|"]
    kinds = [*((kind, [each for each in effects if each.edit.kind == kind]) for kind in ("sigh", "walk", "key line", "parenthetical")),
             ("**all**", effects), *((f"nothing new: {kind}", [each for each in idle if each.edit.kind == kind])
                                     for kind in ("synonym", "a millisecond", "inaudible level"))]
    for kind, some in kinds:
        heard = [each for each in some if each.near is not None]
        moved = sum(bool(each.near) for each in some)
        near = sum(each.near or 0.0 for each in heard) / max(1, len(heard))
        elsewhere = [each.elsewhere for each in some if each.elsewhere is not None]
        lines.append(f"| {kind} | {told(moved, len(some))} | {told(moved, len(heard))} | {told(sum(e.leaked for e in some), len(some))} | "
                     f"{near:.0%} of notes | {sum(elsewhere) / max(1, len(elsewhere)):.0%} of notes |")
    lines.append("| goal | 80 %; nothing new: 0 | | 0 | | far less than near |")
    failed = [f"{each.edit.film.episode.name}, {each.edit.kind} at {each.edit.was[0]:.1f} s {each.edit.what}: {each.failed}"
              for each in (*effects, *idle) if each.failed]
    return [*lines, "", f"Films that could not be scored after an edit: {len(failed)}. {'; '.join(failed)}"] if failed else lines


def _leaks(effects: list[Effect], kept: list[Effect]) -> list[str]:
    """What an edit reaches that it should not, and through what."""
    lines = ["| reaches another cue than its scene's | edits | through | goal |", "|---|---|---|---|"]
    for said, some in (("a first episode, its themes invented anew", effects), ("the same with a book that has them already", kept)):
        leaks = [each.through for each in some if each.leaked]
        ways = ", ".join(f"{through} {leaks.count(through)}" for through in sorted(set(leaks)))
        lines.append(f"| {said} | {told(len(leaks), len(some))} | {ways} | 0 |")
    return lines


def _answers() -> list[str]:
    lines = ["| confident sounds | answered because of them | goal | the same answer stands there without them |", "|---|---|---|---|"]
    total = [0, 0]
    for kind in ("sighs", "walks"):
        mine, there, ways = 0, 0, list[str]()
        groups = []
        for number in FILMS:
            seen = film(number).seen
            some = [(k,) for k, each in enumerate(seen.events) if each.kind is EventKind.SIGH] if kind == "sighs" else list(runs(seen))
            groups += [(film(number), group) for group in some if seen.events[group[0]].confidence >= CONFIDENT]
        for whole, group in groups:
            own, anyway = answered(whole, group)
            mine, there, ways = mine + bool(own), there + bool(anyway), [*ways, *sorted(own)]
        total = [total[0] + mine, total[1] + len(groups)]
        how = ", ".join(f"{way} {ways.count(way)}" for way in sorted(set(ways)))
        lines.append(f"| {kind}, sure to {CONFIDENT} or more | {told(mine, len(groups))}{f' ({how})' if how else ''} | | "
                     f"{told(there, len(groups))} |")
    return [*lines, f"| both | {told(*total)} | 33 % | |", ""]


if __name__ == "__main__":
    sys.stdout.write(section())

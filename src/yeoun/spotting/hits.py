"""Which moments of a cue the music meets, and which it leaves alone on purpose.

A candidate is worth the size of the turn, the weight of the line, the physical event and the deed the script tells of it,
less what speech covers; a cut alone is worth nothing. What words turn is met when they have been said, not while.
The best set under the budgets is found by dynamic programming over integer values, not greedily. Weights and budgets are
our choice.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from yeoun.model.feeling import EmotionGraph, Source
from yeoun.model.notes import STOP, House, NoteKind, Notes
from yeoun.model.observed import EventKind, Observations
from yeoun.model.script import Episode, Line, LineKind
from yeoun.model.spotted import Hit, HitClass, NotCaught
from yeoun.spotting.answers import AFTER_S, sounds
from yeoun.spotting.deeds import Deed, last_steps
from yeoun.spotting.desire import note_spans, sizes
from yeoun.units.time import Seconds, at_frame, label, nearest_frame

# Our choices, in thousandths.
TURN, KEY_LINE, IMPACT, GASP, STEPS_STOP, SCENE, DEED, TOLD, SIGH, COVERED = 900, 350, 450, 400, 250, 300, 250, 200, 255, -400
WORTH_A, WORTH_B, WORTH_C = 550, 330, 200
NEAREST_S = 2.0        # two hits closer than this are one to the ear
SAID_S = 0.4           # music answers a line so long after its last word
ENTRY_S = 1.0          # the entry of a cue is an event of its own
GRADES = (HitClass.A, HitClass.B, HitClass.C)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A moment that might be met: its worth in thousandths."""

    frame: int
    worth: int
    kind: str
    reason: str
    is_pinned: bool = False
    asked: HitClass | None = None    # the class a note asks for
    notes: tuple[str, ...] = ()      # the notes that ask for it
    rests_s: float = 0.0             # of a stop: how long what moves rests at least


def _asked(value: str) -> HitClass:
    """The class a note's value names (`A`, `class B` ...); without one, A: people mean it."""
    words = re.split(r"[^A-Z]+", value.upper())
    return next((grade for grade in GRADES if grade.value in words), HitClass.A)


def _line_at(at: float, episode: Episode) -> Line | None:
    return next((line for line in episode.lines if line.span.start_s <= at < line.span.end_s), None)


def _turn_at(at: float, episode: Episode) -> float:
    """Where music answers a turn: on it, or, when spoken words make it, once they have been said."""
    line = next((line for line in episode.lines if line.kind is not LineKind.INNER
                 and line.span.start_s - 0.05 <= at < line.span.end_s), None)
    return at if line is None else line.span.end_s + SAID_S


def candidates(episode: Episode, graph: EmotionGraph, seen: Observations, done: tuple[Deed, ...], notes: Notes,
               keys: tuple[Line, ...]) -> tuple[Candidate, ...]:
    """Every moment worth considering, in order; moments within two frames of each other are added up."""
    rate, found = episode.rate, dict[int, Candidate]()

    def offer(at: float, worth: int, kind: str, reason: str, asked: HitClass | None = None, note: str = "",
              rests_s: float = 0.0) -> None:
        is_pinned = asked is not None
        named = (note,) if note else ()
        frame = nearest_frame(Seconds(at), rate)
        if not 0 < frame < episode.frames:
            return
        near = next((other for other in found if abs(other - frame) <= 2), None)
        if near is None:
            worth += COVERED if _line_at(at, episode) is not None and not is_pinned else 0
            found[frame] = Candidate(frame, worth, kind, reason, is_pinned, asked, named, rests_s)
        else:
            old = found[near]
            strong = old if old.worth >= worth and not is_pinned else Candidate(near, worth, kind, reason, is_pinned)
            said = old.reason if reason in old.reason else reason if old.reason in reason else f"{old.reason}; {reason}"
            found[near] = Candidate(near, old.worth + worth, strong.kind, said,
                                    old.is_pinned or is_pinned, asked or old.asked, (*old.notes, *named), max(rests_s, old.rests_s))

    size = sizes(graph)
    script = {each.detail for each in graph.evidence if each.source is Source.SCRIPT}
    for turn in graph.turns:
        if turn.kind != "silence":    # a silence of the scene is where music stops, not what it strikes
            told = TOLD if any(turn.reason.endswith(each) for each in script) else 0    # the page itself turns here
            offer(_turn_at(turn.at_s, episode), round(TURN * size[turn.at_s]) + told, "change", f"{turn.kind}: {turn.reason}")
    for line in keys:
        offer(line.span.end_s + SAID_S, KEY_LINE, "stop", f"after the line '{line.text[:40]}'")
    for event, deed in ((deed.event, deed) for deed in done if deed.event is not None):
        at = event.until_s if event.kind in {EventKind.GASP, EventKind.SIGH, EventKind.BREATH} else event.at_s
        offer(at, round(DEED * event.confidence / 0.7), "onset", f"the script tells of it: {deed.says}")
    for event in seen.events:
        if event.kind is EventKind.IMPACT:
            offer(event.at_s, round(IMPACT * event.confidence / 0.7), "onset", "an impact is heard")
        elif event.kind is EventKind.GASP:
            offer(event.until_s, round(GASP * event.confidence / 0.7), "stop", "a gasp")
    for sigh in (each for each in sounds(seen) if each.kind is EventKind.SIGH):
        offer(sigh.at_s, round(SIGH * sigh.confidence / 0.7), "stop", "a sigh", rests_s=sigh.until_s - sigh.at_s + AFTER_S)
    for step in last_steps(seen):
        offer(step.at_s, round(STEPS_STOP * step.confidence / 0.7), "stop", "the steps stop")
    for scene in episode.scenes[1:]:
        offer(at_frame(scene.first_frame, rate), SCENE, "change", f"scene {scene.number} begins")
    for note, start, _, value in note_spans(episode, notes, NoteKind.HIT):
        kind = "stop" if STOP in value.lower().split() else "onset"
        offer(start, 5000, kind, f"note {note}: {value or 'a hit'}", asked=_asked(value), note=note)
    return tuple(found[frame] for frame in sorted(found))


def _grades(each: Candidate) -> tuple[HitClass, ...]:
    if each.asked is not None:
        return (each.asked,)
    limits = ((WORTH_A, HitClass.A), (WORTH_B, HitClass.B), (WORTH_C, HitClass.C))
    return tuple(grade for least, grade in limits if each.worth >= least)


def choose(inside: tuple[Candidate, ...], length_s: float, rested_s: float, episode: Episode,
           house: House) -> dict[int, HitClass]:
    """The best set of hits under the house's budgets: frame -> class.

    inside    candidates of one cue, in order
    length_s  how long the cue is
    rested_s  how long no music has played before it: a class A hit is an event of the picture, and its budget runs on
              in silence; B and C live in the texture of the cue
    """
    least = {HitClass.A: house.hits_a_every_s * 0.6, HitClass.B: house.hits_b_every_s * 0.5,
             HitClass.C: max(NEAREST_S, house.hits_c_every_s * 0.5)}
    most = {HitClass.A: max(1, round((rested_s + length_s) / house.hits_a_every_s)),
            HitClass.B: max(1, round(length_s / house.hits_b_every_s)),
            HitClass.C: max(1, round(length_s / house.hits_c_every_s))}
    bonus = {HitClass.A: 60, HitClass.B: 30, HitClass.C: 0}
    share = {HitClass.A: 50, HitClass.B: 100, HitClass.C: 1000}    # one in so many of its worth: the higher class goes to the worthier
    # state: (frame of the last hit, last frame of each class, how many of each) -> (value, choice)
    states: dict[tuple[int, ...], tuple[int, tuple[tuple[int, HitClass], ...]]] = {(-1, -1, -1, -1, 0, 0, 0): (0, ())}
    for each in inside:
        grown = dict(states)
        for (last, *rest), (value, chosen) in states.items():
            lasts, counts = rest[:3], rest[3:]
            if last >= 0 and (each.frame - last) / episode.rate < NEAREST_S and not each.is_pinned:
                continue
            for grade in _grades(each):
                k = GRADES.index(grade)
                far = lasts[k] < 0 or (each.frame - lasts[k]) / episode.rate >= least[grade]
                if not each.is_pinned and (not far or counts[k] >= most[grade]):
                    continue
                state = (each.frame, *(each.frame if n == k else lasts[n] for n in range(3)),
                         *(counts[n] + (n == k) for n in range(3)))
                better = (value + each.worth + bonus[grade] + each.worth // share[grade], (*chosen, (each.frame, grade)))
                if better[0] > grown.get(state, (-1, ()))[0]:
                    grown[state] = better
        states = dict(sorted(grown.items(), key=lambda item: (-item[1][0], item[0]))[:400])    # a beam: our choice
    return dict(max(states.values(), key=lambda each: each[0])[1])


def _entered(chosen: dict[int, HitClass], inside: tuple[Candidate, ...], entry: int, rate: Fraction) -> dict[int, HitClass]:
    """The choice, and the moment a cue enters on beside it: a cue has a first beat in any case, and there it falls there.

    Not where it would stand in the way of the hits: one of them follows too soon, or one of class A nearly so.
    """
    worth = next((each.worth for each in inside if each.frame == entry), 0)
    free = all((frame - entry) / rate >= (NEAREST_S if grade is HitClass.A else ENTRY_S) for frame, grade in chosen.items())
    return {entry: HitClass.C} | chosen if worth >= WORTH_C and free else chosen


def hits_of(first: int, end: int, lead: int, rested: int, wanted: tuple[Candidate, ...], unheard: tuple[Deed, ...], episode: Episode,
            house: House) -> tuple[tuple[Hit, ...], tuple[NotCaught, ...]]:
    """The hits of a cue between two frames, and what was seen there and left alone, with reasons.

    lead     frames from the start of a cue to the moment its first beat falls on
    rested   frames without music before the cue
    wanted   every candidate of the picture
    unheard  deeds of the script that nothing heard gives a frame
    """
    rate = episode.rate
    length_s = float((end - first) / rate)
    inside = tuple(each for each in wanted if first < each.frame < end and
                   (each.is_pinned or ((each.frame - first == lead or (each.frame - first) / rate >= ENTRY_S)
                                      and (end - each.frame) / rate >= 0.5)))
    chosen = _entered(choose(inside, length_s, float(rested / rate), episode, house), inside, first + lead, rate)
    hits = tuple(Hit(each.frame, at_frame(each.frame, rate), chosen[each.frame], each.kind, each.reason, Seconds(round(each.rests_s, 3)))
                 for each in inside if each.frame in chosen)
    worths = {each.frame: each.worth for each in inside}
    left = [NotCaught(at_frame(each.frame, rate), _why_not(each, chosen, worths, episode))
            for each in inside if each.frame not in chosen]
    left += _without_frame(first, end, unheard, episode)
    left += [NotCaught(at_frame(each.frame, rate), f"{each.reason}: the cue itself enters or ends there")
             for each in wanted if first <= each.frame < end and each not in inside and each.worth >= WORTH_C]
    met = {each.frame for each in inside}
    left += [NotCaught(at_frame(shot.first_frame, rate), "a cut alone is no reason for a hit")
             for shot in episode.shots if first < shot.first_frame < end
             and all(abs(shot.first_frame - frame) > 2 for frame in met)]
    return hits, tuple(sorted(left, key=lambda each: each.at_s))


def left_bare(first: int, end: int, wanted: tuple[Candidate, ...], unheard: tuple[Deed, ...],
              episode: Episode) -> tuple[NotCaught, ...]:
    """The moments of a silence that would be worth a hit; `unheard` as in `hits_of`."""
    left = [NotCaught(at_frame(each.frame, episode.rate), f"{each.reason}: left bare, no music plays here")
            for each in wanted if first <= each.frame < end and each.worth >= WORTH_C]
    return tuple(sorted([*left, *_without_frame(first, end, unheard, episode)], key=lambda each: each.at_s))


def _without_frame(first: int, end: int, unheard: tuple[Deed, ...], episode: Episode) -> list[NotCaught]:
    return [NotCaught(Seconds(round(deed.at_s, 3)), f"the script tells of {deed.sort}, and nothing heard gives it a frame: {deed.says}")
            for deed in unheard if first <= nearest_frame(Seconds(deed.at_s), episode.rate) < end]


def _why_not(each: Candidate, chosen: dict[int, HitClass], worths: dict[int, int], episode: Episode) -> str:
    if each.worth < WORTH_C:
        covered = "words cover it" if _line_at(at_frame(each.frame, episode.rate), episode) is not None else "it is too small"
        return f"{each.reason}: {covered} (worth {each.worth / 1000:.2f})"
    media, near = episode.media, min(chosen, key=lambda frame: abs(frame - each.frame), default=each.frame)
    if near == each.frame or abs(near - each.frame) / episode.rate >= NEAREST_S:
        return f"{each.reason}: the budget of hits is spent"
    at = label(near + media.start_frame, episode.rate, media.is_drop)
    return f"{each.reason}: the hit at {at} is {'stronger' if worths[near] >= each.worth else 'too near'}"

"""What people's notes changed, read off what was written: beside it lies what would have been written without each of them.

A cue is a table of facts in words: where it is, its key, tempo, chords, themes, players, hits, form. Facts that are otherwise without a
note are what the note changed, whatever stage they come from. A third column, without any note at all, keeps a note from claiming what
was so before: where it differs from both, or is what the note brings back, it is said. Cues are matched by the picture they share.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yeoun.delivering.plain import timecode
from yeoun.delivering.spelling import spelling_of
from yeoun.delivering.titles import player_of, speaks_korean
from yeoun.delivering.told import DOES, ENDS
from yeoun.model.composed import Bar, Sketch, ThemeBook
from yeoun.model.feeling import EmotionGraph
from yeoun.model.scored import Score
from yeoun.model.script import Episode
from yeoun.model.soundtrack import Change, Compared, Renumbered, Version, Written
from yeoun.model.spotted import Cue
from yeoun.units.modes import mode_said
from yeoun.units.names import CueId
from yeoun.units.pitch import key_named
from yeoun.units.time import at_frame

FELT = 0.02     # our choice: a curve of feeling that moves by less has not moved
SPELT = 8       # our choice: so many chords are spelt out; of more it is said how many are others
Fact = tuple[str, str]            # what it is, and which: ("plays", "해금"), ("hit", "984"), ("key", "")
Facts = Mapping[Fact, str]        # a fact's value, in words


@dataclass(frozen=True, slots=True)
class _Difference:
    """A fact of a cue that is `here` with all notes and `there` without some; empty = there is none."""

    fact: Fact
    here: str
    there: str


def differing(episode: Episode, made: Version, others: tuple[Version, ...]) -> Compared:
    """What each note changed.

    made     what is written with all notes
    others   what would be written without some: each without one note, and the last without any
    Gives    for every note its changes in the order of the film; under no note's name what only all of them together changed
    """
    bare = others[-1] if others else made
    found: list[Change] = []
    told = set[tuple[CueId | None, Fact]]()
    for other in others:
        if len(other.left_out) == 1:
            differences = list(_differences(episode, made, other))
            told |= {(None if cue is None else cue.id, each.fact) for cue, each in differences}
            found += [_change(other.left_out[0], cue, each, _value(episode, bare, cue, each.fact), episode)
                      for cue, each in _gathered(differences)]
    rest = [(cue, each) for cue, each in _differences(episode, made, bare) if (None if cue is None else cue.id, each.fact) not in told]
    found += [_change("", cue, each, None, episode) for cue, each in _gathered(rest)]
    return Compared(tuple(each.left_out[0] for each in others if len(each.left_out) == 1), tuple(found),
                    renumbered(bare.spotting.cues, made.spotting.cues))


def renumbered(before: Sequence[Cue], now: Sequence[Cue]) -> tuple[Renumbered, ...]:
    """What became of every cue's number; nothing where each cue that stayed has kept its own.

    before  the cues without any note;  now  the cues with all of them
    """
    pairs = {here.id: before[there].id for here in now if (there := match_of(here, before)) is not None
             and now[match_of(before[there], now) or 0] is here}
    rows = [Renumbered(pairs.get(here.id), here.id) for here in now]
    rows += [Renumbered(each.id, None) for each in before if each.id not in pairs.values()]
    return tuple(rows) if any(each.now is not None and each.before not in (None, each.now) for each in rows) else ()


def _gathered(differences: Sequence[tuple[Cue | None, _Difference]]) -> Iterator[tuple[Cue | None, _Difference]]:
    """The differences, all who come into a cue as one and all who leave it as one."""
    done = set[tuple[CueId | None, bool]]()
    for cue, each in differences:
        if each.fact[0] != "plays" or (each.here and each.there):
            yield cue, each
            continue
        group = (None if cue is None else cue.id, bool(each.here))
        if group not in done:
            done.add(group)
            alike = [one for other, one in differences if other == cue and one.fact[0] == "plays" and bool(one.here) is bool(each.here)
                     and not (one.here and one.there)]
            names = ", ".join(f"{one.fact[1]} ({one.here or one.there})" for one in alike)
            yield cue, _Difference(("come" if each.here else "go", ""), names if each.here else "", "" if each.here else names)


def _differences(episode: Episode, made: Version, other: Version) -> Iterator[tuple[Cue | None, _Difference]]:
    """Every fact that is otherwise in another version: of the film, of cues in order, of music that would be elsewhere."""
    ours, theirs = _of_film(made.themes), _of_film(other.themes)
    for fact in sorted(ours.keys() | theirs.keys()):
        if ours.get(fact, "") != theirs.get(fact, ""):
            yield None, _Difference(fact, ours.get(fact, ""), theirs.get(fact, ""))
    yield from ((None, each) for each in _felt(made.graph, other.graph))
    matched = set[int]()
    for number, cue in enumerate(made.spotting.cues):
        match = match_of(cue, other.spotting.cues)
        if match is None:
            yield cue, _Difference(("music", ""), _span(cue, episode), "")
            continue
        matched.add(match)
        ours = facts_of(cue, made.cues[number], made.themes, episode)
        theirs = facts_of(other.spotting.cues[match], other.cues[match], other.themes, episode)
        bars = _other_bars(made.cues[number].score, other.cues[match].score)
        yield from ((cue, each) for each in _between(ours, theirs, bars))
    for number, cue in enumerate(other.spotting.cues):
        if number not in matched and match_of(cue, made.spotting.cues) is None:
            yield None, _Difference(("music", str(cue.first_frame)), "", _span(cue, episode))


def match_of(cue: Cue, others: Sequence[Cue]) -> int | None:
    """Which cue of another version shares most of the picture with one; None where none does."""
    shared = [min(cue.end_frame, each.end_frame) - max(cue.first_frame, each.first_frame) for each in others]
    best = max(range(len(shared)), key=lambda k: (shared[k], -k), default=None)
    return None if best is None or shared[best] <= 0 else best


def _between(ours: Facts, theirs: Facts, bars: str) -> list[_Difference]:
    """The facts of a cue that are otherwise; where all of them are the same and the notes are not, the bars in which they are not."""
    facts = sorted(ours.keys() | theirs.keys(), key=lambda fact: (list(WORDS).index(fact[0]), fact[1]))
    found = [_Difference(fact, ours.get(fact, ""), theirs.get(fact, "")) for fact in facts if ours.get(fact, "") != theirs.get(fact, "")]
    return found or ([_Difference(("notes", ""), bars, "")] if bars else [])


def facts_of(cue: Cue, written: Written, themes: ThemeBook, episode: Episode) -> Facts:
    """A cue as a table of facts in words."""
    sketch, score, media = written.sketch, written.score, episode.media
    tonic = spelling_of(sketch.key, sketch.mode).name(key_named(f"{sketch.key}4"))
    facts: dict[Fact, str] = {
        ("begins", ""): timecode(cue.first_frame, media), ("ends", ""): timecode(cue.end_frame, media), ("ending", ""): ENDS[cue.ending],
        ("key", ""): f"{tonic} {mode_said(sketch.mode)}", ("tempo", ""): _tempo(sketch), ("room", ""): score.room.name,
        ("form", ""): ", ".join(each.name for each in sketch.sections) or "one stretch",
        ("chords", ""): " ".join(each.degree for each in sketch.chords), ("theme", ""): _stated(sketch, themes)}
    for part in score.parts:
        who = ("plays", player_of(part.instrument, speaks_korean(score), both=True))
        facts[who] = ", ".join(sorted({*filter(None, facts.get(who, "").split(", ")), part.role}))
    gone = {each.hit for each in sketch.given_up}
    landed = {each.hit: each.kind for each in score.landed}
    for number, hit in enumerate(cue.hits):
        if number not in gone:
            does = DOES.get(landed[number], landed[number]) if number in landed else "nobody plays it"
            facts["hit", timecode(hit.frame, media)] = f"class {hit.grade.value}, {does}"
    return facts


def _tempo(sketch: Sketch) -> str:
    tempi = [60e6 / mark.microseconds for mark in sketch.tempo_map.marks]
    low, high = round(min(tempi)), round(max(tempi))
    return f"{low}" if low == high else f"{low} to {high}"


def _stated(sketch: Sketch, themes: ThemeBook) -> str:
    """Whose theme is stated in which form, and from which bar on."""
    owners = {each.id: each.owner for each in themes.motifs}
    return ", then ".join(f"{owners.get(each.motif, each.motif)}'s theme {each.form} from bar {_bar(sketch.bars, each.at_beat)}"
                          for each in sketch.statements) or "no theme"


def _bar(bars: tuple[Bar, ...], at_beat: Fraction) -> int:
    return next((each.number for each in reversed(bars) if each.at_beat <= at_beat), 0)


def _other_bars(score: Score, other: Score) -> str:
    """The bars in which the players have other notes, in words; empty where they have the same."""
    def notes(whole: Score) -> set[tuple[Fraction, str, Fraction, int, str, str]]:
        return {(note.at_beat, part.name, note.beats, note.key, note.articulation, note.ornament)
                for part in whole.parts for note in part.notes}

    bars = sorted({_bar(score.bars, each[0]) for each in notes(score) ^ notes(other)})
    return "" if not bars else f"bar {bars[0]}" if len(bars) == 1 else f"bars {bars[0]} to {bars[-1]}"


def _of_film(themes: ThemeBook) -> Facts:
    """What belongs to no one cue: the themes of the book, by whose they are."""
    return {("motif", each.owner): f"{mode_said(each.mode)}, {' '.join(str(degree + 1) for degree in each.degrees)}"
            for each in themes.motifs}


def _felt(graph: EmotionGraph, other: EmotionGraph) -> Iterator[_Difference]:
    """Where the curves of feeling are otherwise, and what they are there on average."""
    for axis in ("valence", "arousal", "tension"):
        ours, theirs = (np.asarray(getattr(each.feelings, axis)) for each in (graph, other))
        if len(ours) != len(theirs):
            continue
        moved = np.abs(ours - theirs) > FELT
        if moved.any():
            every, at = float(graph.feelings.every), np.flatnonzero(moved)
            place = f"from {at[0] * every:.1f} to {(at[-1] + 1) * every:.1f} s"
            yield _Difference(("feels", axis), f"{ours[moved].mean():+.2f} on average {place}", f"{theirs[moved].mean():+.2f}")


def _span(cue: Cue, episode: Episode) -> str:
    return f"{timecode(cue.first_frame, episode.media)} to {timecode(cue.end_frame, episode.media)}"


def _value(episode: Episode, bare: Version, cue: Cue | None, fact: Fact) -> str | None:
    """What a fact of a cue is without any note; None where nothing is there to compare."""
    if cue is None or fact[0] in {"music", "notes", "feels", "motif", "come", "go"}:
        return None
    match = match_of(cue, bare.spotting.cues)
    return None if match is None else facts_of(bare.spotting.cues[match], bare.cues[match], bare.themes, episode).get(fact, "")


# how a fact that is otherwise is said: where it was another, where it is new, where it is gone; in the order in which it is said
WORDS: dict[str, tuple[str, str, str]] = {
    "music": ("", "music from {here}, where none would be", "no music from {there}, where it would play"),
    "begins": ("begins at {here} instead of {there}", "", ""), "ends": ("ends at {here} instead of {there}", "", ""),
    "ending": ("its end: {here}; without the note: {there}", "", ""),
    "key": ("{here} instead of {there}", "", ""), "tempo": ("{here} beats a minute instead of {there}", "", ""),
    "theme": ("{here} instead of {there}", "", ""), "chords": ("chords {here} instead of {there}", "", ""),
    "plays": ("{which} plays {here} instead of {there}", "", ""),
    "come": ("", "new players: {here}", ""), "go": ("", "", "no longer playing: {there}"),
    "hit": ("the hit at {which} is of {here}, instead of {there}", "a hit at {which} of {here}",
            "no hit at {which}, where one would be of {there}"),
    "form": ("form {here} instead of {there}", "", ""), "room": ("a room like {here} instead of {there}", "", ""),
    "notes": ("", "other notes in {here}", ""),
    "feels": ("{which} {here} instead of {there}", "", ""),
    "motif": ("{which}'s theme is {here} instead of {there}", "{which} has a theme ({here})", "{which} has no theme of their own"),
}


def _change(note: str, cue: Cue | None, each: _Difference, bare: str | None, episode: Episode) -> Change:
    """A difference in words, with where it is heard."""
    (what, which), here, there = each.fact, each.here, each.there
    if what == "chords":
        words = _chords(here, there)
    else:
        words = WORDS[what][0 if here and there else 1 if here else 2].format(which=which, here=here, there=there)
    if bare is not None and note and bare != there:
        words += " (as without any note)" if bare == here else f" (without any note: {bare or 'none'})"
    begins = cue.first_frame if cue is not None else int(which) if what == "music" else 0
    at_s = at_frame(begins, episode.rate)
    return Change(note, None if cue is None else cue.id, words, at_s)


def _chords(here: str, there: str) -> str:
    """Two rows of chords: spelt out where they are short, else how many are others."""
    ours, theirs = here.split(), there.split()
    if max(len(ours), len(theirs)) <= SPELT:
        return f"chords {here or 'none'} instead of {there or 'none'}"
    others = sum(one != other for one, other in zip(ours, theirs, strict=False)) + abs(len(ours) - len(theirs))
    return f"{others} of {len(ours)} chords are others, from the {_first_other(ours, theirs)}. on"


def _first_other(ours: list[str], theirs: list[str]) -> int:
    return next((k for k, (one, other) in enumerate(zip(ours, theirs, strict=False), 1) if one != other), min(len(ours), len(theirs)) + 1)

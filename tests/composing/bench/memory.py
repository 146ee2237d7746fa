"""Themes: eight people in sixteen short episodes, their statements found again in the whole MIDI by a finder that reads no names.

    python -m tests.composing.bench.memory

A claimed statement is matched when the finder, which knows the eight themes of the book, finds at its moment the theme of its owner
before any other. False alarms are asked for three times: themes of the series found in cues that do not claim them, themes that
were designed for people of another series, and random melodies with the book's own rhythms and ranges. A statement is plain when it
stands whole, in its own mode and values, unornamented, over its own chords: read from the notes, not from what is claimed. The cheap
trick, themes that differ by name alone, is seen in the last control: a book in which all are one theme.
"""

import functools
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.bench.shares import told
from tests.composing.bench.film_scored import Scored, Struck, Written, notes_in, scored, tuned
from tests.composing.bench.finder import MODES, Found, find, semitones
from tests.composing.bench.serial import HOUSE, TEMPERS, episode_of, series
from yeoun.composing.invent import design
from yeoun.model.composed import Motif, ThemeBook
from yeoun.units.luck import Take, luck
from yeoun.units.names import MotifId

LONG_BARS = 4          # a theme of so many bars has a long breath, of two a short one
APART = 2.0            # semitones between two heights that are heard as two: our choice
AT_S = 0.15            # a claimed and a found beginning this near are one
STRANGERS = ("Anna", "Boris", "Clara", "David", "Elena", "Felix", "Greta", "Hugo")
SWAPS = (("지은", "현우"), ("민호", "수아"), ("도윤", "하린"), ("태오", "유나"), ("지은", "도윤"), ("현우", "수아"), ("민호", "하린"),
         ("유나", "수아"), ("지은", "민호"), ("현우", "하린"), ("도윤", "태오"), ("민호", "태오"))
ROMAN = {"i": 0, "ii": 1, "iii": 2, "iv": 3, "v": 4, "vi": 5, "vii": 6}


@dataclass(frozen=True)
class Claim:
    """A statement as the sketch claims it, and what is found at its moment."""

    owner: str
    form: str
    at_s: float
    found: Found | None
    is_reharmonised: bool

    @property
    def is_matched(self) -> bool:
        """The owner's theme is found there before any other."""
        return self.found is not None and self.found.owner == self.owner

    @property
    def is_plain(self) -> bool:
        """Nothing was done to it."""
        return self.found is not None and self.found.is_plain and not self.is_reharmonised


def bass_of(symbol: str, mode: str) -> frozenset[int]:
    """How far the lowest tone of a chord may lie above the tonic: its root, or the degree after a stroke.

    >>> sorted(bass_of("vi", "major")), sorted(bass_of("bVI", "aeolian")), sorted(bass_of("IV/5", "dorian"))
    ([9], [8], [5, 7])
    """
    found = set[int]()
    for part in symbol.lower().split("/"):
        told_ = re.match(r"([b#]*)(?:([iv]+)|(\d))", part)
        if told_ is not None:
            signs, letters, digit = told_.groups()
            degree = ROMAN[letters] if letters else (int(digit) - 1) % 7
            moved = signs.count("#") - signs.count("b")
            found.add((MODES["major" if moved else mode][0][degree] + moved) % 12)
    return frozenset(found)


def over_own_chords(found: Found, motif: Motif, notes: Sequence[Struck]) -> bool:
    """Whether at least half of a statement's bars stand on the roots of the theme's own chords: the lowest tone at each bar."""
    if not motif.harmony:
        return True
    bar = sum(motif.beats, Fraction(0)) / len(motif.harmony)
    tonic = found.keys[0] - semitones(found.first_degree, MODES[motif.mode][0])
    agreed = asked = 0
    for k, symbol in enumerate(motif.harmony):
        at = found.at_beat + k * bar
        under = [each for each in tuned(notes) if each.at_beat <= at < each.end_beat]
        if len({each.key for each in under}) >= 2:
            asked += 1
            agreed += (min(each.key for each in under) - tonic) % 12 in bass_of(symbol, motif.mode)
    return asked == 0 or 2 * agreed >= asked


def found_in(notes: Sequence[Struck], motifs: Iterable[Motif]) -> list[Found]:
    """Every theme of some that stands in the notes."""
    return [each for motif in motifs for each in find(motif, notes)]


def claims_of(cue: Written, book: ThemeBook) -> list[Claim]:
    """Every statement a cue claims, with what is found there."""
    motifs, notes = {motif.id: motif for motif in book.motifs}, tuned(notes_in(cue.midi))
    all_found, made = found_in(notes, book.motifs), list[Claim]()
    for each in cue.sketch.statements:
        at_s = float(cue.sketch.tempo_map.seconds(each.at_beat))
        here = [one for one in all_found if abs(one.at_s - at_s) <= AT_S]
        best = max(here, key=lambda one: one.weight, default=None)
        own = motifs[each.motif]
        changed = best is not None and best.owner == own.owner and best.is_plain and not over_own_chords(best, own, notes)
        made.append(Claim(own.owner, each.form, at_s, best, changed))
    return made


def strangers() -> tuple[Motif, ...]:
    """Themes of another series, by the same designer, for people with feelings of every kind."""
    made: tuple[Motif, ...] = ()
    for number, name in enumerate(STRANGERS):
        lot = luck(Take(1), "stranger", name)
        feeling = (round(float(lot.uniform(-0.5, 0.5)), 1), round(float(lot.uniform(0.2, 0.7)), 1), round(float(lot.uniform(0.2, 0.7)), 1))
        made += (design(f"{name} {number}", "character", feeling, made),)
    return made


def at_random(book: ThemeBook) -> tuple[Motif, ...]:
    """Melodies by lot on the book's own rhythms, in its modes and within their ranges."""
    made = []
    for motif in book.motifs:
        lot = luck(Take(1), "random melody", motif.owner)
        degrees = tuple(int(each) for each in lot.integers(min(motif.degrees), max(motif.degrees) + 1, len(motif.degrees)))
        made.append(replace(motif, owner=f"random {motif.owner}", id=MotifId(f"random_{motif.id}"), degrees=degrees))
    return tuple(made)


def alarms(episodes: Sequence[Scored], motifs: Sequence[Motif], *, own: bool) -> tuple[int, int]:
    """In how many pairs of cue and theme a theme is found that is not claimed there, and how many pairs there are."""
    hits = pairs = 0
    for episode in episodes:
        names = {motif.id: motif.owner for motif in episode.book.motifs}
        for cue in episode.cues:
            claimed = {names[each.motif] for each in cue.sketch.statements} if own else set[str]()
            others = [motif for motif in motifs if motif.owner not in claimed and (not own or motif.owner in names.values())]
            notes = tuned(notes_in(cue.midi))
            pairs += len(others)
            hits += sum(bool(find(motif, notes)) for motif in others)
    return hits, pairs


@dataclass(frozen=True)
class Traits:
    """What is heard of a theme: whether its mode has a minor third, how long its breath is, where it lies."""

    is_minor: bool
    is_long: bool
    middle: float


def traits(made: Scored, owner: str) -> Traits | None:
    """The traits of an owner's theme: from its tones and rhythm, and of its height as it is played; None where it is never heard."""
    motif = next((each for each in made.book.motifs if each.owner == owner), None)
    if motif is None:
        return None
    heard = [each for cue in made.cues for each in find(motif, tuned(notes_in(cue.midi)))]
    keys = [key for each in heard for key in each.keys]
    return Traits(MODES[motif.mode][0][2] == 3, len(motif.harmony) >= LONG_BARS, sum(keys) / len(keys) if keys else 0.0)


def swapped(one: str, other: str, tempers: tuple[tuple[str, ...], tuple[str, ...]]) -> frozenset[str]:
    """Which traits two people exchange when their descriptions are exchanged."""
    name, book = f"swap {one} {other}", ThemeBook()
    first, second = ({one: tempers[a], other: tempers[b]} for a, b in ((0, 1), (1, 0)))
    before, after = (scored(replace(episode_of(name, (one, other), each), book=book, house=HOUSE)) for each in (first, second))
    found = [[traits(made, who) for who in (one, other)] for made in (before, after)]
    if any(each is None for row in found for each in row):
        return frozenset()
    (a, b), (c, d) = ([each for each in row if each is not None] for row in found)
    moved = set[str]()
    if a.is_minor != b.is_minor and (a.is_minor, b.is_minor) == (d.is_minor, c.is_minor):
        moved.add("mode")
    if a.is_long != b.is_long and (a.is_long, b.is_long) == (d.is_long, c.is_long):
        moved.add("rhythm class")
    apart, apart_then = a.middle - b.middle, d.middle - c.middle
    if min(each.middle for each in (a, b, c, d)) > 0 and min(abs(apart), abs(apart_then)) >= APART and apart * apart_then > 0:
        moved.add("register")
    return frozenset(moved)


@functools.cache
def claims() -> tuple[Claim, ...]:
    """Every claim of the series."""
    return tuple(each for episode in series() for cue in episode.cues for each in claims_of(cue, episode.book))


def section() -> str:
    """The tables."""
    episodes, made = series(), claims()
    book = episodes[-1].book
    forms = sorted({each.form for each in made})
    matched = sum(each.is_matched for each in made)
    changed = sum(not each.is_plain for each in made if each.is_matched)
    reheard = [each for each in made if each.form == "reharmonised" and each.is_matched]
    swaps = [swapped(one, other, (TEMPERS[one], TEMPERS[other])) for one, other in SWAPS]
    same = [swapped(one, other, (TEMPERS[one], TEMPERS[one])) for one, other in SWAPS]
    ways = ", ".join(f"{way} {sum(way in each for each in swaps)}" for way in ("mode", "rhythm class", "register"))
    one = book.motifs[0]
    blind = ThemeBook(tuple(replace(motif, degrees=one.degrees, beats=one.beats, mode=one.mode) for motif in book.motifs))
    blind_hits, blind_pairs = alarms(episodes, blind.motifs, own=True)
    return "\n".join([
        "## Themes", "",
        f"{len(book.motifs)} people, {len(episodes)} episodes of {episodes[0].film.episode.length_s:.0f} s or so with a book that is "
        f"handed on, {sum(len(each.cues) for each in episodes)} cues, {len(made)} statements claimed. Found in the whole MIDI of a cue, "
        "all tracks together, no name read.", "",
        "| figure | measured | goal |", "|---|---|---|",
        f"| claimed statements matched to their owner | {told(matched, len(made))} | 95 % |",
        *(f"| - {form} | {told(sum(e.is_matched for e in made if e.form == form), sum(e.form == form for e in made))} | |"
          for form in forms),
        f"| false alarms: the series' other themes, a pair of cue and theme | {told(*alarms(episodes, book.motifs, own=True))} | 2 % |",
        f"| - themes of another series | {told(*alarms(episodes, strangers(), own=False))} | control |",
        f"| - random melodies on the same rhythms | {told(*alarms(episodes, at_random(book), own=False))} | control |",
        f"| - the trick: a book in which all are one theme | {told(blind_hits, blind_pairs)} | must be found out |",
        f"| matched statements that are not plain, by their notes | {told(changed, matched)} | 40 % |",
        f"| - of those claimed to be reharmonised, over other chords than the theme's own | "
        f"{told(sum(each.is_reharmonised for each in reheard), len(reheard))} | all |",
        "| pairs of people who exchange mode, rhythm class or register with their descriptions | "
        f"{told(sum(map(bool, swaps)), len(swaps))} ({ways}) | all |",
        f"| - the same with two like descriptions | {told(sum(map(bool, same)), len(same))} | 0 |", ""])


if __name__ == "__main__":
    sys.stdout.write(section())

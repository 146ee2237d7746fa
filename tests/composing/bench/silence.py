"""Silence as composition: where it is chosen, whether music stands on both sides, and whether it is heard as it was meant.

    python -m tests.composing.bench.silence

A silence counts when the spotting calls it composed, a cue plays before and after it, and it lies clear of the first and last five
seconds. What is heard is measured on sound: the cue before it is played, dry parts and room, and the level of its last two seconds
is held against the level of the silence, from where its ring is over (what the spotting lets ring into it, at most its first half).
Its manner is held when a cut is gone (40 dB lower) a tenth of a second later, and when what rings is still there after a fifth of a
second, strikes nothing anew, and has sunk by 20 dB where music comes again or after four seconds. Controls: the same films with
everything taken out of them that silence could be chosen for (quiets, sighs, blows), and places by lot inside the same cues, where
nothing should sink. The cheap trick, any gap between cues, is counted beside it.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.bench.shares import told
from tests.composing.bench.drawn_films import Film, film
from tests.composing.bench.film_scored import Scored, Written, notes_in, planned, scored
from tests.fakes import FolderShelf
from yeoun.model.spotted import Cue, Silence, Spotting
from yeoun.performing.perform import perform
from yeoun.performing.room import room
from yeoun.units.luck import Take, luck

RATE, EDGE_S, BEFORE_S, LEAST_DB = 48_000, 5.0, 2.0, 10.0
GONE_DB, GONE_AFTER_S = 40.0, 0.1
RINGS_DB, RINGS_AFTER_S, SUNK_DB, SUNK_AFTER_S = 20.0, 0.2, 20.0, 4.0
FILMS, HEARD = tuple(range(1, 25)), 8    # spotted; of their silences so many, of different films, are played
Sound = NDArray[np.float64]


@dataclass(frozen=True)
class Chosen:
    """A composed silence of a film, seconds of picture, and the cue before it."""

    start_s: float
    end_s: float
    manner: str
    reason: str
    after: Cue


@dataclass(frozen=True)
class Sunk:
    """How far the music sinks in a silence, and whether its manner is held."""

    by_db: float
    is_held: bool
    manner: str


def gaps(spotting: Spotting) -> list[Silence]:
    """Every stretch without music between two cues."""
    moments = spotting.moments
    return [here for k, here in enumerate(moments) if isinstance(here, Silence) and 0 < k < len(moments) - 1
            and isinstance(moments[k - 1], Cue) and isinstance(moments[k + 1], Cue)]


def chosen(spotting: Spotting, rate: Fraction, length_s: float) -> list[Chosen]:
    """The silences that count."""
    found = []
    for before, here in pairwise(spotting.moments):
        if isinstance(before, Cue) and isinstance(here, Silence) and here in gaps(spotting) and here.kind == "composed":
            start, end = float(here.first_frame / rate), float(here.end_frame / rate)
            if start >= EDGE_S and end <= length_s - EDGE_S and here.reason:
                found.append(Chosen(start, end, here.manner, here.reason, before))
    return found


def why_not(spotting: Spotting) -> str:
    """What a film without a composed silence says of it; "" where it says nothing."""
    return next((each.message for each in spotting.cautions if "silence" in f"{each.code} {each.message}".lower()), "")


def without_causes(whole: Film) -> Film:
    """The film without anything that silence could be chosen for, but its lines."""
    return replace(whole, seen=replace(whole.seen, silences=(), events=()))


def sound_of(cue: Written) -> Sound:
    """A cue as it is heard, its tail included: dry parts and room, in stereo."""
    shelf = FolderShelf()
    stems = tuple(perform(shelf, part) for part in cue.score.parts)
    every = (*stems, room(shelf, cue.score, stems))
    return np.asarray(sum(shelf.read(stem.sound).astype(np.float64) for stem in every), dtype=np.float64)


def level_db(sound: Sound, start_s: float, end_s: float) -> float:
    """The level of a stretch, dB of full scale; nothing is -120."""
    part = sound[max(0, round(start_s * RATE)):max(0, round(end_s * RATE))]
    power = float(np.mean(part ** 2)) if part.size else 0.0
    return 10 * float(np.log10(max(power, 1e-12)))


def sunk(sound: Sound, at_s: float, length_s: float, manner: str, strikes: Sequence[float], rings_s: float = 0.0) -> Sunk:
    """What is heard of a silence that begins at a moment of a cue's sound and lasts so long.

    strikes  moments at which notes begin
    rings_s  for how long what was struck before may ring into it: it is silent from there on, its last half in any case
    """
    padded = np.concatenate([sound, np.zeros((max(0, round((at_s + length_s) * RATE) + 1 - len(sound)), 2))])
    before = level_db(padded, at_s - BEFORE_S, at_s)
    here = level_db(padded, at_s + min(rings_s, 0.5 * length_s), at_s + length_s)
    soon, late = (level_db(padded, at_s + after, at_s + after + 0.1) for after in (
        (GONE_AFTER_S if manner == "cut" else RINGS_AFTER_S), min(SUNK_AFTER_S, length_s) - 0.1))
    struck = any(at_s + 0.02 <= each < at_s + length_s for each in strikes)
    held = before - soon >= GONE_DB if manner == "cut" else before - soon <= RINGS_DB and before - late >= SUNK_DB
    return Sunk(before - here, held and not struck, manner)


def heard(made: Scored, silence: Chosen) -> tuple[Sunk, Sunk]:
    """A silence as it is heard, and a place by lot inside the cue before it, held to be one."""
    cue = next(each for each in made.cues if each.cue.key == silence.after.key)
    sound, strikes = sound_of(cue), [each.at_s for each in notes_in(cue.midi)]
    start = silence.start_s - float(Fraction(cue.cue.first_frame) / cue.brief.rate)
    lot = luck(Take(1), "no silence", made.film.episode.name)
    length = min(2.0, 0.4 * start)
    elsewhere = float(lot.uniform(min(BEFORE_S, 0.4 * start), start - length))
    return (sunk(sound, start, silence.end_s - silence.start_s, silence.manner, strikes, float(silence.after.tail_s)),
            sunk(sound, elsewhere, length, silence.manner, strikes))


def section() -> str:
    """The table."""
    spotted = {number: planned(film(number))[1] for number in FILMS}
    bare = {number: planned(without_causes(film(number)))[1] for number in FILMS}

    def of(found: dict[int, Spotting]) -> dict[int, list[Chosen]]:
        return {number: chosen(each, film(number).episode.rate, film(number).episode.length_s) for number, each in found.items()}

    ours, theirs = of(spotted), of(bare)
    have = sum(bool(each) for each in ours.values())
    told_why = sum(bool(ours[number]) or bool(why_not(spotted[number])) for number in FILMS)
    any_gap = sum(bool(gaps(each)) for each in spotted.values())
    played = [heard(scored(film(number)), each[0]) for number, each in ours.items() if each][:HEARD]
    deep = sum(mine.by_db >= LEAST_DB for mine, _ in played)
    lot = sum(other.by_db >= LEAST_DB for _, other in played)
    middle = sorted(mine.by_db for mine, _ in played)[len(played) // 2] if played else 0.0
    rows = []
    for manner in ("cut", "ring"):
        some = [mine for mine, _ in played if mine.manner == manner]
        rows.append(f"| - manner held: {manner} | {told(sum(each.is_held for each in some), len(some))} | all | |")
    return "\n".join([
        "## Silence", "",
        f"{len(FILMS)} drawn films of {min(film(n).episode.length_s for n in FILMS):.0f} to "
        f"{max(film(n).episode.length_s for n in FILMS):.0f} s; the first composed silence of {len(played)} of them played and measured on "
        "sound.", "",
        "| figure | measured | goal | control |", "|---|---|---|---|",
        f"| films with a composed silence between two cues, clear of both ends | {told(have, len(FILMS))} | all, or a reason | "
        f"{told(sum(bool(each) for each in theirs.values()), len(FILMS))} without quiets, breaths and blows |",
        f"| - or the reason why not | {told(told_why, len(FILMS))} | all | |",
        f"| - the trick: any gap between two cues | {told(any_gap, len(FILMS))} | | |",
        f"| music before it at least {LEAST_DB:.0f} dB above it (median {middle:.0f} dB) | {told(deep, len(played))} | all | "
        f"{told(lot, len(played))} at places by lot in the same cues |", *rows, ""])


if __name__ == "__main__":
    sys.stdout.write(section())

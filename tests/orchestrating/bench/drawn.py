"""Cues of drawn films in which people hide what they feel, given to players on the main path and read back from their files.

Films are those of `tests/composing/bench/drawn.py`; what somebody says is another drawn film's curve, so that it has nothing to do with
what they feel. Numbers from 0 on are for measuring alone; whoever develops looks at films from 40 on (`DEVELOPING`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from tests.composing.bench.drawn import Asked, Film, Piece, asked_of, film, written
from tests.composing.bench.heard import Heard
from yeoun.composing.compose import compose
from yeoun.composing.invent import invent
from yeoun.composing.plan import plan
from yeoun.model.composed import Brief, ThemeBook
from yeoun.model.feeling import EmotionGraph, Feelings, Inner
from yeoun.model.notes import House, Notes
from yeoun.model.scored import Part, Score
from yeoun.orchestrating.orchestrate import orchestrate

MEASURED = range(12)          # films of three cues
DEVELOPING = range(40, 52)    # what may be looked at while something is mended
MASKED, SWAPPED, AGREEING = "masked", "swapped", "agreeing"
Change = Callable[[Brief], Brief]


@dataclass(frozen=True)
class Cue:
    """One cue: its files read, its score, and what was felt and what was shown under it."""

    name: str
    heard: Heard
    piece: Piece
    score: Score
    brief: Brief
    felt: Asked     # what the character feels
    shown: Asked    # what they say


def _fitted(feelings: Feelings, count: int) -> Feelings:
    """Curves of another length, again from the start where they end."""
    v, a, t = (tuple(float(x) for x in np.resize(np.array(axis), count)) for axis in
               (feelings.valence, feelings.arousal, feelings.tension))
    return Feelings(feelings.every, v, a, t)


def hiding(made: Film, number: int, way: str) -> Film:
    """The film with people who show what another film's people feel; swapped: who feel that, and show what they felt; or hide nothing."""
    other = _fitted(film(number + 500).graph.feelings, len(made.graph.feelings.valence))

    def hidden(who: Inner) -> Inner:
        match way:
            case "masked":
                return replace(who, spoken=other)
            case "swapped":
                return replace(who, spoken=who.inner, inner=other)
            case _:
                return who

    people = tuple(hidden(who) for who in made.graph.characters)
    return replace(made, graph=replace(made.graph, characters=people))


def _spoken(graph: EmotionGraph) -> EmotionGraph:
    return replace(graph, characters=tuple(replace(who, inner=who.spoken) for who in graph.characters))


@cache
def planned(number: int, way: str = AGREEING) -> tuple[Film, ThemeBook, tuple[Brief, ...]]:
    """A film as far as its briefs."""
    made, house = hiding(film(number), number, way), House()
    book = invent(made.episode, made.graph, ThemeBook(), house)
    return made, book, plan(made.episode, made.spotting, made.graph, made.seen, book, house, Notes())


def played(number: int, k: int, way: str = AGREEING, change: Change = lambda brief: brief, house: House | None = None) -> Cue:
    """One cue of a film, composed and given to players.

    k       which of its three;  way  who hides what
    change  done to the brief before
    """
    made, book, briefs = planned(number, way)
    brief, cue, house = change(briefs[k]), made.spotting.cues[k], house or House()
    sketch = compose(brief)
    score = orchestrate(sketch, brief, house)
    felt, shown = asked_of(cue, made), asked_of(cue, replace(made, graph=_spoken(made.graph)))
    piece = written(f"{number}.{cue.id}", felt, sketch, score, cue, made.episode.rate, book.motifs, brief)
    return Cue(piece.name, Heard(piece), piece, score, brief, felt, shown)


@cache
def cues(way: str, films: range = MEASURED) -> tuple[Cue, ...]:
    """Every cue of every film."""
    return tuple(played(number, k, way) for number in films for k in range(3))


def level_at(part: Part, at_s: float) -> float:
    """What a part's level curve does to its sound at a moment, as a factor of energy (a level L is heard as 40 log10 L)."""
    places, values = zip(*part.level, strict=True)
    return float(np.interp(at_s, places, values)) ** 4


def energies(score: Score) -> dict[str, float]:
    """The energy of every part on notes alone: seconds that sound, by the square of their force and by the part's level.

    What is struck dies away: of its tones 2 s count at most (our choice), so that a held pedal is not taken for sound.
    """
    found = {}
    for part in score.parts:
        longest = 1e9 if part.instrument.sustains else 2.0
        found[part.name] = sum(min(longest, float(note.length_s)) * note.force ** 2
                               * level_at(part, float(note.onset_s + note.length_s / 2)) for note in part.notes)
    return found

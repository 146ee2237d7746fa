"""The heart: how often chords change, against how fast the character's heart beats, in phrases in which it moves.

A phrase lies between two section marks of the MIDI; those count in which the heart moves by 20 a minute or more. Chord changes are the
symbols of the page. In every run of three changes: changes a second, and the mean heart over the same seconds; Spearman's rho over all
runs of all these phrases, and, so that not only phrases differ from one another, over what each run has more than the mean of its phrase.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from tests.composing.bench.drawn import Asked, Piece, pieces_of
from tests.composing.bench.figures import mean_between, met, spearman, table
from tests.composing.bench.heard import Heard

CHANGES = 3
RANGE_BPM, LEAST_PHRASES, GOAL = 20.0, 12, 0.8
FILMS = range(200, 208)      # films of their own: in these someone runs in every cue
DRAWS = 1000


@dataclass(frozen=True)
class Phrase:
    """A phrase in which the heart moves: from, to, and when its chords change."""

    start_s: float
    end_s: float
    changes: tuple[float, ...]
    asked: Asked

    @property
    def runs(self) -> tuple[tuple[float, float], ...]:
        """Changes a second and the heart over every run of three."""
        return tuple((CHANGES / (b - a), mean_between(self.asked.heart, self.asked.every_s, a, b))
                     for a, b in zip(self.changes, self.changes[CHANGES:], strict=False) if b > a)


def phrases_of(heard: Heard) -> tuple[Phrase, ...]:
    """The phrases of a cue in which the heart moves enough."""
    asked = heard.asked
    seams = [at for at, _, _ in heard.sections] + [asked.length_s]
    found = []
    for start, end in zip(seams, seams[1:], strict=False):
        beats = [asked.heart[k] for k in range(len(asked.heart)) if start <= k * asked.every_s < end]
        if beats and max(beats) - min(beats) >= RANGE_BPM:
            inside = tuple(chord.on_s for chord in heard.chords if start - 0.01 <= chord.on_s < end - 0.01)
            last = next((chord.on_s for chord in heard.chords if chord.on_s >= end - 0.01), None)
            found.append(Phrase(start, end, (*inside, *(() if last is None else (last,))), asked))
    return tuple(found)


def rho(phrases: Sequence[Phrase]) -> float:
    """Spearman's rho over all runs of all phrases."""
    runs = [run for phrase in phrases for run in phrase.runs]
    return spearman([run[0] for run in runs], [run[1] for run in runs]) if len(runs) >= 3 else 0.0


def rho_inside(phrases: Sequence[Phrase]) -> float:
    """The same, each run against the mean of its phrase."""
    rates, hearts = list[float](), list[float]()
    for phrase in phrases:
        if len(phrase.runs) >= 2:
            table_ = np.array(phrase.runs)
            rates += list(np.log(table_[:, 0]) - np.log(table_[:, 0]).mean())
            hearts += list(table_[:, 1] - table_[:, 1].mean())
    return spearman(rates, hearts) if len(rates) >= 3 else 0.0


def every_bar(heard: Heard) -> tuple[Phrase, ...]:
    """The control: the same phrases with a chord on every bar and none between."""
    starts = [heard.beat_s(bar.at_beat) for bar in heard.bars]
    return tuple(replace(phrase, changes=tuple(at for at in starts if phrase.start_s - 0.01 <= at <= phrase.end_s + 0.01))
                 for phrase in phrases_of(heard))


def evenly(phrase: Phrase) -> Phrase:
    """Another: as many changes as the phrase has, evenly spaced."""
    count = len(phrase.changes)
    return replace(phrase, changes=tuple(float(at) for at in np.linspace(phrase.start_s, phrase.end_s, count))) if count > 1 else phrase


def interval(phrases: Sequence[Phrase]) -> str:
    """Rho with its interval (phrases drawn again, 95 %, fixed seed), and of how many phrases and runs."""
    lot = np.random.Generator(np.random.PCG64(1))
    drawn = [rho([phrases[int(k)] for k in lot.integers(0, len(phrases), len(phrases))]) for _ in range(DRAWS)]
    low, high = np.percentile(drawn, (2.5, 97.5))
    return f"{rho(phrases):.2f} ({low:.2f}-{high:.2f}, {len(phrases)} phrases, {sum(len(each.runs) for each in phrases)} runs)"


@cache
def running() -> tuple[Piece, ...]:
    """Cues in which someone runs."""
    return tuple(piece for number in FILMS for piece in pieces_of(number))


@cache
def at_rest() -> tuple[Piece, ...]:
    """The same composed to a heart that beats evenly, at its mean."""
    return tuple(piece for number in FILMS for piece in pieces_of(number, lambda brief: replace(brief, heart_bpm=replace(
        brief.heart_bpm, values=(float(np.mean(brief.heart_bpm.values)),) * len(brief.heart_bpm.values)))))


def section() -> str:
    """The table of the heart."""
    ours = [Heard(piece) for piece in running()]
    phrases = [phrase for heard in ours for phrase in phrases_of(heard)]
    groups = {"**ours**": phrases, "control: a chord on every bar": [phrase for heard in ours for phrase in every_bar(heard)],
              "control: as many chords, evenly in the phrase": [evenly(phrase) for phrase in phrases],
              "control: composed to an even heart": [phrase for piece in at_rest() for phrase in phrases_of(Heard(piece))]}
    rows = [(name, interval(group), f"{rho_inside(group):.2f}",
             met(rho(group) >= GOAL and len(group) >= LEAST_PHRASES) if name.startswith("**") else "-") for name, group in groups.items()]
    few = sum(len(phrase.runs) < 2 for phrase in phrases)
    return "\n\n".join((
        "## The heart: chords change as it beats",
        f"Spearman's rho of chord changes a second with the heart over runs of {CHANGES} changes, pooled over the phrases in which the "
        f"heart moves by {RANGE_BPM:g} a minute or more, in {len(ours)} drawn cues in which someone runs; goal {GOAL} on at least "
        f"{LEAST_PHRASES} phrases. {few} of {len(phrases)} phrases have fewer than two runs and say nothing inside.",
        table(("rhythm of chords", "rho", "rho inside phrases", "goal met"), rows),
        "What would game it: fewer heartbeats a chord in every phrase that is agitated, whatever the heart does in it; so what is left "
        "inside phrases stands beside it."))

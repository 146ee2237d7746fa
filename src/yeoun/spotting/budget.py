"""How many seconds of music each stretch of scenes is to hold: the house's share of the film, shared out before a path is walked.

With one share for the whole film every second weighs against every other: a sigh in the first scene would begin or end cues in
the last. So each stretch of scenes has a budget of its own. It leans on what a scene is, and not on how one line in it is said:
memory, words or none, an inner voice, music of the picture, people's notes. How the stretch spends it is for the path (path.py),
which knows what is felt in it second by second. The method and its figures are our choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.model.script import Episode
from yeoun.spotting.desire import EVERY_S, Term
from yeoun.units.time import at_frame

LEAST_S, LEAST_PART = 40.0, 1 / 12    # a stretch has at least so many seconds, for a cue and a silence, and this part of the film
LEANS = frozenset({"memory", "wordless", "words", "inner voice", "source"})    # and notes
LEAN = 0.001          # what a thousandth of wish more than other stretches adds to the share of one
ROUGH = 100           # thousandths: wishes that differ by less are the same
ROUGH_S = 10.0        # and so are lengths
GRAIN_S = 2.0         # budgets are whole multiples: a cut some frames later asks for the same music
MOST_WISH = 3000      # thousandths a second: a note fills its own seconds, music of the picture empties them, and no others
STEPS = 80            # a walk counts its music in steps, so many to the shortest stretch


@dataclass(frozen=True, slots=True)
class Budget:
    """What a stretch is to hold: frames [first, end), seconds of music, and its mean wish for music, in thousandths a second."""

    first: int
    end: int
    music_s: float
    wish: int


@dataclass(frozen=True, slots=True)
class Budgets:
    """The budgets of a film, in order; the share they were dealt at (a note's music lowers it); the step music is counted in."""

    each: tuple[Budget, ...]
    dealt: float
    step_s: float


def budgets(terms: Sequence[Term], episode: Episode, wished_share: float) -> Budgets:
    """Budgets that together are the wished share (0..1) of the film.

    terms  wishes over time (desire.py)
    """
    least_s = max(LEAST_S, LEAST_PART * float(episode.length_s))
    spans = [(float(at_frame(first, episode.rate)), float(at_frame(end, episode.rate))) for first, end in _stretches(episode, least_s)]
    wish = np.clip(sum((term.values for term in terms), np.zeros_like(terms[0].values)), -MOST_WISH, MOST_WISH)
    leaning = np.clip(sum((term.values for term in terms if term.name in LEANS or term.name.startswith("note ")),
                          np.zeros_like(terms[0].values)), -MOST_WISH, MOST_WISH)
    lean = LEAN * ROUGH * np.rint(np.array([_mean(leaning, *span) for span in spans]) / ROUGH)
    rough = np.maximum(1.0, np.rint(np.array([end - start for start, end in spans]) / ROUGH_S))
    dealt = _dealt(lean, rough, wished_share)
    shares = np.clip(dealt + lean, 0.0, 1.0)
    found = []
    for (first, end), (start_s, end_s), share in zip(_stretches(episode, least_s), spans, shares, strict=True):
        length_s = end_s - start_s
        music_s = length_s if share >= 1.0 else min(length_s, GRAIN_S * round(float(share) * length_s / GRAIN_S))
        found.append(Budget(first, end, music_s, round(_mean(wish, start_s, end_s))))
    return Budgets(tuple(found), dealt, least_s / STEPS)


def _stretches(episode: Episode, least_s: float) -> tuple[tuple[int, int], ...]:
    """The film in runs of whole scenes of at least so many seconds each, as frames [first, end)."""
    found, since, least = list[tuple[int, int]](), 0, least_s * float(episode.rate)
    for scene in episode.scenes:
        if scene.first_frame - since >= least and episode.frames - scene.first_frame >= least:
            found.append((since, scene.first_frame))
            since = scene.first_frame
    return (*found, (since, episode.frames))


def _dealt(lean: NDArray[np.float64], lengths: NDArray[np.float64], wished_share: float) -> float:
    """The share to which each stretch's lean is added so that all of them together hold the wished one."""
    low, high = wished_share - 1.0 - float(lean.max()), wished_share + 1.0 - float(lean.min())
    for _ in range(40):
        middle = (low + high) / 2
        is_less = float((np.clip(middle + lean, 0.0, 1.0) * lengths).sum()) < wished_share * float(lengths.sum())
        low, high = (middle, high) if is_less else (low, middle)
    return round(high, 6)


def _mean(wish: NDArray[np.int64], start_s: float, end_s: float) -> float:
    first = min(round(start_s / EVERY_S), len(wish) - 1)
    return float(wish[first:max(first + 1, round(end_s / EVERY_S))].mean())

"""Subtitles that stand too early or too late are moved onto what is heard.

Subtitles of another master lie a constant time beside the picture. Lines and voices then begin at the same distance again and again: the
distance that most subtitles have to the begin of some voice is theirs, when it explains far more of them than none does, and more than
any other: among hundreds of distances the best explains half of a short scene by chance. What is moved is told.

Conventions: seconds of picture; a distance is positive when subtitles are late.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from yeoun.model.media import Caution, Span
from yeoun.model.observed import SpeechSpan
from yeoun.model.script import Caption
from yeoun.units.time import Seconds

FARTHEST_S = 30.0     # our choice: farther away it is another film's
LEAST_S = 0.25        # our choice: nearer than this nobody sees it, and subtitlers lead voices by as much
AROUND_S = 0.2        # our choice: how far the begin of a subtitle strays from the voice it stands for
FEWEST = 8            # our choice: subtitles, below which a distance may be chance
EXPLAINED = 0.5       # our choice: the share of subtitles that begin at one distance, where voices are found as they are
LEAD = 4              # subtitles it has to be ahead of any other by; of scenes by luck (8 to 60 subtitles, 12 to 60 voices in 75 s),
                      # none in 120 of each had it, and up to 3 in 120 a lead of 3; of 12 that are really late nearly all have it
ELSEWHERE_S = 1.0     # our choice: a distance so far from the best one is another
SHORT_SPEECH_S = 0.12
Floats = NDArray[np.float64]


def on_what_is_heard(
    captions: tuple[Caption, ...], speech: Sequence[SpeechSpan], length_s: float
) -> tuple[tuple[Caption, ...], tuple[Caution, ...]]:
    """The subtitles of each file, moved where all of it stands at one distance beside the voices; and what was moved.

    captions  of every file, on picture time
    speech    that was heard
    length_s  length of the picture
    """
    heard = np.array(sorted(each.span.start_s for each in speech if each.span.end_s - each.span.start_s >= SHORT_SPEECH_S))
    moved: list[Caption] = []
    told: list[Caution] = []
    for source in dict.fromkeys(each.source for each in captions):
        mine = [each for each in captions if each.source == source]
        late = distance(np.array(sorted({each.span.start_s for each in mine if each.kind == "speech"})), heard)
        if late:
            side = "late" if late > 0 else "early"
            told.append(Caution("subtitles_moved", f"{source} stands {abs(late):.2f} s {side} against the voices that are heard; it is "
                                "moved onto them. Is it the file of this picture?"))
        moved += [_moved(each, late, length_s) for each in mine]
    return tuple(moved), tuple(told)


def distance(starts: Floats, heard: Floats) -> float:
    """How late subtitles stand, in seconds; 0 where they stand well or where nothing is sure.

    starts  at which subtitles begin
    heard   at which voices begin, in order

    >>> at = np.cumsum([1.0, 3.1, 2.2, 5.7, 1.9, 4.4, 2.6, 3.3, 6.1])
    >>> distance(at + 1.5, at), distance(at, at)
    (1.5, 0.0)
    """
    if len(starts) < FEWEST or not len(heard):
        return 0.0
    apart = (starts[:, None] - heard[None, :]).ravel()
    tried = np.unique(np.round(apart[np.abs(apart) <= FARTHEST_S], 1))
    if not len(tried):
        return 0.0
    counts = np.array([_explained(starts - each, heard) for each in tried])
    best = min(range(len(tried)), key=lambda k: (-counts[k], abs(tried[k]), tried[k]))
    if abs(tried[best]) < LEAST_S or not _stands_out(tried, counts, best, len(starts), _explained(starts, heard)):
        return 0.0
    return round(float(np.median(apart[np.abs(apart - tried[best]) <= AROUND_S])), 2)


def _stands_out(tried: Floats, counts: NDArray[np.int64], best: int, many: int, at_rest: int) -> bool:
    """Whether a distance explains so many of `many` subtitles that it is no chance, beside none and beside all other distances."""
    elsewhere = counts[np.abs(tried - tried[best]) > ELSEWHERE_S]
    lead = int(counts[best]) - int(elsewhere.max(initial=0))
    return bool(counts[best] >= max(EXPLAINED * many, 2 * at_rest)) and lead >= LEAD


def _explained(moments: Floats, heard: Floats) -> int:
    """How many moments the begin of a voice is near to."""
    return int((_away(moments, heard) <= AROUND_S).sum())


def _away(moments: Floats, heard: Floats) -> Floats:
    """How far the nearest voice begins from each moment; `heard` in order."""
    after = np.clip(np.searchsorted(heard, moments), 1, max(len(heard) - 1, 1))
    sides = heard[np.stack([after - 1, np.minimum(after, len(heard) - 1)])]
    return np.asarray(np.abs(sides - moments).min(axis=0), dtype=np.float64)


def _moved(caption: Caption, late_s: float, length_s: float) -> Caption:
    if not late_s:
        return caption
    start = min(max(0.0, caption.span.start_s - late_s), length_s)
    end = min(max(start, caption.span.end_s - late_s), length_s)
    return replace(caption, span=Span(Seconds(round(start, 6)), Seconds(round(end, 6))))

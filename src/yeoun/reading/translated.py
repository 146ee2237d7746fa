"""Lines of a script on subtitles in another language: by what they mean, how long they are, and where they stand.

Every pair of a line and a subtitle has odds of being one the translation of the other, from three measures that hardly know of each
other; a pair that is worth less than nothing is none, so that a line that was cut and a subtitle that is gone stay alone. Meaning: cosines
of sentence vectors, with the mean of each side taken away and, against those that are near to everything, what either has in common
with its nearest few (the margin of Artetxe and Schwenk 2019). Length: translations are about as long as one another (Gale and Church
1993). Place: as large a share of the words lies before one as before the other. The best row of pairs in order is found by `matching.plan`.

Conventions: odds are natural logarithms; gains are thousandths of them. Weights were set on the first six conversations of
tests/data/pairs.toml, and figures are of the others.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from yeoun.languages.meaning import mean_of, meanings
from yeoun.reading.matching import Gains, Match, least, plan, syllables, windows

KNOWN = 30.0                      # our choice: the mean of a language weighs like so many lines of the film
NEAREST = 4                       # our choice: how many neighbours say how near a text is to everything
MARGIN, STEEP = -0.035, 30.0       # odds of pairs (0.17, spread 0.12) against others (-0.25, spread 0.10) on 58 lines
MOST, WORST = 4.0, -4.0           # our choice: no cosine says more than this
SHORT = 4.0                       # our choice: syllables from which on a text's meaning is believed in full
SAME_LENGTH, ANY_LENGTH = 0.30, 0.55    # spread of log lengths of translations, and of any two lines (0.22 and 0.55 on the same)
SAME_PLACE = 0.08                 # our choice: spread of places of translations, as a share of the film
PLACE_MOST, PLACE_WORST = 0.5, -3.0
ALONE = 2.4                       # our choice: what a pair is worth before it is looked at: few lines and subtitles are left alone
JOINED = -1.8                     # our choice (Gale and Church: 0.089 against 0.89), and a part has to add to what the others mean
PART = -0.04                      # our choice: the least margin of each part of a longer match
Floats = NDArray[np.float64]


def by_meaning(lines: Sequence[str], spans: Sequence[str], languages: tuple[str, str]) -> tuple[Match, ...] | None:
    """Lines on subtitles of another language, in order; None when the model of meaning cannot be loaded.

    lines       of the script, in the order of the page
    spans       the subtitles' texts, in time order
    languages   of the lines and of the subtitles
    Gives       matches whose gain is their chance of being right, in thousandths
    """
    vectors = meanings([*lines, *spans])
    if vectors is None:
        return None
    if not lines or not spans:
        return ()
    return _Pairs(lines, spans, vectors, languages).matches()


def alike(lines: Sequence[str], spans: Sequence[str], languages: tuple[str, str]) -> Floats | None:
    """How near each line is to each subtitle in meaning, as cosines [lines, spans]; None when the model of meaning cannot be loaded."""
    vectors = meanings([*lines, *spans])
    if vectors is None:
        return None
    return _centred(vectors[:len(lines)], lines, languages[0]) @ _centred(vectors[len(lines):], spans, languages[1]).T


class _Pairs:
    """Both sides as vectors, lengths and places."""

    def __init__(self, lines: Sequence[str], spans: Sequence[str], vectors: Floats, languages: tuple[str, str]) -> None:
        self._left = _centred(vectors[:len(lines)], lines, languages[0])
        self._right = _centred(vectors[len(lines):], spans, languages[1])
        self._size_l, self._size_s = (np.array([max(syllables(text), 0.5) for text in texts]) for texts in (lines, spans))
        self._pace = float(self._size_s.sum() / self._size_l.sum())
        self._place_l, self._place_s = _places(self._size_l), _places(self._size_s)
        cosines = self._left @ self._right.T
        self._hub_l, self._hub_s = _nearest(cosines[:, _firsts(spans)]), _nearest(cosines.T[:, _firsts(lines)])
        self._margins = cosines - 0.5 * (self._hub_l[:, None] + self._hub_s[None, :])
        sums = np.concatenate([np.zeros((1, self._right.shape[1])), np.cumsum(self._right * self._size_s[:, None], axis=0)])
        self._runs = {k: _unit(sums[k:] - sums[:-k]) for k in range(1, min(4, len(spans)) + 1)}

    def matches(self) -> tuple[Match, ...]:
        """The best row of pairs."""
        return plan(len(self._size_l), len(self._size_s), self._gain, self._chance)

    def _odds(self, first: int, end: int, k: int) -> Floats:
        """Lines [first, end) on each run of k subtitles: the odds that they are translations."""
        size_l, sizes = float(self._size_l[first:end].sum()), windows(self._size_s, k)
        line = _unit((self._left[first:end] * self._size_l[first:end, None]).sum(axis=0)[None])[0]
        hub = 0.5 * (float(self._hub_l[first:end].mean()) + windows(self._hub_s, k) / k)
        believed = np.minimum(np.minimum(size_l, sizes) / SHORT, 1.0)
        margin = self._runs[k] @ line - hub
        meaning = believed * np.clip(STEEP * (margin - MARGIN), WORST, MOST)
        ratio = np.log(sizes / (size_l * self._pace))
        length = np.log(ANY_LENGTH / SAME_LENGTH) - 0.5 * ratio**2 * (SAME_LENGTH**-2 - ANY_LENGTH**-2)
        away = self._place_s[:len(sizes)] - self._place_l[first]
        place = np.maximum(PLACE_MOST - 0.5 * (away / SAME_PLACE) ** 2, PLACE_WORST)
        odds = meaning + np.maximum(length, WORST) + place + 0.5 * ALONE * (end - first + k) + JOINED * (end - first + k - 2)
        if end - first + k > 2:    # what belongs together means more together than the best of it alone
            alone = self._margins[first:end].mean(axis=0)
            best, worst = (-least(-alone, k), least(alone, k)) if k > 1 else (self._margins[first:end].max(axis=0),
                                                                            self._margins[first:end].min(axis=0))
            odds = np.where((margin >= best) & (worst >= PART), odds, WORST)
        return np.asarray(odds, dtype=np.float64)

    def _gain(self, first: int, end: int, k: int) -> Gains:
        return np.asarray(np.maximum(np.rint(1000.0 * self._odds(first, end, k)), 0), dtype=np.int64)

    def _chance(self, first: int, end: int, at: int, k: int) -> int:
        return round(1000.0 / (1.0 + float(np.exp(-self._odds(first, end, k)[at]))))


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), dtype=np.float64)


def _centred(rows: Floats, texts: Sequence[str], language: str) -> Floats:
    """Rows without what they have in common: with all lines of their language, and, the more of them there are, with one another."""
    own, known = rows[_firsts(texts)], mean_of(language)
    common = own.mean(axis=0) if known is None else (own.sum(axis=0) + KNOWN * known) / (len(own) + KNOWN)
    return _unit(rows - common)


def _places(sizes: Floats) -> Floats:
    """The share of all that is said before each."""
    return np.asarray((np.cumsum(sizes) - sizes) / sizes.sum(), dtype=np.float64)


def _firsts(texts: Sequence[str]) -> list[int]:
    """Every text once: what is said three times is not three neighbours."""
    return sorted({text: k for k, text in reversed(list(enumerate(texts)))}.values())


def _nearest(cosines: Floats) -> Floats:
    """How near each row is to the few that are nearest to it."""
    few = min(NEAREST, cosines.shape[1])
    return np.asarray(np.sort(cosines, axis=1)[:, -few:].mean(axis=1), dtype=np.float64)

"""Two rows of words or sounds, matched in order: lines of a script against subtitles or against spans of speech.

One dynamic programme serves both. Its moves: leave a line out, leave a span out, one line on one to four spans, two
or three lines on one span. What a match gains comes from the words where both sides have words in one language
(bigrams of letters, Dice), else from length: a line of so many syllables lasts so long. Rows are done in one sweep of
numpy; gains are whole numbers and ties go to the earlier, so that the answer never depends on the machine.

Conventions: gains are thousandths; `None` in a plan means "stays without a place".
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_SPANS = 4  # our choice: a speech rarely fills more subtitles
MOST_LINES = 3  # our choice: so many short lines may share one span
LEAST_LIKE = 0.34  # our choice: below this share of common bigrams two texts are strangers
STRAY = 0.25  # our choice: a line a quarter of the film away from its place gains nothing
NEAR = 0.05  # our choice: so near to its place is as good as on it, as a share of the film
PAUSE_S = 0.7  # our choice: how long people pause inside a line
SLOWEST, FASTEST = 2.0, 9.0  # syllables a second people speak at

Gains = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Match:
    """Lines [first_line, end_line) lie on spans [first_span, end_span); `gain` is in thousandths, at most 1000."""

    first_line: int
    end_line: int
    first_span: int
    end_span: int
    gain: int


def syllables(text: str) -> float:
    """About how many syllables a text has: a Hangul letter is one, other letters 0.4, signs none.

    >>> syllables("가지 마."), round(syllables("Don't go."), 1)
    (3.0, 2.4)
    """
    count = 0.0
    for letter in text:
        if "가" <= letter <= "힣" or "\u3040" <= letter <= "\u9fff":
            count += 1.0
        elif letter.isalnum():
            count += 0.4
    return count


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring letters, with the ends of the text marked; case and signs do not count."""
    letters = "".join(letter for letter in text.casefold() if letter.isalnum())
    framed = f"^{letters}$"
    return frozenset(framed[k : k + 2] for k in range(len(framed) - 1)) if letters else frozenset()


def by_words(lines: list[str], spans: list[str]) -> tuple[Match, ...]:
    """Lines of a script on subtitles of the same language, in order.

    >>> [(m.first_line, m.first_span) for m in by_words(["가지 마.", "그래."], ["안녕.", "가지 마!", "그래."])]
    [(0, 1), (1, 2)]
    """
    if not lines or not spans:
        return ()
    left, right = [bigrams(text) for text in lines], [bigrams(text) for text in spans]
    known = {gram: k for k, gram in enumerate(sorted(frozenset().union(*left, *right)))}
    common = _table(left, known) @ _table(right, known).T
    sizes_l = np.array([max(len(grams), 1) for grams in left], dtype=np.float64)
    sizes_s = np.array([max(len(grams), 1) for grams in right], dtype=np.float64)

    def gain(first: int, end: int, k: int) -> Gains:
        both = common[first:end].sum(axis=0)
        if not both.any():
            return np.zeros(len(spans) - k + 1, dtype=np.int64)
        size_l = sizes_l[first:end].sum()
        size_s = windows(sizes_s, k)
        both_k = np.minimum(windows(both, k), size_s)  # what a subtitle says is said once, whichever lines would share it
        like = np.minimum(2.0 * both_k / (size_l + size_s), 1.0)
        each = np.min(common[first:end] / sizes_l[first:end, None], axis=0)  # every line must be there, not only one
        like = np.where(windows(each, k) / k < 0.25, 0.0, like) if end - first > 1 else like
        if k > 1:  # and every subtitle must belong to the line
            share = least(common[first:end].sum(axis=0) / sizes_s, k)
            like = np.where(share < 0.3, 0.0, like)
        gained = np.rint(1000.0 * like)
        weight = np.minimum(size_l, 24.0)  # long texts are surer than short ones
        return np.asarray(np.where(like < LEAST_LIKE, 0, np.rint(gained * (1.0 + weight / 8.0))), dtype=np.int64)

    return plan(len(lines), len(spans), gain, lambda first, end, at, k: _like(left, right, first, end, at, k))


def _table(rows: list[frozenset[str]], known: dict[str, int]) -> NDArray[np.float32]:
    table = np.zeros((len(rows), len(known)), dtype=np.float32)
    for row, grams in enumerate(rows):
        table[row, [known[gram] for gram in grams]] = 1.0
    return table


def _like(left: list[frozenset[str]], right: list[frozenset[str]], first: int, end: int, at: int, k: int) -> int:
    lines, spans = frozenset().union(*left[first:end]), frozenset().union(*right[at : at + k])
    return round(2000 * len(lines & spans) / max(len(lines) + len(spans), 1))


def by_length(
    lengths: list[float],
    places: list[float],
    spans: list[tuple[float, float]],
    surety: list[float],
    length_s: float,
    are_subtitles: bool = False,
) -> tuple[Match, ...]:
    """Lines on spans of sound by length, in order.

    lengths   syllables of each line
    places    where each line is expected, 0..1 of the picture
    spans     start and end of each stretch of speech, in seconds
    surety    how sure it is that each is speech, 0..1
    length_s  length of the picture
    are_subtitles  the spans are subtitles: nearly always one a line, so lines are joined only for a strong reason (the
              priors of Gale and Church 1993 for sentences of two languages), while speech that was heard falls apart
    """
    if not lengths or not spans:
        return ()
    size, sure, begin = np.array(lengths), np.array(surety), np.array([start for start, _ in spans])
    end_s, seconds = np.array([end for _, end in spans]), np.array([end - start for start, end in spans])
    pace = min(max(sum(lengths) / max(float((seconds * sure).sum()), 0.1), SLOWEST), FASTEST)
    told, heard = _so_far(size), _so_far(seconds * sure)  # how much has been said before: a second measure of place

    def worth(first: int, end: int, k: int) -> Gains:
        many = len(begin) - k + 1
        ratio = np.log(np.maximum(size[first:end].sum(), 0.5) / np.maximum(pace * windows(seconds, k), 0.05))
        pause = np.maximum(end_s[k - 1 :] - begin[:many] - windows(seconds, k) - PAUSE_S * (k - 1), 0.0)
        away = 0.7 * np.abs(begin[:many] / length_s - places[first]) + 0.3 * np.abs(heard[:many] - told[first])
        misfit = 75.0 * np.minimum(ratio / 0.45, 4.0) ** 2 if are_subtitles else 500.0 * np.abs(ratio)
        found = 1000.0 - misfit - 1000.0 * np.maximum(away - NEAR, 0.0) / STRAY - 600.0 * pause
        return np.asarray(np.maximum(np.rint(found - 300.0 * (1.0 - least(sure, k))), 0), dtype=np.int64)

    def gain(first: int, end: int, k: int) -> Gains:
        found = worth(first, end, k)
        more = (50 if are_subtitles else 300) * (end - first + k - 2)  # less than half a pair each: pairs come first
        return np.asarray(np.where(found > 0, found + more, 0), dtype=np.int64)

    return plan(len(lengths), len(spans), gain, lambda first, end, at, k: int(worth(first, end, k)[at]))


def _so_far(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of the whole that lies before each value."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray(sums[:-1] / max(float(sums[-1]), 1e-9), dtype=np.float64)


def windows(values: NDArray[np.floating], k: int) -> NDArray[np.float64]:
    """Sums of k neighbours."""
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    return np.asarray(sums[k:] - sums[:-k])


def least(values: NDArray[np.floating], k: int) -> NDArray[np.float64]:
    """The least of k neighbours."""
    return np.asarray(np.lib.stride_tricks.sliding_window_view(values, k).min(axis=1), dtype=np.float64)


def plan(
    lines: int,
    spans: int,
    gain: Callable[[int, int, int], Gains],
    worth: Callable[[int, int, int, int], int],
) -> tuple[Match, ...]:
    """The matches with the largest sum of gains, none crossing another.

    gain   for lines [first, end) on k spans: what each run of k spans gains
    worth  for lines [first, end) on k spans from `at`: how good the match is, in thousandths
    """
    best = np.zeros((lines + 1, spans + 1), dtype=np.int64)
    moves = [(1, k) for k in range(1, MOST_SPANS + 1)] + [(n, 1) for n in range(2, MOST_LINES + 1)]
    gains: dict[tuple[int, int, int], Gains] = {}
    for i in range(1, lines + 1):
        row = best[i - 1].copy()
        for n, k in moves:
            if n <= i and k <= spans:
                gains[i, n, k] = gain(i - n, i, k)
                found = gains[i, n, k]
                row[k:] = np.maximum(row[k:], np.where(found > 0, best[i - n, : spans - k + 1] + found, 0))
        best[i] = np.maximum.accumulate(row)
    matches = []
    i, j = lines, spans
    while i > 0 and j > 0:
        if best[i, j] == best[i, j - 1]:
            j -= 1
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            n, k = next(
                (n, k)
                for n, k in moves
                if n <= i
                and k <= j
                and gains[i, n, k][j - k] > 0
                and best[i - n, j - k] + gains[i, n, k][j - k] == best[i, j]
            )
            matches.append(Match(i - n, i, j - k, j, min(1000, worth(i - n, i, j - k, k))))
            i, j = i - n, j - k
    return tuple(reversed(matches))

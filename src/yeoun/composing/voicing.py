"""Four voices for every chord: enumerate what is legal, then walk the cheapest way (costs our choice).

Costs are integers. Parallel fifths, octaves and unisons, crossings and wide leaps cost so much that they happen only
where nothing else exists; a voice inside the speaker's band pays for as long as the line covers the chord. A tone that
would lie a semitone under a held tone of the tune, or octaves below that, is left out where the chord can spare it.
"""

from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from yeoun.composing.chords import Harmony

BASS_RANGE = (36, 55)
UPPER_RANGES = ((48, 69), (53, 76), (57, 83))     # tenor, alto, soprano: our choice, inside C2..C6
_NEVER = 10_000_000
_KEPT = 70                                        # voicings a chord that are followed on
RUB_S = 0.5                                       # our choice: a tone of the tune that is shorter may pass over anything
_RUBS = {1: 4000, 13: 4000, -1: 4000, -13: 600}   # our choice: tune over voice in semitones, more than any smooth walk saves
_NINTH = 1000                                     # our choice: a minor ninth inside the chord, which beats where it is struck
_FIFTH = 8                                        # our choice: a semitone of a leap of the bass beyond a fourth, for a bass one can sing
_OPEN = 400                                       # ... and with more octaves between


@dataclass(frozen=True, slots=True)
class Wish:
    """What a voicing should be: its chord, where its middle lies, the band it leaves free and how much, its ceiling.

    `sung` are the held keys of the melody over it.
    """

    chord: Harmony
    centre: int
    band: tuple[int, int] | None
    covered: float
    ceiling: int = 84      # the lowest note of the melody above it
    sung: tuple[int, ...] = ()


def _spared(wish: Wish, tonic: int) -> set[int]:
    """Tones of the chord that would rub under the tune, as far as two others and the bass remain."""
    under = {(key - 1 - tonic) % 12 for key in wish.sung} & set(wish.chord.pitches) - {wish.chord.bass}
    return under if len(set(wish.chord.pitches) - under) >= 2 else set()


def _upper(pcs: set[int], tonic: int) -> list[list[int]]:
    keys = {(tonic + pc) % 12 for pc in pcs}
    return [[key for key in range(low, high + 1) if key % 12 in keys] for low, high in UPPER_RANGES]


def _needed(chord: Harmony) -> set[int]:
    """Tones that must sound: all of a triad; the fifth of a larger chord may go."""
    fifth = (chord.root + 7) % 12
    return set(chord.pitches) - ({fifth} if len(chord.pitches) > 3 else set())


def _static(voicing: tuple[int, ...], wish: Wish) -> int:
    middle = sum(voicing[1:]) / 3
    cost = round(4 * abs(middle - wish.centre))
    cost += 3 * max(0, voicing[3] - voicing[1] - 14) + 2 * max(0, voicing[1] - voicing[0] - 19)
    cost += 2 * abs(voicing[0] - 43)
    if len({key % 12 for key in voicing[1:]}) < 3 and len(wish.chord.pitches) > 2:
        cost += 4
    cost += 12 * max(0, voicing[3] - wish.ceiling + 1)
    for key, sung in product(voicing, wish.sung):
        cost += _RUBS.get(sung - key, _OPEN if (sung - key) % 12 == 1 else 0)
    cost += _NINTH * sum(high - low == 13 for low, high in combinations(voicing, 2))
    if wish.band is not None:
        cost += round(60 * wish.covered * sum(wish.band[0] <= key <= wish.band[1] for key in voicing))
    return cost


def voicings(wish: Wish, tonic: int) -> list[tuple[tuple[int, ...], int]]:
    """The legal voicings (bass, tenor, alto, soprano) of a chord with their own cost, the cheapest first."""
    spared = _spared(wish, tonic)
    needed = {(tonic + pc) % 12 for pc in _needed(wish.chord) - spared}
    leading = (tonic + 11) % 12 if wish.chord.function == "D" else None
    low = [key for key in range(BASS_RANGE[0], BASS_RANGE[1] + 1) if (key - tonic - wish.chord.bass) % 12 == 0]
    found: list[tuple[tuple[int, ...], int]] = []
    for tenor, alto, soprano in product(*_upper(set(wish.chord.pitches) - spared, tonic)):
        if not (3 <= alto - tenor <= 12 and 2 <= soprano - alto <= 12):
            continue
        for bass in low:
            sounding = [key % 12 for key in (bass, tenor, alto, soprano)]
            if tenor - bass < (7 if bass < 45 else 5 if bass < 50 else 4) or tenor - bass > 24 or not needed <= set(sounding):
                continue
            if leading is not None and sounding.count(leading) > 1:
                continue
            voicing = (bass, tenor, alto, soprano)
            found.append((voicing, _static(voicing, wish)))
    found.sort(key=lambda pair: (pair[1], pair[0]))
    return found[:_KEPT]


def in_parallel(low: tuple[int, int], high: tuple[int, int]) -> bool:
    """Whether two voices go from one fifth, octave or unison to another, in the same direction or apart.

    >>> in_parallel((48, 50), (67, 69)), in_parallel((48, 48), (67, 69)), in_parallel((48, 50), (67, 66))
    (True, False, False)
    """
    moves = low[0] != low[1] and high[0] != high[1]
    return moves and (high[0] - low[0]) % 12 == (high[1] - low[1]) % 12 and (high[1] - low[1]) % 12 in {0, 7}


_PAIRS = ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))


def _moves(u: NDArray[np.int64], v: NDArray[np.int64], tonic: int, leading: bool) -> NDArray[np.int64]:
    """Cost of every move from voicings u [m, 4] to v [n, 4]."""
    step = v[None, :, :] - u[:, None, :]
    size = np.abs(step)
    cost: NDArray[np.int64] = 10 * size[:, :, 1:].sum(axis=2) + 3 * size[:, :, 0] + _FIFTH * np.maximum(size[:, :, 0] - 5, 0)
    cost += 10 * np.maximum(size[:, :, 3] - 4, 0) + _NEVER // 100 * ((size[:, :, 1:] > 9).any(axis=2))
    cost += _NEVER // 100 * (size[:, :, 0] > 12)
    for a, b in _PAIRS:
        before, after = (u[:, b] - u[:, a]) % 12, (v[:, b] - v[:, a]) % 12
        both = (step[:, :, a] != 0) & (step[:, :, b] != 0)
        perfect = (after == 7) | (after == 0)
        cost += _NEVER * (both & perfect[None, :] & (before[:, None] == after[None, :]))
        if (a, b) == (0, 3):
            same = step[:, :, a] * step[:, :, b] > 0
            cost += 15 * (both & same & perfect[None, :] & (size[:, :, 3] > 2))
    for a, b in ((0, 1), (1, 2), (2, 3)):
        cost += _NEVER // 10 * ((v[None, :, a] > u[:, None, b]) | (v[None, :, b] < u[:, None, a]))
    if leading:
        for voice in (1, 2, 3):
            is_leading = (u[:, voice] % 12 == (tonic + 11) % 12)[:, None]
            cost += 20 * (is_leading & (step[:, :, voice] != 1) & (step[:, :, voice] != 0))
    return cost


def voice(wishes: tuple[Wish, ...], tonic: int) -> tuple[tuple[int, ...], ...]:
    """Four keys a chord, lowest first: the cheapest legal walk.

    wishes  one a chord, in order
    tonic   pitch class of the key
    """
    choices = [voicings(wish, tonic) for wish in wishes]
    keys = [np.array([v for v, _ in choice], dtype=np.int64) for choice in choices]
    own = [np.array([c for _, c in choice], dtype=np.int64) for choice in choices]
    cost, trail = own[0], []
    for t in range(1, len(wishes)):
        whole = cost[:, None] + _moves(keys[t - 1], keys[t], tonic, wishes[t - 1].chord.function == "D")
        best = whole.argmin(axis=0)
        trail.append(best)
        cost = whole[best, np.arange(len(best))] + own[t]
    at = int(cost.argmin())
    path = [at]
    for best in reversed(trail):
        at = int(best[at])
        path.append(at)
    return tuple(choices[t][number][0] for t, number in enumerate(reversed(path)))

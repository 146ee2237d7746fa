"""Lines of a script on speech that was heard: by how long they are and where they are expected, for nobody knows what was said.

A detector of speech misses lines, hears voices that say no line, joins lines that follow one another at once and cuts one in two where
somebody pauses. Each of these costs what it is rare by (natural logarithms); a line on a voice costs by how far the voice's length is
from the line's, which grows with its syllables from a little that every voice has before and after. The cheapest row in order is found by
`matching.plan`, as the largest sum of what is saved against leaving lines and voices alone.

Conventions: seconds of picture; gains are thousandths.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.reading.matching import Gains, Match, least, plan, windows

MISSED, OTHER = 2.5, 2.0      # our choice: one line in twelve is not heard, one voice in seven says no line
JOINED, PARTED = 2.3, 1.9     # our choice: one voice in ten goes on into the next line, one line in seven is cut in two,
BREATH_S, BREATH = 0.25, 0.3  # our choice: and nearly every voice that goes on so soon, which costs next to nothing
AS_ONE = 0.3                  # what is left: one line, one voice
BESIDE_S = 0.45               # seconds of a voice that no syllable takes: its begin and end, and breath at commas (the demo's voices)
SPREAD = 0.3                  # our choice: spread of log lengths of voices, against what their lines should take
SLOWEST, FASTEST = 2.5, 9.0   # syllables a second people speak at, breath at commas not counted
PAUSE_S, PAUSES = 0.7, 1.5    # our choice: longer than this nobody pauses inside a line; what each further second costs
NEAR, STRAY = 0.05, 0.08      # our choice: so near to its place is as good as on it, as a share of the film; and what costs 1 more
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Voices:
    """Stretches of speech: from when to when, and how sure it is that each is one (0..1)."""

    starts: Floats
    ends: Floats
    surety: Floats


def by_voice(sizes: list[float], places: list[float], voices: Voices, length_s: float) -> tuple[Match, ...]:
    """Lines on voices, in order.

    sizes     syllables of each line
    places    where each line is expected, 0..1 of the picture
    voices    that were heard, in order
    length_s  length of the picture

    >>> at = np.array([1.0, 4.0, 9.0])
    >>> found = by_voice([5.0, 12.0], [0.1, 0.8], Voices(at, at + [1.6, 0.7, 3.3], np.ones(3)), 12.0)
    >>> [(match.first_line, match.first_span) for match in found]
    [(0, 0), (1, 2)]
    """
    if not sizes or not len(voices.starts):
        return ()
    said = _Said(np.array(sizes), np.array(places), voices, length_s)
    return plan(len(sizes), len(voices.starts), said.gain, said.worth)


class _Said:
    def __init__(self, sizes: Floats, places: Floats, voices: Voices, length_s: float) -> None:
        self._sizes, self._places, self._voices, self._length = sizes, places, voices, length_s
        self._long = voices.ends - voices.starts
        self._parts = np.where(voices.starts[1:] - voices.ends[:-1] < BREATH_S, BREATH, PARTED)
        spoken = float((self._long * voices.surety).sum()) - BESIDE_S * min(len(sizes), len(self._long))
        self._pace = min(max(float(sizes.sum()) / max(spoken, 0.1), SLOWEST), FASTEST)

    def _cost(self, first: int, end: int, k: int) -> Floats:
        """What lines [first, end) on each run of k voices cost, beside the joins and cuts."""
        many = len(self._long) - k + 1
        should = BESIDE_S * (end - first) + float(self._sizes[first:end].sum()) / self._pace
        heard = windows(self._long, k)
        ratio = np.log(np.maximum(heard, 0.05) / should)
        begins = self._voices.starts[:many]
        pause = np.maximum(self._voices.ends[k - 1:] - begins - heard - PAUSE_S * (k - 1), 0.0)
        away = np.maximum(np.abs(begins / self._length - self._places[first]) - NEAR, 0.0)
        return np.asarray(0.5 * (ratio / SPREAD) ** 2 + PAUSES * pause + away / STRAY, dtype=np.float64)

    def gain(self, first: int, end: int, k: int) -> Gains:
        """What is saved, in thousandths."""
        saved = MISSED * (end - first) + OTHER * k * least(self._voices.surety, k)
        asked = AS_ONE + JOINED * (end - first - 1) + (windows(self._parts, k - 1) if k > 1 else 0.0)
        return np.asarray(np.maximum(np.rint(1000.0 * (saved - asked - self._cost(first, end, k))), 0), dtype=np.int64)

    def worth(self, first: int, end: int, at: int, k: int) -> int:
        """How well lines and voices fit, in thousandths."""
        return round(1000.0 * math.exp(-0.5 * float(self._cost(first, end, k)[at])))

"""How deep the music goes under every line, solved line by line.

Idea: no compressor listens. The bells go first, each step where it gives the words most for the music it takes, or a step of level
where that gives more, until the words lose no more than a measured little (hearing.py). Where that would take too much of the music, the
words are given somewhat less. Then level, until the words have their 10 LU, and never deeper than the players allow. Sources: Torcoli et
al. 2019 (10 LU); the other figures are our choice.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.mixing.bells import NAMES
from yeoun.mixing.hearing import Heard
from yeoun.mixing.survey import EVERY_S, HOP, Survey
from yeoun.mixing.voices import Voice
from yeoun.mixing.words import UNHEARD_LUFS, Words
from yeoun.units.loudness import Energies, in_lufs, over_spans

WISHED_LU = 10.0       # words over music
MARGIN_LU = 0.4        # groups that move together are louder than their energies say
LOST = 0.050           # what the words may lose
LOST_AT_MOST = 0.08    # what they may lose where less would take more of the music than this leaves it:
AUDIBLE_LU = 19.0      # words over music; under the gravest lines the music may go on to
FAINT_LU = 24.0
BELL_DB = 12.0         # each bell goes this deep at most
STEP_DB, BACK_DB, LEVEL_STEP_DB = 2.0, 1.0, 0.5
EACH_LU = 0.1          # what a step counts for beside the music it takes: few bells rather than many
Bells = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Depth:
    """How far the music gives way under one stretch of speech, in positive decibels; one figure for each bell."""

    words: Words
    bells_db: tuple[float, ...]
    level_db: float


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """What a stretch of speech is beside: the survey, how each line is heard, and how deep each group may go."""

    seen: Survey
    heard: dict[Words, Heard]
    most: dict[str, float]

    @property
    def deepest(self) -> float:
        """How deep the most patient group goes."""
        return max(self.most.values(), default=0.0)

    def ratio(self, words: Words, gain: float, bells_db: Bells, level_db: float) -> float | None:
        """Words over music in LU at given depths; None without words or without music."""
        above = None if self.seen.words is None else words_level(self.seen.words, words)
        below = in_lufs(music_under(self.seen, words, gain, level_db, self.most))
        if above is None or below is None:
            return None
        heard = self.heard.get(words)
        return above - below + (heard.softer_db(bells_db) if heard is not None else 0.0)

    def most_ratio(self, words: Words, gain: float) -> float | None:
        """Words over music in LU with everything as deep as the players allow."""
        return self.ratio(words, gain, np.full(len(NAMES), min(BELL_DB, self.deepest)), self.deepest)


def most_of(voices: tuple[Voice, ...]) -> dict[str, float]:
    """How deep each group may go: its most patient dry part; room and air follow the deepest of all."""
    dry: dict[str, float] = {}
    for voice in voices:
        if voice.is_dry:
            dry[voice.group] = max(dry.get(voice.group, 0.0), voice.stem.duck_db)
    deepest = max(dry.values(), default=0.0)
    return {voice.group: dry.get(voice.group, deepest) for voice in voices}


def music_under(seen: Survey, words: Words, gain: float, level_db: float, most: dict[str, float]) -> float:
    """Mean K-weighted square of the music under a stretch of speech, so much lower."""
    first = int(words.start_s / EVERY_S + 0.5)
    last = max(first + 1, int(words.end_s / EVERY_S + 0.5))
    total = float(sum(10.0 ** (-min(level_db, most[group]) / 10.0) * float(seen.plain[group][first:last].sum()) for group in seen.groups))
    return max(0.0, total) * gain * gain / ((last - first) * HOP)


def words_level(spoken: Energies, words: Words) -> float | None:
    """Loudness of a stretch of speech; None where nothing is heard."""
    level = over_spans(spoken, HOP, [(words.start_s, words.end_s)])
    return level if level is not None and level > UNHEARD_LUFS else None


def solve(beside: Beside, words: tuple[Words, ...], gain: float, wished_lu: float,
          lift_db: Callable[[Words], float] = lambda words: 0.0) -> tuple[Depth, ...]:
    """The least depth under every stretch of speech that leaves the words what they need, as far as the players allow.

    gain     linear, of all music
    lift_db  how far the music is raised under a stretch already; the survey knows, what is heard does not
    """
    depths = []
    for stretch in words:
        plain = beside.ratio(stretch, gain, np.zeros(len(NAMES)), 0.0)
        if plain is None or beside.deepest == 0.0:
            continue
        line = _Line(beside, stretch, gain, gain * 10.0 ** (lift_db(stretch) / 20.0), plain)
        bells_db, level_db = line.clear(wished_lu + MARGIN_LU)
        if level_db or bells_db.any():
            depths.append(Depth(stretch, tuple(float(each) for each in bells_db), level_db))
    return tuple(depths)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line being solved; a depth is an array, the bells and then the level."""

    beside: Beside
    words: Words
    gain: float
    raised: float
    plain: float

    def over(self, depth: Bells) -> float:
        """Words over music."""
        found = self.beside.ratio(self.words, self.gain, depth[:-1], float(depth[-1]))
        return found if found is not None else self.plain

    def lost(self, depth: Bells) -> float:
        """What the words lose."""
        heard = self.beside.heard.get(self.words)
        return 0.0 if heard is None else heard.lost(self.raised, depth[:-1], float(depth[-1]))

    def clear(self, wished_lu: float) -> tuple[Bells, float]:
        """Bells and level."""
        depth = self._down(LOST, AUDIBLE_LU)
        if depth is None:
            depth = self._down(LOST_AT_MOST, FAINT_LU, is_last=True)
            assert depth is not None
        deepest = self.beside.deepest
        while depth[-1] < deepest and self.over(depth) < wished_lu:
            depth[-1] = min(deepest, depth[-1] + LEVEL_STEP_DB)
        while depth[:-1].min() < min(BELL_DB, deepest) and self.over(depth) < wished_lu:
            depth[:-1] = np.minimum(min(BELL_DB, deepest), depth[:-1] + LEVEL_STEP_DB)
        return depth[:-1], float(depth[-1])

    def _down(self, wish: float, most_lu: float, *, is_last: bool = False) -> Bells | None:
        """The depth at which the words lose no more than wished; None where that takes more than `most_lu`, or as deep as it goes."""
        limits = np.append(np.full(len(NAMES), min(BELL_DB, self.beside.deepest)), self.beside.deepest)
        depth = np.zeros(len(limits))
        lost, over = self.lost(depth), self.plain
        while lost > wish:
            tried = []
            for k in np.flatnonzero(depth < limits):
                one = depth.copy()
                one[k] = min(limits[k], one[k] + STEP_DB)
                then, above = self.lost(one), self.over(one)
                if above <= most_lu:
                    tried.append(((lost - max(then, wish)) / (max(0.0, above - over) + EACH_LU), -int(k), one, then, above))
            best = max(tried, key=lambda each: each[:2], default=None)
            if best is None or best[0] <= 0.0:
                return depth if is_last else None
            *_, depth, lost, over = best
        return self._back(depth, wish)

    def _back(self, depth: Bells, wish: float) -> Bells:
        """What was taken too much is given back, most music first."""
        while True:
            over, tried = self.over(depth), []
            for k in np.flatnonzero(depth):
                one = depth.copy()
                one[k] = max(0.0, one[k] - BACK_DB)
                if self.lost(one) <= wish:
                    tried.append((over - self.over(one), -int(k), one))
            if not tried:
                return depth
            depth = max(tried, key=lambda each: each[:2])[2]

"""Form: which bars belong together, how each phrase closes, and how thick the texture is in it.

Phrase lengths by a small dynamic programme between A hits (our choice); cadences where the scene
turns; the texture ladder by arousal and tension, at most one rung a phrase except at an A hit (8).
"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from fractions import Fraction

from yeoun.composing.grid import Grid, Hush
from yeoun.model.composed import Bar, Brief, BriefHit, Section
from yeoun.model.feeling import Feelings
from yeoun.model.spotted import Ending, HitClass

LENGTHS = {1: 160, 2: 20, 3: 50, 4: 0, 5: 50, 6: 20, 8: 0}     # hundredths, our choice
LADDER = ("solo line", "line and drone", "sparse chords", "arpeggio bed", "chordal pulse", "ostinato and counter-line",
          "full")
STAYS = 0.02            # of tension, our choice: a smaller step is none
_RUNGS = (0.13, 0.22, 0.31, 0.48, 0.61, 0.76)                  # our choice: energy at which the next rung begins
_UNDER_LINES = (2, 3)                                          # our choice: sparse chords when calm, else an arpeggio
_CALM_PHRASE_S = 10.0                                          # our choice: phrases near 10 s calm


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase: its bars, what it feels like, how it closes, how thick it is. `hit` is an A hit on its first beat."""

    number: int
    bars: tuple[Bar, ...]
    at_beat: Fraction
    beats: Fraction
    valence: float
    arousal: float
    tension: float
    covered: float
    hit: int | None
    level: int
    cadence: str          # half, authentic, evaded, open, final
    why: str

    @property
    def end(self) -> Fraction:
        """Where it ends."""
        return self.at_beat + self.beats


def feeling_at(feelings: Feelings, at_s: float) -> tuple[float, float, float]:
    """Valence, arousal and tension at a moment of the cue, between the grid points in a straight line."""
    last = len(feelings.valence) - 1
    place = min(max(0.0, at_s / feelings.every), float(last))
    k = min(int(place), max(0, last - 1))
    share, other = place - k, min(k + 1, last)
    return (feelings.valence[k] * (1 - share) + feelings.valence[other] * share,
            feelings.arousal[k] * (1 - share) + feelings.arousal[other] * share,
            feelings.tension[k] * (1 - share) + feelings.tension[other] * share)


def feeling_over(feelings: Feelings, start_s: float, end_s: float) -> tuple[float, float, float]:
    """The mean feeling of a stretch, rounded to thousandths."""
    moments = [feeling_at(feelings, start_s + (end_s - start_s) * (k + 0.5) / 12) for k in range(12)]
    v, a, t = (round(sum(axis) / 12, 3) for axis in zip(*moments, strict=True))
    return v, a, t


def _cut(bars: tuple[Bar, ...], grid: Grid, hush: Hush) -> list[tuple[Bar, ...]]:
    """The bars between two A hits as phrases: the cheapest lengths; near ten seconds, and not inside a line."""
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(bars) + 1):
        options = []
        for length, cost in LENGTHS.items():
            if length <= end:
                start_s, end_s = grid.seconds(bars[end - length].at_beat), grid.seconds(grid.bar_end(bars[end - 1]))
                cost += round(4 * abs(end_s - start_s - _CALM_PHRASE_S))
                cost += 25 if end < len(bars) and hush.speaking(end_s) else 0
                options.append((best[end - length][0] + cost, length))
        best.append(min(options))
    phrases, end = [], len(bars)
    while end:
        length = best[end][1]
        phrases.append(bars[end - length:end])
        end -= length
    return phrases[::-1]


def _level(arousal: float, tension: float, covered: float, length_s: float) -> int:
    level = bisect_right(_RUNGS, 0.62 * arousal + 0.38 * tension)
    if covered > 0.25:
        level = min(level, _UNDER_LINES[arousal >= 0.5])
    return max(level, 2) if length_s < 8.0 else level


def _turned(level: int, more: float, covered: float) -> int:
    """The rung after a turn that asks for the same one: the next, the way the feeling goes; under words none is added."""
    up = more >= 0 and level < len(LADDER) - 1 and (covered <= 0.25 or level < min(_UNDER_LINES))
    return level + 1 if up else max(1, level - 1)


def _cadence(phrase: Phrase, following: Phrase | None, ending: Ending) -> tuple[str, str]:
    if following is None:
        match ending:
            case Ending.CUT:
                return "open", "what follows wants no ending, so the thought stays open"
            case Ending.RING | Ending.FADE:
                if phrase.tension > 0.72:
                    return "half", f"the scene ends tense ({phrase.tension:.2f}), so the harmony is left unresolved"
                return "final", "the thought is finished"
    turn = following.tension - phrase.tension
    moves = f"tension {'stays near' if abs(turn) <= STAYS else 'falls from' if turn < 0 else 'rises from'} {phrase.tension:.2f}"
    moves += "" if abs(turn) <= STAYS else f" to {following.tension:.2f}"
    size = abs(turn) + abs(following.valence - phrase.valence) + abs(following.arousal - phrase.arousal)
    if following.hit is not None:
        if turn <= STAYS:
            return "authentic", f"{moves} on hit {following.hit + 1}, so the cadence lands on it"
        return "evaded", f"{moves} on hit {following.hit + 1}, so the cadence is evaded on it"
    if size > 0.3:
        if turn < 0:
            return "authentic", f"the feeling turns after it by {size:.2f} and {moves}, so it closes"
        return "evaded", f"the feeling turns after it by {size:.2f} and {moves}, so it stays open"
    if phrase.number % 2 == 0:
        return "half", "the first half of a thought asks"
    return "open", "nothing turns here: the line runs on"


def shape(brief: Brief, grid: Grid, hush: Hush) -> tuple[Phrase, ...]:
    """The phrases of a cue in order, with cadence and texture.

    brief  for its feeling, hits and ending;  grid  its bars;  hush  its lines
    """
    starts = {grid.hit_beats[n]: n for n, hit in enumerate(brief.hits)
              if hit.grade is HitClass.A and grid.hit_beats[n] is not None}
    groups: list[list[Bar]] = []
    for bar in grid.bars:
        if not groups or bar.at_beat in starts:
            groups.append([])
        groups[-1].append(bar)
    phrases: list[Phrase] = []
    level = -1
    for group in groups:
        for bars in _cut(tuple(group), grid, hush):
            end = grid.bar_end(bars[-1])
            start_s, end_s = grid.seconds(bars[0].at_beat), grid.seconds(end)
            valence, arousal, tension = feeling_over(brief.intent, start_s, end_s)
            hit, covered = starts.get(bars[0].at_beat), round(hush.covered(start_s, end_s), 3)
            wished = _level(arousal, tension, covered, float(brief.length_s))
            if hit is None and level >= 0:
                wished = min(max(wished, level - 1), level + 1)
            elif hit is not None and wished == level:
                wished = _turned(level, arousal + tension - phrases[-1].arousal - phrases[-1].tension, covered)
            level = wished
            phrases.append(Phrase(len(phrases), bars, bars[0].at_beat, end - bars[0].at_beat, valence, arousal, tension,
                                  covered, hit, level, "", ""))
    closed = []
    for phrase, following in zip(phrases, [*phrases[1:], None], strict=True):
        cadence, why = _cadence(phrase, following, brief.ending)
        closed.append(replace(phrase, cadence=cadence, why=why))
    return tuple(closed)


def is_soft(hit: BriefHit, beat: Fraction, phrases: tuple[Phrase, ...]) -> bool:
    """Whether a stop is one inside the running texture: what moves stops, the ground and a theme go on.

    So for class C, where chords lie beneath; a line alone can only stop as a whole.
    """
    phrase = phrases[max(0, bisect_right([each.at_beat for each in phrases], beat) - 1)]
    return hit.grade is HitClass.C and hit.kind == "stop" and phrase.level >= 2


def sections(phrases: tuple[Phrase, ...], stated: dict[int, str]) -> tuple[Section, ...]:
    """The phrases as sections people read: a name, and why it is there.

    stated  phrase number -> which theme it states, in words
    """
    out = []
    for phrase in phrases:
        if phrase.number in stated:
            name = "theme"
        elif phrase.hit is not None:
            name = "turn"
        elif phrase.number == 0:
            name = "opening"
        else:
            name = "close" if phrase.number == len(phrases) - 1 else "continuation"
        bars = f"{len(phrase.bars)} bars" if len(phrase.bars) > 1 else "one bar"
        reason = f"{bars}, {LADDER[phrase.level]}; {phrase.why}"
        if phrase.number in stated:
            reason = f"{stated[phrase.number]}; {reason}"
        if phrase.hit is not None:
            reason = f"begins on hit {phrase.hit + 1}; {reason}"
        if round(100 * phrase.covered) > 25:
            reason += f"; kept thin under words ({round(100 * phrase.covered)} % of it)"
        out.append(Section(phrase.at_beat, phrase.beats, name, reason))
    return tuple(out)

"""Who plays each voice: the cheapest assignment of players to lines, found exactly among the best few of every line.

Costs of a player for a line are in terms.py; here are the costs of two players beside one another, and the search.
It is a depth-first search with the sum of the cheapest remaining players as its bound, which never overestimates, so
the answer is the true minimum; equal costs fall to the earlier name. A reason is written by asking who would have
played instead, and which terms kept them out.

Conventions: all costs are whole points; a *player* is one instrument, or the string choir as if it were one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from yeoun.model.scored import Instrument
from yeoun.orchestrating.line import Fit, Line, fit
from yeoun.orchestrating.terms import BARE_S, Scene, Term, may_play, weigh

MOST_PARTS = 10      # more than these blur one another: our choice
SHORTLIST = 9        # candidates kept for each line: our choice
FORBIDDEN = 1_000_000
STRANDED = 300       # cost of a line of the bed that no section left to the choir has, and of a choir of one section: our choice
TORN = 1500          # what a note of a melody costs that leaves its octave alone, so that rather the whole line moves: our choice
CROSSED = 300        # cost of a ground that its player lays an octave higher, over tones of the bed: our choice
GROUNDS = frozenset({"bass", "drone"})
CHOIR = "strings"
ORDER = ("melody", "counter", "bed", "pulse", "bass", "pad", "drone", "grace", "rhythm")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A player who could take a line: who sounds (from above), how the line lies, what it costs."""

    player: Instrument
    sections: tuple[Instrument, ...]
    lies: Fit
    terms: tuple[Term, ...]

    @property
    def cost(self) -> int:
        """The sum of its terms."""
        return sum(term.cost for term in self.terms)


@dataclass(frozen=True, slots=True)
class Choice:
    """The player of a line, the reason, and the terms that decided, strongest first."""

    line: Line
    taken: Candidate
    why: str
    decided: tuple[str, ...]


def string_choir(players: Sequence[Instrument]) -> tuple[Instrument, tuple[Instrument, ...]] | None:
    """The bowed sections as one player with their mean temper, and the sections from above; None below three.

    players   those the house has
    """
    sections = sorted((player for player in players if "section" in player.techniques and "bed" in player.roles),
                      key=lambda player: (-player.best_high, player.name))
    if len(sections) < 3:
        return None
    count = len(sections)
    middle = sections[count // 2]
    whole = replace(
        middle, name=CHOIR, english="String sections", hangul="현악",
        low=min(s.low for s in sections), high=max(s.high for s in sections),
        best_low=min(s.best_low for s in sections), best_high=max(s.best_high for s in sections),
        polyphony=2 * count, warmth=sum(s.warmth for s in sections) / count,
        brightness=sum(s.brightness for s in sections) / count, intimacy=sum(s.intimacy for s in sections) / count,
        arousal=(min(s.arousal[0] for s in sections), max(s.arousal[1] for s in sections)),
        valence=(min(s.valence[0] for s in sections), max(s.valence[1] for s in sections)),
        attack_s=sum(s.attack_s for s in sections) / count,
        colour=tuple(colour for colour in sorted({colour for s in sections for colour in s.colour})
                     if 2 * sum(colour in s.colour for s in sections) >= count),
    )
    return whole, tuple(sections)


def candidates(
    line: Line, players: Sequence[Instrument], scene: Scene, without: frozenset[str] = frozenset(),
) -> tuple[Candidate, ...]:
    """Who could take a line, cheapest first, at most `SHORTLIST`.

    players   those the house has, in a fixed order
    without   names of terms to leave out
    """
    choir = string_choir(players)
    pool: list[tuple[Instrument, tuple[Instrument, ...]]] = [(player, (player,)) for player in players]
    if choir is not None and line.together >= 2 and line.voice.role in {"bed", "pad"}:
        pool.append(choir)
        pool = [entry for entry in pool if len(entry[1]) > 1 or "section" not in entry[0].techniques]
    found = []
    for player, sections in pool:
        lies = fit(line.notes, player, line.voices, TORN if line.voice.role == "melody" else 400)
        if may_play(player, line, lies, scene):
            found.append(Candidate(player, sections, lies, weigh(player, line, lies, scene, without)))
    found.sort(key=lambda candidate: (candidate.cost, candidate.player.name))
    return tuple(found[:SHORTLIST])


def _share(one: Candidate, two: Candidate, first: Line, second: Line, close: float) -> int:
    """Two lines on one instrument: one pianist can, one flute cannot."""
    both = {first.voice.role, second.voice.role}
    if first.together + second.together > one.player.polyphony or one.player.is_gugak or len(one.sections) > 1:
        return FORBIDDEN
    if "pedal" not in one.player.techniques or both == {"pad"} or both == {"melody", "counter"}:
        return FORBIDDEN
    return 45 if close > 0.6 else 130


def beside(one: Candidate, two: Candidate, first: Line, second: Line, scene: Scene) -> int:
    """What two players cost each other: clashes of person, of family in two leading lines, of temper.

    first, second   the lines they would play
    """
    if one.player.name == two.player.name:
        return _share(one, two, first, second, scene.mood.intimacy)
    cost = int(35 * abs(one.player.warmth - two.player.warmth))
    seats = {section.name for section in one.sections} & {section.name for section in two.sections}
    if seats:
        fewest = min(max(len(one.sections), len(two.sections)) - len(seats), 9)
        if fewest < 2 or len(one.sections) == len(two.sections):
            return FORBIDDEN
        cost += 30
    roles = {first.voice.role, second.voice.role}
    if roles == {"melody", "counter"} and one.player.family == two.player.family:
        cost += 60
    if first.voice.role == second.voice.role == "bed" and one.player.family != two.player.family:
        cost += 150
    if one.player.is_gugak and two.player.is_gugak and roles != {"melody", "pulse"}:
        cost += 80
    return cost


def crosses(ground: Line, bed: Line, octaves: int) -> bool:
    """Whether a ground that lies so many octaves higher beside the bed than it was written sounds over a tone of it."""
    return octaves > 0 and any(low.key + 12 * octaves > high.key and low.at_beat < high.at_beat + high.beats
                               and high.at_beat < low.at_beat + low.beats for low in ground.notes for high in bed.notes)


def _pairs(lines: Sequence[Line], lists: Sequence[Sequence[Candidate]], scene: Scene) -> list[list[list[list[int]]]]:
    """What the candidates of every two lines cost each other: [line][later line][candidate][candidate]."""
    @cache
    def over(ground: int, bed: int, octaves: int) -> int:
        return CROSSED * crosses(lines[ground], lines[bed], octaves)

    def cost(i: int, j: int, one: Candidate, two: Candidate) -> int:
        roles = (lines[i].voice.role, lines[j].voice.role)
        apart = beside(one, two, lines[i], lines[j], scene)
        if roles[0] == "bed" and roles[1] in GROUNDS:
            return apart + over(j, i, two.lies.octaves - one.lies.octaves)
        return apart

    return [[[[cost(i, j, one, two) for two in lists[j]] for one in found] if j > i else [] for j in range(len(lines))]
            for i, found in enumerate(lists)]


def _company(candidate: Candidate, line: Line) -> int:
    return 1 if candidate.player.company and line.length_s > BARE_S else 0


def held_by(line: Line, octaves: int, sections: Sequence[Instrument]) -> bool:
    """Whether every voice of a line lies whole within one of the sections, moved by `octaves`."""
    return all(any(section.low <= min(keys) and max(keys) <= section.high for section in sections)
               for keys in ([note.key + 12 * octaves for note in voice.notes] for voice in line.sources))


def _stranded(lines: Sequence[Line], players: Sequence[Candidate]) -> int:
    """What it costs the choir that others took its sections: tones that none of the others has, or a single section left."""
    taken = {player.player.name for player in players}
    cost = 0
    for line, player in zip(lines, players, strict=True):
        if len(player.sections) > 1:
            free = [section for section in player.sections if section.name not in taken]
            cost += STRANDED * ((len(free) < 2) + (not held_by(line, player.lies.octaves, free)))
    return cost


def _search(lines: Sequence[Line], lists: Sequence[Sequence[Candidate]], pairs: Sequence[Sequence[list[list[int]]]],
            most: int) -> list[int]:
    """The index of the cheapest candidate of every line, or nothing when no assignment stays under `most` parts."""
    floor = [0] * (len(lists) + 1)
    for at in range(len(lists) - 1, -1, -1):
        floor[at] = floor[at + 1] + min(candidate.cost for candidate in lists[at])
    best: list[int] = []
    least = FORBIDDEN
    seats = [[len(candidate.sections) + _company(candidate, line) for candidate in found]
             for line, found in zip(lines, lists, strict=True)]

    def descend(chosen: list[int], cost: int, parts: int) -> None:
        nonlocal best, least
        at = len(chosen)
        if at == len(lists):
            cost += _stranded(lines, [found[index] for found, index in zip(lists, chosen, strict=True)])
            if cost < least:
                best, least = list(chosen), cost
            return
        for index, candidate in enumerate(lists[at]):
            more = candidate.cost + sum(pairs[earlier][at][taken][index] for earlier, taken in enumerate(chosen))
            if cost + more + floor[at + 1] >= least or parts + seats[at][index] > most:
                continue
            chosen.append(index)
            descend(chosen, cost + more, parts + seats[at][index])
            chosen.pop()

    descend([], 0, 0)
    return best


def _reason(
    at: int, chosen: Sequence[int], lines: Sequence[Line], lists: Sequence[Sequence[Candidate]],
    pairs: Sequence[Sequence[list[list[int]]]],
) -> tuple[str, tuple[str, ...]]:
    """Who would have played instead, and the terms that kept them out."""
    def with_others(index: int) -> int:
        players = [found[index if other == at else chosen[other]] for other, found in enumerate(lists)]
        return _stranded(lines, players) + sum(
            pairs[min(at, other)][max(at, other)][taken if other < at else index][index if other < at else taken]
            for other, taken in enumerate(chosen) if other != at)

    taken = lists[at][chosen[at]]
    rivals = [(candidate.cost + with_others(index), index) for index, candidate in enumerate(lists[at])
              if index != chosen[at] and with_others(index) < FORBIDDEN]
    if not rivals:
        decided = tuple(term.name for term in sorted(taken.terms, key=lambda term: (term.cost, term.name))[:1])
        return f"{taken.player.english}: nobody else free can take this line", decided
    rival = lists[at][min(rivals)[1]]
    gains = [(theirs.cost - ours.cost, ours, theirs) for ours, theirs in zip(taken.terms, rival.terms, strict=True)]
    together = with_others(min(rivals)[1]) - with_others(chosen[at])
    top = sorted((gain for gain in gains if gain[0] > 0), key=lambda gain: (-gain[0], gain[1].name))[:2]
    words = [f"{ours.asks}: {ours.has}, {rival.player.english} {theirs.has} ({points} points)"
             for points, ours, theirs in top]
    decided = tuple(ours.name for _, ours, _ in top)
    if together > 0 and (not top or together > top[0][0]):
        words.insert(0, f"it sits better beside the other players ({together} points)")
        decided = ("beside", *decided)
    return f"{taken.player.english} rather than {rival.player.english}: {'; '.join(words)}", decided


def choose(
    lines: Sequence[Line], players: Sequence[Instrument], scenes: Sequence[Scene],
    without: frozenset[str] = frozenset(),
) -> tuple[Choice, ...]:
    """Who plays each line, and why; lines nobody can play are left out of the answer.

    lines     in any order
    players   those the house has, in a fixed order
    scenes    what the terms may look at, one for each line
    without   names of terms to leave out
    """
    found = [(line, scene, candidates(line, players, scene, without))
             for line, scene in zip(lines, scenes, strict=True)]
    playable = sorted((entry for entry in found if entry[2]), key=lambda entry: ORDER.index(entry[0].voice.role))
    if not playable:
        return ()
    few = SHORTLIST if len(playable) <= 6 else 5
    lists = [entry[2][:few] for entry in playable]
    order = [entry[0] for entry in playable]
    pairs = _pairs(order, lists, playable[0][1])
    chosen = _search(order, lists, pairs, max(MOST_PARTS, len(order)))
    if not chosen:
        return choose(order[:-1], players, [entry[1] for entry in playable[:-1]], without)
    choices = []
    for at, line in enumerate(order):
        why, decided = _reason(at, chosen, order, lists, pairs)
        choices.append(Choice(line, lists[at][chosen[at]], why, decided))
    return tuple(choices)

"""Under speech: what begins while somebody speaks, read from the delivered MIDI against the voices that were measured.

    python -m tests.composing.bench.speech

Conventions: a sixth is nine semitones to either side of the pitch measured on the line; an attack is under a line when it begins
between its first and its last moment. The melody is asked for twice: the parts that say they lead (role melody or counter), and,
so that a part cannot hide by its role, the highest note that is struck at each moment. Softly is velocity 72 or less, midway
between MuseScore's mp (64) and mf (80). The control is the same cue composed as if nobody spoke, measured under the same lines.
The cheap trick, to play nothing under words, is seen in how much of their time music sounds.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import log2

from tests.bench.shares import told
from tests.composing.bench.drawn_films import Film, film
from tests.composing.bench.film_scored import Struck, Written, notes_in, scored, tuned, written

SIXTH, SOFT, SIDE_S = 9, 72, 0.03
MOST_A_SECOND, ANEW_S, BEFORE_S = 4, 0.75, 0.15
FILMS, SHARES = tuple(range(1, 17)), (0.6, 0.95)    # of music: the house's own, and one that will have music under words
LEADING = frozenset({"melody", "counter"})


@dataclass(frozen=True)
class Spoken:
    """A line in cue time and the pitch of its voice, as a MIDI key; None where none was measured."""

    start_s: float
    end_s: float
    key: float | None


@dataclass
class Tally:
    """What was counted under lines."""

    lines: int = 0
    seconds: float = 0.0
    sounding: float = 0.0
    melody: int = 0
    melody_inside: int = 0
    top: int = 0
    top_inside: int = 0
    inner: int = 0
    inner_inside: int = 0
    inner_loud: int = 0
    crowded: int = 0
    most: int = 0
    entries: int = 0
    attacks_before: int = 0

    def add(self, other: "Tally") -> None:
        """Both together."""
        for name, value in vars(other).items():
            now = getattr(self, name)
            setattr(self, name, max(now, value) if name == "most" else now + value)


def spoken_in(seen: Film, cue: Written) -> tuple[Spoken, ...]:
    """The lines under a cue, each with the voice that shares most time with it."""
    start = float(Fraction(cue.cue.first_frame) / seen.episode.rate)
    end = float(Fraction(cue.cue.end_frame) / seen.episode.rate)
    found = []
    for line in seen.episode.lines:
        if line.span.end_s <= start or line.span.start_s >= end:
            continue
        shared = [(min(line.span.end_s, each.span.end_s) - max(line.span.start_s, each.span.start_s), each.f0_hz)
                  for each in seen.seen.speech]
        most, hertz = max(shared, key=lambda pair: pair[0], default=(0.0, None))
        key = 69 + 12 * log2(hertz / 440.0) if hertz and most > 0 else None
        found.append(Spoken(max(0.0, line.span.start_s - start), min(end, line.span.end_s) - start, key))
    return tuple(found)


def moments(notes: Iterable[Struck]) -> list[float]:
    """When something begins; what begins together (within 30 ms) begins once."""
    found: list[float] = []
    for at in sorted(each.at_s for each in notes):
        if not found or at - found[-1] > SIDE_S:
            found.append(at)
    return found


def most_a_second(onsets: Sequence[float]) -> int:
    """The most moments within one second.

    >>> most_a_second([0.0, 0.2, 0.4, 1.1, 2.0])
    3
    """
    return max((sum(at <= other < at + 1.0 for other in onsets) for at in onsets), default=0)


def _sounding(notes: Sequence[Struck], start: float, end: float) -> float:
    total, until = 0.0, start
    for each in sorted(notes, key=lambda note: note.at_s):
        begin, stop = max(each.at_s, until), min(each.end_s, end)
        if stop > begin:
            total, until = total + stop - begin, stop
    return total


def _entries(notes: Sequence[Struck], line: Spoken) -> int:
    """How many parts begin anew under a line, after three quarters of a second without a note."""
    count = 0
    for part in {each.part for each in notes}:
        own = [each for each in notes if each.part == part]
        count += sum(line.start_s <= each.at_s < line.end_s and all(
            other.end_s < each.at_s - ANEW_S or other.at_s >= each.at_s for other in own) for each in own[:])
    return count


def tally(notes: Sequence[Struck], leads: frozenset[str], lines: Sequence[Spoken]) -> Tally:
    """Everything that is counted under the lines of a cue.

    leads  the parts that say they carry the melody
    """
    counted = Tally()
    for line in lines:
        under = [each for each in notes if line.start_s <= each.at_s < line.end_s]
        counted.lines += 1
        counted.seconds += line.end_s - line.start_s
        counted.sounding += _sounding(notes, line.start_s, line.end_s)
        onsets = moments(under)
        counted.most = max(counted.most, most_a_second(onsets))
        counted.crowded += most_a_second(onsets) > MOST_A_SECOND
        counted.entries += _entries(notes, line)
        counted.attacks_before += len(moments(each for each in notes if line.start_s - BEFORE_S <= each.at_s < line.start_s))
        if line.key is None:
            continue

        def inside(note: Struck, key: float = line.key) -> bool:
            return abs(note.key - key) <= SIXTH

        pitched = tuned(under)
        tops = [max((each for each in pitched if abs(each.at_s - at) <= SIDE_S), key=lambda each: each.key)
                for at in moments(pitched)]
        melody, inner = [n for n in pitched if n.part in leads], [n for n in pitched if n.part not in leads]
        counted.melody += len(melody)
        counted.melody_inside += sum(map(inside, melody))
        counted.top += len(tops)
        counted.top_inside += sum(map(inside, tops))
        counted.inner += len(inner)
        counted.inner_inside += sum(map(inside, inner))
        counted.inner_loud += sum(inside(each) and each.velocity > SOFT for each in inner)
    return counted


def leads_of(cue: Written) -> frozenset[str]:
    """The parts that say they lead."""
    return frozenset(part.name for part in cue.score.parts if part.role in LEADING)


def deaf(cue: Written, seen: Film) -> Written:
    """The same cue as if nobody spoke under it."""
    return written(cue.cue, replace(cue.brief, lines=()), seen)


def measured(films: Sequence[int] = FILMS, shares: Sequence[float] = SHARES) -> tuple[Tally, Tally, int]:
    """Under all lines: as composed, as composed by the deaf, and how many cues have lines."""
    ours, control, cues = Tally(), Tally(), 0
    for number in films:
        for share in shares:
            drawn = film(number)
            seen = replace(drawn, house=replace(drawn.house, music_share=share))
            for cue in scored(seen).cues:
                lines = spoken_in(seen, cue)
                if lines:
                    cues += 1
                    ours.add(tally(notes_in(cue.midi), leads_of(cue), lines))
                    without = deaf(cue, seen)
                    control.add(tally(notes_in(without.midi), leads_of(without), lines))
    return ours, control, cues


def section() -> str:
    """The table."""
    ours, control, cues = measured()

    def row(what: str, goal: str, each: Tally, other: Tally, hits: str, of: str) -> str:
        return f"| {what} | {told(getattr(each, hits), getattr(each, of))} | {goal} | {told(getattr(other, hits), getattr(other, of))} |"

    def per_line(what: str, name: str) -> str:
        mine, theirs = (getattr(each, name) / max(1, each.lines) for each in (ours, control))
        return f"| {what} | {mine:.2f} | 0 but for hits | {theirs:.2f} |"

    return "\n".join([
        "## Under speech", "",
        f"{len(FILMS)} drawn films, each spotted for {SHARES[0]:.0%} and for {SHARES[1]:.0%} music: {cues} cues with {ours.lines} lines "
        f"under them ({ours.seconds:.0f} s of words). Read from the MIDI by mido; the voices are the measured ones. The control is the "
        "same cues composed as if nobody spoke, under the same lines.", "",
        "| figure | composed | at least | nobody listens |", "|---|---|---|---|",
        row("attacks of the parts that lead, within a sixth of the voice", "under 3 %", ours, control, "melody_inside", "melody"),
        row("the highest note struck at a moment, within a sixth of the voice", "under 3 %", ours, control, "top_inside", "top"),
        row("attacks of other parts within a sixth of the voice", "softly", ours, control, "inner_inside", "inner"),
        row(f"of these louder than velocity {SOFT}", "0", ours, control, "inner_loud", "inner_inside"),
        row(f"lines with more than {MOST_A_SECOND} onsets in some second", "0", ours, control, "crowded", "lines"),
        f"| most onsets in a second | {ours.most} | {MOST_A_SECOND} | {control.most} |",
        per_line("parts that begin anew under a line, a line", "entries"),
        per_line(f"attacks in the {1000 * BEFORE_S:.0f} ms before a line, a line", "attacks_before"),
        f"| of the words' time some music sounds | {ours.sounding / max(1e-9, ours.seconds):.0%} | (silence would win every row above) | "
        f"{control.sounding / max(1e-9, control.seconds):.0%} |", ""])


if __name__ == "__main__":
    sys.stdout.write(section())

"""Not a toy: what is asked of every cue over 24 s, read from its MIDI and its page.

identical bars   bars that hold the same notes in every part as an earlier bar (places and lengths to a sixth of a beat); at most 15 % of
                 the bars in which anything sounds (lo-fi 40 %)
motif            melody notes that belong to a motif of the series, to the cue's own first idea, or to a development of either
                 (`matching.py`); at least half
climax           the highest tone of the melody sounds in one stretch of at most two bars, and the whole is louder there than in the middle
                 of its bars
form             sentence, period or ballad by a parser of its own (`forms.py`)
inversions       chords whose lowest sounding tone is not their root: 10 to 40 %

Beside each stand what chance or another cue's music gives, and two tricks: four bars in a loop, and a random walk in the scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median

import numpy as np

from tests.bench.shares import told
from tests.composing.bench.figures import met, table
from tests.composing.bench.forms import by_chance, forms, measures, measures_of
from tests.composing.bench.heard import UNPITCHED, Bar, Change, Heard, Note
from tests.composing.bench.matching import Line, covered, line_of, motif_line, motifs_of
from tests.composing.bench.tension import heard_all

OVER_S = 24.0
MOST_ALIKE, MOST_ALIKE_LOFI, LEAST_MOTIF, INVERTED = 0.15, 0.40, 0.5, (0.10, 0.40)
STRETCH = 2              # bars


def alike_bars(notes: Sequence[Note], bars: Sequence[Bar]) -> tuple[int, int]:
    """Bars that are the same in every part as an earlier one, of how many in which anything begins."""
    seen, same, sounding = set[frozenset[tuple[str, int, int, int]]](), 0, 0
    for bar in bars:
        held = frozenset((note.part, round((note.at_beat - bar.at_beat) * 6), round(note.beats * 6), note.key) for note in notes
                         if bar.at_beat <= note.at_beat < bar.at_beat + bar.beats)
        if held:
            sounding += 1
            same += held in seen
            seen.add(held)
    return same, sounding


def of_motif(line: Line, motifs: Sequence[Line], loosely: bool = True) -> int:
    """How many notes of a line belong to any of the motifs."""
    return len({place for motif in motifs for place in covered(line, motif, loosely)})


def climax(heard: Heard, melody: Sequence[Note]) -> tuple[bool, float]:
    """Whether the melody has one climax that the whole carries, and where it lies (0..1 of the cue)."""
    if not melody:
        return False, 0.0
    top = max(note.key for note in melody)
    places = [note.at_beat for note in melody if note.key == top]
    span = max(places) - min(places)
    levels = [_level(heard, bar) for bar in heard.bars]
    here = next((k for k, bar in enumerate(heard.bars) if bar.at_beat <= places[0] < bar.at_beat + bar.beats), 0)
    longest = STRETCH * max(bar.beats for bar in heard.bars)
    return span < longest and levels[here] >= median(levels), heard.beat_s(places[0]) / heard.asked.length_s


def _level(heard: Heard, bar: Bar) -> float:
    start, end = heard.beat_s(bar.at_beat), heard.beat_s(bar.at_beat + bar.beats)
    return sum((min(note.off_s, end) - max(note.on_s, start)) * note.velocity ** 2 for note in heard.notes
               if note.on_s < end and note.off_s > start) / max(0.1, end - start)


def peak(heard: Heard) -> float:
    """Where the graph is at its height (arousal and tension), 0..1 of the cue."""
    whole = np.array(heard.asked.arousal) + np.array(heard.asked.tension)
    return float(np.argmax(whole)) / max(1, len(whole) - 1)


def inverted(chords: Sequence[Change], notes: Sequence[Note], length_s: float) -> tuple[int, int]:
    """Chords whose lowest tone (of two or more, in their first half) is not their root; of how many."""
    upside, of = 0, 0
    for chord in chords:
        middle = (chord.on_s + min(chord.off_s, length_s)) / 2
        keys = [note.key for note in notes if note.on_s < middle and note.off_s > chord.on_s + 0.05
                and note.role != "melody" and note.role not in UNPITCHED]
        if len({key % 12 for key in keys}) >= 2:
            of += 1
            upside += min(keys) % 12 != chord.root
    return upside, of


@dataclass(frozen=True)
class Told:
    """One cue: the five things asked, as figures."""

    alike: tuple[int, int]
    motif: tuple[int, int]
    climax: bool
    place: float
    forms: frozenset[str]
    inverted: tuple[int, int]
    is_lofi: bool

    def passes(self) -> tuple[bool, bool, bool, bool, bool]:
        """Which of the five it meets."""
        share = self.inverted[0] / max(1, self.inverted[1])
        return (self.alike[0] <= (MOST_ALIKE_LOFI if self.is_lofi else MOST_ALIKE) * self.alike[1],
                2 * self.motif[0] >= self.motif[1] > 0, self.climax, bool(self.forms), INVERTED[0] <= share <= INVERTED[1])


def told_of(heard: Heard) -> Told:
    """A cue as it is."""
    styles = heard.piece.plain["fusion"]
    return _told(heard, heard.notes, heard.bars, heard.chords, max(styles, key=lambda name: float(styles[name])) == "lofi")


def _told(heard: Heard, notes: Sequence[Note], bars: Sequence[Bar], chords: Sequence[Change], is_lofi: bool) -> Told:
    melody = [note for note in notes if note.role == "melody"] if notes is not heard.notes else list(heard.melody)
    line = line_of(melody, heard.tonic)
    one, place = climax(heard, melody)
    return Told(alike_bars(notes, bars), (of_motif(line, motifs_of(heard)), len(line)), one, place,
                forms(measures(melody, bars, chords, heard.tonic)), inverted(chords, notes, heard.asked.length_s), is_lofi)


def looped(heard: Heard) -> Told:
    """The cheap trick: the first four bars again and again."""
    span = sum((bar.beats for bar in heard.bars[:4]), Fraction(0))
    start, notes = heard.bars[0].at_beat, list[Note]()
    first = [note for note in heard.notes if start <= note.at_beat < start + span]
    chords = [chord for chord in heard.chords if chord.at_beat < start + span]
    found, bars = list[Change](), list[Bar]()
    for turn in range(max(1, len(heard.bars) // 4)):
        move = turn * span
        notes += [_moved(heard, note, move) for note in first]
        bars += [Bar(bar.at_beat + move, bar.beats) for bar in heard.bars[:4]]
        found += [replace(chord, at_beat=chord.at_beat + move, on_s=heard.beat_s(chord.at_beat + move),
                          off_s=heard.beat_s(chord.at_beat + move) + chord.off_s - chord.on_s) for chord in chords]
    return _told(heard, notes, bars, found, False)


def _moved(heard: Heard, note: Note, move: Fraction) -> Note:
    on_s = heard.beat_s(note.at_beat + move)
    return replace(note, at_beat=note.at_beat + move, on_s=on_s, off_s=on_s + note.off_s - note.on_s)


def walked(heard: Heard) -> Told:
    """Another: the melody's rhythm as it is, its tones a random walk in the scale, everything else as it is."""
    lot = np.random.Generator(np.random.PCG64(len(heard.notes)))
    scale = sorted({note.key for note in heard.melody})
    at, made = len(scale) // 2, dict[Fraction, int]()
    for note in heard.melody:
        at = int(np.clip(at + lot.integers(-2, 3), 0, len(scale) - 1))
        made[note.at_beat] = scale[at]
    notes = [replace(note, key=made[note.at_beat]) if note.role == "melody" and note.at_beat in made else note for note in heard.notes]
    single = [*(note for note in notes if note.role != "melody"),
              *{note.at_beat: note for note in notes if note.role == "melody"}.values()]
    return _told(heard, single, heard.bars, heard.chords, False)


def foreign(ours: Sequence[Heard], k: int, loosely: bool = True) -> float:
    """The share of a cue's melody that belongs to the motifs of another film: what the matcher finds by chance."""
    other = next(each for each in (*ours[k + 1:], *ours[:k]) if each.piece.motifs != ours[k].piece.motifs)
    line = line_of(ours[k].melody, ours[k].tonic)
    lines = [motif_line(motif.degrees, motif.beats) for motif in other.piece.motifs]
    lines += [line_of(other.melody[:7], other.tonic)] if len(other.melody) > 10 else []
    return of_motif(line, lines, loosely) / max(1, len(line))


NAMES = ("identical bars", "melody of a motif", "one climax", "form", "inverted or slash")


def _row(name: str, group: Sequence[Told], is_goal: bool) -> tuple[str, ...]:
    passed = [each.passes() for each in group]
    cells = [told(sum(each[k] for each in passed), len(group)) for k in range(5)]
    return (name, *cells, told(sum(all(each) for each in passed), len(group)), met(all(map(all, passed))) if is_goal else "-")


def section() -> str:
    """The tables of what is no toy."""
    ours = [heard for heard in heard_all() if heard.asked.length_s > OVER_S]
    group = [told_of(heard) for heard in ours]
    rows = [_row("**ours**", group, True), _row("trick: the first four bars in a loop", [looped(heard) for heard in ours], False),
            _row("trick: a random walk in the scale", [walked(heard) for heard in ours], False)]
    alike = [sum(each.alike[k] for each in group) for k in range(2)]
    motif = [sum(each.motif[k] for each in group) for k in range(2)]
    strictly = sum(of_motif(line_of(heard.melody, heard.tonic), motifs_of(heard), loosely=False) for heard in ours)
    upside = [sum(each.inverted[k] for each in group) for k in range(2)]
    far = [abs(each.place - peak(heard)) for each, heard in zip(group, ours, strict=True)]
    luck = [(peak(heard) ** 2 + (1 - peak(heard)) ** 2) / 2 for heard in ours]
    names = sorted({name for each in group for name in each.forms})
    return "\n\n".join((
        f"## Not a toy: cues over {OVER_S:g} s",
        f"{len(ours)} drawn cues over {OVER_S:g} s; how many of them meet each of the five (goal: all).",
        table(("music", *NAMES, "all five", "goal met"), rows),
        table(("pooled", "ours", "asked", "chance"), [
            ("bars identical in all parts", told(*alike), "at most 15 %", "-"),
            ("melody notes of a motif or its development", told(*motif), "50 %",
             f"motifs of another film {100 * float(np.mean([foreign(ours, k) for k in range(len(ours))])):.0f} %"),
            ("the same without developments (same steps, same ratios)", told(strictly, motif[1]), "-",
             f"motifs of another film {100 * float(np.mean([foreign(ours, k, False) for k in range(len(ours))])):.0f} %"),
            ("chords inverted or slash", told(*upside), "10 to 40 %", "-"),
            ("climax from the graph's height, share of the cue", f"median {median(far):.2f}", "-", f"anywhere {float(np.mean(luck)):.2f}"),
            ("form", ", ".join(f"{name} {sum(name in each.forms for each in group)}" for name in names) or "none", "one of three",
             f"bars in another order {100 * float(np.mean([by_chance(measures_of(heard)) for heard in ours])):.0f} %")])))

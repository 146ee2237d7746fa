"""Chords follow tension, cadences stand where the form wants them, and the voices lead well."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from music21.note import Note
from music21.voiceLeading import VoiceLeadingQuartet

from tests.composing.briefs import composed, golden_tender, grief_with_lines, minute, night_chase
from yeoun.composing.chords import find, vocabulary
from yeoun.composing.grid import Grid, Hush
from yeoun.composing.harmony import Slot, harmonise
from yeoun.composing.heart import nearest_grid, wanted_changes
from yeoun.composing.voicing import Wish, voice, voicings
from yeoun.model.composed import Bar, Brief, TempoMap, TempoMark
from yeoun.model.media import Curve
from yeoun.units.luck import Take, luck
from yeoun.units.modes import MODES
from yeoun.units.time import Seconds

PAIRS = ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))


def progression(name: str, mode: str, count: int) -> tuple[list[float], list[str]]:
    """A smooth tension target and the chords found for it, cadences and melody off."""
    fortune = luck(Take(1), "target", name)
    rough = np.convolve(fortune.random(count + 8), np.ones(9) / 9, "valid")
    target = (rough - rough.min()) / (rough.max() - rough.min()) * 0.8 + 0.05
    slots = tuple(Slot(Fraction(k), Fraction(1), float(t)) for k, t in enumerate(target))
    chords = harmonise(slots, mode, MODES[mode].is_minor, np.zeros(len(vocabulary(mode))))
    return [float(t) for t in target], [chord.degree for chord in chords]


def tensions(mode: str, degrees: list[str]) -> list[float]:
    chords = vocabulary(mode)
    return [chords[find(mode, degree) or 0].tension for degree in degrees]


@pytest.mark.parametrize("mode", ["major", "aeolian", "dorian", "lydian", "mixolydian"])
def test_chords_follow_the_tension_asked_for_without_going_back_and_forth(mode: str) -> None:
    rs, back, moves = [], 0, 0
    for n in range(8):
        target, degrees = progression(f"{n}", mode, 24)
        rs.append(float(np.corrcoef(target, tensions(mode, degrees))[0, 1]))
        back += sum(a == c != b for a, b, c in zip(degrees, degrees[1:], degrees[2:], strict=False))
        moves += len(degrees) - 2
    shuffled = [float(np.corrcoef(target[::-1], tensions(mode, degrees))[0, 1])
                for target, degrees in (progression(f"{n}", mode, 24) for n in range(8))]
    assert float(np.median(rs)) >= 0.7, rs
    assert float(np.median(shuffled)) < 0.5
    assert back / moves <= 0.10


@pytest.mark.parametrize("mode", ["major", "aeolian", "dorian", "lydian", "mixolydian", "pyeongjo", "menaritori"])
def test_voices_lead_without_parallels(mode: str) -> None:
    _, degrees = progression("voices", mode, 24)
    chords = [vocabulary(mode)[find(mode, degree) or 0] for degree in degrees]
    keys = voice(tuple(Wish(chord, 60, None, 0.0) for chord in chords), 3)
    faults = crossings = 0
    for before, after in zip(keys, keys[1:], strict=False):
        assert list(after) == sorted(after)
        for low, high in PAIRS:
            quartet = VoiceLeadingQuartet(Note(before[high]), Note(after[high]), Note(before[low]), Note(after[low]))
            faults += quartet.parallelFifth() or quartet.parallelOctave() or quartet.parallelUnison()
            crossings += quartet.voiceCrossing() if high - low == 1 else 0
    assert faults == 0 and crossings == 0


@pytest.mark.parametrize("asked", [golden_tender(), night_chase(), minute()], ids=lambda b: b.key)
def test_a_whole_cue_has_no_parallels_between_bed_and_bass(asked: Brief) -> None:
    sketch = composed(asked)
    lines = [v for v in sketch.voices if v.name == "bass" or v.role == "bed"]
    rows = []
    for chord in sketch.chords:
        at = [next((n.key for n in v.notes if n.at_beat <= chord.at_beat < n.at_beat + n.beats), None) for v in lines]
        rows.append(at)
    faults = 0
    for before, after in zip(rows, rows[1:], strict=False):
        for i in range(len(lines)):
            for k in range(i + 1, len(lines)):
                four = (before[i], after[i], before[k], after[k])
                if all(key is not None for key in four):
                    quartet = VoiceLeadingQuartet(*(Note(key) for key in four))
                    faults += quartet.parallelFifth() or quartet.parallelOctave()
    assert faults == 0


def test_the_harmony_beats_with_the_heart() -> None:
    """Three changes averaged, the chords come faster as the heart does; a constant rhythm knows nothing of it."""
    places, rates = [], []
    heart = Curve(Seconds(0.5), tuple(90 + 30 * float(np.sin(k / 30)) for k in range(240)))
    moments = wanted_changes(heart, 0.0, 119.0, 4)
    snapped = [round(at / 0.75) * 0.75 for at in moments]
    for a, b in zip(snapped, snapped[3:], strict=False):
        rates.append(3 / (b - a))
        places.append(heart.values[int((a + b) / 2 / 0.5)])
    def ranks(values: list[float]) -> np.ndarray:
        return np.array([np.mean([v < x for v in values]) + 0.5 * np.mean([v == x for v in values]) for x in values])
    assert float(np.corrcoef(ranks(places), ranks(rates))[0, 1]) >= 0.8
    constant = [4.0 * k for k in range(30)]
    assert len({b - a for a, b in zip(constant, constant[3:], strict=False)}) == 1      # no order to correlate


def test_an_ending_that_rings_comes_home_from_a_leaning_chord() -> None:
    sketch = composed(golden_tender())
    assert sketch.chords[-1].degree in {"I", "Iadd9"}
    assert sketch.chords[-2].degree.startswith(("V", "IV/5"))
    assert sketch.chords[-1].at_beat == sketch.bars[-1].at_beat


def test_the_bass_moves_mostly_by_step_or_small_leap() -> None:
    for asked in (golden_tender(), grief_with_lines(), minute()):
        notes = next(v for v in composed(asked).voices if v.name == "bass").notes
        leaps = [abs(b.key - a.key) for a, b in zip(notes, notes[1:], strict=False) if b.key != a.key]
        assert float(np.median(leaps)) <= 5 and max(leaps) <= 12


def test_the_mask_keeps_the_voice_free() -> None:
    asked = grief_with_lines()
    sketch = composed(asked)
    hush = Hush(asked.lines, 0.8)
    for line in asked.lines:
        band = hush.band(float(line.span.start_s), float(line.span.end_s))
        assert band is not None
        for sounding in (v for v in sketch.voices if v.role in {"bed", "bass", "pulse", "counter"}):
            for note in sounding.notes:
                at = sketch.tempo_map.seconds(note.at_beat)
                if line.span.start_s <= at < line.span.end_s and "hit" not in note.why:
                    assert not band[0] <= note.key <= band[1]


def test_no_chord_is_voiced_with_a_minor_ninth_where_another_way_is() -> None:
    chord = next(each for each in vocabulary("aeolian") if each.degree == "iadd9")
    best = voicings(Wish(chord, 60, None, 0.0), 5)
    assert len(best) > 10 and not any(high - low == 13 for low, high in combinations(best[0][0], 2))
    wide = [each for each in best if any(high - low == 13 for low, high in combinations(each[0], 2))]
    assert all(cost > best[0][1] + 500 for _, cost in wide), "and where it is, it is no near second"


def test_the_downbeat_after_a_bar_of_seven_quavers_is_a_beat_to_change_on() -> None:
    bars = (Bar(1, Fraction(0), 7, 8), Bar(2, Fraction(7, 2), 4, 4))
    tempo = TempoMap(0, (TempoMark(Fraction(0), 1_000_000),))
    grid = Grid(tempo, bars, Fraction(15, 2), (), (), tuple(k / 2 for k in range(16)), 60.0, 4)
    assert nearest_grid(grid, 3.4, frozenset()) == Fraction(7, 2)
    assert nearest_grid(grid, 3.8, frozenset()) == Fraction(7, 2)
    assert nearest_grid(grid, 4.6, frozenset({Fraction(9, 2)})) == Fraction(9, 2)
    assert nearest_grid(grid, 0.1, frozenset()) == Fraction(0)

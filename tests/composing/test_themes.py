"""Motifs obey their rules, keep apart, and are recognised when they return."""

import tomllib
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest

from tests.composing.briefs import GRIEVING, HUNTED, TENDER, brief, composed, feelings
from yeoun.composing.chords import vocabulary
from yeoun.composing.distance import APART, SAME, distance, holds, motif_distance, motif_keys
from yeoun.composing.invent import design
from yeoun.composing.statements import HEAD
from yeoun.model.composed import Motif
from yeoun.units.modes import MODES, mode_said

FOREIGN = Path(__file__).resolve().parents[1] / "data" / "themes_ornaments.toml"
CAST = tuple((f"person {n}", (v, a, t)) for n, (v, a, t) in enumerate(
    [(0.4, 0.3, 0.2), (-0.4, 0.3, 0.4), (0.5, 0.7, 0.2), (-0.3, 0.8, 0.8), (0.0, 0.4, 0.4), (-0.1, 0.2, 0.3),
     (0.2, 0.5, 0.5), (-0.6, 0.5, 0.6)]))


def cast() -> list[Motif]:
    """Eight motifs, one after the other."""
    motifs: list[Motif] = []
    for owner, feeling in CAST:
        motifs.append(design(owner, "character", feeling, tuple(motifs)))
    return motifs


def test_a_motif_keeps_the_rules() -> None:
    for motif in cast():
        steps = [b - a for a, b in zip(motif.degrees, motif.degrees[1:], strict=False)]
        assert 5 <= len(motif.degrees) <= 9 and len(motif.beats) == len(motif.degrees)
        assert len(set(motif.degrees)) >= 4 and max(motif.degrees) - min(motif.degrees) <= 8
        assert any(abs(step) > 1 for step in steps[:HEAD - 1]) and len(set(motif.beats[:HEAD])) > 1
        for step, answer in zip(steps, steps[1:], strict=False):
            assert abs(step) < 4 or (step * answer < 0 and abs(answer) <= 2)
        whole = sum(motif.beats, Fraction(0))
        assert whole / len(motif.harmony) in {3, 4} and all(degree % 7 in MODES[motif.mode].sung for degree in motif.degrees)
        assert motif.owner in motif.why and mode_said(motif.mode) in motif.why and motif.reserve_mode != motif.mode


def test_motifs_of_one_series_keep_apart() -> None:
    assert min(motif_distance(a, b) for a, b in combinations(cast(), 2)) >= APART


def test_the_same_character_with_the_same_feeling_gets_the_same_motif() -> None:
    alone = design("Mina", "character", (0.3, 0.4, 0.2), ())
    beside = design("Mina", "character", (0.3, 0.4, 0.2), (HUNTED,))
    if motif_distance(alone, HUNTED) >= APART:
        assert (alone.degrees, alone.beats, alone.harmony) == (beside.degrees, beside.beats, beside.harmony)
    assert design("Joon", "character", (0.3, 0.4, 0.2), ()).degrees != alone.degrees


def test_another_feeling_gives_another_motif() -> None:
    glad, sad = design("Mina", "character", (0.5, 0.5, 0.2), ()), design("Mina", "character", (-0.5, 0.3, 0.5), ())
    assert MODES[glad.mode].brightness > MODES[sad.mode].brightness


@pytest.mark.parametrize("form", ["plain", "transposed", "augmented", "reharmonised", "ornamented"])
@pytest.mark.parametrize("motif", [TENDER, HUNTED, GRIEVING], ids=lambda m: m.id)
def test_a_statement_is_recognised(motif: Motif, form: str) -> None:
    asked = brief(f"recall {form}", 60.0, feelings(60, lambda x: 0.1, lambda x: 0.4, lambda x: 0.3), motif=motif,
                  forms=(form,))
    sketch = composed(asked)
    stated = [s for s in sketch.statements if s.form == form]
    assert len(stated) == 1
    end = stated[0].at_beat + sum(motif.beats, Fraction(0)) * (2 if form == "augmented" else 1)
    notes = [n for v in sketch.voices if v.name == stated[0].voice for n in v.notes if stated[0].at_beat <= n.at_beat < end]
    near = {other.id: distance([n.key for n in notes], [n.beats for n in notes], motif_keys(other), other.beats)
            for other in (TENDER, HUNTED, GRIEVING)}
    assert near[motif.id] <= SAME
    assert min(near, key=lambda name: near[name]) == motif.id


@pytest.mark.skipif(not FOREIGN.exists(), reason="the foreign melodies are not there")
def test_foreign_melodies_are_not_mistaken_for_a_theme() -> None:
    foreign = tomllib.loads(FOREIGN.read_text())["melody"]
    own = cast()
    alarms = [(m.id, f["name"]) for m in own for f in foreign
              if distance(motif_keys(m), m.beats, f["midi"], f["beats"]) <= SAME]
    assert len(alarms) <= 0.05 * len(own) * len(foreign)


def test_distance_knows_transposition_and_augmentation_but_not_inversion() -> None:
    keys, beats = motif_keys(TENDER), [float(b) for b in TENDER.beats]
    assert distance(keys, beats, [k + 5 for k in keys], [2 * b for b in beats]) == 0.0
    assert distance(keys, beats, [2 * keys[0] - k for k in keys], beats) > SAME


@pytest.mark.parametrize("motif", [TENDER, HUNTED, GRIEVING], ids=lambda m: m.id)
def test_a_reharmonised_theme_stands_on_other_chords_than_its_own(motif: Motif) -> None:
    def kept(form: str) -> list[bool]:
        """For each bar of the theme whether it stands on the root and bass that the theme has there."""
        asked = brief(f"light {form}", 60.0, feelings(60, lambda x: 0.1, lambda x: 0.4, lambda x: 0.3), motif=motif, forms=(form,))
        sketch = composed(replace(asked, mode_pin=motif.mode))
        stated = next(each for each in sketch.statements if each.form == form)
        roots = {chord.degree: (chord.root, chord.bass) for chord in vocabulary(motif.mode)}
        bars = [stated.at_beat + k * sum(motif.beats, Fraction(0)) / len(motif.harmony) for k in range(len(motif.harmony))]
        under = [next(chord for chord in reversed(sketch.chords) if chord.at_beat <= bar) for bar in bars]
        return [roots[chord.degree] == roots[own] for chord, own in zip(under, motif.harmony, strict=True)]
    assert not any(kept("reharmonised"))
    assert any(kept("plain"))


def test_no_head_is_heard_inside_another_motif() -> None:
    motifs = cast()
    assert not any(holds(a, b) for a in motifs for b in motifs if a is not b)
    whole = motifs[0]
    inside = replace(whole, degrees=(9, *(d + 2 for d in whole.degrees)), beats=(Fraction(1), *(2 * b for b in whole.beats)))
    assert holds(inside, whole) and not holds(replace(inside, degrees=tuple(reversed(inside.degrees))), whole)

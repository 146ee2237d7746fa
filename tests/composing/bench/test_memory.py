"""The finder of themes: what is a statement is found however it is dressed, and what only resembles one is not."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from tests.composing.bench.film_scored import Struck
from tests.composing.bench.finder import MODES, find, semitones
from tests.composing.bench.memory import Traits, alarms, at_random, bass_of, over_own_chords, strangers
from tests.composing.briefs import GRIEVING, HUNTED, TENDER
from yeoun.model.composed import Motif, ThemeBook
from yeoun.units.modes import MODES as KNOWN


def stated(motif: Motif, *, at: Fraction = Fraction(4), mode: str = "", tonic: int = 60, scale: Fraction = Fraction(1), size: int = 99,
           ornaments: bool = False) -> list[Struck]:
    """A statement as notes."""
    notes, steps = list[Struck](), MODES[mode or motif.mode][0]
    for k, (degree, beats) in enumerate(zip(motif.degrees[:size], motif.beats[:size], strict=True)):
        length, key = beats * scale, tonic + semitones(degree, steps)
        if ornaments and k % 2 and length >= 1:
            notes.append(note(at, tonic + semitones(degree + 1, steps), Fraction(1, 2)))
            notes.append(note(at + Fraction(1, 2), key, length - Fraction(1, 2)))
        else:
            notes.append(note(at, key, length))
        at += length
    return notes


def note(at: Fraction, key: int, beats: Fraction, part: str = "x") -> Struck:
    return Struck(part, key, 60, float(at) * 0.8, float(at + beats) * 0.8, at, at + beats)


def chords(beats: int, roots: Sequence[int] = (0, 9, 5, 7)) -> list[Struck]:
    """Held triads below, a bar each."""
    return [note(Fraction(4 * bar), 48 + roots[bar % len(roots)] + step, Fraction(4), "y") for bar in range(beats // 4)
            for step in (0, 4, 7)]


def test_the_table_of_modes_is_the_one_the_music_is_written_in() -> None:
    assert {name: mode.steps for name, mode in KNOWN.items()} == {name: steps for name, (steps, _) in MODES.items()}
    assert all(sung is None or KNOWN[name].sung == sung for name, (_, sung) in MODES.items())


def test_a_theme_is_found_plain_transposed_augmented_in_another_mode_ornamented_and_as_a_head() -> None:
    bed = chords(40)
    for motif in (TENDER, HUNTED, GRIEVING):
        other = "aeolian" if MODES[motif.mode][0][2] == 4 else "major"
        for dressed in (stated(motif), stated(motif, tonic=67), stated(motif, scale=Fraction(2)), stated(motif, mode=other),
                        stated(motif, ornaments=True), stated(motif, size=5 if len(motif.degrees) > 5 else 4)):
            found = find(motif, [*bed, *dressed])
            assert any(each.at_beat == 4 for each in found), (motif.owner, dressed[0])


def test_plain_is_told_from_changed() -> None:
    plain = next(each for each in find(TENDER, stated(TENDER)) if each.at_beat == 4)
    slow = next(each for each in find(TENDER, stated(TENDER, scale=Fraction(2))) if each.at_beat == 4)
    turned = next(each for each in find(TENDER, stated(TENDER, mode="aeolian")) if each.at_beat == 4)
    assert plain.is_plain and not slow.is_plain and not turned.is_plain


def test_its_own_chords_are_told_from_others() -> None:
    bar = sum(TENDER.beats, Fraction(0)) / len(TENDER.harmony)
    roots = [min(bass_of(symbol, TENDER.mode)) for symbol in TENDER.harmony]

    def bed(moved: int) -> list[Struck]:
        return [note(4 + k * bar, 36 + (root + moved) % 12 + step, bar, "y") for k, root in enumerate(roots) for step in (0, 12)]

    found = next(each for each in find(TENDER, stated(TENDER)) if each.at_beat == 4)
    assert over_own_chords(found, TENDER, [*stated(TENDER), *bed(0)])
    assert not over_own_chords(found, TENDER, [*stated(TENDER), *bed(6)])


def test_backwards_and_upside_down_are_no_statements() -> None:
    for motif in (TENDER, HUNTED, GRIEVING):
        backwards = replace(motif, degrees=motif.degrees[::-1], beats=motif.beats[::-1])
        upside_down = replace(motif, degrees=tuple(2 * motif.degrees[0] - degree for degree in motif.degrees))
        for other in (backwards, upside_down):
            assert not any(each.is_whole for each in find(motif, stated(other))), motif.owner


def test_a_running_scale_and_plain_chords_hold_nobodys_theme() -> None:
    scale = [note(Fraction(k, 2), 60 + (0, 2, 4, 5, 7, 9, 11)[k % 7] + 12 * (k // 7 % 2), Fraction(1, 2)) for k in range(80)]
    assert sum(len(find(motif, [*scale, *chords(40)])) for motif in (TENDER, HUNTED, GRIEVING)) == 0


def test_strangers_and_random_melodies_are_other_melodies() -> None:
    book = ThemeBook((TENDER, HUNTED, GRIEVING))
    others = (*strangers(), *at_random(book))
    assert len({(each.degrees, each.beats) for each in (*others, *book.motifs)}) == len(others) + 3
    assert alarms((), others, own=False) == (0, 0)


def test_traits_are_three_things_one_can_hear() -> None:
    assert Traits(True, False, 64.0) != Traits(False, False, 64.0)

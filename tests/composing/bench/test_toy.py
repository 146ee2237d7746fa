"""A sentence with a climax is no toy; a loop, a walk and one triad are."""

from fractions import Fraction

from tests.composing.bench.forms import Measure, by_chance, forms, measures
from tests.composing.bench.heard import Heard, Note
from tests.composing.bench.made import HERS, asked, chord, cue, note, struck
from tests.composing.bench.matching import covered, line_of, motif_line
from tests.composing.bench.toy import alike_bars, climax, foreign, inverted, looped, told_of, walked

F = Fraction
SCALE = (0, 2, 4, 5, 7, 9, 11)
IDEA = ((0, 1), (2, F(1, 2)), (4, F(1, 2)), (3, 1), (1, 1))
HALF, QUARTER = F(1, 2), F(1, 4)
REST = (((4, HALF), (5, HALF), (6, HALF), (4, HALF), (5, HALF), (3, HALF), (4, 1)),
        ((4, HALF), (6, QUARTER), (8, QUARTER), (7, HALF), (5, HALF), (7, QUARTER), (9, QUARTER), (8, HALF), (6, 1)),
        ((4, 4),), ((3, 1), (2, 1), (0, 2)))


def tune(*bars: tuple[tuple[int, int | Fraction], ...]) -> list[Note]:
    """Bars of four beats in C, as degrees and beats."""
    out = []
    for number, bar in enumerate(bars):
        at = F(4 * number)
        for degree, beats in bar:
            out.append(note(at, beats, 72 + 12 * (degree // 7) + SCALE[degree % 7], 80, "oboe", "melody"))
            at += F(beats)
    return out


def sentence(room: int = 6) -> Heard:
    up = tuple((degree + 1, beats) for degree, beats in IDEA)
    bars = (IDEA, up, *REST)
    chords = [chord(name, 4 * k, 4, bass=4 if k == 2 else None) for k, name in enumerate(("C", "Am", "F", "Db", "G", "C"))]
    loud = [note(each.at_beat, each.beats, each.key, 110 if 12 <= each.at_beat < 16 else 60, each.part) for each in struck(chords)]
    return cue([*tune(*bars), *loud], chords, asked(4.0 * room + 0.5), bars=room, motifs=(HERS,))


def test_a_sentence_is_found_and_its_bars_in_another_order_seldom() -> None:
    bars = measures(sentence().melody, sentence().bars, sentence().chords, 0)
    assert "sentence" in forms(bars)
    assert by_chance(bars) < 0.5


def test_a_period_and_a_song_are_found() -> None:
    close, ask = Measure(((0, 0),), True, 0), Measure(((0, 1),), True, 7)
    one, two = Measure(((0, 0), (8, 2), (16, 4)), False, 0), Measure(((0, 3), (16, 1)), False, 5)
    far = Measure(((0, 4), (4, 3), (12, 6)), False, 9)
    assert "period" in forms((one, two, far, ask, one, two, far, close))
    assert "period" not in forms((one, two, far, close, one, two, far, close))
    other = Measure(((0, 6), (4, 5), (8, 3), (12, 2), (20, 1)), False, 2)
    assert "ballad" in forms((one, two, one, two, other, far, one, two))
    assert not forms((one, two, other, far))


def test_identical_bars_are_counted_in_all_parts_at_once() -> None:
    heard = sentence()
    assert alike_bars(heard.notes, heard.bars) == (0, 6)
    again = [note(4 * k, 4, 60) for k in range(6)]
    assert alike_bars(again, heard.bars) == (5, 6)
    assert alike_bars([*again, *tune(*REST)], heard.bars)[0] < 5


def test_statements_fragments_and_sequences_belong_and_strangers_do_not() -> None:
    motif = motif_line(HERS.degrees, HERS.beats)
    slow = tune(tuple((degree + 2, 2 * beats) for degree, beats in IDEA))
    assert len(covered(line_of(slow, 0), motif)) == 5
    stranger = tune(((0, F(1, 2)), (1, F(3, 2)), (0, 1), (-1, 1)), ((4, 3), (4, 1)), ((2, F(1, 2)), (2, F(1, 2)), (3, 3)))
    assert not covered(line_of(stranger, 0), motif)


def test_an_ornament_does_not_hide_a_motif() -> None:
    plain = (0, 1), (2, F(1, 4)), (3, F(1, 4)), (4, F(1, 2)), (3, 1), (1, 1)
    assert len(covered(line_of(tune(plain), 0), motif_line(HERS.degrees, HERS.beats))) >= 5


def test_one_climax_is_one_place_that_all_carry() -> None:
    heard = sentence()
    is_one, place = climax(heard, heard.melody)
    assert is_one and 0.5 < place < 0.8
    twice = [*heard.melody, note(23, 1, max(each.key for each in heard.melody), 80, "oboe", "melody")]
    assert not climax(heard, twice)[0]


def test_inversions_are_heard_in_the_lowest_tone() -> None:
    heard = sentence()
    assert inverted(heard.chords, heard.notes, 24.5) == (1, 6)


def test_a_cue_that_is_none_passes_all_five_and_the_tricks_do_not() -> None:
    heard = sentence()
    assert all(told_of(heard).passes()), told_of(heard)
    assert not looped(sentence(12)).passes()[0]
    assert not walked(heard).passes()[1]


def test_another_film_s_motifs_cover_little() -> None:
    other = cue(tune(*REST, *REST), (), asked(32.0), bars=8)
    assert foreign([sentence(), other], 0) < 0.5

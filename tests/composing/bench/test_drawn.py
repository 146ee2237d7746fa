"""Drawn films are the same on every draw, hold what they are drawn for, and are read back note for note."""

from fractions import Fraction

import pytest

from tests.composing.bench.drawn import FILMS, Piece, film, pieces_of, shuffled
from tests.composing.bench.figures import pearson
from tests.composing.bench.heard import Heard


@pytest.fixture(scope="module")
def piece() -> Piece:
    return pieces_of(4, only=0)[0]


def test_films_are_drawn_the_same_and_hold_enough() -> None:
    assert film(3).graph == film.__wrapped__(3).graph
    hits = [hit for number in range(FILMS) for cue in film(number).spotting.cues for hit in cue.hits]
    assert sum(hit.grade.value == "A" for hit in hits) >= 50
    assert FILMS * 3 >= 30
    for number in range(FILMS):
        for cue in film(number).spotting.cues:
            assert len(cue.hits) <= max(1, round((cue.end_frame - cue.first_frame) / film(number).episode.rate / 15))


def test_the_readers_find_every_note_bar_and_hit(piece: Piece) -> None:
    heard = Heard(piece)
    assert len(heard.notes) == sum(layer["notes"] for layer in piece.plain["layers"])
    assert len(heard.bars) == len(piece.plain["metre"])
    assert len(heard.hits) == len(piece.asked.hits)
    end = heard.bars[-1].at_beat + heard.bars[-1].beats
    assert abs(heard.beat_s(end) - piece.asked.length_s) < 0.05
    assert heard.chords[0].at_beat == heard.bars[0].at_beat
    assert all(chord.root in range(12) and chord.tones for chord in heard.chords)


def test_the_page_has_as_many_players_as_the_midi_has_tracks(piece: Piece) -> None:
    heard = Heard(piece)
    assert len({str(part.id).partition("-Staff")[0] for part in heard.page.parts}) == len(heard.file.tracks) - 1


def test_a_shuffled_graph_has_the_same_values_and_another_order(piece: Piece) -> None:
    other = shuffled(piece.brief)
    assert sorted(other.intent.arousal) == sorted(piece.brief.intent.arousal)
    assert pearson(other.intent.arousal, piece.brief.intent.arousal) < 0.6


def test_what_is_asked_comes_from_the_graph_in_the_cue_s_own_time(piece: Piece) -> None:
    at, grade, _ = piece.asked.hits[0]
    assert isinstance(at, Fraction) and 0 < at < piece.asked.length_s and grade in "ABC"
    assert abs(piece.asked.arousal[3] - piece.brief.intent.arousal[3]) < 0.02

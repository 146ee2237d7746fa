"""What a page draws of a sound: made once, kept, cut to the span and the width that it asks for."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.studio import rooms
from yeoun.errors import NotThere
from yeoun.studio.peaks import BIN, drawn, peaks, peaks_of_file
from yeoun.studio.versions import files_of, version


def test_peaks_are_the_lowest_and_the_highest_sample_of_all_channels(tmp_path: Path) -> None:
    sound = np.zeros((BIN * 3 - 7, 2), np.float32)
    sound[10, 0], sound[BIN + 1, 1], sound[2 * BIN, 0] = 0.5, -1.0, 0.25
    soundfile.write(tmp_path / "a.wav", sound, 48_000, "PCM_24")
    assert peaks(tmp_path / "a.wav").tolist() == [[0, 64], [-127, 0], [0, 32]]


def test_no_sample_is_lost_however_few_points_are_drawn() -> None:
    pairs = np.zeros((1_001, 2), np.int8)
    pairs[613] = -90, 80
    for points in (1, 7, 400, 1_001, 4_000):
        shown = drawn(pairs, Fraction(0), Fraction(1_001), points)
        assert len(shown) == points and shown[:, 0].min() == -90 and shown[:, 1].max() == 80


def test_behind_the_end_of_a_sound_is_silence() -> None:
    assert drawn(np.full((4, 2), 9, np.int8), Fraction(2), Fraction(8), 3).tolist() == [[9, 9], [0, 0], [0, 0]]


def test_a_sound_is_looked_at_once_and_then_kept(tmp_path: Path) -> None:
    room = rooms.room(tmp_path / "studio")
    of = room.studio.read(version, room.version)
    music = next(each for each in room.studio.read(files_of, room.version) if each.path == "mix/music_20.wav")
    first = peaks_of_file(room.studio, of, music)
    room.studio.place_of_file(of, music).unlink()
    assert np.array_equal(peaks_of_file(room.studio, of, music), first) and first.max() > 20
    room.studio.close()


def test_what_is_no_sound_has_no_peaks(tmp_path: Path) -> None:
    room = rooms.room(tmp_path / "studio")
    paper = next(each for each in room.studio.read(files_of, room.version) if each.path.endswith(".json"))
    with pytest.raises(NotThere):
        peaks_of_file(room.studio, room.studio.read(version, room.version), paper)
    (tmp_path / "a.wav").write_bytes(b"no sound at all")
    with pytest.raises(NotThere):
        peaks(tmp_path / "a.wav")
    room.studio.close()

"""An Atmos master played by the check's own renderer: it agrees with the one that made it, and a lie is found."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.checking.sheets import MASTER, index, lay, masters, speech, spotting
from tests.mastering.long_film import laid
from tests.mixing.band import RATE, small_band
from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder
from yeoun.checking.masters import of_masters
from yeoun.checking.meters import Peak
from yeoun.checking.rerender import CHANNELS, STANDS, Block, Renderer, Track, gain_of, tracks_in
from yeoun.delivering.masters import master_files
from yeoun.mastering.master import master
from yeoun.mastering.meter import PeakEnvelope
from yeoun.mastering.scenes import rendered, stage
from yeoun.mastering.second_meter import TruePeak
from yeoun.mastering.targets import TARGETS
from yeoun.mixing.mix import mix
from yeoun.mixing.preview import preview
from yeoun.model.media import PictureMusic
from yeoun.model.mixed import Destination
from yeoun.model.panning import gains_of
from yeoun.pipeline.shelf import BoundShelf
from yeoun.pipeline.store import Store
from yeoun.units.names import Digest

ATMOS = next(target for target in TARGETS if target.destination is Destination.ATMOS_PROGRAMME)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with one Atmos master of a small band."""
    root = tmp_path_factory.mktemp("atmos")
    shelf = BoundShelf(Store(str(root / "store")), Digest("a" * 64), {})
    band = small_band(shelf)
    mixed = mix(shelf, band.episode, band.seen, band.placements, band.stems, band.house, PictureMusic.AUTO)
    made = master(shelf, band.episode, band.seen, mixed, ATMOS)
    laid(root, shelf, (made.file, *master_files(shelf, preview(shelf, band.episode, mixed), (made,)).files))
    spans = [(round(each.span.start_s, 3), round(each.span.end_s, 3)) for each in band.seen.speech]
    lay(root, {"score.json": index(f"{RATE.numerator}/{RATE.denominator}", band.episode.length_s),
               "observations/speech.json": speech(spans), "spotting/spotting.json": spotting(1)})
    staged = stage(shelf, mixed, ATMOS)
    for name, layout in (("5.1", "5.1"), ("7.1.4", "7.1.4")):    # what the program's own panner makes of the finished file
        block = shelf.read(made.sound)
        np.save(root / f"{name}.npy", rendered(staged.scene, block, 0, CHANNELS[layout]))
    yield root


def judged(root: Path) -> Finding:
    return next(each for each in of_masters(Folder(root)) if "another renderer" in each.what)


def test_two_renderers_that_know_nothing_of_one_another_agree(finished: Path) -> None:
    desk = Renderer(tracks_in(finished / "masters/atmos_programme_adm.wav"), tuple(CHANNELS))
    sound = Folder(finished).sound("masters/atmos_programme_adm.wav")
    heard = [desk.play(sound[start:start + 70_001], start) for start in range(0, len(sound), 70_001)]
    for layout in ("5.1", "7.1.4"):
        ours = np.concatenate([block[layout] for block in heard])
        assert np.abs(ours).max() > 0.02
        assert np.abs(ours - np.load(finished / f"{layout}.npy")).max() < 2e-6


def test_a_master_whose_figures_are_true_is_well(finished: Path) -> None:
    found = judged(finished)
    assert found.ok, found
    assert "5.1 -" in found.measured and "7.1.4 -" in found.measured and "2.0 -" in found.measured


@pytest.mark.parametrize("figure", ["integrated_lufs", "true_peak_dbtp"])
def test_a_figure_told_half_a_decibel_wrong_is_found(finished: Path, figure: str) -> None:
    sheet = finished / "masters/masters.json"
    true = sheet.read_text(encoding="utf-8")
    told = json.loads(true)
    told["masters"][0]["measured"][figure] -= 0.5
    sheet.write_text(json.dumps(told), encoding="utf-8")
    assert not judged(finished).ok
    sheet.write_text(true, encoding="utf-8")


def test_powers_add_to_one_wherever_an_object_is_and_the_law_is_the_panner_s() -> None:
    places = np.random.default_rng(5).uniform((-1, -1, 0), (1, 1, 1), (300, 3))
    for layout, stands in STANDS.items():
        gains = np.array([[gain_of(tuple(place), label, stands) for label in stands] for place in places])
        assert np.abs(np.square(gains).sum(axis=1) - 1.0).max() < 1e-12
        assert np.abs(gains - gains_of(places, tuple(stands))).max() < 1e-12, layout


def test_an_object_glides_to_its_new_place() -> None:
    track = Track("", (Block(0, (-1.0, 1.0, 0.0), 0), Block(1_000, (1.0, 1.0, 0.0), 250)))
    whole = Renderer((track,), ("2.0",)).play(np.ones((2_000, 1)), 0)["2.0"]
    assert whole[999].tolist() == [1.0, 0.0] and whole[1_125].tolist() == [0.5, 0.5] and whole[1_250].tolist() == [0.0, 1.0]
    cut = [Renderer((track,), ("2.0",)).play(np.ones((500, 1)), start)["2.0"] for start in range(0, 2_000, 500)]
    assert np.array_equal(np.concatenate(cut), whole)


@pytest.mark.parametrize("size", [1_000, 7_777, 48_000])
def test_a_peak_between_samples_is_found_in_whatever_blocks_it_comes(size: int) -> None:
    at = np.arange(48_000)
    fade = np.minimum(1.0, np.minimum(at, at[::-1]) / 4_800)
    tone = (0.5 * fade * np.sin(2 * np.pi * at / 4 + np.pi / 4))[:, None] * [1.0, 0.3]
    tone[7_000:7_003, 1] = (0.2, -0.2, 0.2)
    third, second, first = Peak(), TruePeak(), PeakEnvelope(2)
    for start in range(0, len(tone), size):
        for meter in (third, second, first):
            meter.feed(tone[start:start + size].astype(np.float32))
    told = first.peaks().max()
    assert third.read() == pytest.approx(-6.02, abs=0.1)
    assert second.read() == pytest.approx(third.read(), abs=0.1)
    assert 20 * np.log10(told) == pytest.approx(third.read(), abs=0.1)


@pytest.mark.parametrize("first", [1, 40, 63, 64, 65, 130])
def test_a_peak_after_a_short_first_block_is_heard(first: int) -> None:
    tone = np.zeros((4_000, 1))
    tone[90:92] = 0.5
    whole, parted = Peak(), Peak()
    whole.feed(tone)
    parted.feed(tone[:first])
    parted.feed(tone[first:])
    assert parted.read() == whole.read() > 20 * np.log10(0.6)


def test_silence_has_no_peak() -> None:
    third, second = Peak(), TruePeak()
    for meter in (third, second):
        meter.feed(np.zeros((1_000, 2), dtype=np.float32))
    assert third.read() == -np.inf and second.read() is None


@pytest.mark.parametrize(("cues", "is_well"), [(0, True), (1, False)])
def test_a_silent_master_is_well_only_where_no_cue_was_wished(tmp_path: Path, cues: int, is_well: bool) -> None:
    lay(tmp_path, {"score.json": index("24/1", 1.0), "spotting/spotting.json": spotting(cues),
                   "observations/speech.json": speech([(0.1, 0.4)]), "masters/masters.json": masters([MASTER], [(0.1, 0.4)])})
    soundfile.write(tmp_path / "masters/ost_20.wav", np.zeros((48_000, 2)), 48_000, subtype="PCM_24")
    found = of_masters(Folder(tmp_path))[0]
    assert found.ok is is_well and "silent" in found.measured


@pytest.mark.parametrize("channels", [1, 3])
def test_a_master_of_other_channels_than_it_says_is_told_and_not_read_past_its_end(tmp_path: Path, channels: int) -> None:
    lay(tmp_path, {"score.json": index("24/1", 1.0), "spotting/spotting.json": spotting(1), "observations/speech.json": speech([]),
                   "masters/masters.json": masters([MASTER], [])})
    soundfile.write(tmp_path / "masters/ost_20.wav", np.full((48_000, channels), 0.1), 48_000, subtype="PCM_24")
    found = of_masters(Folder(tmp_path))[0]
    assert (found.ok, found.where) == (False, "masters/ost_20.wav") and f"{channels} channels, not 2" in found.measured


@pytest.mark.parametrize(("heard", "is_well"), [([], True), ([(0.1, 0.4)], True), ([(0.1, 0.4), (0.6, 0.8)], False)])
def test_every_stretch_of_speech_is_listed_in_the_masters(tmp_path: Path, heard: list[tuple[float, float]], is_well: bool) -> None:
    lay(tmp_path, {"score.json": index("24/1", 1.0), "observations/speech.json": speech(heard),
                   "masters/masters.json": masters([MASTER], [(0.1, 0.4)])})
    (found,) = [each for each in of_masters(Folder(tmp_path)) if "stretch of speech" in each.what]
    assert found.ok is is_well

"""The picture's own sound in its own layout: 5.1 and 7.1 stay whole, one channel speaks from the centre."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.mixing.band import Band, small_band
from yeoun.checking.rerender import CHANNELS, Renderer, tracks_in
from yeoun.mastering.master import master
from yeoun.mastering.scenes import stage
from yeoun.mastering.sources import source_of
from yeoun.mastering.targets import TARGETS
from yeoun.mixing.mix import mix
from yeoun.mixing.preview import preview
from yeoun.model.layouts import FIVE_ONE, LAYOUTS, MONO, SEVEN_ONE, STEREO, Layout
from yeoun.model.media import PictureMusic, SoundStream
from yeoun.model.mixed import Destination, Mix, Target
from yeoun.model.panning import downmix
from yeoun.model.shelf import SoundRef
from yeoun.pipeline.shelf import BoundShelf
from yeoun.pipeline.store import Store
from yeoun.units.names import Digest
from yeoun.units.time import Seconds

HERTZ = {label: 200.0 + 90.0 * k for k, label in enumerate(("L", "R", "C", "LFE", "Ls", "Rs", "Lss", "Rss", "Lrs", "Rrs"))}
HALF = 0.5 ** 0.5


def target_of(name: Destination) -> Target:
    return next(target for target in TARGETS if target.destination is name)


def sung(shelf: BoundShelf, layout: Layout, frames: int) -> SoundRef:
    """A production in which every channel plays a tone of its own, none alike."""
    at = np.arange(frames) / 48_000
    with shelf.sound(f"production_{layout.name}.flac", layout=layout.name, channels=layout.channels) as out:
        out.write(np.stack([0.05 * np.sin(2 * np.pi * HERTZ[label] * at) for label in layout.labels], axis=1))
    return out.ref


def level(sound: NDArray[np.float32], hertz: float) -> float:
    """How much of a tone a channel holds: its amplitude over that of the production."""
    at = np.arange(len(sound)) / 48_000
    return float(2 * abs(np.mean(sound * np.exp(-2j * np.pi * hertz * at))) / 0.05)


def heard(sound: NDArray[np.float32], channels: tuple[str, ...], layout: Layout) -> dict[str, dict[str, float]]:
    """For each channel of the production: the loudspeakers that play it, and how much of it."""
    found = {}
    for label in layout.labels:
        amounts = {speaker: level(sound[:, k], HERTZ[label]) for k, speaker in enumerate(channels)}
        found[label] = {speaker: round(amount, 2) for speaker, amount in amounts.items() if amount > 0.02}
    return found


@pytest.fixture
def band(tmp_path: Path) -> Band:
    return small_band(BoundShelf(Store(str(tmp_path)), Digest("f" * 64), {}), clean=False)


def mixed_with(band: Band, layout: Layout) -> Mix:
    """The band's film with that production, and no music."""
    assert isinstance(band.shelf, BoundShelf)
    own = sung(band.shelf, layout, 9 * 48_000)
    seen = replace(band.seen, production=replace(band.seen.production, sound=own))
    return mix(band.shelf, band.episode, seen, (), (), band.house, PictureMusic.KEEP)


def played(band: Band, mixed: Mix, name: Destination, layout: Layout) -> dict[str, dict[str, float]]:
    """What a programme plays of each channel, before any gain."""
    source = source_of(band.shelf, mixed, target_of(name))
    return heard(source.read(48_000, 96_000), source.labels, layout)


def test_a_five_one_production_stays_whole(band: Band) -> None:
    mixed = mixed_with(band, FIVE_ONE)
    for name in (Destination.STREAMING_51, Destination.CINEMA_51):
        assert played(band, mixed, name, FIVE_ONE) == {label: {label: 1.0} for label in FIVE_ONE.labels}
    wide = played(band, mixed, Destination.CINEMA_71, FIVE_ONE)
    assert {label: wide[label] for label in ("L", "R", "C", "LFE")} == {label: {label: 1.0} for label in ("L", "R", "C", "LFE")}
    assert wide["Ls"] == {"Lss": 0.84, "Lrs": 0.54} and wide["Rs"] == {"Rss": 0.84, "Rrs": 0.54}
    folded = {"L": {"L": 1.0}, "R": {"R": 1.0}, "C": {"L": 0.71, "R": 0.71}, "LFE": {}, "Ls": {"L": 0.71}, "Rs": {"R": 0.71}}
    assert played(band, mixed, Destination.STREAMING_20, FIVE_ONE) == folded
    shown = preview(band.shelf, band.episode, mixed).programme_20
    assert heard(band.shelf.read(shown, 48_000, 96_000), STEREO.labels, FIVE_ONE) == folded


def test_a_five_one_production_stays_whole_in_the_atmos_master(band: Band) -> None:
    mixed = mixed_with(band, FIVE_ONE)
    names = stage(band.shelf, mixed, target_of(Destination.ATMOS_PROGRAMME)).names
    assert names[:6] == tuple(f"Production {label}" for label in FIVE_ONE.labels)
    made = master(band.shelf, band.episode, band.seen, mixed, target_of(Destination.ATMOS_PROGRAMME))
    path = band.shelf.path(made.sound)
    file = Renderer(tracks_in(path), ("5.1",)).play(band.shelf.read(made.sound).astype(np.float64), 0)["5.1"][48_000:144_000]
    gain = 10 ** (made.gain_db / 20)
    found = heard((file / gain).astype(np.float32), CHANNELS["5.1"], FIVE_ONE)
    assert found == {label: {label: pytest.approx(1.0, abs=0.02)} for label in FIVE_ONE.labels}


def test_a_seven_one_production_stays_whole_and_folds_side_and_back_together(band: Band) -> None:
    mixed = mixed_with(band, SEVEN_ONE)
    assert played(band, mixed, Destination.CINEMA_71, SEVEN_ONE) == {label: {label: 1.0} for label in SEVEN_ONE.labels}
    small = played(band, mixed, Destination.STREAMING_51, SEVEN_ONE)
    assert small["Lss"] == small["Lrs"] == {"Ls": 1.0} and small["C"] == {"C": 1.0} and small["LFE"] == {"LFE": 1.0}
    two = played(band, mixed, Destination.BROADCAST_KR_20, SEVEN_ONE)
    assert two["Rss"] == two["Rrs"] == {"R": 0.71} and two["LFE"] == {}


def test_one_channel_speaks_from_the_centre_of_every_surround_programme(band: Band) -> None:
    mixed = mixed_with(band, MONO)
    for name in (Destination.STREAMING_51, Destination.CINEMA_51, Destination.CINEMA_71):
        assert played(band, mixed, name, MONO) == {"C": {"C": 1.0}}
    assert played(band, mixed, Destination.STREAMING_20, MONO) == {"C": {"L": 0.71, "R": 0.71}}


def test_a_stereo_production_keeps_its_sides(band: Band) -> None:
    mixed = mixed_with(band, STEREO)
    assert played(band, mixed, Destination.CINEMA_51, STEREO) == {"L": {"L": 1.0}, "R": {"R": 1.0}}


def test_every_layout_folds_with_no_channel_lost_but_the_lfe() -> None:
    for source in LAYOUTS.values():
        for target in (STEREO, FIVE_ONE, SEVEN_ONE):
            gains = downmix(source.labels, target.labels)
            silent = [label for label, row in zip(source.labels, gains, strict=True) if not row.any()]
            assert silent == (["LFE"] if "LFE" in source.labels and target is STEREO else [])
    assert downmix(FIVE_ONE.labels, STEREO.labels)[2].tolist() == [HALF, HALF]


@pytest.mark.parametrize(("channels", "is_told"), [(6, True), (2, False), (1, False)])
def test_surround_that_was_only_heard_in_stereo_is_told(band: Band, channels: int, is_told: bool) -> None:
    stream = SoundStream(1, "aac", 48_000, channels, "5.1", Seconds(0.0), Seconds(9.0))
    episode = replace(band.episode, media=replace(band.episode.media, sound=stream))
    mixed = mix(band.shelf, episode, band.seen, (), (), band.house, PictureMusic.KEEP)
    assert ("surround_folded" in {each.code for each in mixed.cautions}) == is_told

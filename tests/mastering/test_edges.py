"""Films at the edge: no music at all, two seconds, no sound beside the music."""

from dataclasses import replace

import numpy as np

from tests.mixing.band import keep, small_band, stem
from yeoun.mastering.master import master
from yeoun.mastering.scenes import stage
from yeoun.mastering.targets import TARGETS
from yeoun.mixing.mix import mix
from yeoun.model.media import PictureMusic
from yeoun.model.mixed import Destination
from yeoun.pipeline.shelf import BoundShelf
from yeoun.pipeline.store import Store
from yeoun.units.names import Digest


def test_a_film_without_music_or_sound_still_has_its_eight_masters(tmp_path) -> None:  # type: ignore[no-untyped-def]
    shelf = BoundShelf(Store(str(tmp_path)), Digest("c" * 64), {})
    band = small_band(shelf, clean=False, production=False)
    short = replace(band.episode, frames=48)
    mixed = mix(shelf, short, band.seen, (), (), band.house, PictureMusic.AUTO)
    assert mixed.groups == () and mixed.objects == ()
    for target in TARGETS:
        made = master(shelf, short, band.seen, mixed, target)
        assert made.ok and made.gain_db == 0.0
        assert made.measured.integrated_lufs is None and made.measured.true_peak_dbtp is None
        assert ["no cue" in each.message for each in made.cautions if each.code == "silent_master"] == [True]


def test_a_master_that_is_silent_though_cues_are_placed_is_not_ok(tmp_path) -> None:  # type: ignore[no-untyped-def]
    shelf = BoundShelf(Store(str(tmp_path)), Digest("c" * 64), {})
    band = small_band(shelf, clean=False, production=False)
    short = replace(band.episode, frames=48)
    mixed = mix(shelf, short, band.seen, band.placements[:1], (), band.house, PictureMusic.AUTO)
    made = master(shelf, short, band.seen, mixed, next(t for t in TARGETS if t.destination is Destination.OST_20))
    assert not made.ok and "1 cues are placed" in " ".join(each.message for each in made.cautions)


def test_a_two_second_film_with_one_soft_stem_is_mixed_and_mastered(tmp_path) -> None:  # type: ignore[no-untyped-def]
    shelf = BoundShelf(Store(str(tmp_path)), Digest("d" * 64), {})
    band = small_band(shelf, clean=False, production=False)
    short = replace(band.episode, frames=48)
    tone = 0.01 * np.sin(2 * np.pi * 330 * np.arange(96_096) / 48_000)[:, None] * np.ones(2)
    alone = (stem(shelf, "1m01", 1, "flute", "SOLO", tone, place=(0.0, 1.0, 0.0), width=0.0),)
    place = replace(band.placements[0], length=96_096, tail=0)
    mixed = mix(shelf, short, band.seen, (place,), (alone,), band.house, PictureMusic.AUTO)
    assert [mover.name for mover in mixed.objects] == ["flute"]
    centre = shelf.read(mixed.music_714)[:, 2]
    music = next(target for target in TARGETS if target.destination is Destination.ATMOS_MUSIC)
    staged = stage(shelf, mixed, music)
    tracks = staged.read(0, staged.frames)
    assert np.abs(centre).max() > 0.01 and tracks[:, staged.soloists].any()
    assert not tracks[:, :staged.soloists].any()    # all of it is the object's, nothing the bed's
    for name in (Destination.ATMOS_MUSIC, Destination.OST_20, Destination.STREAMING_51):
        made = master(shelf, short, band.seen, mixed, next(t for t in TARGETS if t.destination is name))
        assert made.ok, made


def test_dialogue_alone_stands_beside_the_music_where_production_is_replaced(tmp_path) -> None:  # type: ignore[no-untyped-def]
    shelf = BoundShelf(Store(str(tmp_path)), Digest("e" * 64), {})
    band = small_band(shelf)
    mono = keep(shelf, "words.flac", shelf.read(band.seen.production.dialogue)[:, :1].astype(np.float64))  # type: ignore[arg-type]
    seen = replace(band.seen, production=replace(band.seen.production, dialogue=mono))
    mixed = mix(shelf, band.episode, seen, band.placements, band.stems, band.house, PictureMusic.REPLACE)
    assert mixed.production is None and mixed.dialogue == mono
    assert all(line.ratio_db is not None and line.ratio_db >= 10.0 for line in mixed.words)
    made = master(shelf, band.episode, seen, mixed, next(t for t in TARGETS if t.destination is Destination.STREAMING_20))
    assert made.ok and made.target.anchor == "speech"

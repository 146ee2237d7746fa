"""The mix of a small band: what adds up, what gives way, what stays untouched."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from tests.fakes import FolderShelf
from tests.mixing.band import FIRST, RATE, SECOND, SPOKEN, Band, keep, placement, small_band, written
from yeoun.delivering.told import giving_way
from yeoun.errors import MachineLacks
from yeoun.mixing.bells import NAMES
from yeoun.mixing.binaural import diffuse_field, equaliser, filters, read_head
from yeoun.mixing.duck import _curve, _still
from yeoun.mixing.mix import mix
from yeoun.mixing.place import placements
from yeoun.mixing.preview import preview
from yeoun.mixing.survey import HOP
from yeoun.mixing.words import Words, original_of, pooled
from yeoun.model.layouts import FIVE_ONE, SEVEN_ONE_FOUR, TOPS
from yeoun.model.media import PictureMusic, Span
from yeoun.model.mixed import Mix, Preview
from yeoun.model.panning import play
from yeoun.model.script import Line, LineKind
from yeoun.model.spotted import Cue, Ending, Function, Silence, Spotting
from yeoun.units.loudness import Weighing, integrated
from yeoun.units.names import CueId, CueKey, LineId, SceneId
from yeoun.units.time import Seconds, frame_to_samples


def made(band: Band, picture_music: PictureMusic = PictureMusic.AUTO) -> Mix:
    return mix(band.shelf, band.episode, band.seen, band.placements, band.stems, band.house, picture_music)


@pytest.fixture(scope="module")
def band() -> Band:
    return small_band()


@pytest.fixture(scope="module")
def mixed(band: Band) -> Mix:
    return made(band)


@pytest.fixture(scope="module")
def previewed(band: Band, mixed: Mix) -> Preview:
    return preview(band.shelf, band.episode, mixed)


def test_groups_as_written_add_up_to_the_music(band: Band, mixed: Mix) -> None:
    total = sum(written(mixed, band.shelf, f"mix/groups/{group}.wav").astype(np.float64) for group in mixed.groups)
    music = written(mixed, band.shelf, "mix/music_714.wav")
    assert np.abs(music).max() > 0.02
    assert np.abs(total - music).max() < 1e-6
    assert mixed.groups == ("AMB", "GUG", "PNO", "RTN", "STR")


def test_every_file_is_as_long_as_the_picture(band: Band, mixed: Mix) -> None:
    length = frame_to_samples(band.episode.frames, RATE)
    assert length == round(Fraction(216) / RATE * 48_000)
    for sound in [f.ref for f in mixed.files if f.path.endswith(".wav")] + [mixed.ducked_714]:
        assert band.shelf.read(sound).shape[0] == length    # type: ignore[arg-type]


def test_one_player_in_two_cues_is_one_object_and_all_of_its_group(band: Band, mixed: Mix) -> None:
    assert [(o.name, o.group) for o in mixed.objects] == [("daegeum", "GUG")]
    (mover,) = mixed.objects
    heard = np.zeros((mover.sound.frames, SEVEN_ONE_FOUR.channels), dtype=np.float32, order="F")
    play(band.shelf.read(mover.sound)[:, 0], mover.path, 0, SEVEN_ONE_FOUR.labels, heard)
    assert np.abs(heard - written(mixed, band.shelf, "mix/groups/GUG.wav")).max() < 1e-6


def test_nothing_is_kept_that_nobody_reads(band: Band, mixed: Mix) -> None:
    assert isinstance(band.shelf, FolderShelf)
    kept = {name for name, stamp in band.shelf.placed.items() if stamp is not None}
    read = {each.ref.name for each in mixed.files} | {mixed.ducked_714.name, getattr(mixed.ducked_51, "name", "")}
    read |= {sound.name for mover in mixed.objects for sound in (mover.sound, mover.ducked) if sound is not None}
    assert kept == {name for name in read if name.endswith(".wav")}


def test_an_object_is_in_front_while_someone_speaks_and_moves_only_when_it_moved(mixed: Mix) -> None:
    path = mixed.objects[0].path
    assert path[0][0] == 0.0 and len(path) > 20
    for (t, _, y, _), (until, *_) in zip(path, path[1:], strict=False):
        assert until - t > 0.0399
        if any(a <= t < b for a, b in SPOKEN):
            assert y >= 0.3


def test_a_stem_is_as_strong_in_the_room_as_in_stereo(band: Band, mixed: Mix) -> None:
    strings = written(mixed, band.shelf, "mix/groups/STR.wav").astype(np.float64)
    stereo = sum(float(np.sum(np.square(band.shelf.read(cue[0].sound), dtype=np.float64))) for cue in band.stems)
    piano = written(mixed, band.shelf, "mix/groups/PNO.wav").astype(np.float64)
    other = sum(float(np.sum(np.square(band.shelf.read(cue[1].sound), dtype=np.float64))) for cue in band.stems)
    assert np.sum(strings ** 2) / stereo == pytest.approx(np.sum(piano ** 2) / other, rel=0.02)    # one gain for all
    assert strings[:, 3].max() == 0.0    # nothing in the LFE


def test_the_room_surrounds_and_keeps_its_power(band: Band, mixed: Mix) -> None:
    room = written(mixed, band.shelf, "mix/groups/RTN.wav").astype(np.float64)
    rms = {label: float(np.sqrt(np.mean(room[:, k] ** 2))) for k, label in enumerate(SEVEN_ONE_FOUR.labels)}
    assert rms["C"] == rms["LFE"] == 0.0
    assert min(rms[label] for label in ("Lss", "Rss", "Lrs", "Rrs", *TOPS)) > 0.4 * rms["L"]
    alike = np.corrcoef(room[:, SEVEN_ONE_FOUR.index("Lss")], room[:, SEVEN_ONE_FOUR.index("Lrs")])[0, 1]
    assert abs(alike) < 0.35


def test_words_get_their_room_and_a_plain_duck_is_no_better(band: Band, mixed: Mix, previewed: Preview) -> None:
    ratios = [line.ratio_db for line in mixed.words]
    assert len(ratios) == 3 and all(r is not None and r >= 10.0 for r in ratios)
    assert all(line.estoi_loss is not None and line.estoi_loss < 0.15 for line in previewed.lines)
    assert [(line.start_s, line.ratio_db) for line in previewed.lines] == [(line.start_s, line.ratio_db) for line in mixed.words]
    plain = made(small_band(duck_db=0.0))    # nobody gives way: the same words, closer
    closer = [line.ratio_db for line in plain.words]
    assert any(c.code == "words_close" for c in plain.cautions)
    assert all(a is not None and b is not None and a > b + 1.0 for a, b in zip(ratios, closer, strict=True))
    # the cheap trick: all music 20 dB down gives words their room and takes the music away where nobody speaks
    music = written(mixed, band.shelf, "mix/music_20.wav")
    ducked = written(mixed, band.shelf, "mix/music_ducked_20.wav")
    free = slice(round(0.2 * 48_000), round(0.9 * 48_000))
    cheap = [b + 20.0 for b in closer if b is not None]
    lost = {name: 10 * np.log10(np.sum(np.square(part[free])) / np.sum(np.square(music[free])))
            for name, part in (("cheap", music * 0.1), ("ours", ducked))}
    assert min(cheap) >= 10.0 and lost["cheap"] < -19.9 and lost["ours"] == 0.0


def test_music_in_silence_is_not_touched(band: Band, mixed: Mix) -> None:
    music = written(mixed, band.shelf, "mix/music_20.wav").astype(np.float64)
    ducked = written(mixed, band.shelf, "mix/music_ducked_20.wav").astype(np.float64)
    first, last = (frame_to_samples(frame, RATE) for frame in (FIRST[1], SECOND[0]))
    assert np.abs(music[first + 24_480:last]).max() < 1e-7    # silent after the tail and the room
    tail = slice(first + 480, first + 12_000)
    share = np.sqrt(np.sum(ducked[tail] ** 2) / np.sum(music[tail] ** 2))
    parts = np.split(np.arange(tail.start, tail.stop), 4)
    shares = [np.sqrt(np.sum(ducked[p] ** 2) / np.sum(music[p] ** 2)) for p in parts]
    assert shares == pytest.approx([share] * 4, rel=0.03)    # the automation stands still: what rings only falls


def test_automation_holds_still_while_a_tail_rings() -> None:
    placed = (placement("a", 0, 96, 1.0), placement("b", 144, 216, 0.0))
    length = frame_to_samples(216, RATE)
    curve = _still(_curve([(3.0, 4.5, 6.0)], length // HOP + 1), placed, length)
    first, last = frame_to_samples(96, RATE) // HOP, (frame_to_samples(96, RATE) + 48_000) // HOP
    assert np.ptp(curve[first:last]) == 0.0 and curve[first] == pytest.approx(6.0)


def test_the_table_of_automation_says_what_was_done(band: Band, mixed: Mix) -> None:
    ref = next(f.ref for f in mixed.files if f.path == "mix/duck.csv")
    lines = band.shelf.path(ref).read_text().splitlines()
    assert lines[0] == "at_s,group,band,gain_db" and len(lines) == len(mixed.ducks) + 1
    assert min(row.gain_db for row in mixed.ducks) < -3.0 and max(row.gain_db for row in mixed.ducks) == 0.0
    bands = {row.band for row in mixed.ducks}
    assert {"centre"} < bands <= {"full", "centre", *NAMES} and bands & set(NAMES)


def test_the_music_of_an_episode_stands_under_its_words(band: Band, mixed: Mix) -> None:
    meter = Weighing((1.0, 1.0), HOP)
    meter.feed(written(mixed, band.shelf, "mix/music_20.wav"))
    loud = integrated(meter.energies(), HOP)
    assert loud is not None and -30.5 < loud < -19.5
    bare = small_band(clean=False, production=False)
    alone = made(bare)
    meter = Weighing((1.0, 1.0), HOP)
    meter.feed(written(alone, bare.shelf, "mix/music_20.wav"))
    assert integrated(meter.energies(), HOP) == pytest.approx(-24.0, abs=0.05)
    assert alone.production is None and alone.words == () and alone.ducks == ()


def wordless(band: Band) -> Band:
    """The band, and nobody who speaks."""
    return replace(band, seen=replace(band.seen, speech=()))


def test_a_temp_track_without_words_is_left_out_and_said() -> None:
    band = wordless(small_band(clean=False, temp=True))
    auto = made(band)
    assert auto.production is None and [c.code for c in auto.cautions] == ["temp_track"]
    assert "scored through" in auto.cautions[0].message and "--picture-music keep" in auto.cautions[0].message
    programme = written(preview(band.shelf, band.episode, auto), band.shelf, "mix/programme_20.wav")
    assert np.abs(programme - written(auto, band.shelf, "mix/music_ducked_20.wav")).max() < 1e-6
    for choice, is_kept in ((PictureMusic.KEEP, True), (PictureMusic.REPLACE, False)):
        original = original_of(band.episode, band.seen, choice)
        assert (original.production is not None) is is_kept and original.cautions == ()


def test_words_are_never_lost_with_the_temp_track_they_are_spoken_over() -> None:
    band = small_band(clean=False, temp=True)
    auto = made(band)
    (kept,) = [each for each in auto.cautions if each.code == "temp_track_kept"]
    assert auto.production is not None and "3 stretches of speech" in kept.message and "--dialogue" in kept.message
    assert "--picture-music replace" in kept.message
    programme = written(preview(band.shelf, band.episode, auto), band.shelf, "mix/programme_20.wav")
    ducked = written(auto, band.shelf, "mix/music_ducked_20.wav")
    spoken, hushed = slice(round(1.4 * 48_000), round(2.4 * 48_000)), slice(round(5.0 * 48_000), round(5.8 * 48_000))
    levels = [float(np.sqrt(np.mean((programme - ducked)[part] ** 2))) for part in (spoken, hushed)]
    assert levels[0] > 10 * levels[1] > 0.0    # the words are there, and what lies beneath them
    clean = made(small_band(temp=True))
    assert clean.production is None and clean.dialogue is not None and [c.code for c in clean.cautions][:1] == ["temp_track"]


def test_where_nothing_was_composed_the_temp_track_stays_and_nobody_is_told_of_a_score() -> None:
    for clean in (True, False):
        band = small_band(clean=clean, temp=True)
        bare = original_of(band.episode, band.seen, PictureMusic.AUTO, has_score=False)
        assert bare.production is not None and bare.cautions == ()


def test_lines_that_only_the_subtitles_know_keep_the_sound_too() -> None:
    band = wordless(small_band(clean=False, temp=True))
    line = Line(LineId("s01l01"), SceneId("s01"), None, "가지 마.", "ko", LineKind.SPOKEN, "", Span(Seconds(1.2), Seconds(2.6)), 0.9,
                "subtitle")
    auto = original_of(replace(band.episode, lines=(line,)), band.seen, PictureMusic.AUTO)
    assert auto.production is not None and "1 line" in auto.cautions[0].message


def test_who_asks_for_the_picture_s_sound_to_go_is_told_that_words_go_with_it() -> None:
    band = small_band(clean=False)
    (said,) = original_of(band.episode, band.seen, PictureMusic.REPLACE).cautions
    assert said.code == "words_left_out" and "3 stretches of speech" in said.message
    assert original_of(band.episode, wordless(band).seen, PictureMusic.REPLACE).cautions == ()
    assert original_of(small_band().episode, small_band().seen, PictureMusic.REPLACE).cautions == ()


def test_loud_music_is_lowered_rather_than_clipped() -> None:
    band = small_band(production=False, clean=False)
    click = np.zeros_like(band.shelf.read(band.stems[0][1].sound)) + 0.0
    click[4_000] = 0.9
    spiky = tuple(tuple(s if s.name != "piano" else replace_sound(band, s, click) for s in cue) for cue in band.stems)
    lowered = mix(band.shelf, band.episode, band.seen, band.placements, spiky, band.house, PictureMusic.AUTO)
    assert [c.code for c in lowered.cautions if c.code == "music_lowered"]
    assert np.abs(written(lowered, band.shelf, "mix/music_714.wav")).max() <= 1.0


def replace_sound(band: Band, stem: Any, extra: Any) -> Any:
    sound = band.shelf.read(stem.sound)
    return replace(stem, sound=keep(band.shelf, f"spiky_{stem.cue}.flac", sound * 0.02 + extra[:len(sound)]), peak_db=-1.0)


def test_cues_sit_where_their_frames_begin() -> None:
    def cue(key: str, first: int, end: int) -> Cue:
        return Cue(CueKey(key), CueId(key), first, end, Seconds(1.0), Ending.RING, Function.UNDERSCORE, "compose", None,
                   None, None, "", (), (), ())
    spotting = Spotting((cue("1m01", 0, 100), Silence("s1", 100, 130, "composed", "ring", ""), cue("1m02", 130, 200)), ())
    first, second = placements(spotting, RATE)
    assert (second.at_sample, second.length, second.tail) == (
        round(130 * 1001 / 24000 * 48_000), round(70 * 1001 / 24000 * 48_000), 48_000)
    assert first.at_sample == 0 and first.manner == "ring"


def test_short_words_are_judged_with_their_neighbours() -> None:
    words = (Words(0.0, 0.2, None), Words(1.0, 1.2, None), Words(1.3, 2.5, None))
    assert pooled(words, 1) == words[1:] and pooled(words, 2) == words[2:]


def test_the_preview_is_as_loud_as_the_stereo_music(band: Band, mixed: Mix, previewed: Preview) -> None:
    readings = []
    for made_of, name in ((mixed, "music_20"), (previewed, "binaural_20")):
        meter = Weighing((1.0, 1.0), HOP)
        meter.feed(written(made_of, band.shelf, f"mix/{name}.wav"))
        readings.append(integrated(meter.energies(), HOP))
    assert readings[0] == pytest.approx(readings[1], abs=0.1)


def test_the_head_is_flat_on_average_and_hears_sides() -> None:
    mean = diffuse_field(read_head())
    curve = np.abs(np.fft.rfft(equaliser(mean), 2 * (len(mean) - 1))) ** 2 * mean
    at = np.arange(len(mean)) * 24_000 / (len(mean) - 1)
    flat = [10 * np.log10(curve[(at >= f / 2 ** (1 / 6)) & (at < f * 2 ** (1 / 6))].mean()) for f in
            250.0 * 2.0 ** (np.arange(18) / 3)]
    assert np.ptp(flat) < 1.0, np.round(flat, 2)
    ears = filters()
    side = ears[SEVEN_ONE_FOUR.index("Lss")].astype(np.float64)
    assert 10 * np.log10(np.sum(side[0] ** 2) / np.sum(side[1] ** 2)) > 6.0
    front = np.sum(ears[SEVEN_ONE_FOUR.index("C")].astype(np.float64) ** 2, axis=1)
    assert 10 * np.log10(front[0] / front[1]) == pytest.approx(0.0, abs=0.3)
    with pytest.raises(MachineLacks, match="libmysofa1"):
        read_head(())


def test_five_one_is_panned_from_the_stems(band: Band, mixed: Mix) -> None:
    music = written(mixed, band.shelf, "mix/music_51.wav").astype(np.float64)
    power = np.mean(music ** 2, axis=0)
    assert power[FIVE_ONE.index("LFE")] == 0.0 and power[FIVE_ONE.index("Ls")] > 0.0
    folded = np.mean(np.square(written(mixed, band.shelf, "mix/music_714.wav"), dtype=np.float64), axis=0).sum()
    assert 10 * np.log10(power.sum() / folded) == pytest.approx(0.0, abs=1.0)


def test_words_that_the_programme_leaves_out_are_listed_without_figures() -> None:
    band = small_band()
    seen = replace(band.seen, production=replace(band.seen.production, dialogue=None))
    mixed = made(replace(band, seen=seen), PictureMusic.REPLACE)
    heard = preview(band.shelf, band.episode, mixed)
    assert [(each.start_s, each.end_s) for each in heard.lines] == [(each.span.start_s, each.span.end_s) for each in seen.speech] != []
    assert {(each.ratio_db, each.estoi_loss) for each in heard.lines} == {(None, None)} and heard.ldr_lu is None
    assert "no words stand beside the music" in giving_way(mixed)

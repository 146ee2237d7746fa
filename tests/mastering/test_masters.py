"""The eight masters of a small band, on a real shelf: levels, lengths, orders, and the Atmos profile."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lxml import etree
from pymediainfo import MediaInfo

from tests.mixing.band import RATE, Band, keep, small_band
from yeoun.checking.adm import check_adm, chunks_of
from yeoun.mastering.adm import Bed, Mover, Scene, axml, chna, dbmd
from yeoun.mastering.master import is_met, master
from yeoun.mastering.scenes import rendered, stage
from yeoun.mastering.sources import GAP, pieces_of, source_of
from yeoun.mastering.targets import TARGETS
from yeoun.mixing.mix import mix
from yeoun.model.layouts import BED_712, FIVE_ONE, LAYOUTS, SEVEN_ONE, SEVEN_ONE_FOUR
from yeoun.model.media import PictureMusic
from yeoun.model.mixed import Destination, Master, Measured, Mix
from yeoun.pipeline.shelf import BoundShelf
from yeoun.pipeline.store import Store
from yeoun.units.names import Digest
from yeoun.units.time import frame_to_samples

ATMOS = (Destination.ATMOS_PROGRAMME, Destination.ATMOS_MUSIC)


@pytest.fixture(scope="module")
def band(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Band]:
    yield small_band(BoundShelf(Store(str(tmp_path_factory.mktemp("store"))), Digest("a" * 64), {}))


@pytest.fixture(scope="module")
def mixed(band: Band) -> Mix:
    return mix(band.shelf, band.episode, band.seen, band.placements, band.stems, band.house, PictureMusic.AUTO)


@pytest.fixture(scope="module")
def masters(band: Band, mixed: Mix) -> dict[Destination, Master]:
    return {t.destination: master(band.shelf, band.episode, band.seen, mixed, t) for t in TARGETS}


def test_there_are_eight_and_each_meets_what_it_was_asked(masters: dict[Destination, Master]) -> None:
    assert len(masters) == 8 and set(masters) == set(Destination)
    for made in masters.values():
        assert made.ok, made
        assert made.measured.true_peak_dbtp is not None
        assert made.measured.true_peak_dbtp <= made.target.true_peak_dbtp
        assert made.file.path == f"masters/{made.target.destination.value}.wav"
    for name in (Destination.STREAMING_20, Destination.STREAMING_51, Destination.ATMOS_PROGRAMME):
        assert masters[name].measured.dialogue_gated_lufs == pytest.approx(-27.0, abs=0.2)
        assert ("by our own meter" in masters[name].meter) == (masters[name].measured.leq_m_db is not None)
    assert masters[Destination.BROADCAST_KR_20].measured.integrated_lufs == pytest.approx(-24.0, abs=0.2)
    assert masters[Destination.OST_20].measured.integrated_lufs == pytest.approx(-14.0, abs=0.2)
    loud = masters[Destination.ATMOS_MUSIC].measured.integrated_lufs
    assert loud is not None and -31.0 < loud <= -18.0
    assert masters[Destination.CINEMA_71].gain_db == 0.0 and masters[Destination.CINEMA_71].measured.leq_m_db is not None
    assert masters[Destination.OST_20].measured.leq_m_db is None


def test_masters_are_as_long_as_the_picture_and_in_wav_order(band: Band, masters: dict[Destination, Master]) -> None:
    for name, made in masters.items():
        path = band.shelf.path(made.sound)
        at, _ = {n: (a, s) for n, a, s in chunks_of(path)}["fmt "]
        head = path.read_bytes()[at:at + 40]
        assert struct.unpack("<H", head[2:4])[0] == len(made.target.channels)
        if name is not Destination.OST_20:
            assert made.sound.frames == frame_to_samples(216, RATE)
        if name in ATMOS:
            assert struct.unpack("<H", head[:2])[0] == 1
        elif len(made.target.channels) > 2:
            assert struct.unpack("<I", head[20:24])[0] == LAYOUTS[made.target.layout].mask


def test_what_could_not_be_read_is_not_met() -> None:
    asked = next(target for target in TARGETS if target.anchor == "speech")
    fits = Measured(-24.0, -3.0, 6.0, None, asked.lufs)
    assert is_met(asked, fits, cues=1)
    assert not is_met(asked, replace(fits, dialogue_gated_lufs=None), cues=1)
    assert not is_met(asked, replace(fits, true_peak_dbtp=None), cues=1)


def test_the_album_leaves_gaps_and_loses_no_cue(band: Band, mixed: Mix) -> None:
    target = next(t for t in TARGETS if t.destination is Destination.OST_20)
    pieces = pieces_of(band.shelf, mixed.music_20, mixed.placements)
    album = source_of(band.shelf, mixed, target)
    assert len(pieces) == 2
    assert album.frames == sum(last - first for first, last in pieces) + GAP
    first = pieces[0][1] - pieces[0][0]
    assert not album.read(first, GAP).any()
    assert np.array_equal(album.read(first + GAP, 1_000), band.shelf.read(mixed.music_20, pieces[1][0], 1_000))


def test_with_little_speech_the_whole_programme_is_the_anchor(band: Band, mixed: Mix) -> None:
    target = next(t for t in TARGETS if t.destination is Destination.STREAMING_20)
    made = master(band.shelf, band.episode, band.seen, replace(mixed, words=mixed.words[1:2]), target)
    assert made.target.anchor == "programme" and made.target.lufs == -24.0
    assert made.ok and made.measured.integrated_lufs == pytest.approx(-24.0, abs=0.2)


def test_music_that_is_pushed_hard_is_limited_and_says_so(band: Band, mixed: Mix) -> None:
    target = next(t for t in TARGETS if t.destination is Destination.OST_20)
    made = master(band.shelf, band.episode, band.seen, mixed, replace(target, lufs=-6.0))
    assert made.reduction_p99_db > 0.5
    assert made.measured.true_peak_dbtp is not None and made.measured.true_peak_dbtp <= -1.0


@pytest.mark.parametrize("layout", ["2.0", "5.1", "7.1"])
def test_a_tone_comes_out_of_the_channel_it_was_put_in(band: Band, mixed: Mix, layout: str) -> None:
    target = next(t for t in TARGETS if t.layout == layout and t.programme and t.lufs is None or
                  t.layout == layout == "2.0" and t.programme)
    labels = LAYOUTS[layout].labels
    for label in labels if layout != "7.1" else SEVEN_ONE.labels:
        tone = np.zeros((4_800, SEVEN_ONE_FOUR.channels if layout == "7.1" else len(labels)), dtype=np.float32)
        tone[:, (SEVEN_ONE_FOUR if layout == "7.1" else LAYOUTS[layout]).index(label)] = 0.1
        with band.shelf.sound(f"tone_{layout}_{label}.wav", layout="7.1.4" if layout == "7.1" else layout,
                              channels=tone.shape[1], container="wav") as out:
            out.write(tone)
        only = replace(mixed, ducked_20=out.ref, ducked_51=out.ref, ducked_714=out.ref, production=None, dialogue=None)
        heard = source_of(band.shelf, only, target).read(0, 4_800)
        assert [target.channels[k] for k in np.flatnonzero(np.abs(heard).max(axis=0) > 1e-4)] == [label]


def problems(path: Path) -> tuple[str | None, list[str]]:
    """The profile MediaInfo sees, and every conformance error or warning."""
    import json  # noqa: PLC0415
    told = json.loads(MediaInfo.parse(str(path), output="JSON"))
    profile, wrong = None, []
    for track in told["media"]["track"]:
        extra = track.get("extra", {})
        profile = extra.get("AdmProfile", profile)
        wrong += [f"{key}: {extra[key]}" for key in extra if key.startswith(("ConformanceErrors", "ConformanceWarnings"))]
    return profile, wrong


@pytest.mark.parametrize("name", ATMOS)
def test_atmos_masters_conform_to_the_profile(band: Band, masters: dict[Destination, Master], name: Destination) -> None:
    path = band.shelf.path(masters[name].sound)
    assert problems(path) == ("Dolby Atmos Master, Version 1", [])
    assert check_adm(path) == ()
    order = [chunk for chunk, _, _ in chunks_of(path)]
    assert [c for c in order if c != "JUNK"] == ["fmt ", "chna", "data", "axml", "dbmd"]


def test_a_track_of_the_scene_is_heard_where_its_name_says(band: Band, mixed: Mix) -> None:
    target = next(t for t in TARGETS if t.destination is Destination.ATMOS_PROGRAMME)
    staged = stage(band.shelf, mixed, target)
    assert staged.names[:2] == ("Production L", "Production R") or staged.names[0].startswith("Production")
    for k, name in enumerate(staged.names):
        label = name.split()[-1]
        if label in SEVEN_ONE_FOUR.labels and not name.startswith("daegeum"):
            tone = np.zeros((64, len(staged.names)), dtype=np.float32)
            tone[:, k] = 1.0
            heard = rendered(staged.scene, tone, 0, SEVEN_ONE_FOUR.labels)
            assert [SEVEN_ONE_FOUR.labels[c] for c in np.flatnonzero(heard.max(axis=0))] == [label]


def test_the_scene_of_the_programme_is_the_music_giving_way_and_the_production(band: Band, mixed: Mix) -> None:
    target = next(t for t in TARGETS if t.destination is Destination.ATMOS_PROGRAMME)
    staged = stage(band.shelf, mixed, target)
    start, frames = 60_000, 48_000
    heard = rendered(staged.scene, staged.read(start, frames), start, SEVEN_ONE_FOUR.labels)
    wanted = band.shelf.read(mixed.ducked_714, start, frames)
    assert mixed.production is not None
    wanted[:, :2] += band.shelf.read(mixed.production, start, frames)
    assert np.abs(heard - wanted).max() < 2e-6


def broken(path: Path, folder: Path, chunk: bytes, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a master with one chunk changed."""
    data = path.read_bytes()
    parts = [(n.encode(), data[a:a + s]) for n, a, s in chunks_of(path)]
    body = b"".join(n + struct.pack("<I", len(p)) + p + b"\0" * (len(p) % 2) for n, p in
                    ((n, change(p) if n == chunk else p) for n, p in parts))
    made = folder / "broken.wav"
    made.write_bytes(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body)
    return made


FAULTS: list[tuple[str, bytes, Callable[[bytes], bytes]]] = [
    ("not Atmos_Master", b"axml", lambda p: p.replace(b'"Atmos_Master"', b'"Main"')),
    ("the programme ends", b"axml", lambda p: p.replace(b'end="00:00:09.00900"', b'end="00:00:09.01000"')),
    ("lasts", b"axml", lambda p: p.replace(b'duration="00:00:09.00900"><audioPack', b'duration="00:00:09.00800"><audioPack')),
    ("does not meet", b"axml", lambda p: _shifted(p)),
    ("do not reach the end", b"axml", lambda p: _without_last_block(p)),
    ("does not jump", b"axml", lambda p: p.replace(b'interpolationLength="0.005208">1<', b'interpolationLength="0.005208">0<', 1)),
    ("carries a gain", b"axml", lambda p: p.replace(b"<cartesian>1</cartesian>", b"<gain>0.5</gain><cartesian>1</cartesian>", 1)),
    ("does not say", b"chna", lambda p: p[:4] + p[44:46] + p[6:44] + p[4:6] + p[46:]),
    ("different orders", b"chna", lambda p: p[:4] + p[4:6] + p[46:84] + p[44:46] + p[6:44] + p[84:]),
    ("wrong checksum", b"dbmd", lambda p: p[:30] + bytes((p[30] ^ 1,)) + p[31:]),
    ("first frame of action", b"dbmd", lambda p: p[:4 + 3 + 112] + bytes(6) + p[4 + 3 + 118:]),
]


def _shifted(payload: bytes) -> bytes:
    root = etree.fromstring(payload)
    blocks = [b for b in root.iter("{*}audioBlockFormat") if b.get("rtime") not in {None, "00:00:00.00000"}]
    blocks[0].set("rtime", blocks[0].get("rtime", "")[:-1] + "9")
    return bytes(etree.tostring(root))


def _without_last_block(payload: bytes) -> bytes:
    root = etree.fromstring(payload)
    last = [b for b in root.iter("{*}audioBlockFormat") if b.get("rtime") not in {None, "00:00:00.00000"}][-1]
    parent = last.getparent()
    assert parent is not None
    parent.remove(last)
    return bytes(etree.tostring(root))


@pytest.mark.parametrize(("said", "chunk", "change"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_faults_that_other_validators_pass_are_found(
    band: Band, masters: dict[Destination, Master], tmp_path: Path, said: str, chunk: bytes,
    change: Callable[[bytes], bytes],
) -> None:
    found = check_adm(broken(band.shelf.path(masters[Destination.ATMOS_PROGRAMME].sound), tmp_path, chunk, change))
    assert any(said in sentence for sentence in found), found


def test_a_scene_with_three_beds_and_many_objects_is_numbered_as_the_profile_asks(tmp_path: Path) -> None:
    scene: Scene = (Bed("Dialogue", ("L", "R", "C")), Bed("Effects", FIVE_ONE.labels), Bed("Music", BED_712),
             *(Mover(f"악기 {k}", ((0.0, 0.1, 0.5, 0.0), (0.25, 0.2 + k / 100, 0.5, 0.0))) for k in range(12)))
    count = 3 + 6 + 10 + 12
    shelf = BoundShelf(Store(str(tmp_path)), Digest("b" * 64), {})
    with shelf.sound("many.wav", layout="adm", channels=count, container="wav", before=((b"chna", chna(scene)),),
                     after=((b"axml", axml(scene, 48_000)), (b"dbmd", dbmd(scene, RATE)))) as out:
        out.write(np.zeros((48_000, count), dtype=np.float32))
    assert problems(shelf.path(out.ref)) == ("Dolby Atmos Master, Version 1", [])
    assert check_adm(shelf.path(out.ref)) == ()


def test_mono_production_speaks_from_the_centre(band: Band, mixed: Mix) -> None:
    mono = keep(band.shelf, "mono.flac", 0.1 * np.ones((48_000, 1)))
    spoken = replace(mixed, production=mono)
    staged = stage(band.shelf, spoken, TARGETS[0])
    assert staged.names[:3] == ("Production L", "Production R", "Production C")
    block = staged.read(0, 1_000)
    assert not block[:, :2].any() and block[:, 2].max() == pytest.approx(0.1, abs=1e-6)

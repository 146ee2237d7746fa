"""The bank's presets are unpacked once on a machine, and sound as they do out of the bank, to the last bit."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.performing.instruments import note, part, sampled
from yeoun.performing import fluid, unpacked
from yeoun.performing.perform import played
from yeoun.performing.soundfont import Preset, bundles, read, samples_of

LARGE_FROM = 100    # samples: bundles with more take seconds to decode and are tried by tests/soak
WORKER = """
import sys, threading, time
from pathlib import Path
from yeoun.performing import fluid, unpacked

home, log, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
unpacked.with_installation = lambda: home / "nobody"
unpacked.with_user = lambda: home
write = unpacked.write

def written(font, presets, out):
    with log.open("a") as told:
        told.write(unpacked.named(presets) + "\\n")
    time.sleep(0.3)    # long enough for everybody to ask meanwhile
    write(font, presets, out)

unpacked.write = written
print("ready", flush=True)
sys.stdin.readline()
many = [threading.Thread(target=fluid.hold, args=preset) for preset in ((0, 10), (0, 11), (0, 4), (0, 47)) for _ in range(count)]
[each.start() for each in many]
[each.join() for each in many]
print(*sorted({fluid.preset_file(0, program).parent.parent.name for program in (10, 11, 4, 47)}))
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's cache that is empty, and an installation that set-up has not filled."""
    monkeypatch.setattr(unpacked, "with_installation", lambda: tmp_path / "nobody")
    monkeypatch.setattr(unpacked, "with_user", lambda: tmp_path / "cache")
    monkeypatch.setattr(unpacked, "_UNKEPT", set())
    return tmp_path / "cache"


def heard(preset: Preset, file: Path) -> NDArray[np.float32]:
    """A preset over the whole keyboard, soft and loud, with ends of samples and of notes."""
    with fluid.playing(channels=16) as player:
        player.choose(0, *preset, file)
        out = []
        for key in range(28, 104, 5):
            player.on(0, key, 30 + key % 7 * 16)
            out.append(player.render(6_400))
            if key % 2:
                player.off(0, key)
        return np.concatenate([*out, player.render(3 * fluid.RATE)])


def in_use() -> list[tuple[Preset, ...]]:
    """Every bundle of the bank."""
    return list(bundles(read(fluid.bank_file()), [(int(a), int(b)) for a, b in (key.split(":") for key in unpacked.measured()["preset"])]))


def small() -> list[tuple[Preset, ...]]:
    """The bundles that are decoded in a moment."""
    font = read(fluid.bank_file())
    return [each for each in in_use() if len(samples_of(font, each)) < LARGE_FROM]


@pytest.mark.parametrize("bundle", small(), ids=unpacked.named)
def test_an_unpacked_preset_sounds_as_it_does_out_of_the_bank(bundle: tuple[Preset, ...], home: Path) -> None:
    for preset in bundle:
        file = fluid.preset_file(*preset)
        assert file.is_relative_to(home) and file.name == unpacked.named(bundle)
        sound = heard(preset, file)
        assert sound.any() and np.array_equal(sound, heard(preset, fluid.bank_file()))


def test_no_sample_is_kept_twice() -> None:
    font = read(fluid.bank_file())
    every = [sample for each in in_use() for sample in samples_of(font, each)]
    assert len(every) == len(set(every)) > 1_000
    assert sum(len(each) for each in in_use()) == len(unpacked.measured()["preset"])


def test_workers_that_begin_together_decode_every_bundle_once(tmp_path: Path) -> None:
    log = tmp_path / "log"
    workers = [subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path / "cache"), str(log), "2"], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for each in workers:
        assert each.stdout is not None and each.stdout.readline() == "ready\n"
    told = [each.communicate("go\n")[0] for each in workers]
    assert told == ["cache\n"] * 2, "each plays from what was kept"
    assert sorted(log.read_text().split()) == ["0-10.sf3", "0-11.sf3", "0-4.sf3", "0-47.sf3"]


def test_where_nothing_can_be_kept_the_bank_itself_is_played_and_nothing_sounds_different(
        home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    music = part(sampled(0, 11, "keys"), [note(0.2, 0.8, 60, 0.5), note(0.7, 0.5, 67, 0.9)], 3.0)
    before = played(music)
    assert len(list(home.rglob("0-11.sf3"))) == 1
    blocked = home.parent / "a file"
    blocked.write_text("where a folder should be", encoding="utf-8")
    monkeypatch.setattr(unpacked, "with_user", lambda: blocked / "bank")
    unpacked._folder.cache_clear()
    assert fluid.preset_file(0, 11) == fluid.bank_file()
    assert np.array_equal(before, played(music))
    monkeypatch.setattr(unpacked, "with_user", lambda: None)
    assert fluid.preset_file(0, 10) == fluid.bank_file()


def test_what_a_killed_writer_left_is_written_over(home: Path) -> None:
    file = fluid.preset_file(0, 8)
    whole = file.read_bytes()
    file.unlink()
    (file.parent / f"{file.name}.arriving").write_bytes(whole[:1_000])
    assert fluid.preset_file(0, 8) == file and file.read_bytes() == whole
    assert not list(file.parent.glob("*.arriving"))


def test_a_player_that_would_not_read_unpacked_samples_plays_the_bank(home: Path) -> None:
    bank = fluid.bank_file()
    assert unpacked.file_of(bank, (0, 8), "another player", lambda one, other, preset: False) == bank
    assert unpacked.file_of(bank, (0, 8), "another player", lambda one, other, preset: True) == bank, "nor is it asked again"


def test_a_preset_nobody_measured_and_a_bank_that_is_not_compressed_are_played_as_they_are(home: Path, tmp_path: Path) -> None:
    assert fluid.preset_file(0, 120) == fluid.bank_file()
    other = tmp_path / "other.sf2"
    other.write_bytes(b"RIFF\x04\0\0\0junk")
    assert unpacked.file_of(other, (0, 8), "1", lambda one, another, preset: True) == other
    assert not home.exists()


def test_what_set_up_unpacked_is_used_by_everyone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    font, shared = read(fluid.bank_file()), home.parent / "shared"
    monkeypatch.setattr(unpacked, "with_installation", lambda: shared)
    monkeypatch.setattr(unpacked, "_known", lambda bank: (font, (((0, 8),), ((0, 10),))))
    assert fluid.unpack_bank()
    assert fluid.preset_file(0, 8).is_relative_to(shared) and not list(home.rglob("*.sf3"))


def test_a_bank_that_was_changed_is_another_bank(home: Path, tmp_path: Path) -> None:
    bank = tmp_path / "bank.sf3"
    bank.write_bytes(b"one")
    assert unpacked.digest_of(bank) == unpacked.digest_of(bank) == hashlib.sha256(b"one").hexdigest()
    before = bank.stat()
    bank.write_bytes(b"two")
    os.utime(bank, ns=(before.st_atime_ns, before.st_mtime_ns))    # as long, and as old, as before
    assert unpacked.digest_of(bank) == hashlib.sha256(b"two").hexdigest()

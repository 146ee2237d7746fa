"""Damaged files are understood or refused in one sentence with a place; the long run is in tests/soak."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.reading.mutants import FOUND, Reader, media_reader, mutants, reader_named, readers, sound_reader, tried

COUNT = 2000         # a reader of texts; ten thousand, and as many films and sounds, in tests/soak
READERS = readers()
KNOWN = sorted(FOUND.glob("*"))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_mutant_is_read_or_refused_and_never_breaks_a_reader(reader: Reader, tmp_path: Path) -> None:
    outcomes = {tried(reader, raw, tmp_path) for raw in mutants(reader, COUNT)}
    assert outcomes == {"read", "refused"}, outcomes


@pytest.mark.parametrize("path", KNOWN, ids=lambda path: path.name)
def test_what_once_broke_a_reader_does_so_no_more(path: Path, tmp_path: Path) -> None:
    tried(reader_named(path.name.split("_")[0], tmp_path), path.read_bytes(), tmp_path)


def test_a_damaged_film_is_read_or_refused(tmp_path: Path) -> None:
    reader = media_reader(tmp_path)
    outcomes = [tried(reader, raw, tmp_path) for raw in mutants(reader, 24)]
    assert "read" in outcomes and "refused" in outcomes


def test_a_damaged_sound_is_heard_or_refused(tmp_path: Path) -> None:
    reader = sound_reader(tmp_path)
    outcomes = [tried(reader, raw, tmp_path) for raw in mutants(reader, 24)]
    assert "read" in outcomes and "refused" in outcomes


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads its memory from /proc")
def test_damaged_films_take_little_memory(tmp_path: Path) -> None:
    code = ("import resource, sys; from pathlib import Path; from tests.reading.mutants import media_reader, mutants, tried\n"
            "reader = media_reader(Path(sys.argv[1])); [tried(reader, raw, Path(sys.argv[1])) for raw in mutants(reader, 8)]\n"
            # VmHWM begins anew with a process; its own ru_maxrss would be that of whoever started it
            "own = int(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])\n"
            "print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))")
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert int(ran.stdout) < 1 << 20, "a reader took more than 1 GiB"    # both count KiB

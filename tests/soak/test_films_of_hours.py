"""Films of hours: what is held while observing does not grow with them, and time grows as they do.

Measured on films with a single keyframe, the worst there is: the whole picture is one reel.
"""

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import pytest

GROWTH_MIB = 100    # our choice: what ten times the length may add
OBSERVE = """
import json, os, resource, sys
from pathlib import Path
from tests.fakes import FolderShelf
from yeoun.observing.detect import detect
from yeoun.observing.listen import listen
from yeoun.observing.watch import watch
from yeoun.reading.media import look_at
from yeoun.reading.reels import reels_of

class Quiet(FolderShelf):
    "A shelf that keeps no sound: the real one writes it in blocks."
    def sound(self, name, **how):
        return Nowhere()

class Nowhere:
    ref = None
    def write(self, block): pass
    def __enter__(self): return self
    def __exit__(self, *why): pass

path = Path(sys.argv[1])
shelf = Quiet(path.parent)
picture = shelf.give(path)
look = look_at(path, path.name)
reels = reels_of(look, picture)
heard = listen(shelf, picture, look.media, None)
watched = tuple(watch(shelf, reel) for reel in reels)
from dataclasses import replace
from yeoun.model.media import Production
seen = detect(look.media, (), watched, replace(heard, production=Production(None, None)))
times = os.times()
print(json.dumps({"reels": len(reels), "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                  "cpu_s": times.user + times.system + times.children_user + times.children_system,
                  "frames": look.media.frames, "shots": len(seen.shots)}))
"""


def observed(folder: Path, seconds: int) -> dict[str, float]:
    """One film without keyframes, observed in a process of its own."""
    path = folder / f"{seconds}.mkv"
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
                    f"testsrc=s=64x48:r=24:d={seconds}", "-f", "lavfi", "-i",
                    f"anoisesrc=d={seconds}:r=48000:a=0.02:c=pink:seed=1", "-c:v", "libx264", "-preset", "ultrafast", "-x264-params",
                    "keyint=infinite:scenecut=0", "-c:a", "flac", "-threads", "1", str(path)], check=True)
    told = subprocess.run([sys.executable, "-c", OBSERVE, str(path)], capture_output=True, text=True, check=True,
                          cwd=Path(__file__).resolve().parents[2])
    path.unlink()
    found: dict[str, float] = json.loads(told.stdout)
    assert found["reels"] == 1 and found["frames"] == 24 * seconds
    print(seconds, found)    # noqa: T201 - the figures are what a long test is for
    return found


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """Two minutes."""
    return observed(tmp_path_factory.mktemp("hours"), 120)


@pytest.mark.parametrize("minutes", [20, 180])
def test_what_is_held_does_not_grow_with_the_film_and_time_grows_as_it_does(
        short: dict[str, float], tmp_path: Path, minutes: int) -> None:
    long = observed(tmp_path, 60 * minutes)
    hours = Fraction(minutes, 60)
    assert long["mib"] - short["mib"] < GROWTH_MIB * max(1, float(3 * hours)), (short, long)
    assert long["cpu_s"] < 1.3 * short["cpu_s"] * minutes / 2, (short, long)

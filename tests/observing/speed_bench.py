"""How fast observing and reading are: python -m tests.observing.speed_bench

Processor seconds, child processes counted, and ratios to decoding the same picture with the same decoder in one thread, within one run. The
1080p clip is the demo film's picture enlarged and coded as H.264 with fine noise over it, about as many bits as a proxy of a production
has: plain enlargement would be decoded too fast, and noise alone too slowly. Observing is `watch` as a run has it, in the booth's process of
its own, with cuts, light and motion. Seconds on the clock are of this machine as it was; its load stands beside them.
"""

import os
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import imageio_ffmpeg

from tests.bench.alone import _decode, seconds_of
from tests.demo.made import demo_film
from tests.fakes import FolderShelf
from tests.material import MATERIAL
from tests.soak.episode import write_papers
from yeoun.feeling.feel import feel
from yeoun.feeling.views import scene_views
from yeoun.languages import meaning
from yeoun.model.media import Material
from yeoun.model.notes import Notes
from yeoun.observing.detect import detect
from yeoun.observing.listen import listen
from yeoun.observing.reel import stretches
from yeoun.observing.watch import watch
from yeoun.reading.align import align
from yeoun.reading.read import read
from yeoun.reading.script import read_script
from yeoun.reading.captions import read_captions

CLIP = "video/tears-of-steel-battle-clip-medium.webm"
SECONDS = 30
BITS = "8M"    # our choice: a proxy as an editor hands it over
TIMES = 45     # times the demo film: 60 minutes, 540 lines


def enlarged(into: Path) -> Path:
    """Half a minute of the demo film at 1920 x 1080, with grain, as H.264."""
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", "-i", str(demo_film() / "last_bus.mp4"), "-t", str(SECONDS),
                    "-vf", "scale=1920:1080,noise=alls=6:allf=t", "-an", "-c:v", "libx264", "-preset", "medium", "-b:v", BITS,
                    "-pix_fmt", "yuv420p", str(into)], check=True)
    return into


def observed(picture: Path) -> dict[str, float]:
    """Processor seconds of decoding alone, of the small frames, and of watching."""
    shelf = FolderShelf()
    draft = read(shelf, Material("s01e01", shelf.give(picture)))
    return {"decode": min(seconds_of(partial(_decode, picture), ["video"]) for _ in range(3)),
            "shrink": min(seconds_of(lambda reel: deque(stretches(picture, reel, []), maxlen=0), draft.reels) for _ in range(3)),
            "watch": min(seconds_of(partial(watch, shelf), draft.reels) for _ in range(3)),
            "s": float(draft.media.length_s)}

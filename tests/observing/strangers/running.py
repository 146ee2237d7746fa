"""Scenes and clips go the way of any film: written to a file, read, watched, listened to, detected.

The steps are those of the main path; nothing of theirs is set here. A scene gets a grey picture of 25 frames a second, because a film
has one.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from scenedetect import FrameTimecode
from scenedetect.detectors import AdaptiveDetector, ContentDetector

from tests.fakes import FolderShelf
from tests.observing.strangers import clips
from tests.observing.strangers.clips import Clip, clip
from tests.observing.strangers.nouns import RATE, Scene
from tests.observing.strangers.scenes import Condition, scene
from yeoun.model.media import Material
from yeoun.model.observed import Observations
from yeoun.scoring import DETECT, LISTEN, READ, WATCH

GREY_RATE = Fraction(25)


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A scene's truth, and what was observed."""

    condition: Condition
    made: Scene
    seen: Observations


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """A clip's truth, what was observed, and where PySceneDetect cuts the same frames."""

    made: Clip
    seen: Observations
    theirs: dict[str, tuple[int, ...]]


def film_of(made: Scene, into: Path) -> Path:
    """A scene as Matroska: 24-bit mono beside a grey picture."""
    whole = np.clip(np.round(made.samples * 2**31), -(2**31), 2**31 - 1).astype(np.int32)
    with av.open(str(into), "w") as out:
        picture = out.add_stream("libx264", rate=GREY_RATE, options={"preset": "ultrafast", "crf": "30", "threads": "1"})
        picture.width, picture.height, picture.pix_fmt = 160, 90, "yuv420p"
        sound = out.add_stream("pcm_s24le", rate=RATE, layout="mono")
        grey = av.VideoFrame.from_ndarray(np.full((90, 160, 3), 90, dtype=np.uint8), format="rgb24")
        each = RATE // 25
        for k in range(-(-len(whole) // each)):
            grey.pts = k
            out.mux(picture.encode(grey))
            block = av.AudioFrame.from_ndarray(whole[None, k * each:(k + 1) * each], format="s32", layout="mono")
            block.sample_rate, block.pts = RATE, k * each
            out.mux(sound.encode(block))
        out.mux(picture.encode())
        out.mux(sound.encode())
    return into


def observed(film: Path, shelf: FolderShelf) -> Observations:
    """What the observing steps of the main path find in a film."""
    picture = shelf.give(film)
    draft = READ.find()(shelf, Material("stranger", picture))
    watched = tuple(WATCH.find()(shelf, reel) for reel in draft.reels)
    heard = LISTEN.find()(shelf, picture, draft.media, None)
    return DETECT.find()(draft.media, draft.cuts, watched, heard)


@contextmanager
def _place() -> Iterator[Path]:
    name = Path(tempfile.mkdtemp(prefix="yeoun-strangers-"))
    try:
        yield name
    finally:
        shutil.rmtree(name)


def heard(seed: int, condition: Condition) -> Heard:
    """One scene through the steps."""
    made = scene(seed, condition)
    with _place() as place:
        return Heard(condition, made, observed(film_of(made, place / "scene.mkv"), FolderShelf(place)))


def detected(made: Clip) -> dict[str, tuple[int, ...]]:
    """Where PySceneDetect's two detectors, as they come, begin a shot; they see the frames before they are coded."""
    found = {}
    for detector in (AdaptiveDetector(), ContentDetector()):
        cuts = [cut for k, frame in enumerate(made.frames)
                for cut in detector.process_frame(FrameTimecode(k, float(made.rate)), np.ascontiguousarray(frame[..., ::-1]))]
        cuts += detector.post_process(FrameTimecode(len(made.frames), float(made.rate)))
        found[type(detector).__name__] = tuple(sorted({cut.frame_num for cut in cuts}))
    return found


def watched(seed: int) -> Watched:
    """One clip through the steps; it has no sound."""
    made = clip(seed)
    with _place() as place:
        return Watched(made, observed(clips.write(made, place / "clip.mp4"), FolderShelf(place)), detected(made))

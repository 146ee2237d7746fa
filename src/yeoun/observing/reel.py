"""One decode of a reel: small frames, each at its number.

A frame's number comes from its timestamp, never from counting: files drop, repeat and round. Decoding begins at the
keyframe before the reel and stops at its end; a frame that cannot be decoded is held from the one before, and the
user is told where. Every observer is fed from this one pass.

Conventions: small frames are 90 x 160 sRGB, 8 bit, whatever the picture's shape (all measures are means or shares, so
the squeeze does no harm); frame numbers count from the first frame of the picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import Colorspace, VideoReformatter
from numpy.typing import NDArray

from yeoun.errors import InputRefused
from yeoun.model.media import Caution, Reel
from yeoun.units.time import at_frame, label

SMALL = (90, 160)         # rows, columns
HELD_TOO_LONG_S = 0.2     # our choice: shorter holes are cadence (variable rate), longer ones are damage
BT709 = 1                 # AVCOL_SPC_BT709 in ffmpeg's frames


@dataclass(frozen=True, slots=True, eq=False)
class Small:
    """The reel in small frames [frames, 90, 160, 3], and what went wrong on the way."""

    frames: NDArray[np.uint8]
    cautions: tuple[Caution, ...]


def _matrix_of(frame: av.VideoFrame, codec: str) -> Colorspace:
    if frame.colorspace == BT709 or (frame.colorspace == 2 and frame.height >= 720 and codec != "vp8"):
        return Colorspace.ITU709    # unlabelled HD is BT.709 by custom; VP8 knows only BT.601
    return Colorspace.ITU601


def _pictures(path: Path, reel: Reel) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    with av.open(str(path), metadata_errors="ignore") as container:
        stream = container.streams[reel.video_stream]
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = 2
        if reel.first_frame:
            start = reel.first_pts + round(float(reel.first_frame / reel.rate / reel.time_base))
            container.seek(start, stream=stream, backward=True, any_frame=False)
        small, codec = VideoReformatter(), stream.codec_context.name
        for frame in _whole_frames(container, stream):
            if frame.pts is None:
                continue
            number = round((frame.pts - reel.first_pts) * reel.time_base * reel.rate)
            if number >= reel.end_frame:
                return
            if number >= reel.first_frame:
                shrunk = small.reformat(frame, width=SMALL[1], height=SMALL[0], format="rgb24", interpolation="AREA",
                                        src_colorspace=_matrix_of(frame, codec))
                yield number, np.asarray(shrunk.to_ndarray(), dtype=np.uint8)


def _whole_frames(container: av.container.InputContainer, stream: av.VideoStream) -> Iterator[av.VideoFrame]:
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
            pictures = packet.decode()
        except StopIteration:
            return
        except av.error.EOFError:
            return
        except av.error.FFmpegError:
            continue    # this packet is lost; the next keyframe heals the picture
        yield from (picture for picture in pictures if isinstance(picture, av.VideoFrame) and not picture.is_corrupt)


def shrink(path: Path, reel: Reel) -> Small:
    """Every frame of a reel, small, decoded once.

    path     the picture file on this machine
    reel     which frames; its first frame is a keyframe
    Gives    one small frame for each frame number; missing ones repeat the frame before them
    Refuses  InputRefused, when not one frame of the reel can be decoded
    """
    count = reel.end_frame - reel.first_frame
    frames = np.zeros((count, *SMALL, 3), dtype=np.uint8)
    found = np.zeros(count, dtype=bool)
    try:
        for number, picture in _pictures(path, reel):
            frames[number - reel.first_frame] = picture
            found[number - reel.first_frame] = True
    except av.error.FFmpegError as fault:
        raise _unreadable(reel, str(fault)) from fault
    if not found.any():
        raise _unreadable(reel, "not one frame of this stretch can be decoded")
    return Small(frames, _hold(frames, found, reel))


def _unreadable(reel: Reel, why: str) -> InputRefused:
    return InputRefused(name=reel.picture.name, where=f"picture from {label(reel.first_frame, reel.rate)}", why=why,
                        now="Export the picture again, or repair the file with another program, and hand in the copy")


def _hold(frames: NDArray[np.uint8], found: NDArray[np.bool_], reel: Reel) -> tuple[Caution, ...]:
    earliest = int(np.flatnonzero(found)[0])
    frames[:earliest] = frames[earliest]
    cautions, hole = [], 0
    for k in range(len(found) + 1):
        if k < len(found) and not found[k]:
            frames[k] = frames[max(k, 1) - 1]
            hole += 1
            continue
        if hole > float(reel.rate) * HELD_TOO_LONG_S:
            first = reel.first_frame + k - hole
            cautions.append(Caution(
                "picture.damaged", f"{hole} frames from {label(first, reel.rate)} to {label(first + hole, reel.rate)} "
                "could not be decoded; the frame beside them stands in.", at_frame(first, reel.rate)))
        hole = 0
    return tuple(cautions)

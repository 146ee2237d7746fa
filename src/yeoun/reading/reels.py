"""The picture in reels: stretches between keyframes, about a minute each, that can be decoded apart."""

from yeoun.model.media import Reel
from yeoun.model.shelf import FileRef
from yeoun.reading.media import Look

REEL_S = 60  # our choice: long enough that opening a file is nothing, short enough to share the work


def reels_of(look: Look, picture: FileRef) -> tuple[Reel, ...]:
    """The reels of a picture: each begins at a keyframe, together they hold every frame once.

    look     what demuxing found, with the keyframes
    picture  the file
    """
    media = look.media
    length = int(REEL_S * media.rate)
    borders = [0]
    for key in look.keyframes:
        if key - borders[-1] >= length and media.frames - key >= length // 2:
            borders.append(key)
    ends = [*borders[1:], media.frames]
    return tuple(
        Reel(picture, media.video_stream, media.rate, media.first_pts, media.time_base, first, end)
        for first, end in zip(borders, ends, strict=True)
    )

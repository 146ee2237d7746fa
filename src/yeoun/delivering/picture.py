"""picture/scored.mp4: the picture's own frames with the programme mix.

The picture's packets are copied, never encoded again, where MP4 can carry them. VP8, Theora and their like are encoded for
scored.mp4, and stand copied beside it in scored.mkv. Either way FFmpeg works within limits (booth/muxer.py).
"""

import errno
import os
from pathlib import Path

from yeoun.booth.muxer import bounds_of, remuxed
from yeoun.errors import StepFailed
from yeoun.model.delivered import Delivery
from yeoun.model.media import Caution
from yeoun.model.mixed import Preview
from yeoun.model.script import Episode
from yeoun.model.shelf import BlobRef, OutFile, Shelf

FITS_MP4 = {"h264", "hevc", "av1", "mpeg4", "vp9", "mjpeg", "mpeg2video"}
# Exact bytes whatever the machine and its load: no library versions in the file, and one thread, for with two x264 gives other
# packets from run to run.
EXACT = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1",
         "-map_chapters", "-1")
ENCODED = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p", "-threads", "1",
           "-x264-params", "threads=1:lookahead-threads=1")
# ffmpeg says them in these words: no fault of ours
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM)
EVEN = ("-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2")


def picture_files(shelf: Shelf, episode: Episode, preview: Preview) -> Delivery:
    """The scored picture, to watch and to send; as long as the picture."""
    film, programme = shelf.path(episode.picture), shelf.path(preview.programme_20)
    is_copied = episode.media.codec in FITS_MP4
    how = ("-c:v", "copy") if is_copied else (*EVEN, *ENCODED)
    files = [OutFile("picture/scored.mp4", _muxed(shelf, "scored.mp4", film, programme, episode, (
        *how, "-movflags", "+faststart", "-video_track_timescale", str(episode.rate.numerator), "-f", "mp4")))]
    if is_copied:
        return Delivery(tuple(files))
    files.append(OutFile("picture/scored.mkv", _muxed(shelf, "scored.mkv", film, programme, episode,
                                                      ("-c:v", "copy", "-f", "matroska"))))
    caution = Caution("picture_encoded", f"MP4 cannot carry {episode.media.codec}: scored.mp4 was encoded again, and "
                      "scored.mkv holds the picture's own packets.")
    return Delivery(tuple(files), (caution,))


def _muxed(shelf: Shelf, name: str, film: Path, programme: Path, episode: Episode, how: tuple[str, ...]) -> BlobRef:
    media, size = episode.media, film.stat().st_size
    bounds = bounds_of(size, float(episode.length_s), media.frames, media.width * media.height, "copy" in how)
    with shelf.file(name) as out:
        order = ("-map", f"0:{media.video_stream}", "-map", "1:a:0", "-c:a", "aac", "-b:a", "256k", *EXACT, *how)
        if why := remuxed(film, episode.picture.name, programme, order, out.path, bounds):
            for code in DISK:
                if os.strerror(code) in why:
                    raise OSError(code, os.strerror(code), str(out.path))
            raise StepFailed(step="picture_files", about=name, why=" ".join(why.split()))
    return out.ref

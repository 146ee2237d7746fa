"""A finished folder whose picture can be read: each frame has its own number drawn in it, as stripes, one for each bit."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from tests.studio.rooms import FRAMES, RATE, finished, seal

BITS, HEIGHT, STRIPE = 8, 96, 16


def numbered(place: Path) -> Path:
    """A finished folder of four seconds with a picture."""
    finished(place)
    (place / "picture").mkdir()
    _picture(place / "picture" / "scored.mp4")
    seal(place)
    return place


def _picture(place: Path) -> None:
    with av.open(str(place), "w", options={"movflags": "faststart"}) as film:
        stream = film.add_stream("libx264", rate=Fraction(RATE), options={"g": "48", "crf": "10"})
        stream.width, stream.height, stream.pix_fmt = BITS * STRIPE, HEIGHT, "yuv420p"
        for number in range(FRAMES):
            row = np.repeat([255 * (number >> bit & 1) for bit in range(BITS)], STRIPE).astype(np.uint8)
            image = np.repeat(np.tile(row, (HEIGHT, 1))[:, :, None], 3, 2)
            film.mux(stream.encode(av.VideoFrame.from_ndarray(image, "rgb24")))
        film.mux(stream.encode())


READ = """([video, bits, stripe, middle]) => {
  const seen = document.createElement('canvas'); seen.width = bits * stripe; seen.height = 1;
  const pen = seen.getContext('2d'); pen.drawImage(video, 0, middle, seen.width, 1, 0, 0, seen.width, 1);
  const row = pen.getImageData(0, 0, seen.width, 1).data;
  return Array.from({length: bits}, (_, bit) => row[(bit * stripe + stripe / 2) * 4] > 127 ? 1 << bit : 0).reduce((a, b) => a + b);
}"""    # which frame a video shows, as its stripes say


def frame_seen(page: Any) -> int:
    """The frame that the picture of a page shows, by what is drawn in it."""
    found: int = page.evaluate(READ, [page.query_selector("video"), BITS, STRIPE, HEIGHT // 2])
    return found

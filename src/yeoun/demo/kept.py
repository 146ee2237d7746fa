"""The demo film as steps: each reel drawn in a process of its own and kept, then everything laid together.

A reel is named by its frames, so that a stopped run goes on where it was.
"""

import shutil
import tempfile
from pathlib import Path

from yeoun.demo.film import files_in, join_reels, papers, write_sound
from yeoun.demo.reels import draw_reel, painters
from yeoun.demo.sound import make_sound
from yeoun.model.delivered import Delivery
from yeoun.model.shelf import BlobRef, OutFile, Shelf


def reel(shelf: Shelf, first: int, last: int) -> BlobRef:
    """The frames from `first` up to (not with) `last` as an H.264 stream."""
    with shelf.file(f"reel_{first}_{last}.h264") as out, painters(1) as pool:
        pool.submit(draw_reel, first, last, out.path).result()
    return out.ref


def film(shelf: Shelf, reels: tuple[BlobRef, ...]) -> Delivery:
    """The film, its dialogue, its papers and its truth."""
    names = files_in(Path())
    sound = make_sound()
    files = [OutFile(name, shelf.keep(name, text.encode())) for name, text in papers(sound.spoken).items()]
    work = Path(tempfile.mkdtemp(prefix="yeoun-film-"))
    try:
        write_sound(work / "mix.wav", sound.mix)
        with shelf.file(names.dialogue.name) as out:
            write_sound(out.path, sound.dialogue)
        files.append(OutFile(str(names.dialogue), out.ref))
        with shelf.file(names.picture.name) as out:
            join_reels([shelf.path(each) for each in reels], work / "mix.wav", out.path, work)
        files.append(OutFile(str(names.picture), out.ref))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Delivery(tuple(files))

"""A film of any length with music and words, mixed, mastered and measured in a process of its own: what it costs in memory.

Run as a program: seconds, a folder. Prints one JSON line: the peak of its memory, processor seconds, and the digest of
every file.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

import numpy as np

from tests.checking import sheets
from tests.mixing.band import RATE, Band, episode_of, noise, placement, seen_of, speech
from yeoun.checking.folder import Folder
from yeoun.checking.masters import of_masters
from yeoun.delivering.masters import master_files
from yeoun.mastering.master import master
from yeoun.mastering.targets import TARGETS
from yeoun.mixing.mix import mix
from yeoun.mixing.preview import preview
from yeoun.model.media import PictureMusic, Production
from yeoun.model.mixed import Stem
from yeoun.model.shelf import OutFile, Shelf, SoundRef
from yeoun.pipeline.shelf import BoundShelf
from yeoun.pipeline.store import Store
from yeoun.units.names import CueId, CueKey, Digest
from yeoun.units.time import Seconds

PIECE_S = 10.0    # the same ten seconds again and again: making sound must not be what costs
PARTS = (("violins", "STR", 200.0, 5_000.0, 0.05, "dry"), ("piano", "PNO", 100.0, 4_000.0, 0.04, "dry"),
         ("daegeum", "GUG", 400.0, 3_000.0, 0.03, "dry"), ("air", "AMB", 100.0, 8_000.0, 0.004, "ambience"),
         ("room", "RTN", 100.0, 5_000.0, 0.01, "room"))


def repeated(shelf: Shelf, name: str, piece: Any, seconds: float, peaks: bool = False) -> SoundRef:
    """A sound as long as asked, made of one piece that comes again; with `peaks`, one loud burst a minute."""
    with shelf.sound(name, layout={1: "mono", 2: "2.0"}[piece.shape[1]], channels=piece.shape[1]) as out:
        left, count = round(seconds * 48_000), 0
        while left:
            block = piece[:left]
            if peaks and count % 6 == 3:
                block = block.copy()
                block[1_000:3_000] *= 6.0
            out.write(np.clip(block, -0.9, 0.9))
            left, count = left - len(block), count + 1
    return out.ref


def long_band(shelf: Shelf, seconds: float) -> Band:
    """Cues of half a minute with a minute and a half of silence after each; somebody speaks every ten seconds."""
    frames = int(seconds * RATE)
    length = float(frames / RATE)
    spans = tuple((at + 2.0, at + 4.5) for at in np.arange(0.0, length - PIECE_S, PIECE_S))
    said = speech(PIECE_S, ((2.0, 4.5),))
    production = repeated(shelf, "production.flac", noise(PIECE_S, 77, 100.0, 2_000.0, 0.002) + said, length)
    dialogue = repeated(shelf, "dialogue.flac", said, length)
    placements, stems = [], []
    for k, at in enumerate(np.arange(0.0, length - 5.0, 120.0)):
        first, end = int(at * RATE), min(frames, int((at + 30.0) * RATE))
        cue, lasts = f"1m{k + 1:02}", float((end - first) / RATE)
        placements.append(placement(cue, first, end, 0.0))
        played = []
        for number, (name, group, low, high, level, kind) in enumerate(PARTS, 1):
            ref = repeated(shelf, f"{cue}_{name}.flac", noise(PIECE_S, number, low, high, level), lasts, name == "piano")
            walk = tuple((float(t), float(np.cos(t / 5)), 0.5, 0.2) for t in np.arange(0.0, lasts, 0.5))
            played.append(Stem(CueKey(cue), CueId(cue), number, name, kind, name, group, ref, (0.0, 0.7, 0.0), 0.3,
                               walk if group == "GUG" else (), -6.0, 12.0 if kind == "dry" else 0.0, -1.0, Seconds(lasts), (),
                               (("test", "CC0-1.0", ""),)))
        stems.append(tuple(played))
    made = Production(production, dialogue)
    return Band(shelf, episode_of(frames, made), seen_of(made, spans), tuple(placements), tuple(stems))


def laid(root: Path, shelf: Shelf, files: tuple[OutFile, ...]) -> None:
    """The files in a folder."""
    for file in files:
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).unlink(missing_ok=True)
        os.link(shelf.path(file.ref), root / file.path)


def whole(root: Path, seconds: float) -> dict[str, Any]:
    """Mix, master and check: what it cost and what it gave."""
    shelf = BoundShelf(Store(str(root / "store")), Digest("a" * 64), {})
    band = long_band(shelf, seconds)
    marks = [("stems", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)]
    mixed = mix(shelf, band.episode, band.seen, band.placements, band.stems, band.house, PictureMusic.AUTO)
    marks.append(("mixing", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    played = preview(shelf, band.episode, mixed)
    made = tuple(master(shelf, band.episode, band.seen, mixed, target) for target in TARGETS)
    marks.append(("mastering", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    out = root / "out"
    laid(out, shelf, (*mixed.files, *played.files, *(each.file for each in made), *master_files(shelf, played, made).files))
    heard = [(round(each.span.start_s, 3), round(each.span.end_s, 3)) for each in band.seen.speech]
    sheets.lay(out, {"score.json": sheets.index(f"{RATE.numerator}/{RATE.denominator}", band.episode.length_s),
                     "spotting/spotting.json": sheets.spotting(0), "observations/speech.json": sheets.speech(heard)})
    found = of_masters(Folder(out))
    marks.append(("checking", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    files = {file.path: file.ref.sha256 for file in (*mixed.files, *(each.file for each in made))}
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"peak_mib": {name: round(peak / 1024, 1) for name, peak in marks}, "cpu_s": round(used.ru_utime + used.ru_stime, 1),
            "masters": [[each.measured.integrated_lufs, each.gain_db, each.reduction_p99_db] for each in made],
            "findings": [[each.what, each.measured, each.ok] for each in found], "files": files}


if __name__ == "__main__":
    print(json.dumps(whole(Path(sys.argv[2]), float(sys.argv[1]))))    # noqa: T201

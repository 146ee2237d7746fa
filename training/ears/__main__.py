"""Makes `src/yeoun/observing/network.npz`: python -m training.ears --keep FOLDER [--minutes 400] [--rounds 16] [--begin FILE]

First the scenes (about 0.6 s of a processor each, kept in FOLDER and found there again), then the network. Nothing but synthetic sound
goes in: README.md says of what, and how the file that is shipped came about.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

from training.ears import places
from training.ears.learning import begun, learnt
from training.ears.scenes import Minute, minute
from training.ears.shaping import Sound
from training.ears.sureness import AS_IT_IS, sureness_of
from yeoun.observing.network import FILE, Network, load_network

EACH = 20                  # minutes in a file
LEFT_OUT = 1_000_000       # seeds from here on are never learnt from
WIDTH = 48
ROWS = ("bands", "wanted", "counts")


def _pool(folder: Path, kind: str, count: int, seed: int) -> list[Sound]:
    """Lines or pieces of music, from the folder or made now."""
    file = folder / f"{kind}_{seed}.npz"
    if not file.is_file():
        np.savez(file, *(each.astype(np.float32) for each in places.pool(kind, count, seed)))
    with np.load(file) as held:
        return [held[name].astype(np.float64) for name in held.files]


def _drawn(folder: Path, first: int, count: int) -> list[Minute]:
    """Scenes by seed, from the folder or made now."""
    found: list[Minute] = []
    lines: list[Sound] = []
    songs: list[Sound] = []
    for start in range(first, first + count, EACH):
        file = folder / f"minutes_{start}.npz"
        if not file.is_file():
            others = 1 + first // LEFT_OUT    # those who count hear other lines and other music
            lines, songs = lines or _pool(folder, "lines", 240 // others**2, others), songs or _pool(folder, "songs", 8 // others, others)
            made = [minute(seed, lines, songs) for seed in range(start, start + EACH)]
            rows = {f"{name}{k}": getattr(each, name) for k, each in enumerate(made) for name in ROWS}
            np.savez_compressed(file, **rows)
            sys.stdout.write(f"{file.name}\n")
            sys.stdout.flush()
        with np.load(file) as held:
            found += [Minute(*(held[f"{name}{k}"] for name in ROWS)) for k in range(EACH)]
    return found


def main() -> None:
    """Make scenes, teach, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--keep", type=Path, required=True, help="where the scenes are kept")
    asked.add_argument("--minutes", type=int, default=400, help="how many to learn from")
    asked.add_argument("--first", type=int, default=0, help="from which seed on")
    asked.add_argument("--rounds", type=int, default=16, help="how often each is met; 0 draws only, or counts --begin anew")
    asked.add_argument("--begin", type=Path, help="weights to go on from")
    asked.add_argument("--between", type=float, default=1.0, help="where between those weights and what is taught: 1 is what is taught")
    asked.add_argument("--fastest", type=float, default=3e-3, help="the highest rate of learning")
    asked.add_argument("--left-out", type=int, default=80, help="how many to count on")
    asked.add_argument("--into", type=Path, default=FILE, help="the file of weights")
    wish = asked.parse_args()
    wish.keep.mkdir(parents=True, exist_ok=True)
    minutes, left_out = _drawn(wish.keep, wish.first, wish.minutes), _drawn(wish.keep, LEFT_OUT, wish.left_out)
    if wish.rounds or wish.begin:
        begin = None if wish.begin is None else {name: rows for name, rows in load_network(wish.begin).weights.items() if name != "sure"}
        taught = learnt(minutes, wish.rounds, begin or begun(WIDTH, 1), wish.fastest)
        if begin is not None:    # what lies between two teachings fits less to either's scenes, and more to others (Wortsman et al. 2022)
            taught = {name: begin[name] + np.float32(wish.between) * (rows - begin[name]) for name, rows in taught.items()}
        weights = {name: rows.astype(np.float16).astype(np.float32) for name, rows in taught.items()}
        sure, told = sureness_of(Network(weights | {"sure": AS_IT_IS}), left_out)
        sys.stdout.write(told + "\n")
        kept: dict[str, Any] = {name: rows.astype(np.float16) for name, rows in weights.items()} | {"sure": sure}
        np.savez_compressed(wish.into, **kept)


if __name__ == "__main__":
    main()

"""How often what is named is right, by how far it stands out: python -m training.ears.faint FOLDER [--first 1000080] [--minutes 720]

Reads (or draws) scenes that neither the network nor what its scores are worth has met, claims events as the network alone does, and counts
the right ones among those that are sure enough to be named. What src/yeoun/observing/prominence.py leaves out was read off this.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

from training.ears.__main__ import LEFT_OUT, _drawn
from training.ears.scenes import Minute
from training.ears.sureness import anything, truth_of
from yeoun.model.observed import EventKind
from yeoun.observing.events import LEAST
from yeoun.observing.likely import likely_in
from yeoun.observing.network import Network, load_network
from yeoun.observing.prominence import FAINT_DB, FAINT_LEAST, peak_of, prominence

EDGES_DB = (-50, 8, 11, 14, 17, 20, 25, 30, 120)
SURE = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9)
Counted = tuple[float, float, bool]    # how far it stands out, how sure the network is, whether it is right


def counted(minutes: Iterable[Minute], network: Network) -> dict[EventKind, list[Counted]]:
    """Every lasting event the network may name, but for those of which the scene asks nothing."""
    found: dict[EventKind, list[Counted]] = defaultdict(list)
    for each in minutes:
        likely = likely_in(SimpleNamespace(bands=each.bands), network)    # type: ignore[arg-type]
        over = prominence(each.bands)
        for event, score in anything(likely, each.bands):
            is_right = truth_of(event, each)
            if event.kind in FAINT_LEAST and is_right is not None:
                found[event.kind].append((peak_of(over, event.at_s, event.until_s), likely.confidence(event.kind, score), is_right))
    return found


def _share(those: Sequence[Counted]) -> str:
    return f"{sum(is_right for _, _, is_right in those)} of {len(those)}"


def told(found: dict[EventKind, list[Counted]]) -> str:
    """Two tables: by decibels of what is sure enough to be named, and by sureness of what is faint."""
    rows = ["| right of those named | " + " | ".join(f"{low}-{high} dB" for low, high in pairwise(EDGES_DB)) + " |"]
    for kind in FAINT_LEAST:
        named = [each for each in found[kind] if each[1] >= LEAST[kind]]
        rows.append(f"| {kind.value} | " + " | ".join(_share([each for each in named if low <= each[0] < high])
                                                      for low, high in pairwise(EDGES_DB)) + " |")
    rows += ["", f"| under {FAINT_DB:.0f} dB, as sure as | " + " | ".join(map(str, SURE)) + " |"]
    for kind in FAINT_LEAST:
        faint = [each for each in found[kind] if each[0] < FAINT_DB]
        rows.append(f"| {kind.value} | " + " | ".join(_share([each for each in faint if each[1] >= sure]) for sure in SURE) + " |")
    return "\n".join(rows)


def main() -> None:
    """Draw, count, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="where the scenes are kept")
    asked.add_argument("--first", type=int, default=LEFT_OUT + 80, help="from which seed on")
    asked.add_argument("--minutes", type=int, default=720, help="how many")
    wish = asked.parse_args()
    sys.stdout.write(told(counted(_drawn(wish.folder, wish.first, wish.minutes), load_network())) + "\n")


if __name__ == "__main__":
    main()

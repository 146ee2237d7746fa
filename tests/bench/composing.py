"""`make bench-composing`: what was asked of cues against what other readers find in their files, into docs/bench/composing.md.

python -m tests.bench.composing DATE DOCS [SECTION..]    all sections, or the named ones measured anew and the others kept as they stand

Each section is a module's own `section()`; here is the one list of them. They look at the same films, drawn by lot and composed once.
"""

import importlib
import sys
from collections.abc import Callable

from tests.bench.sections import Page, measure

MODULES = {
    "hits": "tests.composing.bench.hits", "tension": "tests.composing.bench.tension", "arousal": "tests.composing.bench.arousal",
    "toy": "tests.composing.bench.toy", "heart": "tests.composing.bench.heart", "voices": "tests.composing.bench.voices",
    "cause": "tests.composing.bench.cause", "themes": "tests.composing.bench.memory", "playable": "tests.composing.bench.playable",
    "speech": "tests.composing.bench.speech", "silence": "tests.composing.bench.silence", "locks": "tests.composing.bench.locks",
    "speed": "tests.composing.bench.speed"}
HEAD = """# How cues are composed: what was asked, and what is in the notes

<!-- made by `make bench-composing`; SECTIONS="hits heart" measures some of it anew -->

Music is read back from the files that are delivered, by other readers than the writer's (mido, music21, partitura), not from what a
sketch says of itself. Films are drawn by lot (`tests/composing/bench/drawn.py`) and go down the main path from `invent` to
`orchestrate`. These are measures of agreement with what was asked; no listener was asked, and nothing is claimed about one. Shares stand
with their interval (Wilson, 95 %) and count; **no** marks a goal that is not met.
"""


def _section(module: str) -> Callable[[], str]:
    """The section of a module, which is loaded when it is asked for: one that measures little does not wait for music21."""
    def section() -> str:
        found: str = importlib.import_module(module).section()
        return found
    return section


PAGE = Page("composing.md", HEAD, {name: _section(module) for name, module in MODULES.items()})

if __name__ == "__main__":
    measure(PAGE, sys.argv[1:])

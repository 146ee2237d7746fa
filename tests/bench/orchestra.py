"""`make bench-orchestra`: how cues are given to players, read back from their files, into docs/bench/orchestra.md.

python -m tests.bench.orchestra DATE DOCS [SECTION..]    all sections, or the named ones measured anew and the others kept as they stand

Each section is a module's own `section()`; here is the one list of them.
"""

import importlib
import sys
from collections.abc import Callable

from tests.bench.sections import Page, measure

MODULES = {name: f"tests.orchestrating.bench.{name}" for name in ("layering", "light", "legibility", "resonance")}
HEAD = """# How cues are given to players: what was asked, and who plays what

<!-- made by `make bench-orchestra`; SECTIONS="layering light" measures some of it anew -->

Films are drawn by lot (`tests/composing/bench/drawn.py`, `tests/orchestrating/bench/drawn.py`) and go down the main path from `invent`
to `orchestrate`; notes are read back from the MIDI that is delivered. What is tuned is tuned on other films than these. These are
measures of agreement with what was asked; no listener was asked, and nothing is claimed about one. Shares stand with their interval
(Wilson, 95 %) and count; **no** marks a goal that is not met.
"""


def _section(module: str) -> Callable[[], str]:
    """The section of a module, which is loaded when it is asked for."""
    def section() -> str:
        found: str = importlib.import_module(module).section()
        return found
    return section


PAGE = Page("orchestra.md", HEAD, {name: _section(module) for name, module in MODULES.items()})

if __name__ == "__main__":
    measure(PAGE, sys.argv[1:])

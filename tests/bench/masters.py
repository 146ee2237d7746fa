"""`make bench-masters`: mixes and masters measured by other code than made them, into docs/bench/masters.md.

python -m tests.bench.masters DATE DOCS [SECTION..]    all sections, or the named ones measured anew and the others kept as they stand
"""

import importlib
import sys
from collections.abc import Callable
from importlib.metadata import version

from tests.bench.sections import Page, measure

MODULES = {"words": "tests.mastering.bench.words", "peaks": "tests.mastering.bench.peaks",
           "meters": "tests.mastering.bench.meters", "search": "tests.mastering.bench.search",
           "emotion": "tests.mastering.bench.emotion"}
HEAD = f"""# Mixes and masters: measured by other code than made them

<!-- made by `make bench-masters`; SECTIONS="words meters" measures some of it anew -->

The film is the demo's own sound (`src/yeoun/demo/sound.py`; its words are spoken by espeak-ng) under bands drawn by lot
(`tests/mastering/bench/drawn.py`). Read with {', '.join(f"{name} {version(name)}" for name in ('pyebur128', 'pystoi', 'av', 'scipy'))}.
These are measures of sound; no listener was asked, and nothing is claimed about one. **no** marks a goal that is not met.
"""


def _section(module: str) -> Callable[[], str]:
    def section() -> str:
        found: str = importlib.import_module(module).section()
        return found
    return section


PAGE = Page("masters.md", HEAD, {name: _section(module) for name, module in MODULES.items()})

if __name__ == "__main__":
    measure(PAGE, sys.argv[1:])

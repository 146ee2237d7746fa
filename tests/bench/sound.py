"""`make bench-sound`: instruments, Korean models and what they play, measured into docs/bench/sound.md.

python -m tests.bench.sound DATE DOCS [SECTION..]    all sections, or the named ones measured anew and the others kept as they stand
"""

import importlib
import sys
from collections.abc import Callable

from tests.bench.sections import Page, measure

NAMES = ("instruments", "daegeum", "ornaments", "models")
HEAD = """# Sound: what the instruments do, and how near the Korean models come to the real ones

<!-- made by `make bench-sound`; SECTIONS="daegeum models" measures some of it anew -->

Measured on rendered notes by `tests/performing/bench/ears.py`, which shares nothing with the players. Each figure stands beside its
control. These are measures of sound; no listener was asked. **no** marks a goal that is not met.
"""


def _section(module: str) -> Callable[[], str]:
    def section() -> str:
        found: str = importlib.import_module(module).section()
        return found
    return section


PAGE = Page("sound.md", HEAD, {name: _section(f"tests.performing.bench.{name}") for name in NAMES})

if __name__ == "__main__":
    measure(PAGE, sys.argv[1:])

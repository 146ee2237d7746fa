"""`make bench-feeling`: how well scenes are read, heard, seen and felt, section after section, into docs/bench/feeling.md.

python -m tests.bench.feeling DATE DOCS [SECTION..]    all sections, or the named ones measured anew and the others kept as they stand

Each section is a module's own `section()`, where what it measures, its chance level and the trick that would game it stand; most of them
take some minutes of a processor, strangers twenty. A page is written whole after every section, so that nothing measured is lost.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.__main__ import machine
from tests.feeling import sources_bench, words_bench
from tests.observing import speed_bench
from tests.observing.strangers import __main__ as strangers
from tests.reading import align_bench, fitting_bench

SECTIONS: dict[str, Callable[[], str]] = {
    "words": words_bench.section, "lines": align_bench.section, "scripts": fitting_bench.section,
    "strangers": strangers.section, "sources": sources_bench.section,
    "speed": speed_bench.section}
HEAD = """# How scenes are felt: what is read, heard and seen

<!-- made by `make bench-feeling`; SECTIONS="words speed" measures some of it anew -->

The light of shots has a page of its own: [light.md](light.md). Shares stand with their interval (Wilson, 95 %) and count.
"""


def kept(page: str) -> dict[str, str]:
    """The sections that stand on a page, by name.

    >>> kept(marked("words", "figures"))
    {'words': 'figures'}
    """
    parts = page.split("<!-- section ")[1:]
    return {part.split(" -->", 1)[0]: part.split(" -->\n", 1)[1].strip() for part in parts}


def marked(name: str, text: str) -> str:
    """A section as it stands on the page."""
    return f"<!-- section {name} -->\n{text.strip()}\n"


def write(path: Path, found: dict[str, str]) -> None:
    """The page, its sections in order."""
    path.write_text("\n".join([HEAD, *(marked(name, found[name]) for name in SECTIONS if name in found)]), encoding="utf-8")


def main() -> None:
    """Measure what was asked for."""
    date, docs, *asked = sys.argv[1:]
    if wrong := set(asked) - set(SECTIONS):
        sys.exit(f"No section {', '.join(sorted(wrong))}; there are {', '.join(SECTIONS)}")
    path = Path(docs) / "feeling.md"
    found = kept(path.read_text(encoding="utf-8")) if path.exists() else {}
    for name in asked or SECTIONS:
        start, on = time.process_time(), machine()
        text = SECTIONS[name]().strip()
        found[name] = (f"{text}\n\nMeasured {date} on {on['processors']} processors ({on['processor']}), {on['memory_gb']} GB, Python "
                       f"{on['python']}, Yeoun {on['yeoun']}; load before {on['load_before']}; {time.process_time() - start:.0f} s of a "
                       "processor.")
        write(path, found)
        sys.stdout.write(f"{name}: {path}\n")


if __name__ == "__main__":
    main()

"""`make bench-feeling`: how well scenes are read, heard, seen and felt, section after section, into docs/bench/feeling.md.

python -m tests.bench.feeling DATE DOCS [SECTION..]    all sections, or the named ones measured anew and the others kept as they stand

Each section is a module's own `section()`, where what it measures, its chance level and the trick that would game it stand; most of them
take some minutes of a processor, strangers twenty.
"""

import sys
from functools import partial

from tests.bench.sections import Page, measure
from tests.feeling import sources_bench, weighing_bench, words_bench
from tests.observing import speed_bench
from tests.observing.strangers import __main__ as strangers
from tests.reading import align_bench, fitting_bench

HEAD = """# How scenes are felt: what is read, heard and seen

<!-- made by `make bench-feeling`; SECTIONS="words speed" measures some of it anew -->

The light of shots has a page of its own: [light.md](light.md). Shares stand with their interval (Wilson, 95 %) and count.
"""
PAGE = Page("feeling.md", HEAD, {
    "words": words_bench.section, "lines": align_bench.section, "scripts": fitting_bench.section,
    "strangers": partial(strangers.section, picture=False), "picture": partial(strangers.section, sound=False),
    "sources": sources_bench.section, "weighing": weighing_bench.section, "speed": speed_bench.section})


if __name__ == "__main__":
    measure(PAGE, sys.argv[1:])

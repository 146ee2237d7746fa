"""A page of figures in sections: each is measured by a module's own `section()`, and kept as it stands until it is measured anew.

A page is written whole after every section, so that nothing measured is lost.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.__main__ import machine


@dataclass(frozen=True)
class Page:
    """A page: its file, what stands above its sections, and who measures each, in the order of the page."""

    name: str
    head: str
    sections: Mapping[str, Callable[[], str]]


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


def write(path: Path, page: Page, found: Mapping[str, str]) -> None:
    """The page, its sections in order."""
    text = [page.head, *(marked(name, found[name]) for name in page.sections if name in found)]
    path.write_text("\n".join(text), encoding="utf-8")


def measure(page: Page, arguments: Sequence[str]) -> None:
    """All sections of a page, or the named ones, measured; the others stay as they stand.

    arguments  the date, the folder of the page, names of sections (none: all)
    """
    date, docs, *asked = arguments
    if wrong := set(asked) - set(page.sections):
        sys.exit(f"No section {', '.join(sorted(wrong))}; there are {', '.join(page.sections)}")
    path = Path(docs) / page.name
    found = kept(path.read_text(encoding="utf-8")) if path.exists() else {}
    for name in asked or page.sections:
        start, on = time.process_time(), machine()
        text = page.sections[name]().strip()
        found[name] = (f"{text}\n\nMeasured {date} on {on['processors']} processors ({on['processor']}), {on['memory_gb']} GB, Python "
                       f"{on['python']}, Yeoun {on['yeoun']}; load before {on['load_before']}; {time.process_time() - start:.0f} s of a "
                       "processor.")
        write(path, page, found)
        sys.stdout.write(f"{name}: {path}\n")

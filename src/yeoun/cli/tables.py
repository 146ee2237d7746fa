"""Answers as tables: findings, what a file was understood as, what the store holds."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from yeoun.checking.finding import HOW_FAR, Finding
from yeoun.cli.disk import spoken
from yeoun.cli.given import bytes_of
from yeoun.errors import InputRefused
from yeoun.pipeline.store import Store
from yeoun.reading.table import describe, read_file

GAP, LEAST = 2, 24    # our choice: blanks between columns, and what the last one needs to be read
KINDS = {"things": "results of steps", "files": "files (sound, pictures, pages)"}    # what lies in a store, as people say it
NAMED = {"asked", "measured"}    # headings that a row told over several lines cannot do without
_SIZES = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def show_findings(findings: tuple[Finding, ...], folder: Path, console: Console | None = None) -> None:
    """Every measure with what was asked and what was found; failures last, so that they stay in sight."""
    console = console or Console()
    ordered = sorted(findings, key=lambda finding: not finding.ok)
    rows = [("ok" if each.ok else "NO", each.what, each.where, each.asked, each.measured) for each in ordered]
    _shown(("", "what", "where", "asked", "measured"), rows, console)
    failed, stopped = sum(not each.ok for each in findings), next((each for each in findings if each.what == HOW_FAR
                                                                        and each.measured.startswith("stopped")), None)
    _say(console, f"{folder}: {len(findings)} measures, {failed} failed.")
    if stopped is not None:
        _say(console, f"The run was {stopped.measured}, as --until asked, so that only what is there was measured. "
                      "Score it on without --until for the rest.")


def show_understood(file: Path, as_json: bool, console: Console | None = None) -> int:
    """What a script, subtitle or cut list was understood as."""
    bytes_of(file, "file")
    understood = read_file(file)
    if as_json:
        print(json.dumps(asdict(understood), ensure_ascii=False, indent=1, default=str))
        return 0
    heads, *rows = describe(understood)
    _shown(heads, rows, console or Console())
    return 0


def _say(console: Console, line: str) -> None:
    console.print(line, highlight=False, markup=False, soft_wrap=not console.is_terminal)


def _shown(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], console: Console) -> None:
    """A table as wide as the terminal: the last column breaks between words. Where that leaves it no room, each row is told over
    several lines; where no terminal looks on, in a file or a pipe, no line is broken at all."""
    widths = [max(cell_len(row[k]) for row in (heads, *rows)) for k in range(len(heads))]
    left = console.width - sum(widths[:-1]) - GAP * (len(heads) - 1)
    if not console.is_terminal:
        for row in (heads, *rows):
            told = "".join(set_cell_size(each, width + GAP) for each, width in zip(row, widths[:-1], strict=False)) + row[-1]
            print(told.rstrip(), file=console.file)
        return
    if left >= min(LEAST, widths[-1]):
        table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0))
        for head in heads:
            table.add_column(head, no_wrap=head != heads[-1], overflow="fold")
        for row in rows:
            table.add_row(*map(_cell, row))
    else:
        table = Table.grid(padding=(0, GAP, 0, 0))
        for row in rows:
            first, *others = (f"{head} {each}" if head in NAMED else each for head, each in zip(heads, row, strict=True))
            table.add_row(_cell(first), Text("; ".join(each for each in others if each), overflow="fold"))
    console.print(table, highlight=False)


def _cell(words: str) -> Text:
    return Text(words, style={"ok": "green", "NO": "bold red"}.get(words, ""))


def show_store(url: str, keep: str | None) -> int:
    """What the store holds, and how much was forgotten; sizes as they lie on the disk."""
    store, console = Store(url), Console()
    if keep is not None:
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:([KMGT])B?|B)|0", keep.strip(), re.I)
        if found is None:
            raise InputRefused(name="--keep", where=keep, why="it is no size with its unit", now="Write a size such as 50GB or 800MB")
        freed = store.prune(int(float(found.group(1) or 0) * _SIZES[(found.group(2) or "").upper()]))
        console.print(f"Forgot {spoken(freed)} of files; results of steps are kept, and sound is made again when it is needed.",
                      soft_wrap=True)
    if not store.stands():
        console.print(f"{url}: nothing is there yet; the first run makes it, where it may write", highlight=False, markup=False,
                      soft_wrap=True)
    measure = "on the disk" if store.is_folder else "as the store tells their sizes"
    for kind, (count, size) in store.holds().items():
        console.print(f"{url}: {count:,} {KINDS[kind]}, {spoken(size)} {measure}", highlight=False, markup=False, soft_wrap=True)
    return 0

"""Answers as tables: findings, what a file was understood as, what the store holds."""

import json
import re
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from yeoun.checking.finding import Finding
from yeoun.cli.given import bytes_of
from yeoun.errors import InputRefused
from yeoun.pipeline.store import Store
from yeoun.reading.table import describe, read_file

_SIZES = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def show_findings(findings: tuple[Finding, ...], folder: Path) -> None:
    """Every measure with what was asked and what was found; failures last, so that they stay in sight."""
    table = Table(box=None, pad_edge=False)
    for heading in ("", "what", "where", "asked", "measured"):
        table.add_column(heading, overflow="fold")
    for each in sorted(findings, key=lambda finding: not finding.ok):
        table.add_row("[green]ok[/]" if each.ok else "[bold red]NO[/]", *map(escape, (each.what, each.where, each.asked, each.measured)))
    console = Console()
    console.print(table, highlight=False)
    failed = sum(not each.ok for each in findings)
    console.print(f"{folder}: {len(findings)} measures, {failed} failed.", highlight=False, markup=False)


def show_understood(file: Path, as_json: bool) -> int:
    """What a script, subtitle or cut list was understood as."""
    bytes_of(file, "file")
    understood = read_file(file)
    if as_json:
        print(json.dumps(asdict(understood), ensure_ascii=False, indent=1, default=str))
        return 0
    table = Table(box=None, pad_edge=False, show_header=False)
    for row in describe(understood):
        table.add_row(*row)
    Console().print(table, highlight=False, markup=False)
    return 0


def show_store(url: str, keep: str | None) -> int:
    """What the store holds, and how much was forgotten."""
    store, console = Store(url), Console()
    if keep is not None:
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)B?", keep.strip(), re.I)
        if found is None:
            raise InputRefused(name="--keep", where=keep, why="it is no size", now="Write a size such as 50GB or 800MB")
        freed = store.prune(int(float(found.group(1)) * _SIZES[found.group(2).upper()]))
        console.print(f"Forgot {freed / 1e6:,.1f} MB of files; nouns are kept, and sound is made again when it is needed.",
                      soft_wrap=True)
    if not store.stands():
        console.print(f"{url}: nothing is there yet; the first run makes it, where it may write", highlight=False, markup=False,
                      soft_wrap=True)
    for kind, (count, size) in store.holds().items():
        console.print(f"{url}: {count:,} {kind}, {size / 1e6:,.1f} MB", highlight=False, markup=False, soft_wrap=True)
    return 0

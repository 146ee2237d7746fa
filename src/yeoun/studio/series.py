"""What outlives an episode: the series' folder, one small page an episode.

`themes/<episode>.json` holds the motifs that appeared in that episode. Episode N reads the pages of episodes before it and
writes only its own, so that rerunning gives the same bytes and a later character never alters an earlier motif.
"""

import json
import re
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from yeoun.errors import InputRefused
from yeoun.model.composed import Motif, ThemeBook
from yeoun.pipeline.arriving import refusing, written
from yeoun.units.names import MotifId


def themes_before(series: Path, episode: str) -> ThemeBook:
    """The motifs of all episodes whose names sort before this one.

    series   the series' folder; an empty or missing one gives an empty book
    episode  such as s01e03
    """
    pages = sorted((path for path in (series / "themes").glob("*.json") if not path.name.startswith(".")
                    and _order(path.stem) < _order(episode)), key=lambda path: _order(path.stem))
    return ThemeBook(tuple(motif for page in pages for motif in _page(page)))


def _order(episode: str) -> tuple[tuple[int, str], ...]:
    """Episodes in the order people count them: s01e9 before s01e10."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", episode))


def keep_page(series: Path, episode: str, before: ThemeBook, themes: ThemeBook) -> None:
    """Write the motifs that are new in this episode; a page once written is replaced whole."""
    known = {motif.id for motif in before.motifs}
    page = {"schema": 1, "episode": episode, "motifs": [_plain(motif) for motif in themes.motifs if motif.id not in known]}
    contents = json.dumps(page, ensure_ascii=False, indent=1) + "\n"
    with refusing(series, "Make room or mend its permissions, then run again: everything else is finished and kept"):
        (series / "themes").mkdir(parents=True, exist_ok=True)
        written(series / "themes" / f"{episode}.json", contents.encode())


def _plain(motif: Motif) -> dict[str, Any]:
    return asdict(motif) | {"beats": [str(each) for each in motif.beats]}


def _beats(text: str) -> Fraction:
    if not re.fullmatch(r"\d{1,6}(?:/\d{1,6})?", text):    # Fraction would work for hours on "1e999999999"
        raise ValueError(f"{text[:20]!r} is no number of beats")
    return Fraction(text)


def _refuse_other_types(motif: dict[str, Any]) -> None:
    """A value of another type than the page was written with would break a later stage, far from here."""
    for name, value in motif.items():
        wanted: type = list if name in {"degrees", "beats", "harmony"} else int if name == "tonic" else str
        inner: type = int if name == "degrees" else str
        if not isinstance(value, wanted) or (isinstance(value, list) and not all(isinstance(each, inner) for each in value)):
            raise TypeError(f"{name} cannot be {str(value)[:40]}")


def _page(path: Path) -> list[Motif]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["motifs"]
        for each in found:
            _refuse_other_types(each)
        return [Motif(**(each | {
            "id": MotifId(each["id"]), "degrees": tuple(each["degrees"]), "harmony": tuple(each["harmony"]),
            "beats": tuple(_beats(beat) for beat in each["beats"])})) for each in found]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, ZeroDivisionError) as why:
        raise InputRefused(name=str(path), where="the page", why=f"it is no page of themes ({why})",
                           now="Restore it from a backup, or remove it to have its motifs designed again") from why

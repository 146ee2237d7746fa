"""What outlives an episode: the series' folder, one small page an episode.

`themes/<episode>.json` holds the motifs that appeared in that episode. Episode N reads the pages of episodes before it and
writes only its own, so that rerunning gives the same bytes and a later character never alters an earlier motif.

A motif that a person wrote or changed on a page is theirs: a rerun of that episode takes it as it stands. Which those are is
seen from `made` on the page, the digests of the motifs as they were designed: what has another one, or none, is a person's.
Who removes a motif from the page has it designed anew.
"""

import hashlib
import json
import re
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from yeoun.errors import InputRefused, OutputRefused
from yeoun.model.composed import Motif, ThemeBook
from yeoun.pipeline.arriving import arriving, refusing, written
from yeoun.units.names import MotifId

SCHEMA = 1

def themes_before(series: Path, episode: str) -> ThemeBook:
    """The motifs of all episodes whose names sort before this one, and what people wrote on this one's own page.

    series   the series' folder; an empty or missing one gives an empty book
    episode  such as s01e03
    Refuses  InputRefused, where it is no folder, or a page of it cannot be read
    """
    if series.exists() and not series.is_dir():
        raise InputRefused(name=str(series), where="--series", why="it is a file, not a folder", now="Name the series' folder")
    pages = [_read(path) for path in _earlier(series, episode)]
    own = series / "themes" / f"{episode}.json"
    written, by_people = _read(own) if own.is_file() else ([], frozenset[MotifId]())
    pages.append(([motif for motif in written if motif.id in by_people], by_people))
    return ThemeBook(tuple(motif for motifs, _ in pages for motif in motifs),
                     tuple(motif.id for motifs, theirs in pages for motif in motifs if motif.id in theirs))


def in_story_order(pages: Path, ending: str, episode: str) -> list[Path]:
    """The pages of the episodes before this one, in their order.

    pages    the folder; ending of the pages' names, without the dot
    """
    return sorted((path for path in pages.glob(f"*.{ending}") if not path.name.startswith(".")
                   and _order(path.stem) < _order(episode)), key=lambda path: _order(path.stem))


def _earlier(series: Path, episode: str) -> list[Path]:
    return in_story_order(series / "themes", "json", episode)


def _order(episode: str) -> tuple[tuple[int, str], ...]:
    """Episodes in the order people count them: s01e9 before s01e10."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", episode))


def make_place(series: Path, episode: str) -> None:
    """Make the folder of a series' pages and write to it once: hours later is too late to hear that it cannot be done.

    Refuses  OutputRefused, where the page of this episode could not be written
    """
    pages = series / "themes"
    now = "Choose a folder you may write to with --series"
    with refusing(series, now):
        pages.mkdir(parents=True, exist_ok=True)
        with arriving(pages):
            pass
    for page in (pages / f"{episode}.json", series / "weights" / f"{episode}.toml"):
        if page.is_dir():
            raise OutputRefused(place=str(page), why="it is a folder", now="Move it elsewhere, or name another episode")
    if (series / "weights").is_file():
        raise OutputRefused(place=str(series / "weights"), why="it is a file, not a folder", now="Move it elsewhere")


def keep_page(series: Path, episode: str, themes: ThemeBook) -> None:
    """Write the motifs that are new in this episode, those of people as they wrote them; a page is replaced whole."""
    known = {motif.id for path in _earlier(series, episode) for motif in _read(path)[0]}
    new = [motif for motif in themes.motifs if motif.id not in known]
    page = {"schema": SCHEMA, "episode": episode, "motifs": [_plain(motif) for motif in new],
            "made": {motif.id: _digest(motif) for motif in new if motif.id not in themes.by_people}}
    contents = json.dumps(page, ensure_ascii=False, indent=1) + "\n"
    with refusing(series, "Make room or mend its permissions, then run again: everything else is finished and kept"):
        (series / "themes").mkdir(parents=True, exist_ok=True)
        written(series / "themes" / f"{episode}.json", contents.encode())


def _digest(motif: Motif) -> str:
    return hashlib.sha256(json.dumps(_plain(motif), sort_keys=True).encode()).hexdigest()


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


def _read(path: Path) -> tuple[list[Motif], frozenset[MotifId]]:
    """The motifs of a page, and which of them are people's."""
    try:
        page = json.loads(path.read_text(encoding="utf-8"))
        if page.get("schema", SCHEMA) != SCHEMA:
            raise InputRefused(name=str(path), where="the page", now="Use the version that wrote it",
                               why=f"it is a page of themes of schema {str(page['schema'])[:20]}, and this version reads schema {SCHEMA}")
        found, made = page["motifs"], dict(page.get("made", {}))
        for each in found:
            _refuse_other_types(each)
        motifs = [Motif(**(each | {
            "id": MotifId(each["id"]), "degrees": tuple(each["degrees"]), "harmony": tuple(each["harmony"]),
            "beats": tuple(_beats(beat) for beat in each["beats"])})) for each in found]
        return motifs, frozenset(motif.id for motif in motifs if made.get(motif.id) != _digest(motif))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, ZeroDivisionError) as why:
        raise InputRefused(name=str(path), where="the page", why=f"it is no page of themes ({why})",
                           now="Restore it from a backup, or remove it to have its motifs designed again") from why

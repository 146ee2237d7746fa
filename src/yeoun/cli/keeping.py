"""Locked bars on disk: taken from the finished folder once, and kept beside the notes from then on (`kept/`).

What a person approved outlives the folder it came from: a later run reads `kept/` alone. With `--series` it lies in the series' folder.
"""

import re
from pathlib import Path

from yeoun.errors import InputRefused
from yeoun.model.kept import KeptBars
from yeoun.model.notes import Note, NoteKind, Notes
from yeoun.pipeline.arriving import refusing, written

LARGEST = 50_000_000    # bytes; our choice: no cue has as many notes


def with_kept(notes: Notes, file: Path, series: Path | None, episode: str, out: Path) -> Notes:
    """The notes with the bars that their locks keep; bars that were not kept yet are taken from a finished folder, and kept.

    file     of the notes;  series  the folder of the series, if there is one
    out      the folder of this run, as the last run left it
    Refuses  InputRefused, by the note's id: nothing was kept and no finished cue is there to take the bars from, the cue has no such
             bars, or the kept file is damaged or holds others; OutputRefused, where it cannot be written
    """
    locks = [note for note in notes.notes if note.kind is NoteKind.LOCK]
    folder = (series if series is not None else file.parent) / "kept"
    return Notes(notes.notes, tuple(_bars(note, folder / f"{episode}_{note.id}.json", out) for note in locks))


def _bars(note: Note, place: Path, out: Path) -> KeptBars:
    from yeoun.reading.kept import as_text, cut, locked_in, parse_bars

    asked = locked_in(note.value)
    assert asked is not None    # reading/asked.py let no other through
    cue, first, last = asked
    if not re.fullmatch(r"[\w-]{1,60}", note.id):
        raise InputRefused(name="notes", where=f"note {note.id}", why=(
            "its id names the file of what it locks, and has signs that file names cannot"),
                           now="Use letters, digits, - and _ in the id of a lock")
    if place.exists():
        bars = parse_bars(_text(place), str(place))
        if (str(bars.id), bars.note) != (cue, note.id) or (first and (bars.first_bar, bars.last_bar) != (first, last)):
            raise InputRefused(name="notes", where=f"note {note.id}", why=f"it asks for {note.value}, and {place} keeps {bars.said}", now=(
                "Let the note ask for these, or move that file away to lock the bars of the finished folder anew"))
        return bars
    source = out / "cues" / cue / "bars.json"
    if not source.is_file():
        raise InputRefused(name="notes", where=f"note {note.id}", why=(
            f"nothing is kept for it in {place}, and {out} holds no finished cue {cue}"),
                           now="Score into that folder without the lock first, or put the kept file back")
    whole = parse_bars(_text(source), str(source))
    try:
        bars = cut(whole, first or whole.first_bar, last or whole.last_bar, note.id)
    except ValueError as why:
        raise InputRefused(name="notes", where=f"note {note.id}", why=str(why), now="Lock bars that the cue has") from why
    with refusing(place.parent, "Mend its permissions: what a lock keeps has to lie there"):
        place.parent.mkdir(parents=True, exist_ok=True)
        written(place, as_text(bars).encode())
    return bars


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise InputRefused(name=str(path), where="its size", why="no cue is as large", now="Put the file back as it was written")
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise InputRefused(name=str(path), where="the bars it keeps", why=str(why), now="Put the file back as it was written") from why

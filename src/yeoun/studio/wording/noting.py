"""Proposed edits as [[note]] entries of a file of notes: what a person looks at, and what is appended when they ask for it."""

import json
from collections.abc import Collection, Sequence

from yeoun.reading.notes import parse_notes
from yeoun.reading.toml import parse_toml
from yeoun.studio.wording.proposal import Edit

PREFIX = "w"    # ids of notes made from words: w1, w2 ...


def entries(edits: Sequence[Edit], phrase: str, by: str, taken: Collection[str] = ()) -> str:
    """The edits as TOML, one [[note]] each or several where one edit needs them; every note keeps the phrase as its reason.

    by      who said it
    taken   ids that the file has already
    """
    ids = (f"{PREFIX}{number}" for number in range(1, len(taken) + 1000) if f"{PREFIX}{number}" not in taken)
    return "\n".join(_entry(next(ids), by, note.kind.value, note.frames, note.value, phrase) for edit in edits for note in edit.notes)


def _entry(id: str, by: str, kind: str, frames: tuple[int, int] | None, value: str, why: str) -> str:
    lines = ["[[note]]", f"id = {_text(id)}", f"by = {_text(by)}", f"kind = {_text(kind)}"]
    if frames is not None:
        lines.append(f"frames = [{frames[0]}, {frames[1]}]")
    return "\n".join([*lines, f"value = {_text(value)}", f"why = {_text(why)}", ""])


def _text(value: str) -> str:
    """A string of TOML: JSON's escapes are all of them TOML's too, but for the sign of deletion, which TOML wants escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def ids_of(text: str, name: str) -> frozenset[str]:
    """The ids of the notes in a file. Refuses InputRefused: broken TOML."""
    notes = parse_toml(text, name).get("note", [])
    return frozenset(str(each.get("id", "")) for each in notes if isinstance(each, dict)) if isinstance(notes, list) else frozenset()


def with_entries(text: str, made: str, name: str) -> str:
    """A file of notes with entries behind it, read back by the reader of notes before anybody writes it.

    text, name  of the file as it stands, empty where there is none
    Refuses     what `parse_notes` refuses: so two notes that cannot both hold
    """
    whole = f"{text.rstrip()}\n\n{made}" if text.strip() else made
    parse_notes(whole, name)
    return whole

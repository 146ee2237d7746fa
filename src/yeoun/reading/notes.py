"""The people's notes: a TOML file of `[[note]]` entries (contract.md, "Notes, locks, picks").

A note names a kind, a value, a reason, and where it holds: a scene by its number, frames [first, end), or source
timecodes; without a place it holds for the whole film. Notes always win over the machine, so two that cannot both
hold are refused here, by their ids, before anything is made.

    rate = "24000/1001"          # only needed for source_tc
    start_tc = "01:00:00:00"

    [[note]]
    id = "n1"
    by = "director"
    kind = "graph"
    scene = "3"
    value = "tension=0.9"
    why = "the slap is felt before it is seen"
"""

import difflib
import re
import tomllib
from fractions import Fraction
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from yeoun.errors import InputRefused, NoSuch, NotesContradict
from yeoun.model.notes import Note, NoteKind, Notes
from yeoun.units.names import canonical
from yeoun.units.time import exact_rate, frame_of

AXES = {"valence": (-1.0, 1.0), "arousal": (0.0, 1.0), "tension": (0.0, 1.0)}
PLACED = frozenset({NoteKind.SILENCE, NoteKind.MUSIC, NoteKind.HIT})  # kinds that mean nothing without a place
SINGLE = frozenset(
    {  # kinds of which a place can have only one value
        NoteKind.MUSIC,
        NoteKind.THEME,
        NoteKind.MODE,
        NoteKind.KEY,
        NoteKind.TEMPO,
        NoteKind.CHORDS,
        NoteKind.METHOD,
        NoteKind.PICK,
    }
)
GRADES = frozenset({"A", "B", "C"})
NO_MUSIC = frozenset({"no", "none", "forbid", "off", "false"})
LARGEST = 10**15  # longer whole numbers are kept as they are written
SLOWEST, FASTEST = 20.0, 300.0  # what a metronome can be asked for

_PAIR = re.compile(r"\s*(?P<axis>[A-Za-z_]+)\s*[=:]\s*(?P<value>[-+]?\d+(?:\.\d+)?)\s*[,;]?")


_Model = TypeVar("_Model", bound=BaseModel)


class _Note(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: str = Field(min_length=1)
    by: str = ""
    kind: str
    value: str | int | float | bool | list[str] | dict[str, float] = ""
    why: str = ""
    scene: str | int | None = None
    frames: list[int] | None = Field(default=None, min_length=2, max_length=2)
    source_tc: list[str] | None = Field(default=None, min_length=2, max_length=2)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rate: str | float | int | None = None
    start_tc: str | None = None
    note: list[dict[str, Any]] = []


def parse_notes(text: str, name: str) -> Notes:
    """The notes of a file.

    text     the TOML
    name     the file, for refusals
    Refuses  InputRefused: broken TOML, an unknown key, a value out of its range, a place missing; NoSuch: an unknown
             kind or axis, with the nearest; NotesContradict: two notes that cannot both hold

    >>> parse_notes('[[note]]\\nid="a"\\nkind="tempo"\\nscene="2"\\nvalue=72', "n.toml").notes[0].value
    '72'
    """
    head = _valid(_File, parse_toml(text, name), name, "the top of the file")
    notes: list[Note] = []
    for number, entry in enumerate(head.note, start=1):
        where = f"note {entry.get('id', number)}"
        notes.append(_note(_valid(_Note, entry, name, where), head, name, where))
    _refuse_twins(notes, name)
    for k, second in enumerate(notes):
        for first in notes[:k]:
            _refuse_contradiction(first, second)
    return Notes(tuple(notes))


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """TOML as a plain table. Refuses InputRefused with the line."""
    try:
        return tomllib.loads(canonical(text))
    except tomllib.TOMLDecodeError as trouble:
        found = re.search(r"line (\d+)", str(trouble))
        raise InputRefused(
            name=name,
            where=f"line {found[1]}" if found else "the text",
            why=f"it is not valid TOML ({trouble})",
            now="Correct that line",
        ) from trouble
    except (RecursionError, ValueError) as trouble:
        why = "a number in it is too long" if isinstance(trouble, ValueError) else "its brackets lie too deep in one another"
        raise InputRefused(name=name, where="the text", why=why, now="Write the file anew") from trouble


def _valid(kind: type[_Model], table: dict[str, Any], name: str, where: str) -> _Model:
    try:
        return kind.model_validate(table)
    except ValidationError as trouble:
        first = trouble.errors()[0]
        key = ".".join(
            str(part)
            for part in first["loc"]
            if not str(part).startswith(("str", "int", "float", "bool", "list", "dict"))
        )
        if first["type"] == "extra_forbidden":
            raise NoSuch(kind="note key", name=key, nearest=nearest(key, list(kind.model_fields))) from trouble
        raise InputRefused(
            name=name, where=f"{where}, {key}", why=first["msg"][:1].lower() + first["msg"][1:], now="Correct it"
        ) from trouble


def nearest(name: str, known: list[str]) -> str:
    """The known names most like this one, for a refusal.

    >>> nearest("grpah", ["graph", "hit", "key"])
    'graph'
    """
    return ", ".join(difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known)


def _note(raw: _Note, head: _File, name: str, where: str) -> Note:
    kinds = [kind.value for kind in NoteKind]
    if raw.kind not in kinds:
        raise NoSuch(kind="note kind", name=raw.kind, nearest=nearest(raw.kind, kinds))
    kind = NoteKind(raw.kind)
    frames = _frames(raw, head, name, where)
    scene = None if raw.scene is None else str(raw.scene)
    if scene is not None and frames is not None:
        raise InputRefused(name=name, where=where, why="it names a scene and frames at once", now="Keep one of them")
    if kind in PLACED and scene is None and frames is None:
        raise InputRefused(
            name=name, where=where, why=f"a {kind.value} note needs a place", now="Add scene, frames or source_tc"
        )
    return Note(raw.id, raw.by, kind, _value(raw, kind, name, where), raw.why, scene, frames)


def _frames(raw: _Note, head: _File, name: str, where: str) -> tuple[int, int] | None:
    if raw.frames is not None and raw.source_tc is not None:
        raise InputRefused(name=name, where=where, why="it names frames and source_tc at once", now="Keep one of them")
    if raw.source_tc is not None:
        if head.rate is None:
            raise InputRefused(
                name=name,
                where=where,
                why="source_tc is only known together with a rate",
                now='Add a line such as rate = "24000/1001" at the top of the file',
            )
        try:
            rate = (
                Fraction(head.rate) if isinstance(head.rate, str) and "/" in head.rate else exact_rate(float(head.rate))
            )
            start = frame_of(head.start_tc, rate) if head.start_tc else 0
            first, end = (int(frame_of(label, rate)) - start for label in raw.source_tc)
        except (ValueError, ZeroDivisionError, IndexError) as trouble:
            raise InputRefused(
                name=name, where=where, why=f"its timecode cannot be read ({trouble})", now="Write it as 01:00:10:00"
            ) from trouble
    elif raw.frames is not None:
        first, end = raw.frames
    else:
        return None
    if not 0 <= first <= end:
        raise InputRefused(
            name=name,
            where=where,
            why=f"it runs from frame {first} to frame {end}",
            now="Give the first frame, then the one after the last",
        )
    return first, max(end, first + 1)


def _value(raw: _Note, kind: NoteKind, name: str, where: str) -> str:
    match raw.value:
        case dict():
            text = " ".join(f"{axis}={value:g}" for axis, value in raw.value.items())
        case list():
            text = " ".join(raw.value)
        case bool():
            text = "true" if raw.value else "false"
        case int() | float():
            text = f"{raw.value:g}" if abs(raw.value) < LARGEST else str(raw.value)
        case str():
            text = raw.value
    if kind is NoteKind.GRAPH:
        return _axes(text, name, where)
    if kind is NoteKind.TEMPO:
        try:
            tempo = float(text)
        except ValueError:
            tempo = 0.0
        if not SLOWEST <= tempo <= FASTEST:
            raise InputRefused(
                name=name,
                where=where,
                why=f"{text!r} is no tempo",
                now=f"Give beats a minute, {SLOWEST:g} to {FASTEST:g}",
            )
    if not text and kind not in {NoteKind.SILENCE, NoteKind.HIT}:
        raise InputRefused(name=name, where=where, why=f"a {kind.value} note needs a value", now="Add value = ...")
    return text


def _axes(text: str, name: str, where: str) -> str:
    pairs, at = [], 0
    while found := _PAIR.match(text, at):
        axis, value = found["axis"].lower(), float(found["value"])
        if axis not in AXES:
            raise NoSuch(kind="axis of the emotion graph", name=axis, nearest=nearest(axis, list(AXES)))
        low, high = AXES[axis]
        if not low <= value <= high:
            raise InputRefused(
                name=name,
                where=where,
                why=f"{axis} {value:g} is outside {low:g} to {high:g}",
                now="Give a value in that range",
            )
        pairs.append(f"{axis}={value:g}")
        at = found.end()
    if not pairs or text[at:].strip():
        raise InputRefused(
            name=name,
            where=where,
            why=f"{text!r} is no point of the emotion graph",
            now="Write it as valence=-0.5 tension=0.8",
        )
    return " ".join(pairs)


def _refuse_twins(notes: list[Note], name: str) -> None:
    seen: set[str] = set()
    for note in notes:
        if note.id in seen:
            raise InputRefused(
                name=name, where=f"note {note.id}", why="two notes have this id", now="Give each its own"
            )
        seen.add(note.id)


def _meet(first: Note, second: Note) -> bool:
    """Whether two notes hold at one place. A scene and frames cannot be compared before the film is laid out."""
    if first.frames and second.frames:
        return first.frames[0] < second.frames[1] and second.frames[0] < first.frames[1]
    return (
        first.scene is not None
        and first.scene == second.scene
        or (first.scene is None and second.scene is None and first.frames is None and second.frames is None)
    )


def _refuse_contradiction(first: Note, second: Note) -> None:
    if not _meet(first, second):
        return
    why = ""
    kinds = {first.kind, second.kind}
    if first.kind is second.kind and first.kind in SINGLE and first.value.casefold() != second.value.casefold():
        why = f"{first.kind.value} cannot be {first.value or 'set'} and {second.value or 'set'} at one place"
    elif kinds == {NoteKind.GRAPH}:
        ours, theirs = (dict(pair.split("=") for pair in note.value.split()) for note in (first, second))
        axis = next((axis for axis in ours if axis in theirs and ours[axis] != theirs[axis]), None)
        why = f"{axis} cannot be {ours[axis]} and {theirs[axis]} at one place" if axis else ""
    elif (
        kinds == {NoteKind.HIT}
        and {first.value.upper(), second.value.upper()} < GRADES
        and first.value.upper() != second.value.upper()
    ):
        why = f"a hit cannot be of class {first.value} and {second.value} at one place"
    elif kinds == {NoteKind.SILENCE, NoteKind.MUSIC}:
        agree = (first.value.casefold() in NO_MUSIC) != (second.value.casefold() in NO_MUSIC)
        why = "" if agree else "one asks for silence, the other for music"
    elif kinds == {NoteKind.SILENCE, NoteKind.HIT}:
        silence = first if first.kind is NoteKind.SILENCE else second
        why = "" if silence.value.casefold() in NO_MUSIC else "one asks for silence, the other for a hit in it"
    elif kinds == {NoteKind.INSTRUMENT} and first.value != second.value:
        wanted, unwanted = (re.sub(r"^(?:no|not|without|-)\s*", "", note.value.casefold()) for note in (first, second))
        opposed = (first.value.casefold() == wanted) != (second.value.casefold() == unwanted)
        why = f"one asks for {wanted}, the other forbids it" if wanted == unwanted and opposed else ""
    if why:
        raise NotesContradict(first=first.id, second=second.id, why=why)

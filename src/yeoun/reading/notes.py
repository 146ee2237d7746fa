"""The people's notes: a TOML file of `[[note]]` entries (README, "Your word against the machine's").

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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from yeoun.errors import InputRefused, NoSuch, NotesContradict, Refusal, SeveralRefused
from yeoun.model.notes import Note, NoteKind, Notes
from yeoun.reading.asked import NOT_YET, checked, nearest
from yeoun.reading.faults import refuse_all
from yeoun.reading.nowhere import scene_ids, scene_names
from yeoun.reading.opposed import contradictions
from yeoun.reading.toml import parse_toml
from yeoun.units.names import theme_asked
from yeoun.units.time import exact_rate, frame_of

PLACED = frozenset({NoteKind.GRAPH, NoteKind.SILENCE, NoteKind.MUSIC, NoteKind.HIT})  # kinds that mean nothing without a place
PLACES = ("scene", "frames", "source_tc")  # the keys that say where
FASTEST = 1000  # our choice: frames a second; no picture has more
LARGEST = 10**15  # longer whole numbers are kept as they are written
MOST_NAMED = 12  # our choice: names that exist and are not like the one asked for
MOST_PAIRS = 12  # our choice: pairs of notes that contradict each other and are shown; the others are counted
LONGEST_KEY = 40  # our choice: letters of a mistaken key that are said again

_WORDS = re.compile(    # comments and strings of TOML; what is never closed runs to the end, so that nothing is looked through twice
    r"""#[^\n]*|(?P<many>["]{3}(?:\\.|[^\\])*?(?:"{3,5}|\\?\Z)|'{3}.*?(?:'{3,5}|\Z))|"(?:\\[^\n]|[^"\\\n])*"?|'[^'\n]*'?""", re.S)

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


@dataclass(frozen=True, slots=True)
class _Entry:
    """One [[note]] of a file: its id (without one its number), the line it begins on, and that of each of its keys.

    The line is 0, and there are no keys, where nobody can tell.
    """

    note: str
    line: int = 0
    keys: Mapping[str, int] = field(default_factory=dict)

    def at(self, *keys: str) -> str:
        """The line of the first of some keys that is written there, else of the note, and the note: `line 12, note n1`."""
        line = next((self.keys[key] for key in keys if key in self.keys), self.line)
        return f"line {line}, note {self.note}" if line else f"note {self.note}"


def parse_notes(text: str, name: str, owners: Callable[[], Sequence[str]] | None = None,
                scenes: Callable[[], Sequence[str]] | None = None) -> Notes:
    """The notes of a file.

    text     the TOML
    name     the file, for refusals
    owners   gives whose themes there may be, people before places, where the files tell it: asked for only by a theme note
    scenes   gives the numbers of the script's scenes: asked for only where something else is wrong, so that all is said at once; a scene
             that is not there is refused by itself when the script lies on the picture
    Refuses  InputRefused: broken TOML, a value out of its range, a place missing, what this version cannot do yet;
             NoSuch: an unknown kind, key, mode, instrument, owner of a theme ..., with the nearest; NotesContradict: two notes that cannot
             both hold; SeveralRefused: where more than one of these is met, all of them; what `owners` refuses, where nothing else is wrong

    >>> parse_notes('[[note]]\\nid="a"\\nkind="tempo"\\nscene="2"\\nvalue=72', "n.toml").notes[0].value
    '72'
    """
    head = _valid(_File, _table(text, name), name, None)
    notes: list[Note] = []
    faults: list[Refusal] = []
    kept: list[_Entry] = []
    entries = _entries(text, head.note)
    for entry, raw in zip(entries, head.note, strict=True):
        try:
            notes.append(_note(_valid(_Note, raw, name, entry), head, name, entry))
            kept.append(entry)
        except (InputRefused, NoSuch, SeveralRefused) as fault:
            faults.append(fault)
    unread: list[Refusal] = []
    strangers = [] if owners is None else _strangers(notes, kept, name, partial(_asked, owners, unread))
    found = [*faults, *strangers, *_twins(notes, kept, name), *_opposed(notes, entries, name)]
    if found and scenes is not None:
        found += _elsewhere(head, entries, name, partial(_asked, scenes, unread))
    refuse_all(found or unread, name)
    return Notes(tuple(notes))


def _asked(names: Callable[[], Sequence[str]], unread: list[Refusal]) -> Sequence[str]:
    """Names that other files tell; none where such a file is refused, which is kept: it must not hide what is wrong with the notes."""
    try:
        return names()
    except Refusal as fault:
        unread.append(fault)
        return ()


def _opposed(notes: list[Note], entries: list[_Entry], name: str) -> list[Refusal]:
    """A fault for every two notes that cannot both hold; of very many the first, and how many more there are."""
    pairs = contradictions(notes)
    most = MOST_PAIRS if len(pairs) > MOST_PAIRS + 1 else len(pairs)
    shown: list[Refusal] = [_located(fault, entries, name) for fault in pairs[:most]]
    if more := len(pairs) - most:
        shown.append(SeveralRefused(name=name, count=str(more), faults=f"\n  {more} more pairs of notes that contradict each other"))
    return shown


def _elsewhere(head: _File, entries: list[_Entry], name: str, scenes: Callable[[], Sequence[str]]) -> list[Refusal]:
    """A fault for every note for a scene that the script does not have, whatever else is wrong with the note."""
    asked = [(entry, str(raw["scene"]).strip()) for entry, raw in zip(entries, head.note, strict=True)
             if isinstance(raw.get("scene"), str | int)]
    known = list(scenes()) if asked else []
    return [InputRefused(name=name, where=entry.at("scene"), why=f"there is no scene {scene} in the script",
                         now=f"Name one of its scenes ({scene_names(known)}), or frames")
            for entry, scene in asked if known and scene not in known and scene not in scene_ids(len(known))]


def _strangers(notes: list[Note], entries: list[_Entry], name: str, owners: Callable[[], Sequence[str]]) -> list[Refusal]:
    """A fault for every note that asks for the theme of somebody the files do not know."""
    asked = [(note, entry, theme_asked(note.value)[0]) for note, entry in zip(notes, entries, strict=True) if note.kind is NoteKind.THEME]
    known = list(owners()) if asked else []
    return [NoSuch(kind="theme", name=f"{whose} ({name}, {entry.at('value')})", nearest=_of_many(whose, known))
            for note, entry, whose in asked if known and whose not in known]


def _of_many(name: str, known: list[str]) -> str:
    """The names most like one, and beside them those there are."""
    near = difflib.get_close_matches(name, known, 3, 0.4)
    rest = [each for each in known if each not in near and not each.endswith("_theme")][:MOST_NAMED]
    return ", ".join(near) + (f" (others: {', '.join(rest)})" if near and rest else ", ".join(rest))


def located(fault: Refusal, text: str, name: str) -> Refusal:
    """A fault of a note that was found when the film was looked at, with the file and the line of the note.

    text, name  of the file of notes

    >>> str(located(NoSuch(kind="theme", name="Joon (note a)", nearest="Mina"), '[[note]]\\nid = "a"', "n.toml"))
    'There is no theme called Joon (n.toml, line 1, note a). Nearest: Mina.'
    """
    return _located(fault, _entries(text, parse_toml(text, name).get("note", [])), name)


def _located(fault: Refusal, written: Sequence[_Entry], name: str) -> Refusal:
    """The same, where it is known already where each note lies."""
    entries = {each.note: each for each in reversed(written)}    # of twins the first
    match fault:
        case NoSuch() if (found := re.search(r"\(note (.+)\)$", fault.name)) and found[1] in entries:
            return NoSuch(kind=fault.kind, name=f"{fault.name[:found.start()]}({name}, {entries[found[1]].at('value')})",
                          nearest=fault.nearest)
        case InputRefused() if (whose := fault.where.removeprefix("note ")) != fault.where and whose in entries:
            return InputRefused(name=name, where=entries[whose].at(*PLACES), why=fault.why, now=fault.now)
        case NotesContradict() if {fault.first, fault.second} <= entries.keys():
            first, second = (f"{each} ({', '.join((name, *entries[each].at('value').split(', ')[:-1]))})"
                             for each in (fault.first, fault.second))
            return NotesContradict(first=first, second=second, why=fault.why)
        case SeveralRefused() if entries:
            return SeveralRefused(name=name, count=fault.count, faults=re.sub(
                r"(?m)^  \(note (.+?)\): ", lambda found: f"  ({entries[found[1]].at(*PLACES)}): " if found[1] in entries else found[0],
                fault.faults))
    return fault


def _table(text: str, name: str) -> dict[str, Any]:
    """The file as a table. Refuses InputRefused: broken TOML, and `[note]` or `[[notes]]` written for `[[note]]`, by its line."""
    said = next(((number, found[1]) for number, line in enumerate(_bare(text), 1)
                 if (found := re.match(r"\s*(\[\s*notes?\s*\]|\[\[\s*notes\s*\]\])\s*(?:#.*)?$", line))), None)
    try:
        table = parse_toml(text, name)
        if not isinstance(table.get("note"), dict) and "notes" not in table:
            return table
    except InputRefused:
        if said is None:
            raise
    number, words = said or (0, "[note]")
    raise InputRefused(name=name, where=f"line {number}" if number else "the top of the file",
                       why=f"a note begins with [[note]], in two brackets, and here {words} is written",
                       now="Write [[note]] above every note")


def _entries(text: str, table: Sequence[Mapping[str, Any]]) -> list[_Entry]:
    """Where each note of a file lies, and each of its keys; nowhere where the file does not write them as [[note]] entries."""
    begun: list[tuple[int, dict[str, int]]] = []
    for number, line in enumerate(_bare(text), 1):
        if re.match(r"\s*\[\[\s*note\s*\]\]", line):
            begun.append((number, {}))
        elif begun and (found := re.match(r"""\s*(["']?)([\w-]+)\1\s*[.=]""", line)):
            begun[-1][1].setdefault(found[2], number)
    if len(begun) != len(table):
        begun = [(0, {})] * len(table)
    return [_Entry(str(entry.get("id", "")).strip() or str(number), line, keys)
            for number, (entry, (line, keys)) in enumerate(zip(table, begun, strict=True), 1)]


def _bare(text: str) -> list[str]:
    """The lines of TOML, without what strings of several lines hold.

    >>> _bare("a = '''\\nb = 1\\n'''\\nc = 2")
    ['a = ""', '', '', 'c = 2']
    """
    return _WORDS.sub(lambda found: '""' + "\n" * found[0].count("\n") if found["many"] else found[0], text).split("\n")


def _valid(kind: type[_Model], table: dict[str, Any], name: str, entry: _Entry | None) -> _Model:
    """A table of the file as its model says, of a note or, without one, of the head. Refuses everything that is wrong with it."""
    try:
        return kind.model_validate(table)
    except ValidationError as trouble:
        refuse_all([_fault(kind, each, name, entry) for each in _told_once(trouble)], name)
        raise


def _told_once(trouble: ValidationError) -> list[ErrorDetails]:
    """The faults, one for each key: of a value that might be of many kinds each kind is told."""
    found: dict[str, ErrorDetails] = {}
    for each in trouble.errors():
        found.setdefault(str(each["loc"][0]) if each["loc"] else "", each)
    return list(found.values())


def _fault(kind: type[BaseModel], told: ErrorDetails, name: str, entry: _Entry | None) -> Refusal:
    where = entry.at(str(told["loc"][0]) if told["loc"] else "") if entry else "the top of the file"
    key = ".".join(str(part) for part in told["loc"] if not str(part).startswith(("str", "int", "float", "bool", "list", "dict")))
    if told["type"] == "extra_forbidden":
        key = key if len(key) <= LONGEST_KEY else f"{key[:LONGEST_KEY]}…"
        return NoSuch(kind="note key", name=f"{key} ({name}, {where})", nearest=nearest(key, list(kind.model_fields)))
    why = "it is missing" if told["type"] == "missing" else told["msg"][:1].lower() + told["msg"][1:]
    return InputRefused(name=name, where=f"{where}, {key}", why=why, now="Write it" if told["type"] == "missing" else "Correct it")


def _note(raw: _Note, head: _File, name: str, entry: _Entry) -> Note:
    kinds = [kind.value for kind in NoteKind]
    if raw.kind not in kinds:
        raise NoSuch(kind="note kind", name=f"{raw.kind} ({name}, {entry.at('kind')})", nearest=nearest(raw.kind, kinds))
    kind = NoteKind(raw.kind)
    frames = _frames(raw, head, name, entry)
    scene = None if raw.scene is None else str(raw.scene)
    if scene is not None and frames is not None:
        raise InputRefused(name=name, where=entry.at("scene"), why="it names a scene and frames at once", now="Keep one of them")
    if kind is NoteKind.SCRIPT and (scene is not None or frames is not None):
        raise InputRefused(name=name, where=entry.at(*PLACES), why="a script note speaks of the whole film", now="Take its place out")
    if kind in PLACED and scene is None and frames is None:
        raise InputRefused(
            name=name, where=entry.at(), why=f"a {kind.value} note needs a place", now="Add scene, frames or source_tc"
        )
    value = checked(kind, _text(raw), name, entry.at("kind" if kind in NOT_YET else "value"))
    if kind is NoteKind.LOCK and (scene is not None or frames is not None):
        raise InputRefused(name=name, where=entry.at(*PLACES), why="a lock names its cue and bars itself", now="Take its place out")
    return Note(raw.id, raw.by, kind, value, raw.why, scene, frames)


def _frames(raw: _Note, head: _File, name: str, entry: _Entry) -> tuple[int, int] | None:
    if raw.frames is not None and raw.source_tc is not None:
        raise InputRefused(name=name, where=entry.at("source_tc"), why="it names frames and source_tc at once", now="Keep one of them")
    if raw.source_tc is not None:
        if head.rate is None:
            raise InputRefused(
                name=name,
                where=entry.at("source_tc"),
                why="source_tc is only known together with a rate",
                now='Add a line such as rate = "24000/1001" at the top of the file',
            )
        try:
            rate = (
                Fraction(head.rate) if isinstance(head.rate, str) and "/" in head.rate else exact_rate(float(head.rate))
            )
            if not 0 < rate <= FASTEST:
                raise ValueError(f"no picture has {str(head.rate)[:20]} frames a second")
            start = frame_of(head.start_tc, rate) if head.start_tc else 0
            first, end = (int(frame_of(label, rate)) - start for label in raw.source_tc)
        except (ValueError, ZeroDivisionError, IndexError, OverflowError) as trouble:
            raise InputRefused(
                name=name, where=entry.at("source_tc"), why=f"its timecode cannot be read ({trouble})", now="Write it as 01:00:10:00"
            ) from trouble
    elif raw.frames is not None:
        first, end = raw.frames
    else:
        return None
    if not 0 <= first <= end:
        raise InputRefused(
            name=name,
            where=entry.at(*PLACES),
            why=f"it runs from frame {first} to frame {end}",
            now="Give the first frame, then the one after the last",
        )
    return first, max(end, first + 1)


def _text(raw: _Note) -> str:
    """The value as plain text, however TOML holds it."""
    match raw.value:
        case dict():
            return " ".join(f"{axis}={value:g}" for axis, value in raw.value.items())
        case list():
            return ", ".join(raw.value) if raw.kind == NoteKind.INSTRUMENT.value else " ".join(raw.value)
        case bool():
            return "true" if raw.value else "false"
        case int() | float():
            return f"{raw.value:g}" if abs(raw.value) < LARGEST else str(raw.value)
        case str():
            return raw.value


def _twins(notes: list[Note], entries: list[_Entry], name: str) -> list[Refusal]:
    """A fault for every note whose id another has before it."""
    return [InputRefused(name=name, where=entry.at("id"), why="two notes have this id", now="Give each its own")
            for k, (note, entry) in enumerate(zip(notes, entries, strict=True)) if any(other.id == note.id for other in notes[:k])]

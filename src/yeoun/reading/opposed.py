"""Notes that cannot both hold: refused by their ids before anything is made.

A scene and frames cannot be compared before the film is laid out; `plan` compares those.
"""

from yeoun.errors import NotesContradict
from yeoun.instruments.named import players_named
from yeoun.model.notes import GRADES, NO, STOP, Note, NoteKind
from yeoun.units.degrees import degree_named, degrees_in
from yeoun.units.modes import Mode, mode_in_key_name, mode_named

SINGLE = frozenset(  # kinds of which a place can have only one value
    {NoteKind.MUSIC, NoteKind.THEME, NoteKind.MODE, NoteKind.KEY, NoteKind.TEMPO, NoteKind.CHORDS, NoteKind.METHOD})


def contradictions(notes: list[Note]) -> list[NotesContradict]:
    """Every two notes that cannot both hold, in the order of the file."""
    return [NotesContradict(first=first.id, second=second.id, why=why) for k, second in enumerate(notes) for first in notes[:k]
            if _meet(first, second) and (why := _why(first, second))]


def _meet(first: Note, second: Note) -> bool:
    """Whether two notes hold at one place, as far as the file alone tells."""
    if first.frames and second.frames:
        return first.frames[0] < second.frames[1] and second.frames[0] < first.frames[1]
    return (first.scene is not None and first.scene == second.scene
            or (first.scene is None and second.scene is None and first.frames is None and second.frames is None))


def _why(first: Note, second: Note) -> str:
    """Why two notes at one place contradict each other; empty where they do not."""
    kinds = {first.kind, second.kind}
    ours, theirs = first.value.casefold(), second.value.casefold()
    if first.kind is second.kind and first.kind in SINGLE and ours != theirs:
        return f"{first.kind.value} cannot be {first.value or 'set'} and {second.value or 'set'} at one place"
    if kinds == {NoteKind.GRAPH}:
        points, others = (dict(pair.split("=") for pair in note.value.split()) for note in (first, second))
        axis = next((axis for axis in points if axis in others and points[axis] != others[axis]), None)
        return f"{axis} cannot be {points[axis]} and {others[axis]} at one place" if axis else ""
    if kinds == {NoteKind.HIT}:
        grades = [next((each for each in GRADES if each in note.value.split()), GRADES[0]) for note in (first, second)]
        if grades[0] != grades[1]:
            return f"a hit cannot be of class {grades[0]} and {grades[1]} at one place"
        one_stops = (STOP in first.value.split()) != (STOP in second.value.split())
        return "the music cannot stop and strike at one place" if one_stops else ""
    if kinds == {NoteKind.SILENCE, NoteKind.MUSIC}:
        return "" if (ours == NO) != (theirs == NO) else "one asks for silence, the other for music"
    if kinds == {NoteKind.SILENCE, NoteKind.HIT}:
        silence = first if first.kind is NoteKind.SILENCE else second
        return "" if silence.value == NO else "one asks for silence, the other for a hit in it"
    if kinds == {NoteKind.INSTRUMENT}:
        wishes, others_wish = dict(players_named(first.value)), dict(players_named(second.value))
        name = next((name for name in wishes if others_wish.get(name, wishes[name]) != wishes[name]), None)
        return f"one asks for {name}, the other forbids it" if name else ""
    return _modes(first, second)


def _mode(note: Note) -> Mode | None:
    """The mode a note names, alone or in a key."""
    if note.kind is NoteKind.MODE:
        return mode_named(note.value)
    return mode_in_key_name(note.value) if note.kind is NoteKind.KEY else None


def _modes(first: Note, second: Note) -> str:
    """Mode, key and chords of one place have to be of one mode."""
    if {first.kind, second.kind} == {NoteKind.MODE, NoteKind.KEY}:
        one, other = _mode(first), _mode(second)
        if one and other and one != other:
            return f"the mode cannot be {one.name} and {other.name} at one place"
    for chords, named in ((first, second), (second, first)):
        mode = _mode(named)
        if chords.kind is NoteKind.CHORDS and mode is not None:
            strange = [each for each in degrees_in(chords.value) if degree_named(mode.name, each) is None]
            if strange:
                return f"{mode.name} does not know the chords {', '.join(strange)}"
    return ""

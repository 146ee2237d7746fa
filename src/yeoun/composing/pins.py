"""The people's word for one cue: theme, mode, key, tempo and chords, read from notes.

A note without scene and frames speaks for the whole episode; the last note on a matter wins, and its id is kept.
"""

import difflib
import re
from dataclasses import dataclass, replace

from yeoun.errors import NoSuch
from yeoun.instruments.load import every_instrument
from yeoun.model.notes import Note, NoteKind, Notes
from yeoun.model.script import Episode
from yeoun.model.spotted import Cue
from yeoun.units.modes import MODES, mode_named, tonic_named

FORMS = ("plain", "transposed", "augmented", "fragment", "mode", "reharmonised", "ornamented", "hidden")


@dataclass(frozen=True, slots=True)
class Pins:
    """What notes ask of a cue; None or empty where they say nothing."""

    theme: str | None = None
    form: str | None = None
    mode: str | None = None
    key: str | None = None
    tempo: float | None = None
    chords: tuple[str, ...] = ()
    players: tuple[tuple[str, bool], ...] = ()
    ids: tuple[str, ...] = ()


def _speaks_of(note: Note, cue: Cue, episode: Episode) -> bool:
    if note.frames is not None:
        return note.frames[0] < cue.end_frame and note.frames[1] > cue.first_frame
    if note.scene is not None:
        return any(scene.number == note.scene and scene.first_frame < cue.end_frame and scene.end_frame > cue.first_frame
                   for scene in episode.scenes)
    return True


def _taken(pins: Pins, note: Note) -> Pins | None:
    """The pins with one note taken in; None where it is not about composing."""
    value = note.value.strip()
    match note.kind:
        case NoteKind.THEME:
            words = value.split()
            form = words[-1] if len(words) > 1 and words[-1] in FORMS else None
            return replace(pins, theme=" ".join(words[:-1]) if form else value, form=form or pins.form)
        case NoteKind.MODE:
            if mode_named(value) is None:
                near = difflib.get_close_matches(value.lower(), MODES, 3, 0.3) or sorted(MODES)[:3]
                raise NoSuch(kind="mode", name=value, nearest=", ".join(near))
            return replace(pins, mode=value)
        case NoteKind.KEY:
            if tonic_named(value) is None:
                raise NoSuch(kind="key", name=value, nearest="C, Eb, F# minor")
            return replace(pins, key=value)
        case NoteKind.TEMPO:
            number = re.search(r"\d+(\.\d+)?", value)
            if number is None or not 20 <= float(number.group()) <= 300:
                raise NoSuch(kind="tempo", name=value, nearest="60, 72.5, 120 (beats a minute)")
            return replace(pins, tempo=float(number.group()))
        case NoteKind.CHORDS:
            return replace(pins, chords=tuple(word for word in re.split(r"[\s,|–]+|-(?=[A-Za-z])", value) if word))
        case NoteKind.INSTRUMENT:
            return replace(pins, players=(*pins.players, *_players(value)))
        case (NoteKind.GRAPH | NoteKind.SILENCE | NoteKind.MUSIC | NoteKind.HIT | NoteKind.LOCK | NoteKind.PICK
              | NoteKind.METHOD):
            return None


def _players(value: str) -> tuple[tuple[str, bool], ...]:
    """Instruments a note wants, or keeps out with a minus or `no`: `gayageum, -grand_piano`.

    >>> _players("gayageum, no grand_piano")
    (('gayageum', True), ('grand_piano', False))
    """
    known = {each.name for each in every_instrument()}
    found = []
    for word in (part.strip() for part in value.split(",")):
        is_wanted = not (word.startswith("-") or word.lower().startswith("no "))
        name = re.sub(r"^(-|no )\s*", "", word.lower()).strip().replace(" ", "_")
        if name not in known:
            near = difflib.get_close_matches(name, known, 3, 0.3) or sorted(known)[:3]
            raise NoSuch(kind="instrument", name=word, nearest=", ".join(near))
        found.append((name, is_wanted))
    return tuple(found)


def pins_for(cue: Cue, episode: Episode, notes: Notes) -> Pins:
    """What the notes ask of one cue.

    Refuses  NoSuch, when a note names a mode, key, tempo or instrument that does not exist
    """
    pins = Pins()
    for note in notes.notes:
        if _speaks_of(note, cue, episode):
            taken = _taken(pins, note)
            if taken is not None:
                pins = replace(taken, ids=(*pins.ids, note.id))
    return pins

"""The people's word for one cue: theme, mode, key, tempo, chords and players, read from notes, each with its note's id.

A note without a place speaks for the whole film; one with a place wins over it. Where two placed notes ask different
things of one cue, they contradict each other if they share a moment of the picture; else the cue spans both places, and
the note that covers more of it is obeyed, the other's outcome says so.
"""

import difflib
import re
from dataclasses import dataclass, replace

from yeoun.errors import NoSuch, NotesContradict
from yeoun.instruments.named import players_named
from yeoun.model.notes import Asked, Note, NoteKind, Notes, Outcome
from yeoun.model.script import Episode
from yeoun.model.spotted import Cue
from yeoun.units.degrees import degree_named, degrees_in
from yeoun.units.modes import MODES, Mode, mode_in_key_name, mode_named, tonic_named
from yeoun.units.names import theme_asked

COMPOSED = frozenset({NoteKind.THEME, NoteKind.MODE, NoteKind.KEY, NoteKind.TEMPO, NoteKind.CHORDS, NoteKind.INSTRUMENT})


@dataclass(frozen=True, slots=True)
class Pins:
    """What notes ask of a cue; None or empty where they say nothing. `asked` has the notes that are obeyed."""

    theme: str | None = None
    form: str | None = None
    mode: str | None = None
    key: str | None = None
    tempo: float | None = None
    chords: tuple[str, ...] = ()
    players: tuple[tuple[str, bool], ...] = ()
    asked: tuple[Asked, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


def spans_of(note: Note, episode: Episode) -> tuple[tuple[int, int], ...]:
    """The frames a note speaks of, from and to; the whole film where it names no place."""
    if note.frames is not None:
        return (note.frames,)
    if note.scene is not None:
        return tuple((scene.first_frame, scene.end_frame) for scene in episode.scenes
                     if note.scene in (scene.number, str(scene.id)))
    return ((0, episode.frames),)


def _reach(note: Note, cue: Cue, episode: Episode) -> int:
    """How many frames of a cue a note speaks of."""
    return sum(max(0, min(end, cue.end_frame) - max(first, cue.first_frame)) for first, end in spans_of(note, episode))


def _matters(note: Note) -> tuple[tuple[str, str], ...]:
    """What a note decides, and how: (matter, value); an instrument note may decide about several players."""
    value = note.value.strip()
    if note.kind is NoteKind.INSTRUMENT:
        return tuple((player, "plays" if is_wanted else "is kept out")
                     for player, is_wanted in players_named(value, f"note {note.id}"))
    return ((note.kind.value, value),)


def _chosen(wishes: list[tuple[Note, str]], matter: str, cue: Cue,
            episode: Episode) -> tuple[str, list[Note], list[Outcome]]:
    """The value that is obeyed, the notes that ask for it, and what becomes of the others.

    Refuses  NotesContradict, when two that ask for different things share a moment of the picture
    """
    placed = [(note, value) for note, value in wishes if note.frames is not None or note.scene is not None]
    for k, (second, theirs) in enumerate(placed):
        for first, ours in placed[:k]:
            if ours.casefold() != theirs.casefold() and any(a < d and c < b for a, b in spans_of(first, episode)
                                                            for c, d in spans_of(second, episode)):
                raise NotesContradict(first=first.id, second=second.id,
                                      why=f"{matter} cannot be {ours} and {theirs} at one moment of the picture")
    strongest = max(placed or wishes, key=lambda wish: _reach(wish[0], cue, episode))
    value = strongest[1]
    others = [Outcome(note.id, note.kind.value, unmet=f"{matter} is {value} and not {other}: note {strongest[0].id} "
                      + ("covers more of this cue" if (note, other) in placed else "speaks of this place alone"))
              for note, other in wishes if other.casefold() != value.casefold()]
    return value, [note for note, other in wishes if other.casefold() == value.casefold()], others


def _taken(pins: Pins, kind: NoteKind, matter: str, value: str, note: str) -> Pins:
    """The pins with one decision taken in."""
    match kind:
        case NoteKind.THEME:
            theme, form = theme_asked(value)
            return replace(pins, theme=theme, form=form)
        case NoteKind.MODE:
            if mode_named(value) is None:
                near = difflib.get_close_matches(value.lower(), MODES, 3, 0.3) or sorted(MODES)[:3]
                raise NoSuch(kind="mode", name=f"{value} (note {note})", nearest=", ".join(near))
            return replace(pins, mode=value)
        case NoteKind.KEY:
            if tonic_named(value) is None:
                raise NoSuch(kind="key", name=f"{value} (note {note})", nearest="C, Eb, F# minor")
            return replace(pins, key=value)
        case NoteKind.TEMPO:
            number = re.search(r"\d+(\.\d+)?", value)
            if number is None or not 20 <= float(number.group()) <= 300:
                raise NoSuch(kind="tempo", name=f"{value} (note {note})", nearest="60, 72.5, 120 (beats a minute)")
            return replace(pins, tempo=float(number.group()))
        case NoteKind.CHORDS:
            return replace(pins, chords=degrees_in(value))
        case NoteKind.INSTRUMENT:
            return replace(pins, players=(*pins.players, (matter, value == "plays")))
        case (NoteKind.GRAPH | NoteKind.SILENCE | NoteKind.MUSIC | NoteKind.HIT | NoteKind.LOCK | NoteKind.PICK
              | NoteKind.METHOD | NoteKind.SCRIPT):
            return pins


def _refuse_strangers(pins: Pins) -> None:
    """Mode, key and chords of one cue have to be of one mode."""
    def who(kind: NoteKind) -> str:
        return next(each.note for each in pins.asked if each.kind is kind)
    mode = mode_named(pins.mode) if pins.mode else None
    keyed = mode_in_key_name(pins.key) if pins.key else None
    if mode and keyed and mode != keyed:
        raise NotesContradict(first=who(NoteKind.MODE), second=who(NoteKind.KEY),
                              why=f"one cue cannot be in {mode.name} and in {keyed.name}")
    named: Mode | None = mode or keyed
    strange = [each for each in pins.chords if named and degree_named(named.name, each) is None]
    if named and strange:
        raise NotesContradict(first=who(NoteKind.CHORDS), second=who(NoteKind.MODE if mode else NoteKind.KEY),
                              why=f"{named.name} does not know the chords {', '.join(strange)}")


def pins_for(cue: Cue, episode: Episode, notes: Notes) -> Pins:
    """What the notes ask of one cue.

    Refuses  NoSuch, when a note names a mode, key, tempo or instrument that does not exist; NotesContradict, when two
             notes ask one cue for what cannot both be
    """
    pins, wishes = Pins(), dict[tuple[NoteKind, str], list[tuple[Note, str]]]()
    for note in notes.notes:
        if note.kind in COMPOSED and _reach(note, cue, episode):
            for matter, value in _matters(note):
                wishes.setdefault((note.kind, matter), []).append((note, value))
    for (kind, matter), wished in wishes.items():
        value, obeyed, others = _chosen(wished, matter, cue, episode)
        pins = _taken(pins, kind, matter, value, obeyed[0].id)
        said = matter if kind is NoteKind.INSTRUMENT else value
        pins = replace(pins, asked=(*pins.asked, *(Asked(note.id, kind, said) for note in obeyed)),
                       outcomes=(*pins.outcomes, *others))
    _refuse_strangers(pins)
    return pins

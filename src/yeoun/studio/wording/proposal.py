"""What comes of a phrase: edits in the terms of notes, each with its place in exact frames, or a question."""

from dataclasses import dataclass
from enum import Enum

from yeoun.model.notes import NoteKind


class EditKind(Enum):
    """What an edit changes. All but `slip` are kinds of notes; a slip is written as notes of kind silence and music."""

    GRAPH = "graph"
    SILENCE = "silence"
    MUSIC = "music"
    THEME = "theme"
    MODE = "mode"
    KEY = "key"
    TEMPO = "tempo"
    HIT = "hit"
    INSTRUMENT = "instrument"
    SLIP = "slip"
    LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an edit holds: picture frames [first, end).

    `how` tells how the phrase named it: here, from_here, until_here, cue, film, after_line, before_line, line, bars, timecode, range,
    scene, cue_start or cue_end; `is_point` where the phrase names a moment, which is its first frame.
    """

    how: str
    first: int
    end: int
    is_point: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """One [[note]] of an edit, without id and author. `frames` None: the whole film, or a lock, which names its bars itself."""

    kind: NoteKind
    value: str
    frames: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Edit:
    """One proposed edit.

    value     as a note of its kind has it; of a slip `in +2` or `out -24`: which border, and by how many frames, later is more
    toward    of a graph edit that is relative the axes and which way: `valence+ tension-`; of a relative tempo + or -
    place     where it holds; the whole film where `how` is film
    notes     what to write into the file of notes for it
    english, korean  one sentence each, for the person who decides
    words     the stretches of the phrase it was read from, as offsets [start, end)
    """

    kind: EditKind
    value: str
    place: Place
    notes: tuple[Asking, ...]
    english: str
    korean: str
    words: tuple[tuple[int, int], ...] = ()
    toward: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked back, in the language of the phrase.

    asks     the sentence
    about    the part of the phrase that was not understood, word for word
    nearest  readings or names to choose from, the nearest first
    """

    asks: str
    about: str
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Edits to look at before they are used, or what has to be asked first: one of them, never both.

    unread  words of the phrase that no edit was read from and that seemed to matter little
    heard   where something has to be asked: the edits that were understood beside it, which are not proposed until it is answered
    """

    phrase: str
    language: str
    edits: tuple[Edit, ...] = ()
    question: Question | None = None
    unread: tuple[str, ...] = ()
    heard: tuple[Edit, ...] = ()

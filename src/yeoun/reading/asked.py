"""What a note asks for: every value is checked against what exists, before anything is made.

Modes, keys, degrees of chords, instruments and classes of hits are known here; whose theme a note may mean is known from the other
files (`owners.py`), and who has one only once the script is laid on the picture, so `plan` checks that. What this version cannot
do yet is refused by its name.
"""

import difflib
import re
from collections.abc import Iterable

from yeoun.errors import InputRefused, NoSuch
from yeoun.instruments.named import players_named
from yeoun.model.notes import GRADES, NO, STOP, YES, NoteKind, Notes
from yeoun.reading.kept import locked_in
from yeoun.units.degrees import degree_named, degrees_in, degrees_of, modes_knowing
from yeoun.units.modes import MODES, mode_in_key_name, mode_named, tonic_named

AXES = {"valence": (-1.0, 1.0), "arousal": (0.0, 1.0), "tension": (0.0, 1.0)}
NO_WORDS = frozenset({NO, "none", "forbid", "off", "false"})
YES_WORDS = frozenset({YES, "true"})
SLOWEST, FASTEST = 20.0, 300.0  # what a metronome can be asked for
MAY_BE_EMPTY = frozenset({NoteKind.SILENCE, NoteKind.HIT})
NOT_YET = {
    NoteKind.PICK: ("this version cannot pick yet: it makes no alternatives to pick from",
                    "Take the note out; notes of kind theme, mode, key, tempo, chords or instrument steer the cue"),
}
METHODS_NOT_YET = {"choose": "this version cannot choose an earlier cue yet",
                   "adapt": "this version cannot adapt an earlier cue yet"}

_PAIR = re.compile(r"\s*(?P<axis>[A-Za-z_]+)\s*[=:]\s*(?P<value>[-+]?\d+(?:\.\d+)?)\s*[,;]?")


def nearest(name: str, known: list[str]) -> str:
    """The known names most like this one, for a refusal.

    >>> nearest("grpah", ["graph", "hit", "key"])
    'graph'
    """
    return ", ".join(difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known)


def checked(kind: NoteKind, text: str, name: str, where: str) -> str:
    """The value of a note as the stages read it.

    text         as people wrote it
    name, where  the file; the line and the note, for refusals
    Refuses      InputRefused, NoSuch: what does not exist, is out of its range, or cannot be done yet
    """
    if kind in NOT_YET:
        why, now = NOT_YET[kind]
        raise InputRefused(name=name, where=where, why=why, now=now)
    if not text and kind not in MAY_BE_EMPTY:
        raise InputRefused(name=name, where=where, why=f"a {kind.value} note needs a value", now="Add value = ...")
    match kind:
        case NoteKind.GRAPH:
            return _axes(text, name, where)
        case NoteKind.TEMPO:
            return _tempo(text, name, where)
        case NoteKind.MODE:
            if mode_named(text) is None:
                raise NoSuch(kind="mode", name=f"{text} ({name}, {where})", nearest=nearest(text.lower(), list(MODES)))
        case NoteKind.KEY:
            _key(text, name, where)
        case NoteKind.CHORDS:
            _chords(text, name, where)
        case NoteKind.INSTRUMENT:
            _players(text, name, where)
        case NoteKind.HIT:
            return _hit(text, name, where)
        case NoteKind.METHOD:
            _method(text, name, where)
        case NoteKind.SCRIPT:
            return _script(text, name, where)
        case NoteKind.SILENCE | NoteKind.MUSIC:
            return NO if text.casefold() in NO_WORDS else text
        case NoteKind.LOCK:
            return _lock(text, name, where)
        case NoteKind.THEME | NoteKind.PICK:
            pass
    return text


def insists(notes: Notes) -> bool:
    """Whether a note says that the script is this picture's, whatever the subtitles say."""
    return any(note.kind is NoteKind.SCRIPT for note in notes.notes)


def _script(text: str, name: str, where: str) -> str:
    if text.casefold() not in YES_WORDS:
        raise InputRefused(name=name, where=where, why=f"a script note says {YES}, and not {text!r}",
                           now=f"Write {YES} (the script is this picture's, whatever the subtitles say), or hand no script in")
    return YES


def _hit(text: str, name: str, where: str) -> str:
    """The class of a hit, and `stop` where the music is to stop on it; nothing is class A."""
    words = re.split(r"[^A-Z]+", text.upper())
    grade = next((each for each in GRADES if each in words), "")
    if text and not grade and STOP.upper() not in words:
        raise NoSuch(kind="class of hit", name=f"{text} ({name}, {where})", nearest=", ".join((*GRADES, f"A {STOP}")))
    return " ".join([grade or GRADES[0], STOP]) if STOP.upper() in words else grade


def _tempo(text: str, name: str, where: str) -> str:
    try:
        tempo = float(text)
    except ValueError:
        tempo = 0.0
    if not SLOWEST <= tempo <= FASTEST:
        raise InputRefused(name=name, where=where, why=f"{text!r} is no tempo",
                           now=f"Give beats a minute, {SLOWEST:g} to {FASTEST:g}")
    return text


def _key(text: str, name: str, where: str) -> None:
    words = text.split()
    if tonic_named(text) is None:
        raise NoSuch(kind="key", name=f"{text} ({name}, {where})", nearest="C, Eb, F# minor")
    if len(words) > 1 and mode_in_key_name(text) is None:
        raise NoSuch(kind="mode", name=f"{words[1]} ({name}, {where})", nearest=nearest(words[1].lower(), list(MODES)))


def _chords(text: str, name: str, where: str) -> None:
    degrees = degrees_in(text)
    strangers = [each for each in degrees if all(degree_named(mode, each) is None for mode in MODES)]
    if strangers:
        raise InputRefused(name=name, where=where, why=f"no mode knows the degree {', '.join(strangers)}",
                           now=f"Use degrees of one mode; the nearest are {_near_degrees(strangers)} (docs/notes.md lists all)")
    if not degrees or not modes_knowing(degrees):
        raise InputRefused(
            name=name, where=where, why=f"no single mode knows all of {text!r}",
            now="Write degrees of one mode: " + "; ".join(
                f"{mode} knows {', '.join(each for each in degrees if degree_named(mode, each) is not None)}"
                for mode in ("major", "aeolian", "dorian", "mixolydian", "lydian")
                if any(degree_named(mode, each) is not None for each in degrees)))


def _near_degrees(strangers: Iterable[str]) -> str:
    """The degrees most like some that no mode knows, each with the first mode that knows it, four at most for each."""
    known = {degree: mode for mode in reversed(MODES) if not MODES[mode].is_gugak for degree in reversed(degrees_of(mode))}
    near = dict.fromkeys(each for said in strangers for each in difflib.get_close_matches(said, known, 4, 0.3) or ("I", "IV", "V", "i"))
    return ", ".join(f"{each} ({known[each]})" for each in near)


def _players(text: str, name: str, where: str) -> None:
    wishes = dict[str, bool]()
    for player, is_wanted in players_named(text, f"{name}, {where}"):
        if wishes.setdefault(player, is_wanted) != is_wanted:
            raise InputRefused(name=name, where=where, why=f"it asks for {player} and keeps it out at once",
                               now="Keep one of them")


def _lock(text: str, name: str, where: str) -> str:
    """A cue and its bars as `1m02 bars 3-6`; all of its bars where none are named."""
    asked = locked_in(text)
    if asked is None or asked[1] > asked[2] or re.search(r"\b0+\b", text):    # bars are counted from 1
        raise InputRefused(name=name, where=where, why=f"{text!r} names no bars of a cue",
                           now="Write the cue's number and its bars, as in 1m02 bars 3-6; 1m02 alone locks all of them")
    cue, first, last = asked
    return f"{cue} bars {first}-{last}" if first else cue


def _method(text: str, name: str, where: str) -> None:
    said = text.casefold()
    if said in METHODS_NOT_YET:
        raise InputRefused(name=name, where=where, why=f"{METHODS_NOT_YET[said]}: it composes every cue anew",
                           now="Take the note out, or write compose")
    if said != "compose":
        raise NoSuch(kind="method", name=f"{text} ({name}, {where})", nearest="compose")


def _axes(text: str, name: str, where: str) -> str:
    pairs, at = [], 0
    while found := _PAIR.match(text, at):
        axis, value = found["axis"].lower(), float(found["value"])
        if axis not in AXES:
            raise NoSuch(kind="axis of the emotion graph", name=f"{axis} ({name}, {where})", nearest=nearest(axis, list(AXES)))
        low, high = AXES[axis]
        if not low <= value <= high:
            raise InputRefused(name=name, where=where, why=f"{axis} {value:g} is outside {low:g} to {high:g}",
                               now="Give a value in that range")
        pairs.append(f"{axis}={value:g}")
        at = found.end()
    if not pairs or text[at:].strip():
        raise InputRefused(name=name, where=where, why=f"{text!r} is no point of the emotion graph",
                           now="Write it as valence=-0.5 tension=0.8")
    return " ".join(pairs)

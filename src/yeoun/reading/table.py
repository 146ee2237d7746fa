"""What was understood, as plain rows: for `yeoun read FILE`, before anything is scored.

A single script, subtitle or cut list is read without its picture; the rate of a cut list is then only a guess, and
the cautions say so.
"""

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TypeAlias

from yeoun.errors import InputRefused
from yeoun.model.media import Caution
from yeoun.model.script import Caption, Character, CutPoint, Draft, DraftLine, DraftScene, LineKind
from yeoun.reading.captions import is_subtitle, read_captions
from yeoun.reading.edl import CutList, read_edl
from yeoun.reading.lists import (
    Listed,
    Noted,
    cautions_of,
    is_drop_in,
    list_kind,
    load_list,
    noted,
    points_in,
    rate_in,
    read_list,
)
from yeoun.reading.narrating import is_narrator, narrators_told
from yeoun.reading.screenplay import characters_of
from yeoun.reading.script import document_reader, is_fdx, scripted
from yeoun.reading.texts import decode, load_bytes
from yeoun.units.time import Rate, label

Rows: TypeAlias = tuple[tuple[str, ...], ...]
_LISTS = frozenset({".edl", ".otio", ".fcpxml", ".aaf", ".ale"})    # whose ending says what they are


@dataclass(frozen=True, slots=True)
class Understood:
    """What one file says. `kind`: script, subtitle or cut list; `rate`: the guess a cut list was read at; `unit`: what numbers count."""

    name: str
    kind: str
    scenes: tuple[DraftScene, ...]
    characters: tuple[Character, ...]
    captions: tuple[Caption, ...]
    cuts: tuple[CutPoint, ...]
    rate: Rate | None
    cautions: tuple[Caution, ...]
    markers: tuple[Noted, ...] = ()    # the list's markers, and clips at another speed
    speeds: tuple[Noted, ...] = ()
    is_drop: bool = False    # the list counts in drop-frame timecode
    unit: str = "line"       # what the numbers of a script count


def read_file(path: Path) -> Understood:
    """What a script, subtitle or cut list says by itself.

    path     the file; its contents say what it is, its suffix where they do not
    Refuses  InputRefused, when it is none of these
    """
    name = path.name
    if PurePath(name).suffix.lower() in _LISTS:
        return _list(*load_list(path, name), name)
    raw = load_bytes(path, name)
    if is_fdx(raw) or document_reader(raw, name):
        return _script(raw, name)
    text, doubts = decode(raw, name)
    if is_subtitle(text, name):
        captions, more = read_captions(text, name)
        speakers = [caption.speaker for caption in captions
                    if caption.speaker and caption.kind == "speech" and not is_narrator(caption.speaker)]
        cast = tuple(Character(who, speakers.count(who)) for who in dict.fromkeys(speakers))
        return Understood(name, "subtitle", (), cast, captions, (), None, (*doubts, *more, *narrators_told((), name, captions)))
    if list_kind(text) or _is_cut_list(text):
        return _list(read_list(text, name), doubts, name)
    return _script(raw, name)


def _script(raw: bytes, name: str) -> Understood:
    found = scripted(raw, name)
    return Understood(name, "script", found.scenes, characters_of(found.scenes), (), (), None,
                      (*found.cautions, *narrators_told(found.scenes, name, ())), unit=found.unit)


def _list(listed: Listed, doubts: tuple[Caution, ...], name: str) -> Understood:
    """A cut list without its picture, at its own rate where it states one."""
    rate = rate_in(listed)
    points, more = points_in(listed, rate)
    guess = () if not isinstance(listed, CutList) else (Caution(
        "rate_guessed",
        f"{name}: a cut list does not state its rate; it is shown at {rate} frames a second, the lowest "
        "usual rate that has all its frame numbers. With a picture, the picture's rate rules",
    ),)
    return Understood(name, "cut list", (), (), (), points, rate, (*doubts, *cautions_of(listed), *more, *guess), *noted(listed, rate),
                      is_drop_in(listed))


def _is_cut_list(text: str) -> bool:
    try:
        return bool(read_edl(text, "").events)
    except InputRefused:
        return False


def describe(draft: Draft | Understood) -> Rows:
    """The draft as rows: what, which, where or when, words. The first row names the columns.

    >>> describe(Understood("a.txt", "script", (), (), (), (), None, ()))
    (('what', 'which', 'where', 'words'),)
    """
    rate = draft.media.rate if isinstance(draft, Draft) else draft.rate
    rows = [("what", "which", "where", "words")]
    rows += _picture_rows(draft) if isinstance(draft, Draft) else []
    for scene in draft.scenes:
        rows += _scene_rows(scene, draft.unit if isinstance(draft, Understood) else "line")
    rows += [("character", each.name, f"{each.lines} lines", "") for each in draft.characters]
    for caption in draft.captions:
        when = f"{caption.span.start_s:.3f} to {caption.span.end_s:.3f} s"
        rows.append((caption.kind, caption.speaker or "", when, caption.text))
    for cut in draft.cuts:
        where = f"frame {cut.frame}" + (f", {_timecode(cut.frame, draft)}" if rate else "")
        what, length = ("dissolve", f"{cut.length} frames") if cut.is_dissolve else ("cut", "")
        rows.append((what, cut.clip, where, length))
    for what, notes in (("marker", draft.markers), ("speed", draft.speeds)) if isinstance(draft, Understood) else ():
        rows += [(what, each.name, each.where, each.text) for each in notes]
    for doubt in draft.cautions:
        rows.append(("caution", doubt.code, "" if doubt.at_s is None else f"{doubt.at_s:.3f} s", doubt.message))
    return tuple(rows)


def _timecode(frame: int, draft: Draft | Understood) -> str:
    """A frame by the picture's own timecode; beside no picture counted from zero."""
    if isinstance(draft, Draft):
        return label(frame + draft.media.start_frame, draft.media.rate, draft.media.is_drop)
    assert draft.rate is not None
    return label(frame, draft.rate, draft.is_drop)


def _picture_rows(draft: Draft) -> list[tuple[str, str, str, str]]:
    media, sound = draft.media, draft.media.sound
    size = f"{media.codec} {media.width}x{media.height}, {media.length_s:.3f} s"
    begins = f"starts at {_timecode(0, draft)}"
    rows = [("picture", draft.picture.name, f"{media.frames} frames at {media.rate}", f"{size}, {begins}")]
    if sound:
        words = f"{sound.codec} {sound.layout} {sound.rate} Hz, {sound.length_s:.3f} s"
        rows.append(("sound", f"stream {sound.index}", f"{sound.start_s:.3f} s", words))
    for number, reel in enumerate(draft.reels, start=1):
        rows.append(("reel", str(number), f"frames {reel.first_frame} to {reel.end_frame}", ""))
    return rows


def _scene_rows(scene: DraftScene, unit: str) -> list[tuple[str, str, str, str]]:
    side = {True: "inside", False: "outside", None: ""}[scene.interior]
    said = ", ".join(word for word in (scene.location, side, scene.time_of_day.value, *scene.marks) if word)
    rows = [("scene", scene.number, f"{unit} {scene.source_line}", f"{scene.heading} [{said}]")]
    for piece in scene.body:
        where = f"{unit} {piece.source_line}"
        if isinstance(piece, DraftLine):
            how = f"({piece.parenthetical}) " if piece.parenthetical else ""
            kind = "" if piece.kind is LineKind.SPOKEN else f" [{piece.kind.value}]"
            rows.append(("line", f"{piece.speaker}{kind}", where, how + piece.text))
        else:
            rows.append(("action", "", where, piece.text))
    return rows

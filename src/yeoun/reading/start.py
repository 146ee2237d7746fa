"""At which timecode the picture begins: what its file says, else what people's notes say, else the editor's cut list.

Every label that people read counts from it, so that a place in the papers is a place in the editor's programme.
"""

from dataclasses import replace

from yeoun.model.media import Caution, Material, Media
from yeoun.model.shelf import Shelf
from yeoun.reading.lists import Listed, start_in
from yeoun.reading.texts import load_text
from yeoun.reading.toml import parse_toml
from yeoun.units.time import frame_of, label


def begun(shelf: Shelf, material: Material, media: Media, cuts: Listed | None) -> tuple[Media, tuple[Caution, ...]]:
    """The picture under its start timecode, and a doubt where the notes count from another.

    media  what the file says; a start of zero is no word of its own
    cuts   the cut list, if there is one; its labels exist at the picture's rate
    """
    noted = _noted(shelf, material, media)
    if media.start_frame:
        if noted is None or noted[0] == media.start_frame:
            return media, ()
        own, other = (label(at, media.rate, drop) for at, drop in ((media.start_frame, media.is_drop), noted))
        return media, (Caution("start_differs", f"the notes count from {other}, but the picture file begins at {own}: "
                               "timecodes in the papers count from the file's, places of notes from the notes' own"),)
    start = noted or (None if cuts is None else start_in(cuts, media.rate, media.frames))
    return (media, ()) if start is None else (replace(media, start_frame=start[0], is_drop=start[1]), ())


def _noted(shelf: Shelf, material: Material, media: Media) -> tuple[int, bool] | None:
    """The notes' `start_tc` in frames of the picture; None where there is none, or no such label at the picture's rate."""
    if material.notes is None:
        return None
    text, _ = load_text(shelf.path(material.notes), material.notes.name)
    said = str(parse_toml(text, material.notes.name).get("start_tc") or "")
    try:
        return (int(frame_of(said, media.rate)), said[8:9] in {";", ","}) if said else None
    except (ValueError, IndexError):
        return None    # the notes are read with their own rate, and refused there where they cannot be

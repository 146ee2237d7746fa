"""Notes whose place is not in the picture: refused as soon as scenes lie on it, before anything else is made."""

from collections.abc import Sequence

from yeoun.errors import InputRefused
from yeoun.model.media import Media
from yeoun.model.notes import Notes
from yeoun.model.script import Scene

MOST_NAMED = 30    # our choice: of more scenes only the first and the last are named


def refuse_nowhere(notes: Notes, scenes: Sequence[Scene], media: Media, *, is_script_aside: bool = False) -> None:
    """Refuses InputRefused: the first note for a scene that is not there, or for frames that begin behind the end.

    scenes           as they lie on the picture
    is_script_aside  whether they are not the script's, because it seems to be another film's
    """
    aside = ("; the script is left aside, as it seems to be another film's" if is_script_aside else "")
    known = {name for scene in scenes for name in (scene.number, str(scene.id)) if name}
    for note in notes.notes:
        if note.scene is not None and note.scene not in known:
            raise InputRefused(name="notes", where=f"note {note.id}", why=f"there is no scene {note.scene} in this picture{aside}",
                               now=f"Name one of its scenes ({_names(scenes)}), or frames"
                               + (', or insist on the script with a note: kind = "script", value = "yes"' if aside else ""))
        if note.frames is not None and note.frames[0] >= media.frames:
            raise InputRefused(name="notes", where=f"note {note.id}",
                               why=f"it begins at frame {note.frames[0]}, and the picture ends with frame {media.frames - 1}",
                               now=f"Give frames from 0 to {media.frames - 1}, or one of its scenes ({_names(scenes)})")


def _names(scenes: Sequence[Scene]) -> str:
    names = list(dict.fromkeys(scene.number or str(scene.id) for scene in scenes))
    return ", ".join(names) if len(names) <= MOST_NAMED else f"{names[0]} to {names[-1]}"

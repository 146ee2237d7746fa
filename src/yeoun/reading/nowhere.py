"""Notes whose place is not in the picture: refused as soon as scenes lie on it, before anything else is made."""

from collections.abc import Sequence

from yeoun.errors import InputRefused, Refusal
from yeoun.model.media import Media
from yeoun.model.notes import Notes
from yeoun.model.script import Scene
from yeoun.reading.faults import refuse_all

NAME = "notes"     # what the file is called here, until somebody who knows says its name and lines (notes.py)
MOST_NAMED = 30    # our choice: of more scenes only the first and the last are named


def refuse_nowhere(notes: Notes, scenes: Sequence[Scene], media: Media, *, is_script_aside: bool = False) -> None:
    """Refuses InputRefused: a note for a scene that is not there, or for frames that begin behind the end; SeveralRefused: more than one.

    scenes           as they lie on the picture
    is_script_aside  whether they are not the script's, because it seems to be another film's
    """
    aside = ("; the script is left aside, as it seems to be another film's" if is_script_aside else "")
    known = {name for scene in scenes for name in (scene.number, str(scene.id)) if name}
    names, faults = scene_names([scene.number or str(scene.id) for scene in scenes]), list[Refusal]()
    for note in notes.notes:
        if note.scene is not None and note.scene not in known:
            faults.append(InputRefused(
                name=NAME, where=f"note {note.id}", why=f"there is no scene {note.scene} in this picture{aside}",
                now=f"Name one of its scenes ({names}), or frames"
                + (', or insist on the script with a note: kind = "script", value = "yes"' if aside else "")))
        if note.frames is not None and note.frames[0] >= media.frames:
            faults.append(InputRefused(
                name=NAME, where=f"note {note.id}",
                why=f"it begins at frame {note.frames[0]}, and the picture ends with frame {media.frames - 1}",
                now=f"Give frames from 0 to {media.frames - 1}, or one of its scenes ({names})"))
    refuse_all(faults, NAME)


def scene_ids(count: int) -> tuple[str, ...]:
    """The names that so many scenes have beside their numbers.

    >>> scene_ids(2)
    ('s01', 's02')
    """
    return tuple(f"s{number + 1:02}" for number in range(count))


def scene_names(numbers: Sequence[str]) -> str:
    """The scenes there are, in words.

    >>> scene_names(["1", "2", "2"])
    '1, 2'
    """
    names = list(dict.fromkeys(numbers))
    return ", ".join(names) if len(names) <= MOST_NAMED else f"{names[0]} to {names[-1]}"

"""Whose themes a note may ask for, as far as the files tell, before anybody looked at the picture.

A theme belongs to somebody who speaks, to the place where most of a film without speakers plays, or to an earlier episode. Which of them
lead and get one is known later (`composing/invent.py`); that a name is none of them is known at once.
"""

from collections.abc import Sequence
from pathlib import Path

from yeoun.model.composed import ThemeBook
from yeoun.model.script import Caption, DraftScene
from yeoun.reading.captions import read_captions
from yeoun.reading.narrating import is_narrator
from yeoun.reading.screenplay import characters_of
from yeoun.reading.script import load_script
from yeoun.reading.texts import load_text
from yeoun.units.names import theme_id

PICTURE = "the picture"    # whose the theme is where nobody speaks and no place is named
VOICE = "voice"            # whose the words are where nobody says who speaks


def owners_in(scenes: Sequence[DraftScene], captions: Sequence[Caption], book: ThemeBook) -> tuple[str, ...]:
    """Everybody and everything that may have a theme, then the ids of those themes.

    scenes    of the script, if there is one
    captions  of all subtitles
    book      the themes of the episodes before
    """
    people = [*(str(each.name) for each in characters_of(tuple(scenes))),
              *(str(each.speaker) for each in captions if each.speaker and not is_narrator(each.speaker))]
    places = [scene.location for scene in scenes if scene.location]
    owners = tuple(dict.fromkeys((*people, *(motif.owner for motif in book.motifs), *places, VOICE, PICTURE)))
    return tuple(dict.fromkeys((*owners, *(str(motif.id) for motif in book.motifs), *map(theme_id, owners))))


def owners_of_files(script: Path | None, subtitles: Sequence[Path], book: ThemeBook) -> tuple[str, ...]:
    """The same from the files themselves. Refuses InputRefused: a script or subtitles that cannot be used."""
    scenes = () if script is None else load_script(script, script.name).scenes
    return owners_in(scenes, [each for path in subtitles for each in read_captions(load_text(path, path.name)[0], path.name)[0]], book)


def scenes_in(scenes: Sequence[DraftScene]) -> tuple[str, ...]:
    """The numbers of the script's scenes, each as a note may name it."""
    return tuple(scene.number or f"s{number:02}" for number, scene in enumerate(scenes, 1))


def scenes_of_file(script: Path) -> tuple[str, ...]:
    """The same from the file itself. Refuses InputRefused: a script that cannot be used."""
    return scenes_in(load_script(script, script.name).scenes)

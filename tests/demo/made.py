"""The demo film in a folder, and what reading and observing give for it: for figures, which want the film and not its score.

`YEOUN_DEMO_FILM` names a folder that holds the film already, as `yeoun demo` leaves it beside its own; else it is drawn, in two minutes.
"""

import functools
import os
from pathlib import Path

from tests.fakes import FolderShelf
from yeoun.demo import kept
from yeoun.demo.screenplay import REELS
from yeoun.model.media import Material
from yeoun.model.observed import Observations
from yeoun.model.script import Draft
from yeoun.observing.detect import detect
from yeoun.observing.listen import listen
from yeoun.observing.watch import watch
from yeoun.reading.read import read


@functools.cache
def demo_film() -> Path:
    """The folder of the demo film."""
    there = os.environ.get("YEOUN_DEMO_FILM", "")
    if there:
        return Path(there)
    shelf = FolderShelf()
    kept.film(shelf, tuple(kept.reel(shelf, first, last) for first, last in REELS))
    return shelf.folder / shelf.recipe


def draft_with(*, script: str = "script_ko.txt", subtitles: str = "subtitles_ko.srt", cuts: str = "cuts.edl",
               dialogue: str = "dialogue.wav") -> tuple[Draft, FolderShelf]:
    """What reading gives for the demo film with these of its papers (an empty name: without), and the shelf they lie on."""
    film, shelf = demo_film(), FolderShelf()
    given = {role: shelf.give(film / name, role) for role, name in (("script", script), ("cuts", cuts), ("dialogue", dialogue)) if name}
    words = (shelf.give(film / subtitles, "subtitles"),) if subtitles else ()
    material = Material("s01e01", shelf.give(film / "last_bus.mp4"), subtitles=words, script=given.get("script"), cuts=given.get("cuts"),
                        dialogue=given.get("dialogue"))
    return read(shelf, material), shelf


@functools.cache
def demo_seen(with_dialogue: bool = True) -> Observations:
    """What the observers give for the demo film, with the clean dialogue or from the mix alone."""
    draft, shelf = draft_with(dialogue="dialogue.wav" if with_dialogue else "")
    watched = tuple(watch(shelf, reel) for reel in draft.reels)
    dialogue = shelf.give(demo_film() / "dialogue.wav", "dialogue") if with_dialogue else None
    return detect(draft.media, draft.cuts, watched, listen(shelf, draft.reels[0].picture, draft.media, dialogue))

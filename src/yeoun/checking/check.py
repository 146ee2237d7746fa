"""`yeoun check`: a finished folder, measured by other code than made it."""

from pathlib import Path

from yeoun.checking.balance import of_balance
from yeoun.checking.contract import of_files, of_sounds, of_spotting
from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder
from yeoun.checking.masters import of_masters, of_picture
from yeoun.checking.music import of_hits, of_intent, of_silences
from yeoun.checking.notation import of_notes
from yeoun.checking.papers import of_papers
from yeoun.checking.shape import of_json
from yeoun.checking.timelines import of_timelines

__all__ = ["ROOMS", "Finding", "check"]

ROOMS = (of_files, of_json, of_spotting, of_timelines, of_sounds, of_hits, of_silences, of_intent, of_notes, of_balance, of_masters,
         of_picture, of_papers)


def check(root: Path) -> tuple[Finding, ...]:
    """Every measure of a finished folder.

    root     the folder that `yeoun score` made
    Refuses  InputRefused, when it is no finished folder
    """
    folder = Folder(root)
    files = of_files(folder)
    if not files[0].ok:
        return tuple(files)    # what is missing cannot be measured
    return tuple(files) + tuple(finding for room in ROOMS[1:] for finding in room(folder))

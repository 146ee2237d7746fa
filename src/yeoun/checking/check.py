"""`yeoun check`: a finished folder, measured by other code than made it."""

from pathlib import Path

from yeoun.checking.contract import of_files, of_sounds, of_spotting
from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder
from yeoun.checking.masters import of_masters, of_papers, of_picture
from yeoun.checking.music import of_hits, of_silences

__all__ = ["Finding", "check"]


def check(root: Path) -> tuple[Finding, ...]:
    """Every measure of a finished folder.

    root     the folder that `yeoun score` made
    Refuses  InputRefused, when it is no finished folder
    """
    folder = Folder(root)
    rooms = (of_files, of_spotting, of_sounds, of_hits, of_silences, of_masters, of_picture, of_papers)
    return tuple(finding for room in rooms for finding in room(folder))

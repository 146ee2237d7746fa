"""`yeoun check`: a finished folder, measured by other code than made it."""

from pathlib import Path

from yeoun.checking.balance import of_balance
from yeoun.checking.contract import of_files, of_how_far, of_json, of_sounds, of_spotting
from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder, expects
from yeoun.checking.heard import of_heard
from yeoun.checking.masters import of_masters, of_picture
from yeoun.checking.music import of_hits, of_intent, of_silences
from yeoun.checking.notation import of_notes
from yeoun.checking.papers import of_papers
from yeoun.checking.reasons import of_reasons
from yeoun.checking.silences import of_composed
from yeoun.checking.timelines import of_timelines

__all__ = ["ROOMS", "Finding", "check"]

ROOMS = (of_how_far, of_files, of_json, of_spotting, of_reasons, of_composed, of_timelines, of_sounds, of_hits, of_silences, of_intent,
         of_notes, of_balance, of_heard, of_masters, of_picture, of_papers)
LONGEST = 4000    # letters of one cell: our choice; a list of a hundred hits takes 600


def check(root: Path) -> tuple[Finding, ...]:
    """Every measure of a finished folder: first what is there and whole, then what it says. What cannot be read is a finding too.

    Of a run that was stopped on purpose (--until) only what it leaves is measured, and the first finding says so; a stop that the index
    does not bear out is not believed: everything is measured, and the first finding fails.

    root     the folder that `yeoun score` made
    Refuses  InputRefused, when it has no index, or one that is none
    """
    folder = Folder(root)
    rooms = ROOMS
    if folder.stopped is not None:
        rooms = (of_how_far, of_files, of_json, *((of_spotting,) if expects(folder, "spotting/spotting.json") else ()))
    return tuple(_plain(each) for room in rooms for each in room(folder))


def _plain(found: Finding) -> Finding:
    """A finding that every terminal can show: damaged files and names of other people's files hold anything."""
    return Finding(_shown(found.what), _shown(found.where), _shown(found.asked), _shown(found.measured), found.ok)


def _shown(text: str) -> str:
    """A text without what no terminal shows.

    >>> _shown("a\\n\\x1b[2J\\ud800 정류장")
    'a\\\\n\\\\x1b[2J\\\\ud800 정류장'
    """
    if not text.isprintable():
        text = "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

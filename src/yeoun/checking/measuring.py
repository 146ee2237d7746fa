"""What makes a measure of a function: where it meets a file that it cannot read, it fails by name and the others go on."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec

from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder
from yeoun.checking.unreadable import BROKEN, Unreadable, said

Given = ParamSpec("Given")
Asked = Callable[Concatenate[Folder, Given], Iterable[Finding]]     # what is written
Measure = Callable[Concatenate[Folder, Given], list[Finding]]       # what is called


def measuring(topic: str) -> Callable[[Asked[Given]], Measure[Given]]:
    """A measure that always ends: with its findings, and with a failed one where a file stopped it.

    topic  what is measured, in a word or two; a finding that says it could not be carries it

    >>> @measuring("hits")
    ... def of_hits(folder: Folder) -> list[Finding]:
    ...     raise Unreadable("it ends too early", name="cues/1m01/1m01.mid")
    >>> (found,) = of_hits(None)
    >>> found.what, found.where, found.measured, found.ok
    ('hits can be measured', 'cues/1m01/1m01.mid', 'it ends too early', False)
    """
    def made(measure: Asked[Given]) -> Measure[Given]:
        @wraps(measure)
        def safe(folder: Folder, /, *given: Given.args, **named: Given.kwargs) -> list[Finding]:
            found: list[Finding] = []
            try:
                for each in measure(folder, *given, **named):
                    found.append(each)
            except Unreadable as why:
                found.append(_stopped(topic, why.name or folder.at_hand, why.told))
            except BROKEN as why:    # a file that can be read and makes no sense: the one that was opened last
                found.append(_stopped(topic, folder.at_hand, said(why)))
            return found
        return safe
    return made


def _stopped(topic: str, name: str, fault: str) -> Finding:
    return Finding(f"{topic} can be measured", name, "files that can be read", fault, False)

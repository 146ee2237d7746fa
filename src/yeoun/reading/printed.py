"""What stands on a printed page: lines of parts. Points (1/72 inch) from the left and the top; pages count from 1."""

from dataclasses import dataclass

UNKNOWN = "\ufffd"    # a letter that cannot be told


@dataclass(frozen=True, slots=True)
class Part:
    """Letters without a wide gap."""

    left: float
    right: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One height of a page."""

    page: int
    down: float
    size: float
    parts: tuple[Part, ...]

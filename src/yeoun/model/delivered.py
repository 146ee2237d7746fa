"""What leaves the program: finished files and what to say about them."""

from dataclasses import dataclass

from yeoun.model.media import Caution
from yeoun.model.shelf import OutFile


@dataclass(frozen=True, slots=True)
class Delivery:
    """Finished files and the cautions that arose on the way."""

    files: tuple[OutFile, ...]
    cautions: tuple[Caution, ...] = ()

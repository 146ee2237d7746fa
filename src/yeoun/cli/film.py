"""The demo film in a folder, found on the shelf when it was made before."""

from pathlib import Path

from yeoun.cli.disk import refuse_without_room
from yeoun.cli.layout import settle
from yeoun.cli.machine import Machine
from yeoun.filming import REEL, make_demo_film
from yeoun.pipeline.store import Store
from yeoun.pipeline.workshop import Workshop


def film_files(workshop: Workshop, store: Store, folder: Path) -> Path:
    """Make the film where it is missing and put its files in a folder that is there; gives the folder."""
    settle(folder, {file.path: file.ref for file in make_demo_film(workshop).files}, store, {})
    return folder


def room_for_demo(workshop: Workshop, out: Path, store: str, machine: Machine) -> None:
    """Refuse to draw the film when there is no room to score it afterwards.

    Refuses  OutputRefused, where nothing of it was made yet and the disk is too small
    """
    from yeoun.demo.film import REELS
    from yeoun.demo.screenplay import FRAMES, RATE

    if not any(workshop.has(REEL(first, last)) for first, last in REELS):
        refuse_without_room(float(FRAMES / RATE), out, store, None, machine.free)

"""The demo film in a folder, found on the shelf when it was made before."""

from pathlib import Path

from rich.console import Console

from yeoun.cli.disk import refuse_without_room
from yeoun.cli.layout import settle
from yeoun.cli.machine import Machine
from yeoun.filming import REEL, make_demo_film
from yeoun.pipeline.store import Store
from yeoun.pipeline.workshop import Workshop

DRAWN_S = 110.0    # processor seconds that all reels take; measured


def film_files(workshop: Workshop, store: Store, folder: Path) -> Path:
    """Make the film where it is missing and put its files in a folder that is there; gives the folder."""
    settle(folder, {file.path: file.ref for file in make_demo_film(workshop).files}, store, {})
    return folder


def room_for_demo(workshop: Workshop, out: Path, store: str, machine: Machine, as_json: bool) -> None:
    """Where nothing of the film was made yet: say how long it will be drawn, or refuse when there is no room to score it afterwards.

    Refuses  OutputRefused, where nothing of it was made yet and the disk is too small
    """
    from yeoun.demo.film import REELS
    from yeoun.demo.screenplay import FRAMES, RATE

    if not any(workshop.has(REEL(first, last)) for first, last in REELS):
        refuse_without_room(float(FRAMES / RATE), out, store, None, machine.free)
        if not as_json:
            seconds = DRAWN_S / min(len(REELS), machine.processors)
            Console(stderr=True).print(f"The Last Bus is drawn first: {len(REELS)} reels, about {seconds:.0f} s. Then it is scored.",
                                       highlight=False, soft_wrap=True)

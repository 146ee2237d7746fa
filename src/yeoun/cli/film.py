"""The demo film in a folder, found on the shelf when it was made before."""

import json
from pathlib import Path

from yeoun.cli.disk import idle, refuse_without_room
from yeoun.cli.layout import LISTED, settle
from yeoun.cli.machine import Machine
from yeoun.cli.progress import Progress
from yeoun.filming import REEL, make_demo_film
from yeoun.pipeline.store import Store
from yeoun.pipeline.workshop import Workshop

DRAWN_S = 56.0    # processor seconds that all reels take; measured


def film_files(workshop: Workshop, store: Store, folder: Path) -> tuple[str, ...]:
    """Make the film where it is missing and put its files in a folder that is there, with a list of them.

    Gives  the files of people that stood where ours go, as they are called now
    """
    files = {file.path: file.ref for file in make_demo_film(workshop).files}
    listed = {"schema": 1, "files": [{"path": path, "sha256": ref.sha256} for path, ref in sorted(files.items())]}
    return settle(folder, files, store, {LISTED: json.dumps(listed, indent=1).encode() + b"\n"})


def room_for_demo(workshop: Workshop, out: Path, store: str, machine: Machine, progress: Progress) -> None:
    """Where nothing of the film was made yet: say how long it will be drawn, or refuse when there is no room to score it afterwards.

    Refuses  OutputRefused, where nothing of it was made yet and the disk is too small
    """
    from yeoun.demo.screenplay import FRAMES, RATE, REELS

    if not any(workshop.has(REEL(first, last)) for first, last in REELS):
        refuse_without_room(float(FRAMES / RATE), out, store, None, machine.free)
        seconds = DRAWN_S / min(len(REELS), machine.processors)
        progress.say(f"The Last Bus is drawn first: {len(REELS)} reels, about {idle(seconds)}. Then it is scored.")

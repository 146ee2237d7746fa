"""The demo film in a folder, found on the shelf when it was made before."""

from pathlib import Path

from yeoun.cli.layout import settle
from yeoun.filming import make_demo_film
from yeoun.pipeline.store import Store
from yeoun.pipeline.workshop import Workshop


def film_files(workshop: Workshop, store: Store, folder: Path) -> Path:
    """Make the film where it is missing and put its files in a folder that is there; gives the folder."""
    settle(folder, {file.path: file.ref for file in make_demo_film(workshop).files}, store, {})
    return folder

"""The demo film in a folder, found on the shelf when it was made before."""

from pathlib import Path

from yeoun.filming import make_demo_film
from yeoun.pipeline.store import linked
from yeoun.pipeline.workshop import Workshop


def film_files(workshop: Workshop, folder: Path) -> Path:
    """Make the film where it is missing and put its files in a folder; gives the folder."""
    for file in make_demo_film(workshop).files:
        linked(workshop.path(file), folder / file.path)
    return folder

"""The demo film's main path: reels side by side, then the film with its papers."""

from yeoun.demo import kept
from yeoun.demo.screenplay import REELS
from yeoun.model.delivered import Delivery
from yeoun.pipeline.step import ShelfStep
from yeoun.pipeline.workshop import Workshop

REEL = ShelfStep("demo", "reel", 5, lambda: kept.reel)
FILM = ShelfStep("demo", "film", 4, lambda: kept.film)


def make_demo_film(workshop: Workshop) -> Delivery:
    """The Last Bus, from nothing; raise a version above when a frame or a sound changes."""
    return workshop.make(FILM(workshop.make_all(REEL(first, last) for first, last in REELS)))

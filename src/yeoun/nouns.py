"""Every noun the store may hold, gathered once for the codec."""

import inspect
from dataclasses import is_dataclass
from enum import Enum

from yeoun.model import (
    composed,
    delivered,
    feeling,
    kept,
    media,
    mixed,
    notes,
    observed,
    scored,
    script,
    shelf,
    soundtrack,
    spotted,
)
from yeoun.pipeline.codec import Codec

_ROOMS = (composed, delivered, feeling, kept, media, mixed, notes, observed, scored, script, shelf, soundtrack, spotted)


def codec() -> Codec:
    """The codec for all nouns of the model."""
    found = {kind.__name__: kind for room in _ROOMS for _, kind in inspect.getmembers(room, inspect.isclass)
             if kind.__module__ == room.__name__ and (is_dataclass(kind) or issubclass(kind, Enum))}
    return Codec(found.values())

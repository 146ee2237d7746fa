"""Twelve states of drama, and where each lies in feeling.

Our choice: joy, tender, fear and anger stand near the ratings of film music (Eerola and Vuoskoski's Soundtracks set), the
others between them, sadder than sad music is.

Conventions: valence -1..1, arousal and tension 0..1.
"""

import numpy as np
from numpy.typing import NDArray

LANGUAGES = ("ko", "en")
PLACES = {
    "joy": (0.7, 0.68, 0.25),
    "tender": (0.48, 0.32, 0.18),
    "hope": (0.5, 0.48, 0.28),
    "relief": (0.38, 0.28, 0.15),
    "longing": (-0.18, 0.32, 0.35),
    "grief": (-0.65, 0.42, 0.48),
    "resentment": (-0.55, 0.48, 0.58),
    "anger": (-0.6, 0.85, 0.78),
    "fear": (-0.6, 0.78, 0.88),
    "guilt": (-0.48, 0.38, 0.45),
    "suspense": (-0.28, 0.58, 0.8),
    "calm": (0.08, 0.15, 0.12),
}
STATES = tuple(PLACES)
FAMILIES = {    # five merged classes, for those who need no finer word
    "joy": "bright", "hope": "bright", "relief": "bright", "tender": "warm", "calm": "warm",
    "longing": "sad", "grief": "sad", "guilt": "sad", "resentment": "hot", "anger": "hot",
    "fear": "tense", "suspense": "tense",
}


def places() -> NDArray[np.float64]:
    """Where each state lies: [12, 3] valence, arousal, tension."""
    return np.array(list(PLACES.values()), dtype=np.float64)


def place_of(state: str) -> tuple[float, float, float]:
    """Valence, arousal and tension of one state.

    >>> place_of("calm")
    (0.08, 0.15, 0.12)
    """
    return PLACES[state]

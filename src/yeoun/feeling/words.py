"""What a line feels like: what it means and which words it has, read as learnt; the script's hands above both.

Sources: our measurement for the form (linear readers of the meaning model's vectors and of pieces of words, learnt from
`training/lines`, with the lexicon's votes beside them); the other constants are our choice. Never set on test lines.

Conventions: valence -1..1, arousal and tension 0..1; the state's probabilities follow the order of `bank.STATES`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.feeling import english, korean
from yeoun.feeling.bank import FAMILIES, STATES, places
from yeoun.feeling.counts import drawers
from yeoun.feeling.directions import Direction, directions, parted
from yeoun.feeling.lexicon import Hit
from yeoun.feeling.loaded import morphemes
from yeoun.feeling.reader import reader
from yeoun.languages.meaning import meanings

MOST_VOTES = 2.5          # words of one state beyond this add nothing
LINE, WINDOW = 0.65, 0.35    # a line against itself and its two neighbours on either side
NEIGHBOURS = 2
HAND_SHARE = 0.7          # a matched parenthetical takes this share of the whole
NEUTRAL = (0.0, 0.3, 0.3)
_FAMILY = np.array([[FAMILIES[state] == family for family in dict.fromkeys(FAMILIES.values())] for state in STATES], dtype=float)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one line feels like, and why. `said` is what the words alone give; the rest heeds the script's hands."""

    state: str
    valence: float
    arousal: float
    tension: float
    confidence: float
    states: tuple[float, ...]
    because: tuple[str, ...]
    said: tuple[float, float, float]
    hands: tuple[Direction, ...]
    nostalgia: float = 0.0


def read_lines(
    lines: Sequence[tuple[str, str]], *, with_meaning: bool = True, with_lexicon: bool = True,
) -> tuple[Reading, ...]:
    """A reading of each line, in order; the lines around a line lend it a third of its meaning.

    lines         (text, language "ko" or "en") of one scene, in order; another language is read by meaning alone
    with_meaning  False leaves the meaning model out (as when it cannot be loaded)
    with_lexicon  False leaves the lexicon out
    """
    texts, languages = [parted(text)[0] for text, _ in lines], [language for _, language in lines]
    meant = _meant(texts, languages) if with_meaning and lines else None
    return tuple(
        _read(text, language, None if meant is None else meant[at], with_lexicon)
        for at, (text, language) in enumerate(lines)
    )


def _meant(texts: Sequence[str], languages: Sequence[str]) -> NDArray[np.float64] | None:
    """[lines, 12] logarithms by meaning, those of the lines around mixed in; None without a model."""
    vectors = meanings(texts)
    if vectors is None:
        return None
    alone = np.array([reader().by_meaning(row, language) if text else np.full(len(STATES), -np.log(len(STATES)))
                      for row, language, text in zip(vectors, languages, texts, strict=True)])
    around = np.array([alone[max(0, at - NEIGHBOURS):at + NEIGHBOURS + 1].mean(axis=0) for at in range(len(texts))])
    return np.round(LINE * alone + WINDOW * around, 4)


def lexicon_hits(text: str, language: str) -> tuple[Hit, ...]:
    """The lexicon's words in a line of Korean or English."""
    return korean.hits(text) if language == "ko" else english.hits(text) if language == "en" else ()


def votes_of(hits: Sequence[Hit]) -> NDArray[np.float64]:
    """[12] what the lexicon's words speak for, a denied word against its state, at most `MOST_VOTES` a state."""
    votes = np.zeros(len(STATES))
    for hit in hits:
        votes[STATES.index(hit.entry.state)] += -0.8 * hit.strength if hit.denied else hit.strength
    return np.clip(votes, -MOST_VOTES, MOST_VOTES)


def _read(text: str, language: str, meant: NDArray[np.float64] | None, with_lexicon: bool) -> Reading:
    words, bracketed = parted(text)
    hits = lexicon_hits(words, language) if with_lexicon else ()
    has_morphemes = language == "ko" and morphemes(words) is not None
    pieces = reader().by_pieces(drawers(words, language), language)
    chances = reader().together(meant, pieces, votes_of(hits), (language, has_morphemes))
    said = _heated(_tuple(chances @ places()), words)    # the word list has spoken: its votes are in the chances
    hands = directions(bracketed) if bracketed else ()
    sure = float(np.max(chances @ _FAMILY))    # the chance that the likeliest of the five families is the right one
    place, state = said, STATES[int(np.argmax(chances))]
    if not words:
        sure, place = 0.05, NEUTRAL
    if hands:
        felt = np.mean([hand.inner for hand in hands], axis=0)
        place = _tuple(HAND_SHARE * felt + (1 - HAND_SHARE) * np.array(place))
        sure, state = max(sure, 0.8), hands[0].state
    met = tuple(("not " if hit.denied else "") + hit.entry.form for hit in hits)
    return Reading(
        state=state, valence=round(place[0], 3), arousal=round(place[1], 3), tension=round(place[2], 3),
        confidence=round(sure, 3), states=tuple(np.round(chances, 3).tolist()),
        because=met + tuple(hand.said for hand in hands), said=said, hands=hands,
        nostalgia=max((hit.entry.nostalgia for hit in hits if not hit.denied), default=0.0))


def _heated(place: tuple[float, float, float], words: str) -> tuple[float, float, float]:
    """Exclamation and repetition raise arousal only."""
    pieces = [piece.strip() for piece in re.split(r"[.!?,…]+", words) if piece.strip()]
    heat = 0.06 * min(words.count("!"), 2) + (0.05 if len(set(pieces)) < len(pieces) else 0.0)
    return place[0], min(1.0, place[1] + heat), place[2]


def _tuple(place: NDArray[np.float64]) -> tuple[float, float, float]:
    return (round(float(np.clip(place[0], -1, 1)), 4), round(float(np.clip(place[1], 0, 1)), 4),
            round(float(np.clip(place[2], 0, 1)), 4))

"""What a line feels like: meaning against the anchor bank, words against the lexicon, the script's hands above both.

Sources: our measurement for the form (mean-centred nearest centroid); constants are our choice and
were set on lines of our own by cross-validation on the bank, never on the test lines.

Conventions: valence -1..1, arousal and tension 0..1; the state's probabilities follow the order of `bank.STATES`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from yeoun.feeling import english, korean
from yeoun.feeling.bank import LANGUAGES, STATES, Bank, bank, lines_of_the_bank, places, unit
from yeoun.feeling.directions import Direction, directions, parted
from yeoun.feeling.lexicon import Hit
from yeoun.languages.meaning import meanings

SHARPNESS = 12.0          # turns cosines (about -0.3..0.5 after centring) into probabilities
VOTE = 1.1                # what one word of the lexicon adds to its state, in natural logarithms
MOST_VOTES = 2.5          # words of one state beyond this add nothing
STYLE = 0.85              # share of the punctuation's say (exclamation, question, trailing off)
LINE, WINDOW = 0.65, 0.35    # a line against itself and its two neighbours on either side
NEIGHBOURS = 2
MEANING_SHARE = 0.6       # 5.2: anchors 0.6, lexicon 0.4
HAND_SHARE = 0.7          # a matched parenthetical takes this share of the whole
NEUTRAL = (0.0, 0.3, 0.3)


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


def read_lines(
    lines: Sequence[tuple[str, str]], *, with_meaning: bool = True, with_lexicon: bool = True,
) -> tuple[Reading, ...]:
    """A reading of each line, in order; the lines around a line lend it a third of its meaning.

    lines         (text, language "ko" or "en") of one scene, in order; another language is read by meaning alone
    with_meaning  False leaves the meaning model out (as when it cannot be loaded)
    with_lexicon  False leaves the lexicon out
    """
    texts = [parted(text)[0] for text, _ in lines]
    cosines = _cosines(texts, [language for _, language in lines]) if with_meaning and lines else None
    return tuple(
        _read(text, language, None if cosines is None else cosines[at], with_lexicon)
        for at, (text, language) in enumerate(lines)
    )


def _cosines(texts: Sequence[str], languages: Sequence[str]) -> NDArray[np.float64] | None:
    """[lines, 12] cosines with the states' centres; None without a model."""
    vectors = meanings(texts)
    if vectors is None:
        return None
    anchors: Bank = bank()
    tongues = [language if language in LANGUAGES else "en" for language in languages]
    said = np.array([bool(text) for text in texts])
    centred = unit(vectors - np.array([anchors.mean[tongue] for tongue in tongues])) * said[:, None]
    rows = np.zeros((len(texts), len(STATES)))
    for at in range(len(texts)):
        around = centred[max(0, at - NEIGHBOURS):at + NEIGHBOURS + 1]
        mixed = unit((LINE * centred[at] + WINDOW * unit(around.mean(axis=0)[None])[0])[None])[0]
        rows[at] = anchors.centres @ mixed
    return np.round(rows, 4)


def lexicon_hits(text: str, language: str) -> tuple[Hit, ...]:
    """The lexicon's words in a line of Korean or English."""
    return korean.hits(text) if language == "ko" else english.hits(text) if language == "en" else ()


def manner(text: str) -> tuple[str, str]:
    """How a line is pointed: its last mark, and whether it is short (one breath).

    >>> manner("나가! 나가라고!")
    ('!', 'short')
    """
    trails, asks = re.search(r"…|\.\.\.", text) is not None, text.rstrip("\"' ").endswith("?")
    return "!" if "!" in text else "?" if asks else "…" if trails else ".", "short" if len(text) < 12 else "long"


@cache
def _style() -> dict[tuple[str, str], NDArray[np.float64]]:
    """Natural logarithms of P(mark | state) / P(mark), from the bank itself, with one count added everywhere."""
    table: dict[tuple[str, str], NDArray[np.float64]] = {}
    for language in LANGUAGES:
        lines = [(state, manner(text)[0]) for state, spoken, text in lines_of_the_bank() if spoken == language]
        for mark in "!?….":
            by_state = np.array([1.0 + sum(s == state and m == mark for s, m in lines) for state in STATES])
            table[language, mark] = np.log(by_state / by_state.mean())
    return table


def _read(text: str, language: str, cosines: NDArray[np.float64] | None, with_lexicon: bool) -> Reading:
    words, bracketed = parted(text)
    hits = lexicon_hits(words, language) if with_lexicon else ()
    chances = _chances(words, language, cosines, hits)
    said = _place(chances, cosines is not None, hits)
    said = _heated(said, words)
    hands = directions(bracketed) if bracketed else ()
    ranked = np.sort(chances)[::-1]
    sure = float(np.clip(0.25 + 0.9 * (ranked[0] - ranked[1]) + 0.1 * min(len(hits), 3), 0.1, 0.9))
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
        because=met + tuple(hand.said for hand in hands), said=said, hands=hands)


def _chances(
    words: str, language: str, cosines: NDArray[np.float64] | None, hits: tuple[Hit, ...],
) -> NDArray[np.float64]:
    logs = np.zeros(len(STATES)) if cosines is None else SHARPNESS * cosines
    votes = np.zeros(len(STATES))
    for hit in hits:
        votes[STATES.index(hit.entry.state)] += -0.8 * hit.strength if hit.denied else hit.strength
    logs = logs + VOTE * np.clip(votes, -MOST_VOTES, MOST_VOTES)
    if (language, manner(words)[0]) in _style():
        logs = logs + STYLE * _style()[language, manner(words)[0]]
    if cosines is None and not any(votes):
        logs[STATES.index("calm")] += VOTE        # no word of feeling at all: most likely an everyday line
    chances = np.exp(logs - logs.max())
    return np.asarray(chances / chances.sum(), dtype=np.float64)


def _place(chances: NDArray[np.float64], has_meaning: bool, hits: tuple[Hit, ...]) -> tuple[float, float, float]:
    by_state = chances @ places()
    if not hits:
        return _tuple(by_state)
    by_word = np.mean([(hit.valence, hit.arousal, hit.entry.tension) for hit in hits], axis=0)
    denied = sum(hit.denied for hit in hits) / len(hits)
    # a denied word speaks against the states it lies in: then the lexicon, which knows of denial, has the greater say
    share = (1.0 - MEANING_SHARE if has_meaning else 0.5) + 0.3 * denied
    return _tuple(share * by_word + (1.0 - share) * by_state)


def _heated(place: tuple[float, float, float], words: str) -> tuple[float, float, float]:
    """Exclamation and repetition raise arousal only."""
    pieces = [piece.strip() for piece in re.split(r"[.!?,…]+", words) if piece.strip()]
    heat = 0.06 * min(words.count("!"), 2) + (0.05 if len(set(pieces)) < len(pieces) else 0.0)
    return place[0], min(1.0, place[1] + heat), place[2]


def _tuple(place: NDArray[np.float64]) -> tuple[float, float, float]:
    return (round(float(np.clip(place[0], -1, 1)), 4), round(float(np.clip(place[1], 0, 1)), 4),
            round(float(np.clip(place[2], 0, 1)), 4))

"""A name called: what it says is who is meant and how loud, and nothing of joy or grief.

A meaning model reads a bare name with an exclamation mark as a greeting. Whether somebody is greeted, looked for or lost
stands elsewhere in the scene; the call itself rouses. Places are our choice.
"""

import re
from collections.abc import Collection

from yeoun.feeling import korean
from yeoun.feeling.directions import Direction, parted
from yeoun.feeling.english import hits
from yeoun.feeling.loaded import morphemes

_CRIED = re.compile(r"외[치친쳐]|부르|부른|불러|소리\s?[치친쳐]|소리를?\s?[지질]|고함|"
                    r"\b(?:shout|yell|scream|call|holler)|\bcr(?:y|ies|ied|ying) out", re.IGNORECASE)
_SHOUT = re.compile(r"소리|고함|shout|yell|scream")
_NAMED = {"NNP", "NNG", "NNB", "XSN", "JKV", "IC"}
_POINTS = re.compile(r"[^\w'’-]+")
_CALLED_TO = {"hey", "oh", "mr", "mrs", "ms", "miss", "sir"}
_ORDERS = set("help stop wait run go no yes look listen move fire please god damn hell jesus why what who where how quick hurry freeze "
              "enough never thanks sorry welcome hello goodbye bye come here now you get out down up back off silence quiet".split())
CRIED, CALLED, SAID = (0.8, 0.55), (0.6, 0.45), (0.4, 0.35)    # arousal and tension: cried out, with an exclamation mark, without


def cried(bracketed: str) -> bool:
    """Whether a parenthetical says that somebody calls out.

    >>> cried("외친다"), cried("calling after her"), cried("미소 지으며")
    (True, True, False)
    """
    return _CRIED.search(bracketed) is not None


def is_call(text: str, language: str, names: Collection[str], bracketed: str = "") -> bool:
    """Whether a line is nothing but somebody's name, called.

    text       the line, brackets and all;  language  "ko" or "en"
    names      the people of the episode, as far as they are known
    bracketed  its parenthetical, where that was parted from it

    >>> is_call("지은아!", "ko", ()), is_call("지은아, 가지 마.", "ko", ()), is_call("Ji-eun!", "en", ("Ji-eun",))
    (True, False, True)
    >>> is_call("Mina!", "en", (), "shouting"), is_call("Help!", "en", (), "shouting"), is_call("Mina is here!", "en", ("Mina",))
    (True, False, False)
    """
    said, own = parted(text)
    words = [word for word in _POINTS.split(said) if word]
    if not words:
        return False
    known = {part.lower() for name in names for part in _POINTS.split(name)} - {""}
    if language == "ko":
        return _in_korean(said, words, known)
    if language != "en" or len(words) > 4 or hits(said):
        return False
    called = [word for word in words if word.lower() not in _CALLED_TO]
    if called and all(word.lower() in known for word in called):
        return True
    return bool(called) and cried(f"{bracketed} {own}") and all(word[:1].isupper() and word.lower() not in _ORDERS for word in called)


def _in_korean(said: str, words: list[str], known: set[str]) -> bool:
    called = [word for word in words if word not in {"씨", "님"}]
    if called and all(re.sub(r"(?:이?야|아|씨|님|이)$", "", word) in known or word in known for word in called):
        return True
    pieces = [piece for piece in morphemes(said) or () if piece.tag not in {"SF", "SP", "SE", "SW"}]
    return (bool(pieces) and all(piece.tag in _NAMED for piece in pieces) and any(piece.tag == "JKV" for piece in pieces)
            and not any(korean.hits(piece.form) for piece in pieces if piece.tag.startswith("NN")))


def place_of_call(text: str, bracketed: str) -> tuple[float, float]:
    """Arousal and tension of a call."""
    said, own = parted(text)
    return CRIED if cried(f"{bracketed} {own}") else CALLED if "!" in said else SAID


def hands_of_call(hands: tuple[Direction, ...], bracketed: str) -> tuple[Direction, ...]:
    """The script's hands on a call, without those that only say it is loud: a shout is anger on words, not on a name."""
    out = re.search(r"\bcr\w+ out", bracketed, re.IGNORECASE) is not None
    return tuple(hand for hand in hands if not _SHOUT.search(hand.said) and not (out and hand.said.lower().startswith("cr")))

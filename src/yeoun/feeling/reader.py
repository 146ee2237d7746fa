"""What was learnt from the training lines: from a line's meaning and its pieces of words to twelve states.

Two linear readers, one of what a line means (both languages together) and one of pieces of words (each language its own), and
the lexicon's votes; what each is worth was fitted on training lines that were left out, for every case in which a model is
missing. All of it is in `reader.npz`, made by `python -m training.train` out of `training/lines`; a test holds the file to the
lines. How well it reads is measured by `python -m tests.feeling.words_bench`.

Conventions: logarithms of chances, in the order of `bank.STATES`; arrays of half precision on disk, double here.
"""

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yeoun.feeling.bank import LANGUAGES, STATES

FILE = Path(__file__).parent / "reader.npz"
CASES = (    # language, is the meaning read, are there morphemes: the rows of `shares`
    ("ko", True, True), ("ko", True, False), ("ko", False, True), ("ko", False, False), ("en", True, True), ("en", False, True),
)
Logs = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """What was learnt. `shares` are the weights of meaning, pieces and votes in each case; `digest` is that of the lines.

    `reliability` is measured on training lines left out: [4 claims, 3] how many lines, what was claimed, how many were right. So is
    `signs`, on lines that stand in both languages: how many, with one sign of valence in both, with the right one in Korean, in English.
    """

    meaning: Logs
    meaning_shift: dict[str, Logs]
    pieces: dict[str, Logs]
    pieces_shift: dict[str, Logs]
    shares: dict[tuple[str, bool, bool], tuple[float, float, float]]
    reliability: dict[str, Logs]
    signs: Logs
    digest: str

    def by_meaning(self, vectors: Logs, language: str) -> Logs:
        """[lines, 12] from the vectors of lines in one language; one that was not learnt stands between those that were."""
        shifts = [self.meaning_shift[each] for each in ([language] if language in self.meaning_shift else LANGUAGES)]
        return logs(vectors @ self.meaning + np.asarray(np.mean(shifts, axis=0), dtype=np.float64))

    def by_pieces(self, drawers: NDArray[np.int64], language: str) -> Logs:
        """[12] from the drawers of one line; even chances in a language that was not learnt, or of nothing."""
        if language not in self.pieces or not len(drawers):
            return np.full(len(STATES), -np.log(len(STATES)))
        summed = self.pieces[language][drawers].sum(axis=0) / np.sqrt(len(drawers))
        return logs(summed + self.pieces_shift[language])

    def together(self, meaning: Logs | None, pieces: Logs, votes: Logs, case: tuple[str, bool]) -> Logs:
        """[12] chances, of all that is known of a line.

        meaning  logarithms, None when the meaning is not read
        votes    of the lexicon, from about -2.5 to 2.5
        case     the language, and whether there were morphemes; a language that was not learnt counts as English
        """
        language, has_morphemes = case
        known = language if language in LANGUAGES else "en"
        of_meaning, of_pieces, of_votes = self.shares[known, meaning is not None, has_morphemes or known != "ko"]
        summed = of_pieces * pieces + of_votes * votes + (0.0 if meaning is None else of_meaning * meaning)
        return np.asarray(np.exp(logs(summed)), dtype=np.float64)


def logs(rows: Logs) -> Logs:
    """Rows as logarithms of chances that add up to one."""
    rows = rows - rows.max(axis=-1, keepdims=True)
    return np.asarray(rows - np.log(np.exp(rows).sum(axis=-1, keepdims=True)), dtype=np.float64)


@functools.cache
def reader() -> Reader:
    """The shipped reader."""
    with np.load(FILE, allow_pickle=False) as kept:
        arrays = {name: kept[name] for name in kept.files}
    double = {name: array.astype(np.float64) for name, array in arrays.items() if name != "digest"}
    return Reader(
        double["meaning"], dict(zip(LANGUAGES, double["meaning_shift"], strict=True)),
        {language: double["pieces_" + language] for language in LANGUAGES},
        dict(zip(LANGUAGES, double["pieces_shift"], strict=True)),
        {case: (float(row[0]), float(row[1]), float(row[2])) for case, row in zip(CASES, double["shares"], strict=True)},
        dict(zip(LANGUAGES, double["reliability"], strict=True)), double["signs"], arrays["digest"].tobytes().hex())

"""Makes `src/yeoun/feeling/reader.npz` out of `training/lines`, in about ten minutes of one processor.

Two multinomial logistic readers (Bishop 2006, 4.3.4), one of what lines mean (`yeoun.languages.meaning`) and one of pieces of
words; then, on lines that were left out with all that is like them (five parts), what each is worth beside the other and beside
the lexicon's votes, in every case in which a model is missing. The same lines give the same file.

`--check` writes nothing and says whether the shipped file is what the lines give, byte for byte. `--vectors FILE` keeps the
meanings of the lines in a file and finds them there again, if the lines are still the same.
"""

import argparse
import hashlib
import io
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from yeoun.feeling import counts
from yeoun.feeling.bank import FAMILIES, LANGUAGES, STATES, places
from yeoun.feeling.reader import CASES, FILE, logs
from yeoun.feeling.words import lexicon_hits, votes_of
from yeoun.languages.meaning import meanings

CLAIMS = (0.0, 0.4, 0.6, 0.8, 1.01)    # where the bins of the reliability table begin
LINES = Path(__file__).resolve().parent / "lines"
PARTS = 5
MEANING_PULL, PIECES_PULL = 250.0, 0.15    # to nothing, of weights: README.md says how they were chosen
GROUPS = 40    # our choice: kinds of situation in a state; with more, lines left out are nearer to what was learnt than a stranger's
Rows = NDArray[np.float64]
Line = tuple[str, str, str]


def _tables(folder: Path) -> dict[str, dict[str, list[Any]]]:
    return {state: tomllib.loads((folder / f"{state}.toml").read_text(encoding="utf-8")) for state in STATES}


def lines_of(folder: Path = LINES) -> list[Line]:
    """Every line as (state, language, text), in the order of the states; in a language first those that stand in it alone."""
    return [(state, language, text) for state, table in _tables(folder).items() for at, language in enumerate(LANGUAGES)
            for text in (*table[language], *(both[at] for both in table["both"]))]


def twins_of(folder: Path = LINES) -> NDArray[np.int64]:
    """Where in `lines_of` the two of each line stand that is there in both languages: [pairs, 2]."""
    where = {line: at for at, line in enumerate(lines_of(folder))}
    return np.array([[where[state, language, text] for language, text in zip(LANGUAGES, both, strict=True)]
                     for state, table in _tables(folder).items() for both in table["both"]], dtype=np.int64)


def digest_of(lines: list[Line]) -> str:
    """What the shipped file is held to."""
    return hashlib.sha256("\n".join("\t".join(line) for line in lines).encode()).hexdigest()


def learnt(rows: Rows | csr_matrix, states: NDArray[np.int64], weights: Rows, pull: float, rounds: int) -> tuple[Rows, Rows]:
    """Weights [features, 12] and shifts [12] of a multinomial logistic reader, pulled to nothing by half the sum of squares."""
    width, right = rows.shape[1], np.eye(len(STATES))[states]

    def off(flat: Rows) -> tuple[float, Rows]:
        both = flat.reshape(width + 1, -1)
        told = logs(rows @ both[:-1] + both[-1])
        wrong = (np.exp(told) - right) * weights[:, None]
        loss = -float((told * right).sum(axis=1) @ weights) + pull / 2 * float((both[:-1] ** 2).sum())
        return loss, np.vstack([rows.T @ wrong + pull * both[:-1], wrong.sum(axis=0)]).ravel()

    found = minimize(off, np.zeros((width + 1) * len(STATES)), jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    both = np.asarray(found.x).reshape(width + 1, -1)
    return both[:-1], both[-1]


def parts_of(lines: list[Line], vectors: Rows, twins: NDArray[np.int64]) -> NDArray[np.int64]:
    """The part of each line, 0 to 4: what is alike in one state, in one language or across both, is in one part (Ward 1963).

    twins  where the two of a line stand that is there in both languages: they are one thing, and are never parted
    """
    states, tongues = np.array([line[0] for line in lines]), np.array([line[1] for line in lines])
    rows = vectors.copy()
    for language in LANGUAGES:
        rows[tongues == language] -= rows[tongues == language].mean(axis=0)
    rows /= rows.std(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    stands_for = np.arange(len(lines))
    stands_for[twins[:, 1]] = twins[:, 0]
    rows[twins[:, 0]] = rows[twins].mean(axis=1)
    parts = np.zeros(len(lines), dtype=np.int64)
    for state in STATES:
        mine = np.flatnonzero((states == state) & (stands_for == np.arange(len(lines))))
        group = fcluster(linkage(rows[mine], "ward"), GROUPS, "maxclust")
        sizes = np.zeros(PARTS, dtype=np.int64)
        for one in sorted(set(group.tolist()), key=lambda one: (-int((group == one).sum()), one)):
            part = int(sizes.argmin())
            parts[mine[group == one]] = part
            sizes[part] += (group == one).sum()
    return parts[stands_for]


def fair(states: NDArray[np.int64]) -> Rows:
    """Weights under which the five families count alike, and within a family its states."""
    families = np.array([FAMILIES[state] for state in STATES])
    many = np.bincount(states, minlength=len(STATES))
    sisters = np.array([np.sum(families == family) for family in families])
    return np.asarray((len(states) / (5.0 * sisters * np.maximum(many, 1)))[states])


class Learning:
    """The lines with everything that is read off them, and the readers that are learnt from some of them."""

    def __init__(self, lines: list[Line], vectors: Rows) -> None:
        self.lines, self.vectors = lines, vectors
        self.states = np.array([STATES.index(state) for state, _, _ in lines])
        self.tongues = np.array([language for _, language, _ in lines])
        self.weights = fair(self.states)
        self.pieces = {True: _table(lines, with_morphemes=True), False: _table(lines, with_morphemes=False)}
        self.votes = np.array([votes_of(lexicon_hits(text, language)) for _, language, text in lines])

    def meaning(self, some: NDArray[np.bool_]) -> tuple[Rows, Rows]:
        """Weights in half precision and each language's shifts, learnt from some of the lines."""
        rows = self.vectors.copy()
        middle = np.array([self.vectors[some & (self.tongues == language)].mean(axis=0) for language in LANGUAGES])
        for language, mean in zip(LANGUAGES, middle, strict=True):
            rows[self.tongues == language] -= mean
        spread = rows[some].std(axis=0)
        weights, shift = learnt(rows[some] / spread, self.states[some], self.weights[some], MEANING_PULL, 120)
        kept = (weights / spread[:, None]).astype(np.float16)
        return kept, (shift - middle @ kept.astype(np.float64)).astype(np.float32)

    def counted(self, some: NDArray[np.bool_], language: str) -> tuple[Rows, Rows]:
        """Weights of the drawers in half precision and the shifts, learnt from one language's lines among some."""
        chosen = some & (self.tongues == language)
        weights, shift = learnt(self.pieces[True][chosen], self.states[chosen], self.weights[chosen], PIECES_PULL, 80)
        return weights.astype(np.float16), shift.astype(np.float32)

    def left_out(self, parts: NDArray[np.int64], tell: Callable[[str], None]) -> dict[str, Rows]:
        """What each reader says of every line, learnt without that line's part: by meaning, by pieces, and by surface alone."""
        said = {name: np.zeros((len(self.lines), len(STATES))) for name in ("meaning", "pieces", "surface")}
        for part in range(PARTS):
            out = parts == part
            weights, shifts = self.meaning(~out)
            for at, language in enumerate(LANGUAGES):
                chosen = np.flatnonzero(out & (self.tongues == language))
                said["meaning"][chosen] = logs(self.vectors[chosen] @ weights.astype(np.float64) + shifts[at])
                of_drawers, shift = self.counted(~out, language)
                for name, has in (("pieces", True), ("surface", False)):
                    said[name][chosen] = logs(self.pieces[has][chosen] @ of_drawers.astype(np.float64) + shift)
            tell(f"part {part + 1} of {PARTS}")
        return said

    def told(self, said: dict[str, Rows], case: tuple[str, bool, bool], worth: Rows) -> tuple[Rows, NDArray[np.int64]]:
        """Chances of the lines of one language, learnt without them, in one case; and the states they are of."""
        chosen = self.tongues == case[0]
        pieces = said["pieces" if case[2] else "surface"][chosen]
        return (np.exp(logs(worth[0] * said["meaning"][chosen] + worth[1] * pieces + worth[2] * self.votes[chosen])),
                self.states[chosen])

    def shares(self, said: dict[str, Rows], case: tuple[str, bool, bool]) -> Rows:
        """What meaning, pieces and votes are worth in one case: the weights under which lines left out are least surprising."""
        language, has_meaning, has_morphemes = case
        chosen = self.tongues == language
        pieces = said["pieces" if has_morphemes else "surface"]
        three = np.stack([said["meaning"] * has_meaning, pieces, self.votes])[:, chosen]
        right, weights = self.states[chosen], self.weights[chosen]

        def off(worth: Rows) -> float:
            told = logs(np.tensordot(worth, three, axes=1))
            return -float(told[np.arange(len(right)), right] @ weights)

        found = minimize(off, np.array([0.5 * has_meaning, 0.5, 0.3]), method="L-BFGS-B", bounds=[(0.0, 3.0)] * 3)
        return np.asarray(np.round(found.x * [has_meaning, 1, 1], 3))


def reliability(chances: Rows, states: NDArray[np.int64]) -> Rows:
    """[4, 3] for claims of `CLAIMS`: how many lines, what was claimed of them, how many had the right one of five families."""
    families = np.array([list(dict.fromkeys(FAMILIES.values())).index(FAMILIES[state]) for state in STATES])
    five = chances @ np.eye(5)[families]
    claimed, right = five.max(axis=1), five.argmax(axis=1) == families[states]
    within = [(claimed >= low) & (claimed < high) for low, high in zip(CLAIMS, CLAIMS[1:], strict=False)]
    return np.array([(some.sum(), claimed[some].mean() if some.any() else 0.0, right[some].sum()) for some in within])


def _table(lines: list[Line], *, with_morphemes: bool) -> csr_matrix:
    """The drawers of every line as a sparse table, each row of length 1."""
    rows = [counts.drawers(text, language, with_morphemes=with_morphemes) for _, language, text in lines]
    sizes = np.array([len(row) for row in rows])
    data = np.repeat(1.0 / np.sqrt(np.maximum(sizes, 1)), sizes)
    return csr_matrix((data, np.concatenate(rows), np.concatenate([[0], np.cumsum(sizes)])), shape=(len(rows), counts.BUCKETS))


def vectors_of(lines: list[Line], kept: Path | None) -> Rows:
    """The meanings of the lines, from a file that holds those of just these lines, or made anew (and kept)."""
    digest = digest_of(lines)
    if kept is not None and kept.is_file():
        with np.load(kept) as there:
            if str(there["digest"]) == digest:
                return np.asarray(there["vectors"], dtype=np.float64)
    rows = meanings([text for _, _, text in lines])
    if rows is None:
        raise SystemExit("the meaning model cannot be loaded")
    rows = rows.astype(np.float32)    # as the model gives them
    if kept is not None:
        np.savez(kept, digest=digest, vectors=rows)
    return rows.astype(np.float64)


def signs(chances: dict[str, Rows], learning: Learning, twins: NDArray[np.int64]) -> Rows:
    """[4] of lines in both languages, learnt without them: how many, with one sign of valence, and each language's as its state's.

    Everyday lines are left out: they have no sign to speak of.
    """
    felt = twins[learning.states[twins[:, 0]] != STATES.index("calm")]
    place = np.array([chances[language][np.searchsorted(np.flatnonzero(learning.tongues == language), felt[:, at])]
                      for at, language in enumerate(LANGUAGES)]) @ places()[:, 0] > 0.0
    right = places()[learning.states[felt[:, 0]], 0] > 0.0
    return np.array([len(felt), (place[0] == place[1]).sum(), (place[0] == right).sum(), (place[1] == right).sum()], dtype=np.float64)


def written(learning: Learning, said: dict[str, Rows], twins: NDArray[np.int64]) -> bytes:
    """The readers of all lines, and what they are worth, as a file."""
    every = np.ones(len(learning.lines), dtype=bool)
    weights, shifts = learning.meaning(every)
    counted = {language: learning.counted(every, language) for language in LANGUAGES}
    shares = {case: learning.shares(said, case) for case in CASES}
    sure = {case: reliability(*learning.told(said, case, shares[case])) for case in CASES}
    for case, table in sure.items():
        _tell(f"{case}: shares {shares[case].tolist()}, left out {table[:, 2].sum() / table[:, 0].sum():.3f} of five; {table.tolist()}")
    of_both = signs({language: learning.told(said, (language, True, True), shares[language, True, True])[0] for language in LANGUAGES},
                    learning, twins)
    _tell(f"lines in both languages, left out: {of_both.tolist()}")
    file = io.BytesIO()
    np.savez(
        file, meaning=weights, meaning_shift=shifts, pieces_ko=counted["ko"][0], pieces_en=counted["en"][0],
        pieces_shift=np.stack([counted[language][1] for language in LANGUAGES]),
        shares=np.stack([shares[case] for case in CASES]).astype(np.float32),
        reliability=np.stack([sure[language, True, True] for language in LANGUAGES]).astype(np.float32), signs=of_both.astype(np.float32),
        digest=np.frombuffer(bytes.fromhex(digest_of(learning.lines)), dtype=np.uint8))
    return file.getvalue()


def _tell(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def made(vectors: Path | None = None) -> bytes:
    """The file that the lines give."""
    lines = lines_of()
    learning = Learning(lines, vectors_of(lines, vectors))
    return written(learning, learning.left_out(parts_of(lines, learning.vectors, twins_of()), _tell), twins_of())


def main() -> int:
    """Learn, and write the file, or say whether it is there already."""
    asked = argparse.ArgumentParser(description="Make reader.npz out of training/lines.")
    asked.add_argument("--vectors", type=Path, help="keep the meanings of the lines here")
    asked.add_argument("--check", action="store_true", help="write nothing: is the shipped file what the lines give?")
    given = asked.parse_args()
    contents = made(given.vectors)
    is_there = FILE.is_file() and FILE.read_bytes() == contents
    if not given.check:
        FILE.write_bytes(contents)
    _tell(f"{FILE.name}: {len(contents) / 1e6:.2f} MB, " + ("as it was" if is_there else "not what is shipped" if given.check else "new"))
    return 0 if is_there or not given.check else 1


if __name__ == "__main__":
    sys.exit(main())

"""How lines of dialogue are read, in figures: `python -m tests.feeling.words_bench` (`--open` leaves the closed part alone).

The lines of tests/data/five_emotions.toml and neutral_lines.toml are not of the hands that wrote what the reader learnt from.
Twelve states are read as five emotions: joy, hope, relief are joy; tender, calm are tender; longing, grief, guilt are sad;
resentment, anger are anger; fear, suspense are fear.
"""

import functools
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from tests.bench.shares import wilson
from training.train import CLAIMS
from yeoun.feeling import counts, korean, words
from yeoun.feeling.bank import FAMILIES, LANGUAGES, STATES
from yeoun.feeling.directions import parted
from yeoun.feeling.reader import reader
from yeoun.feeling.words import Reading, lexicon_hits, read_lines, votes_of
from yeoun.languages.meaning import let_go, meanings

DATA = Path(__file__).resolve().parents[1] / "data"
EMOTIONS = {"joy": "bright", "tender": "warm", "sad": "sad", "anger": "hot", "fear": "tense"}
NAMES = {"ko": "Korean", "en": "English"}
PARTS = ("open", "closed")
STILL = 0.25    # a valence nearer to nothing than this calls no emotion; our choice
CALLED = 0.1    # a valence nearer to nothing than this calls no sign, as for the tricky lines of test_words.py
PAIRS = Path(__file__).resolve().parents[2] / "training" / "signs" / "pairs.toml"
Line = dict[str, object]


def lines(part: str, file: str = "five_emotions") -> list[Line]:
    """The lines of one part."""
    return [one for one in tomllib.loads((DATA / f"{file}.toml").read_text(encoding="utf-8"))["line"] if one["part"] == part]


def interval(hits: int, count: int) -> str:
    """A share with its interval (Wilson, 95 %).

    >>> interval(50, 100)
    '0.50 (0.40-0.60)'
    """
    low, high = wilson(hits, count)
    return f"{hits / count:.2f} ({low:.2f}-{high:.2f})"


def five(chances: Sequence[float] | NDArray[np.float64]) -> str:
    """The likeliest of the five emotions."""
    sums = {family: sum(chance for state, chance in zip(STATES, chances, strict=True) if FAMILIES[state] == family)
            for family in EMOTIONS.values()}
    return max(sums, key=lambda family: sums[family])


@contextmanager
def without(kiwi: bool = False, meaning: bool = False) -> Iterator[None]:
    """As on a machine where a model cannot be loaded."""
    def none(_: object) -> None:
        return None

    targets = [(module, "morphemes") for module in (counts, korean, words) if kiwi] + [(words, "meanings")] * meaning
    patches = [patch.object(module, name, none) for module, name in targets]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


@functools.cache
def _alone(text: str, language: str, kiwi: bool, meaning: bool) -> Reading:
    with without(kiwi=kiwi, meaning=meaning):
        return read_lines([(text, language)])[0]


def alone(line: Line, language: str, *, without_kiwi: bool = False, without_meaning: bool = False) -> Reading:
    """The line read by itself."""
    return _alone(str(line[language]), language, without_kiwi, without_meaning)


def in_place(line: Line, language: str) -> str:
    """The emotion of the line after the lines before it and with its bracket, as a script has it."""
    before, bracket = line.get(f"context_{language}", []), line.get(f"direction_{language}")
    told = [before] if isinstance(before, str) else list(before)    # type: ignore[call-overload]
    text = f"({bracket}) {line[language]}" if bracket else str(line[language])
    last = read_lines([*((str(one), language) for one in told), (text, language)])[-1]
    return FAMILIES[last.state] if last.hands else five(last.states)


def by_lexicon(line: Line, language: str) -> str:
    """What the word list alone says; a line without a word of it is a miss."""
    votes = votes_of(lexicon_hits(parted(str(line[language]))[0], language))
    return five(np.exp(votes)) if votes.any() else "none"


def by_pieces(line: Line, language: str) -> str:
    """What the pieces of words alone say."""
    return five(np.exp(reader().by_pieces(counts.drawers(parted(str(line[language]))[0], language), language)))


def by_meaning(line: Line, language: str) -> str:
    """What the meaning alone says."""
    vectors = meanings([parted(str(line[language]))[0]])
    return "none" if vectors is None else five(np.exp(reader().by_meaning(vectors, language)[0]))


def hits(told: list[Line], language: str, say: Callable[[Line, str], str]) -> int:
    """How many lines are called what their author felt."""
    return sum(say(line, language) == EMOTIONS[str(line["emotion"])] for line in told)


def _whole(line: Line, language: str) -> str:
    return five(alone(line, language).states)


def _emotions(parts: Sequence[str]) -> list[str]:
    rows = ["| part | language | lines | five emotions | joy | tender | sad | anger | fear | after the lines before it, with brackets "
            "| meaning alone | pieces of words alone | word list alone | chance | majority |", "|" + "---|" * 15]
    for part in parts:
        for language in LANGUAGES:
            told = lines(part)
            classes = [[line for line in told if line["emotion"] == emotion] for emotion in EMOTIONS]
            each = " | ".join(f"{hits(of, language, _whole) / len(of):.2f}" for of in classes)
            cells = [interval(hits(told, language, say), len(told)) for say in (in_place, by_meaning, by_pieces, by_lexicon)]
            rows.append(f"| {part} | {NAMES[language]} | {len(told)} | {interval(hits(told, language, _whole), len(told))} | {each} | "
                        f"{' | '.join(cells)} | 0.20 | {max(map(len, classes)) / len(told):.2f} |")
    return rows


def _levels(parts: Sequence[str]) -> list[str]:
    rows = ["| part | language | plain: named or obvious | said: clear from what is said | hidden: only the lines before tell "
            "| hidden, after the lines before |", "|---|---|---|---|---|---|"]
    for part in parts:
        for language in LANGUAGES:
            level = {name: [line for line in lines(part) if line["level"] == name] for name in ("plain", "said", "hidden")}
            cells = [interval(hits(of, language, _whole), len(of)) for of in level.values()]
            cells.append(interval(hits(level["hidden"], language, in_place), len(level["hidden"])))
            rows.append(f"| {part} | {NAMES[language]} | {' | '.join(cells)} |")
    return rows


def _degraded(parts: Sequence[str]) -> list[str]:
    rows = ["| part | language | all there | no meaning model | no Korean analyser | neither |", "|---|---|---|---|---|---|"]
    for part in parts:
        for language in LANGUAGES:
            told, cells = lines(part), []
            for kiwi, meaning in ((False, False), (False, True), (True, False), (True, True)):    # no Kiwi is asked of English
                right = sum(five(alone(line, language, without_kiwi=kiwi and language == "ko", without_meaning=meaning).states)
                            == EMOTIONS[str(line["emotion"])] for line in told)
                cells.append(interval(right, len(told)))
            rows.append(f"| {part} | {NAMES[language]} | {' | '.join(cells)} |")
    return rows


def agreement(told: list[Line]) -> tuple[int, float, dict[str, int]]:
    """How many pairs have one sign in both languages, what shuffled pairs would give, and how often each sign is the author's."""
    signs = {language: np.array([alone(line, language).valence > 0 for line in told]) for language in LANGUAGES}
    ko, en = signs["ko"].mean(), signs["en"].mean()
    right = np.array([float(str(line["valence"])) > 0 for line in told])
    return (int((signs["ko"] == signs["en"]).sum()), float(ko * en + (1 - ko) * (1 - en)),
            {language: int((signs[language] == right).sum()) for language in LANGUAGES})


def pairs() -> list[Line]:
    """The pairs between which readers are chosen (training/signs): seen by whoever works on them, learnt from by nobody."""
    return [{"ko": ko, "en": en, "valence": sign} for ko, en, sign in tomllib.loads(PAIRS.read_text(encoding="utf-8"))["pairs"]]


def called(told: list[Line]) -> tuple[int, int, float]:
    """How many pairs call a sign in both languages, how many of these one sign, and what these would agree in if shuffled."""
    ko, en = (np.array([alone(line, language).valence for line in told]) for language in LANGUAGES)
    both = (np.abs(ko) >= CALLED) & (np.abs(en) >= CALLED)
    p, q = (float((each[both] > 0).mean()) for each in (ko, en))
    return int(both.sum()), int(((ko > 0) == (en > 0))[both].sum()), p * q + (1 - p) * (1 - q)


def _signs(parts: Sequence[str]) -> list[str]:
    rows = ["| part | pairs | same sign of valence | shuffled pairs | Korean sign as its author's | English sign as its author's "
            f"| always the commoner sign | both at least {CALLED} from nothing | same sign, of these | these, shuffled |",
            "|" + "---|" * 10]
    many, same, *of_state = (int(each) for each in reader().signs)
    rows.append(f"| training lines in both languages, left out | {many} | {interval(same, many)} | - | "
                f"{' | '.join(interval(each, many) for each in of_state)} | - | - | - | - |")
    for part, told in (("pairs to choose by", pairs()), *((part, lines(part)) for part in parts)):
        same, shuffled, right = agreement(told)
        sure, alike, by_luck = called(told)
        negative = sum(float(str(line["valence"])) <= 0 for line in told)
        rows.append(f"| {part} | {len(told)} | {interval(same, len(told))} | {shuffled:.2f} | {interval(right['ko'], len(told))} | "
                    f"{interval(right['en'], len(told))} | {max(negative, len(told) - negative) / len(told):.2f} "
                    f"| {interval(sure, len(told))} | {interval(alike, sure)} of {sure} | {by_luck:.2f} |")
    return rows


def _neutral(parts: Sequence[str]) -> list[str]:
    rows = ["| part | language | neutral lines | read as calm | lines of emotion read as calm | valence within 0.25 "
            "| lines of emotion within 0.25 | arousal, neutral and of emotion |", "|---|---|---|---|---|---|---|---|"]
    for part in parts:
        for language in LANGUAGES:
            still, felt = ([alone(line, language) for line in lines(part, file)] for file in ("neutral_lines", "five_emotions"))
            calm = [sum(reading.state == "calm" for reading in each) for each in (still, felt)]
            near = [sum(abs(reading.valence) < STILL for reading in each) for each in (still, felt)]
            heat = [np.mean([reading.arousal for reading in each]) for each in (still, felt)]
            rows.append(f"| {part} | {NAMES[language]} | {len(still)} | {interval(calm[0], len(still))} | {interval(calm[1], len(felt))} | "
                        f"{interval(near[0], len(still))} | {interval(near[1], len(felt))} | {heat[0]:.2f}, {heat[1]:.2f} |")
    return rows


def _claims(bins: Sequence[tuple[int, float, int]]) -> str:
    """Cells of a row: lines, what was claimed of them and how many were right, in each bin; then the same of all."""
    cells = [f"{claimed:.2f}: {interval(met, many)} of {many}" if many else "none" for many, claimed, met in bins]
    lines_in_all = sum(many for many, _, _ in bins)
    mean = sum(many * claimed for many, claimed, _ in bins) / lines_in_all
    return " | ".join([*cells, f"{mean:.2f}: {interval(sum(met for _, _, met in bins), lines_in_all)} of {lines_in_all}"])


def surprise(claimed: NDArray[np.float64], met: NDArray[np.bool_]) -> float:
    """Mean surprise at being right or wrong, in nats.

    >>> round(surprise(np.array([0.5, 0.5]), np.array([True, False])), 3)
    0.693
    """
    sure = np.clip(claimed, 0.001, 0.999)
    return float(-np.log(np.where(met, sure, 1.0 - sure)).mean())


def _reliability(parts: Sequence[str]) -> list[str]:
    rows = ["| lines | claimed 0.2-0.4 | 0.4-0.6 | 0.6-0.8 | over 0.8 | all | surprise | of always claiming the mean |", "|" + "---|" * 8]
    for language in LANGUAGES:
        cells = _claims([(int(many), float(claimed), int(met)) for many, claimed, met in reader().reliability[language]])
        rows.append(f"| training lines left out, {NAMES[language]} | {cells} | - | - |")
    for part in parts:
        for language in LANGUAGES:
            told = [(alone(line, language), EMOTIONS[str(line["emotion"])]) for line in lines(part)]
            claimed = np.array([reading.confidence for reading, _ in told])
            met = np.array([five(reading.states) == emotion for reading, emotion in told])
            within = [(claimed >= low) & (claimed < high) for low, high in pairwise(CLAIMS)]
            cells = _claims([(int(some.sum()), float(claimed[some].mean()) if some.any() else 0.0, int(met[some].sum()))
                             for some in within])
            always = np.full(len(told), met.mean())
            rows.append(f"| {part}, {NAMES[language]} | {cells} | {surprise(claimed, met):.2f} | {surprise(always, met):.2f} |")
    return rows


def _speed() -> list[str]:
    told = {language: [(str(line[language]), language) for line in lines("open")] for language in LANGUAGES}
    let_go()    # what was said of lines before is not remembered
    rows = ["| language | lines | lines a second | 1,000 lines, seconds |", "|---|---|---|---|"]
    for language, scene in told.items():
        read_lines([("…", language)])    # what is loaded once is not counted
        began = time.process_time()
        read_lines(scene)
        took = time.process_time() - began
        rows.append(f"| {NAMES[language]} | {len(scene)} | {len(scene) / took:.0f} | {1000 * took / len(scene):.0f} |")
    return rows


def section(parts: Sequence[str] = PARTS) -> str:
    """The figures as Markdown."""
    return "\n".join([
        "## Words: what a line feels like", "",
        "Lines in pairs, one Korean and one English, of another hand than those the reader learnt from (`training/lines`). `open` was "
        "seen while it was made, `closed` was measured five times: of a reader of the model's middle layers, of one that counted the "
        "word list twice, of one of 10,098 lines, and twice of this one, in between which nothing of it was changed. Shares with their "
        "interval (Wilson, 95 %); goal 0.65 of five emotions, 0.85 of pairs with one sign. One author's judgement is the truth here; "
        "nobody else rated the lines.", "",
        *_emotions(parts), "", "A line by itself, unless the column says otherwise. What would game it: nothing cheap, the five stand "
        "equally often; a single class named always gives 0.20.", "", *_levels(parts), "",
        "Without a model (the programme says so in its report); chance 0.20:", "", *_degraded(parts), "",
        "The sign of valence in both languages. What would game the agreement: always one sign gives 1.00; so how often the sign is "
        "the author's stands beside it, and those that call a sign in both languages on their right:", "", *_signs(parts), "",
        "Lines without emotion, beside lines of emotion:", "",
        *_neutral(parts), "", "Confidence claimed, and how often one of five was right where it was claimed. It is fitted on training "
        "lines that were left out with all that is like them, and on nothing else. What would game it: always claiming the mean; so the "
        "last columns hold what is claimed and met by all, and the surprise (nats) beside that of claiming the mean:", "",
        *_reliability(parts), "", "How fast, in processor seconds, after loading:", "", *_speed(), ""])


if __name__ == "__main__":
    sys.stdout.write(section(("open",) if "--open" in sys.argv else PARTS))

"""Whether a script is the script of this picture, by what its subtitles say.

A script fits when much of what either side says is said by the other, in the same order: a clip has little of a long script, and a
picture of which half was cut has half of it, but then the subtitles are in the script. In one language words tell (`matching`). In two
languages meaning tells, and only beside chance: any two films have lines that mean nearly the same, but in order no more of them than in
any order. So the best row of pairs in order is held against the best rows of the same subtitles shuffled.

Who cannot tell says nothing: no subtitles, too few, subtitles for a few voices only, two languages whose meaning nobody has measured.

Conventions: a share is of words, 0..1; 1 is all of a script in the subtitles, or all subtitles in the script. Margins of the bounds:
tests/reading/fitting_bench.py.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeoun.languages.meaning import LANGUAGES
from yeoun.model.media import Caution
from yeoun.model.notes import Notes
from yeoun.model.observed import SpeechSpan
from yeoun.model.script import Draft, DraftLine, DraftScene
from yeoun.reading.asked import insists
from yeoun.reading.laying import Track, language_of, main_track, on_the_page, spoken
from yeoun.reading.matching import Match, bigrams, by_words, syllables
from yeoun.reading.translated import alike
from yeoun.units.luck import Take, luck

# By words: of 130 scripts that fit in all or in part the least share is 0.23 (half of all words gone; where two thirds of the lines and a
# third of the words are gone 0.40), of 90 of other films the largest 0.04
LEAST_BY_WORDS = 0.12
# By meaning: of 464 that fit in all or in part the least is 0.033, of 942 of other films the largest 0.023
LEAST_BY_MEANING = 0.02
FEWEST_BY_WORDS = 5      # our choice: of fewer lines or subtitles nobody is accused
FEWEST_BY_MEANING = 8    # with 6 of either, one true script in 500 is no better than shuffled
STRANGERS = 0.5          # our choice: texts with so small a share of common bigrams have nothing to say here
UNLIKE = 0.1             # cosines up to this speak for no pair: those of any two lines stand around 0, of translations around 0.35
SHUFFLED = 60            # our choice: how often; the mean of so many strays by an eighth of what one does
LONG = 24, 12.0          # our choice: bigrams and syllables from which on a text weighs no more
LEAST_VOICED = 1 / 3     # our choice: subtitles for a smaller part of the voices translate or name places, and leave the lines out
Wholes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fit:
    """How much of a script and of subtitles is the same, beyond chance; `least` is what a script of this picture has at least.

    >>> Fit(0.01, 0.12, 0, 40, True).is_another_films, Fit(0.5, 0.12, 20, 40, True).is_another_films
    (True, False)
    """

    share: float
    least: float
    found: int        # lines of the script with a subtitle of their own, by words
    lines: int        # that the script has
    by_words: bool

    @property
    def is_another_films(self) -> bool:
        """Whether the script seems to be another film's."""
        return self.share < self.least


def fit_of(scenes: tuple[DraftScene, ...], track: Track | None, speech: Sequence[SpeechSpan]) -> Fit | None:
    """How well a script fits the subtitles; None where nobody can tell.

    scenes  of the script, all of them
    track   the subtitles its lines would lie on
    speech  that was heard
    """
    lines, _ = on_the_page(scenes)
    if track is None or not lines or _are_for_a_few(track, speech):
        return None
    texts, said = [each.line.text for each in lines], [each.text for each in track.captions]
    fewest = min(len(texts), len(said))
    if language_of(lines) == track.language:
        matches = by_words(texts, said)
        found = sum(match.end_line - match.first_line for match in matches)
        return Fit(_shared(texts, said, matches), LEAST_BY_WORDS, found, len(texts), True) if fewest >= FEWEST_BY_WORDS else None
    if fewest < FEWEST_BY_MEANING or not {language_of(lines), track.language} <= set(LANGUAGES):
        return None
    cosines = alike(texts, said, (language_of(lines), track.language))
    return None if cosines is None else Fit(_beyond_chance(texts, said, cosines), LEAST_BY_MEANING, 0, len(texts), False)


def another_films(draft: Draft, track: Track | None, speech: Sequence[SpeechSpan],
                  notes: Notes) -> tuple[tuple[DraftScene, ...], tuple[Caution, ...]]:
    """The script where it seems to be another film's and nobody insists on it, and what is said about that."""
    fit = fit_of(draft.scenes, track, speech)
    if fit is None or not fit.is_another_films or track is None:
        return (), ()
    why = (f"{fit.found} of its {fit.lines} lines are in the subtitles" if fit.by_words else
           f"in order, its {fit.lines} lines mean no more of what the subtitles say than shuffled ones do")
    seems = f"the script seems to be another film's: {why} ({track.source})"
    if insists(notes):
        return (), (Caution("script_insisted", f"{seems}; it is laid on this picture all the same, as a note asks"),)
    return draft.scenes, (Caution("script_mismatch", f"{seems}. Its lines, headings and names are left aside, and this picture is scored "
                                  "from its subtitles, sound and light. Give the script of this picture; or leave the subtitles out, if "
                                  'they are the wrong ones; or, if both are right, insist with a note: kind = "script", value = "yes"'),)


def before_hearing(draft: Draft, notes: Notes) -> tuple[Caution, ...]:
    """Everything the files say that somebody should know, for a run that stops before anybody looks or listens.

    Nobody knows yet whether subtitles stand for a few of the voices only, which speaks for no film: whoever listens may take it back.
    """
    _, accused = another_films(draft, main_track(draft.captions, script_language(draft.scenes)), (), notes)
    return (*draft.cautions, *accused)


def script_language(scenes: tuple[DraftScene, ...]) -> str | None:
    """The language of most lines of a script."""
    languages = Counter(piece.language for scene in scenes for piece in scene.body if isinstance(piece, DraftLine))
    return languages.most_common(1)[0][0] if languages else None


def _are_for_a_few(track: Track, speech: Sequence[SpeechSpan]) -> bool:
    """Whether subtitles stand for a small part of the voices only."""
    voiced = sum(float(each.span.end_s - each.span.start_s) for each in speech)
    return sum(end - start for start, end in map(spoken, track.captions)) < LEAST_VOICED * voiced


def _shared(texts: Sequence[str], said: Sequence[str], matches: Sequence[Match]) -> float:
    """The share of words in pairs that are nearly the same: of the script's or of the subtitles', whichever is more."""
    left, right = ([min(len(bigrams(text)), LONG[0]) for text in side] for side in (texts, said))
    like = [max(0.0, (match.gain / 1000 - STRANGERS) / (1 - STRANGERS)) for match in matches]
    ours = sum(much * sum(left[match.first_line:match.end_line]) for much, match in zip(like, matches, strict=True))
    theirs = sum(much * sum(right[match.first_span:match.end_span]) for much, match in zip(like, matches, strict=True))
    return max(ours / max(sum(left), 1), theirs / max(sum(right), 1))


def _beyond_chance(texts: Sequence[str], said: Sequence[str], cosines: NDArray[np.float64]) -> float:
    """By how much more of the words pairs in order agree than pairs of shuffled subtitles do."""
    left, right = (np.array([min(max(syllables(text), 0.5), LONG[1]) for text in side]) for side in (texts, said))
    gains = np.rint(1000.0 * np.minimum(left[:, None], right[None, :]) * np.maximum(cosines - UNLIKE, 0.0)).astype(np.int64)
    gains = gains if len(left) >= len(right) else gains.T
    fortune, many = luck(Take(0), "another film's script"), gains.shape[1]
    orders = np.stack([np.arange(many), *(fortune.permutation(many) for _ in range(SHUFFLED))])
    sums = _in_order(gains, orders)
    return float(sums[0] - sums[1:].mean()) / (1000.0 * float(min(left.sum(), right.sum())))


def _in_order(gains: Wholes, orders: Wholes) -> Wholes:
    """For each order of the columns the largest sum of gains over pairs in order, each row and column at most once."""
    best = np.zeros((len(orders), gains.shape[1] + 1), dtype=np.int64)
    for row in gains:
        best[:, 1:] = np.maximum.accumulate(np.maximum(best[:, 1:], best[:, :-1] + row[orders]), axis=1)
    return np.asarray(best[:, -1], dtype=np.int64)

"""Scenes with one source taken away, and where that source had spoken: for the test and the figures of sources.

A source is taken away as if its file had not been handed in, in the time of the scene: sound without the voices, events, silences and
loudness; the script without its action, its hands on lines, its marks and its hour; words without what is said, by script and subtitles
alike; the picture without light, motion and cuts.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from yeoun.feeling.clues import Clue, Layer
from yeoun.feeling.feel import feel, gathered, nearness
from yeoun.feeling.fuse import EVERY, PRIOR_WEIGHT, grid_of, smoothed
from yeoun.feeling.told import Told, tell
from yeoun.feeling.words import Reading
from yeoun.model.feeling import SceneFeeling, SceneView
from yeoun.model.media import Curve
from yeoun.model.script import TimeOfDay
from yeoun.units.time import Seconds

NOTHING = Curve(Seconds(0.5), ())
SHARE = 0.02      # our choice: a source with less than this share of what stands behind a point is silent there
BOUND = 0.025     # what it may move there: its share of a range of 1 (valence: of 2, halved here), and the thousandths of rounding
SPEAKS = 0.05     # weight from which on a source is said to speak at a point


def without_sound(view: SceneView) -> SceneView:
    """Muted: lines stay, the voices on them and speech without words go."""
    spoken = tuple(replace(one, voice=None) for one in view.spoken if one.line.text.strip())
    return replace(view, spoken=spoken, events=(), silences=(), music=(), loudness=NOTHING)


def without_script(view: SceneView) -> SceneView:
    """No script: lines stay as subtitles have them, without hands; no action, marks or hour."""
    spoken = tuple(replace(one, line=replace(one.line, parenthetical="")) for one in view.spoken)
    content = replace(view.content, actions=(), marks=(), time_of_day=TimeOfDay.UNKNOWN)
    return replace(view, spoken=spoken, content=content)


def without_words(view: SceneView) -> SceneView:
    """Nobody's words: neither script nor subtitles say what is spoken; who speaks, and how, is heard."""
    spoken = tuple(replace(one, line=replace(one.line, text="", parenthetical="")) for one in view.spoken)
    return replace(view, spoken=spoken, tags=())


def without_picture(view: SceneView) -> SceneView:
    """Black: no light, no motion, no cuts."""
    return replace(view, light=(), cuts_s=(), motion=NOTHING, luminance=NOTHING)


MUTED: dict[str, Callable[[SceneView], SceneView]] = {
    "sound": without_sound, "script": without_script, "words": without_words, "picture": without_picture}


@dataclass(frozen=True, eq=False)
class Muted:
    """A scene felt with and without a source."""

    grid: NDArray[np.float64]
    whole: SceneFeeling
    less: SceneFeeling
    said: tuple[Clue, ...]       # what went with the source
    instead: tuple[Clue, ...]    # what is read otherwise without it
    share: NDArray[np.float64]   # of either in what stands behind each point, smoothing included, 0..1 (the largest of three axes)
    behind: NDArray[np.float64]  # weight of what went at each point itself, the mean of three axes

    @property
    def moved(self) -> NDArray[np.float64]:
        """How far the curves move at each point: the largest of three axes, valence by half its range."""
        return np.asarray(np.abs(_curves(self.whole) - _curves(self.less)).max(axis=0))

    @property
    def is_apart(self) -> NDArray[np.bool_]:
        """Away from every turn that the source made or unmade: nothing is smoothed across a turn, and Gaussians end at four sigma."""
        away = sorted(_borders(self.whole) ^ _borders(self.less))
        return np.array([all(abs(at - each * float(EVERY)) > 16.0 for each in away) for at in self.grid])

    @property
    def is_silent(self) -> NDArray[np.bool_]:
        """Where the source has no say: neither itself, nor by what is read otherwise without it, nor by a turn it made or unmade."""
        return np.asarray((self.share < SHARE) & self.is_apart)

    @property
    def fall(self) -> NDArray[np.float64]:
        """How much less sure each point is without the source."""
        return np.asarray(np.array(self.whole.confidence) - np.array(self.less.confidence))


def _curves(felt: SceneFeeling) -> NDArray[np.float64]:
    return np.array([np.array(felt.feelings.valence) / 2, felt.feelings.arousal, felt.feelings.tension])


def _borders(felt: SceneFeeling) -> set[int]:
    return {int(np.ceil(round(turn.at_s / 0.5, 6))) for turn in felt.turns if turn.size >= 0.2}


def _weight(clues: tuple[Clue, ...], grid: NDArray[np.float64]) -> NDArray[np.float64]:
    total = np.zeros((3, len(grid)))
    for one in clues:
        reach = one.reach(grid) * one.evidence.confidence
        for axis, says in enumerate((one.evidence.valence, one.evidence.arousal, one.evidence.tension)):
            if says is not None:
                total[axis] += one.weights[axis] * reach
    return total


def _of_anybody(one: Clue) -> Clue:
    """A clue, whosesoever it is: the script says whose a sound is, and that moves no curve of the scene."""
    layer = Layer.SCENE if one.layer is Layer.INNER else one.layer
    return replace(one, evidence=replace(one.evidence, character=None), layer=layer)


def _read_at(one: Told, told: tuple[Told, ...]) -> Reading | None:
    """How a line of the same moment is read."""
    return next((other.reading for other in told if other.spoken.line.span == one.spoken.line.span), None)


def muted(view: SceneView, source: str) -> Muted:
    """A scene with and without a source.

    view    the scene
    source  one of MUTED
    """
    other = MUTED[source](view)
    told, otherwise = tell(view), tell(other)
    whole, less = (list(map(_of_anybody, each)) for each in (gathered(view, told), gathered(other, otherwise)))
    said, instead = Counter(whole) - Counter(less), Counter(less) - Counter(whole)
    grid = grid_of(view.length_s)
    prior = np.zeros(len(grid))    # words colour the prior around them as well
    for one in set(told) ^ set(otherwise):
        if one.reading is not None and _read_at(one, told) != _read_at(one, otherwise):
            prior = np.maximum(prior, PRIOR_WEIGHT * nearness(one.spoken.line.span, grid))
    went, came = _weight(tuple(said.elements()), grid), _weight(tuple(instead.elements()), grid)
    everything = _weight(tuple(whole), grid) + came + PRIOR_WEIGHT
    share = smoothed(went + came + prior, ()) / smoothed(everything, ())
    return Muted(grid, feel(view), feel(other), tuple(said), tuple(instead), share.max(axis=0), went.mean(axis=0))

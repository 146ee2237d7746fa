"""What a reason says: words chosen from figures, so that they cannot contradict them.

A term weighs in the decision however small it is; a sentence is only said where what it says is so, and cites the figure
it rests on. Below a threshold nothing is said of a term, and where nothing stands out the reason says that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from yeoun.model.feeling import EmotionGraph, Turn
from yeoun.model.media import Media
from yeoun.model.observed import EventKind, Observations
from yeoun.model.script import Episode, Line, LineKind
from yeoun.spotting.desire import CARRIED, LEADS_S, LETS_GO_S, MEMORIES, SHORTEST_SOURCE_S, SOFT, hearts, sizes
from yeoun.units.time import Seconds, label, nearest_frame

MOVED = 0.1          # from so far above rest on arousal or tension is said to have left it: our choice, a tenth of the scale
LEANED = 0.2         # the same of valence, whose scale is twice as long
LONGS = 0.2          # nostalgia from which a scene is said to long: our choice; the graph's picture names it from there on too
MOSTLY = 0.5         # "most of it"
MUCH = 0.4           # words over so much of a stretch keep music out: the share from which a silence counts as one for the words
BESIDE_S = 1.0       # a turn so near to an end of a cue is at that end, a scene that reaches no further in is not its: our choice
AFTER_BREATH_S = 0.7  # so long after a breath it is still heard (desire.py)
AFTER_LINE_S = 2.5   # so long after a key line it has just been said (desire.py)
LETTERS = 40         # of a line that is quoted


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a reason may rest on."""

    episode: Episode
    graph: EmotionGraph
    seen: Observations
    keys: tuple[Line, ...]


Saying: TypeAlias = Callable[[float, float, Facts], str]    # from, to (seconds of picture); "" where there is nothing to say


def _overlap(start_s: float, end_s: float, spans: Sequence[tuple[float, float]]) -> float:
    """How many seconds of a stretch lie under some spans, each second once."""
    total, until = 0.0, start_s
    for begin, end in sorted(spans):
        begin, end = max(begin, until), min(end, end_s)
        if end > begin:
            total, until = total + end - begin, end
    return total


def _mean(values: Sequence[float], every: float, start_s: float, end_s: float) -> float:
    inside = [value for k, value in enumerate(values) if start_s <= k * every < end_s]
    return float(np.mean(inside or [values[min(len(values) - 1, int(start_s / every))]]))


def _feeling(start_s: float, end_s: float, facts: Facts) -> str:
    feelings = facts.graph.feelings
    if not feelings.valence:
        return ""
    said = []
    for name, values, rest, least, sign in (
            ("arousal", feelings.arousal, float(np.quantile(feelings.arousal, 0.25)), MOVED, ""),
            ("tension", feelings.tension, float(np.quantile(feelings.tension, 0.25)), MOVED, ""),
            ("valence", feelings.valence, float(np.median(feelings.valence)), LEANED, "+")):
        here = _mean(values, float(feelings.every), start_s, end_s)
        if here - rest >= least or (name == "valence" and rest - here >= least):
            said.append(f"{name} {here:{sign}.2f} against {rest:{sign}.2f} at rest")
    return f"the feeling leaves its resting point ({'; '.join(said)})" if said else ""


def _longing(start_s: float, end_s: float, facts: Facts) -> str:
    nostalgia = _mean(facts.graph.nostalgia, float(facts.graph.feelings.every), start_s, end_s) if facts.graph.nostalgia else 0.0
    return f"the scene longs for something gone (nostalgia {nostalgia:.2f})" if nostalgia >= LONGS else ""


def _clock(at_s: float, media: Media) -> str:
    return label(nearest_frame(Seconds(at_s), media.rate) + media.start_frame, media.rate, media.is_drop)


def _turning(start_s: float, end_s: float, facts: Facts) -> str:
    near = [turn for turn in facts.graph.turns if turn.kind in CARRIED and start_s - LETS_GO_S <= turn.at_s <= end_s + LEADS_S]
    if not near:
        return ""
    size = sizes(facts.graph)

    def worth(turn: Turn) -> tuple[bool, float, float]:
        return start_s <= turn.at_s <= end_s, size[turn.at_s], -turn.at_s

    turn = max(near, key=worth)
    what = "the light turns" if turn.kind == "light" else "the feeling turns"
    told = f"at {_clock(float(turn.at_s), facts.episode.media)} ({turn.kind}, size {turn.size:.2f})"
    if turn.at_s < start_s:
        return f"it follows the moment at which {what} {told}"
    if turn.at_s > end_s - BESIDE_S:
        return f"it leads up to the moment at which {what} {told}"
    if turn.at_s < start_s + BESIDE_S:
        return f"{what} as it begins, {told}"
    return f"{what} {told} and music carries it over"


def _inner_voice(start_s: float, end_s: float, facts: Facts) -> str:
    thought = [(float(line.span.start_s), float(line.span.end_s)) for line in facts.episode.lines if line.kind is LineKind.INNER]
    heard = _overlap(start_s, end_s, thought)
    return f"an inner voice is heard for {heard:.1f} s of it" if heard >= 0.05 else ""


def spoken_spans(episode: Episode, seen: Observations) -> tuple[tuple[float, float], ...]:
    """Where somebody speaks on screen: lines, and speech that was heard and is no inner voice."""
    lines = [(float(line.span.start_s), float(line.span.end_s)) for line in episode.lines if line.kind is not LineKind.INNER]
    thought = [line.span for line in episode.lines if line.kind is LineKind.INNER]
    heard = [(float(each.span.start_s), float(each.span.end_s)) for each in seen.speech
             if not any(span.start_s < each.span.end_s and span.end_s > each.span.start_s for span in thought)]
    return tuple(sorted((*lines, *heard)))


def _share_spoken(start_s: float, end_s: float, facts: Facts) -> float:
    return _overlap(start_s, end_s, spoken_spans(facts.episode, facts.seen)) / max(1e-9, end_s - start_s)


def _wordless(start_s: float, end_s: float, facts: Facts) -> str:
    share = 1.0 - _share_spoken(start_s, end_s, facts)
    if share < MOSTLY:
        return ""
    return "nobody speaks aloud" if share > 0.995 else f"nobody speaks aloud in {100 * share:.0f} % of it"


def _words(start_s: float, end_s: float, facts: Facts) -> str:
    share = _share_spoken(start_s, end_s, facts)
    return f"words fill {100 * share:.0f} % of it" if share >= MUCH else ""


def _key_line(start_s: float, end_s: float, facts: Facts) -> str:
    line = next((line for line in reversed(facts.keys) if line.span.end_s < end_s and line.span.end_s + AFTER_LINE_S > start_s), None)
    return "" if line is None else f"the line '{line.text[:LETTERS]}' has turned the scene and is left to be heard"


def _stillness(start_s: float, end_s: float, facts: Facts) -> str:
    quiet = _overlap(start_s, end_s, [(float(each.span.start_s), float(each.span.end_s)) for each in facts.seen.silences
                                      if each.kind == "dramatic"])
    return f"the scene itself is silent for {quiet:.1f} s of it" if quiet >= 0.05 else ""


def _breath(start_s: float, end_s: float, facts: Facts) -> str:
    near = [each for each in facts.seen.events if each.kind in SOFT
            and each.at_s < end_s and each.until_s + AFTER_BREATH_S > start_s]
    if not near:
        return ""
    surest = max(near, key=lambda each: (each.confidence, -each.at_s))
    what = {EventKind.BREATH: "a breath", EventKind.GASP: "a gasp", EventKind.SIGH: "a sigh", EventKind.SOB: "a sob"}[surest.kind]
    return f"{what} is heard that nothing should cover (sure to {100 * surest.confidence:.0f} %)"


def _source(start_s: float, end_s: float, facts: Facts) -> str:
    heard = _overlap(start_s, end_s, [(float(each.start_s), float(each.end_s)) for each in facts.seen.music
                                      if each.end_s - each.start_s >= SHORTEST_SOURCE_S])
    return f"the picture holds music of its own for {heard:.1f} s of it" if heard >= 0.05 else ""


def _heart(is_told: bool) -> Saying:
    def saying(start_s: float, end_s: float, facts: Facts) -> str:
        heard = _overlap(start_s, end_s, [(start, end) for start, end, told in hearts(facts.episode, facts.seen) if told is is_told])
        if heard < 0.05:
            return ""
        return (f"the script leaves {heard:.1f} s of it to a heart that is heard" if is_told else
                f"a heart is heard for {heard:.1f} s of it that nothing should cover")
    return saying


def _memory(start_s: float, end_s: float, facts: Facts) -> str:
    rate = facts.episode.rate
    marks = [mark for scene in facts.episode.scenes
             if _overlap(start_s, end_s, [(float(scene.first_frame / rate), float(scene.end_frame / rate))]) >= BESIDE_S
             for mark in scene.marks if mark in MEMORIES]
    return f"the script marks a {' and a '.join(dict.fromkeys(marks))}" if marks else ""


_SAYINGS: dict[str, Saying] = {
    "feeling": _feeling, "longing": _longing, "turning": _turning, "inner voice": _inner_voice, "wordless": _wordless,
    "words": _words, "key line": _key_line, "stillness": _stillness, "breath": _breath, "source": _source,
    "heart": _heart(True), "heartbeats": _heart(False), "memory": _memory}


def said(names: Sequence[tuple[str, str]], start_s: float, end_s: float, facts: Facts) -> list[str]:
    """What the terms that decided for a stretch have to say of it, in their order.

    names         (name of the term, its own words): a term without a figure of its own, a deed or a note, has only those
    start_s, end_s  the stretch, in seconds of picture
    Gives         nothing for a term whose figure would not bear its sentence
    """
    told = [_SAYINGS[name](start_s, end_s, facts) if name in _SAYINGS else words for name, words in names]
    return [each for each in dict.fromkeys(told) if each]

"""What the light of a shot is called: how it looks, weighed together with what the script says.

The shares of the names from the picture (`looks.py`) and from the words (`lightwords.py`) are multiplied and made to add
up to 1; the largest names the light. Words beat colour (drama, 7.3): a picture may speak for a name only so far (`FAINT`),
and what an hour rules out (a golden night, tungsten at 해질녘) no colour brings back, only a word for it. How
sure a name is, is how often names with such a share were right on the tuning half of graded shots; a name less sure
than `LEAST` is not given, and the light is neutral. Without a word for it no name claims more than `UNSCRIPTED`.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from yeoun.model.media import Span
from yeoun.model.observed import Light, Observations, ShotLight
from yeoun.model.script import Episode, Scene
from yeoun.observing.lightsigns import NAMES
from yeoun.observing.lightwords import told_of
from yeoun.observing.looks import looks_of, shares
from yeoun.units.time import at_frame

UNSCRIPTED = 0.6    # our choice: the most a label may claim without a script's word for it
LEAST = 0.4         # our choice: less sure than this, and the light is called neutral
FAINT = 0.02        # our choice: the least share a name has by its looks, against what words say
PLAIN = 0.03        # our choice: saturation under which a picture is black and white, and has no warmth
BLACK = 2.0         # our choice: L* under which nothing is seen,
SEEN = 5.0          # and up to which a picture alone says less and less

# The largest share, and how often a name with it was right: points of a line that rises, set on the tuning half of
# graded shots (docs/bench/light.md), without words and with them.
SEEN_SURE = ((0.2, 0.15), (0.4, 0.51), (0.6, 0.82), (0.8, 0.91), (1.0, 1.0))
TOLD_SURE = ((0.2, 0.15), (0.4, 0.4), (0.6, 0.76), (0.8, 0.94), (0.9, 0.97), (1.0, 0.98))    # a script may be older than the cut


def sure(share: float, line: Sequence[tuple[float, float]]) -> float:
    """How sure a name is whose share is so large, read off a rising line.

    >>> round(sure(0.5, ((0.2, 0.1), (0.6, 0.7), (1.0, 0.9))), 3)
    0.55
    """
    if share <= line[0][0]:
        return line[0][1]
    for (low, at_low), (high, at_high) in zip(line, line[1:], strict=False):
        if share <= high:
            return at_low + (at_high - at_low) * (share - low) / (high - low)
    return line[-1][1]


def named_by_looks(seen: ShotLight) -> ShotLight:
    """A shot's light named by its picture alone.

    seen   its measured figures; its name is not asked
    """
    if seen.lightness < BLACK or seen.saturation < PLAIN:
        return replace(seen, light=Light.NEUTRAL, confidence=0.0 if seen.lightness < BLACK else 0.3)
    name, share = best_of(shares(looks_of(seen)))
    return _called(seen, name, min(UNSCRIPTED, sure(share, SEEN_SURE)) * min(1.0, seen.lightness / SEEN))


def best_of(each: Sequence[float]) -> tuple[Light, float]:
    """The name with the largest share, the first of equals, and its share."""
    at = max(range(len(NAMES)), key=lambda k: (each[k], -k))
    return NAMES[at], each[at]


def together(seen: ShotLight, told: Sequence[float]) -> tuple[float, ...]:
    """The share of each of NAMES by looks and words together.

    seen   the measured figures
    told   what the words weigh, in nats
    """
    faint = [look * (1 - FAINT * len(NAMES)) + FAINT for look in shares(looks_of(seen))]
    return shares([math.log(look) + weight for look, weight in zip(faint, told, strict=True)])


def name_lights(episode: Episode, seen: Observations) -> Observations:
    """What was seen, every shot's light named by its picture and the script's words together.

    episode  scenes with their headings and action lines, laid along the picture
    seen     shots and the measured figures of their light, named by looks; a shot whose scene has no words stays as it is
    """
    people = tuple(sorted({str(each.name) for each in episode.characters}
                          | {str(line.speaker) for line in episode.lines if line.speaker is not None}))
    spans = {shot.id: (shot.first_frame, shot.end_frame) for shot in seen.shots}
    lights = []
    for light in seen.light:
        first, end = spans.get(light.shot, (0, 0))
        scene = _scene_of(episode, first, end)
        told = None if scene is None else told_of(scene, Span(at_frame(first, episode.rate), at_frame(end, episode.rate)), people)
        if told is None or not told.says or light.lightness < BLACK:
            lights.append(light)
            continue
        name, share = best_of(together(light, told.weights))
        lights.append(_called(light, name, sure(share, TOLD_SURE)))
    return replace(seen, light=tuple(lights))


def _called(seen: ShotLight, name: Light, confidence: float) -> ShotLight:
    """Named, or neutral where the name is not sure enough; the confidence stays that of the name withheld."""
    return replace(seen, light=name if confidence >= LEAST else Light.NEUTRAL, confidence=round(confidence, 3))


def _scene_of(episode: Episode, first: int, end: int) -> Scene | None:
    """The scene that holds most of a shot; the first of equals."""
    best, most = None, 0
    for scene in episode.scenes:
        shared = min(end, scene.end_frame) - max(first, scene.first_frame)
        if shared > most:
            best, most = scene, shared
    return best

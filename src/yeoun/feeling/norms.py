"""What is ordinary in an episode: rounded deciles, so that small changes elsewhere leave a scene's view as it is."""

from collections.abc import Sequence

import numpy as np

from yeoun.model.feeling import Norms
from yeoun.model.observed import Observations, SpeechSpan
from yeoun.model.script import Episode
from yeoun.units.names import LineId, Person

CUT_WINDOW_S = 10.0
ANYONE = Person("voice")    # speech whose speaker nobody named


def norms_of(
    episode: Episode, seen: Observations, voices: dict[LineId, SpeechSpan], speakers: Sequence[Person],
    has_unnamed: bool,
) -> Norms:
    """Deciles of cutting, motion and voices, and the median light, of the whole episode.

    voices       the measured voice of each line
    speakers     whose voices are wanted (only those of one scene, so that others do not matter to it)
    has_unnamed  whether speech without a speaker is wanted too
    """
    wanted = (*speakers, ANYONE) if has_unnamed else tuple(speakers)
    by_person = {person: _voices_of(person, episode, seen, voices) for person in wanted}
    lights = [light for light in seen.light if light.confidence > 0.0]
    return Norms(
        cut_rates=_deciles(_cut_rates(episode), 1),
        motions=_deciles(seen.motion.values, 1),
        voices=tuple((person, _voice_deciles(said)) for person, said in by_person.items() if said),
        voice_counts=tuple((person, min(len(said), 12)) for person, said in by_person.items() if said),
        warmth=_median([light.warmth for light in lights], 1),
        lightness=_median([light.lightness for light in lights], 0),
        chroma=_median([light.chroma for light in lights], 0),
    )


def _cut_rates(episode: Episode) -> list[float]:
    cuts = np.array([shot.first_frame for shot in episode.shots[1:]]) / float(episode.rate)
    middles = np.arange(0.25, max(float(episode.length_s), 0.5), 0.5)
    return [float(np.sum(np.abs(cuts - middle) <= CUT_WINDOW_S / 2)) for middle in middles]


def _voices_of(
    person: Person, episode: Episode, seen: Observations, voices: dict[LineId, SpeechSpan],
) -> list[SpeechSpan]:
    if person == ANYONE:
        named = {voices[line.id].span for line in episode.lines if line.speaker is not None and line.id in voices}
        return [said for said in seen.speech if said.span not in named]
    return [voices[line.id] for line in episode.lines if line.speaker == person and line.id in voices]


def _voice_deciles(said: list[SpeechSpan]) -> tuple[float, ...]:
    pitch = [float(np.log2(one.f0_hz)) for one in said if one.f0_hz is not None and one.f0_hz > 0]
    level = [one.level_lufs for one in said]
    bright = [one.brightness_db for one in said if one.brightness_db is not None]
    return (*_deciles(pitch, 2, 11), *_deciles(level, 0, 11), *_deciles(bright, 0, 11))


def _deciles(values: Sequence[float], digits: int, at_least: int = 0) -> tuple[float, ...]:
    if len(values) == 0:
        return (0.0,) * at_least
    return tuple(round(float(value), digits) + 0.0 for value in np.quantile(np.array(values), np.linspace(0,
    1, 11)))


def _median(values: Sequence[float], digits: int) -> float:
    return round(float(np.median(values)), digits) + 0.0 if len(values) else 0.0


def rank(value: float, deciles: Sequence[float]) -> float:
    """Where a value stands among deciles, 0..1; the middle of equals.

    >>> rank(5.0, (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0))
    0.5
    """
    if len(deciles) < 2 or deciles[-1] <= deciles[0]:
        return 0.5
    below = np.interp(value, deciles, np.linspace(0, 1, len(deciles)))
    equal = [at / (len(deciles) - 1) for at, decile in enumerate(deciles) if abs(decile - value) < 1e-9]
    return float(np.mean(equal)) if len(equal) > 1 else float(below)

"""What the rules of the program name in a scene that is counted on, and its onsets."""

from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from training.ears.scenes import Minute
from training.ears.shaping import RATE
from yeoun.model.media import Production, Span
from yeoun.model.observed import Event, EventKind, Heard
from yeoun.observing.ear import Ear
from yeoun.observing.features import features_of
from yeoun.observing.onsets import onsets_of
from yeoun.observing.rules import by_rules
from yeoun.observing.segments import hearing_of
from yeoun.observing.voices import describe_speech, joined, pitch_of, voices_of
from yeoun.units.time import Seconds

KINDS = tuple(EventKind)
NO_RATE = -1.0


@dataclass(frozen=True, slots=True, eq=False)
class Ruled:
    """A scene with the rules' word: rows of kind, from, until, confidence, rate; and its onsets."""

    minute: Minute
    named: NDArray[np.float32]
    onsets: NDArray[np.float32]

    def events(self) -> list[Event]:
        """What the rules named."""
        return [Event(KINDS[int(kind)], Seconds(start), Seconds(end), sure, "rules", None if rate == NO_RATE else rate)
                for kind, start, end, sure, rate in self.named.astype(np.float64).tolist()]


def ruled(minute: Minute, heard16: NDArray[np.float32]) -> Ruled:
    """Listen as the program does, and ask the rules.

    minute    the scene
    heard16   its sound at 16 kHz
    """
    ear = Ear(1)
    samples = soxr.resample(heard16, RATE, 48_000).astype(np.float32)[:, None]
    for start in range(0, len(samples), 48_000):
        ear.hear(samples[start:start + 48_000])
    ears = ear.last()
    features = features_of(ears)
    voiced = joined([(voices_of(ears.mono16, features), 0.0, 0.0, float("inf"))], features)
    f0, onsets = pitch_of(ears.mono16, features), onsets_of(ears.fast)
    music, singing = (tuple(Span(Seconds(start), Seconds(end)) for start, end in spans) for spans in (voiced.music, voiced.singing))
    heard = Heard(Production(None, None), Seconds(0.01), features, (), describe_speech(voiced.speech, voiced.confidence, features, f0),
                  music, singing, onsets, f0, (), minute.bands)
    named = [(KINDS.index(each.kind), each.at_s, each.until_s, each.confidence, NO_RATE if each.rate is None else each.rate)
             for each in by_rules(heard, hearing_of(heard))]
    return Ruled(minute, np.array(named, dtype=np.float32).reshape(-1, 5), onsets)

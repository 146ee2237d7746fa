"""How detections are held against the truth: matched event by event, with precision, recall and F1 for each class."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tests.observing.bench import Truth, Wave
from yeoun.model.media import Production
from yeoun.model.observed import Event, Heard
from yeoun.observing.bands import bands_of
from yeoun.observing.ear import Ear, momentary
from yeoun.observing.features import features_of
from yeoun.observing.listen import _spans
from yeoun.observing.onsets import onsets_of
from yeoun.observing.voices import describe_speech, joined, pitch_of, voices_of
from yeoun.units.time import Seconds

STROKES = {"footstep", "heartbeat", "impact"}
STROKE_S = 0.08      # strokes count when they begin this near


@dataclass
class Tally:
    """Right, false and missed, and how far strokes were off (seconds)."""

    right: int = 0
    false: int = 0
    missed: int = 0
    off_s: tuple[float, ...] = ()

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.false + self.missed)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.false + other.false, self.missed + other.missed,
                     self.off_s + other.off_s)


def heard_of(wave: Wave) -> Heard:
    """A mono wave as `listen` would have heard it, without a file."""
    ear = Ear(1)
    samples = wave.astype(np.float32)[:, None]
    for start in range(0, len(samples), 48_000):
        ear.hear(samples[start:start + 48_000])
    ears = ear.last()
    features = features_of(ears)
    voiced = joined([(voices_of(ears.mono16, features), 0.0, 0.0, float("inf"))], features)
    f0 = pitch_of(ears.mono16, features)
    return Heard(Production(None, None), Seconds(0.01), features, tuple(momentary(ears.loud).tolist()),
                 describe_speech(voiced.speech, voiced.confidence, features, f0), _spans(voiced.music),
                 _spans(voiced.singing), onsets_of(ears.fast), f0, voiced.cautions,
                 bands_of(ears.mono16))


def matches(truth: Truth, event: Event) -> bool:
    if truth.kind in STROKES:
        return abs(truth.start_s - event.at_s) <= STROKE_S
    overlap = min(truth.end_s, event.until_s) - max(truth.start_s, event.at_s)
    return overlap > 0.3 * min(truth.end_s - truth.start_s, event.until_s - event.at_s)


def tally(kind: str, truth: Sequence[Truth], events: Sequence[Event]) -> Tally:
    """One class of one scene."""
    wanted = [true for true in truth if true.kind == kind]
    left = [event for event in events if event.kind.value == kind]
    off: list[float] = []
    right = 0
    for true in wanted:
        near = sorted((event for event in left if matches(true, event)), key=lambda e: abs(e.at_s - true.start_s))
        if near:
            left.remove(near[0])
            right += 1
            off.append(abs(near[0].at_s - true.start_s))
    return Tally(right, len(left), len(wanted) - right, tuple(off) if kind in STROKES else ())

"""Sighs, gasps and breathing: unvoiced segments outside speech and music.

Order matters, because one is a part of the other: a train of similar strokes is breathing; an inhalation that leads
into a longer segment belongs to the sigh after it; a sniff belongs to the sob around it. Only what is left may be a
gasp. Rules and thresholds: perception-and-emotion, 3.2 (our choice, tuned on synthetic sound).
"""

from collections.abc import Sequence

import numpy as np

from yeoun.model.observed import Event, EventKind
from yeoun.observing.segments import LEAST, MOST, Hearing, Segment, segments_of, trap
from yeoun.units.time import Seconds

OBSERVER = "breath rules"
STROKE_S = (0.25, 2.6)      # a stroke of breathing
TRAIN_GAP_S = 1.2
TRAIN_DB = 10.0


def breaths_in(hearing: Hearing, taken: Sequence[Event]) -> list[Event]:
    """Sighs, gasps and breathing, earliest first.

    hearing   the sound
    taken     sobs and laughs found before: what lies in them is theirs
    """
    allowed = ~(hearing.spoken | hearing.musical)
    for event in taken:
        allowed[max(0, round(event.at_s * 100) - 30):round(event.until_s * 100) + 60] = False
    segments = segments_of(hearing, allowed)
    trains = breathing_trains(segments)
    judged = [(train, _breathing(train)) for train in trains]
    events = [breathing for _, breathing in judged if breathing is not None]
    inside = {id(segment) for train, breathing in judged if breathing is not None for segment in train}
    rest = [segment for segment in segments if id(segment) not in inside]
    return sorted([*events, *_sighs_and_gasps(rest, segments)], key=lambda event: (event.at_s, event.kind.value))


def is_breathy(segment: Segment) -> bool:
    """Whether a segment is noise of the mouth: unvoiced, not a rumble, not a click."""
    return segment.voiced < 0.5 and segment.tilt_db > -3.0 and segment.flatness > 0.02


def breathing_trains(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Runs of four and more similar strokes close upon one another."""
    trains: list[list[Segment]] = []
    for segment in segments:
        is_stroke = is_breathy(segment) and STROKE_S[0] <= segment.length_s <= STROKE_S[1]
        last = trains[-1][-1] if trains and trains[-1] else None
        if not is_stroke:
            if segment.length_s > 0.15:
                trains.append([])
            continue
        if last and segment.start_s - last.end_s < TRAIN_GAP_S and abs(segment.peak_db - last.peak_db) < TRAIN_DB:
            trains[-1].append(segment)
        else:
            trains.append([segment])
    return [train for train in trains if len(train) >= 4]


def _breathing(train: Sequence[Segment]) -> Event | None:
    starts = np.array([segment.start_s for segment in train])
    lengths = np.array([segment.length_s for segment in train])
    every = min(_spread(np.diff(starts)), _spread(starts[2:] - starts[:-2]))
    duty = float(lengths.sum() / (train[-1].end_s - train[0].start_s))
    is_two_stroke = _spread(np.diff(starts)) > 0.12
    rate = 60.0 / float((starts[2:] - starts[:-2]).mean() if is_two_stroke or lengths.mean() < 1.4
                        else np.diff(starts).mean())
    over = float(np.median([segment.over_db for segment in train]))
    sure = (trap(every, -1, -0.5, 0.2, 0.4) * trap(duty, 0.35, 0.55, 1.0, 1.1)
            * trap(float(lengths.mean()), 0.3, 0.45, 2.0, 3) * min(1.0, len(train) / 5) * trap(over, 4, 8, 90, 100))
    if sure < LEAST:
        return None
    return _event(EventKind.BREATH, train[0].start_s, train[-1].end_s, sure, round(rate, 1))


def _spread(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    return float(values.std() / values.mean()) if len(values) > 1 and values.mean() > 0 else 1.0


def _sighs_and_gasps(rest: Sequence[Segment], segments: Sequence[Segment]) -> list[Event]:
    events: list[Event] = []
    led: set[int] = set()    # inhalations that belong to a sigh
    for segment in rest:
        sure = sigh_confidence(segment, segments)
        if sure < LEAST:
            continue
        before = [other for other in rest if 0 <= segment.start_s - other.end_s < 0.35 and is_breathy(other)
                  and other.length_s < segment.length_s]
        led.update(id(other) for other in before)
        events.append(_event(EventKind.SIGH, segment.start_s, segment.end_s, sure))
    for segment in rest:
        sure = 0.0 if id(segment) in led else gasp_confidence(segment, segments)
        if sure >= LEAST:
            events.append(_event(EventKind.GASP, segment.start_s, segment.end_s, sure))
    return events


def sigh_confidence(segment: Segment, around: Sequence[Segment]) -> float:
    """How much a segment is a sigh: one long fall of breath, with nothing like it near.

    segment   the candidate
    around    all segments: two similar ones within 6 s make it breathing
    """
    if not is_breathy(segment):
        return 0.0
    similar = [other for other in around if other is not segment and abs(other.start_s - segment.start_s) < 6.0
               and 0.4 < other.length_s / segment.length_s < 2.5 and abs(other.peak_db - segment.peak_db) < 6.0
               and is_breathy(other)]
    sure = (trap(segment.length_s, 0.4, 0.6, 2.2, 3.0) * trap(segment.peak_at, -1, -0.5, 0.4, 0.55)
            * trap(segment.over_db, 8, 11, 90, 100) * trap(segment.centroid_trend, -3, -2, -0.05, 0.05)
            * trap(segment.centroid_hz, 200, 400, 2800, 3800)    # brighter is cloth
            * trap(segment.bumps, 0, 1, 3, 5))
    return sure * (0.2 if len(similar) >= 2 else 1.0)


def gasp_confidence(segment: Segment, around: Sequence[Segment]) -> float:
    """How much a segment is a gasp: short, swelling to its end, ever brighter, then cut off.

    segment   the candidate
    around    all segments: one longer and no quieter that starts within 0.35 s makes this its inhalation
    """
    if not is_breathy(segment):
        return 0.0
    leads = any(0 <= other.start_s - segment.end_s < 0.35 and other.length_s > segment.length_s
                and other.peak_db > segment.peak_db - 3.0 for other in around if other is not segment)
    if leads:
        return 0.0
    return (trap(segment.length_s, 0.12, 0.16, 0.5, 0.62) * trap(segment.peak_at, 0.55, 0.68, 1.0, 1.1)
            * trap(segment.over_db, 12, 15, 90, 100) * trap(segment.centroid_trend, 0.1, 0.22, 2, 3)
            * trap(segment.bumps, 0, 1, 2, 4))


def _event(kind: EventKind, start: float, end: float, sure: float, rate: float | None = None) -> Event:
    return Event(kind, Seconds(round(start, 3)), Seconds(round(end, 3)), round(min(MOST, sure), 3), OBSERVER, rate)

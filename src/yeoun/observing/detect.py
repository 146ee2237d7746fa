"""From features to observations: shots, light, curves, voices, events and silences, on picture time.

Works on what `watch` and `listen` kept; nothing is decoded again, so retuning a detector costs seconds. Everything
leaves rounded (1 ms, 0.1 Hz, 0.1 dB, 0.001), so that a noise in the last digit changes nothing after it.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from yeoun.model.media import Caution, Curve, Media, Shot, Span
from yeoun.model.observed import Event, EventKind, Heard, Observations, Quiet, ShotLight, SpeechSpan, Watched
from yeoun.model.script import CutPoint
from yeoun.observing.events import events_in
from yeoun.observing.light import BLUE, COLUMNS, GREEN, MIRED, RED, SATURATION, norm_of, shot_light
from yeoun.observing.quiet import silences_in
from yeoun.observing.segments import hearing_of
from yeoun.observing.shots import shots_of
from yeoun.units.colour import to_code
from yeoun.units.time import Seconds

EVERY = Seconds(0.5)            # of the picture's curves
LOUDNESS_EVERY = Seconds(0.1)
BESIDE_CUT = 2                  # frames on either side of a cut whose motion is the cut's own
JOIN_MUSIC_S = 1.0
SHORTEST_SONG_S = 2.0           # our choice: shorter singing alone is no music
NOISY_DB = -48.0                # our choice: background over which quiet breaths and sobs cannot be heard


def detect(media: Media, cuts: tuple[CutPoint, ...], watched: tuple[Watched, ...], heard: Heard) -> Observations:
    """Everything that can be said of the picture and its sound.

    media     rate and length
    cuts      the editor's cut list; empty when there is none
    watched   every reel, in order
    heard     the production sound
    """
    reels = sorted(watched, key=lambda reel: reel.first_frame)
    luminance = _per_frame(media, reels, "luminance")
    shots, doubts = shots_of(media, cuts, reels, luminance)
    frames, rows = _light_rows(reels)
    hearing = hearing_of(heard)
    events = events_in(heard, hearing)
    silences = silences_in(hearing, events, float(1 / media.rate))
    cautions = (*(caution for reel in reels for caution in reel.cautions), *heard.cautions, *doubts,
                *_about_sound(heard, hearing.floor, silences))
    return Observations(
        shots=shots, light=_shot_lights(media, shots, frames, rows), luminance=_curve(media, luminance, 4),
        mired=_sampled(media, frames, rows, MIRED, 1), saturation=_sampled(media, frames, rows, SATURATION, 3),
        motion=_motion(media, shots, _per_frame(media, reels, "motion")), loudness=_loudness(media, heard),
        speech=_speech(heard, events), music=_music(heard, events), events=events, silences=silences,
        production=heard.production, has_sound=heard.production.sound is not None, cautions=cautions,
        colours=_colours(media, frames, rows))


def _per_frame(media: Media, reels: Sequence[Watched], name: str) -> NDArray[np.float32]:
    values = np.zeros(media.frames, dtype=np.float32)
    for reel in reels:
        values[reel.first_frame:reel.end_frame] = getattr(reel, name)[:media.frames - reel.first_frame]
    return values


def _light_rows(reels: Sequence[Watched]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    if not reels:
        return np.zeros(0, dtype=np.int64), np.zeros((0, COLUMNS), dtype=np.float32)
    frames = np.concatenate([reel.light_frames for reel in reels]).astype(np.int64)
    return frames, np.concatenate([reel.light for reel in reels])


def _shot_lights(media: Media, shots: Sequence[Shot], frames: NDArray[np.int64],
                 rows: NDArray[np.float32]) -> tuple[ShotLight, ...]:
    if not len(rows):
        return ()
    medians = []
    for shot in shots:
        inside = (frames >= shot.first_frame) & (frames < shot.end_frame)
        nearest = int(np.abs(frames - (shot.first_frame + shot.end_frame) // 2).argmin())
        medians.append(np.median(rows[inside], axis=0) if inside.any() else rows[nearest])
    seconds = [float((shot.end_frame - shot.first_frame) / media.rate) for shot in shots]
    norm = norm_of(np.array(medians, dtype=np.float32), seconds)
    return tuple(shot_light(shot.id, np.asarray(row), norm) for shot, row in zip(shots, medians, strict=True))


def _ticks(media: Media, every: float) -> NDArray[np.float64]:
    return np.arange(max(1, ceil(round(media.length_s / every, 6))), dtype=np.float64) * float(every)


def _curve(media: Media, values: NDArray[np.float32], digits: int) -> Curve:
    """Mean over half a second around each tick."""
    rate = float(media.rate)
    means = []
    for tick in _ticks(media, EVERY):
        low, high = max(0, round((tick - EVERY / 2) * rate)), round((tick + EVERY / 2) * rate)
        piece = values[low:max(low + 1, high)]
        means.append(round(float(piece.mean()), digits) if len(piece) else 0.0)
    return Curve(EVERY, tuple(means))


def _sampled(media: Media, frames: NDArray[np.int64], rows: NDArray[np.float32], column: int, digits: int) -> Curve:
    """The nearest sampled frame at each tick."""
    if not len(rows):
        return Curve(EVERY, ())
    nearest = [int(np.abs(frames - tick * float(media.rate)).argmin()) for tick in _ticks(media, EVERY)]
    return Curve(EVERY, tuple(round(float(rows[k, column]), digits) for k in nearest))


def _colours(media: Media, frames: NDArray[np.int64], rows: NDArray[np.float32]) -> tuple[tuple[int, int, int], ...]:
    channels = [_sampled(media, frames, rows, column, 5).values for column in (RED, GREEN, BLUE)]
    return tuple((r, g, b) for r, g, b in zip(*([round(255 * to_code(value)) for value in each] for each in channels), strict=True))


def _motion(media: Media, shots: Sequence[Shot], motion: NDArray[np.float32]) -> Curve:
    """Motion without what cuts add: frames beside one take the value of the nearest frame that is not."""
    steady = np.ones(len(motion), dtype=bool)
    for shot in shots:
        reach = BESIDE_CUT if shot.first_frame else 0
        steady[max(0, shot.first_frame - reach):shot.first_frame + max(1, reach + 1)] = False
    if steady.any():
        nearest = ndimage.distance_transform_edt(~steady, return_distances=False, return_indices=True)[0]
        motion = motion[nearest]
    return _curve(media, motion, 3)


def _loudness(media: Media, heard: Heard) -> Curve:
    count = len(_ticks(media, LOUDNESS_EVERY))
    values = [round(level, 1) for level in heard.loudness[:count]]
    return Curve(LOUDNESS_EVERY, (*values, *([-70.0] * (count - len(values)))))


def _speech(heard: Heard, events: Sequence[Event]) -> tuple[SpeechSpan, ...]:
    """Speech as heard; less sure where it is rather a sob or a laugh, or lies wholly under music."""
    cries = [Span(e.at_s, e.until_s) for e in events if e.kind in {EventKind.SOB, EventKind.LAUGH}]
    out = []
    for speech in heard.speech:
        doubt = 0.4 if _covered(speech.span, cries) > 0.6 else 1.0
        doubt *= 0.6 if speech.f0_hz is None or _covered(speech.span, heard.music) > 0.8 else 1.0
        out.append(replace(speech, confidence=round(speech.confidence * doubt, 3)))
    return tuple(out)


def _covered(span: Span, others: Sequence[Span]) -> float:
    """Share of a span that others lie over."""
    over = sum(max(0.0, min(span.end_s, other.end_s) - max(span.start_s, other.start_s)) for other in others)
    return over / max(span.end_s - span.start_s, 1e-6)


def _music(heard: Heard, events: Sequence[Event]) -> tuple[Span, ...]:
    """Music and songs; a sob or laugh that was taken for singing is neither."""
    cries = [Span(e.at_s, e.until_s) for e in events if e.kind in {EventKind.SOB, EventKind.LAUGH}]
    songs = [span for span in heard.singing
             if span.end_s - span.start_s >= SHORTEST_SONG_S and _covered(span, cries) < 0.3]
    joined: list[Span] = []
    for span in sorted([*heard.music, *songs], key=lambda span: (span.start_s, span.end_s)):
        if joined and span.start_s - joined[-1].end_s <= JOIN_MUSIC_S:
            joined[-1] = Span(joined[-1].start_s, Seconds(max(joined[-1].end_s, span.end_s)))
        else:
            joined.append(span)
    return tuple(joined)


def _about_sound(heard: Heard, floor: NDArray[np.float32], silences: Sequence[Quiet]) -> tuple[Caution, ...]:
    black = [quiet.span for quiet in silences if quiet.kind == "black"]
    cautions = [Caution("sound.black", f"The sound is digitally silent for {span.end_s - span.start_s:.2f} s.",
                        span.start_s) for span in black[:10]]
    if len(floor) and float(np.median(floor)) > NOISY_DB:
        cautions.append(Caution("sound.noisy", f"The background lies at {float(np.median(floor)):.0f} dBFS: quiet "
                                "breaths, sighs and sobs in it go unheard."))
    if heard.production.sound is None:
        cautions.append(Caution("sound.none", "The picture has no sound stream: nothing was heard."))
    return tuple(cautions)


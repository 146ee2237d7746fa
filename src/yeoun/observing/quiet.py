"""Silences of the production sound. Three different things, three names.

black      exact zeros for two frames and more: a fault of the file, worth a warning
room_tone  no speech, no music, within 6 dB of the running background, for 1.5 s and more
dramatic   room tone (or breath only) after a loss of 10 dB and more: silence that was made

Salience = min(1, drop / 20 dB) x min(1, length / 4 s); a script's own word for silence is added later, where scripts
are known. Thresholds are our choice (perception-and-emotion, 3.4).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from yeoun.model.media import Span
from yeoun.model.observed import Event, EventKind, Quiet
from yeoun.observing.features import FLOOR_DB, FULL, LARGEST, LOUD, running_floor
from yeoun.observing.segments import Hearing, runs_of
from yeoun.units.time import Seconds

NEAR_DB, SHORTEST_S, LOSS_DB = 6.0, 1.5, 10.0
BEFORE_S = 3.0           # our choice: what the silence is compared with
LOUD_TONE_LUFS = -35.0   # our choice: steady sound above this is no silence
BREATHY = {EventKind.BREATH, EventKind.SIGH, EventKind.GASP}


def silences_in(hearing: Hearing, events: Sequence[Event], frame_s: float) -> tuple[Quiet, ...]:
    """Every silence, earliest first.

    hearing   the sound on a 10 ms grid
    events    breaths do not break a silence
    frame_s   length of a picture frame, seconds
    """
    count = len(hearing.features)
    if not count:
        return ()
    black = hearing.features[:, LARGEST] == 0.0
    faults = [(start, end) for start, end in runs_of(black) if (end - start) / 100 >= 2 * frame_s - 1e-9]
    found = [Quiet(_span(start, end), -70.0, "black", 0.0) for start, end in faults]
    for start, end in runs_of(_is_quiet(hearing, events, black)):
        if (end - start) / 100 >= SHORTEST_S:
            quiet = _described(hearing.features[:, LOUD], black, start, end)
            if quiet is not None:
                found.append(quiet)
    return tuple(sorted(found, key=lambda quiet: (quiet.span.start_s, quiet.kind)))


def _is_quiet(hearing: Hearing, events: Sequence[Event], black: NDArray[np.bool_]) -> NDArray[np.bool_]:
    full = hearing.features[:, FULL].copy()
    if black.all():
        return np.zeros(len(full), dtype=bool)
    full[black] = np.percentile(full[~black], 10)
    smooth = ndimage.uniform_filter1d(full, 15, mode="nearest")
    low = smooth <= running_floor(smooth, 60.0) + NEAR_DB
    for event in events:
        if event.kind in BREATHY:
            low[max(0, round(event.at_s * 100) - 5):round(event.until_s * 100) + 5] = True
    closed = ndimage.binary_closing(np.pad(low, 10, mode="edge"), np.ones(13, dtype=bool))[10:-10]
    return np.asarray(closed & ~hearing.spoken & ~hearing.musical & ~black)


def _described(loud: NDArray[np.float32], black: NDArray[np.bool_], start: int, end: int) -> Quiet | None:
    level = _mean_level(loud[start:end])
    if level > LOUD_TONE_LUFS:
        return None
    before = loud[max(0, start - round(BEFORE_S * 100)):start][~black[max(0, start - round(BEFORE_S * 100)):start]]
    drop = _mean_level(before) - level if len(before) >= 50 else 0.0
    length = (end - start) / 100
    salience = min(1.0, max(0.0, drop) / 20.0) * min(1.0, length / 4.0)
    kind = "dramatic" if drop >= LOSS_DB else "room_tone"
    return Quiet(_span(start, end), round(level, 1), kind, round(salience, 3))


def _mean_level(loud: NDArray[np.float32]) -> float:
    mean = float(np.mean(10 ** (loud / 10))) if len(loud) else 10 ** (FLOOR_DB / 10)
    return max(-70.0, 10 * float(np.log10(max(mean, 1e-12))))


def _span(start: int, end: int) -> Span:
    return Span(Seconds(round(start / 100, 3)), Seconds(round(end / 100, 3)))

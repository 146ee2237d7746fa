"""Heartbeat harmony: chords change as the character's heart beats (constants our choice).

Heartbeats are counted along the cue, P(t) = integral of HR/60; a chord change is wanted each time P passes a multiple
of n beats, n from {2, 4, 8, 16} by phrase. The change is taken on the nearest beat (the nearest half-bar when calm).
"""

from fractions import Fraction

from yeoun.composing.form import Phrase
from yeoun.composing.grid import Grid, Hush
from yeoun.model.media import Curve

RESTING_BPM = 68.0                               # knowledge, perception-and-emotion 6
_AGITATION = ((0.60, 2), (0.24, 4), (0.12, 8))   # our choice: arousal and tension at which n grows smaller
_LEAST_S = 0.9                                   # our choice: no two chords nearer than this
_STEP_S = 0.05


def heart_at(heart: Curve, at_s: float) -> float:
    """Beats a minute at a moment; a cue without a heart gets a resting one."""
    if not heart.values:
        return RESTING_BPM
    return heart.values[min(max(0, round(at_s / heart.every)), len(heart.values) - 1)]


def beats_a_chord(arousal: float, tension: float) -> int:
    """How many heartbeats a chord lasts: few when agitated, many when calm.

    >>> beats_a_chord(0.9, 0.8), beats_a_chord(0.35, 0.2), beats_a_chord(0.1, 0.1)
    (2, 4, 16)
    """
    agitation = 0.6 * arousal + 0.4 * tension
    return next((n for bound, n in _AGITATION if agitation >= bound), 16)


def wanted_changes(heart: Curve, start_s: float, end_s: float, n: int) -> list[float]:
    """The moments at which the heart has beaten n more times, from `start_s` (not included) to `end_s`."""
    moments, counted, steps = [], 0.0, int((end_s - start_s) / _STEP_S)
    for k in range(steps):
        at = start_s + k * _STEP_S
        before = counted
        counted += heart_at(heart, at) / 60.0 * _STEP_S
        if int(counted / n + 1e-9) > int(before / n + 1e-9):
            moments.append(round(at + _STEP_S, 3))
    return moments


def harmonic_rhythm(heart: Curve, grid: Grid, hush: Hush, phrases: tuple[Phrase, ...],
                    fixed: frozenset[Fraction]) -> tuple[Fraction, ...]:
    """The beats on which the chord changes.

    heart    beats a minute along the cue
    fixed    beats at which it must change whatever the heart does: hits, bars of a theme
    Gives    sorted beats, the first 0; phrases begin with a change unless a line forbids it
    """
    forced = set(fixed) | {Fraction(0)}
    forced |= {phrase.at_beat for phrase in phrases if hush.may_attack(grid.seconds(phrase.at_beat))}
    changes = set(forced)
    for phrase in phrases:
        n = beats_a_chord(phrase.arousal, phrase.tension)
        step = Fraction(1) if n == 2 else Fraction(2 if grid.metre == 4 else 3)
        for at_s in wanted_changes(heart, grid.seconds(phrase.at_beat), grid.seconds(phrase.end), n):
            near = grid.bar_of(Fraction(grid.beat_at(at_s)).limit_denominator(1000))
            inside = Fraction(round((Fraction(grid.beat_at(at_s)).limit_denominator(1000) - near.at_beat) / step)) * step
            beat = min(near.at_beat + inside, grid.bar_end(near))
            if beat < phrase.end and hush.may_attack(grid.seconds(beat)):
                changes.add(beat)
    close = grid.bars[-1].at_beat
    if close in fixed:
        changes = {beat for beat in changes if beat <= close or beat in fixed}    # the last bar holds
    kept: list[Fraction] = []
    for beat in sorted(changes):
        if beat not in forced and any(abs(grid.seconds(beat) - grid.seconds(other)) < _LEAST_S
                                      for other in [*kept[-1:], *forced]):
            continue
        kept.append(beat)
    return tuple(beat for beat in kept if beat < grid.end_beat)

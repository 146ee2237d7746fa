"""Heartbeat harmony: chords change as the character's heart beats (constants our choice).

Heartbeats are counted along the cue, P(t) = integral of HR/60; a chord change is wanted each time P passes a multiple
of n beats, n from {4, 8, 16} by phrase: 4 wherever the heart is up, so that it is the heart alone that presses the harmony on. The
change is taken on a beat near by, on a bar's first rather than on a weak one.
"""

from fractions import Fraction
from math import ceil

from yeoun.composing.form import Phrase
from yeoun.composing.grid import Grid, Hush
from yeoun.model.media import Curve

RESTING_BPM = 68.0                               # knowledge, perception-and-emotion 6
_AGITATION = ((0.24, 4), (0.12, 8))   # our choice: arousal and tension at which n grows smaller
_MOVED = 8.0                                     # our choice: beats a minute over rest from which a heart is up
_LEAST_S = 0.9                                   # our choice: no two chords nearer than this
_STEP_S = 0.05
_HALF_BAR, _WEAK = 0.25, 0.5                      # our choice, in beats: how much nearer these must lie than a bar's beginning


def heart_at(heart: Curve, at_s: float) -> float:
    """Beats a minute at a moment; a cue without a heart gets a resting one."""
    if not heart.values:
        return RESTING_BPM
    return heart.values[min(max(0, round(at_s / heart.every)), len(heart.values) - 1)]


def beats_a_chord(bpm: float, arousal: float, tension: float) -> int:
    """How many heartbeats a chord lasts: few when the heart is up or the scene agitated, many when both are calm.

    bpm  the heart's mean over the phrase

    >>> beats_a_chord(96.0, 0.3, 0.2), beats_a_chord(68.0, 0.3, 0.3), beats_a_chord(66.0, 0.2, 0.1), beats_a_chord(62.0, 0.1, 0.1)
    (4, 4, 8, 16)
    """
    agitation = 0.6 * arousal + 0.4 * tension
    if bpm >= RESTING_BPM + _MOVED:
        return 4
    return next((n for bound, n in _AGITATION if agitation >= bound), 16)


def beaten(heart: Curve, start_s: float, end_s: float) -> float:
    """How many times the heart beats between two moments."""
    steps = max(1, round((end_s - start_s) / _STEP_S))
    return sum(heart_at(heart, start_s + (end_s - start_s) * k / steps) for k in range(steps)) / steps * (end_s - start_s) / 60.0


def wanted_changes(heart: Curve, start_s: float, end_s: float, n: float) -> list[float]:
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
                    fixed: frozenset[Fraction], near: frozenset[Fraction]) -> tuple[Fraction, ...]:
    """The beats on which the chord changes.

    heart    beats a minute along the cue
    fixed    beats at which it must change whatever the heart does: hits, the entry of a theme
    near     beats that draw a change to them as a bar's first does: where words end
    Gives    sorted beats, the first 0; phrases begin with a change unless a line forbids it. From one forced change to the
             next the heart's beats are parted evenly, into shares as near to n as they divide
    """
    forced = set(fixed) | {Fraction(0)}
    forced |= {phrase.at_beat for phrase in phrases if hush.may_attack(grid.seconds(phrase.at_beat))}
    close = grid.bars[-1].at_beat
    changes = set(forced)
    marks = sorted({beat for beat in forced if beat < grid.end_beat} | {phrase.at_beat for phrase in phrases})
    for begin, end in zip(marks, [*marks[1:], grid.end_beat], strict=True):
        if begin == close and close in fixed:
            continue      # the last bar holds
        phrase = next(each for each in phrases if each.at_beat <= begin < each.end)
        start_s, end_s = grid.seconds(begin), grid.seconds(end)
        n = beats_a_chord(beaten(heart, grid.seconds(phrase.at_beat), grid.seconds(phrase.end))
                          * 60 / (grid.seconds(phrase.end) - grid.seconds(phrase.at_beat)), phrase.arousal, phrase.tension)
        whole = beaten(heart, start_s, end_s)
        count = max(1, round(whole / n))
        for at_s in wanted_changes(heart, start_s, end_s, whole / count)[:count - 1]:
            beat = nearest_grid(grid, at_s, near)
            if begin < beat < end and hush.may_attack(grid.seconds(beat)):
                changes.add(beat)
    kept: list[Fraction] = []
    for beat in sorted(changes):
        if beat not in forced and any(abs(grid.seconds(beat) - grid.seconds(other)) < _LEAST_S
                                      for other in [*kept[-1:], *forced]):
            continue
        kept.append(beat)
    return tuple(beat for beat in kept if beat < grid.end_beat)


def nearest_grid(grid: Grid, at_s: float, near: frozenset[Fraction]) -> Fraction:
    """The beat nearest to a moment; a bar's first beat, and those of `near`, draw from further off than a weak one."""
    at = grid.beat_at(at_s)
    bar = grid.bar_of(Fraction(max(0.0, at)))
    end = grid.bar_end(bar)
    beats = [*(bar.at_beat + k for k in range(ceil(end - bar.at_beat))), end]
    half = bar.at_beat + Fraction(end - bar.at_beat, 2)

    def cost(beat: Fraction) -> float:
        return abs(float(beat) - at) + (0.0 if beat in {beats[0], beats[-1]} or beat in near else _HALF_BAR if beat == half else _WEAK)

    return min(beats, key=lambda beat: (cost(beat), beat))

"""Sigimsae (시김새): the curves of cents that turn a Korean line into itself.

Recipes after measured recordings and performed practice where there are such, else our choice: nonghyeon of the sanjo gayageum
5.4 to 6.6 a second, up only, about a semitone in pyeongjo and two to four in gyemyeon; daegeum 3.4 to 3.9 on long
tones and 5.0 to 5.7 on shorter ones; haegeum about 4 a second and 60 to 153 cents; toeseong, chuseong, jeonseong and
the break (꺾는음) as breakpoints with cosine sides. One ornament begins in about 1.3 s, none on a note under 0.6 s,
and a tone the mode calls plain stays plain. Others have their own hand or lips (`OWN`): geomungo slower and wider.

Conventions: curves are (seconds from onset, cents); a pressed string can only rise; luck is asked for by the note.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, pi, sin

from yeoun.model.scored import Instrument, ScoreNote
from yeoun.units.luck import Luck, Take, luck
from yeoun.units.time import Seconds

LEAST_NOTE_S = 0.6       # performed practice: shorter notes are not shaken
LEAST_BREAK_S = 0.35     # a break takes 0.45 s at most and 66 % of a shorter note: our choice
APART_S = 0.85           # from one ornament's note to the next, so that about one begins in 1.3 s: our choice
PHRASE_GAP_S = 0.25      # a rest this long ends a phrase: our choice
LONG_S = 2.0             # from this length on a tone may be shaken and slid: our choice
PLAIN_AFTER = 3          # so many ornamented notes in a row, then one is left plain unless the mode asks: our choice
STEPS_A_CYCLE = 10       # breakpoints of one swing of a shake: keeps a sine within 2 % of its depth

Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Manner:
    """What a mode asks of its tones, in semitones above the final. `depth` in cents peak to peak (low, high)."""

    scale: tuple[int, ...]
    depth: tuple[float, float]
    shakes: tuple[int, ...] = ()
    plain: tuple[int, ...] = ()
    breaks: tuple[tuple[int, int], ...] = ()    # (from, to)
    court: bool = False
    rate: tuple[float, float] = (4.8, 6.0)    # of the tones it shakes: southern, wide and heavy (gugak.json)


_PENTATONIC = (0, 2, 5, 7, 9)
_SOUTH = Manner((0, 2, 3, 5, 7), (200.0, 400.0), shakes=(7,), plain=(0,), breaks=((3, 2), (5, 2)))
MANNERS = {
    "pyeongjo": Manner(_PENTATONIC, (80.0, 120.0), court=True),
    "gyemyeonjo_jeongak": Manner((0, 3, 5, 7, 10), (100.0, 200.0), court=True),
    "gyeongtori": Manner(_PENTATONIC, (80.0, 120.0)),
    "yukjabaegitori": _SOUTH,
    "sanjo_gyemyeon": _SOUTH,
    "menaritori": Manner((0, 3, 5, 7, 10), (50.0, 90.0), shakes=(7,), rate=(5.5, 6.5)),
    "susimgatori": Manner(_PENTATONIC[:2] + (5, 7, 10), (120.0, 220.0), shakes=(7,), rate=(6.0, 8.0)),
    "sanjo_ujo": Manner((0, 3, 5, 7, 10), (120.0, 200.0)),
    "sanjo_pyeongjo": Manner(_PENTATONIC, (80.0, 120.0)),
    "major": Manner((0, 2, 4, 7, 9), (80.0, 120.0)),
    "lydian": Manner((0, 2, 4, 7, 9), (80.0, 120.0)),
    "mixolydian": Manner(_PENTATONIC, (100.0, 160.0)),
    "dorian": Manner((0, 3, 5, 7, 10), (120.0, 200.0)),
    "aeolian": Manner((0, 3, 5, 7, 10), (140.0, 240.0)),
}
OWN: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {    # rate Hz and cents of those whose hand or lips have their own way
    "geomungo": ((4.0, 5.5), (150.0, 400.0)), "ajaeng": ((3.5, 4.2), (250.0, 320.0)),
    "piri": ((5.0, 5.7), (95.0, 155.0)), "danso": ((5.0, 5.7), (95.0, 155.0)), "sogeum": ((5.0, 5.7), (95.0, 155.0)),
}
HELD_S = 0.6          # a tone the mode shakes is shaken where it is held so long, whatever came before it (textbooks of gugak)
PLAIN_DEPTH = 45.0    # a tone the mode calls plain stays under 50 cents peak to peak, our choice


def _between(draw: Luck, low: float, high: float) -> float:
    return low + (high - low) * float(draw.random())


def _neighbour(key: int, tonic: int, manner: Manner, step: int) -> float:
    """Cents to the next scale tone above (step 1) or below (step -1)."""
    for semitones in range(1, 6):
        if (key + step * semitones - tonic) % 12 in manner.scale:
            return 100.0 * semitones * step
    return 200.0 * step


def _points(points: Sequence[tuple[float, float]], begin_s: float, length_s: float) -> Curve:
    """Breakpoints of a recipe laid over `length_s`, with cosine sides."""
    curve: list[tuple[float, float]] = []
    for (left, low), (right, high) in zip(points, points[1:], strict=False):
        for step in range(8):
            blend = (1 - cos(pi * step / 8)) / 2
            curve.append((begin_s + length_s * (left + (right - left) * step / 8), low + (high - low) * blend))
    curve.append((begin_s + length_s * points[-1][0], points[-1][1]))
    return tuple(curve)


def _shake(length_s: float, rate: float, depth: float, begin_s: float, ramp_s: float, up_only: bool) -> Curve:
    """A vibrato of `depth` cents peak to peak from `begin_s` on, let go over the last 60 ms."""
    curve = [(0.0, 0.0)] if begin_s > 0 else []
    count = int((length_s - begin_s) * rate * STEPS_A_CYCLE)
    for step in range(count + 1):
        passed = step / (rate * STEPS_A_CYCLE)
        swell = min(1.0, passed / ramp_s) * min(1.0, max(0.0, (length_s - begin_s - passed) / 0.06))
        phase = 2 * pi * rate * passed
        swing = (1 - cos(phase)) / 2 if up_only else sin(phase) / 2
        curve.append((begin_s + passed, depth * swell * swing))
    return (*curve, (length_s, 0.0))


def _nonghyeon(note: ScoreNote, player: Instrument, manner: Manner, tone: int, draw: Luck) -> Curve:
    length, shaken, pressed = float(note.length_s), tone in manner.shakes, not player.sustains
    if player.name in OWN and (pressed or not shaken):
        (rate_low, rate_high), (low, high) = OWN[player.name]
        rate = _between(draw, rate_low, rate_high)
        begin = 0.0 if shaken else _between(draw, 0.1, 0.3) if pressed else _between(draw, 0.2, 0.35)
    elif pressed:
        rate, (low, high) = _between(draw, 5.4, 6.6), manner.depth
        begin = 0.0 if shaken else _between(draw, 0.08, 0.25)
    elif shaken:
        rate, (low, high), begin = _between(draw, *manner.rate), manner.depth, 0.0
    elif not player.breath_s:
        rate, (low, high), begin = _between(draw, 3.5, 4.5), (60.0, 153.0), _between(draw, 0.1, 0.3)
    elif length >= 1.5:
        rate, (low, high), begin = _between(draw, 3.4, 3.9), (36.0, 102.0), _between(draw, 0.25, min(0.6, length / 3))
    else:
        rate, (low, high), begin = _between(draw, 5.0, 5.7), (60.0, 100.0), _between(draw, 0.2, 0.3)
    depth = PLAIN_DEPTH if tone in manner.plain else _between(draw, low, high)
    return _shake(length, rate, depth, begin, 0.12 if shaken else 0.3, pressed)


def _shaken_and_let_go(
    note: ScoreNote, step: int, player: Instrument, manner: Manner, tone: int, draw: Luck,
) -> tuple[str, Curve, str]:
    """A long tone that is shaken and then slides towards the next: two ornaments in one breath."""
    slide = 0.4 if step < 0 else 0.3
    held = replace(note, length_s=Seconds(float(note.length_s) - slide))
    shaken = _nonghyeon(held, player, manner, tone, draw)
    if step < 0 and not player.sustains:
        return "nonghyeon", shaken, "a long tone lives"
    goal = max(-100.0, 100.0 * step) if step < 0 else min(200.0, 100.0 * step)
    release = _points(((0, 0), (1, goal)), float(held.length_s), slide)
    way = "sinks" if step < 0 else "rises"
    return "nonghyeon", (*shaken[:-1], *release), f"a long tone lives and {way} to the next"


def _curve_for(
    note: ScoreNote, before: ScoreNote | None, after: ScoreNote | None, player: Instrument, tonic: int, manner: Manner,
    draw: Luck,
) -> tuple[str, Curve, str]:
    """Which ornament a note takes from its place in the line, its curve, and the reason."""
    length, tone = float(note.length_s), (note.key - tonic) % 12
    up, down = _neighbour(note.key, tonic, manner, 1), _neighbour(note.key, tonic, manner, -1)
    pressed = not player.sustains
    froms = [source for source, target in manner.breaks if tone == target]
    if froms:    # this tone is only ever reached from above, whatever the skeleton had before it
        came = before is not None and before.key > note.key and (before.key - tonic) % 12 in froms
        fall = 100.0 * (before.key - note.key if came and before is not None else min(froms) - tone)
        if length >= LEAST_BREAK_S:
            curve = _points(((0, fall), (0.4, fall), (0.58, 0), (1, 0)), 0.0, min(0.45, 0.66 * length))
            return "kkeokneun", curve, "the mode breaks this tone from above"
    if tone in manner.shakes:
        return "nonghyeon", _nonghyeon(note, player, manner, tone, draw), "the mode shakes this tone"
    last = after is None or after.onset_s - (note.onset_s + length) > PHRASE_GAP_S
    step = 0 if after is None else after.key - note.key
    if length >= LONG_S and not last and step:
        return _shaken_and_let_go(note, step, player, manner, tone, draw)
    if last and not pressed and tone not in manner.plain and length >= 0.9:
        slide = min(0.4, 0.66 * length)
        depth = -_between(draw, 17.0, 46.0) if manner.court else max(-100.0, down)
        return "toeseong", _points(((0, 0), (0.2, 10), (1, depth)), length - slide, slide), "the phrase is let go"
    if not last and 1 <= step <= 4 and length < 1.6:
        slide = min(0.3, 0.66 * length)
        reach = min(up, 100.0 * step, 200.0)
        return "chuseong", _points(((0, 0), (1, reach)), length - slide, slide), "it is pushed up to the next tone"
    if not last and -4 <= step <= -1 and length < 1.6 and not pressed:
        slide = min(0.4, 0.66 * length)
        return ("toeseong", _points(((0, 0), (1, max(down, 100.0 * step))), length - slide, slide),
                "it sinks to the next tone")
    if length < 1.2 and (before is None or before.key != note.key - 1):
        rolled = _points(((0, 0), (0.25, up), (0.55, 0), (0.75, up / 2), (1, 0)), 0.0, min(0.3, 0.66 * length))
        return "jeonseong", rolled, "a rolled accent on a short held tone"
    return "nonghyeon", _nonghyeon(note, player, manner, tone, draw), "a held tone lives"


def ornamented(
    notes: Sequence[ScoreNote], player: Instrument, tonic: int, mode: str, take: Take, cue: str, part: str,
) -> tuple[ScoreNote, ...]:
    """A Korean line with its ornaments; other notes as they are.

    notes    one line, in order of time
    player   whose strings or breath they are
    tonic    pitch class of the key, 0..11
    mode     as the sketch names it; an unknown one is treated as its nearest Western name, aeolian
    """
    manner = MANNERS.get(mode, MANNERS["aeolian"])
    made: list[ScoreNote] = []
    free_from, streak = -APART_S, 0
    asked = {*manner.shakes, *(target for _, target in manner.breaks)}
    for at, note in enumerate(notes):
        tone = (note.key - tonic) % 12
        breaks = any(tone == target for _, target in manner.breaks) and note.length_s >= LEAST_BREAK_S
        held = tone in manner.shakes and note.length_s > HELD_S
        due = (note.onset_s >= free_from and note.length_s >= LEAST_NOTE_S or breaks or held) and not note.ornament
        if not due or (streak >= PLAIN_AFTER and tone not in asked):
            made.append(note)
            streak = 0
            continue
        streak += 1
        draw = luck(take, cue, part, str(note.at_beat), note.key)
        before = notes[at - 1] if at else None
        after = notes[at + 1] if at + 1 < len(notes) else None
        name, curve, reason = _curve_for(note, before, after, player, tonic, manner, draw)
        lowest = 0.0 if not player.sustains else -1200.0
        cents = tuple((round(when, 4), round(max(lowest, bend), 2)) for when, bend in curve)
        made.append(replace(note, ornament=name, cents=cents, why=f"{note.why}; {reason}"))
        free_from = float(note.onset_s) + APART_S
    return tuple(made)

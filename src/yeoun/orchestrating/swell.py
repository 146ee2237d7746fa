"""How a part swells, pedals, stands and moves: the level curve, the sustain pedal, the place and its path.

The level curve carries the sketch's dynamics for held sounds and stays level for struck ones (their strokes carry it);
phrases arch by a few decibels, strings and pads step back under lines. A level L is heard as 40 log10(L).

How the cue ends (cut, ring, fade) is shaped by who performs, not here.

Conventions: points are (seconds of the cue, level 0..1), in order; places are room coordinates (x right, y front, z up).
"""

from bisect import bisect_right
from collections.abc import Sequence
from math import cos, pi, sin

from yeoun.model.composed import Brief
from yeoun.model.scored import Instrument, Room, ScoreNote
from yeoun.orchestrating.clock import Clock
from yeoun.units.luck import luck

FLOOR = 0.4             # level of a held part at dynamics 0 (-16 dB); mf stands at 0.7 (-6 dB): our choice
STRUCK = 0.7            # level of a struck part: as a held one at mf
LEADS_STRUCK = 1.12     # a struck melody dies away between its notes: 2 dB more, our choice
ARCH = 0.05             # how far a phrase rises above its ends, in level (about 1 dB): our choice
ROLE_LEVEL = {    # who leads stands in front of who carries: +3.3 to -4.8 dB, so that the melody is 2 to 6 dB over the rest
    "melody": 1.21, "counter": 0.95, "bed": 0.77, "pad": 0.76, "drone": 0.84, "pulse": 0.86, "bass": 0.92,
}
UNDER_WORDS = 0.8       # level of held parts while a line is spoken (-4 dB): our choice
APPROACH_S = 0.35       # how long stepping back takes
PEDAL_UP_S = 0.07       # how long the dampers touch the strings at a change of chord: our choice
PUSH_S, PUSH = 0.3, 1.12    # a stop is leant into by 2 dB: our choice
DAMP_S = 0.05           # how long the hand takes at a composed stop: half the sound is gone 15 ms after it
OPENS_BEFORE_S = 0.35   # a slow attack begins so long before its beat
DRIFT_S = 6.0           # one point of a drifting pad's path every so often
BASE_SEND_DB = {
    "strings": -12.0, "winds": -11.0, "brass": -9.0, "voice": -8.0, "piano": -15.0, "guitar": -16.0, "plucked": -14.0,
    "percussion": -13.0, "synth": -14.0, "gugak": -12.0,
}
ROOM_SEND_DB = {"dry": -6.0, "studio": -2.0, "hall": 0.0, "memory": 2.0}


def phrases(notes: Sequence[ScoreNote], gap_s: float = 0.3) -> tuple[tuple[float, float], ...]:
    """Stretches of a part without a rest of `gap_s`, as (begin, end) in seconds."""
    found: list[tuple[float, float]] = []
    for note in sorted(notes, key=lambda note: note.onset_s):
        begin, end = float(note.onset_s), float(note.onset_s + note.length_s)
        if found and begin - found[-1][1] < gap_s:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def _arch(at_s: float, spans: Sequence[tuple[float, float]]) -> float:
    for begin, end in spans:
        if begin <= at_s <= end and end - begin >= 1.5:
            return ARCH * (sin(pi * ((at_s - begin) / (end - begin)) ** 1.3) - 0.5)    # highest at about 60 %
    return 0.0


def _stepped_back(at_s: float, brief: Brief) -> float:
    depth = 0.0
    for line in brief.lines:
        if line.span.start_s <= at_s <= line.span.end_s:
            return UNDER_WORDS
        apart = min(abs(at_s - line.span.start_s), abs(at_s - line.span.end_s))
        depth = max(depth, 1.0 - apart / APPROACH_S)
    return 1.0 - (1.0 - UNDER_WORDS) * max(0.0, depth)


def level_of(
    notes: Sequence[ScoreNote], player: Instrument, role: str, brief: Brief, clock: Clock,
) -> tuple[tuple[float, float], ...]:
    """The level curve of a part.

    notes    as the part plays them
    player   held sounds swell, struck ones do not
    role     who leads stands in front of who carries
    """
    end = float(brief.length_s + brief.tail_s)
    spans = phrases(notes) if player.sustains else ()
    times = {0.0, end}
    if player.sustains:
        times |= {at for at, _ in clock.swells_s}
        times |= {begin + (stop - begin) * step / 6 for begin, stop in spans for step in range(7)}
        for line in brief.lines:
            times |= {line.span.start_s - APPROACH_S, line.span.start_s, line.span.end_s, line.span.end_s + APPROACH_S}
    points = []
    for at in sorted(round(time, 3) for time in times if 0.0 <= time <= end):
        value = STRUCK * (LEADS_STRUCK if role == "melody" else 1.0)
        if player.sustains:
            value = (FLOOR + (1 - FLOOR) * clock.swell(at) + _arch(at, spans)) * _stepped_back(at, brief)
        points.append((at, round(min(1.0, max(0.0, value * ROLE_LEVEL.get(role, 1.0))), 4)))
    return tuple(dict(points).items())


def damped(
    level: Sequence[tuple[float, float]], notes: Sequence[ScoreNote], stops_s: Sequence[float], end_s: float,
) -> tuple[tuple[float, float], ...]:
    """A level curve with a hand laid on the sound at every stop, taken off before the part plays again.

    stops_s  moments at which the music stops, cue seconds
    end_s    of the stem
    """
    points = list(level)
    for stop in sorted(stop for stop in stops_s if stop + DAMP_S <= end_s):
        again = min((float(note.onset_s) for note in notes if note.onset_s > stop + DAMP_S), default=end_s + 1.0)
        opens = max(stop + 2 * DAMP_S, again - OPENS_BEFORE_S)
        before, after = _level_at(points, stop), _level_at(points, min(end_s, opens + DAMP_S))
        begins = max(stop - PUSH_S, points[0][0] if points else 0.0)
        start = _level_at(points, begins)
        points = [point for point in points if not begins <= point[0] <= opens + DAMP_S or point[0] == points[0][0] < begins]
        points += [(round(begins, 4), start), (round(stop, 4), round(min(1.0, PUSH * before), 4)), (round(stop + DAMP_S, 4), 0.0)]
        points += [(round(opens, 4), 0.0), (round(opens + DAMP_S, 4), after)] if opens + DAMP_S < end_s else []
        points.sort()
    return tuple(points)


def _level_at(points: Sequence[tuple[float, float]], at_s: float) -> float:
    here = bisect_right([at for at, _ in points], at_s)
    if here == 0 or here == len(points):
        return points[max(0, here - 1)][1] if points else 1.0
    (left, low), (right, high) = points[here - 1], points[here]
    return round(low + (high - low) * (at_s - left) / max(1e-9, right - left), 4)


def pedal_of(player: Instrument, notes: Sequence[ScoreNote], clock: Clock) -> tuple[tuple[float, bool], ...]:
    """The sustain pedal: lifted at each change of chord, caught again just after; only where there is one."""
    if "pedal" not in player.techniques or not notes:
        return ()
    last = max(float(note.onset_s + note.length_s) for note in notes)
    moves: list[tuple[float, bool]] = []
    for chord in clock.sketch.chords:
        at = clock.at(chord.at_beat)
        if 0.0 <= at < last:
            moves += [(round(at, 6), False), (round(at + PEDAL_UP_S, 6), True)]
    return (*moves, (round(last, 6), False)) if moves else ()


def place_of(player: Instrument, leads: bool, alone: bool) -> tuple[float, float, float]:
    """Where a part stands: its seat, a soloist nearer the front, one who is alone in the middle."""
    x, y, z = player.place
    if leads and "section" not in player.techniques:
        x, y = x * 0.6, max(y, 0.6)
    return (0.0 if alone else round(x, 3), round(y, 3), round(z, 3))


def path_of(
    player: Instrument, place: tuple[float, float, float], brief: Brief,
) -> tuple[tuple[float, float, float, float], ...]:
    """The slow drift of a pad through the room; players with a chair stay on it.

    Gives  (seconds, x, y, z), a circle of a quarter of the room in about a minute
    """
    length = float(brief.length_s + brief.tail_s)
    if player.family != "synth" or player.width < 0.8 or length < 2 * DRIFT_S:
        return ()
    start = float(luck(brief.take, brief.key, player.name, "path").random()) * 2 * pi
    x, y, z = place
    count = int(length // DRIFT_S)
    return tuple(
        (round(DRIFT_S * step, 3), round(x + 0.3 * cos(start + 0.1 * DRIFT_S * step), 3),
         round(y + 0.2 * sin(start + 0.1 * DRIFT_S * step), 3), z)
        for step in range(count + 1)
    )


def send_of(player: Instrument, room: Room, leads: bool) -> float:
    """How much of a part goes into the room, in decibels: by family and room, soloists a little drier."""
    return round(BASE_SEND_DB[player.family] + ROOM_SEND_DB[room.name] - (1.5 if leads else 0.0), 1)


def duck_of(player: Instrument, role: str, masked: float, inner: bool) -> float:
    """The most a part gives way under words, in decibels (positive): leaders and bright sounds in a voice's band most.

    masked   share of its time inside a speaking voice's band, 0..1
    inner    an inner voice gives way less: it says what the words do not
    """
    lead = {"melody": 4.0, "counter": 4.0, "pulse": 3.5, "rhythm": 4.0}.get(role, 2.5)
    return round(max(1.5, lead + 4.0 * masked * (0.5 + player.brightness) - (1.0 if inner else 0.0)), 1)

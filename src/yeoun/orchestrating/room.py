"""The room of a cue and its air: how far away the memory is, how close the talk, and what hangs in between.

Rooms and their times are our choice; which one is chosen by points, the weights are our choice.
"""

from yeoun.model.composed import Brief, Chord, Sketch
from yeoun.model.scored import Ambience, Room
from yeoun.model.spotted import Function
from yeoun.orchestrating.clock import Clock
from yeoun.orchestrating.mood import Mood, manners_of
from yeoun.orchestrating.terms import GUGAK_MODES
from yeoun.units.time import Seconds

ROOMS = (
    Room("dry", 0.55, 0.008, 9_000.0, -22.0),
    Room("studio", 1.2, 0.015, 8_500.0, -18.0),
    Room("hall", 2.0, 0.025, 7_500.0, -15.0),
    Room("memory", 4.0, 0.040, 5_000.0, -13.0),
)
SHORTEST_AIR_S = 8.0      # shorter cues have no air of their own: our choice
AIR_LOW, AIR_HIGH = 58, 88    # spaced, above the voices: our choice
AIRLESS = frozenset({Function.STING, Function.SOURCE, Function.COMIC})
AIR_STEP = 5              # semitones between two tones of the air at least


def room_of(mood: Mood, sketch: Sketch, parts: int) -> Room:
    """The room of a cue.

    parts   how many players there are
    """
    points = {
        "dry": round(70 * mood.intimacy + 40 * mood.spoken - 30 * mood.arousal),
        "studio": round(55 + 20 * mood.spoken - 25 * mood.nostalgia),
        "hall": round(8 + 60 * mood.arousal + 25 * mood.tension + 3 * parts - 25 * mood.spoken),
        "memory": round(110 * mood.nostalgia - 20 * mood.arousal - 20 * mood.spoken),
    }
    if mood.warmth <= -0.4 and mood.luminance < 0.05:
        points["hall"] += 12      # cold night stands far away
    if sketch.mode in GUGAK_MODES:
        points["hall"] += 20      # a solo of daegeum is liked at 1.7 s (a listening study)
    best = max(sorted(points), key=lambda name: points[name])
    return next(room for room in ROOMS if room.name == best)


def _air_of(chord: Chord) -> tuple[int, ...]:
    """A chord as three or four tones in a high, open position: root, then what lies furthest from it."""
    keys: list[int] = []
    order = [chord.pitch_classes[index] for index in range(len(chord.pitch_classes))]
    open_order = [order[0], *order[2:], *order[1:2]]    # root, fifth, extensions, then the third on top
    at = AIR_LOW
    for pitch in open_order[:4]:
        key = at + (pitch - at) % 12
        if key <= AIR_HIGH:
            keys.append(key)
            at = key + AIR_STEP
    return tuple(keys)


def air_of(mood: Mood, sketch: Sketch, brief: Brief, clock: Clock) -> Ambience | None:
    """The synthesised air of a cue from its own chords, or None: none for short cues, stings and sound in the scene."""
    length = float(brief.length_s)
    if length < SHORTEST_AIR_S or not sketch.chords or brief.function in AIRLESS:
        return None
    chords = []
    for chord in sketch.chords:
        begin = max(0.0, clock.at(chord.at_beat))
        end = min(clock.at(chord.at_beat + chord.beats), clock.sounds_s)
        keys = _air_of(chord)
        if end - begin >= 0.1 and keys and begin < clock.until_s:
            chords.append((round(begin, 6), round(end - begin, 6), keys))
    if not chords:
        return None
    dynamics = [(at, level) for at, level in clock.swells_s if 0.0 <= at <= length]
    level = tuple((round(at, 3), round(0.55 + 0.35 * value, 4)) for at, value in dynamics) or ((0.0, 0.7),)
    coldness = min(1.0, max(0.0, 0.5 - 0.5 * mood.warmth))
    lo_fi = dict(manners_of(sketch)).get("lofi", 0.0)
    level_db = -21.0 - 5.0 * mood.spoken - 3.0 * mood.intimacy
    return Ambience(
        cue=brief.key, id=brief.id, take=brief.take, length_s=Seconds(length + float(brief.tail_s)),
        sounds_until_s=Seconds(clock.until_s), ending=brief.ending, chords=tuple(chords), level=level,
        brightness=round(min(1.0, 0.25 + 1.2 * mood.luminance + 0.3 * mood.tension), 3), coldness=round(coldness, 3),
        lo_fi=round(min(1.0, lo_fi + max(0.0, mood.nostalgia - 0.6)), 3), level_db=round(level_db, 1),
        why=f"air of the cue's own chords: {mood.light}, coldness {coldness:.2f}, {mood.spoken:.0%} of it spoken",
    )

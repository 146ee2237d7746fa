"""Hits as the players have them: the event must really be in the part that is named, or another part is named.

A hit of kind onset needs a note that begins on its beat, a stop a held tone that ends there, a change a new chord with
someone sounding it. A string that has died away has nothing to stop: where nobody holds a tone and none rings, whoever begins one on
the beat meets the moment. What nobody plays is not claimed.
"""

from collections.abc import Sequence
from dataclasses import replace

from yeoun.model.composed import Brief, BriefHit, Landing, Sketch
from yeoun.model.scored import Instrument, Landed, Part, ScoreNote
from yeoun.model.spotted import HitClass
from yeoun.orchestrating.clock import Clock
from yeoun.orchestrating.mood import spoken_share
from yeoun.orchestrating.reach import TOGETHER_S, reaches
from yeoun.orchestrating.strike import begins, quick, with_more
from yeoun.units.time import Seconds

NEAR_S = 1e-3    # two moments closer than this are one
ABOUT_S = 1.5    # a hit is heard among what is played so near: our choice
_CHOPPY = {"melody": 0, "bass": 0, "drone": 0, "counter": 0}    # a divided bed beats, which blurs where it stops
CLEAR = 60       # middle C: from here on a stroke begins clearly among ringing strings (measured on harp and piano)
BREATH_S = 0.15  # before a hit one line takes breath: a tone that still sounds hides where the next begins (measured on clarinet)
SHORTEST_S = 0.12    # ... but no tone becomes shorter than this: our choice
STANDS_OUT = {HitClass.A: 0.16, HitClass.B: 0.1, HitClass.C: 0.06}    # force above it where nobody speaks: our choice


def _meets(note: ScoreNote, landing: Landing, at_s: float) -> bool:
    match landing.kind:
        case "stop":
            return abs(note.onset_s + note.length_s - at_s) < NEAR_S
        case _:
            return note.at_beat == landing.at_beat and abs(note.onset_s - at_s) < NEAR_S


def _slowness(part: Part, landing: Landing) -> int:
    """How a part begins at a moment: 0 clearly, 1 at once but low, 2 so slowly that it is heard anywhere about it.

    Measured: an upright bass was heard -7 to +14 ms about where it is plucked, 25 times of 25; a solo cello that has a hit, -50 to +44.
    """
    player = part.instrument
    if not begins(player):
        return 2
    return int(not any(note.key >= CLEAR or player.polyphony >= 4 or player.sustains
                       for note in part.notes if note.at_beat == landing.at_beat))


def _rings(player: Instrument) -> bool:
    """Whether a struck or plucked tone goes on sounding, so that a hand on it is heard: a pizzicato and a drum are over at once."""
    return player.clef != "percussion" and "pizzicato" not in player.techniques


def _candidates(parts: Sequence[Part], landing: Landing, sketch: Sketch) -> list[Part]:
    """Who is heard at a moment first, then the parts of the landing's voice, those that double it, and the others."""
    role = next((voice.role for voice in sketch.voices if voice.name == landing.voice), "")
    return sorted(parts, key=lambda part: (
        _CHOPPY.get(part.role, 1) if landing.kind == "stop" else _slowness(part, landing),
        landing.voice not in part.voices, part.role != role, part.instrument.attack_s))


def _found(parts: Sequence[Part], landing: Landing, sketch: Sketch, at_s: float) -> tuple[Landing, Part] | None:
    """Who meets a hit and how: a stop by who holds a tone, else by a hand on a string that rings, else by who begins there."""
    ways: list[tuple[Landing, list[Part]]] = [(landing, list(parts))]
    if landing.kind == "stop":
        ways = [(landing, [part for part in parts if part.instrument.sustains]),
                (landing, [part for part in parts if _rings(part.instrument)]), (replace(landing, kind="onset"), list(parts))]
    return next(((way, part) for way, able in ways for part in _candidates(able, way, sketch)
                 if any(_meets(note, way, at_s) for note in part.notes)), None)


def _marked(part: Part, landing: Landing, at_s: float, hit: BriefHit, spoken: bool) -> Part:
    """The part with the notes on a hit saying so, and standing out from what it plays about them."""
    if landing.kind == "stop":
        return part
    about = max((note.force for note in part.notes if abs(note.onset_s - at_s) <= ABOUT_S), default=0.0)
    least = about if spoken else min(1.0, about + STANDS_OUT[hit.grade])
    notes = tuple(
        replace(note, why=f"{note.why}; hit {landing.hit}: {hit.reason}", force=round(max(note.force, least), 4))
        if _meets(note, landing, at_s) else note
        for note in part.notes
    )
    notes = _breathing(notes, part.instrument, at_s)
    struck = notes if spoken else _with_octave(notes, part.instrument, landing, at_s)
    return replace(part, notes=struck, why=with_more(part.why, len(struck) - len(notes)))


def _breathing(notes: tuple[ScoreNote, ...], player: Instrument, at_s: float) -> tuple[ScoreNote, ...]:
    """The notes of who plays one line, with a breath before the hit it carries."""
    if not player.sustains or player.polyphony > 1:
        return notes
    return tuple(
        replace(note, length_s=Seconds(round(max(SHORTEST_S, at_s - BREATH_S - note.onset_s), 6)))
        if note.onset_s < at_s - SHORTEST_S and note.onset_s + note.length_s > at_s - BREATH_S else note for note in notes)


def _with_octave(
    notes: tuple[ScoreNote, ...], player: Instrument, landing: Landing, at_s: float,
) -> tuple[ScoreNote, ...]:
    """A low stroke on a hit with its octave above: low strings that still ring hide where a low tone begins."""
    there = [note for note in notes if _meets(note, landing, at_s)]
    top = max(there, key=lambda note: note.key, default=None)
    if top is None or top.key >= CLEAR or not quick(player) or player.polyphony < 4 or player.is_gugak:
        return notes
    key = top.key + 12 * -(-(CLEAR - top.key) // 12)
    if key > player.best_high or not reaches(player, [key, *(note.key for note in notes if abs(note.onset_s - at_s) <= TOGETHER_S)]):
        return notes
    kept = [replace(note, length_s=Seconds(round(at_s - note.onset_s, 6)))
            if note.key == key and note.onset_s < at_s < note.onset_s + note.length_s else note for note in notes]
    octave = replace(top, key=key, why=f"{top.why}, with its octave so that it is heard")
    return tuple(sorted((*kept, octave), key=lambda note: (note.onset_s, -note.key)))


def land(
    parts: Sequence[Part], sketch: Sketch, brief: Brief, clock: Clock,
) -> tuple[tuple[Part, ...], tuple[Landed, ...]]:
    """Where every hit of the sketch landed, and the parts with the notes that carry a hit saying so.

    parts   in score order
    Gives   landings whose event was found in a part; the rest are left out, for nobody plays them
    """
    made = list(parts)
    landed: list[Landed] = []
    for landing in sketch.landings:
        at_s = clock.at(landing.at_beat)
        if landing.hit >= len(brief.hits):
            continue
        found = _found(made, landing, sketch, at_s)
        if found is None:
            continue
        way, part = found
        spoken = spoken_share(brief, at_s - 0.1, at_s + 0.4) > 0.0
        made[made.index(part)] = _marked(part, way, at_s, brief.hits[way.hit], spoken)
        landed.append(Landed(way.hit, part.name, way.kind, way.at_beat, Seconds(at_s)))
    return tuple(made), tuple(landed)

"""A memory in a modern cue: one Korean instrument, one short line in a folk mode, with the ornament that its tones ask for.

Where a scene is remembered (a flashback, home, parents: the brief's nostalgia) and the cue is in no Korean mode, a line of menaritori
is laid where the harmony has its tones and nobody speaks: the shaken tone, the rise, the fall to the final. Its tones belong to the
scale of the cue, so that nothing is transposed: the final is the tonic in minor and the sixth degree in major (gugak: the Western
layer needs no retuning). Never more than this: without a place for it there is none.

All constants are our choice. Conventions: beats are quarters, tones are semitones above the final.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from yeoun.model.composed import Brief, SketchNote, Voice
from yeoun.model.scored import Instrument
from yeoun.orchestrating.arrange import played_notes
from yeoun.orchestrating.choose import MOST_PARTS, candidates
from yeoun.orchestrating.clock import Clock
from yeoun.orchestrating.figure import quiet
from yeoun.orchestrating.line import Bundle, Line, line_of
from yeoun.orchestrating.mood import is_clear
from yeoun.orchestrating.seats import Desk
from yeoun.orchestrating.terms import GUGAK_MODES, Scene
from yeoun.units.pitch import key_named

REMEMBERS = 0.5      # nostalgia from which a cue remembers, as for the form of a theme (composing)
LIKED = 0.2          # ... in a house that likes Korean instruments so much at least
EVERY_S = 20.0       # one line in so many seconds at most
HELD_S = 0.7         # the shaken tone and the final are held so long at least
CLASHES_S = 0.3      # a semitone beside what sounds is none where it is shorter
FORCE = 0.42
MODE = "menaritori"
# tone (semitones above the final), beats: mi held and shaken, la, do', re' falling to do', la
LINES = (((-5, 2), (0, 1), (3, 1), (5, 1), (3, 1), (0, 2)),
         ((-5, 2), (0, 1), (3, 1), (0, 2)),
         ((3, 1), (0, 1), (-5, 2), (0, 2)),
         ((-5, 2), (3, 1), (0, 2)))
FINALS = {"major": 9, "lydian": 9, "mixolydian": 9, "aeolian": 0, "dorian": 0}    # semitones from the tonic to the final


@dataclass(frozen=True, slots=True)
class Placed:
    """A line that has its place: its notes, and what share of its time its tones are tones of the chord."""

    notes: tuple[SketchNote, ...]
    fits: float


def final_of(clock: Clock) -> int | None:
    """The pitch class of the folk mode's final in a cue; None in a cue whose own mode is Korean, or has no room for one."""
    mode = clock.sketch.mode
    if mode in GUGAK_MODES or mode not in FINALS:
        return None
    return (int(key_named(f"{clock.sketch.key}4")) + FINALS[mode]) % 12


def _clashes(key: int, at: Fraction, beats: Fraction, clock: Clock) -> bool:
    """Whether a tone lies a semitone, and octaves, beside something that sounds for longer than in passing."""
    for voice in clock.sketch.voices:
        for note in voice.notes:
            begin, end = max(at, note.at_beat), min(at + beats, note.at_beat + note.beats)
            if end > begin and (note.key - key) % 12 in {1, 11} and clock.at(end) - clock.at(begin) > CLASHES_S:
                return True
    return False


def _in_chord(key: int, at: Fraction, clock: Clock) -> bool:
    chord = next((each for each in reversed(clock.sketch.chords) if each.at_beat <= at), None)
    return chord is not None and key % 12 in chord.pitch_classes


def _placed(line: Sequence[tuple[int, int]], start: Fraction, final: int, stretch: Fraction, clock: Clock, brief: Brief) -> Placed | None:
    """A line from a beat on; None where words, a clash or the end are in its way."""
    notes, at, inside, whole = list[SketchNote](), start, Fraction(0), Fraction(0)
    for step, length in line:
        key, beats = final + step, length * stretch
        at_s = clock.at(at)
        if quiet(at_s, clock, brief) or not is_clear(brief, key, at_s) or _clashes(key, at, beats, clock):
            return None
        if clock.at(at + beats) > clock.until_s:
            return None
        notes.append(SketchNote(at, beats, key, FORCE, "a memory: menaritori, " + (
            "its shaken tone" if step == -5 else "its final" if step == 0 else "on its way")))
        inside += beats if _in_chord(key, at, clock) else 0
        whole += beats
        at += beats
    return Placed(tuple(notes), float(inside / whole))


def _places(final: int, clock: Clock, brief: Brief) -> list[Placed]:
    """Every beat on which a line can begin, the longest line that fits there."""
    found = []
    for bar in clock.sketch.bars:
        a_beat = clock.at(bar.at_beat + 1) - clock.at(bar.at_beat)
        stretch = Fraction(1, 2) if a_beat > 2 * HELD_S else Fraction(1)
        for beat in range(4 * bar.beats // bar.unit):
            placed = next((each for line in LINES if (each := _placed(line, bar.at_beat + beat, final, stretch, clock, brief))), None)
            if placed is not None:
                found.append(placed)
    return found


def remembered(desks: Sequence[Desk], clock: Clock, brief: Brief, players: Sequence[Instrument],
               scene_of: Callable[[Line], Scene]) -> tuple[Desk, ...]:
    """The desk that remembers, or none.

    desks     who plays already: where a Korean instrument does, nobody more joins
    players   those the house has
    scene_of  what the terms may look at for a line
    """
    final = final_of(clock)
    if brief.nostalgia < REMEMBERS or final is None or len(desks) >= MOST_PARTS or any(desk.player.is_gugak for desk in desks):
        return ()
    octave = 60 + final if final <= 9 else 48 + final
    ranked = sorted(_places(octave, clock, brief), key=lambda each: (-each.fits, -len(each.notes), each.notes[0].at_beat))
    chosen = list[Placed]()
    for each in ranked:
        if all(abs(clock.at(each.notes[0].at_beat) - clock.at(other.notes[0].at_beat)) >= EVERY_S for other in chosen):
            chosen.append(each)
    if not chosen:
        return ()
    notes = tuple(note for each in sorted(chosen, key=lambda each: each.notes[0].at_beat) for note in each.notes)
    line = line_of(Bundle(Voice("memory", "counter", None, "what is remembered", notes), ()), clock, brief)
    scene = scene_of(line)
    found = candidates(line, tuple(player for player in players if player.is_gugak and "counter" in player.roles), scene)
    if not found or scene.house.gugak < LIKED:
        return ()
    player = found[0].player
    made, _ = played_notes(notes, found[0].lies.octaves, player, clock)
    why = (f"{player.english} remembers: nostalgia {brief.nostalgia:.2f} is at least {REMEMBERS}; {len(chosen)} line"
           f"{'s' * (len(chosen) > 1)} of menaritori, {sum(each.fits for each in chosen) / len(chosen):.0%} of it on tones of the chords")
    return (Desk(player.name, player, "counter", (line.voice,), made, why, line.masked, True, (MODE, final)),)

"""What a player who joins for the hits plays between them, so that nobody sits there for the hits alone.

The figure is drawn from the chords that sound: broken chords where the scene is calm, harmonics where it is still and
tense, after-beats where it presses, a wave of quavers where it is glad and moves (all our choice). It begins with
the chords and the bars, breathes every other time where the scene is calm, rests under words, before them, after a key
line and after a stop, and keeps out of the way of the tune.

Conventions: beats are quarters; a figure is a row of (beats after the chord, which tone of the chord from below).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from yeoun.model.composed import Brief, SketchNote
from yeoun.model.spotted import Function
from yeoun.orchestrating.clock import Clock
from yeoun.orchestrating.mood import Mood, spoken_share

MOVES = 0.5          # arousal from which a figure moves on: our choice
PRESSES = 0.45       # tension from which it does not sing: our choice
SOFTLY = 0.7         # of a figure beside the strike on a hit: our choice
LEAST, MOST = 0.2, 0.45    # its force: our choice
AFTER_STOP_S = 1.5   # how long it waits after everybody stopped: our choice
CLOSE_S = 0.12       # a figure's tone so near after a strike is that strike
BEFORE_S = 0.4       # ... and so near before one would hide where it begins: our choice
BEFORE_WORDS_S, AFTER_WORDS_S, AFTER_KEY_S = 0.35, 0.1, 1.0    # our choice
PASSES_S = 0.5       # a meeting with the tune that is shorter is no rub: our choice
BREATHES_S = 2.5     # figures that follow more closely leave out every other one where the scene is calm: our choice
WITH_TUNE_S = 2.5    # how far about a hit who joins plays the tune where no figure has room: our choice
APART = 3            # semitones between neighbours in a figure, so that what rings together is no cluster
BAR = Fraction(4)    # a chord that lies longer begins the figure again
_HALF = Fraction(1, 2)
Row = tuple[tuple[Fraction, int], ...]


@dataclass(frozen=True, slots=True)
class Manner:
    """A figure: what it is called, its row, the lowest key it uses, and why the feeling wants it."""

    name: str
    row: Row
    lowest: int
    why: str


def _row(text: str) -> Row:
    return tuple((Fraction(at), int(tone)) for at, tone in (word.split(":") for word in text.split()))


def manner_of(mood: Mood, function: Function) -> Manner:
    """The figure a feeling wants.

    mood      arousal decides whether it moves, tension and valence how
    function  of the cue: a sting has no time for a figure and only falls away
    """
    if function is Function.STING:
        return Manner("a falling arpeggio", _row("1/2:3 1:2 3/2:1 2:0"), 60, "a sting: what is struck falls away")
    feels = f"arousal {mood.arousal:.2f}, tension {mood.tension:.2f}, valence {mood.valence:+.2f}"
    if mood.arousal < MOVES and mood.tension < PRESSES:
        return Manner("broken chords", _row("0:0 1/2:1 1:2 2:3"), 58, f"calm ({feels})")
    if mood.arousal < MOVES:
        return Manner("single high tones", _row("1:2 5/2:1"), 70, f"still and tense ({feels})")
    if mood.valence >= 0.0:
        return Manner("a wave of quavers", _row("0:0 1/2:1 1:2 3/2:3 2:2 5/2:1"), 58, f"it moves and is not dark ({feels})")
    return Manner("after-beats", _row("1/2:0 3/2:2 5/2:1"), 55, f"it presses ({feels})")


def quiet(at_s: float, clock: Clock, brief: Brief) -> bool:
    """Whether nobody may begin at a moment: words, the breath before them, the quiet after a key line or a stop, the end."""
    return hushed(at_s, clock, brief) or spoken_share(brief, at_s - AFTER_WORDS_S, at_s + BEFORE_WORDS_S) > 0.0


def hushed(at_s: float, clock: Clock, brief: Brief) -> bool:
    """Whether nobody may begin at a moment whoever speaks: the quiet after a key line or a stop, the end."""
    stops = [clock.at(landing.at_beat) for landing in clock.sketch.landings if landing.kind == "stop"]
    if at_s < 0.0 or at_s > clock.until_s - 0.3 or any(stop - 0.2 <= at_s < stop + AFTER_STOP_S for stop in stops):
        return True
    return any(line.is_key and 0.0 <= at_s - line.span.end_s < AFTER_KEY_S for line in brief.lines)


def tones_at(clock: Clock, at_beat: Fraction) -> set[int]:
    """The pitch classes that sound at a beat; those of the chord where only the tune sounds."""
    heard = {note.key % 12 for voice in clock.sketch.voices if voice.role in {"bed", "pulse", "bass", "drone"}
             for note in voice.notes if note.at_beat <= at_beat < note.at_beat + note.beats}
    chord = next((chord for chord in reversed(clock.sketch.chords) if chord.at_beat <= at_beat), None)
    written = set(chord.pitch_classes) if chord is not None else set()
    return heard & written if len(heard & written) >= 2 else written


def _ladder(lowest: int, tones: set[int]) -> list[int]:
    """The tones of a chord upwards from a key, each at least a minor third over the one before."""
    ladder: list[int] = []
    for key in range(lowest, lowest + 34):
        if key % 12 in tones and (not ladder or key - ladder[-1] >= APART):
            ladder.append(key)
    return ladder


def rubs(key: int, at_beat: Fraction, beats: Fraction, clock: Clock) -> bool:
    """Whether a tone would lie a semitone (and octaves) beside the tune or its answer for longer than in passing."""
    for voice in clock.sketch.voices:
        for note in voice.notes if voice.role in {"melody", "counter"} else ():
            begin, end = max(at_beat, note.at_beat), min(at_beat + beats, note.at_beat + note.beats)
            if end > begin and (note.key - key) % 12 in {1, 11} and clock.at(end) - clock.at(begin) > PASSES_S:
                return True
    return False


def _spans(clock: Clock) -> list[tuple[Fraction, Fraction]]:
    """The stretches over which a figure runs once: each chord, a long one bar by bar."""
    spans = []
    for chord in clock.sketch.chords:
        at = chord.at_beat
        while at < chord.at_beat + chord.beats:
            spans.append((at, min(BAR, chord.at_beat + chord.beats - at)))
            at += BAR
    return spans


def figured(strikes: Sequence[SketchNote], clock: Clock, brief: Brief, mood: Mood) -> tuple[tuple[SketchNote, ...], Manner]:
    """The figure of a player who joins to strike some hits, and its manner.

    strikes  what it strikes on the hits; at least one
    Gives    only what lies off the hits; maybe nothing, where words and stops leave no room
    """
    manner, made = manner_of(mood, brief.function), list[SketchNote]()
    hits_s = [clock.at(landing.at_beat) for landing in clock.sketch.landings]
    force = min(MOST, max(LEAST, SOFTLY * min(note.force for note in strikes)))
    on_hits = {note.at_beat for note in strikes}
    turn = 0
    for begin, beats in _spans(clock):
        struck = any(begin <= beat < begin + beats for beat in on_hits)
        turn = 0 if struck else turn + 1
        if turn % 2 and mood.arousal < MOVES and clock.at(begin + beats) - clock.at(begin) < BREATHES_S:
            continue
        ladder = _ladder(manner.lowest, tones_at(clock, begin))
        for number, (after, tone) in enumerate(manner.row):
            at_beat, left = begin + after, begin + beats - begin - after
            if left <= 0 or tone >= len(ladder):
                continue
            at_s, last = clock.at(at_beat), number == len(manner.row) - 1
            length = min(left, Fraction(2) if last or mood.arousal < MOVES else Fraction(1))
            if quiet(at_s, clock, brief) or any(-BEFORE_S < at_s - hit < CLOSE_S for hit in hits_s):
                continue
            if not rubs(ladder[tone], at_beat, length, clock):
                made.append(SketchNote(at_beat, length, ladder[tone], round(force, 4), f"{manner.name} between the hits"))
    return tuple(made), manner


def doubled(strikes: Sequence[SketchNote], clock: Clock, brief: Brief) -> tuple[tuple[SketchNote, ...], Manner]:
    """What a player who joins has between the hits where no figure has room: the tune about each of them, beside who plays it.

    strikes, Gives    as `figured`
    """
    hits_s = [clock.at(landing.at_beat) for landing in clock.sketch.landings]
    struck_s = [clock.at(note.at_beat) for note in strikes]
    force = min(MOST, max(LEAST, SOFTLY * min(note.force for note in strikes)))
    made = []
    for note in (note for voice in clock.sketch.voices if voice.role == "melody" for note in voice.notes):
        at_s = clock.at(note.at_beat)
        if quiet(at_s, clock, brief) or any(-BEFORE_S < at_s - hit < CLOSE_S for hit in hits_s):
            continue
        if any(abs(at_s - hit) <= WITH_TUNE_S for hit in struck_s):
            made.append(replace(note, force=round(min(force, note.force), 4), why="with the tune about the hit"))
    return tuple(made), Manner("the tune about the hits, beside who plays it", (), 0, "a figure has no room here")

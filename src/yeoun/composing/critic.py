"""The critic: which of a few drafts of a cue is kept, by what a listener would miss in it.

Gates weigh so much that nothing pays for them: a hit nobody plays, a theme that was asked for and is not there. Then
come shortfalls of a checklist (our choice): surfaces that contradict the feeling, a line
without a climax, leaps, a close on a tone that is no rest, a bass that cannot be sung, chords that rock to and fro,
thirds in the depth, a tension that goes its own way. The critic sees the sketch and the brief alone; nothing of how a draft was made.

Conventions: whole points, fewer are better; every weight is our choice; equal drafts fall to the earlier.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np

from yeoun.composing.colour import heard_between, spans_of
from yeoun.composing.form import feeling_over
from yeoun.composing.strain import diminished, strained
from yeoun.composing.thoughts import bars_said, is_whole
from yeoun.model.composed import Brief, Sketch, SketchNote, Voice
from yeoun.model.spotted import Ending
from yeoun.units.modes import KEYS, MODES

GATE = 10_000
TENSE = 100       # a draft whose sounding chords do not follow the tension at all, against one that follows it wholly
ROUSED = 80       # the same of its arousal
MOVES, LEAST = 0.05, 6    # tension that moves less, or fewer chords, say nothing
UNLIKE = 60       # no whole thought, no one climax, chords that lean on foreign tones too often or never: more than a clear difference
LEAN, MANY, LONG = (0.1, 0.4), 6, 8    # our choice: that share of chords, of at least so many; bars in which a thought has room
CLEARLY = 40      # a later draft must be better by this: a small edit of the brief should not turn the cue over


def _notes(sketch: Sketch, role: str) -> tuple[SketchNote, ...]:
    return tuple(sorted((note for voice in sketch.voices if voice.role == role for note in voice.notes),
                        key=lambda note: (note.at_beat, note.key)))


def _gates(sketch: Sketch, brief: Brief) -> int:
    unheard = len(brief.hits) - len({landing.hit for landing in sketch.landings})
    unsaid = max(0, len(brief.themes) - len(sketch.statements))
    return GATE * unheard + GATE // 10 * unsaid + 60 * len(sketch.remarks)


def _line(sketch: Sketch, brief: Brief) -> int:
    """The melody: one climax past the middle, few leaps, no three of a kind, a last tone that rests where it should."""
    line = _notes(sketch, "melody")
    if len(line) < 4:
        return 0
    keys = [note.key for note in line]
    points = 25 * sum(abs(b - a) > 9 for a, b in pairwise(keys))
    points += 12 * sum(a == b == c for a, b, c in zip(keys, keys[1:], keys[2:], strict=False))
    first, last = line[0].at_beat, line[-1].at_beat
    top = max(keys)
    places = [float(note.at_beat - first) / max(1.0, float(last - first)) for note in line if note.key == top]
    points += 20 * (not any(0.45 <= place <= 0.85 for place in places))
    points += UNLIKE * (not _is_one([note.at_beat for note in line if note.key == top], sketch))
    chord = next((chord for chord in reversed(sketch.chords) if chord.at_beat <= last), None)
    if brief.ending is not Ending.CUT and chord is not None and keys[-1] % 12 not in chord.pitch_classes:
        points += 45
    return points


def _ground(sketch: Sketch) -> int:
    """The bass and the chords: steps to sing, no rocking between two chords, no mud."""
    keys = [note.key for note in _notes(sketch, "bass")]
    moves = [abs(b - a) for a, b in pairwise(keys) if a != b]
    points = 20 * sum(move > 9 for move in moves)
    if len(moves) >= 4:
        points += max(0, 30 - round(90 * sum(move <= 2 for move in moves) / len(moves)))
    degrees = [chord.degree for chord in sketch.chords]
    points += 8 * sum(a == c != b for a, b, c in zip(degrees, degrees[1:], degrees[2:], strict=False))
    return points + 6 * _muddy(sketch.voices, sketch) + UNLIKE * _leans(sketch)


def _is_one(beats: Sequence[Fraction], sketch: Sketch) -> bool:
    """Whether all tones of the greatest height lie within two bars."""
    return beats[-1] - beats[0] < 2 * max(Fraction(4 * bar.beats, bar.unit) for bar in sketch.bars)


def _leans(sketch: Sketch) -> bool:
    """Whether too few chords, or too many, stand on another tone than their root: under their bass, or a drone on the tonic."""
    held = [note for voice in sketch.voices if voice.role == "drone" for note in voice.notes]
    tonic, turned = KEYS.index(sketch.key), 0
    for chord in sketch.chords:
        over = any(note.at_beat <= chord.at_beat < note.at_beat + note.beats for note in held)
        turned += (tonic if over else chord.bass) != chord.pitch_classes[0]
    return len(sketch.chords) >= MANY and not LEAN[0] * len(sketch.chords) <= turned <= LEAN[1] * len(sketch.chords)


def _form(sketch: Sketch) -> int:
    """A cue that is long enough holds a sentence, a period or a ballad whole."""
    return UNLIKE * (len(sketch.bars) >= LONG and not is_whole(bars_said(sketch)))


def _muddy(voices: tuple[Voice, ...], sketch: Sketch) -> int:
    """How many chords begin with two tones under C3 less than a fourth apart."""
    low = [(note.at_beat, note.at_beat + note.beats, note.key) for voice in voices for note in voice.notes if note.key < 48]
    count = 0
    for chord in sketch.chords:
        keys = sorted({key for begin, end, key in low if begin <= chord.at_beat < end})
        count += any(b - a < 5 for a, b in pairwise(keys))
    return count


def followed(sketch: Sketch, brief: Brief) -> float | None:
    """r of the tension asked for and the strain of all that sounds, chord by chord; None of a few chords, or where it hardly moves."""
    mode, tonic = MODES[sketch.mode], KEYS.index(sketch.key)
    spans = spans_of([voice for voice in sketch.voices if voice.role != "rhythm"])
    seconds, wished, heard = sketch.tempo_map.timing(), [], []
    for chord in sketch.chords:
        end = chord.at_beat + chord.beats
        tones = [((key - tonic) % 12, beats) for key, beats in heard_between(spans, float(chord.at_beat), float(end))]
        if tones:
            root = (chord.pitch_classes[0] - tonic) % 12
            pitches = tuple((each - tonic) % 12 for each in chord.pitch_classes)
            start_s, end_s = float(seconds(chord.at_beat)), float(seconds(end))
            heard.append(strained(root, tones, mode.is_minor, diminished(pitches)))
            wished.append(feeling_over(brief.intent, start_s, end_s)[2])
    if len(heard) < LEAST or max(wished) - min(wished) < MOVES or max(heard) - min(heard) < 1e-6:
        return None
    return float(np.corrcoef(wished, heard)[0, 1])


def roused(sketch: Sketch, brief: Brief) -> float | None:
    """r of the arousal asked for and how many tones begin, how loud and how high the whole is, bar by bar; None of few bars, or where it
    hardly moves."""
    on, off, key = spans_of(sketch.voices).T
    force = np.array([note.force for voice in sketch.voices for note in voice.notes])
    seconds, wished, rows = sketch.tempo_map.timing(), [], []
    for bar in sketch.bars[:-1]:      # the last rings on, whatever is felt
        begin, end = bar.at_beat, bar.at_beat + Fraction(4 * bar.beats, bar.unit)
        start_s, end_s = float(seconds(begin)), float(seconds(end))
        beats = np.maximum(0.0, np.minimum(off, float(end)) - np.maximum(on, float(begin)))
        if beats.any() and end_s > start_s:
            begun = len(np.unique(on[(on >= float(begin)) & (on < float(end))])) / (end_s - start_s)
            loud = float(beats @ force ** 2) / float(end - begin)
            rows.append((np.log2(0.25 + begun), np.log10(loud + 1e-3), float(beats @ key) / float(beats.sum())))
            wished.append(feeling_over(brief.intent, start_s, end_s)[1])
    if len(rows) < LEAST or max(wished) - min(wished) < MOVES:
        return None
    table = np.array(rows)
    heard = (table / np.maximum(table.std(axis=0), 1e-6)).sum(axis=1)
    return float(np.corrcoef(wished, heard)[0, 1]) if heard.std() > 1e-6 else 0.0


def _arousal(sketch: Sketch, brief: Brief) -> int:
    """The music is as moved as the scene, bar by bar."""
    found = roused(sketch, brief)
    return 0 if found is None else round(ROUSED * (1.0 - found))


def _tension(sketch: Sketch, brief: Brief) -> int:
    """The chords: their tension, with all that sounds, goes with the scene's."""
    found = followed(sketch, brief)
    return 0 if found is None else round(TENSE * (1.0 - found))


def shortfall(sketch: Sketch, brief: Brief) -> int:
    """What a draft falls short by, in points.

    brief  what was asked for: hits, themes, ending
    """
    against = sum(agrees is False for _, agrees in sketch.legibility)
    return _gates(sketch, brief) + 22 * against + _line(sketch, brief) + _ground(sketch) + _form(sketch) + _tension(sketch, brief) \
        + _arousal(sketch, brief)


def better(kept: int, other: int) -> bool:
    """Whether another draft's shortfall is clearly the smaller.

    >>> better(100, 70), better(100, 50)
    (False, True)
    """
    return other + CLEARLY <= kept

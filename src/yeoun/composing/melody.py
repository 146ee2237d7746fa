"""Lines that sing where no theme is given: rhythm from a cell, pitch by a Viterbi search (costs our choice).

A line imitates the rhythm and the rise and fall of its cell (the theme's own, or one found for the cue), climbs to one
climax at about two thirds of the phrase, recovers leaps by step and closes on the tone its cadence asks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from yeoun.composing.canvas import HIGHEST, UNDER_WORDS, Canvas
from yeoun.composing.climax import TOP, height
from yeoun.composing.form import Phrase
from yeoun.composing.reserve import closing_keys
from yeoun.composing.statements import LINE_RANGE, bar_beats, sung_around
from yeoun.composing.voicing import RUB_S
from yeoun.model.composed import Motif, SketchNote
from yeoun.units.luck import Luck
from yeoun.units.modes import scale_keys

_HALF = Fraction(1, 2)
_MILLION = 1_000_000
LEAST = 3                 # our choice: a line with fewer notes holds no climax
FEW = 3                   # our choice: so few notes before words are made a phrase by parting the longer ones
GAP_S = 0.9               # our choice: a shorter gap between words stays empty
BREATH_S = 0.2            # our choice: a line in a gap ends so long before the words
SPARSE = 2                # the rung of sparse chords: nothing else moves there
LOWER = 4                 # our choice: a line between words lies lower by so many semitones than one that leads
_OUT = 40.0                # of a key that may not be sung
RUBS = 3.6                # our choice: a tone held beside one that sounds, a semitone and any octaves apart: more than a cadence
CLIMAX = 0.65             # our choice: 60 to 75 % of the phrase, for an even temper
INTERVAL = (0.30, 0.02, 0.0, 0.10, 0.14, 0.34, 1.4, 0.40, 0.75, 0.75, 1.6, 2.5, 0.95)   # by semitones, our choice

BARS = {4: ("2 2", "3 1", "3/2 1/2 2", "1 1 2", "2 1 1", "1/2 1/2 1 2", "3/2 1/2 1 1", "1 1 1 1", "1 1/2 1/2 2",
            "1/2 1 1/2 2", "1/2 1/2 1/2 1/2 2"),
        3: ("2 1", "1 1 1", "3/2 1/2 1", "1/2 1/2 2", "1 2", "3/2 3/2", "1 1/2 1/2 1")}


def pattern(text: str) -> tuple[Fraction, ...]:
    """A bar's rhythm from its text."""
    return tuple(Fraction(word) for word in text.split())


@dataclass(frozen=True, slots=True)
class Cell:
    """The idea of a line: a rhythm for each bar, and whether each note rises (1), falls (-1) or stays (0)."""

    bars: tuple[tuple[Fraction, ...], ...]
    moves: tuple[int, ...]


def cell_of(motif: Motif) -> Cell:
    """A theme as a cell."""
    size, bars, filled = bar_beats(motif), [], Fraction(0)
    bar: list[Fraction] = []
    for length in motif.beats:
        bar.append(length)
        filled += length
        if filled >= size:
            bars.append(tuple(bar))
            bar, filled = [], filled - size
    moves = tuple((b > a) - (b < a) for a, b in zip(motif.degrees, motif.degrees[1:], strict=False))
    return Cell(tuple(bars), (0, *moves))


def cell_for(metre: int, arousal: float, valence: float, fortune: Luck) -> Cell:
    """A cell for a cue without a theme: two bars, busier when aroused, falling when sad."""
    options = [pattern(text) for text in BARS[metre]]
    wished = 1.6 + 3.0 * arousal
    order = sorted(options, key=lambda bar: abs(len(bar) - wished) + 1.2 * float(fortune.random()))
    first = next(bar for bar in order if len(set(bar)) > 1)
    second = next(bar for bar in order if bar != first and bar[-1] >= 1)
    size = len(first) + len(second)
    turn = 0.55 if valence >= 0 else 0.3
    return Cell((first, second), tuple(1 if k / size < turn else -1 for k in range(size)))


def rhythm(phrase: Phrase, cell: Cell, canvas: Canvas, start: Fraction) -> list[tuple[Fraction, Fraction, int]]:
    """Onset, length and move of each note from `start` to the phrase's end; the last bar holds and breathes."""
    notes: list[tuple[Fraction, Fraction, int]] = []
    grid = canvas.grid
    bars = [bar for bar in phrase.bars if bar.at_beat >= start]
    offsets = [sum(len(b) for b in cell.bars[:k]) for k in range(len(cell.bars))]
    for number, bar in enumerate(bars):
        at, end, which = bar.at_beat, grid.bar_end(bar), number % len(cell.bars)
        lengths: tuple[Fraction, ...] = cell.bars[which]
        if number == len(bars) - 1:
            lengths = (end - at - (_HALF if end - at > 2 and len(canvas.phrases) > 1 else 0),)
        for k, length in enumerate(lengths):
            length = min(length, end - at)
            if length <= 0:
                break
            at_s = grid.seconds(at)
            if canvas.hush.may_attack(at_s) and not canvas.hush.speaking(at_s) and not canvas.hush.speaking(at_s + 0.3):
                move = cell.moves[(offsets[which] + k) % len(cell.moves)]
                notes.append((at, length, move))
            at += length
    if len(notes) <= FEW and canvas.hush.lines:      # words leave little room: what is left is still a phrase
        notes = [part for at, length, move in notes for part in (
            ((at, length - _HALF, move), (at + length - _HALF, _HALF, move)) if Fraction(3, 2) <= length < 3
            else ((at, length, move),))]
    return notes if len(notes) >= 2 or len(bars) <= 1 else []


def _sounding(at: Fraction, length: Fraction, canvas: Canvas) -> set[int]:
    """The keys that a note held so long would meet for longer than a tone may rub, over all the chords it spans."""
    met = set()
    for slot, voicing in zip(canvas.slots, canvas.voicing, strict=True):
        begin, end = max(at, slot.at_beat), min(at + length, slot.at_beat + slot.beats)
        if end > begin and canvas.grid.seconds(end) - canvas.grid.seconds(begin) > RUB_S:
            met |= set(voicing)
    return met


def _misfits(at: Fraction, length: Fraction, keys: NDArray[np.int64], canvas: Canvas) -> NDArray[np.float64]:
    chord = canvas.harmony[canvas.slot_at(at)]
    bar = canvas.grid.bar_of(at)
    strong = at == bar.at_beat or length >= Fraction(3, 2)
    tones, met = {(canvas.tonic + pc) % 12 for pc in chord.pitches}, _sounding(at, length, canvas)
    held = {key % 12 for key in met}
    out = []
    for key in map(int, keys):
        if (key - 1) % 12 in held or met & {key + 1, key + 13}:
            out.append(RUBS)
        elif key % 12 in tones:
            out.append(0.0)
        elif (key - 1) % 12 in tones:
            out.append(1.8 if strong else 0.35)
        else:
            out.append(1.0 if strong else 0.2)
    return np.array(out)


def sing(notes: Sequence[tuple[Fraction, Fraction, int]], keys: tuple[int, ...], own: NDArray[np.float64],
         arrival: int | None = None) -> tuple[int, ...]:
    """The keys of a line: the cheapest path over (last key, this key).

    notes    onset, length, wished move;  keys  the scale within the voice's range
    own      [notes, keys] cost of each key on each note by itself
    arrival  the key sung just before the line begins, if any
    """
    pitch = np.array(keys, dtype=np.int64)
    jump = pitch[None, :] - pitch[:, None]
    size = np.minimum(np.abs(jump), 12)
    interval = np.array(INTERVAL)[size] + 5.0 * (np.abs(jump) > 12)
    recover = np.zeros((len(keys),) * 3)
    leap = np.abs(jump) >= 5
    answered = (np.sign(jump)[None, :, :] == -np.sign(jump)[:, :, None]) & (np.abs(jump)[None, :, :] <= 4)
    recover += 0.7 * (leap[:, :, None] & ~answered)
    recover += 0.35 * (leap[:, :, None] & leap[None, :, :])
    recover += 0.25 * ((jump[:, :, None] == 0) & (jump[None, :, :] == 0))
    turn = np.sign(jump)
    whole = np.round(own * _MILLION).astype(np.int64)
    if arrival is not None:
        whole[0] += np.round(_MILLION * np.array(INTERVAL)[np.minimum(np.abs(pitch - arrival), 12)]).astype(np.int64)
    if len(notes) == 1:
        return (keys[int(whole[0].argmin())],)

    def step(move: int) -> NDArray[np.int64]:
        moves: NDArray[np.int64] = np.round(_MILLION * (interval + 0.22 * (turn != move))).astype(np.int64)
        return moves

    guard = np.round(_MILLION * recover).astype(np.int64)
    cost = whole[0][:, None] + step(notes[1][2]) + whole[1][None, :]
    trail = []
    for t in range(2, len(notes)):
        grown = cost[:, :, None] + guard + step(notes[t][2])[None, :, :]
        best = grown.argmin(axis=0)
        trail.append(best)
        cost = np.take_along_axis(grown, best[None], axis=0)[0] + whole[t][None, :]
    last = divmod(int(cost.argmin()), len(keys))
    path = [last[1], last[0]]
    for best in reversed(trail):
        path.append(int(best[path[-1], path[-2]]))
    return tuple(keys[k] for k in reversed(path))


@dataclass(frozen=True, slots=True)
class Crown:
    """The highest tone of a cue's tune, sung by a line of our own."""

    at_beat: Fraction
    key: int


def crowns_of(canvas: Canvas, phrase: Phrase, cell: Cell, start: Fraction) -> tuple[Crown, ...]:
    """The highest tones that a line from `start` to the end of its phrase may take, the best first; maybe none.

    Each lies above every theme of the cue (`canvas.climax.key`), on a beat that carries it, past the first part of the line.
    """
    notes = rhythm(phrase, cell, canvas, start)
    if len(notes) < LEAST or canvas.climax is None:
        return ()
    wished = max(canvas.climax.key + 2, sung_around(phrase) + 6)
    keys = tuple(key for key in scale_keys(canvas.tonic, canvas.mode_at(start), canvas.climax.key + 1, TOP) if key >= wished - 4)
    if not keys:
        return ()
    pitch, found = np.array(keys, dtype=np.int64), []
    highest = max(height(canvas, at) for at, _, _ in notes)
    for number, (at, length, _) in enumerate(notes[1:], 1):
        place = float((at - start) / (phrase.end - start))
        if place < 0.2 or (number == len(notes) - 1 and len(notes) > LEAST):
            continue
        costs = _misfits(at, length, pitch, canvas) + 0.12 * np.abs(pitch - wished) + 1.5 * abs(place - CLIMAX)
        costs += 0.3 * (at.denominator > 1) + 1.5 * (highest - height(canvas, at))
        best = int(costs.argmin())
        found.append((round(float(costs[best]), 6), at, keys[best]))
    return tuple(Crown(at, key) for _, at, key in sorted(found))


def _closing(phrase: Phrase) -> tuple[int, ...]:
    """Semitones above the tonic on which a phrase may close."""
    match phrase.cadence:
        case "final" | "authentic":
            return (0, 4, 3, 7) if phrase.cadence == "authentic" else (0,)
        case "half":
            return (7, 2, 11, 10)
        case _:
            return ()


def free_line(canvas: Canvas, phrase: Phrase, cell: Cell, start: Fraction, arrival: int | None,
              fortune: Luck, under: int = HIGHEST, crown: Crown | None = None) -> tuple[SketchNote, ...]:
    """A line of our own from `start` to the end of a phrase; nothing where words leave no room.

    arrival  the last key sung before it;  fortune  the take's small likings
    under    every key stays lower but that of the crown, the highest tone of the cue, where the line takes it
    """
    notes = rhythm(phrase, cell, canvas, start)
    if not notes:
        return ()
    centre = min(sung_around(phrase), under - 4)
    top = crown.key if crown is not None and any(at == crown.at_beat for at, _, _ in notes) else min(under - 1, centre + 9)
    keys = scale_keys(canvas.tonic, canvas.mode_at(start), max(LINE_RANGE[0], centre - 9), max(top, LINE_RANGE[0] + 4))
    pitch = np.array(keys, dtype=np.int64)
    lift = 8.0 if phrase.valence >= 0 or phrase.arousal > 0.55 else 6.0
    own = np.zeros((len(notes), len(keys)))
    span = float(phrase.end - start)
    climax = min(0.8, max(0.3, CLIMAX + 0.7 * (phrase.arousal - 0.48)))      # calm lines fall longer, driven ones climb
    for k, (at, length, _) in enumerate(notes):
        place = float(at - start) / span
        rise = place / climax if place < climax else (1 - place) / (1 - climax)
        arch = centre - 3 + lift * rise
        own[k] = 0.9 * _misfits(at, length, pitch, canvas) + 0.13 * np.abs(pitch - arch)
        own[k] += 0.12 * fortune.random(len(keys)) + 0.6 * (pitch <= canvas.voicing[canvas.slot_at(at)][3])
        own[k] += _OUT * (pitch != crown.key if crown is not None and crown.at_beat == at else pitch >= under)
    closing = {(canvas.tonic + pc) % 12 for pc in _closing(phrase)}
    if closing:
        own[-1] += 3.0 * np.array([int(key) % 12 not in closing for key in pitch])
    sung = sing(notes, keys, own, arrival)
    why = ["line"] * len(notes)
    why[-1] = "cadence" if closing else "line"
    return tuple(SketchNote(at, length, key, canvas.force(at, "melody"), reason)
                 for (at, length, _), key, reason in zip(notes, sung, why, strict=True))


def theme_close(canvas: Canvas, phrase: Phrase, arrival: int | None, under: int = HIGHEST) -> tuple[SketchNote, ...]:
    """The theme's last steps, in the mode held in reserve, from the beginning of the phrase that closes; maybe none.

    arrival  the last key sung before it;  under  every key stays lower: an octave, where it has to be
    """
    if canvas.close is None or phrase.beats < 3:
        return ()
    centre = sung_around(phrase) if arrival is None else (sung_around(phrase) + arrival) / 2
    keys = closing_keys(canvas.close, canvas.tonic, centre)
    keys = tuple(key - 12 for key in keys) if keys and max(keys) >= under else keys
    beats = [Fraction(1)] * (len(keys) - 1) + [min(phrase.beats - len(keys) + 1, Fraction(4))]
    made, at = [], phrase.at_beat
    for key, length in zip(keys, beats, strict=False):
        if not canvas.hush.may_attack(canvas.grid.seconds(at)) or canvas.hush.speaking(canvas.grid.seconds(at)):
            return ()
        made.append(SketchNote(at, length, key, canvas.force(at, "melody"),
                               f"the close of {canvas.close.motif.owner}'s theme in {canvas.close.mode.name}, its reserve"))
        at += length
    return tuple(made)


def counter_line(canvas: Canvas, melody: tuple[SketchNote, ...], fortune: Luck) -> tuple[SketchNote, ...]:
    """A second line below a melody: it moves while the melody holds, in thirds and sixths, against its direction."""
    notes: list[tuple[Fraction, Fraction, int]] = []
    above: list[int] = []
    last = canvas.grid.bars[-1].at_beat
    for note, following in zip(melody, [*melody[1:], None], strict=True):
        if note.beats < Fraction(3, 2) or (following is None and note.at_beat + note.beats >= last):
            continue
        moves = Fraction(1) if note.beats >= 2 else _HALF
        at, end = note.at_beat + moves, note.at_beat + note.beats
        against = 0 if following is None else (following.key < note.key) - (following.key > note.key)
        while at < end and len(notes) < 200:
            length = min(Fraction(1), end - at)
            if length < _HALF:
                break
            at_s = canvas.grid.seconds(at)
            if canvas.hush.may_attack(at_s) and not canvas.hush.speaking(at_s):
                notes.append((at, length, against))
                above.append(note.key)
            at += length
    if len(notes) < 2:
        return ()
    keys = tuple(sorted({key for at, _, _ in notes for key in scale_keys(canvas.tonic, canvas.mode_at(at), 52, 70)}))
    pitch = np.array(keys, dtype=np.int64)
    own = np.zeros((len(notes), len(keys)))
    for k, ((at, length, _), top) in enumerate(zip(notes, above, strict=True)):
        gap = top - pitch
        sweet = np.isin(gap % 12, (3, 4, 8, 9))
        own[k] = 0.8 * _misfits(at, length, pitch, canvas) + np.where(sweet, 0.0, 0.35) + 2.0 * (gap < 3)
        own[k] += 2.0 * np.isin(gap % 12, (1, 11))
        if canvas.mode_at(at) is not canvas.mode:
            own[k] += 4.0 * ~np.isin(pitch, scale_keys(canvas.tonic, canvas.mode_at(at), 52, 70))
        own[k] += 0.04 * np.abs(gap - 8) + 0.08 * fortune.random(len(keys))
    sung = sing(notes, keys, own)
    out: list[SketchNote] = []
    for (at, length, _), key in zip(notes, sung, strict=True):
        if out and out[-1].key == key and out[-1].at_beat + out[-1].beats == at:
            out[-1] = replace(out[-1], beats=out[-1].beats + length)
        else:
            out.append(SketchNote(at, length, key, canvas.force(at, "counter"), "counter: moves while the melody holds"))
    return tuple(out)


def gaps_of(canvas: Canvas) -> list[tuple[float, float]]:
    """The stretches of a cue without words, in seconds; only where there are words at all."""
    ends = [canvas.grid.seconds(Fraction(0)), *(float(line.span.end_s) for line in canvas.hush.lines)]
    starts = [*(float(line.span.start_s) for line in canvas.hush.lines), canvas.grid.seconds(canvas.grid.end_beat)]
    pairs = [(max(ends[:k + 1]), start) for k, start in enumerate(starts)] if canvas.hush.lines else []
    return [(begin, end) for begin, end in pairs if end - begin >= GAP_S]


def gap_line(canvas: Canvas, tune: Sequence[SketchNote], fortune: Luck, under: int = HIGHEST) -> tuple[SketchNote, ...]:
    """A small line in the gaps between words where nothing else would move: one to three low tones, and a breath.

    tune   what the melody sings already: a gap in which it begins is not empty;  under  every key stays lower
    """
    out: list[SketchNote] = []
    for begin_s, end_s in gaps_of(canvas):
        at = Fraction(int(canvas.grid.beat_at(begin_s) * 2) + 1, 2)
        breath_s = BREATH_S if end_s < canvas.grid.seconds(canvas.grid.end_beat) else 0.0    # before words, not at the end
        end = Fraction(int(canvas.grid.beat_at(end_s - breath_s) * 2 + 1e-6), 2)
        phrase = canvas.phrase_at(max(Fraction(0), at))
        if end - at < 1 or phrase.level != SPARSE or any(
                note.at_beat < end and note.at_beat + note.beats > at for note in tune):
            continue
        count = 1 if end - at < 2 else 2 if end - at < 4 else 3
        starts = [at + number for number in range(count)]
        lengths = [Fraction(1)] * (count - 1) + [min(end - starts[-1], Fraction(3))]
        notes = [(start, length, move) for start, length, move in zip(starts, lengths, (0, 1, -1), strict=False)
                 if canvas.hush.may_attack(canvas.grid.seconds(start))]
        if not notes:
            continue
        low = max(LINE_RANGE[0], sung_around(phrase) - LOWER - 5)
        keys = scale_keys(canvas.tonic, canvas.mode_at(at), low, min(low + 12, max(under - 1, low + 4)))
        pitch = np.array(keys, dtype=np.int64)
        own = np.array([0.9 * _misfits(start, length, pitch, canvas) + 0.10 * np.abs(pitch - low - 5)
                        + 0.12 * fortune.random(len(keys)) for start, length, _ in notes])
        before = [note.key for note in tune if note.at_beat < at]
        found = sing(notes, keys, own, before[-1] if before and abs(before[-1] - low - 5) <= 12 else None)
        out += [SketchNote(start, length, key, min(UNDER_WORDS, canvas.force(start, "melody", -0.04)), "answers between the words")
                for (start, length, _), key in zip(notes, found, strict=True)]
    return tuple(out)

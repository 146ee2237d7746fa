"""Small lines beside the tune: between words, against a melody, and the close in the reserve mode (costs our choice).

Their pitches are found by a Viterbi search over (last key, this key): how a tone sits on its chord, how far it moves, and how
leaps are answered.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from yeoun.composing.canvas import HIGHEST, UNDER_WORDS, Canvas
from yeoun.composing.form import Phrase
from yeoun.composing.reserve import closing_keys
from yeoun.composing.statements import LINE_RANGE, sung_around, sung_degrees
from yeoun.composing.voicing import RUB_S
from yeoun.model.composed import SketchNote
from yeoun.units.luck import Luck
from yeoun.units.modes import scale_keys, semitones

_HALF = Fraction(1, 2)
_MILLION = 1_000_000
HEAD_TONES = 4            # our choice: so many tones of the idea answer between words
SITS = 1.3                # our choice: what a tone of them may cost on average; else the line is searched freely
GAP_S = 0.9               # our choice: a shorter gap between words stays empty
BREATH_S = 0.2            # our choice: a line in a gap ends so long before the words
SPARSE = 2                # the rung of sparse chords: nothing else moves there
LOWER = 4                 # our choice: a line between words lies lower by so many semitones than one that leads
RUBS = 3.6                # our choice: a tone held beside one that sounds, a semitone and any octaves apart: more than a cadence
INTERVAL = (0.30, 0.02, 0.0, 0.10, 0.14, 0.34, 1.4, 0.40, 0.75, 0.75, 1.6, 2.5, 0.95)   # by semitones, our choice

BARS = {4: ("2 2", "3 1", "3/2 1/2 2", "1 1 2", "2 1 1", "1/2 1/2 1 2", "3/2 1/2 1 1", "1 1 1 1", "1 1/2 1/2 2",
            "1/2 1 1/2 2", "1/2 1/2 1/2 1/2 2"),
        3: ("2 1", "1 1 1", "3/2 1/2 1", "1/2 1/2 2", "1 2", "3/2 3/2", "1 1/2 1/2 1")}


def pattern(text: str) -> tuple[Fraction, ...]:
    """A bar's rhythm from its text."""
    return tuple(Fraction(word) for word in text.split())


def _sounding(at: Fraction, length: Fraction, canvas: Canvas) -> set[int]:
    """The keys that a note held so long would meet for longer than a tone may rub, over all the chords it spans."""
    met = set()
    for slot, voicing in zip(canvas.slots, canvas.voicing, strict=True):
        begin, end = max(at, slot.at_beat), min(at + length, slot.at_beat + slot.beats)
        if end > begin and canvas.grid.seconds(end) - canvas.grid.seconds(begin) > RUB_S:
            met |= set(voicing)
    return met


def misfits(at: Fraction, length: Fraction, keys: NDArray[np.int64], canvas: Canvas) -> NDArray[np.float64]:
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
        own[k] = 0.8 * misfits(at, length, pitch, canvas) + np.where(sweet, 0.0, 0.35) + 2.0 * (gap < 3)
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


def gap_line(canvas: Canvas, tune: Sequence[SketchNote], head: Sequence[tuple[Fraction, Fraction, int]], fortune: Luck,
             under: int = HIGHEST) -> tuple[SketchNote, ...]:
    """A small line in the gaps between words where nothing else would move: the idea's first tones, low, and a breath.

    tune   what the melody sings already: a gap in which it begins is not empty
    head   the first tones of the cue's idea: onset, length, degree;  under  every key stays lower
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
        tones = [each for each in head[:HEAD_TONES] if each[0] + 1 <= end - at] or [(Fraction(0), end - at, 0)]
        lengths = [length for _, length, _ in tones[:-1]] + [min(end - at - tones[-1][0], max(tones[-1][1], Fraction(3)))]
        notes = [(at + onset, length, degree) for (onset, _, degree), length in zip(tones, lengths, strict=True)
                 if canvas.hush.may_attack(canvas.grid.seconds(at + onset))]
        if not notes:
            continue
        low = max(LINE_RANGE[0], sung_around(phrase) - LOWER - 5)
        low = min(low, under - 6)
        keys = scale_keys(canvas.tonic, canvas.mode_at(notes[0][0]), low, min(low + 12, under - 1))
        pitch = np.array(keys, dtype=np.int64)
        own = np.array([0.9 * misfits(start, length, pitch, canvas) + 0.10 * np.abs(pitch - low - 5)
                        + 0.12 * fortune.random(len(keys)) for start, length, _ in notes])
        before = [note.key for note in (*tune, *out) if note.at_beat < at]
        arrival = before[-1] if before and abs(before[-1] - low - 5) <= 12 else None
        found = _on_steps(canvas, notes, keys, own)
        if found is None and not before:
            continue      # what is to be answered has not been said
        found = found or sing(
            [(start, length, (0, 1, -1)[number % 3]) for number, (start, length, _) in enumerate(notes)], keys, own, arrival)
        out += [SketchNote(start, length, key, min(UNDER_WORDS, canvas.force(start, "melody", -0.04)), "answers between the words")
                for (start, length, _), key in zip(notes, found, strict=True)]
    return tuple(out)


def _on_steps(canvas: Canvas, notes: Sequence[tuple[Fraction, Fraction, int]], keys: tuple[int, ...],
              own: NDArray[np.float64]) -> tuple[int, ...]:
    """The tones of an idea on the steps that suit the chords best; empty where none lies within the keys and sits well."""
    place, mode = {key: number for number, key in enumerate(keys)}, canvas.mode_at(notes[0][0])
    best = SITS * len(notes), tuple[int, ...]()
    for shift in range(-16, 17):
        sung = sung_degrees(tuple(degree + shift for _, _, degree in notes), mode)
        line = tuple(60 + canvas.tonic + semitones(degree, mode) for degree in sung)
        if all(key in place for key in line):
            best = min(best, (sum(float(row[place[key]]) for key, row in zip(line, own, strict=True)), line))
    return best[1]

"""What sounds beneath the line: bed, bass, pulse, drone and pad, rung by rung of the texture ladder.

A pattern is a way of playing the voicing, so harmony, bass and pulse always agree. Under words a pattern thins to
whole beats; what remains too busy is taken out by `manners`.
"""

from collections.abc import Sequence
from fractions import Fraction

from yeoun.composing.canvas import HIGHEST, LOWEST, Canvas
from yeoun.composing.form import Phrase, feeling_over
from yeoun.composing.harmony import felt
from yeoun.composing.manners import RUNNING, onsets_at
from yeoun.composing.voicing import RUB_S, in_parallel
from yeoun.model.composed import SketchNote
from yeoun.model.spotted import Ending
from yeoun.units.luck import Luck
from yeoun.units.modes import scale_keys

_HALF = Fraction(1, 2)
_QUARTER = Fraction(1, 4)
# order in which an arpeggio takes tenor (0), alto (1), soprano (2) and the tenor's octave (3); our choice
ARPEGGIOS = {4: ((0, 1, 2, 1, 3, 1, 2, 1), (0, 1, 2, 3, 2, 1, 2, 1), (0, 2, 1, 2, 3, 2, 1, 2)),
             3: ((0, 1, 2, 3, 2, 1), (0, 2, 1, 2, 1, 2), (0, 1, 2, 1, 2, 1))}
# bass-octave figures of an ostinato in quavers: 0 root, 1 fifth, 2 octave, 3 third above the octave; groups 3+3+2
STRUCK = (frozenset({0, 2, 4, 6}), frozenset({0, 3, 4, 6}), frozenset({0, 2, 3, 5, 6}))    # chords, in quavers of a bar
DRIVEN = (frozenset({0, 2, 3, 4, 6, 7}), frozenset({0, 1, 3, 4, 6, 7}), frozenset(range(8)))
EASY = 0.20                # our choice: so much too tense may a chord be made by a bass that walks
OSTINATI = ((0, 2, 1, 0, 2, 1, 0, 1), (0, 0, 2, 0, 0, 2, 1, 2), (0, 1, 2, 3, 2, 1, 0, 1))


def _spans(canvas: Canvas, levels: frozenset[int]) -> list[tuple[int, Phrase, Fraction, Fraction]]:
    """Slots whose phrase stands on one of these rungs: (slot, phrase, start, end)."""
    out = []
    for number, slot in enumerate(canvas.slots):
        phrase = canvas.phrase_at(slot.at_beat)
        if phrase.level in levels:
            out.append((number, phrase, slot.at_beat, slot.at_beat + slot.beats))
    return out


def bed(canvas: Canvas) -> tuple[tuple[SketchNote, ...], ...]:
    """Tenor, alto and soprano of the sustained harmony; a key that stays is held over, except on a hit."""
    hits = {beat for beat in canvas.grid.hit_beats if beat is not None}
    voices = []
    for voice in (1, 2, 3):
        notes: list[SketchNote] = []
        for number, phrase, start, end in _spans(canvas, frozenset({2, 3, 4, 5, 6})):
            key, slot = canvas.voicing[number][voice], canvas.slots[number]
            before = notes[-1] if notes else None
            if before and before.key == key and before.at_beat + before.beats == start and start not in hits \
                    and start != phrase.at_beat and not slot.is_back and before.beats + end - start <= 12:
                notes[-1] = SketchNote(before.at_beat, end - before.at_beat, key, before.force, before.why)
                continue
            why = slot.why or f"harmony {canvas.harmony[number].degree}"
            notes.append(SketchNote(start, end - start, key, canvas.force(start, "bed"), why))
        voices.append(tuple(notes))
    return tuple(voices)


def rubs(tune: Sequence[SketchNote], at: Fraction, end: Fraction, key: int, canvas: Canvas) -> bool:
    """Whether a note would lie a semitone beside a held tone of the tune, whatever octaves are between."""
    def shared_s(note: SketchNote) -> float:
        begin, stop = max(at, note.at_beat), min(end, note.at_beat + note.beats)
        return canvas.grid.seconds(stop) - canvas.grid.seconds(begin) if stop > begin else 0.0

    return any((note.key - key) % 12 in {1, 11} and shared_s(note) > RUB_S for note in tune)


def strain_at(canvas: Canvas, number: int, tune: Sequence[SketchNote], more: Sequence[tuple[int, Fraction]] = ()) -> float:
    """How far above the tension wished for (+), or under it (-), a chord sounds: its voices, the tune over it and what is added.

    more  keys and how many beats each sounds
    """
    slot, chord = canvas.slots[number], canvas.harmony[number]
    end, mode = slot.at_beat + slot.beats, canvas.mode_at(slot.at_beat)
    over = [(note.key, min(end, note.at_beat + note.beats) - max(slot.at_beat, note.at_beat)) for note in tune]
    heard = [*((key, slot.beats) for key in canvas.voicing[number]), *((key, beats) for key, beats in over if beats > 0), *more]
    return felt(chord, [((key - canvas.tonic) % 12, float(beats)) for key, beats in heard], mode.name, mode.is_minor) - slot.tension


def _passing(canvas: Canvas, number: int, key: int) -> int | None:
    """A scale step between this bass and the next, where they lie a third or a fourth apart."""
    if number + 1 >= len(canvas.voicing):
        return None
    goal = canvas.voicing[number + 1][0]
    if not 3 <= abs(goal - key) <= 5:
        return None
    between = scale_keys(canvas.tonic, canvas.mode_at(canvas.slots[number].at_beat), min(key, goal) + 1, max(key, goal) - 1)
    return (between[-1] if goal > key else between[0]) if between else None


def _leads_well(canvas: Canvas, number: int, key: int) -> bool:
    """Whether the bass may leave a chord from this key: under its tenor, and in parallel with no voice above."""
    here = canvas.voicing[number]
    if key > here[1] - 3:
        return False
    if number + 1 >= len(canvas.voicing):
        return True
    after = canvas.voicing[number + 1]
    return key < after[1] and not any(in_parallel((key, after[0]), (here[v], after[v])) for v in (1, 2, 3))


def _tightens(canvas: Canvas, number: int, tune: Sequence[SketchNote], lead: int) -> bool:
    """Whether a bass that walks over this key makes a chord much tenser than it should be."""
    return strain_at(canvas, number, tune, ((lead, Fraction(1)),)) > max(EASY, strain_at(canvas, number, tune) + 0.02)


def bass(canvas: Canvas, tune: Sequence[SketchNote]) -> tuple[SketchNote, ...]:
    """The bass: long roots and inversions, led by step; on higher rungs it walks and drives.

    tune  the melody: the bass walks past it, not into it
    """
    notes: list[SketchNote] = []
    for number, phrase, start, end in _spans(canvas, frozenset({2, 3, 4, 5, 6})):
        key, slot = canvas.voicing[number][0], canvas.slots[number]
        why = slot.why or "bass of the harmony"
        lead = _passing(canvas, number, key) if end - start >= 2 and phrase.level >= 3 and end != phrase.end else None
        if lead is not None and (rubs(tune, end - 1, end, lead, canvas) or not _leads_well(canvas, number, lead)
                                 or _tightens(canvas, number, tune, lead)):
            lead = None
        stop = end - (Fraction(1) if lead is not None else 0)
        rests = canvas.brief.ending is not Ending.CUT and start >= canvas.grid.bars[-1].at_beat > 0
        step = end - start if phrase.level <= 3 or rests else Fraction(2 if phrase.level == 4 else 1)
        at, turn = start, 0
        while at < stop:
            length = min(step, stop - at)
            fifth = key + 7 if key + 7 <= 52 else key - 5
            late = fifth > key or at - start >= (end - start) / 2      # under the root only once the ear has it
            may = phrase.level >= 5 and late and fifth >= LOWEST and not rubs(tune, at, at + length, fifth, canvas)
            may = may and (at + length < end or _leads_well(canvas, number, fifth))
            driven = fifth if turn % 4 == 2 and may else key
            notes.append(SketchNote(at, length, driven, canvas.force(at, "bass"), why if turn == 0 else "bass drives"))
            at, turn = at + length, turn + 1
        if lead is not None:
            notes.append(SketchNote(stop, end - stop, lead, canvas.force(stop, "bass"), "bass walks to the next chord"))
    return tuple(notes)


def _stirred(canvas: Canvas, at: Fraction) -> tuple[float, float]:
    """Arousal and tension of the bar a beat lies in."""
    bar = canvas.grid.bar_of(at)
    _, arousal, tension = feeling_over(canvas.brief.intent, canvas.grid.seconds(bar.at_beat), canvas.grid.seconds(canvas.grid.bar_end(bar)))
    return arousal, tension


def _pace(canvas: Canvas, phrase: Phrase, at: Fraction, stirred: tuple[float, float]) -> Fraction:
    """How long a note of the pattern is: quavers; semiquavers when driven; under words as fast as they bear it.

    stirred  arousal and tension of the bar: within a phrase the pace goes with them, bar by bar
    """
    at_s = canvas.grid.seconds(at)
    a_second = canvas.grid.bpm_at(at) / 60.0
    if canvas.hush.speaking(at_s) or canvas.hush.speaking(at_s + 0.5):
        return _HALF if 2 * a_second <= onsets_at(canvas, at_s, True) and stirred[0] >= RUNNING[-1][0] else Fraction(1)
    wished = 0.4 + 6.2 * stirred[0] + 0.5 * stirred[1]      # our choice: onsets a second
    options = (Fraction(1), _HALF, _QUARTER) if phrase.level >= 5 else (Fraction(1), _HALF)
    return min(options, key=lambda step: (abs(a_second / float(step) - wished), step))


def _pattern(canvas: Canvas, phrase: Phrase, number: int, arpeggio: tuple[int, ...],
             ostinato: tuple[int, ...], halves: int) -> tuple[tuple[int, ...], float]:
    """The keys one step of the pattern strikes, and its accent."""
    low, tenor, alto, soprano = canvas.voicing[number]
    match phrase.level:
        case 3:
            row = (tenor, alto, soprano, min(tenor + 12, HIGHEST))
            return (row[arpeggio[halves % len(arpeggio)]],), 0.02 if halves % len(arpeggio) == 0 else -0.02
        case 4:
            return (tenor, alto, soprano), 0.03 if halves % 4 == 0 else -0.03
        case _:
            third = next((key for key in (tenor, alto, soprano) if (key - low) % 12 in {3, 4}), alto)
            root = low + 12 if low < 43 else low
            row = (root, root + 7, root + 12, root + 12 + (third - low) % 12)
            tones = {key % 12 for key in canvas.voicing[number]}
            key = row[ostinato[halves % 8]]
            key = key if key % 12 in tones else root + 12
            return (key,), 0.08 if halves % 8 in {0, 3, 6} else -0.03


def pulse(canvas: Canvas, fortune: Luck) -> tuple[SketchNote, ...]:
    """The moving middle: arpeggio, repeated chords or ostinato; it rests in the last bar of an ending that rings."""
    arpeggio = ARPEGGIOS[canvas.grid.metre][int(fortune.integers(3))]
    ostinato, struck = OSTINATI[int(fortune.integers(3))], int(fortune.integers(3))
    names = {3: "arpeggio", 4: "pulse", 5: "ostinato", 6: "ostinato"}
    quiet_from = canvas.grid.end_beat
    if canvas.brief.ending is not Ending.CUT and len(canvas.grid.bars) > 2:    # of two bars the last is half the cue
        quiet_from = canvas.grid.bars[-1].at_beat
    notes: list[SketchNote] = []
    stirred: dict[Fraction, tuple[float, float]] = {}
    for number, phrase, start, end in _spans(canvas, frozenset({3, 4, 5, 6})):
        at = start
        while at < min(end, quiet_from):
            bar = canvas.grid.bar_of(at)
            if bar.at_beat not in stirred:
                stirred[bar.at_beat] = _stirred(canvas, at)
            step = _pace(canvas, phrase, at, stirred[bar.at_beat])
            length = min(step, end - at)
            place = int((at - bar.at_beat) / (step if step < 1 or phrase.level >= 5 else Fraction(1)))
            if phrase.level == 4 and step < 1 and at != start:
                quavers = int((at - bar.at_beat) * 2) % 8
                if quavers not in (DRIVEN if stirred[bar.at_beat][0] >= 0.42 else STRUCK)[struck]:
                    at += length
                    continue
            keys, accent = _pattern(canvas, phrase, number, arpeggio, ostinato, place)
            force = canvas.force(at, "pulse", accent)
            notes += [SketchNote(at, length, key, force, names[phrase.level]) for key in keys]
            at += length
    return tuple(notes)


def drone(canvas: Canvas, tune: Sequence[SketchNote]) -> tuple[SketchNote, ...]:
    """Tonic and fifth, held through a phrase on the lowest rungs; the fifth rests where the tune holds the tone above it.

    tune  the melody: on the lowest rung it stays alone
    """
    sung = {canvas.phrase_at(note.at_beat).number for note in tune}
    notes = []
    root = 36 + canvas.tonic if canvas.tonic <= 9 else 24 + canvas.tonic
    root = root if root >= LOWEST else root + 12
    for phrase in canvas.phrases:
        if phrase.level > 1 or (phrase.level == 0 and phrase.number in sung):
            continue
        start = next((slot.at_beat for slot in canvas.slots if slot.at_beat >= phrase.at_beat), phrase.at_beat)
        for key in (root, root + 7 if root + 7 <= 50 else root - 5):
            if key >= LOWEST and start < phrase.end and (key == root or not rubs(tune, start, phrase.end, key, canvas)):
                notes.append(SketchNote(start, phrase.end - start, key, canvas.force(start, "drone"), "drone"))
    return tuple(notes)


def pad(canvas: Canvas, tune: Sequence[SketchNote]) -> tuple[SketchNote, ...]:
    """High air over a full texture: the soprano's octave and the tone below it, held with the harmony.

    tune  the melody: no air beside its held tones
    """
    notes = []
    for number, _, start, end in _spans(canvas, frozenset({6})):
        _, _, alto, soprano = canvas.voicing[number]
        for key in (alto + 12, soprano + 12):
            if key <= HIGHEST and not rubs(tune, start, end, key, canvas):
                force = canvas.force(start, "pad")
                notes.append(SketchNote(start, end - start, key, force, "air above the full texture"))
    return tuple(notes)

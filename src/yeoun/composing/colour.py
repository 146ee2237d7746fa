"""What a chord still lacks once the voices are written: one soft held tone that brings what sounds to the tension wished for.

Words, a thin rung of the ladder, or a tune of passing tones leave a chord calmer or tenser than it was chosen to be. What sounds is
measured as it stands, after manners (strain.py), and a tone is added only where it helps: a second that rubs, or a tone that rests.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from yeoun.composing.canvas import HIGHEST, LOWEST, Canvas
from yeoun.composing.harmony import felt
from yeoun.composing.progression import HOME
from yeoun.composing.texture import rubs
from yeoun.model.composed import SketchNote, Voice
from yeoun.units.modes import scale_keys

RUB = 0.42       # our choice: the tension wished for from which a tone may lie a second beside one of the chord
APART = 0.06     # our choice: so far from the tension wished for a chord is coloured
HELPS = 0.05     # our choice: so much nearer it must come
SOFT = 0.8       # our choice: of the force of a pad
_SECONDS = frozenset({1, 2, 10, 11})
REASONS = ("a tone that rests: the scene is calmer than the line", "a tone that colours: the scene is tenser than the chord",
           "a second that rubs: the scene is tense")
_UNDER = 3       # our choice: semitones a tone stays under the tune


Spans = NDArray[np.float64]      # [notes, 3]: onset and end in beats, key


def spans_of(voices: Sequence[Voice]) -> Spans:
    """The notes of voices, for many questions about what sounds together."""
    rows = [(float(note.at_beat), float(note.at_beat + note.beats), note.key) for voice in voices for note in voice.notes]
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def heard_between(spans: Spans, begin: float, end: float) -> tuple[tuple[int, float], ...]:
    """What sounds between two beats: the key, and for how many beats."""
    inside = spans[(spans[:, 0] < end) & (spans[:, 1] > begin)]
    shared = np.minimum(inside[:, 1], end) - np.maximum(inside[:, 0], begin)
    return tuple(zip(inside[:, 2].astype(int).tolist(), shared.tolist(), strict=True))


def _tones(canvas: Canvas, number: int, lacks: float, ceiling: int) -> tuple[int, ...]:
    """Keys that may colour a chord: steps of the scale and tones of the chord about its inner voices, none that sounds already."""
    slot = canvas.slots[number]
    low, tenor, _, soprano = canvas.voicing[number]
    top = min(soprano, ceiling - _UNDER)
    keys = {*scale_keys(canvas.tonic, canvas.mode_at(slot.at_beat), max(tenor, LOWEST), max(tenor, min(top, HIGHEST))),
            *(key for key in canvas.voicing[number][1:] if key <= top)}
    if slot.tension < RUB or lacks < 0:
        keys = {key for key in keys if not any((key - tone) % 12 in _SECONDS for tone in (low, *canvas.voicing[number][1:]))}
    return tuple(sorted(keys))


def coloured(canvas: Canvas, voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """The voices, and one more that holds a tone wherever the chord is much calmer or tenser than it was to be.

    voices  as they are heard, after manners
    """
    tune = [note for voice in voices if voice.role == "melody" for note in voice.notes]
    notes: list[SketchNote] = []
    spans, sung = spans_of(voices), spans_of([voice for voice in voices if voice.role == "melody"])
    for number, slot in enumerate(canvas.slots):
        end = slot.at_beat + slot.beats
        sounding = heard_between(spans, float(slot.at_beat), float(end))
        heard = tuple(((key - canvas.tonic) % 12, beats) for key, beats in sounding)
        if not heard or canvas.phrase_at(slot.at_beat).level < 1:
            continue
        chord, mode = canvas.harmony[number], canvas.mode_at(slot.at_beat)
        lacks = slot.tension - felt(chord, heard, mode.name, mode.is_minor)
        if abs(lacks) <= APART or (lacks > 0 and slot.why.startswith(HOME)):
            continue
        ceiling = min([HIGHEST, *(key for key, _ in heard_between(sung, float(slot.at_beat), float(end)))])
        held = {key for key, _ in sounding}
        left = {key: abs(slot.tension - felt(chord, (*heard, ((key - canvas.tonic) % 12, float(slot.beats))), mode.name, mode.is_minor))
                for key in _tones(canvas, number, lacks, ceiling) if key not in held and not rubs(tune, slot.at_beat, end, key, canvas)}
        best = min(left, key=lambda key: (round(left[key], 6), key), default=None)
        if best is not None and left[best] < abs(lacks) - HELPS:
            why = REASONS[(lacks > 0) + (lacks > 0 and slot.tension >= RUB)]
            notes.append(SketchNote(slot.at_beat, slot.beats, best, round(SOFT * canvas.force(slot.at_beat, "pad"), 3), why))
    place = next((n for n, voice in enumerate(voices) if voice.name == "pad"), len(voices))
    own = (Voice("rub", "pad", None, "the tension under the harmony", tuple(notes)),) if notes else ()
    return (*voices[:place], *own, *voices[place:])

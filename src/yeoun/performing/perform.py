"""Notes become sound: one part of one cue, played by the bank or by a model of ours, ended, measured and kept.

A part is played alone and knows nothing of the others; its luck comes from its notes. So a stem rendered alone equals
the stem rendered in the ensemble bit for bit, on one thread or many.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from yeoun.model.mixed import Stem
from yeoun.model.scored import Modelled, Part, Sampled
from yeoun.model.shelf import Shelf
from yeoun.performing.curve import carries_hit
from yeoun.performing.finish import heard_onset_s, heard_until_s, keep, peak_db, shaped
from yeoun.performing.fluid import RATE
from yeoun.performing.modelled import play_modelled
from yeoun.performing.sampled import play_sampled
from yeoun.units.time import Seconds

GRACE_S = 1e-3  # rounding of cue seconds
HIT_LATE_S = 0.012  # our choice: a hit is aimed into its window of 0 to 42 ms, for late is forgiven and early is not


def _aimed(part: Part) -> Part:
    """The part with the notes that carry a hit a little after their frame; the score keeps the frame."""
    return replace(part, notes=tuple(
        replace(note, onset_s=Seconds(note.onset_s + HIT_LATE_S),
                length_s=Seconds(max(0.5 * note.length_s, note.length_s - HIT_LATE_S)))
        if carries_hit(note) and note.onset_s + HIT_LATE_S < part.sounds_until_s else note for note in part.notes))


def played(part: Part) -> NDArray[np.float64]:
    """The part as sound, [frames, 2] in cue time, exactly `length_s` long, before it is kept.

    Refuses  ValueError, when a note is struck after the cue has ended or lies outside its instrument
    """
    frames = round(part.length_s * RATE)
    for note in part.notes:
        if note.onset_s > part.sounds_until_s + GRACE_S:
            raise ValueError(
                f"{part.name}: a note at {note.onset_s:.3f} s, but the cue ends at {part.sounds_until_s:.3f}"
            )
        if not 0 <= note.key <= 127 or note.length_s <= 0.0:
            raise ValueError(f"{part.name}: no such note: key {note.key}, {note.length_s:.3f} s long")
    if not part.notes:
        return np.zeros((frames, 2))
    part = _aimed(part)
    match part.instrument.sound:
        case Sampled() as sound:
            raw = play_sampled(part, sound, frames)
        case Modelled() as sound:
            raw = play_modelled(part, sound, frames)
    return shaped(part, raw)


def perform(shelf: Shelf, part: Part) -> Stem:
    """The dry stem of a part, 12 dB below mix level, with what was measured on it.

    shelf  keeps `<name>.flac`
    part   everything needed to play it alone
    Gives  peak in dBFS of the stem; the last sound above -60 dBFS at mix level; and for every note whose reason speaks
           of a hit the moment its attack passes half its rise, found on the rendered sound (none where nothing rises)
    """
    sound = played(part)
    ref = keep(shelf, part.name, sound)
    hits: dict[float, tuple[int, ...]] = {}
    for note in part.notes:
        if carries_hit(note):
            hits[note.onset_s] = (*hits.get(note.onset_s, ()), note.key)
    instrument = part.instrument
    onsets = [heard_onset_s(sound, at, instrument.attack_s, hits[at]) for at in sorted(hits)]
    return Stem(
        cue=part.cue,
        id=part.id,
        number=part.number,
        name=part.name,
        kind="dry",
        instrument=instrument.name,
        group=instrument.group,
        sound=ref,
        place=part.place,
        width=instrument.width,
        path=part.path,
        send_db=part.send_db,
        duck_db=part.duck_db,
        peak_db=peak_db(sound),
        heard_until_s=Seconds(heard_until_s(sound)),
        onsets_s=tuple(at for at in onsets if at is not None),
        sources=((instrument.source, instrument.licence, instrument.credit),),
    )

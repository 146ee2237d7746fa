"""A line on an instrument: octaves, sections, seconds, force and articulation.

The bed is laid over the string sections so that they never cross and move as little as they can (a section takes two
notes only when there are more notes than sections). Forces: a struck sound takes the cue's swell in its strokes, a held
one in its level curve, so that no swell counts twice.

Conventions: written lengths (`beats`) stay the sketch's; `length_s` is how long the note sounds. Keys are MIDI.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement, groupby, product
from math import ceil, floor

from yeoun.model.composed import SketchNote
from yeoun.model.scored import Instrument, ScoreNote
from yeoun.orchestrating.clock import Clock
from yeoun.orchestrating.line import BREATH_GAP_S, folded
from yeoun.units.time import Seconds

JOINED_S = 0.06       # closer than this to the next note is legato: our choice
SHORT_S = 0.22        # a note this short is staccato: our choice
CRISP_S = 0.32        # ... and this short for players who drive an ostinato
ACCENT = 0.82         # force from which a note is marked with an accent: our choice
LEAST_S = 0.04        # the shortest note a player is given
BREATH_S = 0.35       # what a breath takes: our choice
LEAST_AGAIN_S = 0.5   # what is left of a tone is taken up again from here on: our choice


def _force(note: SketchNote, player: Instrument, clock: Clock) -> float:
    swell = clock.swell(clock.at(note.at_beat))
    scale = 0.8 + 0.4 * swell if player.sustains else 0.55 + 0.9 * swell
    return round(min(1.0, max(0.05, note.force * scale)), 4)


def _articulation(player: Instrument, length_s: float, gap_s: float | None, chord: int, force: float) -> str:
    for technique in ("tremolo", "pizzicato", "brush"):
        if technique in player.techniques:
            return technique
    if chord >= 3 and "strum" in player.techniques:
        return "strum"
    if "roll" in player.techniques and (chord >= 3 or (player.polyphony <= 2 and length_s >= 1.0)):
        return "roll"
    if force >= ACCENT:
        return "accent"
    short = CRISP_S if "staccato" in player.techniques else SHORT_S
    if length_s <= short and not player.is_gugak:
        return "staccato"
    if player.sustains and gap_s is not None and gap_s <= JOINED_S and "legato" in player.techniques:
        return "legato"
    return "plain"


def played_notes(
    notes: Sequence[SketchNote], octaves: int, player: Instrument, clock: Clock,
) -> tuple[tuple[ScoreNote, ...], int]:
    """The notes as a player has them, in order, and how many fell after the cue's end and were left out.

    octaves   by which the whole line is moved; what still lies outside the instrument is moved with all that is sung in one breath,
              on its own where that does not fit either, and says so
    """
    ordered = sorted(notes, key=lambda note: (note.at_beat, -note.key))
    onsets = sorted({clock.at(note.at_beat) for note in ordered})
    together = Counter(note.at_beat for note in ordered)
    made: list[ScoreNote] = []
    late, lies = 0, _in_one_breath(ordered, octaves, player)
    for note in ordered:
        begin, end = max(0.0, clock.at(note.at_beat)), min(clock.at(note.at_beat + note.beats), clock.sounds_s)
        if begin > clock.until_s - LEAST_S or end - begin < LEAST_S:
            late += 1
            continue
        key = folded(note.key + 12 * lies[note.at_beat], player)
        following = bisect_right(onsets, begin + 1e-6)
        gap = onsets[following] - end if following < len(onsets) else None
        chord = together[note.at_beat]
        force = _force(note, player, clock)
        moved = (key - note.key) // 12
        why = f"{note.why}; moved {moved:+d} octave to where the {player.english} sounds best" if moved else note.why
        made.append(ScoreNote(
            at_beat=note.at_beat, beats=note.beats, onset_s=Seconds(round(begin, 6)),
            length_s=Seconds(round(end - begin, 6)), key=key, force=force,
            articulation=_articulation(player, end - begin, gap, chord, force), ornament="", cents=(), why=why,
        ))
    return tuple(made), late


def _in_one_breath(notes: Sequence[SketchNote], octaves: int, player: Instrument) -> dict[Fraction, int]:
    """By how many octaves every note is moved: a single line from rest to rest alike, so that its shape stays, where that fits."""
    lies = {note.at_beat: octaves for note in notes}
    if len(lies) < len(notes):      # chords: every tone finds its own place
        return lies
    runs: list[list[SketchNote]] = []
    for note in notes:
        if runs and note.at_beat <= runs[-1][-1].at_beat + runs[-1][-1].beats:
            runs[-1].append(note)
        else:
            runs.append([note])
    for run in runs:
        for move in (octaves, octaves - 1, octaves + 1):
            if all(player.low <= note.key + 12 * move <= player.high for note in run):
                lies |= {note.at_beat: move for note in run}
                break
    return lies


def _awkward(key: int, section: Instrument) -> int:
    if not section.low <= key <= section.high:
        return 100_000
    return 4 * max(0, section.best_low - key, key - section.best_high)


def _shares(count: int, sections: int) -> list[tuple[int, ...]]:
    most = -(-count // sections) + (1 if count < sections else 0)
    return [share for share in product(range(most + 1), repeat=sections) if sum(share) == count]


def allotted(
    lines: Sequence[Sequence[SketchNote]], octaves: int, sections: Sequence[Instrument],
) -> tuple[list[SketchNote], ...]:
    """The lines of a bed given to sections whole: the highest line to the highest section, none crossing.

    lines     each with notes; as many as there are, two may share a section (divisi)
    sections  from the highest to the lowest
    """
    ranked = sorted(lines, key=lambda line: -sum(note.key for note in line) / len(line))

    def judged(places: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
        awkward = sum(_awkward(note.key + 12 * octaves, sections[place])
                      for line, place in zip(ranked, places, strict=True) for note in line)
        return awkward + 400 * (len(places) - len(set(places))), places

    orders = combinations_with_replacement(range(len(sections)), len(ranked))
    places = min(orders, key=judged)
    parts: tuple[list[SketchNote], ...] = tuple([] for _ in sections)
    for line, place in zip(ranked, places, strict=True):
        parts[place].extend(line)
    return parts


def divided(notes: Sequence[SketchNote], octaves: int, sections: Sequence[Instrument]) -> tuple[list[SketchNote], ...]:
    """A bed laid over sections, from above: each chord shared out so that lines do not cross and hardly leap.

    sections   from the highest to the lowest
    Gives      the notes of each section, in the same order as the sections; keys as written
    """
    parts: tuple[list[SketchNote], ...] = tuple([] for _ in sections)
    held: list[int | None] = [None] * len(sections)
    ordered = sorted(notes, key=lambda note: (note.at_beat, -note.key))
    for _, group in groupby(ordered, key=lambda note: note.at_beat):
        chord = list(group)
        best: tuple[int, tuple[int, ...]] | None = None
        for share in _shares(len(chord), len(sections)):
            cost, at = 0, 0
            for section, (taken, player) in enumerate(zip(share, sections, strict=True)):
                for note in chord[at:at + taken]:
                    cost += _awkward(note.key + 12 * octaves, player)
                if taken:
                    last = held[section]
                    cost += 60 * (taken - 1) + (abs(chord[at].key - last) if last is not None else 0)
                else:
                    cost += 8
                at += taken
            if best is None or cost < best[0]:
                best = (cost, share)
        at = 0
        for section, taken in enumerate(best[1] if best else ()):
            parts[section].extend(chord[at:at + taken])
            if taken:
                held[section] = chord[at].key
            at += taken
    return parts


def _breath_before(line: list[ScoreNote], first: int, last: int) -> int:
    """Before which note to breathe, among those after `first` up to `last`: after the longest, the later of equals."""
    return max(range(first + 1, last + 1), key=lambda at: (round(float(line[at - 1].length_s), 3), at))


def _taken_up(note: ScoreNote, breath_s: float, clock: Clock) -> Fraction | None:
    """Where a note longer than a breath is taken up again: a first beat of a bar before a beat before a quaver, the last of these.

    Half the lungs are used at least; None where too little of the note would be left.
    """
    firsts = {bar.at_beat for bar in clock.sketch.bars}
    end, onset_s = note.at_beat + note.beats, float(note.onset_s)
    places = [Fraction(half, 2) for half in range(floor(note.at_beat * 2) + 1, ceil(end * 2))]
    fit = [at for at in places if 0.5 * breath_s <= clock.at(at) - BREATH_S - onset_s <= breath_s
           and onset_s + float(note.length_s) - clock.at(at) >= LEAST_AGAIN_S]
    return max(fit, key=lambda at: (at in firsts, at.denominator == 1, at), default=None)


def _split(note: ScoreNote, breath_s: float, clock: Clock) -> tuple[ScoreNote, ...]:
    """A note longer than a breath as two with a breath between, the second on a beat; let go where too little would be left."""
    again = _taken_up(note, breath_s, clock)
    if again is None:
        return (replace(note, length_s=Seconds(breath_s), why=f"{note.why}; let go to breathe"),)
    onset, end = Seconds(clock.at(again)), note.onset_s + note.length_s
    return (replace(note, beats=again - note.at_beat, length_s=Seconds(round(onset - BREATH_S - note.onset_s, 6)),
                    why=f"{note.why}; let go to breathe"),
            replace(note, at_beat=again, beats=note.at_beat + note.beats - again, onset_s=onset,
                    length_s=Seconds(round(end - onset, 6)), why=f"{note.why}; taken up again after a breath"))


def with_breaths(notes: Sequence[ScoreNote], breath_s: float, clock: Clock) -> tuple[ScoreNote, ...]:
    """A wind player's line with room to breathe: no stretch without a rest is longer than one breath.

    notes     one line in order of time
    breath_s  longest phrase in seconds; 0 needs no breath
    clock     the cue's time: what is taken up again is taken up on a beat
    """
    line = list(notes)
    if breath_s <= 0:
        return tuple(line)
    first = at = 0    # `first`: the note before which the lungs were last filled
    while at < len(line):
        if at > first and line[at].onset_s - (line[at - 1].onset_s + line[at - 1].length_s) >= BREATH_GAP_S:
            first = at
        if line[at].onset_s + line[at].length_s - line[first].onset_s <= breath_s + 1e-6:
            at += 1
        elif at == first:
            line[at:at + 1] = _split(line[at], breath_s, clock)
        else:
            first = _breath_before(line, first, at)
            before = line[first - 1]
            room = line[first].onset_s - before.onset_s
            kept = max(LEAST_S, room - max(BREATH_GAP_S, min(BREATH_S, 0.4 * room)))
            line[first - 1] = replace(before, length_s=Seconds(round(min(float(before.length_s), kept), 6)),
                                      why=f"{before.why}; shortened for a breath")
            at = first
    return tuple(line)

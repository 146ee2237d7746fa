"""The leading voice of a cue: themes where they are stated, and the tune that grows out of them in between.

A tune rests as well: at the beginning, while the texture speaks, and where words leave no room. Its one highest tone
stands where the graph culminates, and is tried until words and stops leave it standing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

import numpy as np

from yeoun.composing.canvas import HIGHEST, Canvas
from yeoun.composing.climax import TOP, wants
from yeoun.composing.form import Phrase
from yeoun.composing.gesture import Chain, Pattern, chain
from yeoun.composing.landing import stops_of
from yeoun.composing.manners import Stop, mannered
from yeoun.composing.melody import INTERVAL, gap_line, theme_close
from yeoun.composing.statements import Statement, sung_around
from yeoun.composing.tune import REST, Stretch, Tune, idea_of
from yeoun.model.composed import SketchNote, Voice
from yeoun.units.luck import luck
from yeoun.units.modes import semitones

LEAST = 3                   # our choice: beats free of words that a line needs to hold a climax
_TRIES = 5                  # our choice: highest tones tried until one is left standing
_PLACES = 3                 # our choice: phrases in which it is looked for
_FALLING = frozenset({"yukjabaegitori", "sanjo_gyemyeon"})
OPEN = 0.35                 # our choice: a phrase that words cover by no more has a line of its own beside the themes
_SING = 12.0                     # what a bar without a line costs where nobody would sing at all, our choice
_FINALS = frozenset({0, 7})    # semitones over the tonic on which a Korean line may end (textbooks of gugak)
_CLOSED_FROM_ABOVE = {"pyeongjo": 1, "sanjo_pyeongjo": 1, "gyeongtori": 1, "sanjo_ujo": 2}    # degrees over the final


def _sings(phrase: Phrase, canvas: Canvas, statements: tuple[Statement, ...]) -> bool:
    """Does a phrase without a theme have a line of its own?"""
    count = len(canvas.phrases)
    if phrase.level <= 1 or count == 1:
        return True
    if statements:
        begin = canvas.phrases[phrase.number - 1].at_beat if phrase.number else phrase.at_beat
        carried_on = phrase.hit is None and any(begin < s.end <= phrase.at_beat and s.form != "hidden" for s in statements)
        return phrase.number == count - 1 or phrase.level >= 5 or carried_on or (phrase.number > 0 and phrase.covered <= OPEN)
    return phrase.number > 0 or count == 2


def _free_from(canvas: Canvas, phrase: Phrase, statements: tuple[Statement, ...]) -> Fraction | None:
    """The first beat of a phrase from which a line of our own is sung; None where there is none."""
    stated = [s for s in statements if phrase.at_beat <= s.at_beat < phrase.end and s.form != "hidden"]
    if not stated and not _sings(phrase, canvas, statements):
        return None
    start = max([phrase.at_beat, *(s.end for s in statements if s.at_beat < phrase.end and s.end > phrase.at_beat)])
    return next((bar.at_beat for bar in phrase.bars if bar.at_beat >= start), None)


def own_phrases(canvas: Canvas, statements: tuple[Statement, ...]) -> tuple[int, ...]:
    """The numbers of the phrases in which a line of our own is sung, whole or after a theme, and words leave room for it."""
    closing, found = canvas.close.at_beat if canvas.close is not None else None, []
    for phrase in canvas.phrases:
        start = _free_from(canvas, phrase, statements)
        if start is None or phrase.at_beat == closing:
            continue
        moments = [canvas.grid.seconds(start + k) for k in range(int(phrase.end - start))]
        if sum(canvas.hush.may_attack(at_s) and not canvas.hush.speaking(at_s) for at_s in moments) >= LEAST:
            found.append(phrase.number)
    return tuple(found)


def stretches_of(canvas: Canvas, statements: tuple[Statement, ...]) -> tuple[Stretch, ...]:
    """The stretches of bars in which a line of our own is sung; a hit on a phrase's first beat begins a new one."""
    closing = canvas.close.at_beat if canvas.close is not None else None
    runs: list[list[Fraction]] = []
    for phrase in canvas.phrases:
        start = _free_from(canvas, phrase, statements)
        if start is None or phrase.at_beat == closing:
            continue
        bars = [bar.at_beat for bar in phrase.bars if bar.at_beat >= start]
        joined = runs and phrase.hit is None and start == phrase.at_beat and canvas.grid.bar_end(canvas.grid.bar_of(runs[-1][-1])) == start
        if joined:
            runs[-1] += bars
        else:
            runs.append(bars)
    ends = {s.end: s for s in statements if s.form != "hidden"}
    return tuple(Stretch(tuple(canvas.grid.bar_of(beat) for beat in run), ends.get(run[0])) for run in runs)


@dataclass(frozen=True, slots=True)
class Led:
    """The line of a cue, and where it asks or closes: the beat of the harmony there, and what that should do."""

    notes: tuple[SketchNote, ...]
    cadences: dict[Fraction, str]


@dataclass(frozen=True, slots=True)
class Crown:
    """The highest tone of a tune, in a line of our own: which stretch, which gesture, which key, and what it costs."""

    cost: float
    stretch: int
    gesture: int
    key: int
    at_beat: Fraction


def _crowns(canvas: Canvas, chains: list[Chain | None]) -> list[Crown]:
    """Where a line of our own may take the highest tone of the cue, the best first; none where a theme takes it."""
    found: list[Crown] = []
    if canvas.climax is None:
        return found
    floor, want_of = canvas.climax.key, cache(wants(canvas))
    for number in canvas.climax.phrases[:_PLACES]:
        phrase = canvas.phrases[number]
        wished = max(floor + 2, sung_around(phrase) + 6)
        for stretch, each in enumerate(chains):
            for place, gesture in enumerate(each.gestures if each is not None else ()):
                if each is None or not phrase.at_beat <= gesture.at_beat < phrase.end:
                    continue
                plain = each.sung(TOP + 1)
                least = plain[0] if plain is not None else 0.0
                tops = sorted({max(keys) for keys in each.ways[place].keys if floor < max(keys) and abs(max(keys) - wished) <= 7})
                for key in tops:
                    sung = each.sung(key, (place, key))
                    if sung is None:
                        continue
                    at = gesture.at_beat + gesture.pattern[sung[1][place].index(key)][0]
                    bar = canvas.grid.bar_of(at).at_beat
                    cost = sung[0] - least + 0.12 * abs(key - wished) + want_of(bar) + 0.8 * (gesture.kind == "close")
                    found.append(Crown(round(cost, 6), stretch, place, key, at))
    return sorted(found, key=lambda crown: (crown.cost, crown.at_beat, crown.key))


def melody_of(canvas: Canvas, statements: tuple[Statement, ...]) -> Led:
    """The line of the cue: themes, and what grows out of them; its one highest tone where words and stops leave it standing."""
    tune, stretches, stops = Tune(canvas, idea_of(canvas, statements)), stretches_of(canvas, statements), stops_of(canvas)

    def chains_of(rest_costs: float) -> list[Chain | None]:
        return [chain(tune.lay(stretch, number, rest_costs), canvas, TOP, _sung_before(stretch, statements))
                for number, stretch in enumerate(stretches)]

    chains = chains_of(REST)
    if not statements and not any(chains):    # no layout fits these bars well: still somebody sings, and not the ground alone
        chains = chains_of(_SING)
    for crown in _crowns(canvas, chains)[:_TRIES]:
        made = _sung(canvas, statements, chains, crown, crown.key, tune.parts["I"])
        if _stands(crown, made, canvas, stops):
            return Led(made, cadences_of(canvas, chains))
    under = canvas.climax.key if canvas.climax is not None and canvas.climax.key else HIGHEST + 1
    return Led(_sung(canvas, statements, chains, None, under, tune.parts["I"]), cadences_of(canvas, chains))


def cadences_of(canvas: Canvas, chains: Sequence[Chain | None]) -> dict[Fraction, str]:
    """The last half-beat of every bar in which a line of our own asks or closes, and what it does there: asks, home, rests."""
    return {canvas.grid.bar_end(canvas.grid.bar_of(each.at_beat)) - Fraction(1, 2): each.cadence
            for line in chains if line is not None for each in line.gestures if each.cadence}


def _sung_before(stretch: Stretch, statements: tuple[Statement, ...]) -> int | None:
    """The last key of the theme before a stretch; None where there is none."""
    notes = [note for each in statements if each.form != "hidden" for note in each.notes if note.at_beat < stretch.bars[0].at_beat]
    return max(notes, key=lambda note: note.at_beat).key if notes else None


def _stands(crown: Crown, made: tuple[SketchNote, ...], canvas: Canvas, stops: tuple[Stop, ...]) -> bool:
    left = mannered((Voice("melody", "melody", None, "", made),), canvas, stops)
    return any(note.at_beat == crown.at_beat and note.key == crown.key for voice in left for note in voice.notes)


def _sung(canvas: Canvas, statements: tuple[Statement, ...], chains: list[Chain | None], crown: Crown | None,
          under: int, head: Pattern) -> tuple[SketchNote, ...]:
    """Themes where they are stated, and the lines between them, all under a key but the crown. head: how the idea begins."""
    notes = [replace(note, force=canvas.force(note.at_beat, "melody", 0.03)) for s in statements if s.form != "hidden" for note in s.notes]
    for number, each in enumerate(chains):
        if each is None:
            continue
        begin = each.gestures[0].at_beat
        before = max((note for note in notes if note.at_beat < begin), key=lambda note: note.at_beat, default=None)
        if before is not None:
            jump = np.abs(np.array([keys[0] for keys in each.ways[0].keys]) - before.key)
            each = replace(each, arrival=np.array(INTERVAL)[np.minimum(jump, 12)] + 8.0 * (jump > 12))
        sung = each.sung(under, (crown.gesture, crown.key) if crown is not None and crown.stretch == number else None)
        for gesture, keys in zip(each.gestures, sung[1] if sung is not None else (), strict=False):
            notes += [SketchNote(gesture.at_beat + offset, length, key, canvas.force(gesture.at_beat + offset, "melody"), gesture.why)
                      for (offset, length, _), key in zip(gesture.pattern, keys, strict=True)]
    notes.sort(key=lambda note: note.at_beat)
    if canvas.close is not None:
        phrase = canvas.phrase_at(canvas.close.at_beat)
        if not any(s.at_beat < phrase.end and s.end > phrase.at_beat for s in statements):
            before = max((note for note in notes if note.at_beat < phrase.at_beat), key=lambda note: note.at_beat, default=None)
            notes += theme_close(canvas, phrase, before.key if before is not None else None, under)
    if not any(statement.form == "hidden" for statement in statements):
        fortune = luck(canvas.brief.take, canvas.brief.key, "gaps")
        notes += gap_line(canvas, sorted(notes, key=lambda note: note.at_beat), head, fortune, under)
    return _closed(canvas, _one_way(canvas, sorted(notes, key=lambda note: note.at_beat)))


def _one_way(canvas: Canvas, notes: list[SketchNote]) -> list[SketchNote]:
    """The line with the tone that only falls (si in yukjabaegitori) falling: it rises through its upper neighbour."""
    if canvas.mode.name not in _FALLING:
        return notes
    si, made = (canvas.tonic + 2) % 12, list(notes)
    for at, note in enumerate(notes):
        if note.key % 12 != si or note.why.startswith("theme"):
            continue
        after = notes[at + 1].key if at + 1 < len(notes) else None
        if after is None or after > note.key:
            made[at] = replace(note, key=note.key - 2 if after is None else note.key + 1)
    return made


def _closed(canvas: Canvas, notes: list[SketchNote]) -> tuple[SketchNote, ...]:
    """The line with the close of pyeongjo and ujo: the last held final comes by step from above (textbooks of gugak)."""
    if canvas.mode.is_gugak and len(notes) > 1:
        notes = [*notes[:-1], _final(canvas, notes[-1])]
    if len(notes) < 3 or canvas.mode.name not in _CLOSED_FROM_ABOVE or notes[-1].key % 12 != canvas.tonic:
        return tuple(notes)
    last, before = notes[-1], notes[-2]
    above = last.key + semitones(_CLOSED_FROM_ABOVE[canvas.mode.name], canvas.mode)
    if before.why.startswith("theme") or before.key == above:
        return tuple(notes)
    return (*notes[:-2], replace(before, key=above, why="close: the final is reached by step from above"), last)


def _final(canvas: Canvas, last: SketchNote) -> SketchNote:
    """The last tone on the final or the fifth over it, as Korean lines end; what a theme sings stays as it is."""
    if last.why.startswith("theme") or (last.key - canvas.tonic) % 12 in _FINALS:
        return last
    down = next(step for step in range(1, 8) if (last.key - step - canvas.tonic) % 12 in _FINALS)
    return replace(last, key=last.key - down, why="close: the line comes down to its final")

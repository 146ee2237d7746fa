"""One climax: the highest tone of a cue's tune sounds once, where the graph culminates.

Where the graph is highest (arousal and tension together) and the whole is not under its middle level, either a stated
theme or a line of our own takes the highest tone. Themes elsewhere that would reach as high are sung an octave lower, the one
that is to culminate may be sung an octave higher; lines of our own stay a step under it. Bounds and weights are our choice.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from statistics import median

from yeoun.composing.canvas import HIGHEST, Canvas, Climax
from yeoun.composing.form import feeling_at
from yeoun.composing.statements import LINE_RANGE, Statement, sits_on_voice, sung_around
from yeoun.model.composed import Bar, SketchNote
from yeoun.units.modes import scale_keys

TOP = HIGHEST               # the highest key of a tune
_LOWEST = LINE_RANGE[0] - 5    # the lowest a theme is moved to: E3
_FLAT = 0.05                # a graph that moves by less has no height of its own
_LOUD = 5.0                 # points for a place that is not clearly over the middle level of the cue
_STRETCH_BARS = 2           # a highest tone that comes back within so many bars is one climax
_SWELL = 0.10               # by how much of full level the whole swells to the climax
_HIGH = 81                  # a theme is not glad to go higher
_OCTAVES = (0, 12, -12)
_STEPS = (-1, -2, -3)       # steps of the scale by which a theme that brings no harmony of its own may be moved instead


def height(canvas: Canvas, beat: Fraction) -> float:
    """How high the graph stands at a beat: arousal and tension."""
    _, arousal, tension = feeling_at(canvas.brief.intent, canvas.grid.seconds(beat))
    return arousal + tension


def wants(canvas: Canvas) -> Callable[[Fraction], float]:
    """What a climax at a beat falls short by: 0 at the height of the graph, 6 at its lowest; more where the cue is quiet."""
    heights = [height(canvas, bar.at_beat) for bar in canvas.grid.bars]
    highest, span = max(heights), max(heights) - min(heights)
    middle = median(_fullness(canvas, bar) for bar in canvas.grid.bars)

    def want_of(beat: Fraction) -> float:
        short = 6.0 * (highest - height(canvas, beat)) / span if span > _FLAT else 0.0
        loud = _fullness(canvas, canvas.grid.bar_of(beat)) >= 1.05 * middle
        return max(0.0, short) + _LOUD * (not loud) + 4.0 * (beat >= canvas.grid.bars[-1].at_beat > 0)

    return want_of


def _fullness(canvas: Canvas, bar: Bar) -> float:
    """How loud and thick a bar will be, as a guess: the swell's energy times what the texture plays."""
    halves = canvas.swell[int(bar.at_beat * 2):int((bar.at_beat + Fraction(4 * bar.beats, bar.unit)) * 2)] or (0.0,)
    return sum(level ** 2 for level in halves) / len(halves) * (2 + canvas.phrase_at(bar.at_beat).level)


def _tops(statement: Statement) -> tuple[int, Fraction, Fraction]:
    top = max(note.key for note in statement.notes)
    beats = [note.at_beat for note in statement.notes if note.key == top]
    return top, beats[0], beats[-1]


def _placed(statement: Statement, canvas: Canvas) -> list[tuple[float, Statement]]:
    """A theme as it may be moved, each with its cost: octaves; steps of the scale, where no harmony of its own binds it."""
    mode = canvas.mode_at(statement.at_beat)
    ways = [tuple(note.key + octave for note in statement.notes) for octave in _OCTAVES]
    if statement.form not in {"plain", "mode"} and not statement.harmony and not mode.is_gugak:
        scale = scale_keys(canvas.tonic, mode, 24, 108)
        places = [scale.index(note.key) for note in statement.notes if note.key in scale]
        ways += [tuple(scale[place + step] for place in places) for step in _STEPS if len(places) == len(statement.notes)]
    centre = sung_around(canvas.phrase_at(statement.at_beat))
    band = canvas.hush.band(canvas.grid.seconds(statement.at_beat), canvas.grid.seconds(statement.end))
    found = []
    for number, keys in enumerate(ways):
        onsets = [note.at_beat for note in statement.notes]
        if number == 0 or (min(keys) >= _LOWEST and max(keys) <= TOP and not sits_on_voice(keys, onsets, canvas.grid, canvas.hush)):
            inside = sum(band is not None and band[0] <= key <= band[1] for key in keys)
            cost = abs(sum(keys) / len(keys) - centre) / 9 + 0.8 * inside + 0.6 * sum(key > _HIGH for key in keys)
            cost += 0.3 * (number >= len(_OCTAVES))
            notes = tuple(replace(note, key=key) for note, key in zip(statement.notes, keys, strict=True))
            found.append((cost, replace(statement, notes=notes)))
    return found


def culminating(statements: tuple[Statement, ...], canvas: Canvas,
                free: Sequence[int]) -> tuple[tuple[Statement, ...], Climax]:
    """The themes moved so that they leave one highest tone, and where that tone sounds.

    canvas  before its chords;  free  the phrases in which a line of our own is sung
    """
    sung = [number for number, each in enumerate(statements) if each.form != "hidden"]
    want_of = wants(canvas)
    own = sorted((min(want_of(beat) for beat in _middle(canvas, number)), number) for number in free)
    longest = _STRETCH_BARS * max(Fraction(4 * bar.beats, bar.unit) for bar in canvas.grid.bars)
    want = {number: want_of(_tops(statements[number])[1]) for number in sung}
    best: tuple[float, int, tuple[Statement, ...], list[int]] | None = None
    for ways in product(*(_placed(statements[number], canvas) for number in sung)):
        cost = sum(each for each, _ in ways)
        tops = [_tops(each)[0] for _, each in ways]
        options: list[tuple[float, int]] = []
        if own and max(tops, default=0) <= TOP - 2:
            options.append((cost + own[0][0] + max(0.0, (max(tops, default=0) - 77) / 2), -1))
        for place, (number, (_, each)) in enumerate(zip(sung, ways, strict=True)):
            _, first, last = _tops(each)
            if last - first < longest and all(top < tops[place] for other, top in enumerate(tops) if other != place):
                options.append((cost + want[number], place))
        for points, place in options:
            if best is None or points < best[0] - 1e-9:
                best = points, place, tuple(each for _, each in ways), tops
    if best is None:
        return statements, Climax((), max((_tops(statements[number])[0] for number in sung), default=TOP + 1))
    _, place, found, tops = best
    moved = list(statements)
    for number, each in zip(sung, found, strict=True):
        moved[number] = each
    if place < 0:
        return tuple(moved), Climax(tuple(number for _, number in own), max(tops, default=0))
    return tuple(moved), Climax((), tops[place])


def _middle(canvas: Canvas, number: int) -> list[Fraction]:
    """The whole beats of a phrase at which a line may culminate: past its first quarter, before its end."""
    phrase = canvas.phrases[number]
    beats = [phrase.at_beat + k for k in range(int(phrase.beats))]
    return [beat for beat in beats if 0.25 <= (beat - phrase.at_beat) / phrase.beats <= 0.9] or beats[:1]


def is_one(canvas: Canvas, tune: Sequence[SketchNote]) -> bool:
    """Whether the highest tone of a tune sounds in one stretch of at most two bars."""
    top = max((note.key for note in tune), default=0)
    beats = [note.at_beat for note in tune if note.key == top]
    return not beats or beats[-1] - beats[0] < _STRETCH_BARS * max(Fraction(4 * bar.beats, bar.unit) for bar in canvas.grid.bars)


def carried(canvas: Canvas, tune: Sequence[SketchNote]) -> int:
    """How well the whole carries the highest tone of a tune: 2 in one place that is not a quiet one, 1 in one place, 0 in several."""
    top = max((note.key for note in tune), default=0)
    at = next((note.at_beat for note in tune if note.key == top), None)
    if at is None or not is_one(canvas, tune):
        return int(at is None)
    middle = median(_fullness(canvas, bar) for bar in canvas.grid.bars)
    return 1 + (_fullness(canvas, canvas.grid.bar_of(at)) >= middle)


def risen(canvas: Canvas, tune: Sequence[SketchNote]) -> Canvas:
    """The canvas with the whole swelling to the climax of the tune, from a bar before it to a bar after; never over words."""
    top = max((note.key for note in tune), default=0)
    at = next((note.at_beat for note in tune if note.key == top), None)
    if at is None or not is_one(canvas, tune):
        return canvas
    bar = canvas.grid.bar_of(at)
    length, levels = Fraction(4 * bar.beats, bar.unit), []
    for half, level in enumerate(canvas.swell):
        beat = Fraction(half, 2)
        far = max(bar.at_beat - beat, beat - bar.at_beat - length, Fraction(0)) / length
        more = _SWELL * max(0.0, 1 - float(far))
        at_s = canvas.grid.seconds(beat)
        if more and not canvas.hush.speaking(at_s) and not canvas.hush.speaking(at_s + 0.25):
            level = round(min(1.0, level + more), 3)
        levels.append(level)
    return replace(canvas, swell=tuple(levels))

"""The tune between themes: sentences, periods and ballads made of the cue's own idea.

A stretch of bars in which a line of our own is sung is laid out in thoughts. A sentence states an idea, says it again on other
steps, breaks it up, drives on and closes; a period asks and answers with the same beginning; a ballad is A A B A. Which stands
where follows from the bars there are, from the words over them, from the chords on which they end and from the feeling: what
is calm and glad balances, what is driven moves on. The idea is the theme's, or one invented for the cue by the rules of themes.

Lengths in bars; costs and shapes are our choice (after Schoenberg 1967 and Caplin 1998 for the forms).
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from yeoun.composing.canvas import Canvas
from yeoun.composing.form import Phrase
from yeoun.composing.gesture import Gesture, Pattern
from yeoun.composing.harmony import AT_HOME, CADENCES, LEANS
from yeoun.composing.invent import idea_for
from yeoun.composing.statements import Statement, bar_beats, sung_around
from yeoun.model.composed import Bar
from yeoun.units.luck import luck

_HALF = Fraction(1, 2)
FAST = 3.0                # notes a second: a busier idea is sung in notes twice as long, the texture carries the pace
DRIVE = 1.25              # so many more notes a bar than the idea drive on
_WHOLE_PLAIN = frozenset({"plain", "mode", "reharmonised"})

# I R X: the idea, the idea again, a contrast, of two bars (the dot is the second); i r: of one bar; F: a fragment that moves on;
# D: the idea's tones in even values (d: from its second bar on, where that would be a third statement); A: asks (a half close); C: closes
LAYOUTS = {
    "sentence 2+2+4": "I.R.FFDC", "sentence 2+2+3": "I.R.FFC", "sentence 2+2+2": "I.R.DC", "sentence 1+1+2": "irdC",
    "sentence 1+1+3": "irddC", "period 4+4": "I.FAR.DC", "period 3+3": "I.AR.C", "period 2+2": "iArC", "ballad 2+2+2+2": "I.R.X.R.",
    "answer 3": "FFC", "answer 2": "FC", "close": "C",
}
AFTER = {"sentence 2+2+4": "R.FFDC", "sentence 2+2+3": "R.FFC", "sentence 2+2+2": "R.DC"}    # the theme itself is the idea
# the theme asks, the line answers; or the theme is the one half, and the line says only how it ends
ANSWERING = {2: {"period 2+2": "rC", "period 3+3": "C", "period 3+3 asks": "A"}, 4: {"period 4+4": "I.DC", "period 4+4 broad": "I.FC"}}
_LEANING = frozenset({*AFTER.values(), *(shape for each in ANSWERING.values() for shape in each.values())})
RUNS_ON_S, APART_S = 0.6, 0.45    # a line that has rested longer does not come back under words; its tones there lie so far apart
MOST_UNDER = 6                    # tones under words, one after the other
_COST = {"answer 3": 2.6, "answer 2": 2.4, "close": 1.9, "sentence 1+1+2": 0.5, "sentence 1+1+3": 0.9, "period 2+2": 0.7}
_SAID = {"I": ("idea", "an idea"), "R": ("again", "the idea again"), "X": ("turn", "something else between"),
         "F": ("on", "a part of it, moved on"), "D": ("on", "its tones drive on")}
REST, _QUIET_REST = 1.3, 0.1
_SPURRED = 1.6   # our choice: how much more a silent bar costs where the cue is more aroused than in its mean
_PART = 0.8      # our choice: one bar of an idea that has not been heard whole
_UNSAID = 2.0    # our choice: an answer to what nobody has said


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bars in which a line of our own is sung; `after` is the theme that ends where they begin."""

    bars: tuple[Bar, ...]
    after: Statement | None


@dataclass(frozen=True, slots=True)
class Idea:
    """What a tune is made of: (onset within the bar, length, degree) of each of its bars."""

    bars: tuple[Pattern, ...]
    beats: int

    def whole(self, first: int, count: int) -> Pattern:
        """Some of its bars as one gesture."""
        return tuple((offset + (k - first) * self.beats, length, degree) for k in range(first, min(len(self.bars), first + count))
                     for offset, length, degree in self.bars[k])


def idea_of(canvas: Canvas, statements: tuple[Statement, ...]) -> Idea:
    """The theme first stated, or an idea invented for the cue; in notes twice as long where it would run too fast."""
    own = next((s.motif for s in statements if bar_beats(s.motif) == canvas.grid.metre), None)
    if own is not None:
        degrees, beats = own.degrees, own.beats
    else:
        count = len(canvas.phrases)
        mean = tuple(sum(axis) / count for axis in zip(*((p.valence, p.arousal, p.tension) for p in canvas.phrases), strict=True))
        degrees, beats = idea_for(canvas.grid.metre, canvas.mode, (mean[0], mean[1], mean[2]),
                                  luck(canvas.brief.take, canvas.brief.key, "idea"))
    metre, at, notes = canvas.grid.metre, Fraction(0), []
    pace = len(beats) / float(sum(beats, Fraction(0))) * canvas.grid.reference / 60
    beats = tuple(2 * length for length in beats) if pace > FAST else beats
    for degree, length in zip(degrees, beats, strict=True):
        notes.append((at, length, degree))
        at += length
    bars = tuple(tuple((onset - k * metre, length, degree) for onset, length, degree in notes if k * metre <= onset < (k + 1) * metre)
                 for k in range(ceil(at / metre)))
    return Idea(bars if len(bars) > 1 else bars + bars, metre)


def _fragment(idea: Idea) -> Pattern:
    """A bar of the idea that can stand alone: the one with most notes, or the idea pressed into one bar."""
    bar = max(idea.bars[:2], key=len)
    if len(bar) >= 3:
        return bar
    return tuple((offset / 2, length / 2, degree) for offset, length, degree in idea.whole(0, 2))


def _driven(idea: Idea, beat_s: float) -> Pattern:
    """The idea's tones in even values: so many that a bar of them drives on."""
    pair = idea.whole(0, 2)
    size = max(5 if beat_s > 0.45 else 4, ceil(DRIVE * len(pair) / 2))
    size = min(size, 2 * idea.beats)
    degrees = [degree for _, _, degree in (*pair, *(note for bar in idea.bars[2:] for note in bar))]
    while len(degrees) < size:
        degrees.append(degrees[-1] + (1 if degrees[-1] >= degrees[0] else -1))
    halves = 2 * (size - idea.beats) if size > idea.beats else 0
    lengths = [_HALF] * halves + [Fraction(1)] * (size - halves)
    lengths[-1] += idea.beats - sum(lengths, Fraction(0))
    onsets = [sum(lengths[:k], Fraction(0)) for k in range(size)]
    return tuple(zip(onsets, lengths, degrees[:size], strict=True))


def _contrast(idea: Idea) -> Pattern:
    """Two bars that are not the idea: what follows it in the theme, or its rhythm turned upside down."""
    if len(idea.bars) >= 4 and len(idea.whole(2, 2)) >= 3:
        return idea.whole(2, 2)
    first = idea.whole(0, 2)
    return tuple((offset, length, 2 * first[0][2] - degree) for offset, length, degree in first)


class Tune:
    """Lays stretches out and makes their gestures; remembers what it has said, so that the next stretch says it otherwise."""

    def __init__(self, canvas: Canvas, idea: Idea) -> None:
        self.canvas, self.idea = canvas, idea
        self.beat_s = 60.0 / canvas.grid.reference
        self.parts = {"I": idea.whole(0, 2), "R": idea.whole(0, 2), "X": _contrast(idea), "i": idea.whole(0, 1), "r": idea.whole(0, 1),
                      "F": _fragment(idea), "D": _driven(idea, self.beat_s),
                      "d": _driven(idea, self.beat_s)}
        if {onset for onset, _, _ in self.parts["i"]} <= {onset for onset, _, _ in self.parts["d"]}:
            self.parts["d"] = _driven(replace(idea, bars=idea.bars[1:] + idea.bars[:1]), self.beat_s)
        self.last = ""
        self._open: dict[Fraction, str] = {}

    def room(self, beat: Fraction) -> str:
        """What words leave of a beat: open, under (somebody speaks there or is about to) or shut (nothing may begin)."""
        if beat not in self._open:
            hush, at_s = self.canvas.hush, self.canvas.grid.seconds(beat)
            spoken = hush.speaking(at_s) or hush.speaking(at_s + 0.3)
            self._open[beat] = "shut" if not hush.may_attack(at_s) else "under" if spoken else "open"
        return self._open[beat]

    def heard(self, gestures: list[Gesture]) -> list[Gesture]:
        """Gestures without the tones that words forbid. A line that has begun in the open may run on under words, in few tones."""
        out, until_s, last_s, under = [], -9.0, -9.0, 0
        for gesture in gestures:
            kept = []
            for onset, length, degree in gesture.pattern:
                beat = gesture.at_beat + onset
                at_s, room = self.canvas.grid.seconds(beat), self.room(beat)
                runs_on = at_s - until_s <= RUNS_ON_S and at_s - last_s >= APART_S and under < MOST_UNDER
                if room == "under":
                    length = self._until_silent(beat, length)
                if room == "open" or (room == "under" and runs_on):
                    kept.append((onset, length, degree))
                    until_s, last_s = max(until_s, self.canvas.grid.seconds(beat + length)), at_s
                    under = 0 if room == "open" else under + 1
            if len(kept) > 1 or (kept and gesture.closing):
                out.append(replace(gesture, pattern=tuple(kept)))
        return out

    def _until_silent(self, beat: Fraction, length: Fraction) -> Fraction:
        """The length of a tone under words that is not held on into the gap after them: a gap is for something new."""
        line = self.canvas.hush.speaking(self.canvas.grid.seconds(beat))
        if line is None:
            return length
        end = Fraction(int(self.canvas.grid.beat_at(float(line.span.end_s)) * 2) + 1, 2)
        return min(length, max(_HALF, end - beat))

    def lay(self, stretch: Stretch, number: int, rest_costs: float = REST) -> tuple[Gesture, ...]:
        """The gestures of a stretch, the cheapest of all layouts of its bars.

        rest_costs  of a bar without words in which nobody sings, where the cue is as aroused as in its mean
        """
        bars, canvas = stretch.bars, self.canvas
        fortune = luck(canvas.brief.take, canvas.brief.key, "layout", number)
        taste = {name: 0.7 * float(fortune.random()) for name in LAYOUTS}
        mean = sum(phrase.arousal * float(phrase.beats) for phrase in canvas.phrases) / float(canvas.grid.end_beat)
        best: list[tuple[float, int, str, str]] = [(0.0, 0, "", "")]
        for end in range(1, len(bars) + 1):
            rest = bars[end - 1]
            quiet = canvas.hush.covered(canvas.grid.seconds(rest.at_beat), canvas.grid.seconds(canvas.grid.bar_end(rest))) > 0.4
            spurs = 1 + _SPURRED * (canvas.phrase_at(rest.at_beat).arousal - mean)
            options = [(best[end - 1][0] + (_QUIET_REST if quiet else rest_costs * max(0.2, spurs)), 1, "", "-")]
            for name, shape in self._shapes(stretch, end):
                size = len(shape)
                begin = end - size
                if begin < 0 or (shape in _LEANING and begin > 0):
                    continue
                cost = self._cost(name, shape, bars[begin:end], stretch.after if begin == 0 else None)
                before = best[begin][2] or self.last
                cost += _UNSAID * (not before and begin == 0 and stretch.after is None and name.startswith(("answer", "close")))
                cost += _PART * (not before and "i" in shape)
                same = before and before.split(" ")[0] == name.split(" ")[0] and not name.startswith(("answer", "close"))
                options.append((best[begin][0] + cost + taste.get(name, 0.0) + 0.8 * bool(same), size, name, shape))
            best.append(min(options))
        laid, end = [], len(bars)
        while end:
            _, size, name, shape = best[end]
            laid.append((name, shape, bars[end - size:end]))
            end -= size
        out: list[Gesture] = []
        for name, shape, under in reversed(laid):
            if shape != "-":
                out += self.heard(self._gestures(name, shape, under))
                self.last = name if not name.startswith(("answer", "close")) else self.last
        return tuple(out)

    def _shapes(self, stretch: Stretch, end: int) -> list[tuple[str, str]]:
        shapes = list(LAYOUTS.items())
        after = stretch.after
        if after is not None and after.form in _WHOLE_PLAIN and bar_beats(after.motif) == self.idea.beats:
            size = int((after.end - after.at_beat) / self.idea.beats)
            shapes += [*(AFTER.items() if size == 2 else ()), *ANSWERING.get(size, {}).items()]
        return [(name, shape) for name, shape in shapes if len(shape) <= end]

    def _root(self, beat: Fraction) -> int:
        return self.canvas.harmony[self.canvas.slot_at(beat)].root % 12

    def _cost(self, name: str, shape: str, bars: tuple[Bar, ...], after: Statement | None) -> float:
        """What a layout costs on these bars."""
        canvas, grid = self.canvas, self.canvas.grid
        if ({"i", "r"} & set(shape) and len(self.parts["i"]) < 3) or ("D" in shape.upper() and self.beat_s < 0.33):
            return 99.0
        if "X" in shape and any(len(self.parts[part]) < 3 for part in "IX"):
            return 99.0
        cost = _COST.get(name, 0.0)
        phrase = canvas.phrase_at(bars[0].at_beat)
        calm = phrase.arousal < 0.45 and phrase.tension < 0.5
        cost += {"sentence": 0.5 * calm, "period": 0.6 * (not calm), "ballad": 1.2 * (not calm) - 0.5 * calm}.get(name.split(" ")[0], 0.0)
        ends = self._root(grid.bar_end(bars[-1]) - _HALF)
        if name.startswith("sentence"):
            cost += 2.5 * (ends not in AT_HOME | LEANS)
        elif name.startswith("period"):
            asks = bars[shape.index("A")] if "A" in shape else None
            root = self._root(grid.bar_end(asks) - _HALF) if asks else self._root(bars[0].at_beat - _HALF)
            cost += 2.5 * (root in AT_HOME) + 2.5 * (ends not in AT_HOME) * (shape != "A")
        starts, finishes = {p.at_beat for p in canvas.phrases}, {p.end for p in canvas.phrases}
        cost += 0.6 * (bars[0].at_beat not in starts) * (after is None) + 1.0 * (grid.bar_end(bars[-1]) not in finishes)
        cost -= 0.8 * (after is not None and shape in _LEANING)
        cost += 2.0 * sum(4 * bar.beats != grid.metre * bar.unit for part, bar in zip(shape, bars, strict=True) if part not in "AC")
        wanted, lost, again = 0, 0.0, 0
        plain = self._gestures(name, shape, bars)
        left = {(each.at_beat + onset) for each in self.heard(plain) for onset, _, _ in each.pattern}
        for gesture in plain:
            beats = [gesture.at_beat + onset for onset, _, _ in gesture.pattern]
            gone = sum(beat not in left for beat in beats)
            wanted, lost = wanted + len(beats), lost + gone + 0.35 * sum(self.room(beat) == "under" for beat in beats if beat in left)
            again += gone * (2 if not self.last and after is None else 1) if gesture.kind in {"idea", "again"} else 0
        return cost + 5.0 * lost / max(1, wanted) + 1.2 * again

    def _gestures(self, name: str, shape: str, bars: tuple[Bar, ...]) -> list[Gesture]:
        """The gestures of a layout, as if nobody spoke."""
        canvas, out = self.canvas, list[Gesture]()
        form = name.split(" ")[0]
        for k, (part, bar) in enumerate(zip(shape, bars, strict=True)):
            if part == ".":
                continue
            span = canvas.grid.bar_end(bars[min(len(bars) - 1, k + (1 if part in "IRX" else 0))]) - bar.at_beat
            phrase = canvas.phrase_at(bar.at_beat)
            height = _height(phrase, (k + 0.5) / len(shape), part)
            gesture = Gesture(bar.at_beat, (), "", height, "")
            if part in "AC":
                cadence = "asks" if part == "A" else "home" if form == "period" else "rests"
                gesture = replace(self._closed(gesture, part, phrase, span), why=f"{form}: {CADENCES[cadence]}", cadence=cadence)
            else:
                kind, why = _SAID[part.upper()]
                gesture = replace(gesture, kind=kind, why=f"{form}: {why}", pattern=_clipped(self.parts[part], span))
            if gesture.pattern:
                out.append(gesture)
        return out

    def _closed(self, gesture: Gesture, part: str, phrase: Phrase, span: Fraction) -> Gesture:
        """A close: a held tone, come to by a step where there is room."""
        canvas, end = self.canvas, gesture.at_beat + span
        more = end < canvas.grid.end_beat
        held = span - (_HALF if more and span > 2 else 0)
        fortune = luck(canvas.brief.take, canvas.brief.key, "close", canvas.grid.bar_of(gesture.at_beat).number)
        steps = int(fortune.integers(3))
        pattern: Pattern = ((Fraction(0), held, 0),)
        if steps and held >= 2:
            pattern = ((Fraction(0), Fraction(1), 1 if steps == 1 else -1), (Fraction(1), held - 1, 0))
        root = self._root(end - _HALF)
        if part == "C" and root == 0:
            tones = {0: 0.0, 4: 0.4, 3: 0.4, 7: 0.6} if phrase.cadence != "final" or more else {0: 0.0, 7: 1.5, 4: 1.5, 3: 1.5}
        else:
            tones = {7: 0.0, 2: 0.1, 11: 0.3, 10: 0.3, 5: 0.6, 9: 0.8, 4: 0.8, 3: 0.8, 8: 0.9, 0: 0.9}
        return replace(gesture, pattern=pattern, kind="ask" if part == "A" else "close", closing=tuple(tones.items()))


def _height(phrase: Phrase, place: float, part: str) -> float:
    """Where a gesture should lie, in keys: it climbs to two thirds of its thought (earlier where the scene is calm), and comes home."""
    lift = 7.0 if phrase.valence >= 0 or phrase.arousal > 0.55 else 5.0
    peak = min(0.8, max(0.35, 0.65 + 0.7 * (phrase.arousal - 0.48)))
    rise = place / peak if place < peak else (1 - place) / (1 - peak)
    return sung_around(phrase) - 3 + lift * rise - (1.0 if part == "C" else 0.0)


def _clipped(pattern: Pattern, span: Fraction) -> Pattern:
    """A pattern within a span: what begins beyond it is gone, what reaches beyond it ends there."""
    return tuple((offset, min(length, span - offset), degree) for offset, length, degree in pattern if offset < span)

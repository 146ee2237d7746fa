"""Themes on the page: the forms a theme takes, and where in the cue it is stated.

Transposition, augmentation, change of mode and the head alone are recognised as the theme; inversion and retrograde
are not, so they are not offered (our measurement: among 403 melodies they are found in 0 to 7 %).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from yeoun.composing.form import Phrase, is_soft
from yeoun.composing.grid import Grid, Hush
from yeoun.model.composed import Brief, Motif, SketchNote
from yeoun.model.notes import NoteKind
from yeoun.model.spotted import ThemeUse
from yeoun.units.modes import Mode, mode_said, semitones

HEAD = 5                   # our choice: the head motif has four or five notes
LEAST_HEAD = 4             # notes of a head that a stop must leave, our choice
MOST_COVERED = 0.25        # our choice: a theme that is talked over more than this is not stated there
MOST_PLAYED_ON = 0.5       # our choice: nor is one that is played on under words for more than half of it
NOT_STATED = "none"        # the form of a theme a cue has no room for
LINE_RANGE = (57, 82)      # our choice: A3..A#5, where a melody sings
REACH = (48, 88)           # our choice: C3..E6, how far out of its range a theme may go to stay off a voice


@dataclass(frozen=True, slots=True)
class Statement:
    """A theme stated: its notes in beats of the cue, its own harmony bar by bar (empty = to be found)."""

    motif: Motif
    form: str
    reason: str
    at_beat: Fraction
    end: Fraction
    notes: tuple[SketchNote, ...]
    harmony: tuple[str, ...]
    note: str = ""       # the note of a person that asked for it


def bar_beats(motif: Motif) -> int:
    """Quarters in a bar of the motif, 3 or 4."""
    return int(sum(motif.beats, Fraction(0)) / len(motif.harmony))


def developed(motif: Motif, form: str) -> tuple[tuple[int, ...], tuple[Fraction, ...], bool]:
    """Degrees and beats of a motif in a form, and whether its own harmony still fits.

    form  plain, transposed, augmented, fragment, mode, reharmonised, ornamented, hidden
    """
    degrees, beats = motif.degrees, motif.beats
    match form:
        case "augmented" | "hidden":
            return degrees, tuple(2 * b for b in beats), False
        case "fragment":
            size = min(HEAD, len(degrees)) - (1 if len(degrees) <= HEAD else 0)
            return degrees[:size], beats[:size], False
        case "transposed":
            return tuple(d + 2 for d in degrees), beats, False
        case "ornamented":
            out: list[tuple[int, Fraction]] = []
            for number, (degree, length) in enumerate(zip(degrees, beats, strict=True)):
                if number % 2 == 1 and length >= 1:
                    out += [(degree + 1, Fraction(1, 2)), (degree, length - Fraction(1, 2))]
                else:
                    out.append((degree, length))
            return tuple(d for d, _ in out), tuple(b for _, b in out), True
        case _:
            return degrees, beats, form == "plain"


def sung_degrees(degrees: tuple[int, ...], mode: Mode) -> tuple[int, ...]:
    """A theme's degrees as a mode sings them: what a five-tone mode does not have moves to its neighbour.

    It goes the way the line is going, so that the contour stays and a step does not become a repeated tone.

    >>> from yeoun.units.modes import MODES
    >>> sung_degrees((0, 2, 4, 5, 4), MODES["pyeongjo"])
    (0, 3, 4, 5, 4)
    """
    out: list[int] = []
    for degree in degrees:
        if degree % 7 not in mode.sung:
            rising = bool(out) and degree > out[-1]
            first, second = (degree + 1, degree - 1) if rising or not out else (degree - 1, degree + 1)
            degree = first if first % 7 in mode.sung else second if second % 7 in mode.sung else degree + 2
        out.append(degree)
    return tuple(out)


def sung_around(phrase: Phrase) -> int:
    """The key around which a line of this phrase lies: higher when aroused or glad (our choice)."""
    return round(64 + 13 * phrase.arousal + (1 if phrase.valence > 0.2 else 0))


def sits_on_voice(keys: Sequence[int], onsets: Sequence[Fraction], grid: Grid, hush: Hush) -> bool:
    """Whether a note begins within a sixth of who speaks there."""
    for key, at_s in zip(keys, map(grid.seconds, onsets), strict=True):
        voice = hush.band(at_s, at_s) if hush.speaking(at_s) else None
        if voice is not None and voice[0] <= key <= voice[1]:
            return True
    return False


def _octave(keys: list[int], onsets: list[Fraction], end: Fraction, centre: float, grid: Grid, hush: Hush) -> int | None:
    """The octave shift that brings a line nearest to its centre; None where in every octave a note begins on a speaking voice.

    No note begins within a sixth of who speaks there; to lie near a voice that speaks elsewhere in the statement costs.
    """
    band = hush.band(grid.seconds(onsets[0]), grid.seconds(end))

    def cost(shift: int) -> tuple[float, int]:
        moved = [key + shift for key in keys]
        out = sum(key < LINE_RANGE[0] or key > LINE_RANGE[1] for key in moved)
        inside = sum(band is not None and band[0] <= key <= band[1] for key in moved)
        return abs(sum(moved) / len(moved) - centre) + 8 * out + 4 * inside, abs(shift)

    under = any(hush.speaking(grid.seconds(at)) for at in onsets)
    free = [shift for shift in (-24, -12, 0, 12, 24) if not sits_on_voice([key + shift for key in keys], onsets, grid, hush)
            and not (under and any(not REACH[0] <= key + shift <= REACH[1] for key in keys))]
    return min(free, key=cost, default=None)


def _attacks_badly(at: Fraction, beats: tuple[Fraction, ...], grid: Grid, hush: Hush) -> int:
    bad = 0
    for length in beats:
        bad += not hush.may_attack(grid.seconds(at))
        at += length
    return bad


def _place_cost(at: Fraction, beats: tuple[Fraction, ...], wish_s: float, phrases: tuple[Phrase, ...], grid: Grid,
                hush: Hush, taken: list[Statement]) -> tuple[float, float, int] | None:
    """Cost, share under words and forbidden attacks of stating these beats here; None where they cannot stand."""
    end = at + sum(beats, Fraction(0))
    if end - beats[-1] / 2 > grid.end_beat or (taken and at < taken[-1].end):     # in the order wished: plain before varied
        return None
    under = [bar for bar in grid.bars if grid.bar_end(bar) > at and bar.at_beat < end]
    odd = sum(4 * bar.beats != grid.metre * bar.unit for bar in under)
    start_s, end_s = grid.seconds(at), grid.seconds(end)
    covered, bad = hush.covered(start_s, end_s), _attacks_badly(at, beats, grid, hush)
    starts = {phrase.at_beat: phrase for phrase in phrases}
    cost = abs(start_s - wish_s) / 3.0 + 8 * covered + 5 * bad + 2 * odd + (0.0 if at in starts else 2.5)
    cost += 6.0 if hush.speaking(start_s) else 0.0
    cost += 0.4 * float(sum(beats, Fraction(0)) > 0 and end > grid.bars[-1].at_beat and len(grid.bars) > 4)
    cost += 3.0 * sum(at < phrase.at_beat < end and phrase.hit is not None for phrase in phrases)
    if at in starts and starts[at].hit is not None:
        cost -= 2.0
    return cost, covered, bad


def _wishes(uses: tuple[ThemeUse, ...], phrases: tuple[Phrase, ...], grid: Grid) -> list[float]:
    """When each theme would like to enter: the first after an opening phrase, the last in the last third."""
    start, end = grid.seconds(Fraction(0)), grid.seconds(grid.end_beat)
    opening = phrases[1].at_beat if len(phrases) >= 3 and end > 24 else Fraction(0)
    first = grid.seconds(opening)
    last = start + (end - start) * 0.67
    if len(uses) == 1:
        return [first]
    return [first + (last - first) * k / (len(uses) - 1) for k in range(len(uses))]


def _stated(use: ThemeUse, motif: Motif, form: str, at: Fraction, mode: Mode, tonic: int, centre: float, grid: Grid,
            hush: Hush) -> Statement | None:
    """A theme stated at a beat; None where it would sit on who speaks there, in whatever octave."""
    degrees, beats, own = developed(motif, form)
    raw = [60 + tonic + semitones(degree, mode) for degree in sung_degrees(degrees, mode)]
    end = min(at + sum(beats, Fraction(0)), grid.end_beat)      # a last long note may be cut by the end of the cue
    beats = (*beats[:-1], end - at - sum(beats[:-1], Fraction(0)))
    onsets = [at + sum(beats[:k], Fraction(0)) for k in range(len(beats))]
    shift = _octave(raw, onsets, end, centre + (7 if form == "hidden" else 0), grid, hush)
    if shift is None:
        return None
    shown = "mode" if form in {"plain", "reharmonised"} and mode.name != motif.mode else form
    notes = [SketchNote(beat, length, key + shift, 0.5, f"theme {shown}")
             for beat, length, key in zip(onsets, beats, raw, strict=True)]
    harmony = motif.harmony if own and mode.name == motif.mode and bar_beats(motif) == grid.metre else ()
    return Statement(motif, shown, use.reason, at, end, tuple(notes), harmony, use.note)


def _played_on(at: Fraction, beats: tuple[Fraction, ...], grid: Grid, hush: Hush) -> bool:
    """Whether a theme that runs on under words begins clear of them: its head is heard before anybody speaks."""
    head_s = grid.seconds(at + sum(beats[:HEAD - 1], Fraction(0)))
    return hush.covered(grid.seconds(at), head_s) == 0.0 and hush.covered(grid.seconds(at), grid.seconds(
        at + sum(beats, Fraction(0)))) <= MOST_PLAYED_ON


def _whole(form: str, at: Fraction, beats: tuple[Fraction, ...], stops: list[Fraction]) -> bool:
    """Whether a composed stop leaves enough of a theme: all of it, or four notes of its head where only that is stated."""
    end = at + sum(beats, Fraction(0))
    if not any(at < stop < end for stop in stops):
        return True
    stop = min(stop for stop in stops if at < stop < end)
    begun = sum(at + sum(beats[:k], Fraction(0)) < stop for k in range(len(beats)))
    return form == "fragment" and begun >= LEAST_HEAD


def _until(statement: Statement, stops: list[Fraction]) -> Statement:
    """A statement that a stop breaks off: its notes up to there, the last of them cut short."""
    inside = [stop for stop in stops if statement.at_beat < stop < statement.end]
    if not inside:
        return statement
    stop = min(inside)
    notes = tuple(replace(note, beats=min(note.beats, stop - note.at_beat)) for note in statement.notes
                  if note.at_beat < stop)
    return replace(statement, notes=notes, end=stop, harmony=())


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a theme a cue is to state: the statement, or None; and why it is not what was wished ("" = it is)."""

    use: ThemeUse
    statement: Statement | None
    why: str = ""
    over_words: bool = False    # a person asked for it, and it stands over words


def _no_room(motif: Motif, form: str, grid: Grid, hush: Hush, stops: list[Fraction], stated: list[Statement],
             on_voice: frozenset[str]) -> str:
    """Why a form found no place: the cue is too short for it, it would sit on a voice, or what is in the cue leaves no room."""
    _, beats, _ = developed(motif, form)
    needed, there = sum(beats, Fraction(0)), grid.end_beat
    name = "its head" if form == "fragment" else "the whole"
    if needed - beats[-1] / 2 > there:
        return f"{name} takes {float(needed):g} beats, and the cue has {float(there):g}"
    if form in on_voice:
        return f"where there is room for {name}, it would lie within a sixth of who speaks"
    what = [*(["words"] if hush.lines else []), *(["stops"] if stops else []), *(["what is stated before"] if stated else [])]
    return f"{' and '.join(what) or 'the bars'} leave{'' if len(what) != 1 or what[0] in {'words', 'stops'} else 's'} no room for {name}"


def _best_at(form: str, over: int, motif: Motif, wish_s: float, grid: Grid, phrases: tuple[Phrase, ...], hush: Hush,
             stops: list[Fraction], stated: list[Statement]) -> list[Fraction]:
    """The bars at which a form may begin, the best first. over: 0 in the gaps, 1 played on under words, 2 over words."""
    _, beats, _ = developed(motif, form)
    options = []
    for bar in grid.bars:
        found = _place_cost(bar.at_beat, beats, wish_s, phrases, grid, hush, stated) if _whole(form, bar.at_beat, beats, stops) else None
        if found is None or found[2] or (over < 2 and hush.speaking(grid.seconds(bar.at_beat))):
            continue
        if found[1] <= MOST_COVERED or form == "hidden" or over == 2 or (over and _played_on(bar.at_beat, beats, grid, hush)):
            options.append((found[0], bar.at_beat))
    return [at for _, at in sorted(options)]


def find(brief: Brief, grid: Grid, phrases: tuple[Phrase, ...], hush: Hush, mode: Mode, tonic: int,
         survives: Callable[[Statement], bool]) -> tuple[Found, ...]:
    """What becomes of each theme a cue is to state, in the order of its uses.

    brief     its theme uses, in the order wished;  grid, phrases, hush  where there is room
    mode      of the cue: a plain theme in another mode than its own is stated as a change of mode
    tonic     pitch class of the cue
    survives  whether every note of a statement is still there when words and stops have had their say
    """
    stated: list[Statement] = []
    out: list[Found] = []
    is_asked = any(each.kind is NoteKind.THEME for each in brief.asked)
    named = {motif.id: motif for motif in brief.motifs}
    stops = [beat for hit, beat in zip(brief.hits, grid.hit_beats, strict=True)
             if hit.kind == "stop" and beat is not None and not is_soft(hit, beat, phrases)]
    for use, wish_s in zip(brief.themes, _wishes(brief.themes, phrases, grid), strict=True):
        motif = named.get(use.motif)
        if motif is None or use.form == NOT_STATED:
            out.append(Found(use, None, "it is not in the book" if motif is None else use.reason))
            continue
        ways = [(use.form, 0), *([(use.form, 1)] if use.over_words else []), *([(use.form, 2)] if is_asked else []),
                ("fragment", 0), ("hidden", 0)]
        made, on_voice = list[tuple[Statement, int]](), set[str]()
        for form, over in dict.fromkeys(ways):
            for at in _best_at(form, over, motif, wish_s, grid, phrases, hush, stops, stated):
                centre = sung_around(next(phrase for phrase in phrases if phrase.at_beat <= at < phrase.end))
                there = _stated(use, motif, form, at, mode, tonic, centre, grid, hush)
                if there is None:
                    on_voice.add(form)
                else:
                    made.append((_until(there, stops), over))
        kept = next(((each, over) for each, over in made if survives(each)), None)
        out.append(_told(use, motif, mode, kept, grid, hush, stops, stated, frozenset(on_voice - {each.form for each, _ in made})))
        stated += [kept[0]] if kept else []
    return tuple(out)


def _told(use: ThemeUse, motif: Motif, mode: Mode, kept: tuple[Statement, int] | None, grid: Grid, hush: Hush,
          stops: list[Fraction], stated: list[Statement], on_voice: frozenset[str]) -> Found:
    """A statement with the reason it really has: what sounds, and what stood against the form that was wished."""
    if kept is None:
        return Found(use, None, _no_room(motif, "fragment", grid, hush, stops, stated, on_voice))
    statement, over = kept
    why = "" if statement.form in {use.form, "mode"} else _no_room(motif, use.form, grid, hush, stops, stated, on_voice)
    reason, asked = use.reason, f"note {use.note}: " if use.note else ""
    if why:
        reason = f"{asked}{'the head alone' if statement.form == 'fragment' else 'far off, above the words'}: {why}"
    elif statement.form != use.form:
        reason = f"{asked}the whole theme, as {mode_said(mode.name)} sings it"
    if over == 1:
        reason += ", played on softly under the words"
    return Found(use, replace(statement, reason=reason), why, over == 2)


def place(brief: Brief, grid: Grid, phrases: tuple[Phrase, ...], hush: Hush, mode: Mode, tonic: int,
          survives: Callable[[Statement], bool]) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """The statements of a cue, in order, and what could not be stated and why; inputs as of `find`."""
    remarks: list[str] = []
    found = find(brief, grid, phrases, hush, mode, tonic, survives)
    for each in found:
        name = f"theme {each.use.motif}"
        if each.over_words:
            remarks.append(f"{name} is stated as {each.use.form} over words: a note asks for it there, and there is "
                           "no room between them")
        if each.statement is None:
            remarks.append(f"{name} is not stated: {each.why}")
        elif each.why:
            remarks.append(f"{name} is stated as {each.statement.form} instead of {each.use.form}: {each.why}")
    return tuple(sorted((each.statement for each in found if each.statement is not None), key=lambda s: s.at_beat)), tuple(remarks)

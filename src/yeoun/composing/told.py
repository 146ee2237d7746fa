"""What notes did to a cue, as it came out: each is asked about by leaving it out.

A note's id stands on what it moved and on nothing else: where the music would have been so anyway, its outcome is empty.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from yeoun.composing.bearing import Bearing, bearing
from yeoun.composing.grid import Grid
from yeoun.composing.ground import Ground
from yeoun.composing.statements import Statement, place
from yeoun.model.composed import Brief, Chord, FreedTheme, GivenUp, MotifStatement
from yeoun.model.notes import NoteKind, Outcome
from yeoun.units.degrees import degree_named
from yeoun.units.modes import mode_said
from yeoun.units.names import theme_asked
from yeoun.units.time import Seconds

NEAR_TEMPO = 0.03    # our choice: a mean tempo this near to what was asked is that tempo


def freed(brief: Brief, kind: NoteKind) -> Brief:
    """The brief without what notes of one kind ask for."""
    match kind:
        case NoteKind.MODE:
            brief = replace(brief, mode_pin=None)
        case NoteKind.KEY:
            brief = replace(brief, key_pin=None)
        case NoteKind.TEMPO:
            brief = replace(brief, tempo_pin=None)
        case NoteKind.CHORDS:
            brief = replace(brief, chords_pin=())
        case (NoteKind.GRAPH | NoteKind.SILENCE | NoteKind.MUSIC | NoteKind.THEME | NoteKind.HIT | NoteKind.INSTRUMENT
              | NoteKind.LOCK | NoteKind.PICK | NoteKind.METHOD | NoteKind.SCRIPT):
            pass
    return replace(brief, asked=tuple(each for each in brief.asked if each.kind is not kind))


def mean_bpm(grid: Grid) -> float:
    """The tempo of the whole cue: its beats over its seconds."""
    return float(grid.end_beat) * 60.0 / (grid.seconds(grid.end_beat) - grid.times[0])


def _named(where: Bearing) -> str:
    return f"{where.key} {mode_said(where.mode.name)}"


def of_bearing(brief: Brief, where: Bearing, grid: Grid) -> tuple[Outcome, ...]:
    """What mode, key and tempo notes did."""
    out = []
    for each in brief.asked:
        if each.kind not in {NoteKind.MODE, NoteKind.KEY, NoteKind.TEMPO}:
            continue
        other = bearing(freed(brief, each.kind))
        changed = unmet = ""
        if each.kind is NoteKind.MODE and other.mode != where.mode:
            changed = f"{mode_said(where.mode.name)} instead of {mode_said(other.mode.name)}"
        elif each.kind is NoteKind.KEY and (other.tonic, other.mode) != (where.tonic, where.mode):
            changed = f"{_named(where)} instead of {_named(other)}"
        elif each.kind is NoteKind.TEMPO and brief.tempo_pin:
            heard = mean_bpm(grid)
            if round(other.tempo) != round(where.tempo):
                changed = f"{heard:.1f} beats a minute, where {other.tempo:.0f} would be wished"
            if abs(heard / brief.tempo_pin - 1) > NEAR_TEMPO:
                unmet = f"{heard:.1f} beats a minute instead of {brief.tempo_pin:g}: the hits and the length of the cue ask for it"
        out.append(Outcome(each.note, each.kind.value, changed, unmet))
    return tuple(out)


def still_so(brief: Brief, where: Bearing) -> tuple[Outcome, ...]:
    """What was told of the notes before the music was made, less a mode that this draft does not stand in."""
    return tuple(each for each in brief.outcomes if each.what != "mode" or not each.changed
                 or each.changed.startswith(f"{_named(where)} instead of "))


def marked(brief: Brief, chords: tuple[Chord, ...], without: tuple[Chord, ...]) -> tuple[Chord, ...]:
    """The chords, those that are otherwise than without the chords note with its id."""
    note = next((each.note for each in brief.asked if each.kind is NoteKind.CHORDS), "")
    same = {(chord.at_beat, chord.pitch_classes, chord.bass) for chord in without}
    return tuple(chord if (chord.at_beat, chord.pitch_classes, chord.bass) in same else replace(chord, note=note)
                 for chord in chords)


def of_chords(brief: Brief, where: Bearing, grid: Grid, chords: tuple[Chord, ...]) -> tuple[Outcome, ...]:
    """What a chords note did: the bars whose chord it moved, and the degrees it did not get."""
    asked = tuple(each for each in brief.asked if each.kind is NoteKind.CHORDS)
    if not asked:
        return ()
    moved = tuple(chord for chord in chords if chord.note)
    bars = tuple(dict.fromkeys(grid.bar_of(chord.at_beat).number for chord in moved))
    changed = f"{len(moved)} of {len(chords)} chords: {' '.join(chord.degree for chord in moved)}" if moved else ""
    short = []
    if len(chords) < len(brief.chords_pin):
        short.append(f"only {len(chords)} of the {len(brief.chords_pin)} chords are played: the heart and the length of the "
                     "cue leave room for no more changes")
    plainer = dict.fromkeys(f"{each} is played as {known}" for each in brief.chords_pin
                            if (known := degree_named(where.mode.name, each)) not in {None, each})
    if plainer:
        short.append(f"{', '.join(plainer)}: {mode_said(where.mode.name)} has no other {'form' if len(plainer) == 1 else 'forms'}")
    wanted = [degree_named(where.mode.name, each) for each in brief.chords_pin]
    lost = [chord for number, chord in enumerate(chords) if chord.degree != wanted[number % len(wanted)]]
    if lost:
        short.append(f"{len(lost)} chords are others than asked: no other could be reached")
    return tuple(Outcome(each.note, "chords", changed, "; ".join(short), None, bars) for each in asked)


def _without(brief: Brief, freed: FreedTheme) -> Brief:
    """The brief without one theme note."""
    return replace(brief, themes=freed.themes, motifs=freed.motifs, asked=tuple(
        each for each in brief.asked if not (each.kind is NoteKind.THEME and freed.speaks)))


def _themes(statements: Sequence[Statement]) -> str:
    if not statements:
        return "no theme"
    return ", then ".join(dict.fromkeys(f"{each.motif.owner}'s theme {each.form}" for each in statements))


def with_notes(brief: Brief, here: Ground) -> tuple[tuple[Statement, ...], tuple[str, ...], tuple[Outcome, ...]]:
    """The statements of a cue, remarks, and what theme notes changed: an id stands only on what would be otherwise.

    Where the note brings another mode, key or metre with its theme, the whole statement is its doing.
    """
    where, grid = here.where, here.grid
    made, remarks = place(brief, grid, here.phrases, here.hush, where.mode, where.tonic, here.survives)
    out = []
    for freed in brief.freed:
        free = _without(brief, freed)
        other = bearing(free)
        is_there = (other.mode, other.tonic, other.metre) == (where.mode, where.tonic, where.metre)
        without = place(free, grid, here.phrases, here.hush, other.mode, other.tonic, here.survives)[0]
        same = {(each.motif.id, each.form, each.at_beat, each.notes) for each in without} if is_there else set()
        new = [each for each in made if (each.motif.id, each.form, each.at_beat, each.notes) not in same]
        gone = len(without) > len(made)
        changed = f"{_themes(made)} instead of {_themes(without)}" if new or gone else ""
        if changed and _themes(made) == _themes(without):
            changed = f"{_themes(made)} at another place"
        bars = tuple(dict.fromkeys(grid.bar_of(each.at_beat).number for each in new))
        out.append(Outcome(freed.note, "theme", changed, bars=bars))
        if freed.speaks:
            made = tuple(each if each in new else replace(each, note="", reason=_own(each, without)) for each in made)
    return made, remarks, tuple(each for each in out if each.changed or any(
        freed.speaks for freed in brief.freed if freed.note == each.note))


def _own(statement: Statement, without: Sequence[Statement]) -> str:
    """The reason a statement has without the note."""
    return next((each.reason for each in without if each.at_beat == statement.at_beat), statement.reason)


def of_themes(brief: Brief, stated: tuple[MotifStatement, ...], remarks: tuple[str, ...]) -> tuple[Outcome, ...]:
    """What became of the theme a note asks for, where it is not stated as asked."""
    out = []
    for each in brief.asked:
        if each.kind is not NoteKind.THEME or not brief.motifs:
            continue
        motif, form = brief.motifs[0], theme_asked(each.value)[1]
        heard = [one for one in stated if one.motif == motif.id]
        about = [remark.partition(": ")[2] for remark in remarks if remark.startswith(f"theme {motif.id} ")]
        if not heard:
            why = "; ".join(about) or "its notes give way to words and stops"
            out.append(Outcome(each.note, "theme", unmet=f"{motif.owner}'s theme is not stated: {why}"))
        elif form is not None and form not in {one.form for one in heard}:
            why = "; ".join(about) or "the cue is in another mode than the theme"
            out.append(Outcome(each.note, "theme", unmet=f"{motif.owner}'s theme is {heard[0].form} instead of {form}: {why}"))
        elif any("over words" in remark for remark in remarks):
            out.append(Outcome(each.note, "theme", unmet=f"{motif.owner}'s theme is stated over words: there is no room between them"))
    return tuple(out)


def of_hits(brief: Brief, remarks: tuple[str, ...]) -> tuple[Outcome, ...]:
    """Hits that notes ask for and that could not be met as asked."""
    return tuple(Outcome(note, "hit", unmet=remark, at_s=Seconds(float(hit.at_s)))
                 for number, hit in enumerate(brief.hits, 1) for note in hit.notes
                 for remark in remarks if remark.startswith(f"hit {number} "))


def _ways(brief: Brief) -> Iterator[tuple[tuple[str, ...], Brief]]:
    """The notes that may cost a hit, each with the brief without it; last all of them at once."""
    ways: list[tuple[tuple[str, ...], Brief]] = []
    bare = brief
    for kind in (NoteKind.TEMPO, NoteKind.MODE, NoteKind.KEY):
        if notes := tuple(each.note for each in brief.asked if each.kind is kind):
            ways.append((notes, freed(brief, kind)))
            bare = freed(bare, kind)
    ways += [((each.note,), _without(brief, each)) for each in brief.freed if each.speaks]
    for note in dict.fromkeys(note for hit in brief.hits for note in hit.notes):
        ways.append(((note,), replace(brief, hits=tuple(hit for hit in brief.hits if note not in hit.notes))))
        bare = replace(bare, hits=tuple(hit for hit in bare.hits if note not in hit.notes))
    yield from ways
    if len(ways) > 1:
        yield tuple(dict.fromkeys(note for notes, _ in ways for note in notes)), bare


def given_up(brief: Brief, grid: Grid, laid: Callable[[Brief], Grid]) -> tuple[GivenUp, ...]:
    """The hits that have no place on the grid and would have one without somebody's note.

    laid   the grid of a brief: asked once for each note, and only where a hit is lost
    """
    lost = [number for number, beat in enumerate(grid.hit_beats) if beat is None]
    blamed: dict[int, tuple[str, ...]] = {}
    for notes, other in _ways(brief) if lost else ():
        met = {hit for hit, beat in zip(other.hits, laid(other).hit_beats, strict=True) if beat is not None}
        for number in lost:
            if brief.hits[number] in met:
                blamed.setdefault(number, notes)
    said = {number: next((remark.partition("not met: ")[2] for remark in grid.remarks
                          if remark.startswith(f"hit {number + 1} ") and "not met: " in remark), "") for number in blamed}
    return tuple(GivenUp(number, notes, said[number]) for number, notes in sorted(blamed.items()))

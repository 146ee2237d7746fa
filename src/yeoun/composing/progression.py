"""From form to chords: the slots, what each must do, and the chords and voicings found for them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from yeoun.composing.bearing import Bearing, note_for
from yeoun.composing.chords import Harmony, find, vocabulary
from yeoun.composing.form import Phrase, feeling_over
from yeoun.composing.grid import Grid, Hush
from yeoun.composing.harmony import (
    AT_HOME,
    BENDS,
    CADENCES,
    HARD,
    LEANS,
    LIKED,
    RUBBED,
    Slot,
    away,
    evading,
    harmonise,
    leaning,
    misfit,
    plainer,
    resting,
)
from yeoun.composing.heart import harmonic_rhythm
from yeoun.composing.manners import Stop
from yeoun.composing.reserve import Close
from yeoun.composing.statements import Statement, bar_beats
from yeoun.composing.voicing import RUB_S, Wish, voice
from yeoun.model.composed import Brief, SketchNote
from yeoun.model.notes import NoteKind
from yeoun.model.spotted import Ending, HitClass
from yeoun.units.luck import luck
from yeoun.units.modes import Mode

CALMEST, WIDEST = 0.06, 0.84    # our choice: of the strain of a mode's chords, where the calmest wish lies and how far they may go
WIDER, LEVEL = 2.4, 0.78        # our choice: how much wider than the graph's tension, and where the middle lies
HOME, OPEN = "cadence: home", "cadence: the end, which does not rest"
UNRESTED = 0.6       # our choice: a cue that ends tenser than this, of what its chords can do, may end beside home
CALM = 0.35                  # our choice: a cue begins at home unless it begins tenser than this
THOUGHT = 0.6                   # our choice: what it costs to leave a thought of the tune without its cadence
_REENTRY_S = 1.2      # our choice: a gap between lines in which the harmony may come back


def fixed_beats(brief: Brief, grid: Grid, hush: Hush, statements: tuple[Statement, ...],
                stops: tuple[Stop, ...]) -> frozenset[Fraction]:
    """Beats at which the chord must change: hits, the entry of a theme, the last bar, the way back after a stop."""
    fixed: set[Fraction] = set()
    for hit, beat in zip(brief.hits, grid.hit_beats, strict=True):
        if beat is not None and hit.grade is not HitClass.C and hit.kind != "stop":
            fixed.add(beat)
    fixed |= {statement.at_beat for statement in statements}
    if brief.ending is not Ending.CUT:
        fixed.add(grid.bars[-1].at_beat)
    fixed |= {stop.end for stop in stops if stop.end < grid.end_beat}
    return frozenset(beat for beat in fixed if 0 <= beat < grid.end_beat)


def ways_back(grid: Grid, hush: Hush) -> frozenset[Fraction]:
    """Beats at which the harmony may sound again after words: the first in a gap that is long enough."""
    back: set[Fraction] = set()
    beat_s = 60.0 / grid.reference
    for line in hush.lines:
        after = float(line.span.end_s) + (max(1.0, beat_s) if line.is_key else 0.0)
        beat = Fraction(int(grid.beat_at(max(after, grid.times[0])) - 1e-6) + 1)
        at_s = grid.seconds(beat)
        free = hush.may_attack(at_s) and hush.speaking(at_s) is None and hush.covered(at_s, at_s + _REENTRY_S) == 0.0
        if 0 < beat < grid.end_beat and free:
            back.add(beat)
    return frozenset(back)


def back_again(slots: tuple[Slot, ...], harmony: tuple[Harmony, ...],
               ways: frozenset[Fraction]) -> tuple[tuple[Slot, ...], tuple[Harmony, ...]]:
    """Slots and chords with those parted in which words end: the same chord begins anew, so that what gave way comes back."""
    parted: list[Slot] = []
    sounding: list[Harmony] = []
    for slot, chord in zip(slots, harmony, strict=True):
        end = slot.at_beat + slot.beats
        starts = [slot.at_beat, *sorted(way for way in ways if slot.at_beat + 1 <= way <= end - 1)]
        for number, (begin, until) in enumerate(zip(starts, [*starts[1:], end], strict=True)):
            why = slot.why if number == 0 else f"harmony {chord.degree} again after the words"
            parted.append(replace(slot, at_beat=begin, beats=until - begin, why=why, is_back=number > 0))
            sounding.append(chord)
    return tuple(parted), tuple(sounding)


def _with_cadences(slots: list[Slot], phrases: tuple[Phrase, ...], mode: str) -> list[Slot]:
    rest, lean, evade = resting(mode), leaning(mode), evading(mode)
    for phrase in phrases:
        inside = [n for n, slot in enumerate(slots) if slot.phrase == phrase.number]
        if not inside:
            continue
        last, following = inside[-1], inside[-1] + 1
        match phrase.cadence:
            case "final":
                rests = slots[last].tension < UNRESTED
                slots[last] = replace(slots[last], allowed=rest if rests else rest | evade, why=HOME if rests else OPEN)
                if len(inside) > 1:
                    slots[last - 1] = replace(slots[last - 1], allowed=lean, why="cadence: leaning home")
            case "half":
                slots[last] = replace(slots[last], allowed=lean, why="cadence: half", insists=LIKED)
            case "authentic" | "evaded":
                slots[last] = replace(slots[last], allowed=lean, why="cadence: leaning home")
                if following < len(slots):
                    home = phrase.cadence == "authentic"
                    slots[following] = replace(slots[following], allowed=rest if home else evade | away(mode), insists=HARD,
                                               why=HOME if home else "cadence: evaded")
            case _:
                pass
    if slots and not slots[0].allowed and len(slots) > 1:
        calm = slots[0].tension < CALM
        slots[0] = replace(slots[0], allowed=rest if calm else rest | evade, insists=HARD if calm else LIKED)
    return slots


def _with_thoughts(slots: list[Slot], cadences: Mapping[Fraction, str], mode: str) -> list[Slot]:
    """The slots in which a thought of the tune asks, comes home or closes, where the form has not said what stands there."""
    roots = {"asks": frozenset(range(12)) - AT_HOME, "home": AT_HOME, "rests": AT_HOME | LEANS}
    names = vocabulary(mode)
    for beat, does in cadences.items():
        number = max((n for n, slot in enumerate(slots) if slot.at_beat <= beat), default=0)
        if not slots[number].allowed:
            allowed = frozenset(chord.degree for chord in names if chord.root in roots[does])
            slots[number] = replace(slots[number], allowed=allowed, insists=THOUGHT, why=f"cadence: a thought {CADENCES[does]}")
    return slots


def _singable(slot: Slot, mode: str) -> Slot:
    """A cadence without the chords that rub against what is held over them; where none is left, no cadence."""
    if not slot.why.startswith(("cadence: leaning", "cadence: half")):
        return slot
    held = [pitch for pitch, beats in slot.melody if beats >= 1]
    fits = frozenset(chord.degree for chord in vocabulary(mode) if chord.degree in slot.allowed
                     and all(misfit(pitch, chord) < RUBBED for pitch in held))
    return replace(slot, allowed=fits) if fits else replace(slot, allowed=fits, why="")


def _melody_over(start: Fraction, end: Fraction, tune: Sequence[SketchNote], tonic: int) -> tuple[tuple[int, float], ...]:
    heard = []
    for note in tune:
        shared = min(end, note.at_beat + note.beats) - max(start, note.at_beat)
        if shared > 0:
            heard.append(((note.key - tonic) % 12, float(shared)))
    return tuple(heard)


def stretched(slots: list[Slot]) -> list[Slot]:
    """The slots with their tension spread over what chords can do: as it moves in this cue, wider, never the other way round.

    The wider it moves in the graph the wider the chords go, and a tense cue lies higher than a calm one (our choice).
    """
    tensions = [slot.tension for slot in slots]
    low, high = min(tensions), max(tensions)
    span = min(WIDEST, WIDER * (high - low))
    base = min(max(LEVEL * (low + high) / 2 - span / 2, CALMEST), CALMEST + WIDEST - span)
    return [replace(slot, tension=round(base + span * (slot.tension - low) / max(high - low, 1e-6), 3)) for slot in slots]


def slots_of(brief: Brief, where: Bearing, grid: Grid, hush: Hush, phrases: tuple[Phrase, ...],
             statements: tuple[Statement, ...], fixed: frozenset[Fraction], close: Close | None,
             tune: Sequence[SketchNote], cadences: Mapping[Fraction, str]) -> tuple[Slot, ...]:
    """One slot a chord, with tension, melody and what the form, a theme or a note allows there.

    tune  what is sung over it, as far as it is known;  cadences  where that asks or closes, and what the harmony does there
    """
    changes = harmonic_rhythm(brief.heart_bpm, grid, hush, phrases, fixed, ways_back(grid, hush))
    slots: list[Slot] = []
    for start, end in zip(changes, (*changes[1:], grid.end_beat), strict=True):
        phrase = next(p for p in phrases if p.at_beat <= start < p.end)
        start_s, end_s = grid.seconds(start), grid.seconds(end)
        tension = feeling_over(brief.intent, start_s, end_s)[2]
        slots.append(Slot(start, end - start, tension, _melody_over(start, end, tune, where.tonic), frozenset(), "", phrase.number,
                          over_drone=phrase.level <= 1))
    slots = stretched(slots)
    slots = [_singable(slot, where.mode.name) for slot in _with_cadences(slots, phrases, where.mode.name)]
    slots = _with_thoughts(slots, cadences, where.mode.name)
    if close is not None:
        slots = _homeward(slots, close)
    names = vocabulary(where.mode.name)
    for number, slot in enumerate(slots):
        own = next((s for s in statements[:1] if s.harmony and s.at_beat <= slot.at_beat < s.end), None)    # later: reharmonised
        degrees: tuple[str, ...] = ()
        if brief.chords_pin:
            degrees = (brief.chords_pin[number % len(brief.chords_pin)],)
        elif own is not None and not slot.why.startswith((HOME, OPEN)):
            degrees = _of_theme(own, slot)
        places = [find(where.mode.name, degree) for degree in degrees]
        found = [names[known].degree for known in places if known is not None]
        if found:
            why = f"harmony {note_for(brief, NoteKind.CHORDS)} asks for" if brief.chords_pin else "harmony of the theme"
            allowed = frozenset(found) if brief.chords_pin else frozenset().union(
                *(plainer(each, where.mode.name) for each in found))
            slots[number] = replace(slot, allowed=allowed, why=why, insists=HARD if brief.chords_pin else BENDS)
        elif not brief.chords_pin:
            slots[number] = _in_another_light(slot, statements, where.mode.name)
    return tuple(slots)


def _in_another_light(slot: Slot, statements: tuple[Statement, ...], mode: str) -> Slot:
    """A slot under a reharmonised theme without its own chords: none on a root or a bass that the theme has there.

    Only a cadence that knows nothing else keeps them.
    """
    there = next((each for each in statements if each.form == "reharmonised" and each.at_beat <= slot.at_beat < each.end), None)
    if there is None or there.motif.mode != mode:
        return slot
    names = vocabulary(mode)
    own = {tone for chord in names if chord.degree in _of_theme(there, slot) for tone in (chord.root, chord.bass)}
    avoided = frozenset(chord.degree for chord in names if chord.root in own or chord.bass in own)
    return replace(slot, avoided=avoided)


def _of_theme(own: Statement, slot: Slot) -> tuple[str, ...]:
    """The theme's degrees in a slot: of every bar of it that has a beat or more there."""
    harmony, metre = own.motif.harmony, bar_beats(own.motif)
    inside = max(1, int(min(slot.at_beat + slot.beats, own.end) - slot.at_beat))
    bars = [int((slot.at_beat - own.at_beat + beat) / metre) for beat in range(inside)]
    return tuple(dict.fromkeys(harmony[min(len(harmony) - 1, bar)] for bar in bars))


def _homeward(slots: list[Slot], close: Close) -> list[Slot]:
    """The slots with the close in its own mode: it begins and ends at home."""
    rest, lean = resting(close.mode.name), leaning(close.mode.name)
    inside = [number for number, slot in enumerate(slots) if slot.at_beat >= close.at_beat]
    for number in inside:
        slots[number] = replace(slots[number], allowed=frozenset(), why=f"the close in {close.mode.name}")
    if len(inside) > 2:
        slots[inside[-2]] = replace(slots[inside[-2]], allowed=lean)
    if inside and inside[0] and slots[inside[0] - 1].why.startswith("cadence: leaning"):
        slots[inside[0] - 1] = replace(slots[inside[0] - 1], allowed=frozenset({"Vsus4", "V"}))    # no third, or the light one
    for number in {inside[0], inside[-1]} if inside else ():
        slots[number] = replace(slots[number], allowed=rest, why=f"{HOME}, in the {close.mode.name} held in reserve")
    return slots


def chords_of(brief: Brief, where: Bearing, slots: tuple[Slot, ...], close: Close | None) -> tuple[Harmony, ...]:
    """The chords of the slots, coloured by the take's taste; those of the close in its own mode."""
    def found(some: tuple[Slot, ...], mode: Mode) -> tuple[Harmony, ...]:
        taste = 0.03 * luck(brief.take, brief.key, "harmony").random(len(vocabulary(mode.name)))
        return harmonise(some, mode.name, mode.is_minor, taste) if some else ()

    if close is None:
        return found(slots, where.mode)
    first = next((number for number, slot in enumerate(slots) if slot.at_beat >= close.at_beat), len(slots))
    return found(slots[:first], where.mode) + found(slots[first:], close.mode)


def voicings_of(where: Bearing, grid: Grid, hush: Hush, phrases: tuple[Phrase, ...], slots: tuple[Slot, ...],
                harmony: tuple[Harmony, ...], tune: Sequence[SketchNote]) -> tuple[tuple[int, ...], ...]:
    """Four keys a chord; the middle rises with arousal, the speaker's band is left free."""
    wishes = []
    for slot, chord in zip(slots, harmony, strict=True):
        start_s, end_s = grid.seconds(slot.at_beat), grid.seconds(slot.at_beat + slot.beats)
        arousal = phrases[slot.phrase].arousal
        over = [(note.key, min(end_s, grid.seconds(note.at_beat + note.beats)) - max(start_s, grid.seconds(note.at_beat)))
                for note in tune if note.at_beat < slot.at_beat + slot.beats and note.at_beat + note.beats > slot.at_beat]
        wishes.append(Wish(chord, round(54 + 14 * arousal), hush.band(start_s, end_s), hush.covered(start_s, end_s),
                           min([84, *(key for key, _ in over)]),
                           tuple(dict.fromkeys(key for key, shared_s in over if shared_s > RUB_S))))
    return voice(tuple(wishes), where.tonic)

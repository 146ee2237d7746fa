"""Which motif each cue states, and in which forms: what is planned is what will sound.

A plan that counts a theme as heard because it was wished is wrong wherever words, stops or the length of a cue stood
against it. So each wish is tried on the ground of its cue first, and only what has room there is planned. Where no cue
of the episode has room for the whole in its gaps, one may play it on under words (the last that can: our choice), so that
whoever has a theme is heard with it once.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from yeoun.composing.pins import Pins
from yeoun.composing.statements import NOT_STATED, Found
from yeoun.composing.uses import AGAIN, FIRST_TIME, LAST_TIME, uses_for
from yeoun.model.composed import Motif
from yeoun.model.feeling import EmotionGraph
from yeoun.model.spotted import Cue, ThemeUse

Uses: TypeAlias = list[tuple[Motif | None, tuple[ThemeUse, ...]]]
Chosen: TypeAlias = tuple[Cue, Pins, Motif | None]
Room: TypeAlias = Callable[[int, Pins, Motif, tuple[ThemeUse, ...]], tuple[Found, ...]]    # the cue's number first

_TURNS = 4    # a theme that gives way moves the others; they settle at once or nearly so


def uses_of(chosen: Sequence[Chosen], graph: EmotionGraph, rate: Fraction, room: Room) -> Uses:
    """The motif and the uses of each cue: plain once in the episode before it is varied.

    chosen  each cue, what notes ask of it, and the motif it is to state
    room    what would become of uses in a cue
    """
    whole = {motif.id: _whole(motif, chosen, room) for _, _, motif in chosen if motif is not None}
    heard: set[str] = set()
    made: Uses = []
    for number, (cue, pins, motif) in enumerate(chosen):
        uses: tuple[ThemeUse, ...] = ()
        if motif is not None:
            places, over_words = whole[motif.id]
            is_last = number in places and number == max(places)
            who = next((person for person in graph.characters if person.name == motif.owner), None)
            wished = uses_for(cue, rate, graph, who, motif, str(motif.id) not in heard, is_last, pins.form,
                              over_words and number in places)
            uses = _settled(number, pins, motif, wished, room)
            if str(motif.id) not in heard:
                uses = _first_is_first(uses)
            if any(each.statement is not None and each.statement.form == "plain" for each in room(number, pins, motif, uses)):
                heard.add(str(motif.id))
        made.append((motif, uses))
    return made


def _whole(motif: Motif, chosen: Sequence[Chosen], room: Room) -> tuple[frozenset[int], bool]:
    """The cues with room for a motif whole and plain, and whether only in playing it on under words."""
    for over_words in (False, True):
        use = ThemeUse(motif.id, "plain", FIRST_TIME, over_words=over_words)
        places = [number for number, (_, pins, other) in enumerate(chosen) if other is not None and other.id == motif.id
                  and any(each.statement is not None and each.statement.form == "plain" for each in room(number, pins, motif, (use,)))]
        if places:
            return frozenset(places[-1:] if over_words else places), over_words
    return frozenset(), False


def _settled(number: int, pins: Pins, motif: Motif, wished: tuple[ThemeUse, ...], room: Room) -> tuple[ThemeUse, ...]:
    """The uses as they will sound; where nothing has room, one that says so. A form people ask for stays what they ask."""
    if pins.form is not None:
        return wished
    uses = wished
    for _ in range(_TURNS):
        found = room(number, pins, motif, uses)
        sounding = tuple(_sounding(each) for each in found if each.statement is not None)
        if not sounding:
            return (ThemeUse(motif.id, NOT_STATED, found[0].why),)
        if [use.form for use in sounding] == [use.form for use in uses]:
            break
        uses = sounding
    return sounding


def _first_is_first(uses: tuple[ThemeUse, ...]) -> tuple[ThemeUse, ...]:
    """The uses, the first whole one said to be the first: the one that was to be it may have found no room."""
    first = next((number for number, use in enumerate(uses) if use.form == "plain" and use.reason in {AGAIN, LAST_TIME}), None)
    if first is None or any(use.reason == FIRST_TIME for use in uses[:first]):
        return uses
    return (*uses[:first], replace(uses[first], reason=FIRST_TIME), *uses[first + 1:])


def _sounding(found: Found) -> ThemeUse:
    assert found.statement is not None
    form = found.statement.form
    if form == "mode" or form == found.use.form:      # a whole theme in the mode of the place is wished plain
        return found.use
    return replace(found.use, form=form, reason=found.statement.reason, over_words=False)

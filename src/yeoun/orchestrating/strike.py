"""Hits that would be carried by slow sounds alone are struck as well: by a quick player who is there, or by one more.

A bow or a pad begins gradually and is not heard at a moment; a string that is plucked, a hammer, a bar is, and so is a
reed or a fiddle that plays one line. So wherever a hit has nothing but slow sounds, a quick player who already plays near it
strikes the tones that sound there. If there is none, one more joins, chosen by the same terms as everybody (terms.py), and
is a player of the cue: it has a figure of its own (figure.py), and more of its notes lie off the hits than on them.
Nothing is struck on a stop.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from yeoun.model.composed import Brief, Landing, SketchNote, Voice
from yeoun.model.scored import Instrument, ScoreNote
from yeoun.orchestrating.arrange import played_notes
from yeoun.orchestrating.choose import MOST_PARTS, candidates
from yeoun.orchestrating.clock import Clock
from yeoun.orchestrating.figure import Manner, doubled, figured
from yeoun.orchestrating.line import Bundle, Line, fit, folded, line_of
from yeoun.orchestrating.mood import in_voice_band, is_clear, voice_bands
from yeoun.orchestrating.reach import STRUCK, in_reach
from yeoun.orchestrating.seats import Desk, single_line
from yeoun.orchestrating.terms import Scene, Term
from yeoun.units.time import Seconds

QUICK_S = 0.03       # to half level: from here on an attack is no moment any more (our choice; the window is 42 ms)
LINE_S = 0.036       # ... and of who plays one line: clarinet and haegeum were heard in it 24 times of 24 (oboe 9 of 18)
NEAR_S = 4.0         # a player with notes this near is there: our choice
LEAST_FORCE = 0.34   # a strike softer than this hides behind what already sounds: our choice
LOWEST = 41          # F2: a lower string swings so slowly that its own swing hides where it begins (our choice)


def quick(player: Instrument) -> bool:
    """Whether a player's tones begin at a moment: struck or plucked, and pitched."""
    return not player.sustains and player.attack_s <= QUICK_S and player.clef != "percussion" \
        and "brush" not in player.techniques


def begins(player: Instrument) -> bool:
    """Whether a hit that a player has is heard at its moment: quick, or one line of tones that speak at once."""
    return quick(player) or (player.sustains and player.polyphony == 1 and player.attack_s <= LINE_S)


def enough(voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """The voices worth a player of their own: grace notes on hits are struck by whoever is there, or by who joins."""
    some = tuple(voice for voice in voices if voice.role != "grace")
    return some if any(voice.notes for voice in some) else tuple(voices)


def _strikes(desk: Desk, at_beat: Fraction) -> bool:
    return any(note.at_beat == at_beat for note in desk.notes)


def _tones(landing: Landing, clock: Clock, brief: Brief) -> tuple[SketchNote, ...]:
    """The highest and the lowest tone that begin at a hit, outside a voice that speaks there; the low one from F2 on."""
    there = [note for voice in clock.sketch.voices for note in voice.notes if note.at_beat == landing.at_beat]
    at_s = clock.at(landing.at_beat)
    bands = [(low, high) for span, low, high in voice_bands(brief) if span.start_s - 0.15 <= at_s <= span.end_s]
    free = [note for note in there if not any(in_voice_band(note.key, low, high) for low, high in bands)]
    clear = [note if note.key >= LOWEST else replace(note, key=note.key + 12 * -(-(LOWEST - note.key) // 12)) for note in free]
    ordered = sorted(clear, key=lambda note: note.key)
    chosen = ordered[-1:] + (ordered[:1] if len(ordered) > 1 and ordered[0].key != ordered[-1].key else [])
    soft = 0.4 if bands else 1.0
    return tuple(SketchNote(landing.at_beat, max(Fraction(1), min(note.beats, Fraction(2))), note.key,
                            min(soft, max(LEAST_FORCE, note.force)), f"{STRUCK} where only slow sounds begin")
                 for note in chosen)


def _slow_only(desks: Sequence[Desk], landings: Sequence[Landing]) -> list[Landing]:
    return [landing for landing in landings if landing.kind != "stop"
            and not any(begins(desk.player) and _strikes(desk, landing.at_beat) for desk in desks)]


def _there(desks: Sequence[Desk], at_s: float, tones: int) -> Desk | None:
    """A quick player with notes near a moment and a hand free: who accompanies before who leads."""
    near = [desk for desk in desks if quick(desk.player) and desk.player.polyphony > tones
            and any(abs(note.onset_s - at_s) <= NEAR_S for note in desk.notes)]
    return min(near, key=lambda desk: (desk.leads, desk.player.attack_s, desk.name), default=None)


def _with_notes(desk: Desk, tones: Sequence[SketchNote], octaves: int, clock: Clock) -> Desk:
    made, _ = played_notes(tones, octaves, desk.player, clock)
    kept: list[ScoreNote] = []
    for note in desk.notes:    # a key struck again ends its earlier sound
        again = next((new for new in made if new.key == note.key and note.onset_s < new.onset_s
                      < note.onset_s + note.length_s), None)
        kept.append(note if again is None else replace(
            note, length_s=Seconds(round(again.onset_s - note.onset_s, 6))))
    return replace(desk, notes=tuple(sorted((*kept, *made), key=lambda note: (note.onset_s, -note.key))))


def _balanced(strikes: Sequence[SketchNote], between: Sequence[SketchNote]) -> tuple[SketchNote, ...] | None:
    """Strikes and figure as one line with more notes off the hits than on them; None where there is too little figure.

    Where both tones of every strike would outweigh the figure, the hits keep their upper tone alone.
    """
    tops = {note.at_beat: note for note in sorted(strikes, key=lambda note: note.key)}
    for struck_notes in (tuple(strikes), tuple(tops.values())):
        if len(between) > len(struck_notes):
            return tuple(sorted((*struck_notes, *between), key=lambda note: (note.at_beat, note.key)))
    return None


def _why(player: Instrument, light: Term, strikes: int, between: int, manner: Manner) -> str:
    return (f"{player.english} takes the hits, for nobody else here begins at a moment ({light.asks}: {light.has}), and is a "
            f"player of the cue: {manner.name}{' with the chords' * bool(manner.row)}, for {manner.why}; "
            f"{between} notes between the hits, {strikes} on them")


def with_more(why: str, more: int) -> str:
    """What a player who joined says of its notes, with so many more on the hits; what others say stays as it is.

    >>> with_more("39 notes between the hits, 1 on them", 1)
    '39 notes between the hits, 2 on them'
    """
    said, mark, count = why.rpartition(" notes between the hits, ")
    number = count.removesuffix(" on them")
    return f"{said}{mark}{int(number) + more} on them" if mark and number.isdigit() else why


def _joining(
    tones: Sequence[SketchNote], desks: Sequence[Desk], clock: Clock, brief: Brief, players: Sequence[Instrument],
    scene_of: Callable[[Line], Scene],
) -> Desk | None:
    """One more player for the hits nobody else can take, with a figure between them; None where there is no room for one."""
    bare = Voice("strikes", "grace", None, "takes the hits that slow sounds cannot", tuple(tones))
    first = scene_of(line_of(Bundle(bare, ()), clock, brief))
    between, manner = figured(tones, clock, brief, first.mood)
    if first.setting is not None and first.setting.is_korean:    # a gayageum strikes one string where others strike two
        tones = tuple({note.at_beat: note for note in sorted(tones, key=lambda note: note.key)}.values())
    notes = _balanced(tones, between)
    if notes is None:
        between, manner = doubled(tones, clock, brief)
        notes = _balanced(tones, between)
    if notes is None:
        return None
    line = line_of(Bundle(replace(bare, notes=notes), ()), clock, brief)
    seated = {desk.name for desk in desks}
    free = [player for player in players if quick(player) and player.name not in seated and not player.is_gugak]
    gugak = [player for player in players if player.is_gugak and quick(player) and player.name not in seated
             and len({note.at_beat for note in notes}) == len(notes)]
    found = candidates(line, (*free, *gugak), scene_of(line))
    if not found:
        return None
    player, lies = found[0].player, found[0].lies
    made, _ = played_notes(line.notes, lies.octaves, player, clock)
    light = next(term for term in found[0].terms if term.name == "light")
    hits = {note.at_beat for note in tones}
    on_hits = sum(note.at_beat in hits for note in made)
    graces = tuple(voice for voice in clock.sketch.voices if voice.role == "grace")
    return Desk(player.name, player, "grace", graces, made, _why(player, light, on_hits, len(made) - on_hits, manner),
                line.masked, False)


def struck(
    desks: Sequence[Desk], clock: Clock, brief: Brief, players: Sequence[Instrument],
    scene_of: Callable[[Line], Scene],
) -> tuple[Desk, ...]:
    """The desks with every hit struck by somebody quick, where tones begin on it at all.

    desks      as they were seated
    players    all there are
    scene_of   what the terms may look at for a line
    """
    made = list(desks)
    orphans: list[SketchNote] = []
    for landing in _slow_only(made, clock.sketch.landings):
        tones = _tones(landing, clock, brief)
        at_s = clock.at(landing.at_beat)
        if not tones or at_s > clock.until_s - 0.1:
            continue
        near = _there(made, at_s, len(tones))
        if near is None:
            orphans.extend(tones)
            continue
        inside = [replace(note, key=folded(note.key, near.player)) for note in tones]
        made[made.index(near)] = _with_notes(near, inside, fit(inside, near.player).octaves, clock)
    if orphans and len(made) < MOST_PARTS + 1:
        joined = _joining(orphans, made, clock, brief, players, scene_of)
        if joined is not None and joined.notes:
            made.append(joined)
    return tuple(_in_reach(desk, partial(is_clear, brief)) for desk in made)


def _in_reach(desk: Desk, open_to: Callable[[int, float], bool]) -> Desk:
    """A desk whose chords its player's hands reach."""
    reached = in_reach(desk.notes, desk.player, open_to)
    return desk if set(reached) == set(desk.notes) else replace(desk, notes=single_line(reached))

"""From choices to desks: who sits where, what is doubled and why, and what was left unplayed.

Voices on one piano become one part. The choir gives up sections that play a line of their own. A thin solo sound gets
company when it would stand bare; a strong melody is doubled an octave below; jazz and lo-fi cues get brushes on their
pulse, moving cues in a gugak mode a janggu. Everything doubled says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yeoun.instruments.places import setting_of
from yeoun.model.composed import Brief, SketchNote, Voice
from yeoun.model.notes import House
from yeoun.model.scored import Instrument, ScoreNote
from yeoun.orchestrating.arrange import allotted, divided, played_notes, with_breaths
from yeoun.orchestrating.choose import CHOIR, MOST_PARTS, Choice, held_by
from yeoun.orchestrating.clock import Clock
from yeoun.orchestrating.jangdan import strokes_of
from yeoun.orchestrating.mood import Mood, is_clear
from yeoun.orchestrating.terms import BARE_S, GUGAK_MODES
from yeoun.units.modes import mode_said
from yeoun.units.time import Seconds

STRONG = 0.62        # mean arousal from which a held melody is doubled an octave below: our choice
SOFTLY = 0.55        # force of company beside the line it lies under: our choice
AGAINST = 0.25       # warmth by the light's: who is so far against the light doubles nobody (our choice)
MOVING = 0.3         # mean arousal from which a Korean drum joins: our choice
BAND = 0.25          # share of jazz or lo-fi from which brushes join: our choice
BRUSH_TAP, BRUSH_SLAP, BRUSH_SWIRL = 38, 39, 40    # keys of the bank's brush kit


@dataclass(frozen=True, slots=True)
class Desk:
    """A part before it has level, place and number. `masked` is the share of its line inside a speaking voice."""

    name: str
    player: Instrument
    role: str
    voices: tuple[Voice, ...]
    notes: tuple[ScoreNote, ...]
    why: str
    masked: float
    leads: bool
    folk: tuple[str, int] | None = None    # a Korean mode of its own and the pitch class of its final; None has the cue's


def single_line(notes: Sequence[ScoreNote]) -> tuple[ScoreNote, ...]:
    """One key at a time on one desk: a key struck again ends its earlier sound; the same stroke twice is one."""
    made: list[ScoreNote] = []
    sounding: dict[int, int] = {}
    for note in sorted(notes, key=lambda note: (note.onset_s, note.key, -note.length_s)):
        last = sounding.get(note.key)
        if last is not None:
            before = made[last]
            if note.onset_s - before.onset_s < 1e-6:
                made[last] = replace(before, force=max(before.force, note.force),
                                     why=f"{before.why}; and for the other voice: {note.why}")
                continue
            if before.onset_s + before.length_s > note.onset_s:
                made[last] = replace(before, length_s=Seconds(round(note.onset_s - before.onset_s, 6)))
        sounding[note.key] = len(made)
        made.append(note)
    return tuple(sorted(made, key=lambda note: (note.onset_s, -note.key)))


def _left_out(late: int) -> str:
    return f"; {late} notes after the cue's end are left out" if late else ""


def _desk(name: str, player: Instrument, choice: Choice, notes: Sequence[SketchNote], clock: Clock, why: str,
          voices: tuple[Voice, ...] = ()) -> Desk:
    voice = choice.line.voice
    made, late = played_notes(notes, choice.taken.lies.octaves, player, clock)
    breathed = with_breaths(made, player.breath_s if choice.line.together == 1 else 0.0, clock)
    return Desk(name, player, voice.role, voices or choice.line.sources, breathed, why + _left_out(late),
                choice.line.masked, voice.role in {"melody", "counter"})


def _free(choice: Choice, taken: set[str], grounds: set[str]) -> list[Instrument]:
    """The sections that play no line of their own; where every one does, all of them divide.

    Where those left have not every line whole, who plays the ground divides too: a tone moved by an octave would cross another.
    """
    sections = choice.taken.sections
    free = [section for section in sections if section.name not in taken] or list(sections)
    if held_by(choice.line, choice.taken.lies.octaves, free):
        return free
    more = [section for section in sections if section in free or section.name in grounds]
    return more if held_by(choice.line, choice.taken.lies.octaves, more) else free


def _choir(choice: Choice, taken: set[str], grounds: set[str], clock: Clock) -> list[Desk]:
    sections = _free(choice, taken, grounds)
    sources, octaves = choice.line.sources, choice.taken.lies.octaves
    if len(sources) > 1:
        shares = allotted([voice.notes for voice in sources], octaves, sections)
    else:
        shares = divided(choice.line.notes, octaves, sections)
    desks = []
    for section, share in zip(sections, shares, strict=True):
        if share:
            voices = tuple(voice for voice in sources if any(note in voice.notes for note in share))
            desks.append(_desk(section.name, section, choice, share, clock,
                               f"{choice.why}; its own line of the chords, {section.english} of the choir", voices))
    return desks


def _merged(desks: Sequence[Desk]) -> list[Desk]:
    """Desks of one instrument as one, in the order in which they came."""
    by_name: dict[str, Desk] = {}
    for desk in desks:
        first = by_name.get(desk.name)
        if first is None:
            by_name[desk.name] = desk
            continue
        by_name[desk.name] = replace(
            first, voices=first.voices + desk.voices, notes=first.notes + desk.notes,
            why=f"{first.why}. Also the {desk.role}: {desk.why}", masked=max(first.masked, desk.masked),
            leads=first.leads or desk.leads,
        )
    return [replace(desk, notes=single_line(desk.notes)) for desk in by_name.values()]


def _doubling(lead: Desk, player: Instrument, shift: int, force: float, why: str, role: str, clock: Clock,
              brief: Brief) -> Desk | None:
    """A second player on a line, moved by `shift` semitones; notes outside the player or onto who speaks are not doubled."""
    notes = tuple(
        replace(note, key=note.key + shift, force=round(note.force * force, 4), ornament="", cents=(),
                articulation="plain", why=f"{note.why}; doubled: {why}")
        for note in lead.notes if player.low <= note.key + shift <= player.high
        and (not shift or is_clear(brief, note.key + shift, float(note.onset_s)))
    )
    breathed = with_breaths(notes, player.breath_s, clock)
    return Desk(player.name, player, role, lead.voices, breathed, why, lead.masked, False) if notes else None


def _bare(lead: Desk, desks: Sequence[Desk], alone: bool) -> bool:
    length = max((float(note.onset_s + note.length_s) for note in lead.notes), default=0.0) - (
        float(lead.notes[0].onset_s) if lead.notes else 0.0)
    held = [desk for desk in desks if desk is not lead and desk.player.sustains and not desk.leads]
    return bool(lead.player.company) and not alone and length > BARE_S and not held


def _brushes(pulse: Desk, player: Instrument) -> Desk | None:
    onsets: dict[float, ScoreNote] = {}
    for note in pulse.notes:
        onsets.setdefault(float(note.onset_s), note)
    notes = []
    for at, note in enumerate(onsets.values()):
        on_beat = note.at_beat.denominator == 1
        key = BRUSH_SWIRL if at == 0 else BRUSH_SLAP if on_beat and note.at_beat.numerator % 2 else BRUSH_TAP
        notes.append(replace(note, key=key, force=round(0.7 * note.force, 4), articulation="brush", ornament="",
                             cents=(), why=f"{note.why}; brushes on the pulse"))
    why = "brushes on the pulse, for the cue's manner is a small band's"
    return Desk(player.name, player, "rhythm", pulse.voices, tuple(notes), why, 0.0, False) if notes else None


def _cold_air(desks: Sequence[Desk], free: dict[str, Instrument], mood: Mood, clock: Clock, brief: Brief) -> Desk | None:
    """Cold synthesised air an octave over the top of the bed where a scene plays among lights at night."""
    setting = setting_of(brief.place, brief.time_of_day, brief.mired_relative, brief.has_gugak)
    beds = [desk for desk in desks if desk.role == "bed" and desk.notes]
    if setting is None or setting.kind != "neon" or not beds or "glass_pad" not in free or mood.warmth > 0.2:
        return None
    top = max(beds, key=lambda desk: (sum(note.key for note in desk.notes) / len(desk.notes), desk.name))
    return _doubling(top, free.pop("glass_pad"), 12, SOFTLY,
                     f"cold air above the strings: the scene plays at {brief.place} ({setting.word}), "
                     f"{brief.time_of_day}", "pad", clock, brief)


def _drum(desks: Sequence[Desk], players: Sequence[Instrument], mood: Mood, clock: Clock, brief: Brief) -> Desk | None:
    """A Korean drum under a cue in a Korean mode that moves; none where a line stands alone or the scene is still."""
    drum = next((player for player in players if player.is_gugak and "strokes" in player.techniques), None)
    if drum is None or len(desks) < 2 or mood.arousal < MOVING or clock.sketch.mode not in GUGAK_MODES:
        return None
    notes, names = strokes_of(clock, brief)
    cycles = " and ".join(names)
    why = f"{cycles} under a cue in {mode_said(clock.sketch.mode)}: arousal {mood.arousal:.2f} moves; silent under words"
    return Desk(drum.name, drum, "rhythm", (), notes, why, 0.0, False) if notes else None


def _additions(
    desks: list[Desk], mood: Mood, fusion: Sequence[tuple[str, float]], house: House, by_name: dict[str, Instrument],
    alone: bool, clock: Clock, brief: Brief,
) -> list[Desk]:
    likings = dict(house.palette)
    free = {name: player for name, player in by_name.items()
            if name not in {desk.name for desk in desks} and likings.get(name, 0.0) > -1.0}
    added: list[Desk | None] = []
    for desk in desks:
        if _bare(desk, desks, alone) and desk.player.company in free:
            player = free.pop(desk.player.company)
            shift = 0 if fit_share(desk, player, 0) >= fit_share(desk, player, -12) else -12
            added.append(_doubling(desk, player, shift, SOFTLY, f"{player.english} lie softly under the "
                                   f"{desk.player.english}, whose own sound is thin when bare", "pad", clock, brief))
    lead = next((desk for desk in desks if desk.role == "melody"), None)
    if lead is not None and mood.arousal >= STRONG and mood.spoken < 0.3 and lead.player.sustains and \
            not lead.player.is_gugak:
        lower = [player for player in free.values() if player.sustains and not player.is_gugak and not player.company
                 and "melody" in player.roles and player.family in {"strings", "brass"}
                 and player.warmth * mood.warmth > -AGAINST
                 and fit_share(lead, player, -12) >= 0.9]
        if lower:
            below = min(lower, key=lambda player: (abs(player.warmth - lead.player.warmth), player.name))
            free.pop(below.name)
            added.append(_doubling(lead, below, -12, 0.85, f"the melody is doubled an octave below: mean arousal "
                                   f"{mood.arousal:.2f} is at least {STRONG}, and few words are spoken", "counter", clock, brief))
    added.append(_cold_air(desks, free, mood, clock, brief))
    if house.gugak > 0.0:
        added.append(_drum(desks, tuple(free.values()), mood, clock, brief))
    band = sum(share for style, share in fusion if style in {"jazz", "lofi", "bossa"})
    pulse = next((desk for desk in desks if desk.role == "pulse"), None)
    brush = next((player for player in free.values() if "brush" in player.techniques), None)
    if band >= BAND and pulse is not None and brush is not None and mood.spoken < 0.5:
        added.append(_brushes(pulse, brush))
    return [desk for desk in added if desk is not None][:max(0, MOST_PARTS - len(desks))]


def fit_share(desk: Desk, player: Instrument, shift: int) -> float:
    """The share of a desk's notes that another player has, moved by `shift` semitones."""
    inside = sum(player.low <= note.key + shift <= player.high for note in desk.notes)
    return inside / len(desk.notes) if desk.notes else 0.0


def seated(
    choices: Sequence[Choice], mood: Mood, fusion: Sequence[tuple[str, float]], house: House, clock: Clock,
    brief: Brief, players: Sequence[Instrument],
) -> tuple[Desk, ...]:
    """Every desk of the cue with its notes, doublings last.

    choices   who plays which line
    fusion    the cue's manners and their shares
    players   all there are, for doublings
    """
    singles = {choice.taken.player.name for choice in choices if choice.taken.player.name != CHOIR}
    grounds = {choice.taken.player.name for choice in choices if choice.line.voice.role in {"bass", "drone"}}
    desks: list[Desk] = []
    for choice in choices:
        if choice.taken.player.name == CHOIR:
            desks.extend(_choir(choice, singles, grounds, clock))
        else:
            player = choice.taken.player
            desks.append(_desk(player.name, player, choice, choice.line.notes, clock, choice.why))
    merged = [desk for desk in _merged(desks) if desk.notes]
    added = _additions(merged, mood, fusion, house, {player.name: player for player in players}, len(choices) == 1,
                       clock, brief)
    return (*merged, *added)

"""Planning: all that each cue may know, cut from the episode and laid into the cue's own time.

Every number that enters a brief is rounded, so that a change elsewhere that changes nothing here changes nothing at all.
"""

import difflib
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from math import ceil
from statistics import fmean

from yeoun.composing.form import feeling_at
from yeoun.composing.ground import room_for
from yeoun.composing.invent import has_gugak
from yeoun.composing.locked import kept_in, refuse_lost, told_of
from yeoun.composing.pins import Pins, pins_for, spans_of
from yeoun.composing.statements import Found
from yeoun.composing.stating import Room, Uses, uses_of
from yeoun.composing.unpinned import with_modes
from yeoun.errors import NoSuch
from yeoun.model.composed import Brief, BriefHit, BriefLine, FreedTheme, Motif, ThemeBook
from yeoun.model.feeling import EmotionGraph, Feelings, Inner
from yeoun.model.media import Curve, Span
from yeoun.model.notes import Asked, House, NoteKind, Notes
from yeoun.model.observed import Observations
from yeoun.model.script import Episode
from yeoun.model.spotted import Cue, Silence, Spotting, ThemeUse
from yeoun.units.luck import Take
from yeoun.units.names import LineId
from yeoun.units.time import Seconds

_EVERY_S = 0.5
_KEY_TURN = 0.5        # our choice: a turn this large at the end of a line makes it a key line
_HEART = (68.0, 80.0, 0.35, 150.0)    # our choice: rest, per arousal, from, cap


def _slice(feelings: Feelings, start_s: float, length_s: float) -> Feelings:
    moments = [feeling_at(feelings, start_s + k * _EVERY_S) for k in range(ceil(length_s / _EVERY_S) + 1)]
    v, a, t = (tuple(round(value, 3) for value in axis) for axis in zip(*moments, strict=True))
    return Feelings(Seconds(_EVERY_S), v, a, t)


def _heart(graph: EmotionGraph, who: Inner | None, intent: Feelings, start_s: float, length_s: float) -> Curve:
    """The heart under the cue: the character's own, or what the scene's arousal would do to one at rest."""
    if who is None or not who.heart_bpm:
        rest, per, since, cap = _HEART
        beats = [min(cap, rest + per * max(0.0, arousal - since)) for arousal in intent.arousal]
        return Curve(intent.every, tuple(round(value, 1) for value in beats))
    every, last = float(graph.feelings.every), len(who.heart_bpm) - 1
    places = [min(last, max(0, round((start_s + k * _EVERY_S) / every))) for k in range(len(intent.arousal))]
    return Curve(Seconds(_EVERY_S), tuple(round(who.heart_bpm[place], 1) for place in places))


def _most_present(graph: EmotionGraph, start_s: float, end_s: float) -> Inner | None:
    def seconds(who: Inner) -> float:
        return sum(max(0.0, min(end_s, span.end_s) - max(start_s, span.start_s)) for span in who.present)
    best = max(graph.characters, key=lambda who: (seconds(who), str(who.name)), default=None)
    return best if best is not None and seconds(best) > 0 else None


def _light(seen: Observations, cue: Cue) -> tuple[float, float]:
    """Warmth (mired against the episode) and luminance of the shots under a cue, weighted by their frames."""
    lights = {light.shot: light for light in seen.light}
    rows = [(min(cue.end_frame, shot.end_frame) - max(cue.first_frame, shot.first_frame), lights[shot.id])
            for shot in seen.shots if shot.id in lights]
    rows = [(frames, light) for frames, light in rows if frames > 0]
    whole = sum(frames for frames, _ in rows)
    if not whole:
        return 0.0, 0.2
    return (round(sum(f * light.mired_relative for f, light in rows) / whole, 1),
            round(sum(f * light.luminance for f, light in rows) / whole, 3))


def _voice(seen: Observations, start_s: float, end_s: float) -> float | None:
    """The measured pitch of the voice on a line: of the speech that overlaps it most."""
    shares = [(min(end_s, s.span.end_s) - max(start_s, s.span.start_s), -float(s.span.start_s), s.f0_hz)
              for s in seen.speech if s.f0_hz is not None]
    shares = [share for share in shares if share[0] > 0]
    return round(max(shares)[2] or 0.0, 1) if shares else None


def _lines(episode: Episode, seen: Observations, graph: EmotionGraph, spotting: Spotting, start_s: float,
           length_s: float) -> tuple[BriefLine, ...]:
    """Every line under the cue in cue time, and speech that no line accounts for."""
    silent_after = {m.from_line for m in spotting.moments if isinstance(m, Silence) and m.from_line is not None}
    turns = [float(turn.at_s) for turn in graph.turns if turn.size >= _KEY_TURN]
    end_s, found = start_s + length_s, []

    def inside(begin: float, end: float) -> Span:
        return Span(Seconds(round(max(0.0, begin - start_s), 3)), Seconds(round(min(length_s, end - start_s), 3)))
    for line in episode.lines:
        begin, end = float(line.span.start_s), float(line.span.end_s)
        if begin < end_s and end > start_s and end > begin:
            is_key = line.id in silent_after or any(0 <= at - end <= 1.0 for at in turns)
            found.append(BriefLine(line.id, inside(begin, end), line.speaker, _voice(seen, begin, end), is_key))
    spoken = [(float(line.span.start_s), float(line.span.end_s)) for line in episode.lines]
    for speech in seen.speech:
        begin, end = float(speech.span.start_s), float(speech.span.end_s)
        if begin < end_s and end > start_s and not any(a < end and b > begin for a, b in spoken):
            name = LineId(f"speech at {begin:.1f} s")
            found.append(BriefLine(name, inside(begin, end), None, speech.f0_hz, False))
    return tuple(sorted(found, key=lambda line: (line.span.start_s, line.span.end_s, str(line.id))))


def _hits(cue: Cue, episode: Episode, notes: Notes) -> tuple[BriefHit, ...]:
    """The hits in cue time, each with the notes that ask for a hit on its frame (two frames off is the same moment)."""
    asked = [(first, note.id) for note in notes.notes if note.kind is NoteKind.HIT
             for first, _ in spans_of(note, episode)]
    return tuple(BriefHit(Seconds(round(float(Fraction(hit.frame - cue.first_frame) / episode.rate), 6)), hit.grade, hit.kind,
                          hit.reason, tuple(note for first, note in asked if abs(first - hit.frame) <= 2), hit.rests_s)
                 for hit in sorted(cue.hits, key=lambda hit: hit.frame))


def _motif(cue: Cue, themes: ThemeBook, pins: Pins) -> Motif | None:
    """The motif a cue is to state: a note's, its owner's, or the picture's own where nobody has one."""
    if pins.theme is not None:
        return _named(pins.theme, themes, next((each.note for each in pins.asked if each.kind is NoteKind.THEME), ""))
    if cue.theme_owner is not None:
        return next((m for m in themes.motifs if m.owner == cue.theme_owner), None)
    own = [m for m in themes.motifs if m.kind in {"place", "idea"}]
    alone = not any(m.kind == "character" for m in themes.motifs)
    return own[0] if own and alone else None


def _named(theme: str, themes: ThemeBook, note: str) -> Motif:
    found = next((m for m in themes.motifs if theme in {str(m.id), m.owner}), None)
    if found is None:
        names = [name for m in themes.motifs for name in (str(m.id), m.owner)]
        near = difflib.get_close_matches(theme, names, 3, 0.3) or [m.owner for m in themes.motifs[:3]]
        there = ", ".join(m.owner for m in themes.motifs if m.owner not in near)
        raise NoSuch(kind="theme", name=f"{theme} (note {note})",
                     nearest=", ".join(near) + (f" (others: {there})" if there else "") or "none: nobody in this picture has one")
    return found


def _steered(cues: Sequence[tuple[Cue, Pins]], themes: ThemeBook, graph: EmotionGraph,
             rate: Fraction, room: Room) -> tuple[Uses, list[tuple[FreedTheme, ...]]]:
    """The uses, and for every cue what they would be without each theme note that speaks of it or moves it.

    A note is asked about by leaving it out: a cue it does not speak of may take another form for its sake, as where a
    theme it brought in was stated plainly before.
    """
    def used(asked: Sequence[tuple[Cue, Pins]]) -> Uses:
        return uses_of([(cue, pins, _motif(cue, themes, pins)) for cue, pins in asked], graph, rate, room)
    made = used(cues)
    freed: list[list[FreedTheme]] = [[] for _ in cues]
    for note in dict.fromkeys(each.note for _, pins in cues for each in pins.asked if each.kind is NoteKind.THEME):
        speaks = [any(each.note == note and each.kind is NoteKind.THEME for each in pins.asked) for _, pins in cues]
        without = [(replace(cue, theme_owner=cue.character), replace(pins, theme=None, form=None, asked=_unasked(pins)))
                   if is_about else (cue, pins) for (cue, pins), is_about in zip(cues, speaks, strict=True)]
        for number, ((motif, uses), (other, others)) in enumerate(zip(made, used(without), strict=True)):
            is_same = [(use.motif, use.form) for use in uses] == [(use.motif, use.form) for use in others]
            if speaks[number] or not is_same:
                freed[number].append(FreedTheme(note, others, (other,) if other and others else (), speaks[number]))
            if speaks[number]:
                made[number] = (motif, others if is_same else tuple(
                    replace(use, note=note, reason=f"note {note}: {use.reason}") for use in uses))
    return made, [tuple(each) for each in freed]


def _unasked(pins: Pins) -> tuple[Asked, ...]:
    return tuple(each for each in pins.asked if each.kind is not NoteKind.THEME)


def _brief(cue: Cue, episode: Episode, spotting: Spotting, graph: EmotionGraph, seen: Observations, house: House,
           notes: Notes, norm: tuple[float, float, float], pins: Pins, uses: tuple[ThemeUse, ...], motif: Motif | None,
           freed: tuple[FreedTheme, ...], inner_voice: str) -> Brief:
    rate = episode.rate
    start_s = float(Fraction(cue.first_frame) / rate)
    length_s = float(Fraction(cue.end_frame - cue.first_frame) / rate)
    who = next((person for person in graph.characters if person.name == cue.character), None)
    intent = _slice(who.inner if who else graph.feelings, start_s, length_s)
    beating = who or _most_present(graph, start_s, start_s + length_s)
    every = float(graph.feelings.every)
    memory = graph.nostalgia[int(start_s / every):int((start_s + length_s) / every) + 1]
    middle = (cue.first_frame + cue.end_frame) // 2
    scene = next((s for s in episode.scenes if s.first_frame <= middle < s.end_frame), None)
    mired, luminance = _light(seen, cue)
    hits = _hits(cue, episode, notes)
    kept = kept_in(cue, length_s, notes, pins, hits)
    return Brief(
        cue.key, cue.id, Take(1), Seconds(round(length_s, 6)), Seconds(round(float(cue.tail_s), 3)), rate, cue.function,
        cue.method, cue.ending, cue.character, hits,
        _lines(episode, seen, graph, spotting, start_s, length_s), intent, round(fmean(memory), 2) if memory else 0.0,
        _heart(graph, beating, intent, start_s, length_s), mired, luminance,
        scene.time_of_day.value if scene else "unknown", uses, (motif,) if motif and uses else (), norm,
        (house.tempo_low, house.tempo_high), pins.key, pins.mode, pins.tempo, pins.chords,
        tuple(dict.fromkeys((*cue.notes, *(each.note for each in pins.asked), *(bars.note for bars in kept)))),
        (scene.location or scene.heading) if scene else "", pins.players, pins.asked, (*pins.outcomes, *told_of(kept)), freed,
        has_gugak(episode, house), any(each.does == "end" for each in cue.answers), kept,
        _slice(who.spoken, start_s, length_s) if who else None, inner_voice)


def plan(episode: Episode, spotting: Spotting, graph: EmotionGraph, seen: Observations, themes: ThemeBook,
         house: House, notes: Notes) -> tuple[Brief, ...]:
    """One brief a cue, in order, each in its cue's own time.

    episode, spotting, graph, seen  the picture as it was read, spotted, felt and observed
    themes, house, notes            the motifs of the series, the team's bounds, the people's word
    Refuses  NoSuch, when a note asks for a theme or mode that does not exist; NotesContradict, when two ask one cue for
             what cannot both be
    """
    refuse_lost(notes, spotting.cues)
    cues = [(cue, pins_for(cue, episode, notes)) for cue in spotting.cues]

    def planned(felt: EmotionGraph) -> tuple[Brief, ...]:
        def brief(cue: Cue, pins: Pins, uses: tuple[ThemeUse, ...], motif: Motif | None, without: tuple[FreedTheme, ...]) -> Brief:
            own = next((each.instrument for each in themes.motifs if each.owner == cue.character), "")
            return _brief(cue, episode, spotting, felt, seen, house, notes, _norm(felt), pins, uses, motif, without, own)

        @cache
        def room(number: int, pins: Pins, motif: Motif, uses: tuple[ThemeUse, ...]) -> tuple[Found, ...]:
            return room_for(brief(cues[number][0], pins, uses, motif, ()))

        used, freed = _steered(cues, themes, felt, episode.rate, room)
        return tuple(brief(cue, pins, uses, motif, without)
                     for (cue, pins), (motif, uses), without in zip(cues, used, freed, strict=True))

    return with_modes(planned(graph), graph, episode, notes, planned)


def _norm(graph: EmotionGraph) -> tuple[float, float, float]:
    """The mean feeling, rounded to a twentieth, so that one changed word leaves the briefs of other cues as they are."""
    count = max(1, len(graph.feelings.valence))
    return (round(20 * sum(graph.feelings.valence) / count) / 20, round(20 * sum(graph.feelings.arousal) / count) / 20,
            round(20 * sum(graph.feelings.tension) / count) / 20)

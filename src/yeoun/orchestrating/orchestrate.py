"""A sketch becomes a score: players for its voices, notes for the players, a room, and reasons for all of it."""

from dataclasses import replace

from yeoun.instruments.load import every_instrument, instrument
from yeoun.instruments.places import setting_of
from yeoun.model.composed import Brief, Sketch
from yeoun.model.notes import House, NoteKind
from yeoun.model.scored import Instrument, Landed, Part, Room, Score
from yeoun.model.spotted import HitClass
from yeoun.orchestrating.choose import Choice, choose
from yeoun.orchestrating.clock import Clock, clock_of
from yeoun.orchestrating.kept import with_kept
from yeoun.orchestrating.landed import land
from yeoun.orchestrating.layers import FACE, THOUGHT, Layers, layered, layers_of
from yeoun.orchestrating.line import Line, bundled, line_of
from yeoun.orchestrating.memory import remembered
from yeoun.orchestrating.mood import LEANS, Mood, manners_of, mood_of
from yeoun.orchestrating.ornament import ornamented
from yeoun.orchestrating.room import air_of, room_of
from yeoun.orchestrating.seats import Desk, seated
from yeoun.orchestrating.strike import enough, struck
from yeoun.orchestrating.swell import damped, duck_of, level_of, path_of, pedal_of, place_of, send_of
from yeoun.orchestrating.terms import Scene, answers
from yeoun.orchestrating.titles import titles_of
from yeoun.orchestrating.told import of_hits, of_players, signed
from yeoun.units.pitch import key_named
from yeoun.units.time import Seconds

ACROSS_S = 0.05    # our choice: a tone that goes on so long after a stop is held across it
WANTED = 8.0    # our choice: the liking of a player that a note asks for; a house's own likings end at 1
SCORE_ORDER = ("winds", "brass", "percussion", "guitar", "plucked", "piano", "gugak", "voice", "strings", "synth")


def _scene(line: Line | None, sketch: Sketch, brief: Brief, house: House, mood: Mood, plan: Layers | None = None) -> Scene:
    """What the terms may look at for a line, or for the cue before it has any."""
    voice = line.voice if line is not None else None
    thinks = plan.thinks.name if plan is not None else ""
    is_thought = voice is not None and voice.name == THOUGHT
    asked = next((motif.instrument for motif in brief.motifs if voice is not None and motif.id == voice.motif), "")
    wish = asked if any(answers(player, asked) for player in every_instrument()) else ""
    return Scene(
        mood=mood, house=house, key=sketch.key, mode=sketch.mode, take=brief.take, cue=str(brief.key),
        alone=sum(bool(voice.notes) for voice in sketch.voices) == 1, fusion=manners_of(sketch), wish=wish,
        setting=setting_of(brief.place, brief.time_of_day, brief.mired_relative, brief.has_gugak), has_gugak=brief.has_gugak,
        only=thinks if is_thought else "", taken="" if is_thought else thinks,
    )


def _part(desk: Desk, number: int, alone: bool, room: Room, brief: Brief, clock: Clock) -> Part:
    """A desk with everything needed to play it alone."""
    player, notes = desk.player, desk.notes
    if player.is_gugak and player.clef != "percussion":
        mode, tonic = desk.folk or (clock.sketch.mode, int(key_named(f"{clock.sketch.key}4")) % 12)
        notes = ornamented(notes, player, tonic, mode, brief.take, str(brief.key), desk.name)
    place = place_of(player, desk.leads, alone)
    return Part(
        cue=brief.key, id=brief.id, take=brief.take, number=number, name=desk.name, instrument=instrument(player.name), role=desk.role,
        speaks_for=desk.voices[0].speaks_for if desk.voices else None,
        inner=any(voice.inner for voice in desk.voices), why=desk.why, notes=notes,
        level=level_of(notes, player, desk.role, brief, clock), pedal=pedal_of(player, notes, clock),
        length_s=Seconds(float(brief.length_s + brief.tail_s)), sounds_until_s=Seconds(clock.until_s),
        ending=brief.ending, place=place, path=path_of(player, place, brief), send_db=send_of(player, room, desk.leads),
        duck_db=duck_of(player, desk.role, desk.masked, any(voice.inner for voice in desk.voices)),
        motif=next((voice.motif for voice in desk.voices if voice.motif is not None), None),
        voices=tuple(voice.name for voice in desk.voices),
    )


def _to(house: House, player: Instrument) -> Instrument:
    """A player as warm as the house finds it: its tags go with its warmth. Which colour is which player is taste, not a finding."""
    warmth = dict(house.warmth).get(player.name)
    if warmth is None:
        return player
    against, tag = (("cold", "neon"), "warm") if warmth >= LEANS else (("warm", "golden"), "cold") if warmth <= -LEANS else ((), "")
    return replace(player, warmth=warmth, colour=(*(each for each in player.colour if each not in {*against, tag}), *(tag,) * bool(tag)))


def _unplayed(lines: tuple[Line, ...], choices: tuple[Choice, ...]) -> str:
    played = {choice.line.voice.name for choice in choices}
    missing = [voice.name for line in lines if line.voice.name not in played for voice in line.sources]
    return f". Left unplayed, for no free player can take it: {', '.join(missing)}" if missing else ""


def _spoken_for(choice: Choice, plan: Layers | None) -> Choice:
    """A choice with the plan of layers before its reason, where that is what decided it."""
    voice = choice.line.voice
    if plan is None or voice.name not in {THOUGHT, FACE} or voice.speaks_for is None:
        return choice
    return replace(choice, why=plan.why if voice.name == THOUGHT else f"{voice.why}. {choice.why}")


def _as_asked(house: House, brief: Brief) -> House:
    """The house with people's word on top: a wanted player outweighs every other term, one kept out is never chosen."""
    asked = {name: WANTED if is_wanted else -1.0 for name, is_wanted in brief.players}
    return replace(house, palette=tuple(sorted((dict(house.palette) | asked).items())))


def _its(stops: tuple[Landed, ...], part: Part, brief: Brief) -> tuple[float, ...]:
    """The moments at which a part stops: all, but for stops of class C that it holds a tone across."""
    return tuple(float(stop.at_s) for stop in stops if brief.hits[stop.hit].grade is not HitClass.C or not any(
        note.onset_s < stop.at_s - ACROSS_S and note.onset_s + note.length_s > stop.at_s + ACROSS_S for note in part.notes))


def orchestrate(sketch: Sketch, brief: Brief, house: House) -> Score:
    """Who plays what, and why: the sketch of one cue as parts, with its room, its air and where its hits landed.

    sketch   the cue as music, in beats
    brief    the scene it is for, in cue time: feeling, light, lines, ending
    house    whom the team likes to hear
    Gives    parts whose reason names a note where a note brought or moved them, and the outcome of every note
    """
    score = with_kept(_played(sketch, brief, house), brief)
    told = of_hits(score, sketch, brief)
    if brief.players:
        free = replace(brief, players=(), asked=tuple(each for each in brief.asked if each.kind is not NoteKind.INSTRUMENT))
        moved = of_players(score, brief, lambda without: _played(sketch, without, house))
        score = replace(score, parts=signed(score.parts, _played(sketch, free, house).parts, moved))
        told += moved
    return replace(score, outcomes=(*sketch.outcomes, *told))


def _played(sketch: Sketch, brief: Brief, house: House) -> Score:
    """The score with people's word on players obeyed, and nothing said of it yet."""
    mood, house = mood_of(brief, sketch), _as_asked(house, brief)
    players = tuple(_to(house, each) for each in every_instrument() if dict(house.palette).get(each.name, 0.0) > -1.0)
    clock = clock_of(sketch, brief)
    layers = layers_of(brief, clock, players, _scene(None, sketch, brief, house, mood))
    if layers is not None:
        sketch = layered(sketch, brief, clock, layers)
        clock = clock_of(sketch, brief)
    lines = tuple(line_of(bundle, clock, brief) for bundle in bundled(enough(sketch.voices)))
    choices = tuple(_spoken_for(choice, layers) for choice in choose(
        lines, players, tuple(_scene(line, sketch, brief, house, mood, layers) for line in lines)))
    sitting = seated(choices, mood, manners_of(sketch), house, clock, brief, players)

    def scene_of(line: Line) -> Scene:
        return _scene(line, sketch, brief, house, mood, layers)

    all_there = struck(sitting, clock, brief, players, scene_of)
    desks = sorted((*all_there, *remembered(all_there, clock, brief, players, scene_of)),
                   key=lambda desk: (SCORE_ORDER.index(desk.player.family), -desk.player.best_high, desk.name))
    room = room_of(mood, sketch, len(desks))
    parts = [_part(desk, number, len(desks) == 1, room, brief, clock) for number, desk in enumerate(desks, 1)]
    if parts:
        parts[0] = replace(parts[0], why=parts[0].why + _unplayed(lines, choices))
    landed_parts, landed = land(parts, sketch, brief, clock)
    stops = tuple(each for each in landed if each.kind == "stop")
    stem_s = float(brief.length_s + brief.tail_s)
    landed_parts = tuple(replace(part, level=damped(part.level, part.notes, _its(stops, part, brief), stem_s))
                         for part in landed_parts)
    return Score(
        cue=brief.key, id=brief.id, key=sketch.key, mode=sketch.mode, tempo_map=sketch.tempo_map,
        end_beat=sketch.end_beat, bars=sketch.bars, sections=sketch.sections, chords=sketch.chords, parts=landed_parts,
        ambience=air_of(mood, sketch, brief, clock), room=room, landed=landed, length_s=brief.length_s,
        tail_s=brief.tail_s, titles=titles_of(mood, sketch, brief),
    )

"""A score is judged from outside: by its notes, its players, its reasons and what changes when the scene changes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from time import process_time

import pytest

from tests.orchestrating.sketches import (
    MOTIF,
    F,
    a_brief,
    a_sketch,
    feelings,
    lyrical,
    ostinato,
    solo,
    some_chords,
    spoken,
    sting,
    tune,
)
from yeoun.instruments.load import every_instrument
from yeoun.model.composed import Brief, BriefHit, Landing, Sketch, SketchNote, Voice
from yeoun.model.notes import House
from yeoun.model.scored import Part, Score
from yeoun.model.spotted import Ending, Function, HitClass
from yeoun.orchestrating.clock import clock_of
from yeoun.orchestrating.landed import land
from yeoun.orchestrating.orchestrate import orchestrate
from yeoun.orchestrating.strike import quick
from yeoun.units.luck import Take
from yeoun.units.names import Person
from yeoun.units.time import Seconds

CUES = {
    "lyrical": lyrical(), "ostinato": ostinato(), "sting": sting(), "solo": solo(), "alone in minor": solo("aeolian"),
    "golden": lyrical(mired_relative=80.0, time_of_day="golden", luminance=0.2),
    "cold night": lyrical(mired_relative=-90.0, time_of_day="night", luminance=0.01),
    "joy": lyrical(intent=feelings(0.7, 0.75, 0.3), luminance=0.3),
    "grief, spoken": lyrical(intent=feelings(-0.5, 0.15, 0.4), lines=(spoken(4, 12), spoken(20, 34))),
}
EACH = pytest.mark.parametrize("cue", CUES.values(), ids=list(CUES))


USUAL = House()


@cache
def scored(cue: tuple[Sketch, Brief], house: House = USUAL) -> Score:
    return orchestrate(cue[0], cue[1], house)


def palette(score: Score) -> frozenset[str]:
    return frozenset(part.instrument.name for part in score.parts)


def overlapping(part: Part) -> Iterator[int]:
    for note in part.notes:
        yield sum(other.onset_s - 1e-6 <= note.onset_s < other.onset_s + other.length_s - 1e-6 for other in part.notes)


@EACH
def test_every_note_lies_within_its_instrument(cue: tuple[Sketch, Brief]) -> None:
    for part in scored(cue).parts:
        for note in part.notes:
            assert part.instrument.low <= note.key <= part.instrument.high, part.name
            assert 0.0 < note.force <= 1.0 and note.length_s > 0 and note.onset_s >= 0


@EACH
def test_nothing_of_the_sketch_is_lost(cue: tuple[Sketch, Brief]) -> None:
    sketch, _ = cue
    score = scored(cue)
    for voice in sketch.voices:
        players = [part for part in score.parts if voice.name in part.voices]
        held = Counter((note.at_beat, note.key % 12) for part in players for note in part.notes)
        for note in voice.notes:
            assert held[note.at_beat, note.key % 12] >= 1, (voice.name, note)


@EACH
def test_nothing_is_played_that_nobody_wrote(cue: tuple[Sketch, Brief]) -> None:
    sketch, _ = cue
    written = {(note.at_beat, note.key % 12) for voice in sketch.voices for note in voice.notes}
    for part in scored(cue).parts:
        if part.instrument.clef == "percussion":
            continue
        for note in part.notes:
            chord = next(chord for chord in reversed(sketch.chords) if chord.at_beat <= note.at_beat) if sketch.chords else None
            broken = part.role == "grace" and chord is not None and note.key % 12 in chord.pitch_classes
            assert (note.at_beat, note.key % 12) in written or broken, (part.name, note)


@EACH
def test_nobody_plays_more_notes_than_they_have_hands_or_breath_for(cue: tuple[Sketch, Brief]) -> None:
    for part in scored(cue).parts:
        assert max(overlapping(part)) <= part.instrument.polyphony, part.name
        if part.instrument.breath_s and part.instrument.polyphony == 1:
            begin = end = float(part.notes[0].onset_s)
            for note in part.notes:
                if note.onset_s - end >= 0.149:
                    begin = float(note.onset_s)
                end = float(note.onset_s + note.length_s)
                assert end - begin <= part.instrument.breath_s + 1e-3, part.name


@EACH
def test_parts_are_named_once_numbered_in_order_and_about_ten_at_most(cue: tuple[Sketch, Brief]) -> None:
    parts = scored(cue).parts
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    assert len({part.name for part in parts}) == len(parts) <= 10


@EACH
def test_every_hit_is_really_in_the_part_it_names(cue: tuple[Sketch, Brief]) -> None:
    sketch, brief = cue
    score = scored(cue)
    assert len(score.landed) == len(sketch.landings)
    for landed in score.landed:
        part = next(part for part in score.parts if part.name == landed.part)
        if landed.kind == "stop":
            assert any(abs(note.onset_s + note.length_s - landed.at_s) < 2e-3 for note in part.notes)
        else:
            notes = [note for note in part.notes if note.at_beat == landed.at_beat]
            assert notes and all(abs(note.onset_s - landed.at_s) < 1e-3 and "hit" in note.why for note in notes)
            assert brief.hits[landed.hit].reason in notes[0].why


@EACH
def test_korean_instruments_play_lines_never_block_chords(cue: tuple[Sketch, Brief]) -> None:
    for part in scored(cue, House(gugak=1.0)).parts:
        if part.instrument.is_gugak:
            assert max(Counter(note.at_beat for note in part.notes).values()) == 1


@EACH
def test_the_same_scene_gives_the_same_score(cue: tuple[Sketch, Brief]) -> None:
    assert scored(cue) == orchestrate(*cue, House())


@EACH
def test_a_cue_is_orchestrated_in_half_a_second(cue: tuple[Sketch, Brief]) -> None:
    begin = process_time()
    orchestrate(*cue, House())
    assert process_time() - begin < 0.5


@EACH
def test_levels_are_curves_inside_the_stem(cue: tuple[Sketch, Brief]) -> None:
    for part in scored(cue).parts:
        times = [at for at, _ in part.level]
        assert times == sorted(set(times)) and 0.0 <= times[0] and times[-1] <= part.length_s + 1e-6
        assert all(0.0 <= level <= 1.0 for _, level in part.level)
        assert all(-1.0 <= axis <= 1.0 for axis in part.place) and part.duck_db > 0 > part.send_db


def test_the_light_changes_who_plays() -> None:
    warm, cold = palette(scored(CUES["golden"])), palette(scored(CUES["cold night"]))
    by_name = {player.name: player for player in every_instrument()}
    assert len(warm & cold) <= 1
    assert sum(by_name[name].warmth for name in warm) / len(warm) > 0.4
    assert sum(by_name[name].warmth for name in cold) / len(cold) < -0.2


def test_feeling_alone_changes_who_plays() -> None:
    sketch, brief = lyrical()
    found = {palette(orchestrate(sketch, replace(brief, intent=feelings(*feeling)), House()))
             for feeling in ((0.7, 0.8, 0.3), (0.4, 0.2, 0.1), (-0.7, 0.15, 0.4), (-0.6, 0.9, 0.95))}
    assert len(found) >= 3


SCENES = [
    (valence, arousal, tension, mired, hour)
    for valence, arousal, tension in ((0.6, 0.6, 0.3), (0.4, 0.25, 0.2), (-0.4, 0.2, 0.4), (-0.5, 0.8, 0.9))
    for mired, hour in ((80.0, "golden"), (0.0, "day"), (-90.0, "night"))
]


def follows(palettes: list[frozenset[str]]) -> float:
    """How much closer palettes of one light are to each other than to those of another: 0 for a fixed palette."""
    def alike(one: frozenset[str], two: frozenset[str]) -> float:
        return len(one & two) / len(one | two)

    same: list[float] = []
    other: list[float] = []
    for i, first in enumerate(palettes):
        for j, second in enumerate(palettes[:i]):
            (same if SCENES[i][4] == SCENES[j][4] else other).append(alike(first, second))
    return sum(same) / len(same) - sum(other) / len(other)


def test_the_palette_follows_the_scene_and_a_fixed_palette_would_not() -> None:
    sketch, brief = lyrical()
    ours = [palette(orchestrate(sketch, replace(brief, intent=feelings(v, a, t), mired_relative=m, time_of_day=hour,
                                                luminance=0.01 if hour == "night" else 0.2), House()))
            for v, a, t, m, hour in SCENES]
    trick = [frozenset({"grand_piano", "violins_1", "violas", "celli"})] * len(SCENES)
    shuffled = [ours[4 * (at % 3) + at // 3] for at in range(len(ours))]
    assert follows(trick) == 0.0
    assert follows(ours) > 0.15 > follows(shuffled) + 0.05
    assert len(set(ours)) >= 8


def test_a_house_gets_whom_it_likes_and_never_whom_it_forbids() -> None:
    sketch, brief = CUES["golden"]
    usual = palette(orchestrate(sketch, brief, House()))
    assert "nylon_guitar" in usual
    assert "nylon_guitar" not in palette(orchestrate(sketch, brief, House(palette=(("nylon_guitar", -1.0),))))
    assert "clarinet" in palette(orchestrate(sketch, brief, House(palette=(("clarinet", 1.0),))))


def test_a_theme_is_heard_on_its_own_instrument_when_the_scene_allows() -> None:
    sketch, brief = lyrical()
    voices = tuple(replace(voice, motif=MOTIF.id) if voice.role == "melody" else voice for voice in sketch.voices)
    score = orchestrate(replace(sketch, voices=voices), replace(brief, motifs=(MOTIF,)), House())
    melody = next(part for part in score.parts if "melody" in part.voices)
    assert melody.instrument.name == MOTIF.instrument and melody.motif == MOTIF.id
    assert "asks for oboe" in melody.why


def test_a_gugak_mode_calls_a_korean_instrument_and_a_chromatic_run_sends_it_away() -> None:
    assert scored(solo()).parts[0].instrument.is_gugak
    sketch, brief = solo()
    run = tuple(SketchNote(F(n), F(1), 63 + n % 12, 0.5, "run") for n in range(24))
    chromatic = replace(sketch, voices=(Voice("melody", "melody", None, "run", run),))
    assert not orchestrate(chromatic, brief, House(gugak=1.0)).parts[0].instrument.is_gugak


def test_a_moving_cue_in_a_gugak_mode_has_its_jangdan_and_a_major_one_has_not() -> None:
    sketch, brief = lyrical()
    moving = replace(brief, intent=feelings(-0.1, 0.5, 0.3), lines=(spoken(10, 15),))
    score = orchestrate(replace(sketch, mode="sanjo_pyeongjo"), moving, House())
    drum = next(part for part in score.parts if part.instrument.clef == "percussion")
    assert "중모리" in drum.why and drum.voices == ()
    ninths = [note for note in drum.notes if note.at_beat % 12 == 8]
    beside = [note for note in drum.notes if note.at_beat % 12 in {7, 9}]
    assert ninths and beside and min(note.force for note in ninths) > 0.5 * max(note.force for note in beside)
    assert all(note.ornament == "grace" for note in ninths)
    assert not any(10.0 <= note.onset_s < 15.0 for note in drum.notes)
    assert not any(part.instrument.clef == "percussion" for part in orchestrate(sketch, moving, House()).parts)


def test_a_house_without_gugak_hears_none() -> None:
    assert not any(part.instrument.is_gugak for part in scored(solo(), House(gugak=0.0)).parts)


def test_a_korean_line_stays_out_of_a_speaking_voice() -> None:
    sketch, brief = solo()
    talked = replace(brief, lines=tuple(spoken(2 + 5 * n, 6 + 5 * n, 420.0) for n in range(8)))
    assert not orchestrate(sketch, talked, House(gugak=1.0)).parts[0].instrument.is_gugak


def test_strings_step_back_under_words() -> None:
    quiet = scored(CUES["lyrical"])
    talked = orchestrate(CUES["lyrical"][0], replace(CUES["lyrical"][1], lines=(spoken(10, 14),)), House())
    def at(score: Score, when: float) -> float:
        part = next(part for part in score.parts if part.instrument.family == "strings")
        return min((abs(time - when), level) for time, level in part.level)[1]
    assert at(talked, 14.0) < at(quiet, 14.0) - 0.05
    assert at(talked, 24.0) == pytest.approx(at(quiet, 24.0), abs=0.03)


def test_a_cut_ends_everything_and_a_ring_strikes_nothing_after_the_cue() -> None:
    sketch, brief = lyrical(length_s=Seconds(40.0))
    cut = orchestrate(sketch, replace(brief, ending=Ending.CUT), House())
    ring = orchestrate(sketch, replace(brief, ending=Ending.RING), House())
    fade = orchestrate(sketch, replace(brief, ending=Ending.FADE), House())
    assert all(note.onset_s + note.length_s <= 40.0 + 1e-6 for part in cut.parts for note in part.notes)
    assert all(note.onset_s < 40.0 for part in ring.parts for note in part.notes)
    assert {part.sounds_until_s for part in cut.parts + ring.parts} == {40.0}
    assert {part.sounds_until_s for part in fade.parts} == {43.0}
    assert any("after the cue's end are left out" in part.why for part in cut.parts)
    assert {part.length_s for part in cut.parts} == {43.0}


def test_a_hit_whose_voice_has_no_such_note_is_given_to_who_plays_it() -> None:
    sketch, brief = ostinato()
    moved = replace(sketch, landings=(Landing(0, "drone", "onset", F(16)), Landing(1, "pulse", "onset", F(33, 7))))
    score = orchestrate(moved, brief, House())
    assert [landed.hit for landed in score.landed] == [0]
    player = next(part for part in score.parts if part.name == score.landed[0].part)
    assert quick(player.instrument)
    assert any(note.at_beat == F(16) and "hit" in note.why for note in player.notes)


def test_a_hit_with_nothing_but_slow_sounds_is_struck_by_somebody_quick() -> None:
    sketch, brief = lyrical()
    for kept in (("bed", "pad", "drone"), ("melody",)):
        voices = tuple(voice for voice in sketch.voices if voice.role in kept)
        if not voices:
            continue
        beat = voices[0].notes[len(voices[0].notes) // 2].at_beat
        hits = (BriefHit(Seconds(sketch.tempo_map.seconds(beat)), HitClass.A, "onset", "she turns around"),)
        moved = replace(sketch, voices=voices, landings=(Landing(0, voices[0].name, "onset", beat),))
        score = orchestrate(moved, replace(brief, hits=hits), House())
        assert [landed.hit for landed in score.landed] == [0]
        assert quick(next(part for part in score.parts if part.name == score.landed[0].part).instrument)


def test_a_stop_is_a_hand_on_every_part_and_comes_off_before_it_plays_again() -> None:
    sketch, brief = lyrical()
    voice = next(voice for voice in sketch.voices if voice.role == "melody")
    note = voice.notes[len(voice.notes) // 2]
    stop = note.at_beat + note.beats
    at_s = sketch.tempo_map.seconds(stop)
    hits = (BriefHit(Seconds(at_s), HitClass.B, "stop", "she stops"),)
    stopping = replace(sketch, landings=(Landing(0, voice.name, "stop", stop),))
    score = orchestrate(stopping, replace(brief, hits=hits), House())
    assert [landed.kind for landed in score.landed] == ["stop"]
    for part in score.parts:
        assert min(level for at, level in part.level if abs(at - at_s) < 0.1) == 0.0
        assert max(level for at, level in part.level if at < at_s) > 0.2
        assert part.level[-1][1] > 0.0 or not any(note.onset_s > at_s + 1.0 for note in part.notes)


@pytest.mark.parametrize(("player", "begins", "kinds"), [
    ("violins_1", False, ["stop"]), ("grand_piano", False, ["stop"]), ("grand_piano", True, ["stop"]),
    ("pizzicato_strings", True, ["onset"]), ("pizzicato_strings", False, [])])
def test_a_stop_is_never_given_to_a_string_that_has_died_away(player: str, begins: bool, kinds: list[str]) -> None:
    sketch, brief = lyrical()
    part, clock = scored((sketch, brief)).parts[0], clock_of(sketch, brief)
    end = clock.at(F(8))
    ends = replace(part.notes[0], at_beat=F(7), beats=F(1), onset_s=Seconds(clock.at(F(7))), length_s=Seconds(end - clock.at(F(7))))
    again = replace(ends, at_beat=F(8), onset_s=Seconds(end))
    instrument = next(each for each in every_instrument() if each.name == player)
    playing = replace(part, instrument=instrument, notes=(ends, again) if begins else (ends,))
    hits = (BriefHit(Seconds(end), HitClass.C, "stop", "the steps stop"),)
    stopping = replace(sketch, landings=(Landing(0, sketch.voices[0].name, "stop", F(8)),))
    _, landed = land([playing], stopping, replace(brief, hits=hits), clock)
    assert [each.kind for each in landed] == kinds


def test_another_take_may_seat_other_players() -> None:
    sketch, brief = lyrical()
    takes = {palette(orchestrate(sketch, replace(brief, take=Take(take)), House())) for take in range(1, 6)}
    assert len(takes) >= 2


def test_a_remembered_scene_is_played_in_a_room_of_memory_and_a_whispered_one_close() -> None:
    sketch, brief = lyrical()
    far = orchestrate(sketch, replace(brief, nostalgia=0.9), House())
    near = orchestrate(sketch, replace(brief, nostalgia=0.0, intent=feelings(0.1, 0.05, 0.1),
                                       lines=(spoken(1, 30), spoken(31, 50))), House())
    loud = orchestrate(sketch, replace(brief, nostalgia=0.0, intent=feelings(0.2, 0.9, 0.6)), House())
    assert (far.room.name, near.room.name, loud.room.name) == ("memory", "dry", "hall")


def test_the_air_is_made_of_the_cues_own_chords_and_a_sting_has_none() -> None:
    sketch, brief = CUES["cold night"]
    air = orchestrate(sketch, brief, House()).ambience
    assert air is not None and len(air.chords) == len(sketch.chords) and air.coldness > 0.8
    for (_, _, keys), chord in zip(air.chords, sketch.chords, strict=True):
        assert {key % 12 for key in keys} <= set(chord.pitch_classes)
        assert all(later - now >= 5 for now, later in zip(keys, keys[1:], strict=False))
    warm = orchestrate(*CUES["golden"], House()).ambience
    assert warm is not None and warm.coldness < 0.2
    assert scored(sting()).ambience is None
    assert orchestrate(sketch, replace(brief, function=Function.SOURCE), House()).ambience is None


def test_titles_speak_both_languages_and_name_whose_cue_it_is() -> None:
    titles = dict(scored(CUES["golden"]).titles)
    assert titles["ko"].startswith("노을") and titles["ko"].endswith("지은")
    assert titles["en"].startswith("Sunset") and titles["en"].endswith("Jieun")


def test_a_bed_in_several_lines_goes_to_the_sections_uncrossed() -> None:
    chords = some_chords(8, 3, ("I", "IV"))
    lines = tuple(Voice(f"bed {n}", "bed", None, f"line {n}", tuple(
        SketchNote(F(4 * bar), F(4), key, 0.4, "bed") for bar in range(8))) for n, key in enumerate((58, 65, 70), 1))
    sketch = a_sketch(lines, bars=8, chords=chords)
    score = orchestrate(sketch, a_brief(28.0, valence=0.3, mired=60, hour="golden"), House())
    assert len(score.parts) == 3 and all(len(part.voices) == 1 for part in score.parts)
    sections = sorted(score.parts, key=lambda part: -part.instrument.best_high)
    lowest_first = [part.voices[0] for part in reversed(sections)]
    assert lowest_first == ["bed 1", "bed 2", "bed 3"]


def test_one_pianist_takes_two_hands_and_lifts_the_pedal_with_the_harmony() -> None:
    chords = some_chords(8, 3, ("I", "IV"))
    left = Voice("bed", "bed", None, "left hand", tuple(
        SketchNote(chord.at_beat, chord.beats, 48 + pitch, 0.4, "chord") for chord in chords for pitch in (3, 10)))
    right = Voice("melody", "melody", Person("지은"), "right hand", tune(8, 3, (F(1), F(2), F(1))))
    sketch = a_sketch((right, left), bars=8, chords=chords)
    quiet = a_brief(28.0, arousal=0.1, valence=-0.2, tension=0.1, nostalgia=0.7, lines=(spoken(2, 6),), hour="dusk")
    score = orchestrate(sketch, quiet, House(palette=(("felt_piano", 1.0),), gugak=0.1))
    assert [part.name for part in score.parts] == ["felt_piano"]
    part = score.parts[0]
    assert set(part.voices) == {"melody", "bed"} and "Also the bed" in part.why
    ups = [at for at, down in part.pedal if not down][:-1]
    assert len(ups) == len(chords) and part.pedal[-1][1] is False


@pytest.mark.parametrize("wanted", ["gayageum", "flute", "celesta"])
def test_a_player_that_a_note_wants_plays_and_one_it_keeps_out_does_not(wanted: str) -> None:
    sketch, brief = CUES["lyrical"]
    usual = palette(orchestrate(sketch, brief, USUAL))
    out = sorted(usual)[0]
    asked = orchestrate(sketch, replace(brief, players=((wanted, True), (out, False))), USUAL)
    assert wanted in palette(asked)
    assert out not in palette(asked)

"""Hits are given to who can play them, and endings end."""

from dataclasses import replace

import pytest

from tests.delivering.finished import soundtrack
from tests.fakes import FolderShelf
from tests.orchestrating.scores import scored
from tests.orchestrating.sketches import F, lyrical, ostinato
from yeoun.instruments.load import every_instrument
from yeoun.model.composed import BriefHit, Landing
from yeoun.model.notes import House
from yeoun.model.spotted import Ending, HitClass
from yeoun.orchestrating.clock import clock_of
from yeoun.orchestrating.landed import land
from yeoun.orchestrating.orchestrate import orchestrate
from yeoun.orchestrating.strike import quick
from yeoun.orchestrating.told import LANDS, of_hits
from yeoun.units.time import Seconds


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


@pytest.mark.parametrize("bow", ["solo_cello", "violas", "oboe"])
def test_a_hit_is_given_to_the_low_pluck_on_it_and_not_to_a_slow_sound_that_leads(bow: str) -> None:
    sketch, brief = lyrical()
    part, clock = scored((sketch, brief)).parts[0], clock_of(sketch, brief)
    players = {each.name: each for each in every_instrument()}
    leads = next(voice for voice in sketch.voices if voice.role == "melody")
    there = replace(part.notes[0], at_beat=F(8), onset_s=Seconds(clock.at(F(8))))
    sings = replace(part, name=bow, instrument=players[bow], voices=(leads.name,), role="melody", notes=(replace(there, key=65),))
    plucks = replace(part, name="bass", instrument=players["upright_bass"], voices=("bass",), role="bass", notes=(replace(there, key=43),))
    hits = (BriefHit(Seconds(clock.at(F(8))), HitClass.B, "change", "she turns around"),)
    landing = replace(sketch, landings=(Landing(0, leads.name, "onset", F(8)),))
    for parts in ([sings, plucks], [plucks, sings]):
        made, landed = land(parts, landing, replace(brief, hits=hits), clock)
        assert [each.part for each in landed] == ["bass"]
        assert [each.name for each in made if "hit" in each.notes[0].why] == ["bass"]
    _, landed = land([sings], landing, replace(brief, hits=hits), clock)
    assert [each.part for each in landed] == [bow], "alone it has the hit all the same"


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


@pytest.mark.parametrize(("asked", "lands", "unmet"), [("stop", "stop", False), ("stop", "onset", True), ("onset", "change", False)])
def test_a_stop_that_becomes_a_note_is_no_note_obeyed(asked: str, lands: str, unmet: bool) -> None:
    whole = soundtrack(FolderShelf())
    cue = whole.cues[0]
    hit = BriefHit(Seconds(7.5), HitClass.B, asked, "his steps stop", ("n6",))
    score = replace(cue.score, landed=(replace(cue.score.landed[0], kind=lands),))
    (told,) = of_hits(score, cue.sketch, replace(cue.brief, hits=(hit,)))
    assert told.changed == f"the hit asked for lands: {LANDS[lands]}" and bool(told.unmet) is unmet

"""Who plays is chosen by light, feeling, house and mode, and changes with them."""

from dataclasses import replace

import pytest

from tests.orchestrating.scores import CUES, USUAL, palette, scored
from tests.orchestrating.sketches import MOTIF, F, feelings, lyrical, solo, spoken
from yeoun.instruments.load import every_instrument
from yeoun.model.composed import SketchNote, Voice
from yeoun.model.notes import House
from yeoun.orchestrating import seats
from yeoun.orchestrating.choose import Choice, crosses
from yeoun.orchestrating.clock import Clock, clock_of
from yeoun.orchestrating.line import Bundle, line_of
from yeoun.orchestrating.orchestrate import orchestrate
from yeoun.units.luck import Take


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


def test_another_take_may_seat_other_players() -> None:
    sketch, brief = lyrical()
    takes = {palette(orchestrate(sketch, replace(brief, take=Take(take)), House())) for take in range(1, 6)}
    assert len(takes) >= 2


@pytest.mark.parametrize("wanted", ["gayageum", "flute", "celesta"])
def test_a_player_that_a_note_wants_plays_and_one_it_keeps_out_does_not(wanted: str) -> None:
    sketch, brief = CUES["lyrical"]
    usual = palette(orchestrate(sketch, brief, USUAL))
    out = sorted(usual)[0]
    asked = orchestrate(sketch, replace(brief, players=((wanted, True), (out, False))), USUAL)
    assert wanted in palette(asked)
    assert out not in palette(asked)


def test_a_choir_whose_sections_all_play_lines_of_their_own_divides(monkeypatch: pytest.MonkeyPatch) -> None:
    sketch, brief = lyrical()
    seen, choir = [], seats._choir

    def all_taken(choice: Choice, taken: set[str], grounds: set[str], clock: Clock) -> list[seats.Desk]:
        seen.append(choice)
        return choir(choice, taken | {section.name for section in choice.taken.sections}, grounds, clock)

    monkeypatch.setattr(seats, "_choir", all_taken)
    score = orchestrate(sketch, brief, House(palette=(("strings", 1.0),)))
    bed = next(choice for choice in seen if choice.line.voice.role == "bed")
    sections = {section.name for section in bed.taken.sections}
    played = {note.key % 12 for part in score.parts for note in part.notes if part.instrument.name in sections}
    assert {note.key % 12 for note in bed.line.notes} <= played


def test_a_ground_laid_an_octave_higher_crosses_the_bed_and_costs_it() -> None:
    sketch, brief = lyrical()
    time = clock_of(sketch, brief)
    lines = {voice.role: line_of(Bundle(voice, (voice,)), time, brief) for voice in sketch.voices if voice.role in {"bass", "bed"}}
    assert not crosses(lines["bass"], lines["bed"], 0) and not crosses(lines["bass"], lines["bed"], -1)
    assert crosses(lines["bass"], lines["bed"], 2)


@pytest.mark.parametrize("arousal", [0.3, 0.5, 0.7])
def test_among_lights_at_night_cold_players_lead_and_no_warm_one_doubles(arousal: float) -> None:
    sketch, brief = lyrical()
    night = replace(brief, mired_relative=-80.0, luminance=0.06, time_of_day="night", place="번화가 거리",
                    intent=feelings(0.2, arousal, 0.4))
    parts = scored((sketch, night)).parts
    leads = [part for part in parts if part.role == "melody"]
    assert leads and all({"cold", "neon"} & set(part.instrument.colour) for part in leads)
    assert not [part for part in parts if "doubled an octave below" in part.why and part.instrument.warmth > 0.3]


def test_a_theme_keeps_its_own_instrument_among_lights_at_night() -> None:
    sketch, brief = lyrical()
    voices = tuple(replace(voice, motif=MOTIF.id) if voice.role == "melody" else voice for voice in sketch.voices)
    night = replace(brief, mired_relative=-80.0, luminance=0.06, time_of_day="night", place="번화가 거리",
                    motifs=(replace(MOTIF, instrument="flute"),))
    assert "flute" in {part.name for part in scored((replace(sketch, voices=voices), night)).parts if part.role == "melody"}


def test_a_house_says_who_is_warm() -> None:
    strings = tuple((name, -0.9) for name in ("violins_1", "violins_2", "violas", "celli", "basses", "solo_cello", "nylon_guitar"))
    usual, other = scored(CUES["golden"]), scored(CUES["golden"], House(warmth=strings))
    assert {"violas", "celli"} & palette(usual) and not {name for name, _ in strings} & palette(other)
    assert all(part.instrument in every_instrument() for part in other.parts), "what is performed is the instrument as it is"
    said = " ".join(part.why for part in scored(CUES["golden"], House(warmth=(("felt_piano", 1.0), ("celesta", 1.0)))).parts)
    assert "warmth" in said

"""A score is judged from outside: by its notes, its players, its reasons and what changes when the scene changes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from time import process_time

import pytest

from tests.orchestrating.scores import CUES, scored
from tests.orchestrating.sketches import F, a_brief, a_sketch, feelings, lyrical, solo, some_chords, spoken, sting, tune
from yeoun.composing.invent import design
from yeoun.model.composed import Brief, MotifStatement, Sketch, SketchNote, Voice
from yeoun.model.notes import House
from yeoun.model.scored import Part, Score
from yeoun.model.spotted import Function
from yeoun.orchestrating.mood import mood_of
from yeoun.orchestrating.orchestrate import orchestrate
from yeoun.orchestrating.titles import titles_of
from yeoun.units.names import Person

EACH = pytest.mark.parametrize("cue", CUES.values(), ids=list(CUES))


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


def test_cues_that_differ_within_an_even_film_bear_names_that_differ_and_a_level_one_its_own() -> None:
    """The demo's four: near one another on the whole scale, and each on its own side of the film's mean."""
    norm = (-0.15, 0.4, 0.45)
    felt = {"rooftop": (-0.1, 0.37, 0.45), "courtyard": (-0.2, 0.31, 0.4), "street": (-0.27, 0.54, 0.55), "dawn": (0.12, 0.37, 0.36)}

    def named(feeling: tuple[float, float, float], mean: tuple[float, float, float]) -> str:
        sketch, brief = lyrical(intent=feelings(*feeling), norm=mean)
        return dict(titles_of(mood_of(brief, sketch), sketch, brief))["en"].split(" — ")[0].split(", ")[1]

    assert len({named(feeling, feeling) for feeling in felt.values()}) <= 2, "against no mean they are nearly one"
    names = {place: named(feeling, norm) for place, feeling in felt.items()}
    assert len(set(names.values())) >= 3, names
    assert names["rooftop"] == named(felt["rooftop"], felt["rooftop"]) == "What Weighs"


def test_a_title_names_whose_theme_a_note_brought_and_without_a_note_whom_the_cue_follows() -> None:
    sketch, brief = lyrical()
    motif = design("현우", "character", (0.3, 0.3, 0.2), ())
    other = replace(brief, motifs=(motif,), character=Person("지은"))

    def whose(note: str) -> set[str]:
        made = replace(sketch, statements=(MotifStatement(motif.id, "melody", F(0), "plain", note),))
        return {title.split(" — ")[1] for _, title in titles_of(mood_of(other, made), made, other)}

    named, followed = whose("n-theme"), whose("")
    assert "현우" in named and "지은" in followed and len(named) == len(followed) == 2 and not named & followed

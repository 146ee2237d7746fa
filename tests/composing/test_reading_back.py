"""What the feeling asked for is read back from the notes, and controls show that the reading means something."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tests.composing.briefs import Shape, brief, composed, feelings, golden_tender, minute, night_chase, nobody, retaken
from yeoun.composing.compose import compose
from yeoun.composing.form import feeling_over
from yeoun.composing.meter import legible, realised_arousal
from yeoun.model.composed import Brief, Sketch, SketchNote, Voice
from yeoun.model.feeling import Feelings
from yeoun.units.luck import Take, luck

SHAPES: dict[str, Shape] = {
    "hill": lambda x: 0.2 + 0.65 * (1 - abs(2 * x - 1)), "rise": lambda x: 0.2 + 0.7 * x, "fall": lambda x: 0.85 - 0.6 * x,
    "valley": lambda x: 0.2 + 0.6 * abs(2 * x - 1), "step": lambda x: 0.25 if x < 0.5 else 0.8,
}


def agreement(sketch: Sketch, asked: Feelings, length_s: float) -> float:
    """Pearson r of asked and read-back arousal over windows of three seconds."""
    close = float(sketch.tempo_map.seconds(sketch.bars[-1].at_beat))     # the last chord rings, whatever is felt
    read = [(at, value) for at, value in realised_arousal(sketch.voices, sketch.tempo_map, length_s) if at < close]
    wanted = [feeling_over(asked, at - 1.5, at + 1.5)[1] for at, _ in read]
    return float(np.corrcoef(wanted, [value for _, value in read])[0, 1])


def shuffled(asked: Brief, name: str) -> Brief:
    """The same cue with its feeling in another order, in blocks of six seconds: the first order that is no echo of it."""
    blocks, felt = np.arange(len(asked.intent.arousal)) // 12, np.array(asked.intent.arousal)
    places: list[int] = []
    for attempt in range(100):
        order = luck(Take(1), "shuffle", name, attempt).permutation(int(blocks.max()) + 1)
        places = [int(k) for block in order for k in np.flatnonzero(blocks == block)]
        if abs(float(np.corrcoef(felt, felt[places])[0, 1])) < 0.1:
            break
    v, a, t = (tuple(axis[k] for k in places) for axis in (asked.intent.valence, asked.intent.arousal, asked.intent.tension))
    return replace(asked, intent=Feelings(asked.intent.every, v, a, t))


def test_arousal_is_read_back_from_the_notes_and_a_shuffled_graph_is_not() -> None:
    real = {name: agreement(composed(minute(shape)), minute(shape).intent, 60.0) for name, shape in SHAPES.items()}
    control = [agreement(composed(shuffled(minute(shape), f"{name}")), minute(shape).intent, 60.0)
               for name, shape in SHAPES.items()]
    assert min(real.values()) >= 0.7, real
    assert abs(float(np.mean(control))) < 0.25, control
    assert float(np.mean(list(real.values()))) - float(np.mean(control)) > 0.4


def one_triad(sketch: Sketch, asked: Brief) -> tuple[Voice, ...]:
    """The cheap trick: one triad, struck more often the more aroused the scene is."""
    notes, beat = [], Fraction(0)
    while beat < sketch.end_beat:
        at = float(sketch.tempo_map.seconds(beat))
        step = Fraction(1, 4) if feeling_over(asked.intent, at, at + 1)[1] > 0.5 else Fraction(1)
        notes += [SketchNote(beat, step, key, 0.5, "trick") for key in (60, 64, 67)]
        beat += step
    return (Voice("trick", "pulse", None, "trick", tuple(notes)),)


def agreed(answers: tuple[tuple[str, bool | None], ...]) -> tuple[int, int]:
    """How many cues agree, of how many asked."""
    return sum(answer is True for _, answer in answers), sum(answer is not None for _, answer in answers)


def test_the_cheap_trick_is_found_out() -> None:
    ours, tricks = [], []
    for asked in (golden_tender(), night_chase(), minute(lambda x: 0.85)):
        sketch = composed(asked)
        ours.append(agreed(sketch.legibility)[0])
        tricks.append(agreed(legible(one_triad(sketch, asked), sketch.tempo_map, asked))[0])
        assert len({chord.degree for chord in sketch.chords}) >= 4
    assert sum(ours) > sum(tricks) + 2, (ours, tricks)


@pytest.mark.parametrize("valence, arousal, tension", [(-0.4, 0.9, 0.85), (0.5, 0.85, 0.2), (-0.2, 0.15, 0.3),
                                                      (0.4, 0.25, 0.2)])
def test_a_clear_feeling_is_legible(valence: float, arousal: float, tension: float) -> None:
    asked = brief(f"clear {valence}", 40.0, feelings(40, lambda x: valence, lambda x: arousal, lambda x: tension))
    answers = dict(composed(asked).legibility)
    assert answers["tempo"] and answers["level"] and answers["register"]
    assert sum(answer is True for answer in answers.values()) >= 6, answers


def test_the_same_brief_gives_the_same_sketch_and_another_take_another() -> None:
    asked = golden_tender()
    assert compose(asked) == compose(asked)
    other = composed(retaken(asked, 2))
    assert other.voices != composed(asked).voices and other.take == Take(2)
    assert {landing.hit for landing in other.landings} == {landing.hit for landing in composed(asked).landings}


def test_every_note_says_why_and_keeps_its_range() -> None:
    for asked in (golden_tender(), night_chase(), nobody()):
        sketch = composed(asked)
        assert abs(sum(share for _, share in sketch.fusion) - 1.0) < 1e-9
        for voice in sketch.voices:
            assert voice.why
            for note in voice.notes:
                assert note.why and 36 <= note.key <= 84 and 0 < note.force <= 1 and note.beats > 0


def test_landings_are_really_there() -> None:
    for asked in (golden_tender(), night_chase(), minute()):
        sketch = composed(asked)
        assert {landing.hit for landing in sketch.landings} == set(range(len(asked.hits)))
        for landing in sketch.landings:
            notes = next(v.notes for v in sketch.voices if v.name == landing.voice)
            if landing.kind == "stop":
                assert any(n.at_beat + n.beats == landing.at_beat for n in notes)
                assert not any(n.at_beat == landing.at_beat for v in sketch.voices for n in v.notes)
            else:
                assert any(n.at_beat == landing.at_beat and n.why.startswith("hit") for n in notes)


def test_texture_changes_one_rung_at_a_time_except_on_an_a_hit() -> None:
    rungs = ("solo line", "line and drone", "sparse chords", "arpeggio bed", "chordal pulse",
             "ostinato and counter-line", "full")
    for shape in SHAPES.values():
        levels = [(next(k for k, rung in enumerate(rungs) if f", {rung};" in s.reason), "begins on hit" in s.reason)
                  for s in composed(minute(shape)).sections]
        assert all(abs(b - a) <= 1 or on_hit for (a, _), (b, on_hit) in zip(levels, levels[1:], strict=False))

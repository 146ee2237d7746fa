"""The tune has one climax, where the graph has its own; a graph in another order moves it."""

from tests.composing.briefs import Shape, brief, composed, feelings, golden_tender, hit, invented, minute
from yeoun.composing.form import feeling_at
from yeoun.composing.invent import design
from yeoun.model.composed import Brief, Sketch, SketchNote

PEAKS = (0.2, 0.4, 0.6, 0.8)


def hill(at: float, height: float = 0.6) -> Shape:
    """A curve with its height at a place."""
    return lambda x: 0.25 + height * max(0.0, 1 - 2.2 * abs(x - at))


def tune(sketch: Sketch) -> list[SketchNote]:
    """The melody."""
    return [note for voice in sketch.voices if voice.role == "melody" for note in voice.notes]


def tops(sketch: Sketch) -> list[SketchNote]:
    """Its highest tones."""
    notes = tune(sketch)
    return [note for note in notes if note.key == max(each.key for each in notes)]


def is_one(sketch: Sketch) -> bool:
    """Whether the highest tone lies within two bars."""
    found = tops(sketch)
    return found[-1].at_beat - found[0].at_beat < 8


def long_cues() -> list[Brief]:
    """Scenes drawn by lot over 24 s, and two that were not."""
    return [asked for asked in (golden_tender(), minute(), *(invented(n) for n in range(30))) if float(asked.length_s) > 24]


def test_the_highest_tone_sounds_once_and_a_loop_of_four_bars_does_not() -> None:
    asked = [each for each in long_cues() if len(tune(composed(each))) >= 8]
    one = sum(is_one(composed(each)) for each in asked)
    again = sum(composed(each).end_beat > 24 for each in asked)      # in a loop of four bars it comes back in each of these
    assert len(asked) >= 12 and again >= 10
    assert one >= 0.9 * len(asked), (one, len(asked))


def test_the_climax_lies_where_the_feeling_culminates() -> None:
    far, anywhere = [], []
    for peak in PEAKS:
        asked = brief(f"hill at {peak:g}", 60.0, feelings(60, lambda x: 0.2, hill(peak), hill(peak, 0.3)),
                      hits=(hit(22.0, "A", "change"),))
        sketch = composed(asked)
        top = float(sketch.tempo_map.seconds(tops(sketch)[0].at_beat)) / 60.0
        far.append(abs(top - peak))
        anywhere.append((peak ** 2 + (1 - peak) ** 2) / 2)
    assert sum(far) / len(far) <= 0.5 * sum(anywhere) / len(anywhere), far


def test_themes_elsewhere_stay_under_the_one_that_culminates() -> None:
    motif = design("지은", "character", (0.3, 0.3, 0.2), ())
    asked = brief("thrice", 75.0, feelings(75, lambda x: 0.3, lambda x: 0.3 + 0.4 * (0.4 < x < 0.7), lambda x: 0.3),
                  motif=motif, forms=("plain", "reharmonised", "plain"))
    sketch = composed(asked)
    assert len(sketch.statements) == 3 and is_one(sketch)
    at_s = float(sketch.tempo_map.seconds(tops(sketch)[0].at_beat))
    assert feeling_at(asked.intent, at_s)[1] > 0.5

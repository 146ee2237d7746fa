"""Between words a cue keeps a small line, and after a stop nobody comes back for a stab before them."""

from fractions import Fraction

from tests.composing.briefs import brief, composed, feelings, hit, invented, line
from yeoun.composing.manners import LEAST_BACK
from yeoun.composing.melody import GAP_S, SPARSE
from yeoun.model.composed import Brief, Sketch
from yeoun.model.spotted import Ending, HitClass

HELD = {"bed", "drone", "pad"}


def talk(name: str, gaps: tuple[float, ...], ending: Ending = Ending.FADE) -> Brief:
    """Calm talk with gaps of these lengths between the lines; nothing moves but the chords."""
    lines, at = [], 6.0
    for number, gap in enumerate(gaps):
        lines.append(line(number, at, at + 3.0, 118.0))
        at += 3.0 + gap
    lines.append(line(len(gaps), at, at + 3.0, 118.0))
    return brief(name, at + 6.0, feelings(at + 6.0, lambda x: -0.1, lambda x: 0.28, lambda x: 0.3), lines=tuple(lines), ending=ending)


def stopping(number: int) -> Brief:
    """A step stops, and somebody speaks soon after."""
    start = 9.2 + 0.1 * number
    return brief(f"stopping {number}", 20.0, feelings(20, lambda x: 0.0, lambda x: 0.4, lambda x: 0.35),
                 hits=(hit(8.0, "C", "stop"),), lines=(line(1, start, start + 3.0, 100.0),), ending=Ending.FADE)


def stabs(asked: Brief, sketch: Sketch) -> list[tuple[str, Fraction]]:
    """Where what moves comes back after a soft stop for less than a beat before words."""
    found = []
    for landing in sketch.landings:
        hit_of = asked.hits[landing.hit]
        if landing.kind != "stop" or hit_of.grade is not HitClass.C:
            continue
        for voice in sketch.voices:
            after = [note for note in voice.notes if note.at_beat > landing.at_beat and not note.why.startswith(("theme", "hit"))]
            if voice.role in HELD or not after:
                continue
            first_s = float(sketch.tempo_map.seconds(after[0].at_beat))
            until_s = float(sketch.tempo_map.seconds(after[0].at_beat + LEAST_BACK))
            if any(first_s <= spoken.span.start_s < until_s - 0.08 for spoken in asked.lines):
                found.append((voice.name, after[0].at_beat))
    return found


def test_every_gap_with_room_has_a_small_low_line() -> None:
    filled = 0
    for asked in (talk("two", (2.4, 2.0)), talk("three", (1.8, 3.0, 2.2)), talk("long", (5.0, 2.0))):
        sketch = composed(asked)
        tune = [note for voice in sketch.voices if voice.role == "melody" for note in voice.notes]
        moving = [note for voice in sketch.voices if voice.role in {"pulse", "counter"} for note in voice.notes]
        answers = [note for note in tune if note.why.endswith("answers between the words")]
        for before, after in zip(asked.lines, asked.lines[1:], strict=False):
            begin, end = float(before.span.end_s), float(after.span.start_s)
            inside = [note for note in (*tune, *moving) if begin <= sketch.tempo_map.seconds(note.at_beat) < end]
            assert inside or end - begin < GAP_S + 0.9, (asked.key, begin, end)
            filled += bool(inside)
        led = [note.key for note in tune if note not in answers]
        assert all(note.force <= 0.45 for note in answers)
        if answers and led:
            assert sum(note.key for note in answers) / len(answers) < sum(led) / len(led)
    assert filled >= 5 and SPARSE == 2


def test_what_answers_begins_and_ends_outside_the_words() -> None:
    for number in range(40):
        asked = invented(number)
        for voice in composed(asked).voices:
            for note in voice.notes:
                if note.why.endswith("answers between the words"):
                    at = float(composed(asked).tempo_map.seconds(note.at_beat))
                    assert not any(spoken.span.start_s - 0.15 <= at < spoken.span.end_s for spoken in asked.lines), number


def test_after_a_soft_stop_nothing_comes_back_for_less_than_a_beat_before_words() -> None:
    stopped = 0
    for asked in (*(stopping(number) for number in range(9)), *(invented(number) for number in range(40))):
        sketch = composed(asked)
        stopped += any(each.kind == "stop" and asked.hits[each.hit].grade is HitClass.C for each in sketch.landings)
        assert stabs(asked, sketch) == [], asked.key
    assert stopped >= 5

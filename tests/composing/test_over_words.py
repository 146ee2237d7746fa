"""A theme that is played on under words stays off the voice: as it is written, and as players have it."""

from dataclasses import replace
from math import log2

import pytest

from tests.composing.briefs import GRIEVING, TENDER, brief, composed, feelings, line
from yeoun.composing.grid import Hush
from yeoun.composing.ground import room_for
from yeoun.model.composed import Brief, Motif
from yeoun.model.notes import House
from yeoun.orchestrating.mood import is_clear
from yeoun.orchestrating.orchestrate import orchestrate

VOICES = (95.0, 125.0, 165.0, 200.0, 223.0, 250.0, 290.0, 340.0)


def talked_over(motif: Motif, f0_hz: float, arousal: float) -> Brief:
    """Half a minute with words at the end of wherever the theme goes, which may play on under them."""
    lines = tuple(line(number, start, start + 2.6, f0_hz) for number, start in enumerate((6.5, 13.5, 20.5, 27.0), 1))
    asked = brief(f"over {f0_hz} {arousal}", 32.0, feelings(32, lambda x: 0.1, lambda x: arousal, lambda x: 0.4), lines=lines,
                  motif=motif, forms=("plain",))
    return replace(asked, themes=tuple(replace(use, over_words=True) for use in asked.themes))


def on_voice(asked: Brief, notes: list[tuple[float, int]]) -> tuple[int, int]:
    """How many notes begin within a sixth of who speaks then, and how many begin under words."""
    under = inside = 0
    for at_s, key in notes:
        for spoken in asked.lines:
            if spoken.span.start_s <= at_s < spoken.span.end_s:
                under += 1
                inside += abs(key - (69 + 12 * log2((spoken.f0_hz or 165.0) / 440.0))) <= 9
    return inside, under


@pytest.mark.parametrize("motif", [TENDER, GRIEVING], ids=lambda motif: motif.owner)
def test_no_note_of_a_theme_begins_within_a_sixth_of_who_speaks(motif: Motif) -> None:
    written = played = moved = 0
    for f0_hz in VOICES:
        for arousal in (0.25, 0.6):
            asked = talked_over(motif, f0_hz, arousal)
            sketch = composed(asked)
            theme = [(float(sketch.tempo_map.seconds(note.at_beat)), note.key) for voice in sketch.voices for note in voice.notes
                     if note.why.startswith("theme")]
            inside, under = on_voice(asked, theme)
            assert inside == 0, (f0_hz, arousal, theme)
            written += under
            score = orchestrate(sketch, asked, House())
            leading = [(float(note.onset_s), note.key) for part in score.parts if part.role in {"melody", "counter"} for note in part.notes]
            inside, under = on_voice(asked, leading)
            assert inside == 0, (f0_hz, arousal)
            played += under
            low = [(at_s, key - 12) for at_s, key in theme]
            moved += on_voice(asked, low)[0] + on_voice(asked, [(at_s, key + 12) for at_s, key in theme])[0]
    assert written >= 4 and played >= 4, "themes do play on under words here"
    assert moved > 0, "in another octave they would sit on the voice"


@pytest.mark.parametrize("motif", [TENDER, GRIEVING], ids=lambda motif: motif.owner)
def test_where_every_octave_sits_on_somebody_the_head_stands_in_a_gap_or_nothing_and_it_is_said_why(motif: Motif) -> None:
    """Four voices at once under the same words, from a bass to a whistle; under one of them the theme is played on."""
    asked = talked_over(motif, 200.0, 0.4)
    crowd = tuple(replace(spoken, f0_hz=f0_hz) for spoken in asked.lines for f0_hz in (90.0, 240.0, 640.0, 1300.0))
    (alone,), (among,) = room_for(asked), room_for(replace(asked, lines=crowd))
    assert alone.statement is not None and alone.statement.form == "plain" and not alone.why
    assert among.statement is None or among.statement.form == "fragment"
    assert "within a sixth of who speaks" in among.why


def test_two_who_speak_at_once_speak_no_longer_than_one() -> None:
    asked = talked_over(TENDER, 200.0, 0.4)
    one, two = (Hush(lines, 0.8) for lines in (asked.lines, (*asked.lines, *asked.lines)))
    assert one.covered(5.0, 10.0) == two.covered(5.0, 10.0) == pytest.approx(2.6 / 5.0)


def test_a_key_lies_clear_of_a_voice_from_a_semitone_over_its_sixth() -> None:
    asked = talked_over(TENDER, 220.0, 0.4)    # A3
    assert [is_clear(asked, key, 7.0) for key in (47, 48, 57, 66, 67)] == [True, False, False, False, True]
    assert is_clear(asked, 57, 12.0), "nobody speaks"

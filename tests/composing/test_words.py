"""Under words the music has manners; after a key line there is nothing."""

import pytest

from tests.composing.briefs import GRIEVING, TENDER, brief, composed, feelings, grief_with_lines, hit, line
from yeoun.composing.grid import BEFORE_LINE_S, Hush
from yeoun.composing.manners import ONSETS_A_SECOND
from yeoun.composing.meter import line_share
from yeoun.model.composed import Brief, Sketch
from yeoun.model.spotted import Ending


def two_speakers() -> Brief:
    """Much talk by two voices over a restless bed."""
    return brief("talk", 44.0, feelings(44, lambda x: 0.1, lambda x: 0.6, lambda x: 0.5),
                 hits=(hit(15.5, "B", "change"), hit(30.0, "A", "change")),
                 lines=(line(1, 3, 6), line(2, 6.5, 10, 118.0), line(3, 12, 15), line(4, 19, 23, 118.0, is_key=True),
                        line(5, 33, 37)), motif=TENDER, forms=("plain",), ending=Ending.FADE)


BOTH = [grief_with_lines(), two_speakers()]


def onsets(sketch: Sketch) -> list[tuple[float, str]]:
    """(seconds, why) of every note."""
    return [(float(sketch.tempo_map.seconds(n.at_beat)), n.why) for v in sketch.voices for n in v.notes]


@pytest.mark.parametrize("asked", BOTH, ids=lambda b: b.key)
def test_nothing_begins_in_the_beat_after_a_key_line(asked: Brief) -> None:
    sketch = composed(asked)
    for spoken in asked.lines:
        if spoken.is_key:
            quiet = [at for at, _ in onsets(sketch) if spoken.span.end_s <= at < spoken.span.end_s + 1.0]
            assert quiet == []


@pytest.mark.parametrize("asked", BOTH, ids=lambda b: b.key)
def test_nothing_strikes_just_before_a_line_unless_it_is_a_hit(asked: Brief) -> None:
    sketch = composed(asked)
    for spoken in asked.lines:
        start = float(spoken.span.start_s)
        assert [why for at, why in onsets(sketch) if start - BEFORE_LINE_S <= at < start and "hit" not in why] == []


@pytest.mark.parametrize("asked", BOTH, ids=lambda b: b.key)
def test_at_most_two_onsets_a_second_under_a_line(asked: Brief) -> None:
    sketch = composed(asked)
    for spoken in asked.lines:
        start, end = float(spoken.span.start_s), float(spoken.span.end_s)
        heard = sorted({round(at, 3) for at, _ in onsets(sketch) if start <= at < end})
        assert len(heard) <= ONSETS_A_SECOND * (end - start) + 1


@pytest.mark.parametrize("asked", BOTH, ids=lambda b: b.key)
def test_the_voice_keeps_its_band_to_itself(asked: Brief) -> None:
    sketch, hush = composed(asked), Hush(asked.lines, 0.8)
    bands = []
    for spoken in asked.lines:
        start, end = float(spoken.span.start_s), float(spoken.span.end_s)
        band = hush.band(start, end)
        assert band is not None
        bands.append((start, end, *band))
    assert line_share(sketch, asked, tuple(bands)) <= 0.10


def test_without_the_mask_the_band_would_be_full() -> None:
    """The same cue composed without its lines, measured as if they were there."""
    asked = two_speakers()
    deaf = brief("talk", 44.0, asked.intent, hits=asked.hits, motif=TENDER, forms=("plain",), ending=Ending.FADE)
    hush = Hush(asked.lines, 0.8)
    bands = tuple((float(x.span.start_s), float(x.span.end_s), *(hush.band(float(x.span.start_s), float(x.span.end_s))
                                                               or (0, 0))) for x in asked.lines)
    assert line_share(composed(deaf), asked, bands) > 0.25


def test_no_voice_enters_anew_under_a_line() -> None:
    asked = two_speakers()
    sketch = composed(asked)
    for voice in sketch.voices:
        until = -10.0
        for note in sorted(voice.notes, key=lambda n: n.at_beat):
            at = float(sketch.tempo_map.seconds(note.at_beat))
            spoken = any(x.span.start_s <= at < x.span.end_s for x in asked.lines)
            assert not spoken or at - until <= 3.0 or "hit" in note.why or note.why.startswith("theme"), (voice.name, at)
            until = max(until, float(sketch.tempo_map.seconds(note.at_beat + note.beats)))


def test_a_theme_is_stated_in_the_gaps_or_not_at_all() -> None:
    talked = tuple(line(n, 2 + 5 * n, 6.6 + 5 * n) for n in range(7))
    asked = brief("flood", 40.0, feelings(40, lambda x: -0.2, lambda x: 0.3, lambda x: 0.4), lines=talked,
                  motif=GRIEVING, forms=("plain",))
    sketch = composed(asked)
    assert all(statement.form != "plain" for statement in sketch.statements)
    assert sketch.remarks


def test_a_hit_in_the_quiet_after_a_key_line_lands_as_a_stop() -> None:
    asked = brief("stop", 30.0, feelings(30, lambda x: -0.2, lambda x: 0.5, lambda x: 0.6),
                  hits=(hit(14.4, "B", "change"),), lines=(line(1, 11, 14, 200.0, is_key=True),))
    sketch = composed(asked)
    kinds = {landing.kind for landing in sketch.landings}
    assert kinds <= {"stop"} and (kinds or sketch.remarks)


def test_a_cue_talked_over_from_end_to_end_still_has_ground() -> None:
    asked = brief("wall", 20.0, feelings(20, lambda x: 0.0, lambda x: 0.5, lambda x: 0.5), lines=(line(1, 0, 20),))
    sketch = composed(asked)
    assert sketch.voices and {voice.role for voice in sketch.voices} <= {"bed", "bass", "drone", "pulse", "pad"}


@pytest.mark.parametrize("asked", BOTH, ids=lambda b: b.key)
def test_a_theme_enters_in_a_gap_and_is_heard_whole(asked: Brief) -> None:
    sketch = composed(asked)
    assert sketch.statements
    for statement in sketch.statements:
        at = sketch.tempo_map.seconds(statement.at_beat)
        assert not any(x.span.start_s <= at < x.span.end_s for x in asked.lines)


@pytest.mark.parametrize("arousal", [0.3, 0.7, 0.9])
def test_a_pattern_that_runs_goes_on_under_words_only_where_the_scene_is_aroused(arousal: float) -> None:
    sketch = composed(brief(f"run {arousal}", 40.0, feelings(40, lambda x: -0.2, lambda x: arousal, lambda x: 0.5),
                            lines=(line(1, 12, 15), line(2, 26, 29, 118.0)), motif=TENDER, forms=("plain",)))
    most = 0
    for start, end in ((12, 15), (26, 29)):
        heard = sorted({round(at, 2) for at, _ in onsets(sketch) if start <= at < end})
        most = max([most, *(sum(at <= other < at + 1.0 for other in heard) for at in heard)])
    assert most or arousal < 0.5
    assert most <= (ONSETS_A_SECOND if arousal < 0.5 else 4)

"""What a reason claims is so: of beats in the tempo map, of themes in what is stated, over films that never were."""

import re
from dataclasses import replace
from unittest.mock import patch

import numpy as np
from hypothesis import Phase, given, settings

from tests.composing import test_plan as film
from tests.composing.briefs import HUNTED, brief, composed, feelings, hit, line
from tests.spotting.films import Film, films
from yeoun.composing import compose as composing
from yeoun.composing.canvas import UNDER_WORDS
from yeoun.composing.invent import invent
from yeoun.composing.plan import plan
from yeoun.model.composed import Brief, Sketch, ThemeBook
from yeoun.model.notes import House, Notes
from yeoun.model.spotted import Cue

LOOKED_AT = settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])    # a film takes a second


def scored(made: Film) -> tuple[tuple[Cue, Brief, Sketch], ...]:
    """Every cue of a film, its brief and its first draft."""
    spotting = made.spotted()
    book = invent(made.episode, made.graph, ThemeBook(), made.house)
    briefs = plan(made.episode, spotting, made.graph, made.seen, book, made.house, Notes())
    with patch.object(composing, "DRAFTS", 1):
        return tuple((cue, each, composing.compose(each)) for cue, each in zip(spotting.cues, briefs, strict=True))


@LOOKED_AT
@given(films(longest_s=75))
def test_what_reasons_say_of_beats_is_so_in_the_tempo_map(made: Film) -> None:
    for cue, asked, sketch in scored(made):
        at = {number: float(hit.at_s) for number, hit in enumerate(asked.hits, 1)}
        if "its first beat on the moment" in cue.reason:
            assert any(abs(sketch.tempo_map.beat0_us / 1e6 - moment) < 0.001 for moment in at.values()), cue.reason
        for section in sketch.sections:
            starts = float(sketch.tempo_map.seconds(section.at_beat))
            ends = float(sketch.tempo_map.seconds(section.at_beat + section.beats))
            for number in map(int, re.findall(r"begins on hit (\d+)", section.reason)):
                assert abs(starts - at[number]) < 0.001, section
            for number in map(int, re.findall(r"on hit (\d+), so the cadence", section.reason)):
                assert abs(ends - at[number]) < 0.001, section
        for landing in sketch.landings:
            assert abs(float(sketch.tempo_map.seconds(landing.at_beat)) - at[landing.hit + 1]) < 0.001


def forms(sketch: Sketch) -> list[str]:
    return sorted(each.form for each in sketch.statements)


@LOOKED_AT
@given(films(longest_s=75))
def test_a_plan_claims_no_theme_that_does_not_sound(made: Film) -> None:
    said: list[str] = []
    for _, asked, sketch in scored(made):
        told = "; ".join(section.reason for section in sketch.sections)
        planned = sorted("mode" if use.form == "plain" and "the whole theme, as " in told else use.form for use in asked.themes)
        assert [form for form in planned if form != "none"] == forms(sketch), (asked.themes, sketch.statements)
        assert ("theme, " in told) == bool(sketch.statements), told
        said += (times := re.findall(r"theme, plain: heard whole and plain (for the first time|again|for the last time)", told))
        assert len(times) == forms(sketch).count("plain"), told
        for use in asked.themes:
            assert (use.form == "none") == any(remark == f"theme {use.motif} is not stated: {use.reason}" for remark in sketch.remarks)
    assert said[:1] in ([], ["for the first time"]) and set(said[1:-1]) <= {"again"} and set(said[1:]) <= {"again", "for the last time"}


def test_a_theme_that_words_keep_out_is_not_said_to_be_too_long() -> None:
    level = feelings(9.1, lambda x: -0.3, lambda x: 0.4, lambda x: 0.4)
    talked = brief("talked", 9.1, level, lines=(line(1, 1.0, 8.0),), motif=HUNTED, forms=("plain",))
    (remark,) = [each for each in composed(talked).remarks if each.startswith("theme")]
    assert remark.endswith("is not stated: words leave no room for its head")
    short = brief("short", 4.5, feelings(4.5, lambda x: -0.3, lambda x: 0.4, lambda x: 0.4), motif=HUNTED, forms=("plain",))
    (remark,) = [each for each in composed(short).remarks if each.startswith("theme")]
    assert re.search(r"is stated as fragment instead of plain: the whole takes \d+ beats, and the cue has \d+$", remark)


def test_a_theme_that_was_wished_and_not_heard_is_still_to_be_heard_whole() -> None:
    """The first cue is so full of words that no more than the head can sound there: the second states the whole."""
    talk = tuple(film.spoken(k, film.MINA, 20.5 + 2 * k, 22.2 + 2 * k) for k in range(12))
    talky = replace(film.episode(), lines=talk)
    book = invent(film.episode(), film.graph(), ThemeBook(), House())
    first, second = plan(talky, film.spotting(), film.graph(), film.seen(), book, House(), Notes())
    assert {use.form for use in first.themes} <= {"fragment", "hidden", "none"}
    assert [(use.form, use.reason) for use in second.themes][0] == ("plain", "heard whole and plain for the first time")
    assert "plain" in forms(composed(second))


def played_on(gap_s: float) -> Brief:
    """A quarter of a minute in which words begin after a while and leave no gap for a whole theme."""
    talk = tuple(line(k, gap_s + 2.1 * k, gap_s + 2.1 * k + 1.7) for k in range(6) if gap_s + 2.1 * k < 13)
    asked = brief("on", 15.0, feelings(15, lambda x: 0.0, lambda x: 0.4, lambda x: 0.4), lines=talk, motif=HUNTED, forms=("plain",))
    (use,) = asked.themes
    return replace(asked, themes=(replace(use, over_words=True),))


def test_a_theme_that_begins_clear_of_words_is_played_on_softly_under_them() -> None:
    asked = played_on(5.0)
    sketch = composed(asked)
    gaps = composed(replace(asked, themes=tuple(replace(use, over_words=False) for use in asked.themes)))
    assert forms(gaps) != ["plain"], "without leave it is not"
    assert forms(sketch) == ["plain"] and "played on softly under the words" in sketch.sections[0].reason
    (voice,) = [each for each in sketch.voices if each.name == sketch.statements[0].voice]
    theme = [note for note in voice.notes if "theme" in note.why]
    assert len(theme) == len(HUNTED.degrees)
    at = [float(sketch.tempo_map.seconds(note.at_beat)) for note in theme]
    under = [note for note, when in zip(theme, at, strict=True) if any(x.span.start_s <= when < x.span.end_s for x in asked.lines)]
    assert under and all(note.force <= UNDER_WORDS for note in under)
    assert max(at[:4]) < 5.0, "its head is heard before anybody speaks"


def test_a_theme_is_not_played_on_where_words_come_before_its_head_is_out() -> None:
    assert "plain" not in forms(composed(played_on(1.0)))


def felt(asked: Brief, axis: str, starts: float, ends: float) -> float:
    """The mean of an axis over a stretch, by other sums than the form's: a fine grid of the curve drawn through its points."""
    curve = getattr(asked.intent, axis)
    at = np.linspace(starts, ends, 400)
    return float(np.interp(at, np.arange(len(curve)) * asked.intent.every, curve).mean())


TENSION = re.compile(r"tension (?:(stays near) (\d\.\d\d)|(falls|rises) from (\d\.\d\d) to (\d\.\d\d))")
NEAR = 0.03    # twelve points of a phrase against four hundred


def unsupported(asked: Brief, sketch: Sketch) -> list[str]:
    """What the sections say of feeling and words that the brief does not bear."""
    at, wrong = sketch.tempo_map.seconds, []
    spans = [(float(at(each.at_beat)), float(at(each.at_beat + each.beats))) for each in sketch.sections]
    for k, section in enumerate(sketch.sections):
        here = felt(asked, "tension", *spans[k])
        for stays, level, way, start, goal in TENSION.findall(section.reason):
            after = felt(asked, "tension", *spans[k + 1])
            is_so = abs(here - float(level or start)) < NEAR and abs(after - float(goal or level)) < NEAR + 0.02
            wrong += [] if is_so and (stays or (float(goal) < float(start)) == (way == "falls")) else [section.reason]
        for level in map(float, re.findall(r"the scene ends tense \((\d\.\d\d)\)", section.reason)):
            wrong += [] if level > 0.7 and abs(felt(asked, "tension", *spans[k]) - level) < NEAR else [section.reason]
        for share in map(float, re.findall(r"kept thin under words \((\d+) % of it\)", section.reason)):
            grid = np.linspace(*spans[k], 500)
            under = np.mean([any(line.span.start_s <= each < line.span.end_s for line in asked.lines) for each in grid])
            wrong += [] if share > 25 and abs(under - share / 100) < 0.12 else [section.reason]
    return wrong


@LOOKED_AT
@given(films(longest_s=75))
def test_what_the_form_says_of_feeling_and_words_is_borne_by_the_brief(made: Film) -> None:
    for _, asked, sketch in scored(made):
        assert unsupported(asked, sketch) == []


def test_a_form_that_says_the_same_of_every_cue_is_caught() -> None:
    rising = brief("rising", 40.0, feelings(40, lambda x: -0.3, lambda x: 0.5, lambda x: 0.2 + 0.6 * x), hits=(hit(20.0, "A"),))
    sketch = composed(rising)
    assert unsupported(rising, sketch) == []
    assert any("tension rises from" in section.reason for section in sketch.sections), [each.reason for each in sketch.sections]
    for fixed in ("tension falls from 0.62 to 0.31 on hit 1, so the cadence lands on it", "the scene ends tense (0.90)",
                  "kept thin under words (60 % of it)"):
        same = replace(sketch, sections=tuple(replace(each, reason=fixed) for each in sketch.sections[:1]) + sketch.sections[1:])
        assert unsupported(rising, same)

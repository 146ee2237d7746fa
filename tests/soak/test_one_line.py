"""One line of the subtitles is said in other words: what depends on it is made anew, by name and cue, and nothing else.

The line is spoken in the second scene, under the second cue. What a later cue inherits of it (the speaker's heart takes its
time) is asked of the nouns: a step is made exactly when one of the nouns it is given is another.
Measured: 56 CPU seconds, besides the demo itself.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.soak.conftest import Demo
from tests.whole.console import Ran, read, yeoun
from yeoun.pipeline.digest import digest_of

LINE, OTHER = "가지 마. 그 한마디가, 왜 이렇게 어려울까.", "가지 마. 그 한마디가, 왜 이렇게 아니야."
ITS_FRAMES = (600, 705)    # in scene 2, frames 528 to 744
ONCE = {"read", "align", "light", "observation_files", "view", "join", "emotion_files", "spot", "invent", "plan", "mix", "preview",
        "session_files", "picture_files", "master_files", "paperwork_files", "report_file"}    # steps over all of it that know the words
NEVER = {"watch", "listen", "detect", "place"}    # what is seen and heard, and where cues stand, knows no words


@pytest.fixture(scope="module")
def again(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """The demo scored again with the line in other words, and the store of it."""
    place = tmp_path_factory.mktemp("line")
    text = (demo.film / "subtitles_ko.srt").read_text(encoding="utf-8")
    assert text.count(LINE) == 1
    (place / "ko.srt").write_text(text.replace(LINE, OTHER), encoding="utf-8")
    store = demo.store_copy(place / "store")
    ran = yeoun("score", *demo.given(subtitles=place / "ko.srt"), "--out", place / "out", "--store", store, "--json")
    assert ran.status == 0, ran.err
    return ran, store


def other(one: list[Any], two: list[Any]) -> list[Any]:
    """The things of `two` that were not there in `one`."""
    known = {digest_of(each) for each in one}
    return [each for each in two if digest_of(each) not in known]


def test_steps_over_the_whole_film_are_made_when_they_know_the_words(again: tuple[Ran, Path]) -> None:
    made, found = again[0].steps("made"), again[0].steps("found")
    by_name = Counter(step for step, _ in made.elements())
    assert {step: by_name[step] for step in ONCE} == dict.fromkeys(ONCE, 1)
    assert NEVER <= {step for step, _ in found} and not NEVER & set(by_name)
    assert (by_name["feel"], sum(count for (step, _), count in found.items() if step == "feel")) == (1, 4), "scene 2 alone"
    assert by_name["master"] == 8


def test_cues_are_made_anew_exactly_when_what_they_are_given_is_another(demo: Demo, again: tuple[Ran, Path]) -> None:
    ran, store = again
    briefs, sketches, scores = (
        other(demo.ran.things(demo.store, step), ran.things(store, step)) for step in ("plan", "compose", "orchestrate"))
    before = [brief for book in demo.ran.things(demo.store, "plan") for brief in book]
    now = [brief for book in briefs for brief in book]
    changed = {str(each.id) for each in other(before, now)}
    made = ran.steps("made")
    assert {about for step, about in made if step == "compose"} == changed
    assert {about for step, about in made if step == "orchestrate"} >= {str(each.id) for each in sketches}
    assert {about for step, about in made if step == "orchestrate"} <= changed
    old = [part for score in demo.ran.things(demo.store, "orchestrate") for part in score.parts]
    parts = {f"{part.id} {part.name}" for part in other(old, [part for score in scores for part in score.parts])}
    assert {about for step, about in made if step == "perform"} == parts


def test_the_cue_under_the_line_is_made_anew_and_those_before_it_are_not(demo: Demo, again: tuple[Ran, Path]) -> None:
    cues = read(demo.out / "spotting" / "spotting.json")["cues"]
    under = [cue["id"] for cue in cues if cue["start_frame"] < ITS_FRAMES[1] and ITS_FRAMES[0] < cue["end_frame"]]
    before = [cue["id"] for cue in cues if cue["end_frame"] <= 528]
    assert under and before
    composed = {about for step, about in again[0].steps("made") if step == "compose"}
    assert composed >= set(under) and not composed & set(before)
    touched = {about.split()[0] for step, about in again[0].steps("made") if step in {"perform", "air", "room", "orchestrate"}}
    assert not touched & set(before)

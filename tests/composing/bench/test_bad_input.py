"""Films nobody should hand in, through every step as far as the notes: each is scored soundly or refused in words."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.composing.bench.drawn_films import Film, film, span
from tests.composing.bench.film_scored import Scored, notes_in, planned, scored
from tests.composing.briefs import brief, composed, feelings, hit
from yeoun.composing.invent import invent
from yeoun.composing.plan import plan
from yeoun.errors import InputRefused, NotesContradict
from yeoun.model.composed import ThemeBook
from yeoun.model.media import Curve, Shot, Transition
from yeoun.model.notes import House, Note, NoteKind, Notes
from yeoun.model.script import Character, LineKind
from yeoun.studio.series import keep_page, themes_before
from yeoun.units.names import LineId, Person, ShotId
from yeoun.units.time import Seconds


def cut_to(whole: Film, length_s: float) -> Film:
    """A film as long as asked, of one shot and one scene: what lies beyond its end is gone, nothing is added."""
    frames = round(length_s * 24)
    episode = whole.episode
    shots = (Shot(ShotId("sh001"), 0, frames, Transition.CUT, 1.0),)
    scene = replace(episode.scenes[0], end_frame=frames, actions=())
    lines = tuple(replace(line, scene=scene.id) for line in episode.lines if line.span.end_s < length_s)
    media = replace(episode.media, frames=frames)
    flat, loud = Curve(Seconds(0.5), (1.0,) * round(length_s * 2)), Curve(Seconds(0.1), (-70.0,) * round(length_s * 10))
    lit = (replace(whole.seen.light[0], shot=shots[0].id),)
    seen = replace(
        whole.seen, shots=shots, light=lit, luminance=flat, mired=flat, saturation=flat, motion=flat, loudness=loud,
        speech=tuple(each for each in whole.seen.speech if each.span.end_s < length_s),
        events=tuple(each for each in whole.seen.events if each.until_s < length_s),
        silences=tuple(each for each in whole.seen.silences if each.span.end_s < length_s))
    return replace(whole, episode=replace(episode, media=media, frames=frames, length_s=Seconds(length_s), scenes=(scene,), shots=shots,
                                          lines=lines), seen=seen)


def tiles(made: Scored) -> bool:
    """Whether cues and silences cover the picture without a hole."""
    spans = [(each.first_frame, each.end_frame) for each in made.spotting.moments]
    return spans[0][0] == 0 and spans[-1][1] == made.film.episode.frames and all(
        before[1] == after[0] for before, after in zip(spans, spans[1:], strict=False))


def test_a_film_of_three_seconds_is_one_cue_of_three_seconds_that_sounds() -> None:
    made = scored(cut_to(film(1), 3.0))
    assert tiles(made) and len(made.cues) == 1
    notes = notes_in(made.cues[0].midi)
    assert notes and max(each.at_s for each in notes) < 3.0


def test_sixty_hits_in_a_minute_are_each_met_or_told_and_the_tempo_stays_playable() -> None:
    asked = brief("sixty", 60.0, feelings(60, lambda x: 0.0, lambda x: 0.6, lambda x: 0.5),
                  hits=tuple(hit(0.5 + 0.98 * k, "ABC"[k % 3]) for k in range(60)))
    sketch = composed(asked)
    met = {landing.hit for landing in sketch.landings}
    assert len(met) + len(sketch.remarks) >= 60 or met == set(range(60)), (len(met), sketch.remarks[:3])
    for landing in sketch.landings:
        assert abs(sketch.tempo_map.seconds(landing.at_beat) - asked.hits[landing.hit].at_s) < 1e-3
    tempi = [60e6 / mark.microseconds for mark in sketch.tempo_map.marks]
    assert 30.0 <= min(tempi) and max(tempi) <= 240.0


def test_without_any_character_the_picture_has_a_theme_of_its_own() -> None:
    whole = film(2)
    bare = replace(whole, episode=replace(whole.episode, lines=(), characters=()), seen=replace(whole.seen, speech=()))
    made = scored(bare)
    assert tiles(made) and made.cues and [motif.kind for motif in made.book.motifs] == ["place"]


def test_of_forty_characters_no_more_have_themes_than_the_house_allows() -> None:
    whole, people = film(3), tuple(Person(f"사람{number:02}") for number in range(40))
    last = whole.episode.scenes[-1]
    begin = float(last.first_frame / whole.episode.rate)
    lines = tuple(replace(whole.episode.lines[k % len(whole.episode.lines)], id=LineId(f"c{k:02}"), speaker=who, scene=last.id,
                          kind=LineKind.SPOKEN, span=span(begin + 0.9 * k, begin + 0.9 * k + 0.7)) for k, who in enumerate(people)
                  if begin + 0.9 * k + 0.7 < float(last.end_frame / whole.episode.rate))
    crowd = replace(whole.episode, lines=lines, characters=tuple(Character(who, 1) for who in people))
    made = scored(replace(whole, episode=crowd, seen=replace(whole.seen, speech=()), house=House(most_themes=6)))
    assert tiles(made) and 1 <= len(made.book.motifs) <= 6


def test_a_graph_of_zero_confidence_is_still_spotted_planned_and_played() -> None:
    whole = film(1)
    graph, spotting, book, _ = planned(whole)
    count = len(graph.confidence)
    level = replace(graph.feelings, valence=(0.0,) * count, arousal=(0.3,) * count, tension=(0.3,) * count)
    blank = replace(graph, feelings=level, confidence=(0.0,) * count, turns=(), evidence=(), characters=())
    briefs = plan(whole.episode, spotting, blank, whole.seen, invent(whole.episode, blank, book, whole.house), whole.house, Notes())
    assert len(briefs) == len(spotting.cues)
    sketch = composed(briefs[0])
    assert sketch.voices and all(0 < note.force <= 1 for voice in sketch.voices for note in voice.notes)


def test_notes_that_contradict_one_another_are_refused_by_both_their_names() -> None:
    notes = tuple(Note(name, "감독", NoteKind.KEY, value, "", "1", None) for name, value in (("n1", "C major"), ("n2", "F# minor")))
    with pytest.raises(NotesContradict, match="n1.*n2"):
        planned(replace(film(1), notes=Notes(notes)))


def page_of(folder: Path) -> Path:
    keep_page(folder, "s01e01", scored(film(1)).book)
    return folder / "themes" / "s01e01.json"


def test_a_theme_book_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    page_of(tmp_path)
    assert themes_before(tmp_path, "s01e02").motifs == scored(film(1)).book.motifs != ThemeBook().motifs


def test_a_theme_book_of_another_schema_version_is_refused(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    page.write_text(json.dumps(json.loads(page.read_text("utf-8")) | {"schema": 2}), encoding="utf-8")
    with pytest.raises(InputRefused, match="schema|version"):
        themes_before(tmp_path, "s01e02")

"""Reasons are read a second time by other code: over films that never were, every sentence is borne by the figure it cites."""

import json
import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checking.sheets import index
from tests.delivering.finished import laid_out
from tests.fakes import FolderShelf
from tests.spotting.films import Film, films
from tests.spotting.scenes import episode, graph, line, seen, span
from yeoun.checking.folder import Folder
from yeoun.checking.reasons import of_reasons, unsupported
from yeoun.delivering import emotion
from yeoun.delivering.moments import spotting_files
from yeoun.delivering.observations import observation_files
from yeoun.delivering.plain import rate_text, timecode
from yeoun.model.feeling import EmotionGraph
from yeoun.model.notes import House, Note, NoteKind, Notes
from yeoun.model.observed import Event, EventKind, SpeechSpan
from yeoun.model.script import LineKind
from yeoun.spotting.spot import spot
from yeoun.units.time import Seconds


def finished(root: Path, film: Film, notes: Notes = Notes()) -> Folder:    # noqa: B008 a frozen noun
    """What a run would leave of a film that was spotted: observations, graph and spotting."""
    shelf = FolderShelf()
    with patch.object(emotion, "drawn", lambda *_: {}):
        made = (observation_files(shelf, film.episode, film.seen), emotion.emotion_files(shelf, film.episode, film.seen, film.graph),
                spotting_files(shelf, film.episode, spot(film.episode, film.graph, film.seen, film.house, notes), ()))
    laid_out(root, shelf, *made)
    told = index(rate_text(film.episode.rate), float(film.episode.length_s)) | {"start_tc": timecode(0, film.episode.media)}
    (root / "score.json").write_text(json.dumps(told), encoding="utf-8")
    return Folder(root)


def faults(film: Film, notes: Notes = Notes()) -> list[tuple[str, list[str]]]:    # noqa: B008 a frozen noun
    """Every reason of a film with what of it is not so."""
    with TemporaryDirectory() as root:
        folder = finished(Path(root), film, notes)
        told = folder.json("spotting/spotting.json")
        return [(each["reason"], unsupported(folder, each)) for each in (*told["cues"], *told["silences"])]


@st.composite
def felt_films(draw: st.DrawFn) -> Film:
    """Films that long, brighten, remember, think aloud and hold music, hearts and speech nobody wrote down: all or little of it."""
    film = draw(films())
    length, count = float(film.episode.length_s), len(film.graph.feelings.valence)
    inside = st.floats(1.0, length - 6.0).map(lambda at: round(at, 2))

    def curve(low: float, high: float) -> tuple[float, ...]:
        return tuple(draw(st.lists(st.floats(low, high), min_size=4, max_size=4))[4 * k // count] for k in range(count))

    levels = tuple(draw(st.lists(st.floats(0.0, 0.6), min_size=4, max_size=4)))
    lean = tuple(draw(st.lists(st.floats(-0.6, 0.6), min_size=4, max_size=4)))
    told = film.graph
    told = EmotionGraph(replace(told.feelings, valence=tuple(lean[4 * k // count] for k in range(count))),
                        tuple(levels[4 * k // count] for k in range(count)), told.confidence, told.characters,
                        (*told.turns, *(replace(turn, kind="light", at_s=Seconds(turn.at_s + 0.3)) for turn in told.turns[:1])), (), ())
    words = tuple(replace(each, kind=draw(st.sampled_from([LineKind.SPOKEN, LineKind.INNER]))) for each in film.episode.lines)
    scenes = tuple(replace(scene, marks=draw(st.sampled_from([(), ("flashback",), ("montage", "dream")]))) for scene in film.episode.scenes)
    beats = tuple(Event(EventKind.HEARTBEAT, Seconds(at + 0.8 * k), Seconds(at + 0.8 * k + 0.2), 0.6, "ear")
                  for at in draw(st.lists(inside, max_size=1)) for k in range(5))
    speech = tuple(SpeechSpan(span(at, at + 2.5), 0.9, None, -24.0, None, None) for at in draw(st.lists(inside, max_size=3)))
    music = tuple(span(at, at + 5.0) for at in draw(st.lists(inside, max_size=1)))
    heard = replace(film.seen, events=tuple(sorted((*film.seen.events, *beats), key=lambda each: each.at_s)), speech=speech, music=music)
    return Film(replace(film.episode, lines=words, scenes=scenes), told, heard, film.house)


@settings(max_examples=120)
@given(felt_films())
def test_every_sentence_of_every_reason_is_borne_by_its_figure(film: Film) -> None:
    for reason, wrong in faults(film):
        assert not wrong, (reason, wrong)


@settings(max_examples=25)
@given(felt_films(), st.sampled_from(
    [(NoteKind.MUSIC, "force"), (NoteKind.MUSIC, "no"), (NoteKind.SILENCE, "cut"), (NoteKind.SILENCE, "no")]),
       st.sampled_from(["n1", "end music", "(a; it enters b)"]))
def test_so_are_those_that_notes_had_a_hand_in(film: Film, asked: tuple[NoteKind, str], name: str) -> None:
    note = Note(name, "director", asked[0], asked[1], "so I feel", None, (240, 480))
    for reason, wrong in faults(film, Notes((note,))):
        assert not wrong, (reason, wrong)


def flat(nostalgia: float = 0.03) -> Film:
    """A minute in which nothing moves: a documentary on which somebody speaks from end to end."""
    words = tuple(line(k, 0.2 + 2.0 * k, 2.0 + 2.0 * k) for k in range(29))
    felt = graph(60.0, [0.35])
    felt = replace(felt, nostalgia=(nostalgia,) * 120, feelings=replace(felt.feelings, valence=(0.01,) * 120))
    return Film(episode(60.0, *words, shots_s=(0.0, 12.0, 24.0, 36.0, 48.0)), felt, seen(60.0), House())


def test_where_nothing_stands_out_the_reason_says_so_plainly() -> None:
    reasons = [reason for reason, _ in faults(flat())]
    music = [reason for reason in reasons if "it enters" in reason]
    assert music and all(reason.startswith("nothing stands out here: the house wants 60 % music") for reason in music), reasons
    assert not [reason for reason in reasons if "longs" in reason or "resting point" in reason]
    assert any("longs for something gone (nostalgia 0.45)" in reason for reason, _ in faults(flat(0.45)))


FIXED = ("the scene longs for something gone", "the scene longs for something gone (nostalgia 0.62)", "nobody speaks aloud in 90 % of it",
         "the feeling leaves its resting point", "the feeling leaves its resting point (arousal 0.61 against 0.35 at rest)",
         "the feeling leaves its resting point (arousal 0.36 against 0.35 at rest)", "it is a moment that wants music",
         "the feeling turns at 00:00:20:00 (release, size 0.50) and music carries it over", "a sigh is heard that nothing should "
         "cover (sure to 62 %)", "the scene itself is silent for 3.0 s of it", "an inner voice is heard for 4.0 s of it",
         "note whatever asks for music", "the line '' has turned the scene and is left to be heard",
         "nothing stands out here: the house wants 60 % music, and this is part of it; it enters as everybody wished")


@pytest.mark.parametrize("sentence", FIXED)
def test_a_fixed_sentence_fails_whatever_it_says(sentence: str, tmp_path: Path) -> None:
    """The cheap trick: a fine sentence that is the same for every film."""
    folder = finished(tmp_path, flat())

    def change(found: dict[str, Any]) -> None:
        for each in found["cues"]:
            each["reason"] = re.sub("^.*(?=; it enters)", sentence, each["reason"])

    path = tmp_path / "spotting/spotting.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    assert [each.ok for each in of_reasons(folder)] == [True]
    change(told)
    path.write_text(json.dumps(told), encoding="utf-8")
    (found,) = of_reasons(Folder(tmp_path))
    assert not found.ok and told["cues"][0]["id"] in found.measured


LINE, SAID = "I go; without you, or; it begins", "has turned the scene and is left to be heard"
DONE = "what is done ends the scene and is heard alone"


@pytest.mark.parametrize("reason", [
    f"the line '{LINE}' {SAID}; it begins as scene 2 begins",
    f"{DONE} (He stops; it begins to rain); it begins on what is done: He stops; it begins to rain",
    f"{DONE} (She (Ji-eun), late, slams it), and the line '{LINE}' {SAID}; it begins just on the cut",
    f"{DONE} (She slams it (hard)), and the line '{LINE}' {SAID}; it begins in the air after a line; without note end music it would "
    "lie elsewhere"])
def test_what_is_quoted_may_hold_any_words(reason: str, tmp_path: Path) -> None:
    """A silence of four seconds after a blow and a line, in which a scene and a shot begin."""
    blow = Event(EventKind.IMPACT, Seconds(20.0), Seconds(20.3), 0.8, "ear")
    told = episode(60.0, line(0, 17.0, 19.7, LINE), scenes_s=(0.0, 20.0), shots_s=(0.0, 20.0))
    folder = finished(tmp_path, Film(told, graph(60.0, [0.35]), seen(60.0, events=(blow,)), House()))
    moment = {"start_s": 20.0, "end_s": 24.0, "reason": reason, "notes": ["end music"]}
    assert unsupported(folder, moment) == []


@pytest.mark.parametrize("tail", [
    "as the picture begins", "just on the cut", "as scene 2 begins", "in the air after a line", "after a sigh", "on the turn: she says it",
    "on what is done: He falls", "as the scene falls silent", "as the silence ends", "where note n1 asks for silence", "as I like",
    "where a note says so, its first beat on the moment", "where a note says so; without note n1 it would lie elsewhere"])
def test_a_place_that_is_none_fails(tail: str, tmp_path: Path) -> None:
    moment: dict[str, Any] = {"key": "c", "start_s": 27.1, "end_s": 40.0, "notes": [], "hits": [],
              "reason": f"nothing stands out here: the house wants 60 % music, and this is part of it; it enters {tail}"}
    told = episode(60.0, shots_s=(0.0, 12.0))
    folder = finished(tmp_path, Film(told, graph(60.0, [0.35]), seen(60.0), House()))
    assert unsupported(folder, moment)
    assert not unsupported(folder, moment | {"reason": re.sub("enters .*", "enters where a note says so", moment["reason"])})

"""What people read: no raw ids, no unexplained blank, one language where there is one, and the picture's own timecode."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from tests.delivering.finished import RATE, soundtrack
from tests.delivering.scores import SCORE
from tests.fakes import FolderShelf
from yeoun.delivering.cue import cue_files
from yeoun.delivering.moments import spotting_files
from yeoun.delivering.paperwork import paperwork_files
from yeoun.delivering.report import page
from yeoun.delivering.session import session_files
from yeoun.delivering.titles import HANGUL
from yeoun.delivering.told import giving_way, landed_words, place_words, unmeasured
from yeoun.model.delivered import Delivery
from yeoun.model.mixed import Duck
from yeoun.model.script import Character
from yeoun.model.soundtrack import Soundtrack
from yeoun.units.names import Person
from yeoun.units.time import Seconds


def visible(html: str) -> str:
    """What a reader of the page sees, and what shows when one points at something."""
    body = re.sub(r"<(script|style)>.*?</\1>", "", html, flags=re.S)
    return unescape(" ".join((re.sub("<[^>]*>", " ", body), *re.findall('title="([^"]*)"', body))))


def english(done: Soundtrack) -> Soundtrack:
    """The same film with English words only; the titles still come in both languages, as they are made."""
    who = Person("Anna")
    film = replace(done.episode, name="s01e01", characters=(Character(who, 1),),
                   scenes=tuple(replace(each, heading="EXT. ROOFTOP - NIGHT", location="ROOFTOP") for each in done.episode.scenes),
                   lines=tuple(replace(each, speaker=who, text="I am fine.", language="en") for each in done.episode.lines))
    graph = replace(done.graph, characters=tuple(replace(each, name=who) for each in done.graph.characters),
                    evidence=())
    parts = tuple(replace(each, speaks_for=who, notes=tuple(replace(note, ornament="") for note in each.notes))
                  for each in SCORE.parts)    # the signs of Korean ornaments are notation, and stay what they are
    score = replace(SCORE, parts=parts, sections=tuple(replace(each, name="theme") for each in SCORE.sections))
    cues = tuple(replace(each, score=score, cue=replace(each.cue, character=who),
                         sketch=replace(each.sketch, sections=score.sections)) for each in done.cues)
    themes = replace(done.themes, motifs=tuple(replace(each, owner="Anna") for each in done.themes.motifs))
    moments = (*(each.cue for each in cues), *(each for each in done.spotting.moments if each not in done.spotting.cues))
    return replace(done, episode=film, graph=graph, cues=cues, themes=themes, spotting=replace(done.spotting, moments=moments),
                   notes=replace(done.notes, notes=tuple(replace(each, by="director") for each in done.notes.notes)))


def test_a_film_without_korean_has_papers_without_korean() -> None:
    shelf = FolderShelf()
    done = english(soundtrack(shelf))

    def hangul(delivery: Delivery, *endings: str) -> list[str]:
        return [each.path for each in delivery.files if each.path.endswith(endings)
                and HANGUL.search(shelf.path(each.ref).read_bytes().decode("utf-8", errors="ignore"))]

    assert not HANGUL.search(page(done)), HANGUL.findall(page(done))[:9]
    assert hangul(session_files(shelf, done.episode, done.cues, done.mix), "rpp", "edl", "otio") == []
    assert hangul(paperwork_files(shelf, done), "csv") == []
    made = cue_files(shelf, done.episode, done.cues[0])
    assert hangul(made, "musicxml", "mid") == []
    sketch = json.loads(shelf.path(next(each.ref for each in made.files if each.path.endswith("sketch.json"))).read_text("utf-8"))
    assert set(sketch["titles"]) == {"en", "machine_made"}
    korean = page(soundtrack(shelf))
    assert "노을 — 지은" in korean and "Golden Hour" in korean, "where there is Korean, both are said"


def test_the_report_speaks_no_raw_ids() -> None:
    text = visible(page(soundtrack(FolderShelf())))
    assert re.findall(r"\b[a-z]+_[a-z0-9_]+\b", text) == []
    assert re.findall(r"\bs\d\d?(?:l\d\d)?\b", text) == [], "neither silences nor lines by number"


def test_a_hit_is_told_by_who_plays_it_and_where_in_the_bar() -> None:
    each = soundtrack(FolderShelf()).cues[0]
    assert landed_words(each, 0) == "피아노 · Piano: a note begins, bar 3, beat 1"
    assert landed_words(each, 7) == ""
    assert place_words(SCORE, SCORE.bars[2].at_beat + 1) == "bar 3, beat 2"


def test_what_was_not_measured_says_why() -> None:
    done = soundtrack(FolderShelf())
    assert set(unmeasured(done.cues[0].sketch)) == {"mode"}
    assert "mode: not measured, because" in visible(page(done))
    quiet = replace(done, masters=tuple(replace(each, measured=replace(each.measured, lra_lu=None)) for each in done.masters))
    assert "not measured: too short or too quiet" in visible(page(quiet))
    mute = replace(done, mix=replace(done.mix, words=()), preview=replace(done.preview, lines=()))
    assert "was not measured, because nobody speaks" in visible(page(mute))


@pytest.mark.parametrize(("ducks", "said"), [
    ((), "Nothing gives way to the words"),
    ((Duck(Seconds(1.0), "PNO", "full", -3.2), Duck(Seconds(2.0), "PNO", "full", 0.0)), "by up to 3.2 dB as a whole (PNO)")])
def test_the_report_says_how_far_music_gives_way_and_when_it_does_not(ducks: tuple[Duck, ...], said: str) -> None:
    done = soundtrack(FolderShelf())
    mix = replace(done.mix, ducks=ducks, production=done.mix.music_20)
    assert said in giving_way(mix) and said in visible(page(replace(done, mix=mix))) and "mix/duck.csv" in giving_way(mix)


def test_people_read_the_timecode_of_the_picture_itself() -> None:
    shelf = FolderShelf()
    done = soundtrack(shelf)
    text = visible(page(done))
    assert done.episode.media.start_frame == 86_400 and done.episode.rate == RATE
    assert "01:00:07:12" in text, "the hit on frame 180"
    assert "01:00:15:00" in text and " 7.51 s" not in text
    (table,) = (each for each in spotting_files(shelf, done.episode, done.spotting, done.cues).files if each.path.endswith("csv"))
    assert "A@01:00:07:12" in shelf.path(table.ref).read_text("utf-8-sig")

"""What became of people's notes, as the page, the warnings and the provenance say it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.delivering.finished import soundtrack
from tests.fakes import FolderShelf
from yeoun.delivering.notes import cautions_of, changed_by, table, told_of
from yeoun.delivering.report import report_file
from yeoun.model.media import Caution
from yeoun.model.notes import Note, NoteKind, Notes, Outcome
from yeoun.model.soundtrack import Soundtrack
from yeoun.model.spotted import Silence
from yeoun.units.time import Seconds


def note(identity: str, kind: NoteKind, value: str, scene: str | None = "1", frames: tuple[int, int] | None = None) -> Note:
    return Note(identity, "감독", kind, value, "because <I> say", scene, frames)


NOTES = (note("n-mode", NoteKind.MODE, "dorian"), note("n-hit", NoteKind.HIT, "A", None, (40, 41)),
         note("n-far", NoteKind.TEMPO, "70", "99"), note("n-yes", NoteKind.MUSIC, "yes", None, (0, 24)),
         note("n-no", NoteKind.SILENCE, "cut", None, (0, 24)), note("n-same", NoteKind.KEY, "G"))
OUTCOMES = (Outcome("n-mode", "mode", "dorian instead of major"),
            Outcome("n-hit", "hit", unmet="hit 1 is met as class B", at_s=Seconds(2.0)), Outcome("n-same", "key"))


@pytest.fixture
def scored(tmp_path: Path) -> Soundtrack:
    """A soundtrack whose one cue has something to say of three notes."""
    whole = soundtrack(FolderShelf(tmp_path / "shelf"))
    cue = whole.cues[0]
    return replace(whole, notes=Notes(NOTES), cues=(replace(cue, score=replace(cue.score, outcomes=OUTCOMES)),))


def test_every_note_says_what_it_changed_or_why_it_could_not(scored: Soundtrack) -> None:
    told = {each.note.id: each for each in told_of(scored)}
    assert told["n-mode"].changed == (f"{scored.cues[0].cue.id}: dorian instead of major",) and not told["n-mode"].unmet
    assert [each.why for each in told["n-far"].unmet] == ["there is no scene 99 in this film"]
    assert not told["n-yes"].unmet and [each.why for each in told["n-no"].unmet] == ["only 0 % of it is silence"]
    assert not told["n-same"].changed and not told["n-same"].unmet


def test_what_was_not_obeyed_is_a_warning_with_note_timecode_and_reason(scored: Soundtrack, tmp_path: Path) -> None:
    warned = cautions_of(scored)
    assert {each.code for each in warned} == {"note_not_obeyed"} and len(warned) == 3
    hit = next(each for each in warned if "n-hit" in each.message)
    assert hit.at_s == 2.0 and "at 01:00:0" in hit.message and hit.message.endswith("hit 1 is met as class B.")
    assert report_file(FolderShelf(tmp_path / "page"), scored).cautions == warned
    assert not cautions_of(replace(scored, notes=Notes()))


def test_the_table_has_a_row_for_every_note_and_is_absent_without_notes(scored: Soundtrack) -> None:
    page = table(scored)
    assert page.count("<tr>") == 1 + len(NOTES) and "because &lt;I&gt; say" in page
    assert page.count('class="no"') == len(cautions_of(scored))
    heads = re.findall("<th>([^<]*)</th>", page)
    assert re.findall('data-th="([^"]*)"', page)[:5] == heads == ["note", "who", "asked for", "where", "what it changed"]
    assert page.count("<col ") == len(heads) and page.startswith('<table class="notes">'), "its columns have widths that hold a word"
    assert table(replace(scored, notes=Notes())) == ""


def test_the_provenance_names_only_notes_that_changed_the_cue(scored: Soundtrack) -> None:
    assert [each["note"] for each in changed_by(scored.cues[0], scored)] == ["n-mode"]


def heard_until(scored: Soundtrack, seconds: float, manner: str = "ring", notes: tuple[str, ...] = ()) -> Soundtrack:
    """The soundtrack whose stems are heard so long, with another silence after the cue."""
    (cue,), (music, rest) = scored.cues, scored.spotting.moments
    assert isinstance(rest, Silence)
    stems = tuple(replace(each, heard_until_s=Seconds(seconds)) for each in cue.stems)
    return replace(scored, cues=(replace(cue, stems=stems),),
                   spotting=replace(scored.spotting, moments=(music, replace(rest, manner=manner, notes=notes))))


def test_music_that_is_spotted_and_not_heard_is_not_as_asked(scored: Soundtrack) -> None:
    asked = replace(scored, notes=Notes((note("n-yes", NoteKind.MUSIC, "yes", None, (0, 300)),)))
    (heard,), (silent,), (early,) = (told_of(heard_until(asked, until)) for until in (15.0, 0.0, 4.0))
    assert not heard.unmet and "heard so" in heard.holds
    assert [each.why for each in silent.unmet] == ["1m01 is heard no more from 0.0 s of it on"]
    assert [(each.why, each.at_s) for each in early.unmet] == [("1m01 is heard no more from 4.0 s of it on", 4.0)]


@pytest.mark.parametrize(("manner", "until", "sounds"), [("cut", 15.1, False), ("cut", 17.0, True), ("ring", 17.0, False)])
def test_a_silence_that_is_spotted_and_not_silent_is_not_as_asked(scored: Soundtrack, manner: str, until: float, sounds: bool) -> None:
    asked = replace(scored, notes=Notes((note("n-cut", NoteKind.SILENCE, manner, None, (360, 480)),)))
    (told,) = told_of(heard_until(asked, until, manner=manner, notes=("n-cut",)))
    assert [each.why for each in told.unmet] == (["1m01 sounds 2.0 s on into it"] if sounds else [])


def test_a_note_without_music_names_the_note_that_took_it_away(scored: Soundtrack) -> None:
    far = (note("n-mode", NoteKind.MODE, "dorian", None, (400, 480)),)
    for notes, why in (((), "no music plays there"), (("n9",), "no music plays there, for the sake of note n9")):
        asked = replace(heard_until(scored, 15.0, notes=notes), notes=Notes(far))
        asked = replace(asked, cues=tuple(replace(each, score=replace(each.score, outcomes=())) for each in asked.cues))
        (told,) = told_of(asked)
        assert [each.why for each in told.unmet] == [why]


@pytest.mark.parametrize(("code", "said"), [
    ("script_insisted", ("the script is laid on this picture, though the subtitles do not fit it", "")),
    ("no_script", ("", "no script was given")), ("no_cuts", ("", ""))])
def test_who_insists_on_a_script_is_told_whether_it_was_needed(scored: Soundtrack, code: str, said: tuple[str, str]) -> None:
    episode = replace(scored.episode, cautions=(Caution(code, "said"),))
    insisting = replace(scored, episode=episode, notes=Notes((note("n1", NoteKind.SCRIPT, "yes", None),)))
    told = told_of(insisting)[0]
    assert (" ".join(told.changed), " ".join(each.why for each in told.unmet)) == said
    assert "laid on this picture without it" in told.holds

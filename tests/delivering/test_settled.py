"""A hit that somebody's note cost: no file claims it, the reason names the note, and the check is well."""

import json
import re
from dataclasses import replace
from pathlib import Path

import opentimelineio as otio

from tests.delivering.finished import laid_out, soundtrack
from tests.fakes import FolderShelf
from yeoun.checking.folder import Folder
from yeoun.checking.music import of_hits
from yeoun.delivering.cue import begins, cue_files
from yeoun.delivering.index import index_of
from yeoun.delivering.moments import spotting_files
from yeoun.delivering.plain import timecode
from yeoun.delivering.report import page, report_file
from yeoun.delivering.session import session_files
from yeoun.delivering.settled import unmet_hits, whole_settled
from yeoun.delivering.timeline_svg import timeline_svg
from yeoun.model.composed import GivenUp
from yeoun.model.soundtrack import Soundtrack
from yeoun.model.spotted import Hit, HitClass
from yeoun.units.time import Seconds

DOOR = Hit(100, Seconds(4.170833), HitClass.A, "onset", "the door closes")


def costly(shelf: FolderShelf, given_up: tuple[GivenUp, ...]) -> Soundtrack:
    """The soundtrack with the machine's own hit before the one that lands; nobody plays it."""
    done = soundtrack(shelf)
    (made,) = done.cues
    cue = replace(made.cue, hits=(DOOR, *made.cue.hits))
    made = replace(made, cue=cue, sketch=replace(made.sketch, given_up=given_up),
                   score=replace(made.score, landed=tuple(replace(each, hit=each.hit + 1) for each in made.score.landed)))
    return replace(done, cues=(made,), spotting=replace(done.spotting, moments=(cue, *done.spotting.moments[1:])))


def delivered(root: Path, *given_up: GivenUp) -> Soundtrack:
    shelf = FolderShelf()
    done = costly(shelf, given_up)
    laid_out(root, shelf, spotting_files(shelf, done.episode, done.spotting, done.cues), cue_files(shelf, done.episode, done.cues[0]),
             session_files(shelf, done.episode, done.cues, done.mix))
    (root / "score.json").write_bytes(index_of(done.material, done.episode.media, (), ()))
    return done


def test_a_hit_that_notes_cost_is_not_caught_for_their_sake_in_every_file(tmp_path: Path) -> None:
    done = delivered(tmp_path, GivenUp(0, ("n1", "n2"), "no steady tempo reaches it"))
    (cue,) = json.loads((tmp_path / "spotting/spotting.json").read_text(encoding="utf-8"))["cues"]
    assert [each["reason"] for each in cue["hits"]] == ["she turns"] and cue["hits"][0]["lands"]["part"] == "piano"
    told = "the door closes: given up for notes n1, n2: no steady tempo reaches it"
    assert {"at_s": 4.171, "reason": told} in cue["not_caught"]
    assert told in page(done)
    files = ("cues.edl", "score.rpp", "cues.otio")
    assert not [name for name in files if "the door closes" in (tmp_path / "session" / name).read_text(encoding="utf-8")]
    assert len(otio.adapters.read_from_file(str(tmp_path / "session/cues.otio")).tracks.markers) == 1
    assert all(each.ok for each in of_hits(Folder(tmp_path)) if "has a player" in each.what)


def test_a_hit_that_no_note_cost_stays_one_and_the_check_says_that_nobody_plays_it(tmp_path: Path) -> None:
    done = delivered(tmp_path)
    assert "no note meets it" in page(done)
    (found,) = [each for each in of_hits(Folder(tmp_path)) if "has a player" in each.what]
    assert not found.ok and "4.17 s" in found.measured


def test_an_unmet_hit_of_class_a_or_b_is_a_warning_with_its_timecode_and_a_hollow_mark() -> None:
    shelf = FolderShelf()
    for given_up, why in (((), "nobody plays it"), ((GivenUp(0, ("n1",), "no steady tempo reaches it"),), "given up for note n1")):
        done = costly(shelf, given_up)
        (warned,) = unmet_hits(done)
        assert (warned.code, warned.at_s) == ("hit_not_met", DOOR.at_s)
        assert "class A at 01:00:04:04 in 1m01" in warned.message and why in warned.message
        assert warned.message in page(done) and warned in report_file(shelf, done).cautions
        marks = re.findall(r'<path d="[^"]+" (fill="[^"]+")[^>]*><title>(hit [^<]+)', timeline_svg(whole_settled(done)))
        assert [fill for fill, told in marks if "not met" in told and "the door closes" in told] == ['fill="none"']
        assert [fill for fill, told in marks if "not met" not in told] == ['fill="#b3402e"']
    assert unmet_hits(soundtrack(shelf)) == ()
    small = costly(shelf, ())
    hits = tuple(replace(each, grade=HitClass.C) if each == DOOR else each for each in small.cues[0].cue.hits)
    assert unmet_hits(replace(small, cues=(replace(small.cues[0], cue=replace(small.cues[0].cue, hits=hits)),))) == ()


def test_a_page_says_where_bar_1_is_where_it_is_not_where_the_cue_begins() -> None:
    done = soundtrack(FolderShelf())
    (cue,) = done.cues
    late, at_once = (replace(cue, sketch=replace(cue.sketch, tempo_map=replace(cue.sketch.tempo_map, beat0_us=us))) for us in (499_996, 0))
    start, lead = begins(at_once, done.episode), begins(late, done.episode)
    assert start == timecode(0, done.episode.media)
    assert lead.startswith(f"{start}   ·   bar 1 at {timecode(12, done.episode.media)}, after a lead-in of 0.50 s")

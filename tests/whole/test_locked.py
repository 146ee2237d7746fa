"""A lock from the command line: bars of a finished folder stand in the next run, though other players are asked for beside them."""

from pathlib import Path

from tests.composing.bench.film_scored import Struck, notes_in
from tests.whole.conftest import Scored
from tests.whole.console import read, yeoun
from yeoun.reading.kept import parse_bars


def test_locked_bars_of_a_finished_folder_stand_in_the_next_run(scored: Scored) -> None:
    cue = read(scored.out / "spotting" / "spotting.json")["cues"][0]["id"]
    before = notes_in((scored.out / "cues" / cue / f"{cue}.mid").read_bytes())
    free = scored.notes.read_text("utf-8") + '\n[[note]]\nid = "more"\nkind = "instrument"\nvalue = "harp, celesta"\n'
    lock = f'\n[[note]]\nid = "stays"\nby = "director"\nkind = "lock"\nvalue = "{cue} bar 1"\n'
    scored.notes.write_text(free + lock, "utf-8")
    ran = scored.again(scored.out)
    assert ran.status == 0, ran.err
    bars = parse_bars((scored.notes.parent / "kept" / "s01e01_stays.json").read_text("utf-8"), "stays")

    def inside(notes: tuple[Struck, ...]) -> list[tuple[str, int, int, float]]:
        return sorted((each.part, each.key, each.velocity, round(each.at_s, 4)) for each in notes
                      if bars.at_s - 0.001 <= each.at_s < bars.end_s - 0.001)

    after = notes_in((scored.out / "cues" / cue / f"{cue}.mid").read_bytes())
    assert inside(after) == inside(before) != []
    told = read(scored.out / "cues" / cue / "sketch.json")["changed_by"]
    assert any(each["note"] == "stays" and "stand as they were kept" in str(each) for each in told)
    assert "note stays locks" in (scored.out / "report.html").read_text("utf-8")
    checked = yeoun("check", scored.out)
    assert checked.status == 0, checked.out
    contradicted(scored, free, lock)


def contradicted(scored: Scored, free: str, lock: str) -> None:
    """A note that the bars contradict is refused with its line, and the folder stands as it was."""
    scored.notes.write_text(free + lock + '\n[[note]]\nid = "fast"\nkind = "tempo"\nvalue = 190\n', "utf-8")
    ran = scored.again(scored.out)
    assert ran.status == 2 and "stays (notes.toml, line" in ran.err and "fast (notes.toml, line" in ran.err, ran.err
    assert Path(scored.out / "score.json").is_file()

"""A long film has a composed silence or says why not, and what it says is looked up in its own figures."""

import json
import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from tests.checking.test_reasons import felt_films, finished
from tests.spotting.films import Film, films
from tests.spotting.scenes import episode, graph, line, seen, span
from yeoun.checking.folder import Folder
from yeoun.checking.silences import Silences, of_composed, unsupported_silence
from yeoun.model.notes import House, Notes
from yeoun.model.observed import Quiet
from yeoun.spotting.spot import spot
from yeoun.units.names import LineId

RISES = [0.2, 0.6, 0.6, 0.3, 0.6]


def told(root: Path, film: Film) -> Folder:
    """What a run would leave of a film, its warnings with it."""
    folder = finished(root, film)
    said = [each for each in film.spotted().cautions if each.code == "no_silence"]
    index = json.loads((root / "score.json").read_text(encoding="utf-8"))
    index["warnings"] = [{"code": each.code, "message": each.message} for each in said]
    (root / "score.json").write_text(json.dumps(index), encoding="utf-8")
    return Folder(folder.root)


def film(*quiets: tuple[float, float], length_s: float = 90.0) -> Film:
    words = tuple(replace(line(k, 20.0 + 4 * k, 23.5 + 4 * k), id=LineId(f"l{k:02}")) for k in range(5))
    heard = seen(length_s, silences=tuple(Quiet(span(*each), -60.0, "dramatic", 0.6) for each in quiets))
    return Film(episode(length_s, *words, shots_s=tuple(float(at) for at in range(0, int(length_s), 6))), graph(length_s, RISES),
                heard, House())


@settings(max_examples=80, deadline=None)
@given(felt_films() | films())
def test_every_film_has_a_composed_silence_or_a_reason_that_holds(drawn: Film) -> None:
    with TemporaryDirectory() as root:
        assert all(each.ok for each in of_composed(told(Path(root), drawn))), of_composed(Folder(Path(root)))


@pytest.mark.parametrize("quiets", [(), ((38.0, 40.5),), ((2.0, 4.5), (70.0, 72.0))])
def test_other_figures_a_fixed_sentence_and_no_word_of_it_are_faults(tmp_path: Path, quiets: tuple[tuple[float, float], ...]) -> None:
    folder = told(tmp_path, film(*quiets))
    (found,) = of_composed(folder)
    warnings = folder.json("score.json")["warnings"]
    assert found.ok and warnings, found.measured
    message = str(warnings[0]["message"])
    here = Silences(folder)
    figures = list(re.finditer(r"\d+\.\d", message))
    assert figures
    for each in figures:
        wrong = f"{message[:each.start()]}{float(each[0]) + 3:.1f}{message[each.end():]}"
        assert unsupported_silence(here, wrong), wrong
    assert unsupported_silence(here, "No silence between two cues is composed: nothing in the picture asks for one.")
    index = json.loads((tmp_path / "score.json").read_text(encoding="utf-8"))
    (tmp_path / "score.json").write_text(json.dumps(index | {"warnings": []}), encoding="utf-8")
    assert [each.ok for each in of_composed(Folder(tmp_path))] == [False]


def test_another_film_has_another_reason_and_a_short_one_none() -> None:
    said = {each.message for quiets in ((), ((38.0, 40.5),), ((2.0, 4.5), (70.0, 72.0))) for each in film(*quiets).spotted().cautions
            if each.code == "no_silence"}
    assert len(said) >= 2, said
    short = film(length_s=39.0)
    assert not [each for each in spot(short.episode, short.graph, short.seen, short.house, Notes()).cautions if each.code == "no_silence"]

"""Two scenes change places: their feelings go with them, and the music is another."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.whole.console import Ran, read, yeoun
from tests.whole.films import DAY, NIGHT, RATE, SCENE, Film, make_film
from yeoun.model.composed import Sketch

AXES = ("valence", "arousal", "tension")
SCENE_S = float(SCENE / RATE)


class Felt:
    """A film up to its sketches: its curves, and the notes of its music."""

    def __init__(self, folder: Path, film: Film, store: Path) -> None:
        ran: Ran = yeoun("score", film.picture, *film.papers, "--out", folder / "out", "--store", store, "--until", "composing", "--json")
        assert ran.status == 0, ran.err
        graph = read(folder / "out" / "emotion" / "graph.json")
        self.every = float(graph["every_s"])
        self.curves = {axis: np.array(graph[axis]) for axis in AXES}
        self.cues = len(read(folder / "out" / "spotting" / "spotting.json")["cues"])
        self.sketches: list[Sketch] = ran.things(store, "compose")

    def half(self, axis: str, second: bool) -> NDArray[np.float64]:
        """The curve of one scene, half a second inside its borders."""
        at = np.arange(0.5, SCENE_S - 0.5, self.every) + (SCENE_S if second else 0.0)
        curve = self.curves[axis]
        return np.asarray(np.interp(at, np.arange(len(curve)) * self.every, curve))

    def notes(self) -> set[tuple[float, float, int]]:
        """What is played: (beat, beats, key)."""
        return {(float(note.at_beat), float(note.beats), note.key)
                for sketch in self.sketches for voice in sketch.voices for note in voice.notes}


@pytest.fixture(scope="module")
def both(film: Film, seen: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Felt, Felt]:
    """Day then night, which has been seen and heard already, and night then day."""
    day, night = (tmp_path_factory.mktemp(name) for name in ("day", "night"))
    return Felt(day, film, seen), Felt(night, make_film(night / "film", NIGHT, DAY), night / "store")


def test_the_night_is_darker_and_tenser_than_the_day_wherever_it_stands(both: tuple[Felt, Felt]) -> None:
    for film, night_is_second in zip(both, (True, False), strict=True):
        night, day = ({axis: film.half(axis, second).mean() for axis in AXES} for second in (night_is_second, not night_is_second))
        assert night["valence"] < day["valence"] - 0.2
        assert night["tension"] > day["tension"] + 0.15
        assert night["arousal"] > day["arousal"] + 0.1


def test_scenes_that_change_places_take_their_curves_along(both: tuple[Felt, Felt]) -> None:
    straight, swapped = both
    for axis in AXES:
        first, second = straight.half(axis, False), straight.half(axis, True)
        moved, stays = np.r_[second, first], np.r_[first, second]
        found = np.r_[swapped.half(axis, False), swapped.half(axis, True)]
        assert np.corrcoef(found, moved)[0, 1] > 0.7, axis
        assert np.corrcoef(found, stays)[0, 1] < 0.0, axis    # the chance: a curve that does not look at the scenes
        assert np.abs(found - moved).mean() < np.abs(found - stays).mean() / 2, axis


def test_scenes_that_change_places_get_other_music(both: tuple[Felt, Felt]) -> None:
    straight, swapped = both
    assert straight.cues and swapped.cues
    one, other = straight.notes(), swapped.notes()
    assert len(one) > 8 and len(other) > 8
    assert len(one & other) < 0.5 * min(len(one), len(other))

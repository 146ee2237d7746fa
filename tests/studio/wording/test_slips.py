"""A slip written as notes puts the border on the frame: the notes are obeyed by the spotting itself."""

import pytest

from tests.spotting.scenes import episode, graph, line, seen
from yeoun.model.notes import House, Note, Notes
from yeoun.model.spotted import Ending
from yeoun.spotting.spot import spot
from yeoun.studio.wording.context import Context, OpenCue
from yeoun.studio.wording.slips import notes_of_slip

WAVES = ((120.0, [0.2, 0.7, 0.3, 0.8, 0.2, 0.6, 0.3]), (90.0, [0.2, 0.25, 0.8, 0.9, 0.3, 0.25]))


@pytest.mark.parametrize(("length", "wave"), WAVES)
@pytest.mark.parametrize("border", ["in", "out"])
@pytest.mark.parametrize("by", [-24, -2, -1, 1, 5, 48])
def test_a_slip_moves_one_border_to_the_frame_and_leaves_the_other(length: float, wave: list[float], border: str, by: int) -> None:
    film = episode(length, *[line(k, k * 9.0 + 2, k * 9.0 + 4) for k in range(int(length / 9) - 1)],
                   shots_s=tuple(float(at) for at in range(0, int(length), 4)))
    feeling = graph(length, wave)
    tried = 0
    for cue in spot(film, feeling, seen(length), House(), Notes()).cues:
        first, end = cue.first_frame + by * (border == "in"), cue.end_frame + by * (border == "out")
        if not 0 <= first < end <= film.frames:
            continue
        tried += 1
        asked = notes_of_slip(border, by, Context(film.rate, film.frames), OpenCue(
            cue.id, cue.first_frame, cue.end_frame, rings=cue.ending is not Ending.CUT))
        notes = Notes(tuple(Note(f"n{k}", "editor", each.kind, each.value, "", None, each.frames) for k, each in enumerate(asked)))
        moved = spot(film, feeling, seen(length), House(), notes).cues
        assert (first, end) in [(each.first_frame, each.end_frame) for each in moved], (cue.id, asked)
    assert tried

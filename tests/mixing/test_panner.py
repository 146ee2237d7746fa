"""The panner's law, against values the EBU reference renderer reproduces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeoun.model.layouts import FIVE_ONE, LAYOUTS, SEVEN_ONE_FOUR, SPEAKERS, STEREO, WEIGHTS, layout_of
from yeoun.model.panning import GLIDE, fold, gains_at, play

VALUES = [
    ((0.25, 1, 0), FIVE_ONE, {"C": 0.924, "R": 0.383}), ((0.25, 1, 0), SEVEN_ONE_FOUR, {"C": 0.924, "R": 0.383}),
    ((0.25, 1, 0), STEREO, {"L": 0.556, "R": 0.831}),
    ((0, 0, 0), SEVEN_ONE_FOUR, {"Lss": 0.707, "Rss": 0.707}), ((0, 0, 0), FIVE_ONE, {"C": 0.707, "Ls": 0.5, "Rs": 0.5}),
    ((0, 0, 1), SEVEN_ONE_FOUR, {"Ltf": 0.5, "Rtf": 0.5, "Ltr": 0.5, "Rtr": 0.5}),
    ((0, 0, 1), FIVE_ONE, {"C": 0.707, "Ls": 0.5, "Rs": 0.5}), ((0, 0, 1), STEREO, {"L": 0.707, "R": 0.707}),
    ((0.5, 0, 0.5), SEVEN_ONE_FOUR, {"Lss": 0.271, "Rss": 0.653, "Ltf": 0.191, "Ltr": 0.191, "Rtf": 0.462, "Rtr": 0.462}),
    ((0.5, 0, 0.5), FIVE_ONE, {"R": 0.5, "C": 0.5, "Ls": 0.271, "Rs": 0.653}),
    ((0.5, 0, 0.5), STEREO, {"L": 0.383, "R": 0.924}),
]
FOLDS = [
    ("Lss", FIVE_ONE, {"L": 0.707, "Ls": 0.707}), ("Lrs", FIVE_ONE, {"Ls": 1}), ("Lts", FIVE_ONE, {"L": 0.707, "Ls": 0.707}),
    ("Lts", SEVEN_ONE_FOUR, {"Ltf": 0.707, "Ltr": 0.707}), ("Ls", SEVEN_ONE_FOUR, {"Lss": 0.841, "Lrs": 0.541}),
    ("Lss", STEREO, {"L": 1}), ("C", STEREO, {"L": 0.707, "R": 0.707}), ("LFE", STEREO, {}), ("LFE", FIVE_ONE, {"LFE": 1}),
    ("Ls", FIVE_ONE, {"Ls": 1}),
]


@pytest.mark.parametrize(("place", "layout", "wanted"), VALUES)
def test_a_place_is_played_by_the_loudspeakers_around_it(place, layout, wanted) -> None:  # type: ignore[no-untyped-def]
    got = dict(zip(layout.labels, gains_at(place, layout.labels), strict=True))
    assert got == pytest.approx(dict.fromkeys(layout.labels, 0.0) | wanted, abs=6e-4)


@pytest.mark.parametrize(("label", "layout", "wanted"), FOLDS)
def test_a_channel_is_heard_on_another_layout_from_its_place(label, layout, wanted) -> None:  # type: ignore[no-untyped-def]
    got = dict(zip(layout.labels, fold((label,), layout.labels)[0], strict=True))
    assert got == pytest.approx(dict.fromkeys(layout.labels, 0.0) | wanted, abs=6e-4)


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 1), st.sampled_from(sorted(LAYOUTS)))
def test_power_is_kept_wherever_a_sound_stands(x: float, y: float, z: float, name: str) -> None:
    assert np.sum(gains_at((x, y, z), LAYOUTS[name].labels) ** 2) == pytest.approx(1.0, abs=1e-6)


def test_every_loudspeaker_plays_its_own_place_alone() -> None:
    for label in SEVEN_ONE_FOUR.labels:
        if label != "LFE":
            assert gains_at(SPEAKERS[label], SEVEN_ONE_FOUR.labels)[SEVEN_ONE_FOUR.index(label)] == pytest.approx(1.0)


def test_an_object_glides_for_250_samples_and_blocks_do_not_show() -> None:
    path = ((0.0, -1.0, 1.0, 0.0), (0.05, 1.0, 1.0, 0.0))
    sound = np.ones(4_800, dtype=np.float32)
    whole = np.zeros((4_800, 12), dtype=np.float32)
    play(sound, path, 0, SEVEN_ONE_FOUR.labels, whole)
    pieces = np.zeros_like(whole)
    for start in range(0, 4_800, 160):
        play(sound[:160], path, start, SEVEN_ONE_FOUR.labels, pieces[start:start + 160])
    assert np.array_equal(whole, pieces)
    left, right = whole[:, 0], whole[:, 1]
    assert left[2_400] == 1.0 and right[2_400 + GLIDE] == 1.0 and left[2_400 + GLIDE // 2] == pytest.approx(0.5)


def test_the_weights_of_seven_one_four_add_up_as_the_standard_has_them() -> None:
    assert sum(WEIGHTS[label] for label in SEVEN_ONE_FOUR.labels) == pytest.approx(11.82)
    assert [layout_of(count).name for count in (1, 2, 6, 8, 12)] == ["mono", "2.0", "5.1", "7.1", "7.1.4"]
    with pytest.raises(ValueError, match="no usual layout"):
        layout_of(3)

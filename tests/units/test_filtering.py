"""A filter that goes on from block to block gives what it always gave, and silence costs it nothing."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import sosfilt

from yeoun.units.filtering import PIECE, filtered
from yeoun.units.loudness import K_WEIGHTING, Weighing
from yeoun.units.luck import Take, luck

BLOCK = 65_536


def sound(length: int, channels: int, seed: int) -> NDArray[np.float64]:
    return np.asarray(0.1 * luck(Take(1), "filtering", str(seed)).standard_normal((channels, length)))


@pytest.mark.parametrize("silent", [(3000, 9000), (0, 5000), (60_000, BLOCK), (5 * PIECE, 6 * PIECE), (1, BLOCK - 1)])
def test_what_sounds_comes_out_bit_for_bit_as_from_the_plain_filter(silent: tuple[int, int]) -> None:
    state, plain = np.zeros((2, 2, 2)), np.zeros((2, 2, 2))
    for number in range(3):
        block = sound(BLOCK, 2, number)
        block[:, slice(*silent)] = 0.0
        out, state = filtered(K_WEIGHTING, block, state)
        wanted, plain = sosfilt(K_WEIGHTING, block, zi=plain)
        assert np.abs(out - wanted).max() < 1e-140    # what was let go of
        is_loud = np.abs(wanted) > 1e-120
        assert is_loud.mean() > 0.02 and np.array_equal(out[is_loud], wanted[is_loud])


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1])
def test_blocks_of_any_length_go_through_and_keep_their_state(length: int) -> None:
    state = sosfilt(K_WEIGHTING, sound(500, 1, 9), zi=np.zeros((2, 1, 2)))[1]
    for block in (sound(length, 1, 1), np.zeros((1, length))):
        out, after = filtered(K_WEIGHTING, block, state.copy())
        wanted, plain = sosfilt(K_WEIGHTING, block, zi=state.copy()) if length else (block, state)
        assert np.array_equal(out, wanted) and np.array_equal(after, plain)


def test_after_two_blocks_of_silence_nothing_rings_any_more() -> None:
    _, state = filtered(K_WEIGHTING, sound(BLOCK, 1, 1), np.zeros((2, 1, 2)))
    for _ in range(2):
        _, state = filtered(K_WEIGHTING, np.zeros((1, BLOCK)), state)
    assert not state.any()


def test_of_silence_after_sound_only_what_still_rings_is_filtered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain filter's last numbers are too small for a processor's quick ways: the less of them, the sooner it is done."""
    asked = list[int]()

    def counted(sections: NDArray[np.float64], part: NDArray[np.float64], zi: NDArray[np.float64]) -> object:
        asked.append(part.shape[-1])
        return sosfilt(sections, part, zi=zi)

    monkeypatch.setattr("yeoun.units.filtering.sosfilt", counted)
    meter = Weighing((1.0,), 16)
    meter.feed(sound(BLOCK, 1, 1).T.astype(np.float32))
    assert asked == [BLOCK]
    for _ in range(8):
        meter.feed(np.zeros((BLOCK, 1), dtype=np.float32))
    assert BLOCK < sum(asked[1:]) < 1.2 * BLOCK    # it rings for 1.43 s of the 10.9

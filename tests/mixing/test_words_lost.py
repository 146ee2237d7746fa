"""What the music takes of the words' intelligibility, as a number that is written the same everywhere."""

import math
from typing import Any

import numpy as np
import pytest

from yeoun.mixing import words
from yeoun.mixing.words import Original, Words, estoi_loss


@pytest.mark.parametrize(("found", "loss"), [((0.5, 0.5 + 1e-9), 0.0), ((0.5, 0.5 - 1e-9), 0.0), ((0.9, 0.7), 0.2), ((0.7, 0.9), -0.2)])
def test_a_loss_of_nothing_has_no_sign_whatever_the_last_bits_are(
        found: tuple[float, float], loss: float, monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter(found)
    monkeypatch.setattr(words, "in_stereo", lambda shelf, sound, start, frames: np.full((frames, 2), 0.1, np.float32))
    monkeypatch.setattr(words, "stoi", lambda *_, extended: next(told))
    sound: Any = object()
    made = estoi_loss(sound, Original(sound, sound, ()), sound, (Words(1.0, 2.0, None),))
    assert made == loss and (loss != 0.0 or math.copysign(1.0, made) == 1.0)

"""What is kept of a picture's sound is what it holds: 5.1 whole, one channel alone; what is listened to is its stereo."""

from pathlib import Path

import numpy as np
import pytest

from tests.observing.bench import FS
from tests.observing.test_listen import media, sounding
from yeoun.model.layouts import FIVE_ONE, MONO, SEVEN_ONE, STEREO, Layout
from yeoun.observing.listen import listen


@pytest.mark.parametrize("layout", [MONO, STEREO, FIVE_ONE, SEVEN_ONE], ids=lambda layout: layout.name)
def test_every_layout_is_kept_as_it_was(tmp_path: Path, layout: Layout) -> None:
    at = np.arange(144_144) / FS
    sound = np.stack([0.1 * np.sin(2 * np.pi * (200 + 100 * k) * at) for k in range(layout.channels)], axis=1)
    shelf, picture = sounding(tmp_path, sound, subtype="PCM_24")
    heard = listen(shelf, picture, media(72, channels=layout.channels), None)
    assert heard.production.sound is not None
    assert (heard.production.sound.layout, heard.production.sound.channels) == (layout.name, layout.channels)
    assert np.abs(shelf.read(heard.production.sound) - sound).max() < 2 ** -22
    assert len(heard.features) and heard.production.gain_db == 0.0


def test_a_fold_over_full_scale_turns_nothing_down_that_is_not(tmp_path: Path) -> None:
    sound = 0.6 * np.sin(2 * np.pi * 300 * np.arange(144_144) / FS)[:, None] * np.ones(6)
    shelf, picture = sounding(tmp_path, sound, subtype="PCM_24")
    assert listen(shelf, picture, media(72, channels=6), None).production.gain_db == 0.0

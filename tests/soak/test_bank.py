"""Every preset in use, unpacked and out of the bank: the same bits. Measured: 25 CPU seconds, 400 MB of disk."""

from pathlib import Path

import numpy as np
import pytest

from tests.performing.test_unpacked import heard, in_use
from yeoun.performing import fluid, unpacked


def test_the_whole_bank_sounds_the_same_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacked, "with_installation", lambda: tmp_path / "bank")
    assert fluid.unpack_bank()
    presets = [preset for bundle in in_use() for preset in bundle]
    assert len(presets) == 34
    for preset in presets:
        file = fluid.preset_file(*preset)
        assert file.is_relative_to(tmp_path)
        assert np.array_equal(heard(preset, file), heard(preset, fluid.bank_file())), preset

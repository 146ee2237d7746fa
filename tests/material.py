"""Real clips and files beside the checkout; tests that want them skip with a reason when they are absent."""

from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "material"
MATERIAL: Path | None = _BESIDE if _BESIDE.is_dir() else None

needs_material = pytest.mark.skipif(MATERIAL is None, reason="the shared material is not beside the checkout")


def material(name: str) -> Path:
    """A file of the material by its path below it."""
    assert MATERIAL is not None, "guard the test with needs_material"
    return MATERIAL / name

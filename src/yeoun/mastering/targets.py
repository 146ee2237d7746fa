"""The destinations and what each asks, one dated file each in `destinations/`; the file says its source.

Hard targets (loudness, true peak) are solved; the range and how loud quiet bars have to be are what a search is judged on.
"""

import tomllib
from pathlib import Path
from typing import Any

from yeoun.model.layouts import BED_712, LAYOUTS, TOPS
from yeoun.model.mixed import Destination, Target

PROGRAMME, SPEECH, NONE = "programme", "speech", "none"
LEAST_SPEECH = 0.15        # Netflix: with less speech than this, the whole programme is the anchor
WITHOUT_SPEECH_LUFS = -24.0
_MUSIC_TRACKS = (*(f"MX {label}" for label in BED_712), *(f"MX {label}" for label in TOPS))


def _target(name: str, said: dict[str, Any]) -> Target:
    """One destination; an Atmos master's channels are tracks."""
    channels = _MUSIC_TRACKS if name.endswith("_adm") else LAYOUTS[said["layout"]].labels
    return Target(Destination(name), said["layout"], channels, said["anchor"], said.get("lufs"), said.get("tolerance_lu"),
                  said["true_peak_dbtp"], said["programme"], said["why"], tuple(said["range_lu"]), said["quiet_lufs"])


def _all() -> tuple[Target, ...]:
    found = {path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
             for path in sorted((Path(__file__).parent / "destinations").glob("*.toml"))}
    return tuple(_target(name, found[name]) for name in sorted(found, key=lambda name: found[name]["order"]))


TARGETS: tuple[Target, ...] = _all()

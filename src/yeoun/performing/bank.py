"""What is known of the bank's presets: how far each key is off, how loud a preset is, how slowly each key speaks.

`bank.toml` was measured by `calibrate.py` and holds for the bank with its digest; another bank is played as it is.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeoun.performing.calibrate import LOUD, PLAIN, SOFT, WINDOW_S, half_level_s
from yeoun.performing.fluid import RATE, bank_file, hold, playing
from yeoun.performing.unpacked import digest_of, measured

USUAL_LEVEL_DB = -37.0  # of a preset nobody measured (median of the table)


@dataclass(frozen=True, slots=True)
class Preset:
    """One preset as measured: values of the keys from `low` on; median level of the keys at velocity 70."""

    low: int
    level_db: float
    soft_ms: tuple[float, ...]
    plain_ms: tuple[float, ...]
    loud_ms: tuple[float, ...]
    soft_cents: tuple[float, ...]
    loud_cents: tuple[float, ...]


UNKNOWN = Preset(60, USUAL_LEVEL_DB, (0.0,), (0.0,), (0.0,), (0.0,), (0.0,))


@cache
def _table() -> dict[str, Any]:
    presets: dict[str, Any] = measured()["preset"] if digest_of(bank_file()) == measured()["sha256"] else {}
    return presets


@cache
def preset(bank: int, program: int) -> Preset:
    """What was measured of a preset; of one that is not in the table nothing is corrected."""
    row = _table().get(f"{bank}:{program}")
    if row is None:
        return UNKNOWN
    columns = ("soft_ms", "plain_ms", "loud_ms", "soft_cents", "loud_cents")
    return Preset(row["low"], row["level_db"], *(tuple(row[name]) for name in columns))


def attack_s(bank: int, program: int, key: int, velocity: int) -> float:
    """From the event to half level, in seconds, at a key and a velocity (between those that were measured)."""
    known = preset(bank, program)
    k = min(len(known.soft_ms) - 1, max(0, key - known.low))
    measured = (known.soft_ms[k], known.plain_ms[k], known.loud_ms[k])
    return float(np.interp(velocity, (SOFT, PLAIN, LOUD), measured)) / 1000.0


@cache
def attack_alone_s(bank: int, program: int, key: int, velocity: int) -> float:
    """As `attack_s`, but measured now on the very note: for notes that carry a hit."""
    hold(bank, program)
    with playing(channels=16) as player:
        player.choose(0, bank, program)
        player.on(0, key, velocity)
        return half_level_s(player.render(round(WINDOW_S * RATE)).astype(np.float64))


def tuning(bank: int, program: int, share: float) -> NDArray[np.float64]:
    """The 128 absolute cents at which a preset has to be asked to sound in tune.

    share  0 for soft notes, 1 for loud ones: a piano's layers were not tuned alike
    """
    known = preset(bank, program)
    keys = np.arange(128)
    cents = (1.0 - share) * np.asarray(known.soft_cents) + share * np.asarray(known.loud_cents)
    off = cents[np.clip(keys - known.low, 0, len(cents) - 1)]
    return np.asarray(keys * 100.0 - off)

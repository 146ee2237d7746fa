"""What changes a picture at a stroke without any edit."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.observing.strangers.pictures import HEIGHT, WIDTH, Look, Picture
from yeoun.units.luck import Luck, Take, luck


@dataclass(frozen=True, slots=True)
class Trap:
    """Something in a shot that looks like an edit: its first frame, and the first after it."""

    name: str
    first: int
    end: int


def _frames(low: int, high: int) -> Callable[[Luck], int]:
    return lambda fate: int(fate.integers(low, high))


TRAPS: dict[str, Callable[[Luck], int]] = {    # how many frames each takes
    "camera flash": _frames(1, 4), "lightning": _frames(8, 22), "strobe": _frames(16, 40), "muzzle flashes": _frames(10, 30),
    "headlights": _frames(20, 46), "whip pan": _frames(5, 12), "fast object": _frames(5, 13), "rack focus": _frames(8, 26),
    "light switched on": _frames(1, 6), "light switched off": _frames(1, 2),
}
FLASHES = ("camera flash", "lightning", "strobe", "muzzle flashes")


def _glow(x: float, y: float, radius: float) -> Picture:
    far = ((np.arange(WIDTH) - x)[None] ** 2 + (np.arange(HEIGHT) - y)[:, None] ** 2) / radius**2
    return np.asarray(np.exp(-far)[:, :, None], dtype=np.float32)


def _object(bare: Picture, k: int, took: int, fate: Luck) -> Picture:
    """Something passes close by, wider than the frame: a bus, a shoulder."""
    colour, side, wide = fate.random(3) * 0.7, fate.random() < 0.5, int(WIDTH * fate.uniform(0.9, 1.6))
    edge = int((WIDTH + wide) * (k + 1) / (took + 1))
    left, right = max(edge - wide, 0), min(edge, WIDTH)
    out = np.array(bare)
    if right > left:
        stripes = 1 + 0.15 * np.sin(np.arange(right - left) / 9.0 + edge * 0.3)[None, :, None]
        part = (colour * stripes).astype(np.float32)
        out[:, left:right] = part if side else part[:, ::-1]
    return out[:, ::-1] if side else out


def _switched(k: int, trap: Trap) -> float:
    """How light a room is before, while and after someone touches the switch; a fluorescent tube flickers first."""
    dim = 0.18
    if trap.name == "light switched off":
        return 1.0 if k < trap.first else dim
    if k < trap.first:
        return dim
    return 1.0 if k >= trap.end - 1 or (k - trap.first) % 2 == 0 else 0.35


def trapped(seen: Look, k: int, trap: Trap | None, fate: Luck) -> Picture:
    """Frame `k` of a shot, with what happens in it."""
    if trap is None:
        return seen.lit(seen.bare(k), fate)
    if trap.name.startswith("light switched"):
        return seen.lit(seen.bare(k), fate, _switched(k, trap))
    own = luck(Take(1), "trap", trap.name, trap.first, trap.end, int(seen.path[0, 0] * 1000))    # the same in every frame of the shot
    at, took = k - trap.first, trap.end - trap.first
    if trap.name == "rack focus":
        turn = float(np.clip((at + 1) / took, 0, 1))
        return seen.lit(seen.bare(k, 5.0 * turn, 0.0) if own.random() < 0.5 else seen.bare(k, 0.0, 5.0 * (1 - turn)), fate)
    plain = seen.lit(seen.bare(k), fate)
    if not 0 <= at < took or trap.name == "whip pan":
        return plain
    match trap.name:
        case "camera flash":
            share = own.uniform(0.6, 1.0) * 0.45**at
            return np.asarray(plain + np.float32(share) * (1 - plain), dtype=np.float32)
        case "lightning":
            bolts = np.where(own.random(took) < 0.4, own.uniform(0.4, 1.0, took), 0.0)
            bolts[0] = own.uniform(0.6, 1.0)
            glow = max(bolts[at], 0.35 * bolts[at - 1] if at else 0.0)
            return np.asarray(plain * np.float32(1 + 2 * glow) + np.float32(0.5 * glow) * np.array([0.8, 0.9, 1.0], dtype=np.float32),
                              dtype=np.float32)
        case "strobe":
            period = int(own.integers(2, 6))
            return plain if at % period < max(period // 2, 1) else np.asarray(plain * np.float32(0.08), dtype=np.float32)
        case "muzzle flashes":
            every = int(own.integers(3, 8))
            shot = _glow(own.uniform(60, 260), own.uniform(50, 130), own.uniform(40, 120))
            warm = np.array([1.0, 0.85, 0.5], dtype=np.float32)
            return np.asarray(plain + shot * warm * np.float32(1.0 if at % every == 0 else 0.0), dtype=np.float32)
        case "headlights":
            x = -80 + (WIDTH + 160) * at / took
            y, radius = own.uniform(60, 130), own.uniform(40, 90)
            pair = _glow(x, y, radius) + _glow(x + 40, y, radius)
            return np.asarray(plain + pair * np.float32(own.uniform(0.6, 1.0)), dtype=np.float32)
        case _:
            return _object(plain, at, took, own)

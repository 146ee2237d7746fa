"""Drawn places, people in them, and a camera that looks: what the synthetic clips are cut from.

*Conventions*: pictures are float32 code values 0..1, [height, width, 3]; a place is a wide canvas, a look crops it, moves over it and
shakes as cameras do.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, zoom

from yeoun.units.luck import Luck

HEIGHT, WIDTH = 180, 320
Picture: TypeAlias = NDArray[np.float32]
_TALL, _WIDE = 300, 900


def _speckle(height: int, width: int, coarse: float, luck: Luck) -> Picture:
    made = gaussian_filter(luck.standard_normal((height, width)).astype(np.float32), coarse)
    return np.asarray(made / (made.std() + 1e-6), dtype=np.float32)[:, :, None]


def _colour(hue: NDArray[np.floating], stray: float, luck: Luck) -> Picture:
    """A colour near another, as muted as most of what stands about: a third to all of the way to grey, now and then a bright one."""
    drawn = hue + luck.normal(0, stray, 3)
    share = 1.0 if luck.random() < 0.08 else luck.uniform(0.1, 0.6)
    return np.asarray(np.clip(drawn.mean() + (drawn - drawn.mean()) * share, 0.02, 0.98), dtype=np.float32)


def place(luck: Luck) -> Picture:
    """A place: light from above or aside, walls and ground with texture, things standing about, a window or lamps."""
    hue = _colour(luck.random(3) * 0.5 + 0.25, 0.0, luck)
    high, low = (_colour(hue, 0.14, luck) for _ in range(2))
    slope = np.linspace(0, 1, _TALL, dtype=np.float32)[:, None, None]
    out = high * (1 - slope) + low * slope + np.zeros((_TALL, _WIDE, 3), dtype=np.float32)
    ground = int(luck.integers(_TALL // 2, _TALL - 40))
    out[ground:] = np.clip(out[ground:] * luck.uniform(0.4, 1.3) + luck.normal(0, 0.08, 3), 0, 1)
    for _ in range(int(luck.integers(14, 46))):
        tall, wide = int(luck.integers(12, 170)), int(luck.integers(8, 150))
        y, x = int(luck.integers(0, _TALL - tall)), int(luck.integers(0, _WIDE - wide))
        out[y:y + tall, x:x + wide] = _colour(hue, 0.2, luck) * np.float32(luck.uniform(0.4, 1.3))
        if luck.random() < 0.4:
            out[y:y + 3, x:x + wide] *= 0.5
            out[y:y + tall, x:x + 3] *= 0.6
    for _ in range(int(luck.integers(0, 7))):
        y, x, r = int(luck.integers(10, _TALL // 2)), int(luck.integers(10, _WIDE - 10)), float(luck.uniform(3, 18))
        near = ((np.arange(_TALL) - y)[:, None] ** 2 + (np.arange(_WIDE) - x)[None] ** 2) / r**2
        out += (np.exp(-near)[:, :, None] * luck.uniform(0.3, 0.9)).astype(np.float32)
    out += luck.uniform(0.005, 0.05) * _speckle(_TALL, _WIDE, 0.8, luck) + luck.uniform(0.005, 0.05) * _speckle(_TALL, _WIDE, 6, luck)
    return np.asarray(np.clip(out, 0, 1), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Figure:
    """Someone in the shot: where, how large, how they move (pixels, frames), in which colours."""

    x: float
    size: float
    walk: float
    sway: float
    beat: float
    skin: tuple[float, float, float]
    dress: tuple[float, float, float]


def figure(luck: Luck) -> Figure:
    """Somebody."""
    tone = luck.uniform(0.45, 0.85)
    return Figure(luck.uniform(40, WIDTH - 40), luck.uniform(30, 150), luck.choice([0, 0, 0, 1]) * luck.normal(0, 1.6), luck.uniform(0, 4),
                  luck.uniform(10, 60), (tone, tone * 0.78, tone * 0.62), (luck.random() * 0.7, luck.random() * 0.6, luck.random() * 0.7))


def _disc(picture: Picture, x: float, y: float, wide: float, tall: float, colour: tuple[float, float, float]) -> None:
    left, right = max(int(x - wide), 0), min(int(x + wide) + 2, WIDTH)
    top, bottom = max(int(y - tall), 0), min(int(y + tall) + 2, HEIGHT)
    if right > left and bottom > top:
        far = ((np.arange(left, right) - x) / wide)[None] ** 2 + ((np.arange(top, bottom) - y) / tall)[:, None] ** 2
        cover = np.clip((1.06 - far) * 8, 0, 1)[:, :, None].astype(np.float32)
        shade = np.linspace(1.08, 0.8, bottom - top, dtype=np.float32)[:, None, None]
        part = picture[top:bottom, left:right]
        part += cover * (np.array(colour, dtype=np.float32) * shade - part)


def draw(picture: Picture, who: Figure, frame: int) -> None:
    """Draw somebody as they stand at a frame."""
    x = who.x + who.walk * frame + who.sway * float(np.sin(frame / who.beat * 6.28))
    y = HEIGHT - who.size * 0.6 + (2 * abs(float(np.sin(frame / 6))) if who.walk else 0)
    _disc(picture, x, y + who.size * 0.75, who.size * 0.42, who.size * 0.8, who.dress)
    _disc(picture, x, y - who.size * 0.15, who.size * 0.19, who.size * 0.25, who.skin)
    _disc(picture, x, y - who.size * 0.3, who.size * 0.2, who.size * 0.14, (0.08, 0.06, 0.05))


@dataclass(slots=True)
class Look:
    """One camera on one place: its canvas, its people, its path in pixels, and how light it is."""

    canvas: Picture
    people: tuple[Figure, ...]
    path: NDArray[np.float64]        # [frames, 2] left, top
    light: float
    tint: NDArray[np.float32]
    grain: float
    _grains: list[Picture] = field(default_factory=list)

    def _crop(self, left: float, top: float) -> Picture:
        tall, wide, _ = self.canvas.shape
        left, top = min(max(left, 0.0), wide - WIDTH - 2.0), min(max(top, 0.0), tall - HEIGHT - 2.0)
        x, y = int(left), int(top)
        u, v = np.float32(left - x), np.float32(top - y)
        block = self.canvas[y:y + HEIGHT + 1, x:x + WIDTH + 1]
        rows = block[:-1] * (1 - v) + block[1:] * v
        return np.asarray(rows[:, :-1] * (1 - u) + rows[:, 1:] * u, dtype=np.float32)

    def bare(self, frame: int, soft: float = 0.0, people_soft: float = 0.0) -> Picture:
        """The picture of a frame before light and grain; `soft` and `people_soft` are blurs of place and people."""
        here = self.path[min(frame, len(self.path) - 1)]
        before = self.path[max(frame - 1, 0)]
        parts = 1 if abs(here - before).max() < 6 else 6    # the shutter is open for half of a frame
        seen = [self._crop(*(here - (here - before) * 0.5 * k / parts)) for k in range(parts)]
        out = np.asarray(sum(seen[1:], seen[0]) / np.float32(parts), dtype=np.float32)
        if soft > 0.2:
            out = gaussian_filter(out, (soft, soft, 0))
        if people_soft > 0.2:
            alone = np.array(out)
            for who in self.people:
                draw(alone, who, frame)
            return np.asarray(gaussian_filter(alone, (people_soft, people_soft, 0)), dtype=np.float32)
        if parts == 1:
            for who in self.people:
                draw(out, who, frame)
        return np.asarray(out, dtype=np.float32)

    def lit(self, bare: Picture, luck: Luck, light: float = 1.0) -> Picture:
        """A bare picture in the shot's light, with the camera's grain."""
        if not self._grains:
            self._grains.extend(luck.standard_normal((HEIGHT, WIDTH, 1)).astype(np.float32) * np.float32(self.grain) for _ in range(5))
        turned = np.roll(self._grains[int(luck.integers(5))], (int(luck.integers(HEIGHT)), int(luck.integers(WIDTH))), (0, 1))
        return np.asarray(bare * self.tint * np.float32(self.light * light) + turned, dtype=np.float32)


def look(canvas: Picture, frames: int, dark: bool, luck: Luck, *, whip: tuple[int, int] | None = None,
         like: Look | None = None) -> Look:
    """A camera on a place: still, on a shoulder, panning; with a whip pan between two frames, or in the light of another, if asked."""
    scale = float(luck.uniform(0.8, 1.7))
    left = int(luck.integers(0, _WIDE - int(WIDTH * 1.3)))
    seen = canvas[:, left:] if whip is None else canvas
    turned = seen[:, ::-1] if luck.random() < 0.5 else seen
    near = np.clip(np.stack([zoom(turned[:, :, k], scale, order=1) for k in range(3)], axis=2), 0, 1).astype(np.float32)
    tall, wide, _ = near.shape
    shake = float(luck.choice([0.0, 0.0, 0.6, 2.0]))
    speed = float(luck.choice([0.0, 0.0, 0.0, 1.0, -1.0])) * luck.uniform(0.3, 3.0)
    knots = luck.normal(0, shake, (frames // 5 + 3, 2))
    at = np.arange(frames) / 5
    path = np.stack([np.interp(at, np.arange(len(knots)), knots[:, k]) for k in range(2)], axis=1)
    path[:, 0] += luck.uniform(10, max(wide - WIDTH - 30, 11)) + speed * np.arange(frames)
    path[:, 1] += luck.uniform(5, max(tall - HEIGHT - 10, 6))
    if whip is not None:
        first, end = whip
        path[:, 0] += 20 - path[0, 0] + np.interp(np.arange(frames), [first, end], [0, wide - WIDTH - 60]) - speed * np.arange(frames)
    light = float(luck.uniform(0.12, 0.3)) if dark else float(luck.uniform(0.65, 1.15))
    tint = np.clip(1 + luck.normal(0, 0.08, 3), 0.6, 1.3).astype(np.float32)
    if like is not None:
        light, tint = like.light * float(luck.uniform(0.92, 1.08)), like.tint
    return Look(near, tuple(figure(luck) for _ in range(int(luck.integers(0, 4)))), path, light, tint, float(luck.uniform(0.004, 0.02)))

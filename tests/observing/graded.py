"""Shots drawn and graded to a light, with their truth: places outside and inside, faces, skies, windows, lamps, rain, grain.

It shares an author with the rules that are held against it, so what they reach here is an upper bound. A shot is drawn in
linear light: what things reflect, times what falls on them, plus what glows; then a camera's white balance, exposure,
contrast and saturation, all drawn from ranges. One shot in four carries a distractor. Frames of real films can stand
in for what things reflect. `TUNING` episodes were looked at while constants were set, `UNSEEN` ones were not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from yeoun.model.observed import Light
from yeoun.units.colour import TO_XYZ
from yeoun.units.luck import Luck, Take, luck

ROWS, COLUMNS = 90, 160
TUNING, UNSEEN = tuple(range(0, 80, 2)), tuple(range(1, 80, 2))
SHOTS = 24
MIX = {Light.DAY: 0.34, Light.NIGHT: 0.20, Light.TUNGSTEN: 0.15, Light.GOLDEN: 0.12, Light.NEON: 0.10, Light.DAWN: 0.09}
ANY = ("black and white", "teal grade")
ONLY = {Light.DAY: ("blue wall", "warm wall", "red sign", "underexposed", "wood"), Light.NIGHT: ("white-balanced",),
        Light.NEON: ("fluorescent", "fluorescent"), Light.DAWN: ("fog",), Light.GOLDEN: ("pale sun",), Light.TUNGSTEN: ("white-balanced",)}

Frame = NDArray[np.uint8]
Picture = NDArray[np.float64]    # [rows, columns, 3], linear


@dataclass(frozen=True)
class Graded:
    """A shot: its picture, its light, whether it is inside, and what stands in its way."""

    frame: Frame
    light: Light
    is_inside: bool
    distractor: str
    scene: int


def white(mired: float) -> Picture:
    """The linear colour of a Planckian light, green at 1 (Krystek's locus, as in units/colour.py)."""
    t = 1e6 / mired
    u = (0.860117757 + 1.54118254e-4 * t + 1.28641212e-7 * t * t) / (1 + 8.42420235e-4 * t + 7.08145163e-7 * t * t)
    v = (0.317398726 + 4.22806245e-5 * t + 4.20481691e-8 * t * t) / (1 - 2.89741816e-5 * t + 1.61456053e-7 * t * t)
    x, y = 3 * u / (2 * u - 8 * v + 4), 2 * v / (2 * u - 8 * v + 4)
    rgb = np.linalg.solve(TO_XYZ, np.array([x / y, 1.0, (1 - x - y) / y]))
    return np.asarray(np.maximum(rgb, 0.002) / rgb[1])


def hue(at: float, depth: float) -> Picture:
    """A colour by its place on the circle (0 red, 1/3 green, 2/3 blue) and how deep it is."""
    full = np.clip(np.abs((at * 6 + np.array([0.0, 4.0, 2.0])) % 6 - 3) - 1, 0, 1)
    return np.asarray(1 - depth * (1 - full))


def noise(rng: Luck, soft: float) -> NDArray[np.float64]:
    rough = ndimage.gaussian_filter(rng.random((ROWS, COLUMNS)), soft)
    return np.asarray((rough - rough.min()) / np.ptp(rough))


def blob(y: float, x: float, high: float, wide: float, soft: float = 0.15) -> NDArray[np.float64]:
    """1 inside an ellipse, falling to 0 around it; all in shares of the frame."""
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS]
    far = np.hypot((rows / ROWS - y) / high, (columns / COLUMNS - x) / wide)
    return np.asarray(np.clip((1 + soft - far) / soft, 0, 1))


def box(y: float, x: float, high: float, wide: float) -> NDArray[np.float64]:
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS]
    return np.asarray(((np.abs(rows / ROWS - y) < high / 2) & (np.abs(columns / COLUMNS - x) < wide / 2)).astype(float))


def over(below: Picture, shape: NDArray[np.float64], colour: Picture) -> Picture:
    return np.asarray(below * (1 - shape[..., None]) + shape[..., None] * colour)


@dataclass(frozen=True)
class Place:
    """What a shot shows before any light falls on it: reflectances, where the sky or the window is, depth."""

    things: Picture
    sky: NDArray[np.float64]
    window: NDArray[np.float64]
    is_inside: bool


def place(rng: Luck, is_inside: bool, wall: Picture | None = None) -> Place:
    """A drawn place."""
    base = hue(rng.random(), rng.uniform(0.02, 0.35)) * rng.uniform(0.2, 0.55) if wall is None else wall
    things = base * (0.6 + 0.5 * noise(rng, 9)[..., None] + 0.2 * noise(rng, 1.2)[..., None])
    if not is_inside and rng.random() < 0.4:    # woods and meadows
        things = over(things, (noise(rng, 6) > 0.5).astype(float), np.array([0.10, 0.16, 0.05]) * rng.uniform(0.7, 1.6))
    for _ in range(int(rng.integers(3, 12))):
        colour = hue(rng.random(), rng.beta(1.2, 2.5)) * rng.uniform(0.04, 0.7)
        shape = (box if rng.random() < 0.6 else blob)(rng.random(), rng.random(), rng.uniform(0.05, 0.4), rng.uniform(0.03, 0.25))
        things = over(things, shape, colour)
    for _ in range(int(rng.choice([0, 0, 1, 1, 2]))):
        y, x, size = rng.uniform(0.3, 0.6), rng.uniform(0.2, 0.8), rng.choice([0.08, 0.15, 0.35])
        skin = np.array([0.48, 0.29, 0.20]) * rng.uniform(0.55, 1.15)
        things = over(things, blob(y - 0.25 * size, x, size * 1.1, size * 0.62), np.full(3, rng.uniform(0.01, 0.05)))
        things = over(things, blob(y + 2.2 * size, x, size * 1.6, size * 0.9),
                      hue(rng.random(), rng.uniform(0, 0.6)) * rng.uniform(0.03, 0.5))
        things = over(things, blob(y, x, size, size * 0.5), skin)
    nothing = np.zeros((ROWS, COLUMNS))
    if is_inside:
        has = rng.random() < 0.6
        window = box(rng.uniform(0.25, 0.5), rng.random(), rng.uniform(0.2, 0.6), rng.uniform(0.1, 0.4)) if has else nothing
        return Place(np.asarray(things), nothing, window, True)
    line = rng.uniform(-0.1, 0.55)
    edge = line + 0.15 * (noise(rng, 12) - 0.5)
    return Place(np.asarray(things), (np.mgrid[0:ROWS, 0:COLUMNS][0] / ROWS < edge).astype(float), nothing, False)


def taken(rng: Luck, frames: Sequence[Picture], is_inside: bool) -> Place:
    """A frame of a real film as a place: what it shows counts as what things reflect."""
    nothing = np.zeros((ROWS, COLUMNS))
    return Place(frames[int(rng.integers(len(frames)))] * rng.uniform(0.8, 1.3), nothing, nothing, is_inside)


def side_light(rng: Luck, least: float) -> NDArray[np.float64]:
    """Light that comes from one side."""
    way = rng.uniform(0, 2 * np.pi)
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS]
    along = np.cos(way) * (columns / COLUMNS - 0.5) + np.sin(way) * (rows / ROWS - 0.5)
    return np.asarray(least + (1 - least) * (along - along.min()) / np.ptp(along))


def pools(rng: Luck, count: int, wide: tuple[float, float]) -> NDArray[np.float64]:
    """Pools of light, brightest in their middle, adding up to about 1."""
    lit = np.zeros((ROWS, COLUMNS))
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS]
    for _ in range(count):
        y, x, size = rng.uniform(0.05, 0.8), rng.random(), rng.uniform(*wide)
        lit += 1 / (1 + (np.hypot(rows / ROWS - y, (columns / COLUMNS - x) * 1.6) / size) ** 2)
    return np.asarray(np.minimum(lit, 1.5))


def lit(rng: Luck, here: Place, light: Light, what: str) -> Picture:
    """The place in its light, in scene-linear light before the camera."""
    rows = (np.mgrid[0:ROWS, 0:COLUMNS][0] / ROWS)[..., None]
    match light:
        case Light.DAY:
            key = white(rng.uniform(145, 182))
            level = rng.uniform(0.5, 1.1) if not here.is_inside else rng.uniform(0.18, 0.6)
            sky = np.array([0.35, 0.5, 0.9]) if rng.random() < 0.5 else np.full(3, 0.85)
            shade = side_light(rng, rng.uniform(0.35, 0.9))
            out = here.things * key * level * shade[..., None]
            out = over(out, here.sky, sky * rng.uniform(0.6, 1.2) * (0.7 + 0.5 * rows))
            out = over(out, here.window, np.full(3, rng.uniform(0.9, 1.6)))
            if what == "red sign":
                sign = box(rng.uniform(0.15, 0.6), rng.random(), rng.uniform(0.08, 0.25), rng.uniform(0.1, 0.35))
                out = over(out, sign, np.array([0.95, 0.05, rng.uniform(0.05, 0.4)]))
            return np.asarray(out)
        case Light.GOLDEN:
            key = white(rng.uniform(235, 300) if what == "pale sun" else rng.uniform(265, 345))
            level = rng.uniform(0.35, 0.85)
            shade = side_light(rng, rng.uniform(0.15, 0.6))
            out = here.things * (key * shade[..., None] + 0.25 * white(150) * (1 - shade[..., None])) * level
            sky = white(rng.uniform(260, 380)) * (0.25 + 0.7 * rows) + np.array([0.05, 0.08, 0.2]) * (1 - rows)
            out = over(out, here.sky, sky * rng.uniform(0.5, 1.1))
            out = over(out, here.window, key * rng.uniform(0.7, 1.3))
            return np.asarray(out + pools(rng, 1, (0.03, 0.12))[..., None] * key * rng.uniform(0.0, 0.5))
        case Light.NIGHT:
            key = white(rng.uniform(140, 175) if what == "white-balanced" else rng.uniform(65, 135))
            out = here.things * key * rng.uniform(0.015, 0.09) * side_light(rng, rng.uniform(0.2, 0.8))[..., None]
            out = over(out, here.sky, key * rng.uniform(0.001, 0.02))
            out = over(out, here.window, white(rng.uniform(90, 330)) * rng.uniform(0.01, 0.15))
            spots = pools(rng, int(rng.integers(0, 4)), (0.008, 0.03)) if rng.random() < 0.7 else np.zeros((ROWS, COLUMNS))
            return np.asarray(out + spots[..., None] * white(rng.uniform(180, 340)) * (0.05 + here.things) * rng.uniform(0.3, 1.2))
        case Light.TUNGSTEN:
            key = white(rng.uniform(220, 290) if what == "white-balanced" else rng.uniform(300, 430))
            reach = pools(rng, int(rng.integers(1, 4)), (0.08, 0.5))
            out = here.things * key * (reach + rng.uniform(0.02, 0.15))[..., None] * rng.uniform(0.15, 0.6)
            out = over(out, here.sky, white(rng.uniform(70, 150)) * rng.uniform(0.002, 0.02))
            out = over(out, here.window, white(rng.uniform(60, 150)) * rng.uniform(0.003, 0.04))
            return np.asarray(out + blob(rng.random() * 0.6, rng.random(), 0.05, 0.03)[..., None] * key * rng.uniform(0.5, 2.0))
        case Light.NEON if what == "fluorescent":
            key = white(rng.uniform(150, 240)) * np.array([1.0, rng.uniform(1.05, 1.3), 1.0])
            out = here.things * key * rng.uniform(0.2, 0.6) * side_light(rng, 0.6)[..., None]
            out = over(out, here.window, white(120) * rng.uniform(0.005, 0.05))
            return np.asarray(over(out, box(0.05, rng.random(), 0.05, 0.5), key))
        case Light.NEON:
            first = rng.choice([0.0, 0.33, 0.5, 0.62, 0.67, 0.75, 0.85, 0.92])
            second = (first + rng.uniform(0.1, 0.45)) % 1 if rng.random() < 0.6 else first
            out = here.things * rng.uniform(0.005, 0.03) * white(rng.uniform(90, 200))
            for at in (first, second):
                glow = pools(rng, 1, (0.15, 0.7))[..., None] * hue(at, rng.uniform(0.75, 0.97)) * rng.uniform(0.2, 0.8)
                out = out + (here.things + 0.03) * glow
                sign = box(rng.uniform(0.1, 0.6), rng.random(), 0.06, rng.uniform(0.05, 0.25))
                out = over(out, sign, hue(at, 0.9) * rng.uniform(0.5, 1.2))
            return np.asarray(out)
        case Light.DAWN:
            key = white(rng.uniform(70, 125))
            out = here.things * key * rng.uniform(0.08, 0.3) * side_light(rng, rng.uniform(0.6, 0.95))[..., None]
            pink = np.array([1.0, 0.62, 0.6]) * rng.uniform(0.0, 0.5) * np.clip((rows - 0.2) * 2, 0, 1)
            out = over(out, here.sky, key * rng.uniform(0.15, 0.4) * (0.5 + 0.6 * rows) + 0.4 * pink)
            out = over(out, here.window, key * rng.uniform(0.2, 0.6))
            fog = rng.uniform(0.3, 0.7) if what == "fog" else rng.uniform(0.0, 0.25)
            return np.asarray(out * (1 - fog) + fog * key * rng.uniform(0.08, 0.2))
        case Light.NEUTRAL:
            raise ValueError("no picture is graded to neutral")


def filmed(rng: Luck, scene: Picture, light: Light, what: str) -> Frame:
    """What the camera and the grade make of it, in 8-bit sRGB."""
    middle = scene.reshape(-1, 3).mean(axis=0) + 1e-6
    keep = rng.uniform(0.0, 0.35)    # how far the white balance takes the colour out again
    out = scene * (middle.mean() / middle) ** keep
    grey = float(np.percentile(out @ np.array([0.2127, 0.7152, 0.0722]), 60)) + 1e-5
    aim = {Light.DAY: 0.22, Light.GOLDEN: 0.16, Light.NIGHT: 0.012, Light.TUNGSTEN: 0.06, Light.NEON: 0.06, Light.DAWN: 0.09}[light]
    out = out * (aim / grey) ** rng.uniform(0.3, 0.8) * 2 ** rng.normal(0, 0.45)
    if what == "underexposed":
        out = out * rng.uniform(0.12, 0.3)
    grey = out @ np.array([0.2127, 0.7152, 0.0722])
    depth = 0.0 if what == "black and white" else rng.uniform(0.55, 1.3)
    out = np.clip(grey[..., None] + depth * (out - grey[..., None]), 0, 1)
    if what == "teal grade":
        out = out * np.array([0.8, 1.02, 1.08])
    out = np.clip(out, 0, 1) ** rng.uniform(0.85, 1.2)
    code = np.where(out <= 0.0031308, out * 12.92, 1.055 * out ** (1 / 2.4) - 0.055) * 255
    if rng.random() < 0.15:
        rain = ndimage.gaussian_filter1d((rng.random((ROWS, COLUMNS)) > 0.985).astype(float), 4, axis=0)[..., None]
        code = code + rain * rng.uniform(60, 300) * (0.2 + out)
    grain = rng.normal(0, rng.uniform(0.5, 3.0), (ROWS, COLUMNS, 1))
    return np.asarray(np.clip(code + grain, 0, 255), dtype=np.uint8)


def shot(rng: Luck, light: Light, is_inside: bool, scene: int, frames: Sequence[Picture] = ()) -> Graded:
    """One shot in a light."""
    what = ""
    if rng.random() < 0.25:
        own = ONLY[light]
        what = str(rng.choice([*own, *own, *ANY]))
    wall = {"blue wall": np.array([0.08, 0.16, 0.5]), "warm wall": np.array([0.5, 0.28, 0.1]),
            "wood": np.array([0.13, 0.21, 0.06])}.get(what)
    if frames:
        here = taken(rng, frames, is_inside)
    else:
        here = place(rng, is_inside, None if wall is None else wall * rng.uniform(0.7, 1.2))
    return Graded(filmed(rng, lit(rng, here, light, what), light, what), light, is_inside, what, scene)


def episode(seed: int, frames: Sequence[Picture] = ()) -> tuple[Graded, ...]:
    """The shots of an episode, scene by scene."""
    rng = luck(Take(1), "graded", seed)
    shots: list[Graded] = []
    scene = 0
    while len(shots) < SHOTS:
        light = list(MIX)[int(rng.choice(len(MIX), p=list(MIX.values())))]
        is_inside = bool(rng.random() < {Light.GOLDEN: 0.3, Light.DAWN: 0.2, Light.TUNGSTEN: 0.85, Light.NEON: 0.4}.get(light, 0.45))
        for _ in range(min(int(rng.integers(1, 6)), SHOTS - len(shots))):
            shots.append(shot(rng, light, is_inside, scene, frames))
        scene += 1
    return tuple(shots)

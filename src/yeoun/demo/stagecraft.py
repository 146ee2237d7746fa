"""Brushes, layers and the camera: the few tools that every picture of the film is made with.

A picture is a stack of layers painted once when its shot begins (`Layer`), moved by one slow camera at a speed
that depends on their depth (parallax), with the people and the weather drawn anew on each frame between them.

Conventions
- Places are in pixels of the 960 x 540 picture, y downwards; colours are 0xAARRGGBB; times are seconds.
- A painter is a function of (canvas, moment) and keeps nothing: frame 100 looks the same when drawn alone.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import skia

from yeoun.demo.chance import chance, grains

Canvas: TypeAlias = Any
Image: TypeAlias = Any
Path: TypeAlias = Any
Paint: TypeAlias = Any
Point: TypeAlias = tuple[float, float]

WIDTH, HEIGHT = 960, 540
MARGIN = 60                      # how far layers reach beyond the picture on each side, for the camera to move
SKY = 0.08                       # layers farther than this do not move at all, and are drawn pixel for pixel
SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear)
FAR_BLUR = 3.0                   # pixels
STRAIGHT = skia.SamplingOptions()    # pixel for pixel: several times faster
SMALL, GROWS = 40.0, 1.02        # lights from so many pixels on are drawn once and kept, in sizes 2 % apart, which nobody sees


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame of a shot: its number in the film, seconds since the shot began, and the share of the shot gone."""

    frame: int
    t: float
    u: float


Painter: TypeAlias = Callable[[Canvas, Moment], None]


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the lens looks: its shift in pixels at depth 1, and how far it has pushed in (1 = not at all)."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class Layer:
    """A painted sheet and its depth: 0 never moves (sky), 1 moves with the people, above 1 passes before them.

    The sheet is cut to what is painted on it; `at` is where its corner stands in the picture.
    """

    image: Image
    depth: float
    at: Point = (-float(MARGIN), -float(MARGIN))


def paint(colour: int, *, stroke: float = 0.0, blur: float = 0.0, mode: Any = None) -> Paint:
    """A brush of one colour: filled, or a line of `stroke` pixels; softened by `blur` pixels; laid on by `mode`."""
    brush = skia.Paint(Color=colour, AntiAlias=True)
    if stroke > 0.0:
        brush.setStyle(skia.Paint.kStroke_Style)
        brush.setStrokeWidth(stroke)
        brush.setStrokeCap(skia.Paint.kRound_Cap)
        brush.setStrokeJoin(skia.Paint.kRound_Join)
    if blur > 0.0:
        brush.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    if mode is not None:
        brush.setBlendMode(mode)
    return brush


PLUS = skia.BlendMode.kPlus
SCREEN = skia.BlendMode.kScreen
MULTIPLY = skia.BlendMode.kMultiply
SOFT = skia.BlendMode.kSoftLight
OVERLAY = skia.BlendMode.kOverlay


def fade(colour: int, share: float) -> int:
    """The colour with its opacity multiplied by `share`.

    >>> hex(fade(0xFF102030, 0.5))
    '0x80102030'
    """
    alpha = round(((colour >> 24) & 255) * min(1.0, max(0.0, share)))
    return (alpha << 24) | (colour & 0xFFFFFF)


def blend(first: int, second: int, share: float) -> int:
    """The colour `share` of the way from the first to the second.

    >>> hex(blend(0xFF000000, 0xFFFFFFFF, 0.5))
    '0xff808080'
    """
    mixed = 0
    for shift in (24, 16, 8, 0):
        a, b = (first >> shift) & 255, (second >> shift) & 255
        mixed |= round(a + (b - a) * min(1.0, max(0.0, share))) << shift
    return mixed


def ease(value: float, start: float = 0.0, end: float = 1.0) -> float:
    """How far `value` has come from `start` to `end`, leaving and arriving gently, in [0, 1].

    >>> ease(0.5), ease(3.0, 1.0, 2.0)
    (0.5, 1.0)
    """
    share = min(1.0, max(0.0, (value - start) / (end - start)))
    return share * share * (3.0 - 2.0 * share)


def down(colours: Sequence[int], top: float, bottom: float, stops: Sequence[float] | None = None) -> Paint:
    """A brush whose colour changes from `top` to `bottom` of the picture."""
    shade = skia.GradientShader.MakeLinear(
        [skia.Point(0, top), skia.Point(0, bottom)], list(colours), list(stops) if stops else [])
    return skia.Paint(Shader=shade, Dither=True, AntiAlias=True)


def across(colours: Sequence[int], start: Point, end: Point, mode: Any = None) -> Paint:
    """A brush whose colour changes along the line from `start` to `end`."""
    shade = skia.GradientShader.MakeLinear([skia.Point(*start), skia.Point(*end)], list(colours))
    brush = skia.Paint(Shader=shade, Dither=True, AntiAlias=True)
    if mode is not None:
        brush.setBlendMode(mode)
    return brush


def glow(canvas: Canvas, at: Point, radius: float, colour: int, mode: Any = PLUS) -> None:
    """A light that fades to nothing at `radius`, added to what is there; falls off like a lamp in thin haze."""
    if colour >> 24 == 0:
        return
    view = canvas.getTotalMatrix()
    wide = radius * math.hypot(view.getScaleX(), view.getSkewY())
    if wide < SMALL:
        canvas.drawCircle(at[0], at[1], radius, _falling(at, radius, colour, mode))
        return
    lamp, middle = _lamp(round(math.log(wide, GROWS)), colour & 0xFFFFFF), view.mapXY(*at)
    canvas.save()
    canvas.resetMatrix()
    canvas.drawImage(lamp, round(middle.x() - lamp.width() / 2), round(middle.y() - lamp.height() / 2), STRAIGHT,
                     skia.Paint(Alpha=colour >> 24, BlendMode=mode))
    canvas.restore()


def _falling(at: Point, radius: float, colour: int, mode: Any) -> Paint:
    colours = [fade(colour, share) for share in (1.0, 0.55, 0.22, 0.06, 0.0)]
    shade = skia.GradientShader.MakeRadial(skia.Point(*at), radius, colours, [0.0, 0.12, 0.35, 0.65, 1.0])
    return skia.Paint(Shader=shade, Dither=True, BlendMode=mode)


@lru_cache(maxsize=24)    # more than one frame holds
def _lamp(size: int, colour: int) -> Image:
    """A light at its full strength, as wide as its size says."""
    radius = GROWS ** size
    middle = math.ceil(radius)
    sheet = skia.Surface(2 * middle, 2 * middle)
    sheet.getCanvas().clear(0)
    sheet.getCanvas().drawCircle(middle, middle, radius, _falling((middle, middle), radius, 0xFF000000 | colour, PLUS))
    return sheet.makeImageSnapshot()


def polygon(points: Sequence[Point]) -> Path:
    """A closed shape with straight sides."""
    path = skia.Path()
    path.addPoly([skia.Point(x, y) for x, y in points], True)
    return path


def smooth(points: Sequence[Point], *, closed: bool = True, tension: float = 0.5) -> Path:
    """A rounded line through all the points (Catmull-Rom): the way every body and leaf here is outlined."""
    path = skia.Path()
    count = len(points)
    path.moveTo(*points[0])
    for k in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(k + j) % count] for j in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[min(count - 1, max(0, k + j))] for j in (-1, 0, 1, 2))
        pull = tension / 3.0
        path.cubicTo(p1[0] + (p2[0] - p0[0]) * pull, p1[1] + (p2[1] - p0[1]) * pull,
                     p2[0] - (p3[0] - p1[0]) * pull, p2[1] - (p3[1] - p1[1]) * pull, p2[0], p2[1])
    if closed:
        path.close()
    return path


def paint_layer(draw: Callable[[Canvas], None], depth: float, *, blur: float = 0.0, extra: int = 0) -> Layer:
    """A layer painted once by `draw` (in picture pixels, margins included), out of focus by `blur` pixels.

    extra    how many pixels wider than the picture, to the right, for a camera that travels
    """
    size = (WIDTH + 2 * MARGIN + extra, HEIGHT + 2 * MARGIN)
    sheet = skia.Surface(*size)
    canvas = sheet.getCanvas()
    canvas.clear(0)
    canvas.translate(MARGIN, MARGIN)
    draw(canvas)
    image = sheet.makeImageSnapshot()
    if blur >= FAR_BLUR:    # at half the size, which nobody sees any more and takes a third of the time
        image = _scaled(_blurred(_scaled(image, 0.5), blur / 2), 2.0)
    elif blur > 0.0:
        image = _blurred(image, blur)
    return _cropped(image, depth)


def _blurred(image: Image, blur: float) -> Image:
    soft = skia.Surface(image.width(), image.height())
    soft.getCanvas().clear(0)
    lens = skia.ImageFilters.Blur(blur, blur, skia.TileMode.kClamp)
    soft.getCanvas().drawImage(image, 0, 0, SMOOTH, skia.Paint(ImageFilter=lens))
    return soft.makeImageSnapshot()


def _scaled(image: Image, share: float) -> Image:
    wide, tall = image.width() * share, image.height() * share
    surface = skia.Surface(math.ceil(wide), math.ceil(tall))
    surface.getCanvas().clear(0)
    surface.getCanvas().drawImageRect(image, skia.Rect.MakeWH(wide, tall), SMOOTH, skia.Paint())
    return surface.makeImageSnapshot()


def _cropped(image: Image, depth: float) -> Layer:
    """The layer without its empty borders: what is not there need not be drawn."""
    there = image.toarray()[..., 3] > 0
    rows, columns = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    if len(rows) == 0:
        raise ValueError("a layer with nothing painted on it")
    box = skia.IRect.MakeLTRB(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return Layer(image.makeSubset(box), depth, (float(columns[0] - MARGIN), float(rows[0] - MARGIN)))


def look(canvas: Canvas, camera: Camera, depth: float) -> None:
    """Move the canvas to where the camera sees things of this depth."""
    zoom = 1.0 + (camera.zoom - 1.0) * (0.35 + 0.65 * depth)
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.scale(zoom, zoom)
    canvas.translate(-WIDTH / 2 - camera.x * depth, -HEIGHT / 2 - camera.y * depth)


def show(canvas: Canvas, layer: Layer, camera: Camera, *, opacity: float = 1.0, mode: Any = None) -> None:
    """Draw a layer as the camera sees it."""
    brush = skia.Paint(Alphaf=opacity)
    if layer.depth < SKY and mode is None:
        canvas.drawImage(layer.image, *layer.at, STRAIGHT, brush)
        return
    canvas.save()
    if mode is not None:    # moved first and laid on then: both at once takes four times as long
        brush.setBlendMode(mode)
        canvas.saveLayer(None, brush)
        brush = skia.Paint()
    look(canvas, camera, layer.depth)
    canvas.drawImage(layer.image, *layer.at, SMOOTH, brush)
    if mode is not None:
        canvas.restore()
    canvas.restore()


def _native(sheet: np.ndarray) -> Image:
    """Pixels in blue, green, red, alpha, already multiplied, as an image: the form that Skia draws three to twenty times faster."""
    return skia.Image.fromarray(sheet, colorType=skia.kBGRA_8888_ColorType, alphaType=skia.kPremul_AlphaType)


def vignette(strength: float, centre: Point = (0.5, 0.48)) -> Image:
    """A sheet to lay over the picture: nothing in the middle, black by `strength` and a little more in the corners."""
    y, x = np.arange(HEIGHT)[:, None], np.arange(WIDTH)
    far = np.hypot((x / WIDTH - centre[0]) * 1.05, (y / HEIGHT - centre[1]) * 0.9) / 0.70
    sheet = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    sheet[..., 3] = np.rint(strength * np.clip(far, 0.0, 1.15) ** 2.6 * 255.0).astype(np.uint8)
    return _native(sheet)


def grain_sheet(strength: float) -> Image:
    """Film grain to lay on with soft light: mid grey with a fine, slightly clumped noise; wider than the picture."""
    rows, columns = HEIGHT + 128, WIDTH + 128
    noise = grains(rows * columns, 77).reshape(rows, columns)
    noise = noise + 0.6 * (np.roll(noise, 1, 0) + np.roll(noise, 1, 1))
    sheet = np.empty((rows, columns, 4), np.uint8)
    sheet[..., :3] = np.clip(128.0 + noise * strength, 0, 255).astype(np.uint8)[..., None]
    sheet[..., 3] = 255
    return _native(sheet)


def lay_grain(canvas: Canvas, grain: Image, frame: int) -> None:
    """Lay the grain, shifted to another corner on every frame."""
    x, y = (math.floor(chance(frame, axis) * 128) for axis in (1, 2))
    canvas.drawImage(grain, -x, -y, STRAIGHT, skia.Paint(BlendMode=OVERLAY))

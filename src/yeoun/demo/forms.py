"""How light falls on a shape: a base in the scene's ambient, a soft key from one side, and a rim against the dark.

Cel animation paints a form flat, adds one shadow and one light; three gradients do the same here. `Look` says what
a person is made of, `Light` what a place does to everything in it.
"""

from dataclasses import dataclass
from typing import Any

import skia

from yeoun.demo.stagecraft import PLUS, Canvas, Path, across, fade, paint, smooth

RIM = (0.017, 0.035, 0.053)    # our choice: how far a rim reaches in, in three steps: softer than one, and far quicker than a blur


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a person in white light, and whether the hair is long."""

    skin: int
    blush: int
    hair: int
    coat: int
    inner: int
    scarf: int
    legs: int
    shoes: int
    is_long_haired: bool


JIEUN = Look(skin=0xFFF6D3BC, blush=0xFFE58F80, hair=0xFF2E1D1B, coat=0xFFC79A6B, inner=0xFFF2E6D6,
             scarf=0xFFB8323A, legs=0xFF3A2A33, shoes=0xFF5A2E25, is_long_haired=True)
HYEONWOO = Look(skin=0xFFE9BE9E, blush=0xFFCF8670, hair=0xFF17151C, coat=0xFF2F3F5E, inner=0xFF8F8A90,
                scarf=0xFF55606F, legs=0xFF3B3A42, shoes=0xFFD8D4CC, is_long_haired=False)


@dataclass(frozen=True, slots=True)
class Light:
    """The light of a place: what it multiplies colours by, its key and rim colours (with strength as opacity).

    `side` is where the key stands, -1 left to 1 right; `rim_side` the same for the rim; `rise` above 0 lifts both.
    """

    ambient: int
    key: int
    rim: int
    side: float = 1.0
    rim_side: float = -1.0
    rise: float = 0.4


def under(colour: int, ambient: int) -> int:
    """The colour of a thing under this ambient light.

    >>> hex(under(0xFFFF8040, 0xFF808080))
    '0xff804020'
    """
    seen = colour & 0xFF000000
    for shift in (16, 8, 0):
        seen |= (((colour >> shift) & 255) * ((ambient >> shift) & 255) // 255) << shift
    return seen


def outside(path: Path, dx: float, dy: float, reach: float) -> Path:
    """Everything round a shape that has been moved by (dx, dy): clipped by the shape itself it is a rim of light."""
    moved = skia.Path(path)
    moved.transform(skia.Matrix.Translate(dx, dy))
    box = path.computeTightBounds()
    moved.addRect(skia.Rect.MakeLTRB(box.left() - reach, box.top() - reach, box.right() + reach,
                                     box.bottom() + reach))
    moved.setFillType(skia.PathFillType.kEvenOdd)
    return moved


def form(canvas: Canvas, path: Path, colour: int, light: Light, size: float, *, rim: float = 1.0,
         key: float = 1.0) -> None:
    """Paint one rounded form: flat base, key gradient from its side, thin rim on the other.

    size    the length that rim and softness are measured by, about the height of a head
    rim     how much of the place's rim light this form takes, 0 none
    key     the same for the key light
    """
    canvas.drawPath(path, paint(under(colour, light.ambient)))
    canvas.save()
    canvas.clipPath(path, True)
    box = path.computeTightBounds()
    mid = box.centerX()
    reach = max(box.width(), size * 0.5) * 0.62
    lit, dark = (mid + light.side * reach, mid - light.side * reach)
    if key > 0.0:
        rise = box.height() * 0.25 * light.rise
        canvas.drawPaint(across([fade(light.key, key), fade(light.key, key * 0.35), light.key & 0xFFFFFF],
                                (lit, box.centerY() - rise), (dark, box.centerY() + rise), PLUS))
    if rim > 0.0:
        shade = paint(fade(light.rim, rim / len(RIM)), mode=PLUS)
        for shift in (size * share for share in RIM):
            canvas.drawPath(outside(path, -light.rim_side * shift, shift * light.rise, size * 0.2), shade)
    canvas.restore()


def shadow(canvas: Canvas, inside: Path, points: list[tuple[float, float]], colour: int, blur: float) -> None:
    """A soft shadow of this outline, kept inside a form."""
    canvas.save()
    canvas.clipPath(inside, True)
    canvas.drawPath(smooth(points), paint(colour, blur=blur))
    canvas.restore()


def strand(canvas: Canvas, points: list[tuple[float, float]], colour: int, width: float,
           mode: Any = None) -> None:
    """One line of the pen: a strand of hair, a fold, a lash."""
    canvas.drawPath(smooth(points, closed=False), paint(colour, stroke=width, mode=mode))

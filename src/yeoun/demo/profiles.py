"""Heads from the side and from behind, from a figure of 20 pixels in the distance to a head that fills the frame.

Conventions as in `faces`: crown at y = -1, chin at y = 1, looking to the right. Seen from behind, a head that turns
lets the profile slide out from under the hair, so that a glance over the shoulder has every stage in between.
"""

from dataclasses import dataclass

import skia

from yeoun.demo.forms import Light, Look, form, shadow, strand, under
from yeoun.demo.stagecraft import Canvas, Path, blend, fade, paint, smooth


@dataclass(frozen=True, slots=True)
class Mien:
    """What a face does in profile: lids 0..1, mouth 0..1, smile -1..1, wind in the hair -1..1."""

    lids: float = 1.0
    mouth: float = 0.0
    smile: float = 0.0
    hair: float = 0.0


def _outline(look: Look, mien: Mien) -> Path:
    soft = 0.03 if look.is_long_haired else 0.0
    drop = 0.06 * mien.mouth
    return smooth([
        (0.20, -0.92), (0.48, -0.72), (0.615, -0.42), (0.635 - soft, -0.16), (0.60 - soft, 0.02), (0.66, 0.16),
        (0.79 - soft, 0.335), (0.75 - soft, 0.40), (0.63, 0.43), (0.645, 0.50), (0.69, 0.545), (0.635, 0.60),
        (0.67, 0.655 + drop), (0.60, 0.735 + drop), (0.615, 0.84 + drop), (0.56 - soft, 0.965 + drop),
        (0.38, 0.99 + drop), (0.05, 0.80), (-0.20, 0.52), (-0.40, 0.1), (-0.4, -0.5)], tension=0.42)


def _eye(canvas: Canvas, look: Look, mien: Mien, light: Light) -> None:
    dark = under(0xFF2A1A1C, blend(light.ambient, 0xFFFFFFFF, 0.2))
    tall = 0.105 * (0.08 + 0.92 * mien.lids)
    x, y = 0.47, 0.10
    white = smooth([(x - 0.10, y + 0.01), (x + 0.055, y - tall * 0.9), (x + 0.075, y), (x + 0.05, y + tall * 0.62)],
                   tension=0.3)
    canvas.drawPath(white, paint(under(0xFFF4ECE6, light.ambient)))
    canvas.save()
    canvas.clipPath(white, True)
    canvas.drawOval(skia.Rect.MakeLTRB(x - 0.02, y - 0.09, x + 0.085, y + 0.08), paint(dark))
    canvas.drawCircle(x + 0.045, y - 0.04, 0.018, paint(0xE0FFFFFF))
    canvas.restore()
    strand(canvas, [(x - 0.12, y + 0.012), (x - 0.02, y - tall * 0.62), (x + 0.06, y - tall * 0.98),
                    (x + 0.115, y - tall * 0.7)], dark, 0.032)
    brow = under(blend(look.hair, 0xFF604038, 0.25), blend(light.ambient, 0xFFFFFFFF, 0.15))
    strand(canvas, [(x - 0.16, y - 0.19), (x + 0.02, y - 0.245), (x + 0.135, y - 0.20)], brow, 0.036)


def _mouth(canvas: Canvas, look: Look, mien: Mien, light: Light) -> None:
    lip = blend(under(look.skin, light.ambient), under(0xFF9A3A3E, light.ambient), 0.7)
    lift = -0.045 * mien.smile
    if mien.mouth > 0.05:
        gap = smooth([(0.50, 0.60), (0.66, 0.575), (0.655, 0.62 + 0.06 * mien.mouth), (0.55, 0.63 + 0.05 * mien.mouth)])
        canvas.drawPath(gap, paint(under(0xFF6A2228, light.ambient)))
    strand(canvas, [(0.635, 0.60), (0.55, 0.605), (0.47, 0.605 + lift)], lip, 0.026)


def draw_profile(canvas: Canvas, look: Look, mien: Mien, light: Light) -> None:
    """A head from the side, looking right, in its own units; short hair with it, long hair later, over the collar."""
    back = fade(under(0xFF7A4034, light.ambient), 0.45)
    neck = smooth([(-0.34, 0.3), (0.24, 0.6), (0.17, 1.1), (0.24, 1.5), (-0.42, 1.5), (-0.36, 1.0)])
    form(canvas, neck, look.skin, light, 1.0, rim=0.3, key=0.4)
    shadow(canvas, neck, [(-0.4, 0.5), (0.4, 0.7), (0.36, 1.0), (0.0, 1.18), (-0.4, 0.9)], back, 0.06)
    head = _outline(look, mien)
    form(canvas, head, look.skin, light, 1.0, rim=0.9)
    shadow(canvas, head, [(0.0, -0.9), (0.6, -0.6), (0.52, -0.3), (0.2, -0.26), (-0.1, 0.3), (-0.3, 0.4)], back, 0.06)
    canvas.save()
    canvas.clipPath(head, True)
    blush = fade(under(look.blush, light.ambient), 0.4)
    canvas.drawOval(skia.Rect.MakeLTRB(0.22, 0.28, 0.5, 0.46), paint(blush, blur=0.07))
    canvas.restore()
    _eye(canvas, look, mien, light)
    _mouth(canvas, look, mien, light)
    strand(canvas, [(0.70, 0.405), (0.655, 0.375), (0.665, 0.345)], fade(back, 1.0), 0.018)
    ear = smooth([(-0.10, 0.02), (0.0, -0.06), (0.07, 0.03), (0.02, 0.24), (-0.05, 0.32)])
    if not look.is_long_haired:
        form(canvas, ear, look.skin, light, 0.6, rim=0.2, key=0.5)
        _short_side(canvas, look, mien, light)


def draw_long_hair(canvas: Canvas, look: Look, mien: Mien, light: Light) -> None:
    """Long hair from the side, falling over scarf and coat; drawn when they are."""
    w = 0.2 * mien.hair
    fall = smooth([(0.0, -1.1), (-0.55, -1.0), (-0.88, -0.5), (-0.86, 0.2), (-0.84 - w * 0.5, 0.9), (-0.95 - w, 1.65),
                   (-0.86 - w * 1.4, 2.35), (-0.50 - w, 2.0), (-0.16 - w * 0.6, 1.5), (0.0, 0.8), (0.1, 0.2)])
    form(canvas, fall, look.hair, light, 1.0, rim=0.9, key=0.42)
    w = 0.14 * mien.hair
    cap = smooth([(0.10, -1.12), (0.46, -0.92), (0.66, -0.55), (0.665, -0.30), (0.50, -0.42), (0.30, -0.34),
                  (0.20, 0.02), (0.18 - w * 0.3, 0.6), (0.12 - w, 1.15), (0.02 - w, 1.35), (-0.22 - w * 0.6, 0.9),
                  (-0.5, 0.6), (-0.84, 0.2), (-0.88, -0.4), (-0.62, -0.96), (-0.25, -1.14)])
    form(canvas, cap, look.hair, light, 1.0, rim=0.25, key=0.42)
    shine = fade(light.key | 0xFF000000, 0.2)
    for k in range(4):
        strand(canvas, [(0.1 - 0.1 * k, -0.95), (0.02 - 0.12 * k, -0.4), (0.05 - 0.14 * k, 0.3 + 0.1 * k)], shine,
               0.014)


def _short_side(canvas: Canvas, look: Look, mien: Mien, light: Light) -> None:
    w = 0.05 * mien.hair
    cap = smooth([(0.08, -1.20), (0.42, -1.08), (0.70, -0.74), (0.69, -0.36 + w), (0.58, -0.50), (0.50, -0.22 + w),
                  (0.38, -0.44), (0.26, -0.30), (0.16, -0.02), (0.10, 0.16), (0.06, -0.06), (-0.06, -0.10),
                  (-0.13, 0.10), (-0.14, 0.42), (-0.34, 0.66), (-0.62, 0.50), (-0.80, 0.05), (-0.90, -0.42),
                  (-0.74, -0.88), (-0.50, -1.06), (-0.30, -1.20), (-0.10, -1.16)], tension=0.46)
    form(canvas, cap, look.hair, light, 1.0, rim=0.9, key=0.42)
    shine = fade(light.key | 0xFF000000, 0.18)
    for k in range(5):
        strand(canvas, [(0.2 - 0.16 * k, -1.02), (0.36 - 0.2 * k, -0.7), (0.38 - 0.22 * k, -0.42)], shine, 0.014)


def draw_head_back(canvas: Canvas, look: Look, turn: float, mien: Mien, light: Light) -> None:
    """A head from behind; `turn` from -1 (profile to the left) over 0 (away from us) to 1 (profile to the right)."""
    side, amount = (1.0 if turn >= 0.0 else -1.0), abs(turn)
    neck = smooth([(-0.30, 0.5), (0.30, 0.5), (0.30, 1.1), (0.4, 1.5), (-0.4, 1.5), (-0.30, 1.1)])
    form(canvas, neck, look.skin, light, 1.0, rim=0.3, key=0.4)
    facing = Light(light.ambient, light.key, light.rim, light.side * side, light.rim_side * side, light.rise)
    if amount > 0.05:
        canvas.save()
        canvas.scale(side, 1.0)
        canvas.translate(-0.42 * (1.0 - amount), 0.0)
        canvas.scale(0.82 + 0.18 * amount, 1.0)
        head = _outline(look, mien)
        form(canvas, head, look.skin, facing, 1.0, rim=1.0)
        _eye(canvas, look, mien, facing)
        _mouth(canvas, look, mien, facing)
        canvas.restore()
    canvas.save()
    canvas.scale(side, 1.0)
    edge = 0.78 - 0.62 * amount
    w = 0.14 * mien.hair * side
    if look.is_long_haired:
        hair = smooth([(0.0, -1.14), (0.45, -1.0), (edge * 0.6 + 0.3, -0.60), (edge, -0.05), (edge + 0.02, 0.6),
                       (0.62 - 0.3 * amount + w, 1.3), (0.36 + w, 1.95), (-0.4 + w, 2.0), (-0.74 + w, 1.5),
                       (-0.80, 0.6), (-0.83, -0.1), (-0.76, -0.65), (-0.46, -1.03)])
    else:
        hair = smooth([(0.05, -1.22), (0.40, -1.10), (edge * 0.5 + 0.38, -0.70), (edge, -0.2), (edge - 0.06, 0.26),
                       (0.30 - 0.3 * amount, 0.60), (-0.30, 0.66), (-0.66, 0.36), (-0.82, -0.1), (-0.82, -0.55),
                       (-0.60, -0.98), (-0.42, -1.16), (-0.2, -1.16)], tension=0.46)
    form(canvas, hair, look.hair, facing, 1.0, rim=1.0, key=0.42)
    shine = fade(light.key | 0xFF000000, 0.16)
    for k in range(4):
        x = -0.45 + 0.24 * k
        long = 1.5 if look.is_long_haired else 0.3
        strand(canvas, [(x * 0.5, -0.9), (x, -0.2), (x * 1.05 + w, long)], shine, 0.016)
    canvas.restore()

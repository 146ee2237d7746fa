"""Heads close to the lens, three quarters or front: how a person looks when the camera has come near.

Conventions: a head is drawn round (0, 0) with its crown at y = -1 and its chin at y = 1 and then scaled; turned to
the right for yaw > 0 (to the left it is the same drawing mirrored). Features slide over the head as on a ball.
"""

import math
from dataclasses import dataclass

import skia

from yeoun.demo.forms import Light, Look, form, shadow, strand, under
from yeoun.demo.stagecraft import Canvas, Path, Point, blend, fade, paint, smooth


@dataclass(frozen=True, slots=True)
class Face:
    """An expression: yaw -1..1, nod -1 (up)..1 (down), tilt in degrees, gaze, lids and mouth 0..1, smile, worry."""

    yaw: float = 0.3
    nod: float = 0.0
    tilt: float = 0.0
    gaze: Point = (0.0, 0.0)
    lids: float = 1.0
    mouth: float = 0.0
    smile: float = 0.0
    worry: float = 0.0
    breath: float = 0.0
    hair: float = 0.0       # wind in the hair, -1..1
    tear: float = 0.0


def _slide(angle: float, yaw: float, radius: float = 0.66) -> tuple[float, float]:
    """Where a feature at `angle` degrees from the nose stands when the head is turned, and how wide it looks."""
    turned = math.radians(angle + yaw * 42.0)
    return radius * math.sin(turned), max(0.25, math.cos(turned))


def _contour(look: Look, yaw: float) -> Path:
    jaw = 0.0 if look.is_long_haired else 0.05
    s = yaw
    return smooth([
        (0.0, -0.98), (0.46, -0.84), (0.66, -0.42), (0.64 - 0.02 * s, -0.08), (0.635 + 0.01 * s, 0.18),
        (0.55 + jaw + 0.05 * s, 0.52), (0.36 + jaw + 0.16 * s, 0.80), (0.13 + jaw * 0.6 + 0.24 * s, 0.985),
        (-0.13 - jaw * 0.6 + 0.22 * s, 0.985), (-0.37 - jaw + 0.13 * s, 0.82), (-0.57 - jaw + 0.03 * s, 0.52),
        (-0.66, 0.16), (-0.70 - 0.02 * s, -0.2), (-0.66, -0.55), (-0.40, -0.88)])


def _eye(canvas: Canvas, look: Look, at: Point, wide: float, face: Face, light: Light) -> None:
    tall = (0.125 if look.is_long_haired else 0.092) * (0.10 + 0.90 * face.lids)
    half = (0.150 if look.is_long_haired else 0.138) * wide
    x, y = at
    shape = smooth([(x - half, y + 0.015), (x - half * 0.45, y - tall * 0.86), (x + half * 0.15, y - tall),
                    (x + half * 0.75, y - tall * 0.55), (x + half, y), (x + half * 0.4, y + tall * 0.62),
                    (x - half * 0.45, y + tall * 0.6)])
    dark = under(0xFF2A1A1C, blend(light.ambient, 0xFFFFFFFF, 0.25))
    canvas.drawPath(shape, paint(under(0xFFF4ECE6, light.ambient)))
    canvas.save()
    canvas.clipPath(shape, True)
    gx, gy = x + face.gaze[0] * half * 0.5, y + face.gaze[1] * 0.05
    iris = half * 0.62 / max(0.7, wide)
    canvas.drawOval(skia.Rect.MakeLTRB(gx - iris * wide, gy - iris, gx + iris * wide, gy + iris * 1.05),
                    paint(under(0xFF4A2F24, light.ambient)))
    canvas.drawCircle(gx, gy, iris * 0.55, paint(dark))
    canvas.drawOval(skia.Rect.MakeLTRB(x - half, y - tall * 1.2, x + half, y - tall * 0.42),
                    paint(0x70201018, blur=0.03))
    canvas.restore()
    if face.lids > 0.3:
        canvas.drawCircle(gx + light.side * iris * 0.35, gy - iris * 0.38, 0.026, paint(0xF0FFFFFF))
        canvas.drawCircle(gx - light.side * iris * 0.35, gy + iris * 0.38, 0.014, paint(0x70FFFFFF))
    lash = 0.040 if look.is_long_haired else 0.032
    strand(canvas, [(x - half * 1.08, y + 0.015), (x - half * 0.45, y - tall * 0.88), (x + half * 0.15, y - tall),
                    (x + half * 0.78, y - tall * 0.5), (x + half * 1.12, y + 0.005)], dark, lash)
    strand(canvas, [(x - half * 0.6, y - tall - 0.055), (x + half * 0.1, y - tall - 0.075),
                    (x + half * 0.8, y - tall * 0.6 - 0.055)], fade(dark, 0.28), 0.014)
    strand(canvas, [(x - half * 0.5, y + tall * 0.66), (x + half * 0.5, y + tall * 0.66)], fade(dark, 0.25), 0.012)


def _brow(canvas: Canvas, look: Look, at: Point, wide: float, inner: float, face: Face, light: Light) -> None:
    x, y = at
    half = 0.175 * wide
    lift = face.worry * 0.06
    ends = (x - half, x + half) if inner > 0 else (x + half, x - half)
    thick = 0.030 if look.is_long_haired else 0.046
    strand(canvas, [(ends[0], y + 0.035 + lift * 0.3), (x, y - 0.02 - lift * 0.2), (ends[1], y + 0.02 - lift)],
           under(blend(look.hair, 0xFF604038, 0.25), blend(light.ambient, 0xFFFFFFFF, 0.15)), thick)


def _nose(canvas: Canvas, face: Face, yaw: float, light: Light, skin: int) -> None:
    x, _ = _slide(0.0, yaw, 0.74)
    y = 0.40 + face.nod * 0.06
    dark = blend(under(skin, light.ambient), 0xFF5A2A2A, 0.35)
    strand(canvas, [(x - 0.045, y + 0.012), (x + 0.01, y + 0.03), (x + 0.05, y + 0.005)], fade(dark, 0.75), 0.018)
    bridge = smooth([(x * 0.74 + 0.02, 0.02), (x + 0.01, 0.22), (x + 0.055, y - 0.02), (x - 0.0, y + 0.0),
                     (x - 0.03, 0.2)])
    canvas.drawPath(bridge, paint(fade(dark, 0.16), blur=0.02))
    canvas.drawCircle(x + light.side * 0.012, y - 0.05, 0.022, paint(fade(0xFFFFFFFF, 0.28), blur=0.014))


def _mouth(canvas: Canvas, look: Look, face: Face, yaw: float, light: Light) -> None:
    x, wide = _slide(0.0, yaw, 0.64)
    y = 0.665 + face.nod * 0.05
    half = (0.135 if look.is_long_haired else 0.15) * wide * (1.0 + 0.25 * max(0.0, face.smile) - 0.1 * face.mouth)
    curve = -0.035 * face.smile
    lip = blend(under(look.skin, light.ambient), under(0xFFB04848, light.ambient), 0.62)
    if face.mouth > 0.05:
        tall = 0.14 * face.mouth
        opening = smooth([(x - half, y + curve), (x, y - tall * 0.35 - 0.01), (x + half, y + curve),
                          (x + half * 0.5, y + tall * 0.85), (x - half * 0.5, y + tall * 0.85)])
        canvas.drawPath(opening, paint(under(0xFF6A2228, light.ambient)))
        canvas.drawPath(opening, paint(fade(lip, 0.8), stroke=0.02))
    else:
        strand(canvas, [(x - half, y + curve), (x - half * 0.3, y - 0.002), (x + half * 0.3, y - 0.002),
                        (x + half, y + curve)], blend(lip, 0xFF401418, 0.45), 0.022)
    canvas.drawOval(skia.Rect.MakeLTRB(x - half * 0.55, y + 0.045 + 0.05 * face.mouth, x + half * 0.55,
                                       y + 0.085 + 0.06 * face.mouth), paint(fade(lip, 0.55), blur=0.018))


def _features(canvas: Canvas, look: Look, face: Face, yaw: float, light: Light, head: Path) -> None:
    drop = face.nod * 0.08
    canvas.save()
    canvas.clipPath(head, True)
    for angle in (-33.0, 33.0):
        x, wide = _slide(angle, yaw, 0.62)
        blush = paint(fade(under(look.blush, light.ambient), 0.34), blur=0.075)
        canvas.drawOval(skia.Rect.MakeLTRB(x - 0.15 * wide, 0.33 + drop, x + 0.15 * wide, 0.47 + drop), blush)
    _nose(canvas, face, yaw, light, look.skin)
    _mouth(canvas, look, face, yaw, light)
    for angle in (-27.0, 27.0):
        x, wide = _slide(angle, yaw)
        _eye(canvas, look, (x, 0.135 + drop), wide, face, light)
        _brow(canvas, look, (x, -0.10 + drop - 0.02 * face.lids), wide, angle * -1.0, face, light)
    if face.tear > 0.0:
        x, wide = _slide(-27.0, yaw)
        run = 0.22 + 0.42 * face.tear
        strand(canvas, [(x - 0.02, 0.22), (x - 0.05, run)], 0x66FFFFFF, 0.018)
        canvas.drawCircle(x - 0.05, run, 0.026, paint(0xB0FFFFFF))
    canvas.restore()


def _skin(canvas: Canvas, look: Look, face: Face, yaw: float, light: Light) -> Path:
    deep = fade(under(0xFF8A4A3C, light.ambient), 0.55)
    neck = smooth([(-0.34, 0.45), (0.30 + 0.1 * yaw, 0.45), (0.27 + 0.06 * yaw, 1.25), (0.36, 1.42),
                   (-0.4, 1.42), (-0.33, 1.25)])
    form(canvas, neck, look.skin, light, 1.0, rim=0.25, key=0.5)
    shadow(canvas, neck, [(-0.6, 0.6), (0.6, 0.6), (0.45 + 0.1 * yaw, 1.02), (0.1 * yaw, 1.26), (-0.4, 1.1)], deep,
           0.06)
    if yaw < 0.95:
        ear = smooth([(-0.68, 0.0), (-0.79, -0.02), (-0.80, 0.16), (-0.72, 0.34), (-0.64, 0.3)])
        form(canvas, ear, look.skin, light, 0.8, rim=0.5, key=0.6)
    head = _contour(look, yaw)
    form(canvas, head, look.skin, light, 1.0, rim=0.8)
    return head


def _hair_shade(canvas: Canvas, path: Path, look: Look, light: Light, rim: float = 1.0) -> None:
    form(canvas, path, look.hair, light, 1.0, rim=rim, key=0.42)


def _long_back(canvas: Canvas, look: Look, face: Face, light: Light) -> None:
    w = face.hair * 0.16
    _hair_shade(canvas, smooth([
        (0.0, -1.16), (0.55, -1.04), (0.83, -0.62), (0.87, 0.0), (0.86, 0.6), (0.92 + w, 1.2), (0.80 + w, 1.75),
        (0.3 + w, 1.9), (-0.4 + w, 1.9), (-0.92 + w, 1.8), (-0.98 + w, 1.2), (-0.92, 0.5), (-0.90, -0.1),
        (-0.84, -0.66), (-0.52, -1.05)]), look, light)


def _long_front(canvas: Canvas, look: Look, face: Face, yaw: float, light: Light, head: Path) -> None:
    s, w = yaw * 0.2, face.hair * 0.12
    shadow(canvas, head, [(-0.8, -1.0), (0.8, -1.0), (0.68, -0.12), (0.45 + s, -0.30), (0.1 + s, -0.36),
                          (-0.35 + s, -0.16), (-0.62, 0.35)], fade(under(0xFF8A4A3C, light.ambient), 0.5), 0.06)
    fringe = smooth([(0.12 + s, -1.10), (0.55, -1.0), (0.80, -0.55), (0.78, -0.05), (0.73, 0.32), (0.69, 0.05),
                     (0.60 + 0.05 * yaw, -0.26), (0.36 + s, -0.52), (0.16 + s, -0.72), (0.0 + s, -0.46),
                     (-0.26 + s, -0.20), (-0.50 + s * 0.4, 0.02), (-0.62, 0.45), (-0.66 + w, 1.0), (-0.74 + w, 1.38),
                     (-0.88 + w, 1.0), (-0.88, 0.3), (-0.88, -0.4), (-0.64, -0.95), (-0.2, -1.13)])
    _hair_shade(canvas, fringe, look, light, 0.22)
    shine = fade(light.key | 0xFF000000, 0.30)
    for k in range(5):
        x = -0.60 + 0.11 * k
        strand(canvas, [(x + 0.26 + s, -0.98), (x + 0.05 + s * 0.6, -0.62), (x - 0.06, -0.2 - 0.02 * k)],
               fade(shine, 0.5), 0.012)
    strand(canvas, [(-0.72, -0.62), (-0.4, -0.80), (0.0, -0.86), (0.44, -0.80)], fade(shine, 0.4), 0.06)


def _short_back(canvas: Canvas, look: Look, light: Light) -> None:
    _hair_shade(canvas, smooth([(0.0, -1.18), (0.5, -1.1), (0.80, -0.68), (0.78, -0.2), (0.66, 0.1), (-0.68, 0.35),
                                (-0.82, 0.05), (-0.88, -0.4), (-0.74, -0.9), (-0.42, -1.13)]), look, light)


def _short_front(canvas: Canvas, look: Look, face: Face, yaw: float, light: Light, head: Path) -> None:
    s, w = yaw * 0.2, face.hair * 0.05
    shadow(canvas, head, [(-0.8, -1.0), (0.8, -1.0), (0.68, -0.2), (0.4 + s, -0.22), (0.0 + s, -0.16),
                          (-0.4 + s, -0.18), (-0.64, 0.1)], fade(under(0xFF7A4034, light.ambient), 0.5), 0.06)
    fringe = smooth([(0.14, -1.24), (0.30, -1.16), (0.50, -1.16), (0.74, -0.86), (0.79, -0.45), (0.69, -0.02),
                     (0.64, -0.30), (0.60, -0.50), (0.50 + s * 0.6, -0.24 + w), (0.42 + s * 0.6, -0.48),
                     (0.20 + s, -0.13 + w), (0.16 + s, -0.42), (-0.04 + s, -0.20 + w), (-0.10 + s, -0.46),
                     (-0.38 + s, -0.10 + w), (-0.42 + s, -0.40), (-0.60, -0.06), (-0.67, 0.20), (-0.78, 0.14),
                     (-0.90, -0.35), (-0.80, -0.86), (-0.60, -1.0), (-0.42, -1.20), (-0.18, -1.18), (0.0, -1.26)],
                    tension=0.46)
    _hair_shade(canvas, fringe, look, light, 0.22)
    shine = fade(light.key | 0xFF000000, 0.22)
    for k in range(6):
        x = -0.46 + 0.17 * k
        strand(canvas, [(x * 0.6 + s * 0.6, -1.04), (x * 0.95 + s, -0.74), (x + s, -0.44)], fade(shine, 0.6), 0.014)


def _shoulders(canvas: Canvas, look: Look, face: Face, light: Light) -> None:
    rise = -0.035 * face.breath
    wide = 0.96 if look.is_long_haired else 1.16
    coat = smooth([(-0.40, 1.26), (-0.92 * wide, 1.50 + rise), (-1.42 * wide, 1.80 + rise), (-1.68 * wide, 2.8),
                   (-1.78 * wide, 4.6), (1.78 * wide, 4.6), (1.66 * wide, 2.8), (1.40 * wide, 1.80 + rise),
                   (0.90 * wide, 1.50 + rise), (0.38, 1.26)])
    form(canvas, coat, look.coat, light, 1.3, rim=1.0, key=0.8)
    dark = fade(under(0xFF201818, light.ambient), 0.5)
    strand(canvas, [(-1.05 * wide, 2.4), (-1.0 * wide, 3.2), (-1.1 * wide, 4.4)], fade(dark, 0.6), 0.03)
    strand(canvas, [(1.05 * wide, 2.4), (1.0 * wide, 3.2), (1.1 * wide, 4.4)], fade(dark, 0.6), 0.03)
    shirt = smooth([(-0.36, 1.35), (0.36, 1.35), (0.22, 2.2), (0.0, 2.9), (-0.22, 2.2)])
    form(canvas, shirt, look.inner, light, 1.0, rim=0.0, key=0.4)
    for side in (-1.0, 1.0):
        lapel = smooth([(side * 0.34, 1.26), (side * 0.62, 1.44 + rise), (side * 0.78, 2.15), (side * 0.50, 2.35),
                        (side * 0.02, 3.1), (side * 0.16, 2.3)], tension=0.3)
        form(canvas, lapel, blend(look.coat, 0xFF000000, 0.14), light, 0.8, rim=0.4, key=0.7)


def _scarf(canvas: Canvas, look: Look, light: Light) -> None:
    under_chin = smooth([(-0.62, 1.20), (-0.2, 1.08), (0.3, 1.08), (0.64, 1.20), (0.80, 1.52), (0.55, 1.86),
                         (0.0, 1.98), (-0.55, 1.88), (-0.82, 1.54)])
    tail = smooth([(0.18, 1.75), (0.56, 1.72), (0.66, 2.5), (0.72, 3.3), (0.34, 3.36), (0.26, 2.6)])
    form(canvas, tail, look.scarf, light, 0.9, rim=0.5)
    form(canvas, under_chin, look.scarf, light, 0.9, rim=0.8)
    fold = fade(under(0xFF3A0C14, light.ambient), 0.5)
    for k in range(3):
        strand(canvas, [(-0.66 + 0.1 * k, 1.36 + 0.14 * k), (0.0, 1.42 + 0.16 * k), (0.68 - 0.1 * k, 1.34 + 0.14 * k)],
               fade(fold, 0.7), 0.028)
    shadow(canvas, under_chin, [(-0.5, 0.9), (0.5, 0.9), (0.4, 1.25), (0.0, 1.36), (-0.4, 1.25)],
           fade(0xFF200810, 0.5), 0.06)


def _collar(canvas: Canvas, look: Look, light: Light) -> None:
    roll = smooth([(-0.35, 1.14), (0.0, 1.26), (0.37, 1.12), (0.40, 1.40), (0.26, 1.62), (0.0, 1.68), (-0.26, 1.62),
                   (-0.40, 1.42)])
    form(canvas, roll, look.inner, light, 0.9, rim=0.6)
    fold = fade(under(0xFF302C34, light.ambient), 0.5)
    strand(canvas, [(-0.37, 1.30), (0.0, 1.41), (0.38, 1.28)], fold, 0.022)
    shadow(canvas, roll, [(-0.5, 0.9), (0.5, 0.9), (0.42, 1.22), (0.05, 1.34), (-0.42, 1.24)], fade(0xFF181018, 0.4),
           0.05)


def draw_bust(canvas: Canvas, at: Point, size: float, look: Look, face: Face, light: Light) -> None:
    """A person from the chest up, three quarters to the lens.

    at     the middle of the head in pixels
    size   half the height of the head in pixels
    """
    yaw = abs(face.yaw)
    flip = -1.0 if face.yaw < 0.0 else 1.0
    mirrored = Light(light.ambient, light.key, light.rim, light.side * flip, light.rim_side * flip, light.rise)
    held = Face(yaw, face.nod, face.tilt, (face.gaze[0] * flip, face.gaze[1]), face.lids, face.mouth, face.smile,
                face.worry, face.breath, face.hair * flip, face.tear)
    canvas.save()
    canvas.translate(*at)
    canvas.scale(size * flip, size)
    turn = face.tilt * flip
    canvas.save()
    canvas.rotate(turn, 0.0, 1.3)
    (_long_back(canvas, look, held, mirrored) if look.is_long_haired else _short_back(canvas, look, mirrored))
    canvas.restore()
    _shoulders(canvas, look, held, mirrored)
    canvas.save()
    canvas.rotate(turn, 0.0, 1.3)
    canvas.translate(0.0, -0.02 * held.breath)
    head = _skin(canvas, look, held, yaw, mirrored)
    _features(canvas, look, held, yaw, mirrored, head)
    if look.is_long_haired:
        _long_front(canvas, look, held, yaw, mirrored, head)
    else:
        _short_front(canvas, look, held, yaw, mirrored, head)
    canvas.restore()
    (_scarf if look.is_long_haired else _collar)(canvas, look, mirrored)
    canvas.restore()

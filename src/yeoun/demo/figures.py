"""Whole people: walking, running, sitting, standing with their backs to us.

A walk is told by the moments its heels touch the ground: the foot that has landed stays where it is while the body
passes over it, so steps in the picture and in the sound are the same steps.

Conventions: a figure stands on (0, 0), is 1 high with its crown at y = -1, and looks to the right.
"""

import math
from dataclasses import dataclass, field

import skia

from yeoun.demo.forms import Light, Look, form, shadow, strand, under
from yeoun.demo.profiles import Mien, draw_head_back, draw_long_hair, draw_profile
from yeoun.demo.stagecraft import Canvas, Path, Point, blend, fade, paint, smooth

HEAD = 0.074     # half a head, as a share of the height: 6.8 heads, a little more than life for a small picture
STANCE = 0.62    # share of a stride that a walking foot is on the ground


@dataclass(frozen=True, slots=True)
class Pose:
    """A body from the side: stride (phase 0..1 of the near foot, None when still), its length, and what hands do."""

    facing: float = 1.0
    phase: float | None = None
    stride: float = 0.30
    is_running: bool = False
    is_seated: bool = False
    hand: str = "swing"       # swing | pocket | rail | phone | umbrella | lap
    lean: float = 0.0
    nod: float = 0.0
    breath: float = 0.0
    mien: Mien = field(default_factory=Mien)


@dataclass(frozen=True, slots=True)
class Back:
    """A body from behind: how far the head is turned, the lean in degrees, breath, wind, arms on a rail or not."""

    turn: float = 0.0
    lean: float = 0.0
    tilt: float = 0.0
    breath: float = 0.0
    on_rail: bool = False
    is_seated: bool = False
    mien: Mien = field(default_factory=Mien)


def _joint(start: Point, end: Point, upper: float, lower: float, bend: float) -> Point:
    """Where knee or elbow lies between two ends; `bend` 1 or -1 says to which side it points."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    reach = min(math.hypot(dx, dy), (upper + lower) * 0.999)
    along = (upper * upper - lower * lower + reach * reach) / (2.0 * reach)
    off = math.sqrt(max(0.0, upper * upper - along * along)) * bend
    ux, uy = dx / math.hypot(dx, dy), dy / math.hypot(dx, dy)
    return start[0] + ux * along + uy * off, start[1] + uy * along - ux * off


def _limb(canvas: Canvas, points: list[Point], widths: tuple[float, float, float], colour: int, light: Light) -> None:
    (x0, y0), (x1, y1), (x2, y2) = points
    sides: list[list[Point]] = [[], []]
    for (x, y), (ax, ay), width in (((x0, y0), (x1 - x0, y1 - y0), widths[0]),
                                    ((x1, y1), (x2 - x0, y2 - y0), widths[1]),
                                    ((x2, y2), (x2 - x1, y2 - y1), widths[2])):
        size = math.hypot(ax, ay) or 1.0
        nx, ny = -ay / size * width, ax / size * width
        sides[0].append((x + nx, y + ny))
        sides[1].append((x - nx, y - ny))
    form(canvas, smooth(sides[0] + sides[1][::-1], tension=0.4), colour, light, 0.14, rim=0.7, key=0.6)


def _bent_limb(canvas: Canvas, points: list[Point], width: float, colour: int, light: Light) -> None:
    """A limb bent so sharply that its outline would cross itself: two straight parts joined into one form."""
    whole = skia.Path()
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        size = math.hypot(x1 - x0, y1 - y0) or 1.0
        nx, ny = -(y1 - y0) / size * width, (x1 - x0) / size * width
        ux, uy = ny * 0.6, -nx * 0.6
        part = smooth([(x0 + nx, y0 + ny), (x1 + nx * 0.8, y1 + ny * 0.8), (x1 + ux, y1 + uy), (x1 - nx * 0.8,
                                                                                                y1 - ny * 0.8),
                       (x0 - nx, y0 - ny), (x0 - ux, y0 - uy)], tension=0.3)
        whole = skia.Op(whole, part, skia.PathOp.kUnion_PathOp)
    form(canvas, whole, colour, light, 0.14, rim=0.7, key=0.6)


def _foot_place(phase: float, pose: Pose) -> tuple[float, float, float]:
    """Where a foot is from under the hip: forward, above the ground, and its pitch in degrees."""
    stance = 0.42 if pose.is_running else STANCE
    reach = pose.stride * stance
    if phase < stance:
        share = phase / stance
        heel_off = max(0.0, share - 0.7) / 0.3
        toe_up = max(0.0, 0.12 - share) / 0.12
        return reach * (1.0 - 2.0 * share), -0.018 * heel_off, 34.0 * heel_off - 16.0 * toe_up
    share = (phase - stance) / (1.0 - stance)
    eased = share * share * (3.0 - 2.0 * share)
    lift = (0.20 if pose.is_running else 0.075) * math.sin(math.pi * share ** 0.8)
    return reach * (-1.0 + 2.0 * eased), -lift, 44.0 * (1.0 - share) ** 1.5 - 16.0 * share


def _leg(canvas: Canvas, look: Look, hip: Point, pose: Pose, phase: float | None, light: Light) -> None:
    if pose.is_seated:
        ankle, pitch = (0.235, -0.045), 0.0
        knee = (0.225, -0.285)
    elif phase is None:
        ankle, pitch = (hip[0] * 0.5, -0.045), 0.0
        knee = _joint(hip, ankle, 0.232, 0.232, 1.0)
    else:
        x, y, pitch = _foot_place(phase, pose)
        ankle = (x - 0.012, -0.045 + y)
        knee = _joint(hip, ankle, 0.238, 0.238, 1.0)
    _limb(canvas, [hip, knee, ankle], (0.052, 0.040, 0.027), look.legs, light)
    canvas.save()
    canvas.translate(*ankle)
    canvas.rotate(pitch)
    shoe = smooth([(-0.036, -0.022), (0.02, -0.024), (0.075, 0.018), (0.098, 0.034), (0.09, 0.046), (-0.038, 0.046),
                   (-0.046, 0.015)], tension=0.4)
    form(canvas, shoe, look.shoes, light, 0.1, rim=0.6, key=0.6)
    canvas.restore()


def _hand_place(pose: Pose, phase: float | None) -> Point:
    places = {"pocket": (0.055, -0.535), "rail": (0.19, -0.60), "phone": (0.026, -0.845), "lap": (0.16, -0.39),
              "umbrella": (0.085, -0.50)}
    if pose.hand in places:
        x, y = places[pose.hand]
        return (x, y + 0.165) if pose.is_seated and pose.hand == "phone" else (x, y)
    if phase is None:
        return 0.02, -0.47
    swing = math.cos(2.0 * math.pi * phase)
    if pose.is_running:
        return 0.05 - 0.17 * swing, -0.62 + 0.06 * swing
    return 0.015 - 0.12 * swing, -0.485 - 0.02 * abs(swing)


def _arm(canvas: Canvas, look: Look, shoulder: Point, hand: Point, light: Light, *, is_far: bool,
         elbow: Point | None = None) -> None:
    colour = blend(look.coat, 0xFF000000, 0.32 if is_far else 0.06)
    palm = hand[1] + (0.012 if elbow is None else -0.020)
    canvas.drawOval(skia.Rect.MakeLTRB(hand[0] - 0.021, palm - 0.025, hand[0] + 0.021, palm + 0.021),
                    paint(under(look.skin, light.ambient)))
    if elbow is not None:
        _bent_limb(canvas, [shoulder, elbow, hand], 0.036, colour, light)
        return
    elbow = _joint(shoulder, hand, 0.155, 0.15, -1.0)
    _limb(canvas, [shoulder, elbow, hand], (0.046, 0.037, 0.027), colour, light)


def _coat_side(canvas: Canvas, look: Look, pose: Pose, hip_y: float, light: Light) -> None:
    b = 0.008 * pose.breath
    sway = 0.0 if pose.phase is None else 0.03 * math.sin(4.0 * math.pi * pose.phase)
    top = hip_y - 0.335
    if pose.is_seated:
        coat = smooth([(-0.035, top - 0.02), (0.05 + b, top + 0.03), (0.085 + b, top + 0.12), (0.08, top + 0.24),
                       (0.20, hip_y - 0.045), (0.215, hip_y + 0.03), (0.05, hip_y + 0.055), (-0.105, hip_y + 0.05),
                       (-0.115, top + 0.22), (-0.105, top + 0.08)], tension=0.42)
    else:
        hem = -0.27 if look.is_long_haired else -0.40
        coat = smooth([(-0.035, top - 0.02), (0.05 + b, top + 0.03), (0.092 + b, top + 0.12), (0.078, top + 0.24),
                       (0.095, hip_y), (0.128 + sway, hem - 0.03), (0.125 + sway, hem), (-0.120 + sway, hem),
                       (-0.125 + sway, hem - 0.03), (-0.098, hip_y), (-0.085, top + 0.22), (-0.100, top + 0.08)],
                      tension=0.42)
    form(canvas, coat, look.coat, light, 0.16, rim=1.0, key=0.8)
    strand(canvas, [(0.045, top + 0.05), (0.068, top + 0.2), (0.07, hip_y)], fade(under(0xFF201818, light.ambient),
                                                                                  0.35),
           0.006)


def _umbrella(canvas: Canvas, hand: Point, light: Light, angle: float) -> None:
    canvas.save()
    canvas.translate(*hand)
    canvas.rotate(angle)
    strand(canvas, [(0.0, -0.10), (0.0, 0.42)], under(0xFF6A5A48, light.ambient), 0.010)
    cloth = smooth([(-0.010, 0.02), (0.012, 0.02), (0.034, 0.10), (0.022, 0.30), (0.004, 0.385), (-0.004, 0.385),
                    (-0.022, 0.28), (-0.034, 0.10)], tension=0.4)
    form(canvas, cloth, 0xFFF2B92E, light, 0.1, rim=0.9, key=0.8)
    strand(canvas, [(0.0, 0.05), (-0.008, 0.2), (0.0, 0.36)], fade(under(0xFF7A5210, light.ambient), 0.6), 0.006)
    strand(canvas, [(0.0, -0.10), (0.012, -0.125), (0.03, -0.12), (0.034, -0.10)], under(0xFF6A4A30, light.ambient),
           0.012)
    canvas.restore()


def _bob(pose: Pose) -> float:
    if pose.phase is None or pose.is_seated:
        return 0.0
    size = 0.030 if pose.is_running else 0.012
    return size * math.cos(4.0 * math.pi * (pose.phase - 0.02))


def _hair(canvas: Canvas, look: Look, hip_y: float, pose: Pose, light: Light) -> None:
    _to_head(canvas, hip_y, pose)
    draw_long_hair(canvas, look, pose.mien, light)
    canvas.restore()


def _to_head(canvas: Canvas, hip_y: float, pose: Pose) -> None:
    """Save the canvas and move it to where the head is, in the head's own units."""
    canvas.save()
    canvas.translate(0.022 - (0.01 if pose.is_seated else 0.0), hip_y - 0.335 - HEAD * 1.06 - 0.004 * pose.breath)
    canvas.rotate(pose.nod, -0.02, HEAD)
    canvas.scale(HEAD, HEAD)


def draw_side(canvas: Canvas, at: Point, height: float, look: Look, pose: Pose, light: Light) -> None:
    """A person from the side.

    at       where the feet stand, in pixels (seated: the ground below)
    height   standing height in pixels
    """
    flip = pose.facing
    lit = Light(light.ambient, light.key, light.rim, light.side * flip, light.rim_side * flip, light.rise)
    hip_y = -0.335 if pose.is_seated else -0.50 + _bob(pose) + (0.03 if pose.is_running else 0.0)
    far = None if pose.phase is None else (pose.phase + 0.5) % 1.0
    canvas.save()
    canvas.translate(*at)
    canvas.scale(height * flip, height)
    shade = Light(blend(lit.ambient, 0xFF000000, 0.25), fade(lit.key, 0.5), fade(lit.rim, 0.6), lit.side, lit.rim_side)
    _leg(canvas, look, (0.006, hip_y), pose, far, shade)
    top = (math.sin(math.radians(pose.lean)) * 0.33, hip_y - 0.305)
    _arm(canvas, look, top, _hand_place(Pose(hand="swing", is_running=pose.is_running) if pose.hand in ("umbrella",
                                                                                                        "phone")
                                        else pose, far), shade, is_far=True)
    _leg(canvas, look, (-0.006, hip_y), pose, pose.phase, lit)
    canvas.rotate(pose.lean, 0.0, hip_y)
    _to_head(canvas, hip_y, pose)
    draw_profile(canvas, look, pose.mien, lit)
    canvas.restore()
    _coat_side(canvas, look, pose, hip_y, lit)
    _neckwear(canvas, look, hip_y - 0.335, pose, lit)
    if look.is_long_haired:
        _hair(canvas, look, hip_y, pose, lit)
    hand = _hand_place(pose, pose.phase)
    if pose.hand == "umbrella":
        hand = (hand[0] - (0.0 if pose.phase is None else 0.05 * math.cos(2.0 * math.pi * pose.phase)), hand[1])
        _umbrella(canvas, hand, lit, 62.0 if pose.is_running else 8.0)
    if pose.hand == "phone":
        strand(canvas, [(hand[0] - 0.012, hand[1] - 0.085), (hand[0] + 0.010, hand[1] - 0.02)], 0xFF15161C, 0.018)
    raised = (0.108, hip_y - 0.150) if pose.hand == "phone" else None
    _arm(canvas, look, (0.0, hip_y - 0.300), hand, lit, is_far=False, elbow=raised)
    canvas.restore()


def _neckwear(canvas: Canvas, look: Look, top: float, pose: Pose, light: Light) -> None:
    if look.is_long_haired:
        wind = pose.mien.hair
        tail = smooth([(-0.055, top - 0.005), (-0.03, top + 0.03), (-0.075 - 0.05 * wind, top + 0.12),
                       (-0.10 - 0.10 * wind, top + 0.20 - 0.05 * wind), (-0.14 - 0.10 * wind, top + 0.19 - 0.05 * wind),
                       (-0.10 - 0.03 * wind, top + 0.09)])
        form(canvas, tail, look.scarf, light, 0.1, rim=0.6)
    band = smooth([(-0.056, top - 0.030), (0.035, top - 0.012), (0.062, top + 0.012), (0.045, top + 0.042),
                   (-0.045, top + 0.028), (-0.070, top + 0.0)])
    form(canvas, band, look.scarf if look.is_long_haired else blend(look.coat, 0xFF000000, 0.15), light, 0.1, rim=0.8)


def _with_arms(coat: Path, pose: Back, w: float, b: float) -> Path:
    """The coat from behind with its sleeves, as one outline: light must not stop at a seam."""
    for side in (-1.0, 1.0):
        if pose.on_rail:
            spine = [(w - 0.045, -0.775 - b), (w + 0.022, -0.665), (w + 0.006, -0.555)]
        else:
            spine = [(w - 0.045, -0.775 - b), (w + 0.004, -0.63), (w + 0.010, -0.46)]
        (x0, y0), (x1, y1), (x2, y2) = ((side * x, y) for x, y in spine)
        sleeve = smooth([(x0 - side * 0.03, y0 + 0.03), (x0 + side * 0.012, y0 - 0.034), (x0 + side * 0.052,
                                                                                          y0 + 0.012),
                         (x1 + side * 0.034, y1), (x2 + side * 0.026, y2), (x2 - side * 0.028, y2 + 0.004),
                         (x1 - side * 0.034, y1 + 0.012)], tension=0.42)
        coat = skia.Op(coat, sleeve, skia.PathOp.kUnion_PathOp)
    return coat


def draw_back(canvas: Canvas, at: Point, height: float, look: Look, pose: Back, light: Light) -> None:
    """A person from behind; `at` is where the feet stand, in pixels, `height` is the standing height."""
    canvas.save()
    canvas.translate(*at)
    canvas.scale(height, height)
    hem = -0.27 if look.is_long_haired else -0.40
    lift = 0.20 if pose.is_seated else 0.0
    if not pose.is_seated:
        for side in (-1.0, 1.0):
            _limb(canvas, [(0.05 * side, -0.5), (0.05 * side, -0.26), (0.048 * side, -0.02)], (0.055, 0.042, 0.03),
                  look.legs, light)
            canvas.drawOval(skia.Rect.MakeLTRB(0.048 * side - 0.035, -0.035, 0.048 * side + 0.035, 0.006),
                            paint(under(look.shoes, light.ambient)))
    canvas.translate(0.0, lift)
    canvas.rotate(pose.lean, 0.0, -0.5)
    w, b = (0.128 if look.is_long_haired else 0.148), 0.006 * pose.breath
    canvas.save()
    canvas.translate(0.0, -0.835 - HEAD * 1.06 - b)
    canvas.rotate(pose.tilt, 0.0, HEAD)
    canvas.scale(HEAD, HEAD)
    if not look.is_long_haired:
        draw_head_back(canvas, look, pose.turn, pose.mien, light)
    canvas.restore()
    coat = smooth([(-0.05, -0.85 - b), (0.05, -0.85 - b), (w - 0.02, -0.81 - b), (w + 0.006, -0.74), (w - 0.028, -0.58),
                   (w - 0.01, -0.46), (w + 0.012, hem - 0.02), (w, hem), (-w, hem), (-w - 0.012, hem - 0.02),
                   (-w + 0.01, -0.46), (-w + 0.028, -0.58), (-w - 0.006, -0.74), (-w + 0.02, -0.81 - b)], tension=0.42)
    form(canvas, _with_arms(coat, pose, w, b), look.coat, light, 0.16, rim=1.0, key=0.8)
    fold = fade(under(0xFF201818, light.ambient), 0.4)
    for side in (-1.0, 1.0):
        strand(canvas, [(side * (w - 0.046), -0.71), (side * (w - 0.036), -0.64), (side * (w - 0.026), -0.585)],
               fade(fold, 0.7), 0.007)
    strand(canvas, [(0.0, -0.60), (0.004, hem + 0.004)], fold, 0.006)
    strand(canvas, [(-w + 0.035, -0.56), (-0.03, -0.55), (w - 0.035, -0.56)], fade(fold, 0.7), 0.010)
    shadow(canvas, coat, [(-0.07, -0.86), (0.07, -0.86), (0.06, -0.80), (-0.06, -0.80)], fade(fold, 0.8), 0.012)
    band = smooth([(-0.062, -0.868), (0.062, -0.868), (0.072, -0.835), (0.04, -0.808), (-0.04, -0.808),
                   (-0.072, -0.835)])
    form(canvas, band, look.scarf if look.is_long_haired else blend(look.coat, 0xFF000000, 0.15), light, 0.1, rim=0.8)
    if look.is_long_haired:
        canvas.translate(0.0, -0.835 - HEAD * 1.06 - b)
        canvas.rotate(pose.tilt, 0.0, HEAD)
        canvas.scale(HEAD, HEAD)
        draw_head_back(canvas, look, pose.turn, pose.mien, light)
    canvas.restore()

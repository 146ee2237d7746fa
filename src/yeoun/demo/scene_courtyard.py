"""Scene 2, a hanok courtyard in the blue of the evening: one lantern, a gate, a yellow umbrella left behind."""

import math

import skia

from yeoun.demo.chance import between, chance, drift
from yeoun.demo.faces import Face, draw_bust
from yeoun.demo.figures import Back, Pose, draw_back, draw_side
from yeoun.demo.forms import HYEONWOO, JIEUN, Light, form, strand
from yeoun.demo.profiles import Mien
from yeoun.demo.props import bokeh, branch, progress, rain
from yeoun.demo.scene_rooftop import blink
from yeoun.demo.screenplay import LEAVES, RATE, SIGHS
from yeoun.demo.stagecraft import (
    HEIGHT,
    MARGIN,
    PLUS,
    SCREEN,
    WIDTH,
    Camera,
    Canvas,
    Moment,
    Painter,
    Point,
    across,
    down,
    ease,
    fade,
    glow,
    look,
    paint,
    paint_layer,
    polygon,
    show,
    smooth,
)

LANTERN = (392.0, 196.0)
PORCH = Light(0xFF6E76A0, 0x66FF9A48, 0x90FFC078, side=0.7, rim_side=0.8, rise=0.8)
GATE = Light(0xFF3C4668, 0x2CFF9A48, 0x808FA8E0, side=-0.8, rim_side=-0.8)


def flicker(t: float) -> float:
    """The strength of a candle in a paper lantern."""
    return 0.90 + 0.07 * drift(t * 3.1, 1) + 0.03 * drift(t * 9.0, 2)


def _sky(canvas: Canvas) -> None:
    canvas.drawPaint(down([0xFF111A3C, 0xFF22305E, 0xFF46508A, 0xFF7E7098, 0xFFB88A90], -30, 380, (0.0, 0.35, 0.65,
                                                                                                   0.88, 1.0)))
    for k in range(70):
        canvas.drawCircle(between(-60, 1020, 4, k, 1), between(-40, 230, 4, k, 2), between(0.5, 1.3, 4, k, 3),
                          paint(fade(0xFFE8ECFF, between(0.15, 0.75, 4, k, 4))))
    glow(canvas, (838, 92), 120, 0x60BFD0FF)
    canvas.drawCircle(838, 92, 15, paint(0xFFF4F2E4, blur=0.8))
    canvas.drawCircle(845, 88, 13.5, paint(0xFF27335F, blur=1.0))
    for base, colour, seed in ((330, 0xFF4A5080, 1), (352, 0xFF343C68, 2)):
        ridge: list[Point] = [(-80, 420)]
        ridge += [(x, base - 34 * abs(drift(x / 170.0, seed)) - 10 * drift(x / 60.0, seed + 5)) for x in range(-80,
                                                                                                               1060,
                                                                                                               40)]
        canvas.drawPath(smooth([*ridge, (1060, 420)], tension=0.4), paint(colour))


def _tiles(canvas: Canvas, left: float, right: float, eave: float, ridge: float, curve: float, colour: int) -> None:
    """A giwa roof seen from the front: rows of tiles, the eave line sagging, the corners lifted."""
    def line(x: float, y: float) -> float:
        share = (x - left) / (right - left) * 2.0 - 1.0
        return y - curve * float(abs(share) ** 2.6)

    edge = [(x, line(x, eave)) for x in [left + (right - left) * k / 14 for k in range(15)]]
    slope = (right - left) * 0.045
    canvas.drawPath(polygon([(left + slope, ridge), (right - slope, ridge), *edge[::-1]]),
                    down([0xFF39425F, colour], ridge, eave))
    rows = int((right - left) / 15)
    for k in range(rows + 1):
        x = left + (right - left) * k / rows
        top = left + slope + (right - left - 2 * slope) * k / rows
        strand(canvas, [(top, ridge), ((top + x) / 2, (ridge + line(x, eave)) / 2 + 4), (x, line(x, eave))],
               0xFF161B30, 3.2)
        strand(canvas, [(top - 2, ridge), ((top + x) / 2 - 2, (ridge + line(x, eave)) / 2 + 4), (x - 2, line(x, eave))],
               0x507080B0, 1.0)
        canvas.drawCircle(x, line(x, eave) + 2, 4.6, paint(0xFF232A44))
        canvas.drawCircle(x, line(x, eave) + 2, 4.6, paint(0x50A0B0D8, stroke=0.8))
    canvas.drawRect(skia.Rect.MakeLTRB(left + slope - 8, ridge - 10, right - slope + 8, ridge + 3), paint(0xFF1A2038))


def _door(canvas: Canvas, x: float, y: float, wide: float, tall: float) -> None:
    """A lattice door papered with hanji, a lamp burning inside."""
    box = skia.Rect.MakeXYWH(x, y, wide, tall)
    canvas.drawRect(box, down([0xFFFFC77A, 0xFFF2A24E, 0xFFB8692E], y, y + tall))
    glow(canvas, (x + wide * 0.55, y + tall * 0.42), wide * 0.9, 0x80FFD48A, SCREEN)
    for k in range(1, 6):
        canvas.drawRect(skia.Rect.MakeXYWH(x + wide * k / 6 - 0.9, y, 1.8, tall), paint(0xD0402414))
    for k in range(1, 9):
        canvas.drawRect(skia.Rect.MakeXYWH(x, y + tall * k / 9 - 0.8, wide, 1.6), paint(0xD0402414))
    canvas.drawRect(box, paint(0xFF2C1A14, stroke=5.0))


def _house(canvas: Canvas) -> None:
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 170, 452, 402), down([0xFF2A2434, 0xFF4E3C40, 0xFF5A4440], 170, 402))
    for x in (-30, 92, 214):
        _door(canvas, x, 232, 106, 152)
    for x in (-48, 80, 202, 326, 440):
        canvas.drawRect(skia.Rect.MakeXYWH(x, 176, 14, 232), across([0xFF3A2620, 0xFF6A4632, 0xFF2A1A18], (x, 0),
                                                                    (x + 14, 0)))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 186, 470, 204), down([0xFF5A3B2C, 0xFF2C1C1A], 186, 204))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 388, 478, 402), down([0xFFB07846, 0xFF7A4C30], 388, 402))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 402, 474, 412), paint(0xFF3A241E))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 412, 470, 448), down([0xFF14121E, 0xFF241E28], 412, 448))
    for k in range(7):
        canvas.drawRoundRect(skia.Rect.MakeXYWH(-40 + k * 76, 428, 68, 22), 6, 6,
                             paint((0xFF4A4858, 0xFF545062)[k % 2]))
    _tiles(canvas, -170, 540, 184, 78, 26, 0xFF242B46)
    for k in range(36):
        canvas.drawCircle(-60 + k * 16.5, 188 - 26 * abs((-60 + k * 16.5 + 170) / 355 - 1) ** 2.6 + 8, 4.0,
                          paint(0xFF5A3A2A))


def _wall(canvas: Canvas) -> None:
    canvas.drawRect(skia.Rect.MakeLTRB(440, 336, WIDTH + MARGIN, 426), down([0xFF596088, 0xFF4A4E72, 0xFF383A58], 336,
                                                                            426))
    for k in range(120):
        x, y = 446 + between(0, 580, 9, k, 1), 346 + between(0, 72, 9, k, 2)
        canvas.drawRoundRect(skia.Rect.MakeXYWH(x, y, between(14, 30, 9, k, 3), between(8, 13, 9, k, 4)), 5, 5,
                             paint((0xFF6A7094, 0xFF545A80, 0xFF464B6C)[k % 3]))
    for left, right in ((440, 668), (856, 1040)):
        _tiles(canvas, left, right, 340, 316, 3, 0xFF2A3252)
    canvas.drawRect(skia.Rect.MakeLTRB(690, 250, 838, 426), paint(0xFF0F1428))
    canvas.drawRect(skia.Rect.MakeLTRB(702, 262, 826, 426), down([0xFF3A4674, 0xFF5A6090, 0xFF363E62], 262, 426))
    glow(canvas, (790, 300), 90, 0x50A8B8F0)


def _gate(canvas: Canvas) -> None:
    for x in (682, 826):
        canvas.drawRect(skia.Rect.MakeXYWH(x, 244, 18, 186), across([0xFF2E2228, 0xFF57403A, 0xFF241A20], (x, 0),
                                                                    (x + 18, 0)))
    canvas.drawRect(skia.Rect.MakeXYWH(676, 240, 176, 16), paint(0xFF402E2C))
    canvas.drawPath(polygon([(700, 258), (732, 266), (732, 440), (700, 428)]), across([0xFF5A4236, 0xFF38282A],
                                                                                      (700, 0), (734, 0)))
    for y in (300, 360, 404):
        strand(canvas, [(700, y - 2), (732, y + 2)], 0xFF241A1C, 2.2)
    _tiles(canvas, 646, 882, 244, 196, 12, 0xFF262D4A)


def _yard(canvas: Canvas) -> None:
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 424, WIDTH + MARGIN, HEIGHT + MARGIN), down([0xFF565472, 0xFF3A3A56,
                                                                                             0xFF23243A], 424, 580))
    for k in range(140):
        x, y = between(-60, 1020, 14, k, 1), 428 + 150 * chance(14, k, 2) ** 1.4
        canvas.drawOval(skia.Rect.MakeXYWH(x, y, between(2, 6, 14, k, 3), 1.8), paint((0x40A0A8D0, 0x40181828)[k % 2]))
    for k in range(6):
        x, y, size = 470 + 52 * k, 506 - 13 * k, 46 - 4.5 * k
        canvas.drawOval(skia.Rect.MakeLTRB(x - size, y - size * 0.24, x + size, y + size * 0.24), paint(0xFF262840))
        canvas.drawOval(skia.Rect.MakeLTRB(x - size, y - size * 0.30, x + size, y + size * 0.16), paint(0xFF6A6A8A))
    glow(canvas, (330, 470), 330, 0x78FF9440)
    for k, (x, size) in enumerate(((498, 20), (534, 27), (576, 23), (604, 15))):
        y = 432.0
        jar = smooth([(x - size * 0.5, y), (x - size, y - size * 1.1), (x - size * 0.7, y - size * 2.0),
                      (x + size * 0.7, y - size * 2.0),
                      (x + size, y - size * 1.1), (x + size * 0.5, y)])
        form(canvas, jar, (0xFF8A5A40, 0xFF6E4638)[k % 2], GATE, size * 2)
        canvas.drawOval(skia.Rect.MakeLTRB(x - size * 0.72, y - size * 2.2, x + size * 0.72, y - size * 1.8),
                        paint(0xFF2C2230))


def _tree(canvas: Canvas) -> None:
    branch(canvas, (628, 436), -96, 108, 5, 0xFF1C1A2C, 0xA02A3050)
    for k in range(16):
        x, y = between(520, 730, 6, k, 1), between(160, 300, 6, k, 2)
        canvas.drawCircle(x, y, 4.6, paint(0xFFB8552E))
        canvas.drawCircle(x - 1.2, y - 1.4, 1.6, paint(0xFFFFA868))


def _lantern(canvas: Canvas, at: Point, size: float, t: float) -> None:
    swing = 3.0 * math.sin(t * 1.3) + 1.5 * drift(t, 7)
    power = flicker(t)
    canvas.save()
    canvas.translate(*at)
    canvas.rotate(swing)
    strand(canvas, [(0, -size * 1.2), (0, 0)], 0xFF2A1A16, size * 0.05)
    canvas.drawRoundRect(skia.Rect.MakeLTRB(-size * 0.44, 0, size * 0.44, size * 1.15), size * 0.16, size * 0.16,
                         down([0xFFFFB85C, 0xFFFFF0C0, 0xFFFFA848], 0, size * 1.15))
    for k in (-0.2, 0.2):
        canvas.drawRect(skia.Rect.MakeXYWH(size * k - 0.7, 0, 1.4, size * 1.15), paint(0xA0603418))
    for y in (-0.04, 1.10):
        canvas.drawRoundRect(skia.Rect.MakeLTRB(-size * 0.48, size * y, size * 0.48, size * (y + 0.1)), 2, 2,
                             paint(0xFF3A2018))
    glow(canvas, (0, size * 0.55), size * 7.5, fade(0x80FF9A44, power))
    glow(canvas, (0, size * 0.55), size * 2.4, fade(0x90FFC070, power))
    canvas.restore()


def wide() -> Painter:
    """The courtyard: he on the porch under the lantern, she behind the open gate."""
    sky, wall = paint_layer(_sky, 0.05), paint_layer(_wall, 0.72)
    gate, tree, yard = paint_layer(_gate, 0.78), paint_layer(_tree, 0.85), paint_layer(_yard, 0.95)
    house = paint_layer(_house, 1.0)

    def draw(canvas: Canvas, now: Moment) -> None:
        camera = Camera(30.0 - 46.0 * ease(now.u), -4.0 + 8.0 * now.u, 1.01 + 0.05 * ease(now.u))
        show(canvas, sky, camera)
        show(canvas, wall, camera)
        canvas.save()
        look(canvas, camera, 0.74)
        leaving = max(0.0, progress(LEAVES, now.frame) + 0.6)
        canvas.clipRect(skia.Rect.MakeLTRB(700, 250, 829, 440))
        if leaving <= 0.0:
            draw_back(canvas, (764, 430), 152, JIEUN, Back(turn=-0.95, lean=3.0 * (1 - ease(now.t, 0.0, 0.8)),
                                                           mien=Mien()), GATE)
        else:
            phase = (leaving / 2.0) % 1.0
            draw_side(canvas, (764 + leaving * 40, 430), 152, JIEUN, Pose(phase=phase, stride=40.0 / 152), GATE)
        canvas.restore()
        for layer in (gate, tree, yard, house):
            show(canvas, layer, camera)
        canvas.save()
        look(canvas, camera, 1.0)
        lean_umbrella(canvas, (722, 436), 74.0, GATE)
        _lantern(canvas, LANTERN, 26, now.t)
        nod = 10.0 + 5.0 * ease(now.t, 3.2, 4.2) - 12.0 * ease(now.t, 0.4, 1.0) * (1.0 - ease(now.t, 2.6, 3.6))
        draw_side(canvas, (356, 452), 196, HYEONWOO, Pose(is_seated=True, hand="lap", lean=6.0, nod=nod,
                                                          breath=math.sin(now.t * 1.5)),
                  PORCH)
        canvas.restore()
        glow(canvas, (60, 300), 420, fade(0x40FF9A48, flicker(now.t + 9.0)))

    return draw


def lean_umbrella(canvas: Canvas, foot: Point, size: float, light: Light) -> None:
    """The yellow umbrella, rolled up, leaning on something; `foot` is its tip, `size` its length."""
    canvas.save()
    canvas.translate(*foot)
    canvas.rotate(9.0)
    canvas.scale(size, size)
    strand(canvas, [(0.0, 0.0), (0.0, -1.0)], 0xFF4A3426, 0.03)
    cloth = smooth([(0.0, -0.06), (-0.05, -0.3), (-0.085, -0.62), (-0.03, -0.80), (0.03, -0.80), (0.085, -0.62),
                    (0.05, -0.3)],
                   tension=0.4)
    form(canvas, cloth, 0xFFFFC233, light, 0.3, rim=0.9, key=1.0)
    for x in (-0.03, 0.012):
        strand(canvas, [(x * 0.6, -0.14), (x, -0.45), (x * 0.9, -0.76)], 0x80704A10, 0.012)
    strand(canvas, [(-0.07, -0.52), (0.075, -0.56)], 0xA08A5A14, 0.022)
    strand(canvas, [(0.0, -0.98), (0.0, -1.06), (0.05, -1.11), (0.10, -1.06), (0.10, -1.01)], 0xFF6E4426, 0.042)
    canvas.restore()


def hyeonwoo() -> Painter:
    """Close on him on the porch: the sigh, and what he says to himself."""
    def backdrop(canvas: Canvas) -> None:
        canvas.drawPaint(across([0xFF4A2E24, 0xFF33283A, 0xFF1C2648, 0xFF151D3C], (0, 0), (960, 120)))
        for x in (-50, 150):
            _door(canvas, x, 40, 176, 420)
        canvas.drawRect(skia.Rect.MakeXYWH(344, -60, 26, 700), across([0xFF3A2620, 0xFF7A5238, 0xFF2A1A18], (344, 0),
                                                                      (370, 0)))
        canvas.drawRect(skia.Rect.MakeLTRB(560, 330, 1040, 620), down([0xFF39426C, 0xFF20263F], 330, 520))
        branch(canvas, (800, 480), -95, 130, 5, 0xFF10152C, 0xA0202848)

    def lights(canvas: Canvas) -> None:
        bokeh(canvas, 23, 12, (540, 60, 1000, 330), (0xFF8FB0FF, 0xFFFFC890), (6, 18), 0.22)

    back, far = paint_layer(backdrop, 0.25, blur=7.0), paint_layer(lights, 0.35)
    lit = Light(0xFF8286AC, 0x50FF9844, 0xA0FFC484, side=-0.9, rim_side=-0.9, rise=0.3)

    def draw(canvas: Canvas, now: Moment) -> None:
        camera = Camera(-14.0 + 26.0 * now.u, 0.0, 1.02 + 0.05 * ease(now.u))
        show(canvas, back, camera)
        show(canvas, far, camera, mode=PLUS)
        glow(canvas, (150, 60), 460, fade(0x58FF9440, flicker(now.t)))
        since = (now.frame - SIGHS.at) / float(RATE)
        inhale = ease(since, -0.72, -0.1) * (1.0 - ease(since, 0.0, 1.25))
        sigh = ease(since, 0.0, 0.35) * (1.0 - ease(since, 1.25, 1.85))
        away = ease(since, 1.75, 2.55)
        face = Face(yaw=0.45 + 0.18 * away, nod=0.75 - 0.5 * inhale + 0.2 * sigh - 0.45 * away, tilt=2.0 + 2.0 * sigh,
                    gaze=(0.3, 0.9 - 1.0 * away), lids=(0.72 - 0.30 * sigh + 0.1 * away) * blink(now.t, 0.25, 3.1, 4.9),
                    mouth=0.30 * sigh, worry=0.9, breath=2.2 * inhale - 1.2 * sigh)
        zoom = 1.0 + 0.05 * ease(now.u)
        draw_bust(canvas, (530, 236 + 7 * sigh - 5 * inhale), 122 * zoom, HYEONWOO, face, lit)
        _vapour(canvas, (604, 322), since - 0.1, 1.0)

    return draw


def _under_the_eave(canvas: Canvas) -> None:
    """The corner of a roof from below: rafters, the edge of the tiles, a post."""
    canvas.drawPath(polygon([(-MARGIN, -MARGIN), (1060, -MARGIN), (700, 96), (-MARGIN, 250)]),
                    down([0xFF16131F, 0xFF2A2028, 0xFF4A3430], -60, 240))
    canvas.drawRect(skia.Rect.MakeXYWH(96, -60, 46, 740), across([0xFF2E2020, 0xFF8A5C3A, 0xFF2A1A18], (96, 0), (142, 0)))
    for k in range(15):
        x = -30 + 62 * k
        strand(canvas, [(x - 70, -MARGIN), (x + 6, 236 - 14.5 * k)], 0xFF6A4632, 19)
        strand(canvas, [(x - 76, -MARGIN), (x, 236 - 14.5 * k)], 0x70C08A54, 3)
        canvas.drawCircle(x + 6, 236 - 14.5 * k, 10, paint(0xFF8A6040))
        canvas.drawCircle(x + 6, 236 - 14.5 * k, 10, paint(0x90301C14, stroke=2.0))
    strand(canvas, [(-MARGIN, 262), (360, 168), (720, 92), (1020, -30)], 0xFF20202E, 26)
    strand(canvas, [(-MARGIN, 254), (360, 160), (720, 84), (1020, -38)], 0x607080B0, 3)


def lantern() -> Painter:
    """What he looks up at: the lantern under the eave, swaying; nobody speaks. At the end the first drops."""
    layers = (paint_layer(_sky, 0.05, blur=2.0), paint_layer(_wall, 0.4, blur=4.0), paint_layer(_gate, 0.45, blur=4.0),
              paint_layer(_tree, 0.5, blur=3.0), paint_layer(_yard, 0.6, blur=6.0))
    eave = paint_layer(_under_the_eave, 0.9)

    def draw(canvas: Canvas, now: Moment) -> None:
        camera = Camera(14.0 - 30.0 * now.u, 10.0 - 18.0 * ease(now.u), 1.02 + 0.06 * ease(now.u))
        for layer in layers:
            show(canvas, layer, camera)
        canvas.drawPaint(paint(0x780A1030))
        show(canvas, eave, camera)
        glow(canvas, (470, 270), 420, fade(0x40FF9440, flicker(now.t)), SCREEN)
        canvas.save()
        look(canvas, camera, 1.0)
        _lantern(canvas, (476, 196), 148, now.t)
        for k in range(5):
            turn = now.t * between(0.9, 1.6, 61, k, 1) + k * 1.7
            x, y = 476 + between(90, 190, 61, k, 2) * math.cos(turn), 286 + 90 * math.sin(turn * 1.3 + k)
            canvas.drawCircle(x, y, 2.2, paint(fade(0xFFFFE2B0, 0.35 + 0.5 * math.sin(turn * 9.0) ** 2)))
        canvas.restore()
        rain(canvas, now.t, count=round(14 * ease(now.t, 4.2, 5.0)), speed=900, length=40, slant=-0.10, colour=0x50C8D4FF,
             width=1.2, seed=12)

    return draw


def _vapour(canvas: Canvas, mouth: Point, age: float, side: float) -> None:
    """Breath that can be seen in the cold, drifting off and thinning."""
    if not 0.0 < age < 3.0:
        return
    for k in range(9):
        own = age - k * 0.13
        if own <= 0.0:
            continue
        x = mouth[0] + side * (own * (44.0 + 9.0 * k) + 3.0 * k) + 8.0 * drift(own * 2, k)
        y = mouth[1] - own * 20.0 + 5.0 * drift(own * 2, k, 1)
        power = 0.085 * ease(own, 0.0, 0.25) * (1.0 - ease(own, 0.5, 2.2))
        canvas.drawCircle(x, y, 9.0 + 22.0 * own, paint(fade(0xFFD8DCF0, power), blur=9.0 + 5.0 * own))

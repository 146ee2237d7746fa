"""Scene 5, a bus stop by the river at dawn: he says it again, and she stays."""

import math

import skia

from yeoun.demo.chance import between, chance, drift
from yeoun.demo.figures import Back, Pose, draw_back, draw_side
from yeoun.demo.forms import HYEONWOO, JIEUN, Light, strand
from yeoun.demo.profiles import Mien
from yeoun.demo.props import branch, cloud, dust, shafts, skyline, stride
from yeoun.demo.scene_rooftop import blink
from yeoun.demo.screenplay import RETURNS
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

WATER = 330.0
DAWN = Light(0xFF8C8CAC, 0x40FFB8A0, 0xC8FFD8C8, side=0.7, rim_side=0.8, rise=0.8)


def _sky(canvas: Canvas, sun: Point) -> None:
    canvas.drawPaint(down([0xFF3C527E, 0xFF6F7FA8, 0xFFAA9CB8, 0xFFE2B3B4, 0xFFF8CDB6, 0xFFFCDCC0], -40, WATER,
                          (0.0, 0.26, 0.5, 0.74, 0.9, 1.0)))
    glow(canvas, sun, 520, 0x80FFA888, SCREEN)
    for k in range(10):
        at = (between(-40, 1000, 15, k, 1), between(50, WATER - 70, 15, k, 2))
        cloud(canvas, at, between(170, 420, 15, k, 3), between(10, 26, 15, k, 4), 0x806F74A0, 0xC0FFC0B0, 80 + k)
    for k in range(24):
        canvas.drawCircle(between(0, 960, 16, k, 1), between(-20, 120, 16, k, 2), between(0.5, 1.1, 16, k, 3),
                          paint(0x60FFFFFF))


def _hills(canvas: Canvas) -> None:
    for base, colour, seed in ((WATER - 6, 0xFF9A97B8, 3), (WATER + 2, 0xFF7C80A8, 4)):
        ridge = [(float(x), base - 62 * abs(drift(x / 210.0, seed)) - 14 * drift(x / 70.0, seed + 5) - 8)
                 for x in range(-80, 1080, 40)]
        canvas.drawPath(smooth([(-80.0, WATER + 6), *ridge, (1080.0, WATER + 6)], tension=0.4), paint(colour))
    skyline(canvas, 44, WATER, 6, 52, 0xFF6E76A0, 0xFF9A96B4, widths=(16, 42), windows=0xFFFFE0B0, lit=0.08,
            bottom=WATER)


def _bridge(canvas: Canvas) -> None:
    colour = 0xFF5A6490
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, WATER - 40, WIDTH + MARGIN, WATER - 33), paint(colour))
    for k in range(9):
        x = -20 + k * 130
        canvas.drawRect(skia.Rect.MakeXYWH(x, WATER - 34, 9, 40), paint(colour))
        arch = skia.Path()
        arch.moveTo(x + 9, WATER - 34)
        arch.quadTo(x + 69, WATER - 14, x + 130, WATER - 34)
        canvas.drawPath(arch, paint(colour, stroke=2.4))
    for k in range(23):
        x = -20 + k * 46
        canvas.drawRect(skia.Rect.MakeXYWH(x, WATER - 56, 1.6, 17), paint(colour))
        canvas.drawCircle(x + 1, WATER - 57, 1.9, paint(0xFFFFE8C0))


def _mirror(canvas: Canvas, t: float, sun: Point, power: float) -> None:
    """The river: the sky upside down, and a path of light that never holds still."""
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, WATER, WIDTH + MARGIN, HEIGHT + MARGIN), down([0xFFF2C6B6, 0xFFB6A4BC,
                                                                                               0xFF6E7CA6, 0xFF46587F],
                                                                                               WATER, 540))
    for k in range(120):
        depth = chance(63, k, 1) ** 1.6
        y = WATER + 3 + 160 * depth
        x = between(-60, 1020, 63, k, 2) + 9.0 * drift(t * 0.5, k, 3)
        half = (8 + 46 * depth) * between(0.4, 1.0, 63, k, 4)
        light = 0.5 + 0.5 * math.sin(t * between(0.8, 2.0, 63, k, 5) + k)
        near_sun = math.exp(-((x - sun[0]) / (60 + 150 * depth)) ** 2)
        colour = fade(0xFFFFE4C8, (0.10 + 0.75 * near_sun * power) * light) if k % 3 else fade(0xFF4A5884, 0.30 * light)
        canvas.drawOval(skia.Rect.MakeLTRB(x - half, y - 0.8 - 1.2 * depth, x + half, y + 0.8 + 1.2 * depth),
                        paint(colour))


def _mist(canvas: Canvas, t: float, seed: int, power: float) -> None:
    for k in range(9):
        x = (between(-300, 1100, seed, k, 1) + t * between(5, 13, seed, k, 2)) % 1500 - 270
        y = WATER + between(-16, 30, seed, k, 3)
        half, tall = between(130, 260, seed, k, 4), between(9, 20, seed, k, 5)
        shade = skia.GradientShader.MakeRadial(skia.Point(0, 0), 1.0, [fade(0xFFFFEFE8, 0.34 * power), 0x00FFEFE8])
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(half, tall)
        canvas.drawCircle(0, 0, 1.0, skia.Paint(Shader=shade, Dither=True))
        canvas.restore()


def _bank(canvas: Canvas) -> None:
    canvas.drawPath(smooth([(-80, 448), (200, 436), (520, 440), (800, 432), (1060, 440), (1060, 640), (-80, 640)],
                           tension=0.3),
                    down([0xFF8E8C9E, 0xFF6A6A86, 0xFF40445F], 434, 580))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 492, WIDTH + MARGIN, 497), paint(0xFFC8BCC0))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 497, WIDTH + MARGIN, 640), down([0xFF585C78, 0xFF33374F], 497, 580))
    for k in range(90):
        x, y = between(-60, 1020, 17, k, 1), 440 + 50 * chance(17, k, 2)
        strand(canvas, [(x, y), (x + between(-5, 5, 17, k, 3), y - between(5, 14, 17, k, 4))],
               (0xFF5A6078, 0xFF767A90)[k % 2], 1.2)
    for k in range(18):
        x = -60 + k * 64
        canvas.drawRect(skia.Rect.MakeXYWH(x, 404, 3, 38), paint(0xFF565E80))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 404, WIDTH + MARGIN, 407.5), paint(0xFF565E80))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 403, WIDTH + MARGIN, 404.4), paint(0xD0FFD8C8))


def _shelter(canvas: Canvas) -> None:
    metal = 0xFF3E4A6C
    canvas.drawRect(skia.Rect.MakeLTRB(566, 252, 850, 470), across([0x30FFFFFF, 0x12C8D8FF, 0x38FFE8E0], (566, 252),
                                                                   (850, 470)))
    for x in (562, 706, 848):
        canvas.drawRect(skia.Rect.MakeXYWH(x, 246, 7, 238), across([0xFF2C3656, metal, 0xFF8C8CA8], (x, 0), (x + 7, 0)))
    canvas.drawPath(polygon([(536, 240), (884, 228), (884, 243), (536, 255)]), paint(0xFF34406A))
    canvas.drawPath(polygon([(536, 240), (884, 228), (884, 231), (536, 243)]), paint(0xFFFFD8C8))
    canvas.drawRect(skia.Rect.MakeXYWH(604, 424, 212, 9), paint(0xFF8A6450))
    canvas.drawRect(skia.Rect.MakeXYWH(604, 423, 212, 2.2), paint(0xFFFFD0B0))
    for x in (620, 792):
        canvas.drawRect(skia.Rect.MakeXYWH(x, 432, 6, 52), paint(metal))
    canvas.drawRect(skia.Rect.MakeXYWH(504, 250, 5, 236), paint(metal))
    canvas.drawCircle(506, 246, 22, paint(0xFF3C6AC0))
    canvas.drawCircle(506, 246, 22, paint(0xFFF0F2F6, stroke=3))
    canvas.drawRoundRect(skia.Rect.MakeXYWH(496, 238, 20, 13), 3, 3, paint(0xFFF4F6FA))
    for eye in (500.5, 511.5):
        canvas.drawCircle(eye, 252.5, 2.6, paint(0xFFF4F6FA))
    canvas.drawRect(skia.Rect.MakeXYWH(726, 282, 104, 76), down([0xFFE8E2DC, 0xFFB8B4C0], 282, 358))
    for k in range(5):
        canvas.drawRect(skia.Rect.MakeXYWH(736, 294 + 12 * k, 84 - 18 * (k % 3), 3.4), paint(0x905A6488))


def _reeds(canvas: Canvas) -> None:
    for k in range(60):
        x = between(-70, 1030, 27, k, 1)
        if 250 < x < 800 and k % 4:
            continue
        tall = between(70, 190, 27, k, 2)
        lean = between(-10, 40, 27, k, 3)
        strand(canvas, [(x, 610), (x + lean * 0.3, 610 - tall * 0.6), (x + lean, 610 - tall)], (0xFF2C3350, 0xFF3A4060,
                                                                                                0xFF4A4A68)[k % 3], 2.6)
        strand(canvas, [(x + lean, 610 - tall), (x + lean * 1.3, 594 - tall)], 0xFF8A7480, 5.5)


def wide() -> Painter:
    """The stop by the water: she waits on the bench, he comes."""
    sun = (420.0, WATER - 6)
    sky, hills, bridge = paint_layer(lambda c: _sky(c, sun), 0.05), paint_layer(_hills, 0.15), paint_layer(_bridge, 0.3)
    bank, shelter, reeds = paint_layer(_bank, 0.95), paint_layer(_shelter, 1.0), paint_layer(_reeds, 1.8, blur=4.0)

    def draw(canvas: Canvas, now: Moment) -> None:
        camera = Camera(22.0 - 34.0 * ease(now.u), 6.0 - 8.0 * now.u, 1.0 + 0.05 * ease(now.u))
        show(canvas, sky, camera)
        show(canvas, hills, camera)
        canvas.save()
        look(canvas, camera, 0.2)
        _mirror(canvas, now.t, sun, 0.55)
        canvas.restore()
        show(canvas, bridge, camera)
        _mist(canvas, now.t, 35, 1.0)
        show(canvas, bank, camera)
        show(canvas, shelter, camera)
        canvas.save()
        look(canvas, camera, 1.0)
        up = ease(now.t, 3.6, 4.5)
        breath = math.sin(now.t * 1.5)
        if up < 0.5:
            lean = 2.0 + 36.0 * up
            waiting = Pose(facing=-1.0, is_seated=True, hand="lap", lean=lean, nod=10.0 * (1 - ease(now.t, 2.4, 3.0)),
                           breath=breath)
            draw_side(canvas, (676 - 40 * up, 492 - 30 * up), 206, JIEUN, waiting, DAWN)
        else:
            draw_side(canvas, (628, 490), 198, JIEUN, Pose(facing=-1.0, hand="pocket", lean=14.0 * (1 - up) * 2,
                                                           breath=breath, mien=Mien(hair=0.3)), DAWN)
        phase, done = stride(RETURNS, now.frame)
        x = 108 + done * 54.0
        draw_side(canvas, (x, 494), 210, HYEONWOO, Pose(phase=phase, stride=54.0 / 210, hand="umbrella", breath=breath,
                                                        mien=Mien(hair=0.2)), DAWN)
        canvas.restore()
        show(canvas, reeds, camera)
        glow(canvas, sun, 460, 0x38FFB098, SCREEN)

    return draw


def two() -> Painter:
    """Face to face, the light between them."""
    sun = (480.0, WATER - 10)

    def view(canvas: Canvas) -> None:
        _sky(canvas, sun)
        _hills(canvas)
        _mirror(canvas, 2.0, sun, 0.8)
        _bridge(canvas)

    back = paint_layer(view, 0.15, blur=6.0)
    left, right = (Light(0xFFB4A8B8, 0x48FFB898, 0xD0FFE0C8, side=0.9, rim_side=s, rise=0.3) for s in (0.9, -0.9))
    right = Light(right.ambient, right.key, right.rim, -0.9, -0.9, 0.3)

    def draw(canvas: Canvas, now: Moment) -> None:
        camera = Camera(0.0, 2.0 - 4.0 * now.u, 1.02 + 0.05 * ease(now.u))
        show(canvas, back, camera)
        dawn = ease(now.u)
        glow(canvas, (480, 326 - 10 * dawn), 420, fade(0x90FF9450, 0.5 + 0.5 * dawn))
        glow(canvas, (480, 326 - 10 * dawn), 120, fade(0xC0FFE0B0, 0.3 + 0.7 * dawn), SCREEN)
        _mist(canvas, now.t, 37, 0.8)
        hers = 0.34 * abs(math.sin(now.t * 12.0)) if 0.45 < now.t < 1.95 else 0.0
        his = 0.38 * abs(math.sin(now.t * 11.0)) if 3.7 < now.t < 4.5 else 0.0
        held = ease(now.t, 2.6, 3.0) * (1.0 - ease(now.t, 3.66, 4.0))
        wind = 0.3 + 0.3 * drift(now.t * 0.8, 5)
        canvas.save()
        look(canvas, camera, 1.0)
        close = 10.0 * ease(now.u)
        draw_side(canvas, (276 + close, 1056), 985, HYEONWOO, Pose(hand="swing", lean=2.5, nod=7.0,
                                                                   breath=math.sin(now.t * 1.5) * (1 - held) + 1.3 * held,
                                                                  mien=Mien(mouth=his, hair=wind * 0.4,
                                                                            lids=0.9 * blink(now.t, 1.3, 3.5))), left)
        draw_side(canvas, (682 - close, 1036), 918, JIEUN, Pose(facing=-1.0, hand="swing", lean=2.0,
                                                                nod=-6.0 + 2.0 * math.sin(now.t),
                                                                breath=math.sin(now.t * 1.6),
                                                               mien=Mien(mouth=hers, hair=wind,
                                                                         smile=0.9 * ease(now.t, 4.4, 4.9),
                                                                         lids=blink(now.t, 0.3, 2.7, 4.4))), right)
        canvas.restore()
        glow(canvas, (480, 322), 640, 0x34FFC0A0, SCREEN)
        dust(canvas, now.t, 26, 0x70FFE8D8, 41)

    return draw


def _first_bus(canvas: Canvas, x: float) -> None:
    """Far away on the bridge, its windows lit."""
    canvas.drawRoundRect(skia.Rect.MakeXYWH(x, WATER - 58, 52, 19), 4, 4, paint(0xFF3A5A9A))
    for k in range(5):
        canvas.drawRect(skia.Rect.MakeXYWH(x + 4 + 9 * k, WATER - 55, 7, 8), paint(0xFFFFE8B8))
    glow(canvas, (x + 52, WATER - 44), 34, 0x90FFF0C8)


def _together(canvas: Canvas, t: float) -> None:
    """The two at the railing; her head comes to rest on his shoulder."""
    lean, breath = ease(t, 1.3, 2.5), math.sin(t * 1.3)
    left = Light(0xFF8A84A0, 0x40FFB890, 0xE0FFE4C0, side=-0.1, rim_side=0.7, rise=1.2)
    right = Light(left.ambient, left.key, left.rim, 0.1, -0.7, 1.2)
    his = Back(turn=0.35 * ease(t, 0.2, 0.8) * (1 - lean), tilt=3.0 * lean, breath=breath)
    hers = Back(turn=-0.5 * (1 - ease(t, 0.9, 1.6)), lean=-2.0 * lean, tilt=-15.0 * lean, breath=breath,
                mien=Mien(smile=0.8, hair=0.25))
    draw_back(canvas, (452, 516), 226, HYEONWOO, his, left)
    draw_back(canvas, (512 - 8 * lean, 514), 206, JIEUN, hers, right)


def river() -> Painter:
    """From behind, at the water: the sun comes up and the first bus goes by without them."""
    place = (648.0, WATER - 6)
    sky, hills, bridge = (paint_layer(lambda c: _sky(c, place), 0.05), paint_layer(_hills, 0.12),
                          paint_layer(_bridge, 0.2))
    bank, reeds = paint_layer(_bank, 1.0), paint_layer(_reeds, 1.7, blur=4.0)

    def twigs(canvas: Canvas) -> None:
        branch(canvas, (-50, 470), -62, 150, 11, 0xFF383E5C, 0x90E8A8A8)

    tree = paint_layer(twigs, 1.2, blur=1.0)

    def draw(canvas: Canvas, now: Moment) -> None:
        camera = Camera(8.0 - 12.0 * now.u, 2.0 - 4.0 * ease(now.u), 1.075 - 0.055 * ease(now.u))
        rise = 0.12 * ease(now.t, 0.0, 1.5) + 0.88 * ease(now.t, 1.5, 3.0)
        sun = (place[0], WATER + 4 - 82 * rise)
        show(canvas, sky, camera)
        canvas.save()
        look(canvas, camera, 0.06)
        glow(canvas, sun, 480, fade(0xE0FFB070, rise), SCREEN)
        glow(canvas, sun, 150, fade(0xF0FFE0A8, rise), SCREEN)
        canvas.drawCircle(sun[0], sun[1], 24, paint(0xFFFFF4DC, blur=2.0))
        canvas.restore()
        show(canvas, hills, camera)
        canvas.save()
        look(canvas, camera, 0.15)
        _mirror(canvas, now.t, sun, 0.6 + 0.6 * rise)
        canvas.restore()
        show(canvas, bridge, camera)
        canvas.save()
        look(canvas, camera, 0.2)
        _first_bus(canvas, 120 + 150 * now.t)
        canvas.restore()
        _mist(canvas, now.t, 39, 0.9)
        shafts(canvas, sun, fade(0x18FFD8B0, rise), now.t, 11, 720, (185, 355), 5)
        show(canvas, bank, camera)
        canvas.save()
        look(canvas, camera, 1.0)
        _together(canvas, now.t)
        canvas.restore()
        show(canvas, tree, camera)
        show(canvas, reeds, camera)
        glow(canvas, sun, 620, fade(0x60FFA878, rise), SCREEN)
        canvas.drawPaint(across([fade(0x18FFC890, rise), 0x00FFC890], sun, (sun[0], HEIGHT), PLUS))

    return draw

"""Scene 1, a rooftop at golden hour: the sun stands low behind the city, and what should be said is not said."""

import math

import skia

from yeoun.demo.chance import between, chance, drift
from yeoun.demo.faces import Face, draw_bust
from yeoun.demo.figures import Back, Pose, draw_back, draw_side
from yeoun.demo.forms import HYEONWOO, JIEUN, Light, strand
from yeoun.demo.profiles import Mien
from yeoun.demo.props import bokeh, cloud, dust, shafts, skyline, stride
from yeoun.demo.screenplay import ARRIVES
from yeoun.demo.stagecraft import (
    HEIGHT,
    MARGIN,
    PLUS,
    SCREEN,
    SOFT,
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

SUN = (640.0, 262.0)
BACKLIT = Light(0xFFA87868, 0x48FFA050, 0xE0FFE2A0, side=0.9, rim_side=0.9, rise=0.9)
FACING = Light(0xFFFFD9BC, 0x58FFA048, 0xC0FFE6A8, side=0.9, rim_side=0.9, rise=0.3)


def _sky(canvas: Canvas, sun: Point, horizon: float) -> None:
    canvas.drawPaint(down([0xFF75789C, 0xFFC08C92, 0xFFEE9F6C, 0xFFFFB765, 0xFFFFC878], -40, horizon,
                          (0.0, 0.30, 0.58, 0.82, 1.0)))
    glow(canvas, sun, 620, 0xA0FF8A3C, SCREEN)
    for k in range(9):
        at = (between(-60, 1020, 5, k, 1), between(20, horizon - 90, 5, k, 2))
        low = at[1] / horizon
        cloud(canvas, at, between(180, 420, 5, k, 3), between(14, 34, 5, k, 4), fade(0xFF9A7E9A, 0.55 - 0.25 * low),
              fade(0xFFFFC490, 0.9), 40 + k)
    glow(canvas, sun, 200, 0xF0FFCE80, SCREEN)
    canvas.drawCircle(sun[0], sun[1], 31, paint(0xFFFFF6DC, blur=3.0))


def _tower(canvas: Canvas, x: float, base: float, scale: float, colour: int) -> None:
    hill = smooth([(x - 330 * scale, base + 40), (x - 170 * scale, base - 36 * scale),
                   (x - 20 * scale, base - 84 * scale),
                   (x + 120 * scale, base - 60 * scale), (x + 330 * scale, base + 40)], closed=False)
    canvas.drawPath(hill, paint(colour))
    top = base - 80 * scale
    canvas.drawRect(skia.Rect.MakeXYWH(x - 3 * scale, top - 70 * scale, 6 * scale, 80 * scale), paint(colour))
    canvas.drawOval(skia.Rect.MakeXYWH(x - 12 * scale, top - 84 * scale, 24 * scale, 20 * scale), paint(colour))
    canvas.drawRect(skia.Rect.MakeXYWH(x - 1.2 * scale, top - 140 * scale, 2.4 * scale, 60 * scale), paint(colour))


def _far(canvas: Canvas) -> None:
    _tower(canvas, 300, 330, 1.0, 0xFFC98F7E)
    skyline(canvas, 3, 350, 20, 74, 0xFFD0957C, 0xFFF6BE86, widths=(22, 60))


def _near(canvas: Canvas) -> None:
    skyline(canvas, 8, 400, 26, 96, 0xFF93605C, 0xFFD98E66, widths=(40, 100), windows=0xFFFFD79A, lit=0.10)
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 330, WIDTH + MARGIN, 460), down([0x00FFB870, 0x80FFC080, 0x30FFB070],
                                                                                330, 460))


def _floor(canvas: Canvas) -> None:
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 418, WIDTH + MARGIN, HEIGHT + MARGIN), down([0xFFA06A52, 0xFF6B4640,
                                                                                             0xFF472F33], 418, 590))
    for k in range(12):
        x = -500 + k * 170
        strand(canvas, [(480 + (x - 480) * 0.55, 430), (x * 1.05 - 24, 600)], 0x30301818, 1.5)
    for y in (447, 478, 530):
        strand(canvas, [(-MARGIN, y), (WIDTH + MARGIN, y)], 0x2A301818, 1.4)
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 392, WIDTH + MARGIN, 420), down([0xFFC98A62, 0xFF6E4640], 392, 421))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 390, WIDTH + MARGIN, 393.5), paint(0xFFFFD9A0))
    for k in range(30):
        x = -MARGIN + k * 38
        canvas.drawRect(skia.Rect.MakeXYWH(x, 344, 2.4, 48), paint(0xFF5E3E40))
        canvas.drawRect(skia.Rect.MakeXYWH(x + 1.7, 344, 0.9, 48), paint(0xC0FFD09A))
    for y in (342, 366):
        canvas.drawRect(skia.Rect.MakeXYWH(-MARGIN, y, WIDTH + 2 * MARGIN, 3.6), paint(0xFF573A3E))
        canvas.drawRect(skia.Rect.MakeXYWH(-MARGIN, y - 0.4, WIDTH + 2 * MARGIN, 1.3), paint(0xFFFFDFA8))
    glow(canvas, (640, 440), 330, 0x50FFB060)


def _tank(canvas: Canvas) -> None:
    body = skia.Rect.MakeXYWH(38, 232, 118, 118)
    for leg in (52, 92, 136):
        canvas.drawRect(skia.Rect.MakeXYWH(leg, 340, 7, 92), paint(0xFF4C3236))
    canvas.drawRoundRect(body, 16, 16, across([0xFF55698A, 0xFF6E7590, 0xFFC79A88], (38, 0), (156, 0)))
    for k in range(4):
        canvas.drawRect(skia.Rect.MakeXYWH(38, 254 + 26 * k, 118, 2), paint(0x40202030))
    canvas.drawRoundRect(skia.Rect.MakeXYWH(84, 219, 30, 16), 5, 5, paint(0xFF53607C))
    canvas.drawRect(skia.Rect.MakeXYWH(152, 240, 3, 104), paint(0xA0FFE0B0))
    for x, y, w, h in ((188, 366, 66, 48), (812, 352, 84, 62)):
        canvas.drawRoundRect(skia.Rect.MakeXYWH(x, y, w, h), 4, 4, across([0xFFB59A8C, 0xFF84686A], (x + w, y), (x, y)))
        canvas.drawCircle(x + w * 0.42, y + h * 0.5, h * 0.34, paint(0xFF5E4A50))
        canvas.drawCircle(x + w * 0.42, y + h * 0.5, h * 0.34, paint(0x80FFD0A0, stroke=1.4))


def _plants(canvas: Canvas) -> None:
    for k in range(46):
        root = (between(-70, 250, 21, k, 1) if k % 3 else between(840, 1030, 21, k, 1), 610.0)
        tip = (root[0] + between(-70, 80, 21, k, 2), between(395, 520, 21, k, 3))
        mid = ((root[0] + tip[0]) / 2 + between(-20, 20, 21, k, 4), (root[1] + tip[1]) / 2)
        strand(canvas, [root, mid, tip], (0xFF33212A, 0xFF40282C, 0xFF523330)[k % 3], between(2.0, 5.0, 21, k, 5))
        if chance(21, k, 6) > 0.4:
            canvas.drawCircle(tip[0], tip[1], between(3, 7, 21, k, 7), paint((0xFFC97450, 0xFFE09A60,
                                                                              0xFF5A3934)[k % 3]))


def _shadow_on_floor(canvas: Canvas, x: float, y: float, height: float) -> None:
    """Backlight throws shadows towards us, long and leaning away from the sun."""
    lean = (x - SUN[0]) * 0.30
    canvas.drawPath(polygon([(x - 15, y), (x + 15, y), (x + lean + 44, y + height), (x + lean - 30, y + height)]),
                    across([0x70281420, 0x00281420], (x, y), (x + lean, y + height)))


def wide() -> Painter:
    """The city, the sun, a girl at the railing; he comes from the left and stops two steps away."""
    sky = paint_layer(lambda c: _sky(c, SUN, 360), 0.05)
    far, near = paint_layer(_far, 0.18), paint_layer(_near, 0.38)
    floor, tank = paint_layer(_floor, 1.0), paint_layer(_tank, 0.92)
    plants = paint_layer(_plants, 1.7, blur=5.0)

    def draw(canvas: Canvas, now: Moment) -> None:
        camera = Camera(-16.0 + 34.0 * ease(now.u), 8.0 - 10.0 * now.u, 1.0 + 0.055 * ease(now.u))
        for layer in (sky, far, near):
            show(canvas, layer, camera)
        shafts(canvas, SUN, 0x20FFD090, now.t, 9, 760, (25, 165), 3)
        show(canvas, tank, camera)
        show(canvas, floor, camera)
        canvas.save()
        look(canvas, camera, 1.0)
        wind = 0.55 + 0.45 * drift(now.t * 0.9, 2)
        breath = math.sin(now.t * 1.6)
        _shadow_on_floor(canvas, 600, 452, 120)
        seen = -0.85 * ease(now.t, 3.9, 4.8)
        draw_back(canvas, (600, 456), 196, JIEUN, Back(turn=seen, on_rail=True, breath=breath,
                                                       tilt=1.5 * drift(now.t * .4, 9),
                                                       mien=Mien(hair=0.7 * wind)), BACKLIT)
        phase, done = stride(ARRIVES, now.frame)
        x = 92 + done * 54.0
        _shadow_on_floor(canvas, x, 470, 120)
        hand = "swing" if phase is not None else "pocket"
        draw_side(canvas, (x, 474), 208, HYEONWOO, Pose(phase=phase, stride=54.0 / 208, hand=hand, breath=breath,
                                                        mien=Mien(hair=wind * 0.6)), BACKLIT)
        canvas.restore()
        dust(canvas, now.t, 46, 0x80FFD8A0, 31)
        glow(canvas, SUN, 420, 0x70FF8038, SCREEN)
        show(canvas, plants, camera)

    return draw


def two() -> Painter:
    """Behind them at the railing: she looks at him, he looks at the sun."""
    sun = (520.0, 236.0)
    sky = paint_layer(lambda c: _sky(c, sun, 380), 0.05, blur=1.2)

    def houses(canvas: Canvas) -> None:
        canvas.save()
        canvas.translate(-80, 40)
        canvas.scale(1.12, 1.12)
        _far(canvas)
        _near(canvas)
        canvas.restore()
        canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 440, WIDTH + MARGIN, 620), down([0x00F0A870, 0xFFD08A62], 430, 560))

    town = paint_layer(houses, 0.3, blur=3.2)

    def rail(canvas: Canvas) -> None:
        canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 470, WIDTH + MARGIN, 481), paint(0xFF4E3338))
        canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 469, WIDTH + MARGIN, 472.5), paint(0xFFFFDCA0))
        for k in range(14):
            canvas.drawRect(skia.Rect.MakeXYWH(-40 + k * 84, 480, 7, 120), paint(0xFF56393C))
            canvas.drawRect(skia.Rect.MakeXYWH(-34.5 + k * 84, 480, 2, 120), paint(0x90FFD09A))

    bars = paint_layer(rail, 0.95)

    def draw(canvas: Canvas, now: Moment) -> None:
        camera = Camera(14.0 - 28.0 * ease(now.u), -2.0 + 4.0 * now.u, 1.01 + 0.04 * ease(now.u))
        show(canvas, sky, camera)
        show(canvas, town, camera)
        shafts(canvas, sun, 0x24FFD090, now.t, 10, 700, (15, 165), 8)
        show(canvas, bars, camera)
        canvas.save()
        look(canvas, camera, 1.0)
        wind = 0.5 + 0.5 * drift(now.t * 0.8, 3)
        speaking = 0.35 * (0.5 + 0.5 * math.sin(now.t * 19.0)) if 0.7 < now.t < 2.4 else 0.0
        her = 0.78 * ease(now.t, 0.25, 1.0) - 0.55 * ease(now.t, 4.6, 5.4)
        his = -0.20 * ease(now.t, 2.6, 3.3) + 0.18 * ease(now.t, 4.2, 5.2)
        draw_back(canvas, (352, 846), 690, JIEUN, Back(turn=her, on_rail=True, breath=math.sin(now.t * 1.6), tilt=2.0,
                                                       mien=Mien(mouth=speaking, hair=wind * 0.5)), BACKLIT)
        draw_back(canvas, (622, 880), 752, HYEONWOO, Back(turn=his, on_rail=True, breath=math.sin(now.t * 1.4 + 1),
                                                          tilt=-1.0,
                                                          mien=Mien(hair=wind * 0.4)), BACKLIT)
        canvas.restore()
        glow(canvas, sun, 470, 0x78FF8038, SCREEN)
        dust(canvas, now.t, 40, 0x70FFD8A0, 33)

    return draw


def _warm_blur(seed: int, sun: Point) -> Painter:
    def backdrop(canvas: Canvas) -> None:
        _sky(canvas, sun, 400)
        skyline(canvas, seed, 470, 30, 150, 0xFFB77A68, 0xFFF0AE78, widths=(70, 150))

    def lights(canvas: Canvas) -> None:
        bokeh(canvas, seed, 26, (-40, 330, 1000, 500), (0xFFFFD090, 0xFFFFB870, 0xFFFFE6B8), (8, 26), 0.34)

    sky, near = paint_layer(backdrop, 0.15, blur=9.0), paint_layer(lights, 0.4, blur=1.0)

    def draw(canvas: Canvas, now: Moment) -> None:
        camera = Camera(-12.0 + 24.0 * now.u, 0.0, 1.02 + 0.03 * now.u)
        show(canvas, sky, camera)
        show(canvas, near, camera, mode=PLUS)

    return draw


def blink(t: float, *moments: float) -> float:
    """How open the eyes are when they blink at these seconds."""
    lids = 1.0
    for at in moments:
        lids = min(lids, abs(t - at) / 0.10 if abs(t - at) < 0.10 else 1.0)
    return lids


def jieun() -> Painter:
    """Close on her, waiting for an answer."""
    back = _warm_blur(12, (760.0, 240.0))

    def draw(canvas: Canvas, now: Moment) -> None:
        back(canvas, now)
        speaking = 0.55 * abs(math.sin(now.t * 13.0)) if 0.42 < now.t < 1.75 else 0.0
        face = Face(yaw=0.62 - 0.10 * ease(now.u), nod=-0.15 + 0.1 * now.u, tilt=2.0, gaze=(0.4, -0.1), mouth=speaking,
                    lids=0.94 * blink(now.t, 0.3, 2.2), worry=0.5, breath=math.sin(now.t * 1.7),
                    hair=0.5 + 0.5 * drift(now.t * 0.9, 4))
        zoom = 1.0 + 0.05 * ease(now.u)
        draw_bust(canvas, (410 - 8 * now.u, 236), 128 * zoom, JIEUN, face, FACING)
        glow(canvas, (880, 170), 620, 0x70FF8E44, SCREEN)
        dust(canvas, now.t, 30, 0x80FFD8A0, 35)

    return draw


def hyeonwoo() -> Painter:
    """Close on him: he breathes in to say it, holds it, and looks away."""
    back = _warm_blur(15, (200.0, 250.0))
    lit = Light(FACING.ambient, FACING.key, FACING.rim, -0.9, -0.9, 0.3)

    def draw(canvas: Canvas, now: Moment) -> None:
        back(canvas, now)
        inhale = ease(now.t, 0.17, 0.85) * (1.0 - ease(now.t, 1.35, 2.0))
        speaking = 0.5 * abs(math.sin(now.t * 12.0)) if (1.48 < now.t < 1.95 or 2.25 < now.t < 2.9) else 0.16 * inhale
        away = ease(now.t, 1.05, 1.5)
        face = Face(yaw=-0.60 + 0.34 * away, nod=0.55 * away - 0.1 * inhale, tilt=-1.5, mouth=speaking,
                    gaze=(-0.5 + 1.2 * away, 0.8 * away), lids=(1.0 - 0.34 * away) * blink(now.t, 1.15, 2.9), worry=0.9,
                    breath=1.6 * inhale, hair=0.4 * drift(now.t * 0.9, 6))
        zoom = 1.0 + 0.06 * ease(now.u)
        draw_bust(canvas, (548 + 6 * now.u, 240), 130 * zoom, HYEONWOO, face, lit)
        glow(canvas, (90, 190), 620, 0x70FF8E44, SCREEN)
        dust(canvas, now.t, 30, 0x80FFD8A0, 36)
        canvas.drawPaint(across([0x00201030, 0x30201030], (500, 0), (960, 0), SOFT))

    return draw

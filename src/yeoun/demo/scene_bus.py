"""Scene 4, inside the last bus: rain on the glass, lamps that pass, a phone, and the words at last."""

import math

import skia

from yeoun.demo.chance import between, chance, drift
from yeoun.demo.faces import Face, draw_bust
from yeoun.demo.figures import Pose, draw_side
from yeoun.demo.forms import JIEUN, Light, strand
from yeoun.demo.profiles import Mien
from yeoun.demo.props import bokeh, skyline
from yeoun.demo.scene_rooftop import blink
from yeoun.demo.stagecraft import (
    HEIGHT,
    MARGIN,
    PLUS,
    SCREEN,
    WIDTH,
    Camera,
    Canvas,
    Layer,
    Moment,
    Painter,
    Point,
    across,
    blend,
    down,
    ease,
    fade,
    glow,
    look,
    paint,
    paint_layer,
    polygon,
    show,
)

CITY = (0xFF4FA8FF, 0xFFFFB060, 0xFFFF5A8A, 0xFF6CF0E0, 0xFFFFD9A0, 0xFF8A7CFF)
LAMP_EVERY_S = 1.15      # our choice: a street lamp passes the window this often


def _lamp(t: float) -> float:
    """Where the light of the passing street lamp is: 0 ahead of the bus, 1 behind it."""
    return (t / LAMP_EVERY_S) % 1.0


def _jolt(t: float) -> Point:
    """The small movements of a bus on its springs."""
    return 1.4 * drift(t * 3.0, 1), 1.8 * drift(t * 4.2, 2) + 0.8 * drift(t * 11.0, 3)


def _night(canvas: Canvas) -> None:
    canvas.drawPaint(down([0xFF0A0F28, 0xFF131B42, 0xFF20244E], 0, 420))
    skyline(canvas, 33, 400, 60, 220, 0xFF0D1130, 0xFF1C1E4A, widths=(50, 130), windows=0xFF9FB0E8, lit=0.28)


def _rolling(seed: int, count: int, sizes: tuple[float, float], strength: float, top: float, bottom: float) -> Layer:
    """A strip of lights as wide as two pictures, to be drawn twice for an endless road."""
    def lights(canvas: Canvas) -> None:
        edge = sizes[1] + 4.0
        bokeh(canvas, seed, count, (edge - MARGIN, top, WIDTH - MARGIN - edge, bottom), CITY, sizes, strength)
    return paint_layer(lights, 0.0, blur=1.2)


def _pass_by(canvas: Canvas, strip: Layer, shift: float) -> None:
    """Draw an endless strip, moved to the left by `shift` pixels."""
    start = -(shift % WIDTH)
    for x in (start, start + WIDTH):
        canvas.drawImage(strip.image, round(x + MARGIN + strip.at[0]), strip.at[1], skia.SamplingOptions(),
                         skia.Paint(BlendMode=PLUS))


def drops(canvas: Canvas, t: float, seed: int, count: int, region: tuple[float, float, float, float],
          size: float) -> None:
    """Rain on a pane: beads that sit, and some that run down and back with the wind of the journey."""
    left, top, right, bottom = region
    for k in range(count):
        x, y = between(left, right, seed, k, 1), between(top, bottom, seed, k, 2)
        r = size * between(0.25, 1.0, seed, k, 3)
        if chance(seed, k, 4) > 0.80:
            run = (t * between(0.12, 0.34, seed, k, 5) + chance(seed, k, 6)) % 1.25
            y = top + (bottom - top) * run
            x = x - 46.0 * run + 6.0 * drift(run * 9.0, seed, k)
            strand(canvas, [(x + 15.0, y - 46.0), (x + 7.0, y - 22.0), (x, y)], 0x2CC8DCFF, r * 0.7)
        canvas.drawOval(skia.Rect.MakeLTRB(x - r, y - r, x + r, y + r * 1.2), paint(0x38060C20))
        canvas.drawCircle(x - r * 0.2, y + r * 0.35, r * 0.62, paint(0x50A8C4F0))
        canvas.drawCircle(x - r * 0.28, y - r * 0.36, r * 0.26, paint(0xD0F4FAFF))


def _frame(canvas: Canvas) -> None:
    """The side of the bus from inside: a long pane between dark metal, rails, and the backs of seats."""
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, -MARGIN, WIDTH + MARGIN, 92), down([0xFF1A2238, 0xFF2C3852,
                                                                                    0xFF1B2438], -60, 92))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 28, WIDTH + MARGIN, 38), paint(0xFFDDF2F4))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 332, WIDTH + MARGIN, HEIGHT + MARGIN), down([0xFF2C3A58, 0xFF1A2440,
                                                                                             0xFF0C1224], 332, 540))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 328, WIDTH + MARGIN, 340), down([0xFF6A80A0, 0xFF26324C], 328, 340))
    for x in (-30, 300, 630, 960):
        canvas.drawRect(skia.Rect.MakeXYWH(x, 84, 26, 256), across([0xFF1C2640, 0xFF34466A, 0xFF151D34], (x, 0),
                                                                   (x + 26, 0)))
    for y in (86, 330):
        canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, y, WIDTH + MARGIN, y + 3), paint(0x80A8C8E8))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 506, WIDTH + MARGIN, 620), down([0xFF1A2036, 0xFF0A0E1C], 506, 600))


def _seats(canvas: Canvas) -> None:
    for x in (-96, 74, 244, 414, 584, 754, 924):
        canvas.drawRoundRect(skia.Rect.MakeXYWH(x, 284, 30, 170), 13, 13, across([0xFF1C3A70, 0xFF3A68A8, 0xFF244A86],
                                                                                 (x, 0), (x + 30, 0)))
        canvas.drawRoundRect(skia.Rect.MakeXYWH(x + 2, 276, 26, 30), 10, 10, paint(0xFF48484F))
        canvas.drawRoundRect(skia.Rect.MakeXYWH(x + 8, 420, 106, 34), 12, 12, down([0xFF4472B4, 0xFF1E3C74], 420, 454))
        canvas.drawRect(skia.Rect.MakeXYWH(x + 30, 452, 12, 64), paint(0xFF10182C))
        canvas.drawRect(skia.Rect.MakeXYWH(x + 84, 452, 8, 64), paint(0xFF10182C))
        strand(canvas, [(x + 3, 292), (x + 3, 440)], 0x709CC4F4, 1.6)


def _straps(canvas: Canvas, t: float) -> None:
    canvas.drawRect(skia.Rect.MakeLTRB(-20, 56, WIDTH + 20, 61), down([0xFFC8D4DC, 0xFF5C6880], 56, 61))
    for k in range(9):
        swing = 7.0 * math.sin(t * 2.1 + k * 0.35) + 4.0 * drift(t * 1.3, k, 5)
        canvas.save()
        canvas.translate(50 + k * 108, 60)
        canvas.rotate(swing)
        strand(canvas, [(0, 0), (0, 42)], 0xFF2A3040, 5)
        canvas.drawCircle(0, 58, 14, paint(0xFFE8E2D0, stroke=4.5))
        canvas.drawCircle(-1, 57, 14, paint(0x90FFFFFF, stroke=1.2))
        canvas.restore()
    for x in (208, 748):
        canvas.drawRect(skia.Rect.MakeXYWH(x, 40, 8, 520), across([0xFF7A6030, 0xFFFFE0A0, 0xFF8A6A30], (x, 0),
                                                                  (x + 8, 0)))


def wide() -> Painter:
    """The empty bus from the aisle: she sits alone, lamps pass, the phone lights up."""
    night, frame, seats = paint_layer(_night, 0.0, blur=3.0), paint_layer(_frame, 0.9), paint_layer(_seats, 1.0)
    far, close = _rolling(3, 30, (4, 12), 0.5, 110, 320), _rolling(5, 12, (14, 30), 0.42, 130, 320)

    def draw(canvas: Canvas, now: Moment) -> None:
        x, y = _jolt(now.t)
        camera = Camera(-14.0 + 26.0 * ease(now.u) + x, y, 1.0 + 0.07 * ease(now.u))
        show(canvas, night, Camera())
        _pass_by(canvas, far, now.t * 190.0)
        _pass_by(canvas, close, now.t * 460.0)
        drops(canvas, now.t, 8, 150, (0, 90, 980, 330), 3.4)
        show(canvas, frame, camera)
        show(canvas, seats, camera)
        lamp = _lamp(now.t)
        power = math.sin(math.pi * lamp)
        ring = 0.8 if 1274 <= now.frame < 1286 or 1296 <= now.frame < 1308 else 0.0
        lit = Light(blend(0xFF566A98, 0xFF9A8C88, power * 0.6), fade(0x60FFC070, 0.35 + 0.45 * power), 0xA0A8DCFF,
                    side=0.9 - 1.8 * lamp, rim_side=0.5, rise=0.8)
        canvas.save()
        look(canvas, camera, 1.0)
        glance = ease(now.t, 2.2, 2.7)
        draw_side(canvas, (474, 516), 268, JIEUN, Pose(is_seated=True, hand="lap", nod=3.0 + 14.0 * glance, lean=2.0,
                                                       breath=math.sin(now.t * 1.4),
                                                       mien=Mien(lids=0.9 - 0.3 * glance)), lit)
        strand(canvas, [(512, 402), (531, 396)], blend(0xFF1A2030, 0xFFE8F6FF, ring), 6.0)
        glow(canvas, (522, 394), 120, fade(0xA0A8DCFF, ring))
        canvas.restore()
        _straps(canvas, now.t)
        reach = WIDTH * (1.25 - 1.5 * lamp)
        beam = polygon([(reach - 60, 90), (reach + 120, 90), (reach - 60, 560), (reach - 330, 560)])
        canvas.drawPath(beam, paint(fade(0x38FFC070, power), blur=26.0, mode=PLUS))
        canvas.drawPaint(paint(0x1AFFC890, mode=SCREEN))    # the tubes of a night bus: brighter and warmer than its street
        for x in (150, 480, 810):
            glow(canvas, (x, 30), 470, 0x6EFFE8C8, SCREEN)

    return draw


def window() -> Painter:
    """Beside her at the window: she lifts the phone, and hears her name."""
    night = paint_layer(_night, 0.0, blur=8.0)
    far, close = _rolling(13, 26, (12, 30), 0.55, 30, 470), _rolling(15, 9, (34, 66), 0.36, 60, 460)

    def rim(canvas: Canvas) -> None:
        canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, -MARGIN, WIDTH + MARGIN, 26), down([0xFF101830, 0xFF2A3858], -60,
                                                                                       26))
        canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 458, WIDTH + MARGIN, 620), down([0xFF4A6088, 0xFF1C2846,
                                                                                     0xFF0E1428], 458, 560))
        canvas.drawRect(skia.Rect.MakeXYWH(824, -MARGIN, 50, 700), across([0xFF16203C, 0xFF36486E, 0xFF10182E],
                                                                          (824, 0), (874, 0)))
        canvas.drawRoundRect(skia.Rect.MakeXYWH(-70, 250, 170, 420), 60, 60, across([0xFF16305E, 0xFF2E5898,
                                                                                     0xFF1C3C74], (-70, 0), (100, 0)))

    metal = paint_layer(rim, 0.9)

    def draw(canvas: Canvas, now: Moment) -> None:
        x, y = _jolt(now.t + 4.0)
        camera = Camera(12.0 - 22.0 * ease(now.u) + x, y, 1.01 + 0.06 * ease(now.u))
        show(canvas, night, Camera())
        _pass_by(canvas, far, now.t * 150.0)
        _pass_by(canvas, close, now.t * 380.0)
        lamp = _lamp(now.t + 0.3)
        power = math.sin(math.pi * lamp)
        lift = ease(now.t, 0.0, 0.5)
        still = ease(now.t, 3.2, 3.8)
        lit = Light(blend(0xFF7686B0, 0xFFB09C98, power * 0.5), fade(0x64FFC070, 0.3 + 0.8 * power), 0xC0A0D8FF,
                    side=0.9 - 1.6 * lamp, rim_side=0.9, rise=0.4)
        mien = Mien(lids=0.8 * blink(now.t, 0.9, 3.0) + 0.1 * still, mouth=0.12 * still, hair=0.05)
        canvas.saveLayerAlpha(None, 44)
        draw_side(canvas, (640, 912), 900, JIEUN, Pose(facing=-1.0, is_seated=True, hand="lap", mien=mien), lit)
        canvas.restore()
        drops(canvas, now.t, 18, 120, (0, 20, 980, 470), 6.5)
        show(canvas, metal, camera)
        canvas.save()
        look(canvas, camera, 1.0)
        draw_side(canvas, (330, 944), 950, JIEUN, Pose(is_seated=True, hand="phone" if lift > 0.2 else "lap",
                                                       nod=5.0 - 3.0 * still, lean=1.0,
                                                       breath=math.sin(now.t * 1.5) * (1.0 - still), mien=mien), lit)
        glow(canvas, (362, 262), 150, 0x409FD8FF)
        canvas.restore()
        glow(canvas, (WIDTH * (1.2 - 1.4 * lamp), 60), 520, fade(0x50FFB060, power), SCREEN)

    return draw


def jieun() -> Painter:
    """Close on her: the silence, the two words, the breath, the bell."""
    night = paint_layer(_night, 0.0, blur=12.0)
    far, close = _rolling(23, 24, (16, 40), 0.55, 20, 520), _rolling(25, 7, (44, 80), 0.30, 40, 500)

    def draw(canvas: Canvas, now: Moment) -> None:
        said, gasp, bell = now.frame - 1474, now.frame - 1507, now.frame - 1532
        slow = now.t * 90.0
        show(canvas, night, Camera())
        _pass_by(canvas, far, slow)
        _pass_by(canvas, close, slow * 2.2)
        drops(canvas, now.t, 28, 70, (0, 0, 980, 540), 8.0)
        power = 0.5 + 0.5 * math.sin(now.t * 1.3)
        lit = Light(blend(0xFF949AB8, 0xFFC0A8A0, 0.5 * power), fade(0x48F4C490, 0.5 + 0.5 * power), 0xB0A0DCFF,
                    side=0.8, rim_side=-0.9, rise=0.3)
        wide_eyes = ease(gasp, -2, 4) * (1.0 - 0.5 * ease(gasp, 14, 30))
        held = 1.0 - ease(gasp, 0, 4)
        smile = ease(bell, -8, 12)
        drop = ease(said, 0, 10) * (1.0 - ease(gasp, -4, 2))
        mouth = 0.55 * ease(gasp, -1, 4) * (1.0 - ease(gasp, 8, 22))
        face = Face(yaw=-0.34 + 0.22 * ease(said, -6, 30), nod=0.45 - 0.4 * ease(said, -4, 20) - 0.2 * wide_eyes,
                    tilt=-3.0 + 3.0 * ease(gasp, -2, 10),
                    gaze=(-0.4 + 0.4 * ease(said, 0, 20), 0.7 - 0.7 * ease(said, -2, 8)), mouth=mouth,
                    lids=(0.74 - 0.12 * drop + 0.34 * wide_eyes) * blink(now.t, 0.7,
                                                                         2.5), smile=0.7 * smile,
                                                                         worry=1.0 - 0.3 * smile,
                    breath=0.4 * math.sin(now.t * 1.4) * held + 1.8 * wide_eyes, tear=ease(gasp, 4, 38))
        x, y = _jolt(now.t + 9.0)
        zoom = 1.0 + 0.13 * ease(now.u)
        draw_bust(canvas, (470 + x, 232 + y * 0.6 - 5 * wide_eyes), 118 * zoom, JIEUN, face, lit)
        _phone(canvas, (470 + x + 118 * zoom * 0.86, 262 + y), 118 * zoom)
        lamp = ease(bell, 0, 3)
        canvas.drawCircle(842, 150, 20, paint(blend(0xFF3A1018, 0xFFFF5A40, lamp)))
        canvas.drawCircle(842, 150, 24, paint(0xFF0C1020, stroke=6))
        glow(canvas, (842, 150), 420, fade(0xA0FF3A28, lamp), SCREEN)

    return draw


def _phone(canvas: Canvas, at: Point, size: float) -> None:
    """Her hand and phone at the ear, cut by the edge of the hair; the sleeve falls out of frame."""
    x, y = at
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(10.0)
    sleeve = [(-0.22, 0.5), (0.3, 0.42), (0.62, 1.6), (0.7, 3.2), (-0.1, 3.2), (-0.1, 1.6)]
    canvas.drawPath(polygon([(px * size, py * size) for px, py in sleeve]), across([0xFF8A7058, 0xFF54465A],
                                                                                   (-0.2 * size, 0), (0.6 * size, 0)))
    canvas.drawRoundRect(skia.Rect.MakeXYWH(-0.20 * size, -0.56 * size, 0.15 * size, 1.0 * size), 7, 7,
                         paint(0xFF10131C))
    for k in range(4):
        canvas.drawRoundRect(skia.Rect.MakeXYWH(-0.16 * size, (-0.16 + 0.16 * k) * size, 0.36 * size, 0.14 * size), 9,
                             9,
                             across([0xFFB08E88, 0xFF8C7484], (-0.16 * size, 0), (0.2 * size, 0)))
    canvas.drawRoundRect(skia.Rect.MakeXYWH(0.02 * size, -0.10 * size, 0.26 * size, 0.74 * size), 16, 16,
                         across([0xFFA88884, 0xFF7C6A80], (0, 0), (0.28 * size, 0)))
    canvas.restore()
    glow(canvas, (x - 0.2 * size, y - 0.1 * size), size * 0.8, 0x509FD8FF)

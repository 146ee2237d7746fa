"""Scene 3, a street of neon in the rain: he runs, the doors close, the last bus leaves."""

import math
from collections.abc import Callable

import skia

from yeoun.demo.chance import between, chance, drift
from yeoun.demo.faces import Face, draw_bust
from yeoun.demo.figures import Back, Pose, draw_back, draw_side
from yeoun.demo.forms import HYEONWOO, JIEUN, Light, strand
from yeoun.demo.profiles import Mien
from yeoun.demo.props import bokeh, lamp_post, rain, skyline, splashes, stride
from yeoun.demo.scene_rooftop import blink
from yeoun.demo.screenplay import HUSHES, RUNS
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
    smooth,
)

NEONS = (0xFFFF3D8A, 0xFF2FD8FF, 0xFF9A5BFF, 0xFF35F0C0, 0xFFFF5A5A, 0xFF4A7CFF)
NIGHT = Light(0xFF6474A8, 0x58FF4A9A, 0xC050DCFF, side=0.8, rim_side=-0.8, rise=0.5)
CURB = 424.0


def _sign(canvas: Canvas, kind: int, at: Point, size: float, colour: int) -> None:
    """A neon tube bent into a shape that needs no alphabet."""
    x, y = at
    path = skia.Path()
    match kind % 7:
        case 0:
            path.addCircle(x, y, size * 0.42)
            path.addCircle(x, y, size * 0.24)
        case 1:
            path.addPath(smooth([(x, y + size * 0.4), (x - size * 0.45, y - size * 0.05),
                                 (x - size * 0.22, y - size * 0.4),
                                 (x, y - size * 0.18), (x + size * 0.22, y - size * 0.4),
                                 (x + size * 0.45, y - size * 0.05)]))
        case 2:
            path.addRoundRect(skia.Rect.MakeXYWH(x - size * 0.3, y - size * 0.2, size * 0.5, size * 0.5), 5, 5)
            path.addCircle(x + size * 0.28, y + size * 0.03, size * 0.12)
            for k in (-0.14, 0.02):
                path.moveTo(x + size * k, y - size * 0.3)
                path.quadTo(x + size * (k + 0.07), y - size * 0.38, x + size * k, y - size * 0.48)
        case 3:
            for k in range(4):
                path.moveTo(x - size * 0.4, y - size * 0.36 + k * size * 0.24)
                path.lineTo(x + size * (0.4 - 0.14 * (k % 2)), y - size * 0.36 + k * size * 0.24)
        case 4:
            for k in range(10):
                angle, far = math.pi * (k / 5.0 - 0.5), size * (0.46 if k % 2 == 0 else 0.2)
                spot = (x + far * math.cos(angle), y + far * math.sin(angle))
                (path.moveTo if k == 0 else path.lineTo)(*spot)
            path.close()
        case 5:
            path.addPath(polygon([(x - size * 0.42, y - size * 0.3), (x + size * 0.42, y - size * 0.3),
                                  (x, y + size * 0.05)]))
            path.moveTo(x, y + size * 0.05)
            path.lineTo(x, y + size * 0.42)
            path.moveTo(x - size * 0.2, y + size * 0.42)
            path.lineTo(x + size * 0.2, y + size * 0.42)
        case _:
            path.moveTo(x - size * 0.42, y)
            path.lineTo(x + size * 0.4, y)
            path.lineTo(x + size * 0.15, y - size * 0.24)
            path.moveTo(x + size * 0.4, y)
            path.lineTo(x + size * 0.15, y + size * 0.24)
    canvas.drawPath(path, paint(fade(colour, 0.55), stroke=size * 0.20, blur=size * 0.12, mode=PLUS))
    canvas.drawPath(path, paint(fade(colour, 0.9), stroke=size * 0.075, mode=PLUS))
    canvas.drawPath(path, paint(0xE0FFFFFF, stroke=size * 0.028))


def _shop(canvas: Canvas, x: float, wide: float, seed: int) -> None:
    wall = (0xFF1B1E38, 0xFF20203C, 0xFF181C30, 0xFF231E38)[seed % 4]
    canvas.drawRect(skia.Rect.MakeLTRB(x, 20 + 60 * chance(seed, 1), x + wide, CURB), down([0xFF12142A, wall], 0, CURB))
    neon, other = NEONS[seed % 6], NEONS[(seed * 5 + 2) % 6]
    for row in range(3):
        for k in range(int(wide / 38)):
            if chance(seed, row, k, 2) > 0.45:
                pane = (0xFF3A4A7C, 0xFF6A5A78, 0xFFB08A68, 0xFF2A3560)[int(chance(seed, row, k, 3) * 4)]
                canvas.drawRect(skia.Rect.MakeXYWH(x + 14 + k * 38, 96 + row * 56, 22, 34), paint(fade(pane, 0.85)))
    canvas.drawRect(skia.Rect.MakeLTRB(x + 8, 306, x + wide - 8, CURB - 4), down([fade(neon, 0.85), fade(neon, 0.30),
                                                                                  0xFF141428], 296, CURB))
    canvas.drawRect(skia.Rect.MakeLTRB(x + 8, 306, x + wide - 8, CURB - 4), down([0x60FFF0E0, 0x10FFF0E0], 306, CURB))
    for k in range(1, int(wide / 46)):
        canvas.drawRect(skia.Rect.MakeXYWH(x + k * 46, 306, 3, CURB - 310), paint(0xFF141428))
    for k in range(int(wide / 16)):
        canvas.drawPath(polygon([(x + 4 + k * 16, 286), (x + 20 + k * 16, 286), (x + 20 + k * 16, 308),
                                 (x + 4 + k * 16, 308)]),
                        paint((0xFF2A2A48, fade(other, 0.5))[k % 2]))
    canvas.drawRoundRect(skia.Rect.MakeLTRB(x + 14, 240, x + wide - 14, 282), 6, 6, paint(0xFF0E0F20))
    canvas.drawRoundRect(skia.Rect.MakeLTRB(x + 14, 240, x + wide - 14, 282), 6, 6, paint(fade(other, 0.9), stroke=2.0,
                                                                                          mode=PLUS))
    for k in range(max(1, int(wide / 60))):
        _sign(canvas, seed + k * 3, (x + 42 + k * 54, 261), 32, (neon, other)[k % 2])


def _tower_sign(canvas: Canvas, x: float, wide: float, seed: int) -> None:
    neon, other = NEONS[seed % 6], NEONS[(seed * 5 + 2) % 6]
    if chance(seed, 9) > 0.25:
        tower = skia.Rect.MakeXYWH(x + wide - 30, 70 + 40 * chance(seed, 8), 36, 148)
        canvas.drawRoundRect(tower, 5, 5, paint(0xFF0C0D1E))
        canvas.drawRoundRect(tower, 5, 5, paint(neon, stroke=2.4, mode=PLUS))
        for k in range(3):
            _sign(canvas, seed * 3 + k, (tower.centerX(), tower.top() + 28 + k * 46), 28, (neon, other, 0xFFFFB347)[k])
        glow(canvas, (tower.centerX(), tower.centerY()), 130, fade(neon, 0.34))


def _spill(canvas: Canvas, x: float, wide: float, seed: int) -> None:
    neon = NEONS[seed % 6]
    glow(canvas, (x + wide / 2, 262), wide * 0.9, fade(neon, 0.22))


def _shops(length: float, seed: int) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        x, k = -MARGIN - 10.0, seed
        rows: list[tuple[float, float, int]] = []
        while x < length:
            wide = between(120, 210, k, 77)
            rows.append((x, wide, k))
            x += wide + 4
            k += 1
        for part in (_shop, _tower_sign, _spill):
            for place, breadth, seed_of in rows:
                part(canvas, place, breadth, seed_of)
        canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, CURB - 6, length + 200, CURB + 2), paint(0xFF0C0D1C))
    return draw


def _mirror(layer: Layer, wide: int) -> Layer:
    """What a wet street makes of a layer: upside down, drawn out and broken downwards."""
    sheet = skia.Surface(wide, HEIGHT + 2 * MARGIN)
    canvas = sheet.getCanvas()
    canvas.clear(0)
    lens = skia.ImageFilters.Blur(2.5, 11.0, skia.TileMode.kClamp)
    canvas.save()
    canvas.translate(0, 2 * (CURB + MARGIN))
    canvas.scale(1.0, -1.0)
    canvas.drawImage(layer.image, layer.at[0] + MARGIN, layer.at[1] + MARGIN, skia.SamplingOptions(),
                     skia.Paint(ImageFilter=lens))
    canvas.restore()
    shade = down([0x08000010, 0x60000010, 0xB8000818], CURB + MARGIN, HEIGHT + MARGIN)
    canvas.drawRect(skia.Rect.MakeLTRB(0, CURB + MARGIN, wide, HEIGHT + 2 * MARGIN), shade)
    for k in range(150):
        x, y = between(0, wide, 61, k, 1), CURB + MARGIN + 4 + 170 * chance(61, k, 2)
        long = between(30, 120, 61, k, 3)
        canvas.drawOval(skia.Rect.MakeXYWH(x, y, long, between(1.0, 4.0, 61, k, 4)), paint(0x60060818, blur=1.0))
    return Layer(sheet.makeImageSnapshot(), layer.depth)


def _sky(canvas: Canvas) -> None:
    canvas.drawPaint(down([0xFF0A0C22, 0xFF141A3E, 0xFF2A2658], 0, 400))
    skyline(canvas, 19, 420, 160, 330, 0xFF10132C, 0xFF221F4A, widths=(40, 110), windows=0xFF7C8CD8, lit=0.22)


def _street(canvas: Canvas, camera: Camera, layers: tuple[Layer, Layer, Layer]) -> None:
    sky, shops, wet = layers
    show(canvas, sky, camera)
    show(canvas, shops, camera)
    canvas.save()
    look(canvas, camera, 1.0)
    canvas.clipRect(skia.Rect.MakeLTRB(-200, CURB, 4000, 800))
    canvas.drawRect(skia.Rect.MakeLTRB(-200, CURB, 4000, 800), paint(0xFF0B0D1E))
    canvas.restore()
    canvas.save()
    canvas.clipRect(skia.Rect.MakeLTRB(0, HEIGHT / 2 + (CURB - HEIGHT / 2) * camera.zoom - camera.y, WIDTH, HEIGHT))
    show(canvas, wet, camera)
    canvas.restore()


def _layers(extra: int, seed: int) -> tuple[Layer, Layer, Layer]:
    shops = paint_layer(_shops(WIDTH + MARGIN + extra, seed), 1.0, extra=extra)
    return paint_layer(_sky, 0.2, extra=extra // 4), shops, _mirror(shops, WIDTH + 2 * MARGIN + extra)


def _curtains(canvas: Canvas, t: float, power: float = 1.0, slant: float = -0.12) -> None:
    rain(canvas, t, count=170, speed=620, length=20, slant=slant, colour=fade(0x48B8C8FF, power), width=0.9, seed=1)
    rain(canvas, t, count=90, speed=900, length=38, slant=slant, colour=fade(0x60C8D8FF, power), width=1.2, seed=2)
    rain(canvas, t, count=26, speed=1350, length=86, slant=slant, colour=fade(0x38E0ECFF, power), width=2.2, seed=3)


def wide() -> Painter:
    """Alongside him as he runs through the neon."""
    layers = _layers(1320, 4)

    def draw(canvas: Canvas, now: Moment) -> None:
        phase, done = stride(RUNS, now.frame)
        x = 60.0 + done * 104.0
        camera = Camera(max(-20.0, (x - 300.0 - 150.0 * now.u)), 2.0 * math.sin(now.t * 9), 1.0)
        _street(canvas, camera, layers)
        canvas.save()
        look(canvas, camera, 1.0)
        pose = Pose(phase=phase if phase is not None else 0.5, stride=104.0 / 200, is_running=True, hand="umbrella",
                    lean=12.0,
                    mien=Mien(mouth=0.5, hair=0.9))
        canvas.saveLayerAlpha(skia.Rect.MakeLTRB(x - 240, 486, x + 240, 640), 84)
        canvas.translate(0, 2 * 488.0)
        canvas.scale(1, -1)
        draw_side(canvas, (x, 488), 200, HYEONWOO, pose, NIGHT)
        canvas.restore()
        draw_side(canvas, (x, 486), 200, HYEONWOO, pose, NIGHT)
        canvas.restore()
        splashes(canvas, now.t, (-20, CURB + 10, 980, 560), 60, 0xA0B8D0FF, 5)
        canvas.save()
        for k in range(4):
            at = (k * 700.0 - camera.x * 1.5 + 500, 610.0)
            if -200 < at[0] < WIDTH + 200:
                lamp_post(canvas, at, 640, 0xFF07080F, 0xFFBFD8FF, 0.16)
        canvas.restore()
        _curtains(canvas, now.t, slant=-0.30)

    return draw


def _bus_body(canvas: Canvas, x: float, y: float, *, doors: float, moving: float, t: float) -> None:
    """A city bus from the side, its right end the front; `doors` 1 open to 0 closed."""
    jolt = 1.2 * drift(t * 8.0, 3) * (0.4 + moving)
    canvas.save()
    canvas.translate(x, y + jolt)
    body = skia.Rect.MakeLTRB(0, -214, 640, -26)
    canvas.drawRoundRect(body, 18, 18, down([0xFF3C6AC0, 0xFF2A4E9C, 0xFF162A60], -214, -26))
    canvas.drawRect(skia.Rect.MakeLTRB(0, -92, 640, -82), paint(0xFFE8EEF8))
    canvas.drawRect(skia.Rect.MakeLTRB(4, -212, 636, -206), paint(0x909FC8FF))
    for k in range(6):
        pane = skia.Rect.MakeXYWH(18 + k * 88, -194, 80, 86)
        canvas.drawRoundRect(pane, 6, 6, down([0xFFF4F6E8, 0xFFD8E4E4, 0xFF9CB4C4], -194, -108))
        canvas.drawRect(skia.Rect.MakeXYWH(28 + k * 88, -142, 26, 34), paint(0xFF3C5C88))
        canvas.drawRect(skia.Rect.MakeXYWH(60 + k * 88, -192, 2.4, 84), paint(0xFFC8A850))
    canvas.save()
    canvas.clipRect(skia.Rect.MakeXYWH(194, -194, 80, 86))
    draw_side(canvas, (228, -42), 158, JIEUN, Pose(is_seated=True, hand="lap", nod=12.0), Light(0xFFC8CCD0, 0x30FFFFFF,
                                                                                                0x60FFFFFF))
    canvas.restore()
    canvas.drawRoundRect(skia.Rect.MakeXYWH(18 + 2 * 88, -194, 80, 86), 6, 6, across([0x60FFFFFF, 0x00FFFFFF,
                                                                                      0x28FFFFFF], (194, -194),
                                                                                      (274, -108)))
    for k in range(2):
        leaf = skia.Rect.MakeXYWH(548 + (k * 40 - 20) * 1.0 + (14 if k else -14) * doors, -194,
                                  38 * (1 - 0.45 * doors), 162)
        canvas.drawRect(skia.Rect.MakeXYWH(528 + 40 * k, -194, 38, 162), paint(0xFFFFF0C8))
        canvas.drawRoundRect(leaf, 4, 4, down([0xFF9FB8C8, 0xFF4C6690], -194, -32))
        canvas.drawRoundRect(leaf, 4, 4, paint(0xFF10204C, stroke=3))
    for wx in (112, 470):
        canvas.drawCircle(wx, -28, 34, paint(0xFF07080F))
        canvas.drawCircle(wx, -28, 15, paint(0xFF8890A0))
        for k in range(5):
            a = k * math.tau / 5 + t * 6.0 * moving
            canvas.drawCircle(wx + 9 * math.cos(a), -28 + 9 * math.sin(a), 2.4, paint(0xFF303848))
    canvas.drawRoundRect(skia.Rect.MakeXYWH(2, -74, 9, 30), 3, 3, paint(0xFFFF3030))
    glow(canvas, (4, -60), 120, 0xB0FF2020)
    glow(canvas, (640, -58), 170, 0x80FFF4D0)
    canvas.restore()


def bus() -> Painter:
    """Over his shoulder: the doors close, and the bus goes."""
    layers = _layers(0, 12)

    def draw(canvas: Canvas, now: Moment) -> None:
        camera = Camera(-18.0 + 34.0 * ease(now.u), 0.0, 1.0 + 0.03 * now.u)
        _street(canvas, camera, layers)
        gone = max(0.0, now.t - 2.08)
        travel = 64.0 * gone * gone * (2.1 + 0.9 * gone)
        doors = 1.0 - ease(now.t, 0.30, 1.0)
        canvas.save()
        look(canvas, camera, 1.0)
        x = 296.0 + travel
        canvas.saveLayerAlpha(skia.Rect.MakeLTRB(x - 130, 470, x + 820, 640), 92)
        canvas.translate(0, 2 * 468.0)
        canvas.scale(1, -1)
        _bus_body(canvas, x, 468, doors=doors, moving=min(1.0, gone), t=now.t)
        canvas.restore()
        _bus_body(canvas, x, 466, doors=doors, moving=min(1.0, gone), t=now.t)
        canvas.restore()
        splashes(canvas, now.t, (-20, CURB + 40, 980, 560), 46, 0xA0B8D0FF, 6)
        _curtains(canvas, now.t)
        heave = math.sin(now.t * 7.5)
        rush = 1.0 - ease(now.t, 0.0, 0.55)
        canvas.save()
        canvas.translate(-150.0 * rush, 0.0)
        draw_back(canvas, (196, 812 + 5 * heave), 660, HYEONWOO, Back(turn=0.55 + 0.25 * ease(now.t, 1.2, 3.0),
                                                                      lean=5.0 * rush + 2.0, breath=heave,
                                                                      mien=Mien(mouth=0.4, hair=0.3)), NIGHT)
        canvas.restore()
        rain(canvas, now.t, count=20, speed=1400, length=90, slant=-0.12, colour=0x34E0ECFF, width=2.4, seed=8)

    return draw


def hyeonwoo() -> Painter:
    """Close on him in the rain: he shouts, and then there is only his heart."""
    def town(canvas: Canvas) -> None:
        canvas.drawPaint(down([0xFF0C0E26, 0xFF1A1C46, 0xFF281E4C], 0, 540))

    def lights(canvas: Canvas) -> None:
        bokeh(canvas, 71, 54, (-50, 40, 1010, 470), NEONS, (14, 46), 0.55)

    back, far = paint_layer(town, 0.1), paint_layer(lights, 0.4, blur=1.5)
    hush = HUSHES[0]

    def draw(canvas: Canvas, now: Moment) -> None:
        still = ease(now.frame, hush.at - 22.0, hush.at + 8.0)
        camera = Camera(-12.0 + 20.0 * now.u, 0.0, 1.02 + 0.10 * ease(now.u))
        show(canvas, back, camera)
        show(canvas, far, camera, mode=PLUS, opacity=1.0 - 0.45 * still)
        _curtains(canvas, now.t, 0.7 * (1.0 - 0.55 * still))
        red = ease(now.t, 1.6, 2.4) * (1.0 - ease(now.t, 3.6, 5.4))
        lit = Light(0xFF7484B4, blend(0x50FF4A9A, 0x90FF2A1C, red), 0xB050DCFF, side=0.9, rim_side=-0.9, rise=0.3)
        shout = ease(now.t, 0.48, 0.60) * (1.0 - ease(now.t, 1.35, 1.6))
        heave = math.sin(now.t * 7.0) * (1.0 - 0.8 * still)
        face = Face(yaw=0.42 - 0.12 * still, nod=-0.2 + 0.35 * still, tilt=1.0 - 3.0 * still,
                    gaze=(0.5 - 0.3 * still, 0.1 + 0.4 * still),
                    lids=(1.0 - 0.25 * still) * blink(now.t, 0.2, 2.9, 5.0),
                    mouth=0.95 * shout + 0.28 * (1 - shout) * (1.0 - 0.7 * still), worry=1.0,
                    breath=1.4 * heave + shout, tear=ease(now.t, 4.2, 6.4))
        zoom = 1.0 + 0.16 * ease(now.u)
        draw_bust(canvas, (480, 232 + 4 * heave), 118 * zoom, HYEONWOO, face, lit)
        _wet(canvas, (480, 232), 118 * zoom, now.t)
        glow(canvas, (900 + 100 * (1 - red), 360), 760, fade(0x90FF2A20, red), SCREEN)
        rain(canvas, now.t, count=18, speed=1400, length=96, slant=-0.12, colour=fade(0x40E0ECFF, 1.0 - 0.6 * still),
             width=2.4, seed=8)
        canvas.drawPaint(paint(fade(0xFF04060F, 0.26 * still)))

    return draw


def _wet(canvas: Canvas, at: Point, size: float, t: float) -> None:
    """Drops that run from the hair down the face."""
    for k in range(7):
        run = (t * between(0.25, 0.6, 91, k, 1) + chance(91, k, 2)) % 1.3
        x = at[0] + size * between(-0.5, 0.62, 91, k, 3)
        y = at[1] + size * (-0.25 + 1.1 * run)
        if run < 1.0:
            strand(canvas, [(x, y - size * 0.10), (x + 1.0, y)], 0x50E8F4FF, 1.6)
            canvas.drawCircle(x + 1.0, y, 2.2, paint(0xB0F0F8FF))

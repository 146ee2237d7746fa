"""The end of scene 2, at the gate: the umbrella left behind, the first drops, his hand."""

import skia

from yeoun.demo.chance import between, chance
from yeoun.demo.forms import HYEONWOO, Light, form, strand
from yeoun.demo.props import rain
from yeoun.demo.scene_courtyard import flicker, lean_umbrella
from yeoun.demo.stagecraft import (
    MARGIN,
    SCREEN,
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
    show,
    smooth,
)


def _planks(canvas: Canvas) -> None:
    for k in range(9):
        x = -MARGIN + k * 126
        canvas.drawRect(skia.Rect.MakeXYWH(x, -MARGIN, 124, 520), across([0xFF4E382F, 0xFF3A2A2A, 0xFF2C2226], (x, 0),
                                                                         (x + 124, 0)))
        for j in range(6):
            y = between(-40, 420, 3, k, j)
            strand(canvas, [(x + 20 + 15 * j, y), (x + 22 + 15 * j, y + 60), (x + 18 + 15 * j, y + 130)], 0x30140C10,
                   1.6)
    for y in (96, 330):
        canvas.drawRect(skia.Rect.MakeXYWH(-MARGIN, y, 1100, 26), down([0xFF5E463A, 0xFF2E2226], y, y + 26))
        for k in range(9):
            canvas.drawCircle(30 + k * 126, y + 13, 7, paint(0xFF1E1A22))
            canvas.drawCircle(28 + k * 126, y + 11, 2.4, paint(0xFFB89A78))
    canvas.drawCircle(700, 220, 30, paint(0xFF17151C, stroke=8))
    canvas.drawCircle(699, 218, 30, paint(0x80C8A880, stroke=2))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 452, 1020, 620), down([0xFF7C7C98, 0xFF4C4E6C, 0xFF34364E], 452, 600))
    canvas.drawRect(skia.Rect.MakeLTRB(-MARGIN, 446, 1020, 456), paint(0xFF20202F))
    glow(canvas, (150, 90), 620, 0x60FF9A48)


def umbrella() -> Painter:
    """Insert: the umbrella at the gate, the first drops, his hand."""
    planks = paint_layer(_planks, 0.8)
    lit = Light(0xFFA8A0B0, 0x60FFA850, 0xB0FFD090, side=-0.9, rim_side=-0.9)

    def draw(canvas: Canvas, now: Moment) -> None:
        camera = Camera(-8.0 + 12.0 * now.u, 6.0 - 10.0 * now.u, 1.02 + 0.07 * ease(now.u))
        show(canvas, planks, camera)
        canvas.save()
        look(canvas, camera, 1.0)
        for k in range(60):
            born = 0.15 + 2.7 * chance(51, k, 1) ** 0.7
            if now.t > born:
                x, y = between(-40, 1000, 51, k, 2), between(462, 560, 51, k, 3)
                size = between(5, 11, 51, k, 4) * ease(now.t, born, born + 0.12)
                canvas.drawOval(skia.Rect.MakeLTRB(x - size, y - size * 0.3, x + size, y + size * 0.3),
                                paint(0x90202238))
        gone = ease(now.t, 2.12, 3.05)
        reach = ease(now.t, 1.68, 2.0)
        canvas.drawOval(skia.Rect.MakeLTRB(432, 492, 560, 512), paint(fade(0x90101020, 1.0 - gone), blur=6.0))
        canvas.save()
        canvas.translate(-560 * gone, -230 * gone)
        canvas.rotate(-34 * gone, 470, 300)
        lean_umbrella(canvas, (486, 504), 330, lit)
        canvas.restore()
        grip = (542 - 560 * gone - 90 * gone, 168 - 200 * gone)
        hand = (grip[0] - 420 * (1.0 - reach), grip[1] + 90 * (1.0 - reach))
        if reach > 0.0:
            _hand(canvas, hand, lit)
        canvas.restore()
        glow(canvas, (100, 40), 560, fade(0x40FF9A48, flicker(now.t)), SCREEN)
        rain(canvas, now.t, count=round(8 + 60 * now.u), speed=900, length=46, slant=-0.10, colour=0x60C8D4FF,
             width=1.3, seed=9)

    return draw


def _hand(canvas: Canvas, at: Point, light: Light) -> None:
    """A sleeve from the left and a closing hand."""
    x, y = at
    sleeve = smooth([(x - 620, y + 120), (x - 620, y + 20), (x - 180, y - 44), (x - 62, y - 36), (x - 52, y + 34),
                     (x - 170, y + 66)],
                    tension=0.3)
    palm = smooth([(x - 78, y - 24), (x - 30, y - 32), (x + 14, y - 24), (x + 26, y - 4), (x + 20, y + 22),
                   (x - 6, y + 34),
                   (x - 44, y + 30), (x - 80, y + 22)])
    form(canvas, palm, HYEONWOO.skin, light, 60)
    for k in range(4):
        finger = smooth([(x - 8 - 2 * k, y - 26 + 15 * k), (x + 20, y - 25 + 15 * k), (x + 30 - 2 * k, y - 18 + 15 * k),
                         (x + 20, y - 11 + 15 * k), (x - 10, y - 12 + 15 * k)])
        form(canvas, finger, HYEONWOO.skin, light, 20, rim=0.5)
    form(canvas, sleeve, HYEONWOO.coat, light, 90)

"""Things that stand in more than one place: skylines, clouds, distant lights, rain, lamps, and how a walk goes."""

import math
from collections.abc import Sequence

import skia

from yeoun.demo.chance import between, chance, drift
from yeoun.demo.screenplay import Walk, steps_of
from yeoun.demo.stagecraft import (
    HEIGHT,
    MARGIN,
    PLUS,
    WIDTH,
    Canvas,
    Point,
    across,
    down,
    fade,
    glow,
    paint,
    polygon,
    smooth,
)


def skyline(canvas: Canvas, seed: int, base: float, low: float, high: float, roof: int, foot: int, *,
            widths: tuple[float, float] = (34.0,
                                           92.0), windows: int = 0, lit: float = 0.3, bottom: float = 640.0) -> None:
    """A row of houses from edge to edge: their tops between `low` and `high` pixels above `base`.

    roof, foot   colours at the top and at the base (haze gathers below)
    windows      colour of lit windows, 0 for none; `lit` is the share of them with somebody at home
    """
    x, k = -MARGIN - 20.0, 0
    while x < WIDTH + MARGIN:
        k += 1
        wide = between(*widths, seed, k, 1)
        tall = between(low, high, seed, k, 2) * (1.25 if chance(seed, k, 3) > 0.86 else 1.0)
        top = base - tall
        canvas.drawRect(skia.Rect.MakeLTRB(x, top, x + wide + 1, bottom), down([roof, foot], base - high, base + 40))
        _roofs(canvas, seed * 31 + k, x, wide, top, roof)
        if windows:
            _windows(canvas, seed * 17 + k, (x, top, wide, base), windows, lit)
        x += wide + (between(2.0, 14.0, seed, k, 4) if chance(seed, k, 5) > 0.6 else 0.0)


def _roofs(canvas: Canvas, seed: int, x: float, wide: float, top: float, colour: int) -> None:
    kind = chance(seed, 1)
    if kind > 0.7:
        canvas.drawRect(skia.Rect.MakeXYWH(x + wide * 0.2, top - 9, wide * 0.32, 10), paint(colour))
    elif kind > 0.5:
        canvas.drawRect(skia.Rect.MakeXYWH(x + wide * 0.55, top - 20, 1.6, 21), paint(colour))
        canvas.drawRect(skia.Rect.MakeXYWH(x + wide * 0.55 - 4, top - 14, 9.6, 1.2), paint(colour))
    elif kind > 0.35:
        canvas.drawPath(polygon([(x + wide * 0.1, top), (x + wide * 0.5, top - 11), (x + wide * 0.9, top)]),
                        paint(colour))


def _windows(canvas: Canvas, seed: int, house: tuple[float, float, float, float], colour: int, lit: float) -> None:
    x, top, wide, base = house
    step_x, step_y = between(7.0, 10.0, seed, 1), between(10.0, 14.0, seed, 2)
    for row in range(int((base - top - 8) / step_y)):
        for column in range(int((wide - 8) / step_x)):
            luck = chance(seed, row, column)
            if luck < lit:
                shade = fade(colour, 0.35 + 0.65 * luck / lit)
                canvas.drawRect(skia.Rect.MakeXYWH(x + 5 + column * step_x, top + 6 + row * step_y, step_x * 0.5,
                                                   step_y * 0.45), paint(shade))


def cloud(canvas: Canvas, at: Point, wide: float, tall: float, colour: int, lit: int, seed: int) -> None:
    """A bank of cloud with a lit belly, painted with soft strokes."""
    for k in range(15):
        x = at[0] + (chance(seed, k, 1) - 0.5) * wide
        far = 1.0 - abs(x - at[0]) / (wide * 0.55)
        y = at[1] + (chance(seed, k, 2) - 0.6) * tall
        half, thick = wide * 0.16 * (0.4 + far), tall * 0.20 * (0.4 + far)
        box = skia.Rect.MakeLTRB(x - half, y - thick, x + half, y + thick)
        canvas.drawOval(box, paint(fade(colour, 0.5), blur=thick * 0.7))
        box = skia.Rect.MakeLTRB(x - half * 0.9, y + thick * 0.2, x + half * 0.9, y + thick * 0.95)
        canvas.drawOval(box, paint(fade(lit, 0.5), blur=thick * 0.5))


def bokeh(canvas: Canvas, seed: int, count: int, region: tuple[float, float, float, float], colours: Sequence[int],
          size: tuple[float, float], strength: float = 0.5) -> None:
    """Distant lights out of focus: discs with a brighter edge."""
    left, top, right, bottom = region
    for k in range(count):
        x, y = between(left, right, seed, k, 1), between(top, bottom, seed, k, 2)
        radius = between(*size, seed, k, 3)
        colour = colours[int(chance(seed, k, 4) * len(colours))]
        power = strength * between(0.35, 1.0, seed, k, 5)
        canvas.drawCircle(x, y, radius, paint(fade(colour, power * 0.55), mode=PLUS, blur=1.0))
        canvas.drawCircle(x, y, radius * 0.94, paint(fade(colour, power * 0.35), stroke=radius * 0.09, mode=PLUS))


def rain(canvas: Canvas, t: float, *, count: int, speed: float, length: float, slant: float, colour: int,
         width: float, seed: int, reach: float = 1.0) -> None:
    """One curtain of falling rain, seen as streaks; nearer curtains are longer, faster and fewer."""
    path = skia.Path()
    tall = HEIGHT + 2.0 * length
    for k in range(count):
        pace = speed * between(0.85, 1.15, seed, k, 1)
        run = (chance(seed, k, 2) * tall + t * pace) % tall
        turn = math.floor((chance(seed, k, 2) * tall + t * pace) / tall)
        x = chance(seed, k, 3, turn) * (WIDTH + 160.0) - 80.0
        y = run - length
        stretch = length * between(0.6, 1.2, seed, k, 4) * reach
        path.moveTo(x + slant * run, y)
        path.lineTo(x + slant * (run + stretch), y + stretch)
    canvas.drawPath(path, paint(colour, stroke=width))


def splashes(canvas: Canvas, t: float, region: tuple[float, float, float, float], count: int, colour: int,
             seed: int) -> None:
    """Small crowns where drops meet the ground; flatter and smaller towards the horizon."""
    left, top, right, bottom = region
    for k in range(count):
        life = between(0.25, 0.42, seed, k, 1)
        age = (t + chance(seed, k, 2)) / life
        turn, share = math.floor(age), age - math.floor(age)
        depth = chance(seed, k, 3, turn)
        x, y = between(left, right, seed, k, 4, turn), top + (bottom - top) * depth
        size = (2.0 + 7.0 * depth) * share
        ring = skia.Rect.MakeLTRB(x - size, y - size * 0.32, x + size, y + size * 0.32)
        canvas.drawOval(ring, paint(fade(colour, (1.0 - share) * (0.4 + 0.6 * depth)), stroke=0.8 + 0.5 * depth))


def dust(canvas: Canvas, t: float, count: int, colour: int, seed: int, rise: float = 6.0) -> None:
    """Motes in a shaft of light, drifting."""
    for k in range(count):
        x = (chance(seed, k, 1) * (WIDTH + 80) + 14.0 * t * between(0.3, 1.0, seed, k, 2)
             + 16.0 * drift(t * 0.3, seed, k)) % (WIDTH + 80) - 40
        y = (chance(seed, k, 3) * HEIGHT - rise * t * between(0.4, 1.3, seed, k, 4)) % HEIGHT
        twinkle = 0.5 + 0.5 * math.sin(t * between(0.6, 1.8, seed, k, 5) * 2.0 + k)
        canvas.drawCircle(x, y, between(0.8, 2.4, seed, k, 6), paint(fade(colour, 0.15 + 0.6 * twinkle), mode=PLUS))


def shafts(canvas: Canvas, source: Point, colour: int, t: float, count: int, reach: float, spread: tuple[float, float],
           seed: int) -> None:
    """Beams of light fanning from a source between two angles (degrees, 0 to the right, 90 down)."""
    for k in range(count):
        angle = between(*spread, seed, k, 1) + 1.6 * drift(t * 0.12, seed, k, 2)
        half = between(0.8, 3.0, seed, k, 3)
        power = between(0.3, 1.0, seed, k, 4) * (0.75 + 0.25 * drift(t * 0.25, seed, k, 5))
        ends = [(source[0] + reach * math.cos(math.radians(a)), source[1] + reach * math.sin(math.radians(a)))
                for a in (angle - half, angle, angle + half)]
        beam = polygon([source, ends[0], ends[2]])
        canvas.drawPath(beam, across([fade(colour, power), colour & 0xFFFFFF], source, ends[1], PLUS))


def lamp_post(canvas: Canvas, at: Point, tall: float, colour: int, light: int, power: float) -> None:
    """A street lamp, its foot at `at`, with the glow of its head."""
    x, y = at
    path = skia.Path()
    path.moveTo(x, y)
    path.lineTo(x, y - tall * 0.92)
    path.quadTo(x, y - tall, x + tall * 0.16, y - tall)
    canvas.drawPath(path, paint(colour, stroke=max(1.5, tall * 0.016)))
    head = (x + tall * 0.18, y - tall + 2)
    canvas.drawOval(skia.Rect.MakeLTRB(head[0] - tall * 0.06, head[1] - 2, head[0] + tall * 0.06, head[1] + 4),
                    paint(light))
    glow(canvas, head, tall * 0.55, fade(light, power))


def branch(canvas: Canvas, at: Point, angle: float, length: float, seed: int, colour: int, leaf: int,
           depth: int = 0) -> None:
    """A tree grown by halving: boughs, twigs, and leaves at the ends."""
    x, y = at
    ex, ey = x + length * math.cos(math.radians(angle)), y + length * math.sin(math.radians(angle))
    canvas.drawPath(smooth([(x, y), ((x + ex) / 2 + length * 0.06, (y + ey) / 2), (ex, ey)], closed=False),
                    paint(colour, stroke=max(1.0, length * 0.085)))
    if depth >= 4 or length < 9.0:
        for k in range(3):
            lx, ly = ex + between(-13, 13, seed, k, 1), ey + between(-11, 11, seed, k, 2)
            canvas.drawCircle(lx, ly, between(3.0, 8.0, seed, k, 3), paint(fade(leaf, between(0.5, 1.0, seed, k, 4))))
        return
    for k in range(3 if depth < 2 else 2):
        turn = between(-38, 38, seed, depth, k, 5) + (k - 0.7) * 20.0
        branch(canvas, (ex, ey), angle + turn, length * between(0.62, 0.80, seed, k, 6), seed * 7 + k + 1, colour, leaf,
               depth + 1)


def progress(walk: Walk, frame: float) -> float:
    """How many steps of the walk are done: 2.0 as the third heel lands; a walker ends half a step after the last.

    Before the first step the walker is on the way already, at the pace of the first interval.
    """
    steps = steps_of(walk)
    if frame < steps[0]:
        return (frame - steps[0]) / walk.interval
    for k, (here, there) in enumerate(zip(steps, steps[1:], strict=False)):
        if frame < there:
            return k + (frame - here) / (there - here)
    after = min(1.0, (frame - steps[-1]) / walk.interval)
    return len(steps) - 1 + 0.45 * (1.0 - (1.0 - after) ** 2)


def stride(walk: Walk, frame: float) -> tuple[float | None, float]:
    """Phase of the near foot (None once the walker stands) and the steps done."""
    done = progress(walk, frame)
    if done >= walk.count - 1 + 0.40:
        return None, done
    return (done / 2.0) % 1.0, done

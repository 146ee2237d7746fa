"""A frame of the film, whole: the right shot drawn at the right moment, dissolves, the fade, vignette and grain."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import skia

from yeoun.demo import scene_bus, scene_courtyard, scene_dawn, scene_gate, scene_rooftop, scene_street
from yeoun.demo.screenplay import FADE_OUT, FRAMES, RATE, SHOTS, Shot, shot_at
from yeoun.demo.stagecraft import (
    HEIGHT,
    WIDTH,
    Canvas,
    Image,
    Moment,
    Painter,
    ease,
    fade,
    grain_sheet,
    lay_grain,
    paint,
    vignette,
)

PICTURES: dict[str, Callable[[], Painter]] = {
    "rooftop_wide": scene_rooftop.wide, "rooftop_two": scene_rooftop.two,
    "rooftop_jieun": scene_rooftop.jieun, "rooftop_hyeonwoo": scene_rooftop.hyeonwoo,
    "courtyard_wide": scene_courtyard.wide, "courtyard_hyeonwoo": scene_courtyard.hyeonwoo,
    "courtyard_lantern": scene_courtyard.lantern, "courtyard_umbrella": scene_gate.umbrella,
    "street_wide": scene_street.wide, "street_bus": scene_street.bus, "street_hyeonwoo": scene_street.hyeonwoo,
    "bus_wide": scene_bus.wide, "bus_window": scene_bus.window, "bus_jieun": scene_bus.jieun,
    "dawn_wide": scene_dawn.wide, "dawn_two": scene_dawn.two, "dawn_river": scene_dawn.river,
}
VIGNETTE = 0.42     # our choice: how much darker the corners are
GRAIN = 4.0         # our choice: grain in eighth-bits of mid grey


@dataclass(frozen=True, slots=True)
class Finish:
    """What lies over every frame."""

    vignette: Image
    grain: Image


def _moment(shot: Shot, frame: int) -> Moment:
    since = (frame - shot.first) / float(RATE)
    return Moment(frame, since, (frame - shot.first) / (shot.last - shot.first))


def _compose(canvas: Canvas, frame: int, painters: dict[str, Painter], finish: Finish) -> None:
    shot = shot_at(frame)
    before = SHOTS[SHOTS.index(shot) - 1]
    if frame < shot.first + shot.dissolve:
        canvas.save()
        painters[before.id](canvas, _moment(before, frame))
        canvas.restore()
        gone = (frame - shot.first + 1) / (shot.dissolve + 1)
        canvas.saveLayerAlpha(None, round(255 * gone))
        painters[shot.id](canvas, _moment(shot, frame))
        canvas.restore()
    else:
        canvas.save()
        painters[shot.id](canvas, _moment(shot, frame))
        canvas.restore()
    canvas.drawImage(finish.vignette, 0, 0)
    lay_grain(canvas, finish.grain, frame)
    if frame >= FRAMES - FADE_OUT:
        canvas.drawPaint(paint(fade(0xFF000000, ease((frame - FRAMES + FADE_OUT + 1) / FADE_OUT))))


def _needed(frame: int) -> set[str]:
    shot = shot_at(frame)
    needed = {shot.id}
    if frame < shot.first + shot.dissolve:
        needed.add(SHOTS[SHOTS.index(shot) - 1].id)
    return needed


def draw_frames(first: int, last: int) -> Iterator[np.ndarray]:
    """The frames from `first` up to (not with) `last`, each 540 x 960 x 4 bytes: blue, green, red, alpha, as Skia draws fastest.

    A frame is a function of its number alone: layers are painted when their shot begins and dropped when it ends.
    The same array is drawn over for the next frame; copy it to keep it.
    """
    if not 0 <= first < last <= FRAMES:
        raise ValueError(f"no frames {first} to {last} in a film of {FRAMES}")
    sheet = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    surface = skia.Surface(sheet, colorType=skia.kBGRA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    finish = Finish(vignette(VIGNETTE), grain_sheet(GRAIN))
    painters: dict[str, Painter] = {}
    for frame in range(first, last):
        needed = _needed(frame)
        painters = {name: painters[name] if name in painters else PICTURES[name]() for name in sorted(needed)}
        canvas = surface.getCanvas()
        canvas.clear(0xFF000000)
        _compose(canvas, frame, painters, finish)
        yield sheet


def draw_frame(frame: int) -> np.ndarray:
    """One frame alone, 540 x 960 x 4 bytes, RGBA."""
    return next(draw_frames(frame, frame + 1))[..., [2, 1, 0, 3]]


def lights_of(frame: np.ndarray) -> tuple[float, float]:
    """Mean luma (0..255) and the blue-to-red balance log2(R/B) of a frame, to check that a place has its light."""
    mean = frame[..., :3].reshape(-1, 3).mean(axis=0)
    return float(mean @ (0.2126, 0.7152, 0.0722)), math.log2((float(mean[0]) + 1.0) / (float(mean[2]) + 1.0))

"""The emotion graph as a picture that explains itself: every line bears its name where it ends, and the axis says glad and sad.

From the top: the scenes over the colours of the picture; the scene's feeling, with its turns and silences; a row for each
character, what is felt against what is said, and the heart; last the evidence, words and sounds. All share the time axis.
Colours are told apart by line style too, never by colour alone.
"""

import io
from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file, files

import matplotlib
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from scipy.optimize import isotonic_regression

from yeoun.delivering.lettering import shortened, width_of
from yeoun.delivering.plain import whole_second
from yeoun.delivering.timeline_svg import STEPS, to_the_end
from yeoun.model.feeling import EmotionGraph, Inner
from yeoun.model.observed import EventKind, Observations
from yeoun.model.script import Episode
from yeoun.units.time import at_frame

INK, WARM, RED, BLUE, QUIET, STILL = "#2b2621", "#c98a2b", "#b3402e", "#3b6ea5", "#8d867d", "#dde6ef"
PAPER = "#fbf8f3"
ACROSS_PT = 740.0    # the least width of the time axis in points, in a figure 13 inches wide
LABELS = 12          # most timecodes under the picture
TURNS = 2            # rows in which the names of turns may stand
SOUNDS = 2           # rows in which the names of sounds may stand
CLOSE = 0.12         # names of lines stand so far apart at least, on the scale of feeling in the scene's row
IN_ROWS = (EventKind.FOOTSTEP, EventKind.HEARTBEAT)    # what comes stroke by stroke bears its name once a chain
CHAIN_S = 2.0        # strokes further apart are two chains
STYLE = {"font.family": "NanumGothic", "font.size": 8, "axes.spines.top": False, "axes.spines.right": False,
         "axes.edgecolor": QUIET, "axes.labelcolor": INK, "text.color": INK, "xtick.color": QUIET, "ytick.color": QUIET,
         "svg.hashsalt": "yeoun", "svg.fonttype": "path", "axes.unicode_minus": False, "figure.facecolor": PAPER,
         "axes.facecolor": PAPER}


@cache
def _with_font() -> None:
    """NanumGothic from the package: the same picture on a machine without fonts."""
    with as_file(files("yeoun.delivering") / "fonts" / "NanumGothic.ttf") as path:
        font_manager.fontManager.addfont(str(path))


def drawn(episode: Episode, seen: Observations, graph: EmotionGraph) -> dict[str, bytes]:
    """The picture as SVG and PNG, by file name."""
    png, svg = io.BytesIO(), io.BytesIO()
    with matplotlib.rc_context(STYLE):
        figure = picture_of(episode, seen, graph)
        FigureCanvasAgg(figure).print_png(png, metadata={"Software": "Yeoun"})
        FigureCanvasSVG(figure).print_svg(svg, metadata={"Date": None, "Creator": "Yeoun"})
    return {"graph.png": png.getvalue(), "graph.svg": svg.getvalue()}


def picture_of(episode: Episode, seen: Observations, graph: EmotionGraph) -> Figure:
    """The graph as a figure: scenes and colours, the scene's feeling, people, and the evidence, which bears the clock."""
    _with_font()
    with matplotlib.rc_context(STYLE):
        people = graph.characters[:4]
        figure = Figure(figsize=(13, 4.9 + 1.4 * len(people)), dpi=110, layout="constrained")
        rows = figure.subplots(3 + len(people), 1, sharex=True, squeeze=False,
                               height_ratios=[0.55, 3.0, *[1.4] * len(people), 0.75])[:, 0]
        _scenes(rows[0], episode, seen)
        _feelings(rows[1], graph, episode.length_s)
        for row, who in zip(rows[2:-1], people, strict=True):
            _character(row, who, episode.length_s)
        _evidence(rows[-1], episode, seen)
        for row in rows[1:]:
            for scene in episode.scenes[1:]:
                row.axvline(at_frame(scene.first_frame, episode.rate), color=QUIET, lw=0.7, ls=(0, (1, 2)))
            for quiet in seen.silences:
                row.axvspan(quiet.span.start_s, quiet.span.end_s, color=STILL, alpha=0.55, lw=0, zorder=0)
        _clock(rows[-1], episode, "; blue: quiet" if seen.silences else "")
        rows[0].set_xlim(0, episode.length_s)
        rows[0].set_title(f"{episode.name}  ·  {episode.picture.name}", loc="left", fontsize=10)
    return figure


def _bare(row: Axes) -> None:
    row.set_yticks([])
    row.tick_params(bottom=False)
    for side in ("left", "bottom"):
        row.spines[side].set_visible(False)


def _scenes(row: Axes, episode: Episode, seen: Observations) -> None:
    """Headings over a strip of the picture's colours."""
    if seen.colours:
        end = len(seen.colours) * seen.mired.every
        row.imshow(np.array([seen.colours], dtype=np.uint8), extent=(0.0, end, 0.0, 0.45), aspect="auto", interpolation="nearest")
    for scene in episode.scenes:
        start, stop = at_frame(scene.first_frame, episode.rate), at_frame(scene.end_frame, episode.rate)
        text = shortened(scene.heading, (stop - start) / max(0.1, episode.length_s) * ACROSS_PT / 7.5 - 1.0)
        row.text(start + 0.002 * episode.length_s, 0.72, text, fontsize=7.5, va="center", clip_on=True)
        row.plot([start, start], [0.0, 1.0], color=PAPER if start else QUIET, lw=1.0)
    row.set_ylim(0, 1.0)
    _bare(row)


def _line(values: tuple[float, ...], every: float, length_s: float) -> tuple[list[float], list[float]]:
    points = to_the_end(values, every, length_s)
    return [at for at, _ in points], [value for _, value in points]


def _feelings(row: Axes, graph: EmotionGraph, length_s: float) -> None:
    feelings, every = graph.feelings, graph.feelings.every
    at = [k * every for k in range(len(feelings.valence))]
    longing = _line(graph.nostalgia, every, length_s)
    row.fill_between(longing[0], 0, longing[1], color=WARM, alpha=0.13, lw=0)
    row.plot(*_line(feelings.valence, every, length_s), color=WARM, lw=2.0)
    row.plot(*_line(feelings.arousal, every, length_s), color=RED, lw=1.6, ls=(0, (5, 1.5)))
    row.plot(*_line(feelings.tension, every, length_s), color=BLUE, lw=1.4, ls=(0, (1.5, 1.2)))
    row.axhline(0, color=QUIET, lw=0.6)
    row.set_ylim(-1.02, 1.02)
    row.set_yticks([-1, 0, 1], ["sad", "0", "glad"])
    _names(row, CLOSE, ((feelings.valence, "valence", WARM), (feelings.arousal, "arousal", RED), (feelings.tension, "tension", BLUE)))
    if max(graph.nostalgia, default=0.0) > 0.2:
        most = max(range(len(at)), key=lambda k: (graph.nostalgia[k], -k))
        row.text(at[most], 0.06, "nostalgia", fontsize=7, color=WARM, ha="left" if most < len(at) / 2 else "right")
    _turns(row, graph)


def _names(row: Axes, gap: float, lines: Iterable[tuple[tuple[float, ...], str, str]]) -> None:
    """The name of each line beside its end; those that would touch stand `gap` apart, moved as little as can be."""
    ends = sorted((values[-1], name, colour) for values, name, colour in lines if values)
    if not ends:
        return
    least = gap * np.arange(len(ends))    # in order and so far apart: without these steps, values that only do not fall
    places = isotonic_regression([value for value, _, _ in ends] - least).x + least
    for place, (_, name, colour) in zip(places, ends, strict=True):
        row.annotate(name, (1.0, place), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points",
                     fontsize=7.5, color=colour, va="center", annotation_clip=False)


def _turns(row: Axes, graph: EmotionGraph) -> None:
    ends, second = [-1.0] * TURNS, len(graph.feelings.valence) * graph.feelings.every / ACROSS_PT    # seconds of picture in a point
    for turn in sorted(graph.turns, key=lambda each: each.at_s):
        row.axvline(turn.at_s, color=INK, lw=0.5 + turn.size, alpha=0.35)
        lane = next((k for k, end in enumerate(ends) if end <= turn.at_s), None)
        if lane is not None:    # one that finds no room keeps its line; graph.json has its name
            row.annotate(turn.kind, (turn.at_s, 1.0), xytext=(2, -6 - 8 * lane), textcoords="offset points", fontsize=6.5, color=INK)
            ends[lane] = turn.at_s + (width_of(turn.kind) * 6.5 + 5) * second


def _character(row: Axes, who: Inner, length_s: float) -> None:
    every = who.inner.every
    for each in who.present:
        row.axvspan(each.start_s, each.end_s, color=WARM, alpha=0.08, lw=0)
    row.plot(*_line(who.inner.valence, every, length_s), color=WARM, lw=1.5)
    row.plot(*_line(who.spoken.valence, every, length_s), color=QUIET, lw=1.1, ls=(0, (3, 2)))
    row.set_ylim(-1.02, 1.02)
    row.set_yticks([-1, 0, 1], ["sad", "0", "glad"])
    row.set_ylabel(who.name, rotation=0, ha="right", va="center", fontsize=10)
    heart = row.twinx()
    heart.plot(*_line(who.heart_bpm, every, length_s), color=RED, lw=1.1)
    top = max(130.0, max(who.heart_bpm, default=100.0) + 5)
    heart.set_ylim(50, top)
    heart.set_yticks([])
    place = [2.04 * (who.heart_bpm[-1] - 50) / (top - 50) - 1.02] if who.heart_bpm else []
    _names(row, 2.2 * CLOSE, ((who.inner.valence, "felt", WARM), (who.spoken.valence, "said", QUIET),
                             (tuple(place), f"heart, {who.heart_bpm[-1]:.0f} a minute" if place else "", RED)))


def _evidence(row: Axes, episode: Episode, seen: Observations) -> None:
    """Bars for lines; marks for sounds, with their names where there is room."""
    for line in episode.lines:
        row.plot([line.span.start_s, line.span.end_s], [0.85, 0.85], color=INK, lw=4, solid_capstyle="butt")
    ends, second = [-1.0] * SOUNDS, episode.length_s / ACROSS_PT
    before: dict[EventKind, float] = {}
    for event in sorted(seen.events, key=lambda each: each.at_s):
        in_row = event.kind in IN_ROWS
        row.plot(event.at_s, 0.45, marker="." if in_row else "o", ms=3 if in_row else 4.5, color=RED if event.kind is EventKind.HEARTBEAT
                 else INK if in_row else BLUE, alpha=max(0.35, event.confidence), mew=0)
        is_new = not in_row or event.at_s - before.get(event.kind, -CHAIN_S) >= CHAIN_S
        before[event.kind] = event.at_s
        lane = next((k for k, end in enumerate(ends) if end <= event.at_s), None)
        if is_new and lane is not None:
            name = "steps" if event.kind is EventKind.FOOTSTEP else event.kind.value
            row.annotate(name, (event.at_s, 0.45), xytext=(-1, -9 - 7 * lane), textcoords="offset points", fontsize=6.5, color=QUIET)
            ends[lane] = event.at_s + (width_of(name) * 6.5 + 5) * second
    row.set_ylim(-0.35, 1.1)
    row.set_yticks([0.45, 0.85], ["sounds", "words"])
    row.tick_params(left=False)
    row.spines["left"].set_visible(False)


def _clock(row: Axes, episode: Episode, more: str) -> None:
    """The time axis: the picture's own timecode where it has one, else seconds from its first frame."""
    media = episode.media
    if not media.start_frame:
        row.set_xlabel(f"seconds of picture{more}")
        return
    step = next((each for each in STEPS if episode.length_s / each <= LABELS), 3600)
    marks = [whole_second(media, at) for at in range(0, int(episode.length_s) + 1, step)]
    marks = [(frame, words) for frame, words in marks if 0 <= frame <= episode.frames]
    row.set_xticks([at_frame(frame, media.rate) for frame, _ in marks], [words for _, words in marks])
    row.set_xlabel(f"timecode of the picture{more}")

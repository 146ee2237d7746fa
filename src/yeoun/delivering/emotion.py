"""emotion/: the graph as numbers and as a picture one can read at a glance.

The picture has one row for the scene (valence about its zero line; arousal and tension as one band, the gap between them
showing suspense), one for every character (heart, and what is felt against what is said), and a strip of lines, turns and
scenes that shares the time axis. Colours are told apart by line style too, never by colour alone.
"""

import io
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from yeoun.delivering.lettering import shortened, width_of
from yeoun.delivering.plain import json_bytes, numbers, rounded, span, whole_second
from yeoun.delivering.timeline_svg import STEPS
from yeoun.model.delivered import Delivery
from yeoun.model.feeling import EmotionGraph, Feelings, Inner
from yeoun.model.script import Episode
from yeoun.model.shelf import OutFile, Shelf
from yeoun.units.time import at_frame

INK, WARM, RED, BLUE, QUIET = "#2b2621", "#c98a2b", "#b3402e", "#3b6ea5", "#8d867d"
ACROSS_PT = 820.0    # the least width of the time axis in points, in a figure 13 inches wide
LABELS = 12          # most timecodes under the picture
TURNS = 2            # rows in which the names of turns may stand
STYLE = {"font.family": "NanumGothic", "font.size": 8, "axes.spines.top": False, "axes.spines.right": False,
         "axes.edgecolor": QUIET, "axes.labelcolor": INK, "text.color": INK, "xtick.color": QUIET, "ytick.color": QUIET,
         "svg.hashsalt": "yeoun", "svg.fonttype": "path", "axes.unicode_minus": False, "figure.facecolor": "#fbf8f3",
         "axes.facecolor": "#fbf8f3"}


def emotion_files(shelf: Shelf, episode: Episode, graph: EmotionGraph) -> Delivery:
    """graph.json, graph.svg and graph.png."""
    drawn = _drawn(episode, graph)
    contents = {"graph.json": json_bytes(_graph(episode, graph)), **drawn}
    return Delivery(tuple(OutFile(f"emotion/{name}", shelf.keep(name, each)) for name, each in contents.items()),
                    graph.cautions)


def _axes_of(feelings: Feelings) -> dict[str, list[float]]:
    return {"valence": numbers(feelings.valence), "arousal": numbers(feelings.arousal),
            "tension": numbers(feelings.tension)}


def _graph(episode: Episode, graph: EmotionGraph) -> dict[str, Any]:
    return {"every_s": rounded(graph.feelings.every)} | _axes_of(graph.feelings) | {
        "nostalgia": numbers(graph.nostalgia), "confidence": numbers(graph.confidence),
        "scenes": [{"id": scene.id, "heading": scene.heading,
                    "start_s": rounded(at_frame(scene.first_frame, episode.rate), 6),
                    "end_s": rounded(at_frame(scene.end_frame, episode.rate), 6), "time_of_day": scene.time_of_day.value}
                   for scene in episode.scenes],
        "characters": {who.name: {"spoken": _axes_of(who.spoken), "inner": _axes_of(who.inner),
                                  "heart_bpm": numbers(who.heart_bpm, 1),
                                  "present": [[rounded(each.start_s), rounded(each.end_s)] for each in who.present]}
                       for who in graph.characters},
        "turns": [{"at_s": rounded(turn.at_s), "kind": turn.kind, "size": rounded(turn.size), "reason": turn.reason}
                  for turn in graph.turns],
        "evidence": [span(each.span) | {"source": each.source.value, "detail": each.detail}
                     | {name: rounded(value) for name, value in (("valence", each.valence), ("arousal", each.arousal),
                                                                ("tension", each.tension)) if value is not None}
                     | {"weight": rounded(each.weight), "confidence": rounded(each.confidence), "character": each.character}
                     for each in graph.evidence]}


@cache
def _with_font() -> None:
    """NanumGothic from the package: the same picture on a machine without fonts."""
    with as_file(files("yeoun.delivering") / "fonts" / "NanumGothic.ttf") as path:
        font_manager.fontManager.addfont(str(path))


def _drawn(episode: Episode, graph: EmotionGraph) -> dict[str, bytes]:
    png, svg = io.BytesIO(), io.BytesIO()
    with matplotlib.rc_context(STYLE):
        figure = picture_of(episode, graph)
        FigureCanvasAgg(figure).print_png(png, metadata={"Software": "Yeoun"})
        FigureCanvasSVG(figure).print_svg(svg, metadata={"Date": None, "Creator": "Yeoun"})
    return {"graph.png": png.getvalue(), "graph.svg": svg.getvalue()}


def picture_of(episode: Episode, graph: EmotionGraph) -> Figure:
    """The graph as a figure: scene, people, and a strip of headings and lines."""
    _with_font()
    with matplotlib.rc_context(STYLE):
        people = graph.characters[:4]
        figure = Figure(figsize=(13, 4.2 + 1.5 * len(people)), dpi=110, layout="constrained")
        rows = figure.subplots(2 + len(people), 1, sharex=True, squeeze=False,
                               height_ratios=[3.0, *[1.5] * len(people), 0.7])[:, 0]
        _scene_row(rows[0], graph)
        for row, who in zip(rows[1:-1], people, strict=True):
            _character_row(row, who)
        _strip(rows[-1], episode, graph)
        for row in rows:
            for scene in episode.scenes[1:]:
                row.axvline(at_frame(scene.first_frame, episode.rate), color=QUIET, lw=0.7, ls=(0, (1, 2)))
        rows[0].set_xlim(0, episode.length_s)
        rows[0].set_title(f"{episode.name}  ·  {episode.picture.name}", loc="left", fontsize=10, pad=22)
    return figure


def _scene_row(row: Axes, graph: EmotionGraph) -> None:
    feelings = graph.feelings
    at = [k * feelings.every for k in range(len(feelings.valence))]
    row.fill_between(at, feelings.arousal, feelings.tension, color=RED, alpha=0.10, lw=0)
    row.fill_between(at, 0, graph.nostalgia, color=WARM, alpha=0.13, lw=0, label="nostalgia")
    row.plot(at, feelings.valence, color=WARM, lw=2.0, label="valence")
    row.plot(at, feelings.arousal, color=RED, lw=1.6, ls=(0, (5, 1.5)), label="arousal")
    row.plot(at, feelings.tension, color=BLUE, lw=1.4, ls=(0, (1.5, 1.2)), label="tension")
    row.axhline(0, color=QUIET, lw=0.6)
    row.set_ylim(-1.02, 1.02)
    row.set_yticks([-1, 0, 1])
    ends, second = [-1.0] * TURNS, len(at) * feelings.every / ACROSS_PT    # seconds of picture in a point
    for turn in sorted(graph.turns, key=lambda each: each.at_s):
        row.axvline(turn.at_s, color=INK, lw=0.5 + turn.size, alpha=0.35)
        lane = next((k for k, end in enumerate(ends) if end <= turn.at_s), None)
        if lane is not None:    # one that finds no room keeps its line; graph.json has its name
            row.annotate(turn.kind, (turn.at_s, 1.0), xytext=(2, 1 + 7 * lane), textcoords="offset points", fontsize=6.5, color=INK)
            ends[lane] = turn.at_s + (width_of(turn.kind) * 6.5 + 5) * second
    row.legend(loc="lower right", ncol=4, frameon=False, fontsize=7.5)


def _character_row(row: Axes, who: Inner) -> None:
    at = [k * who.inner.every for k in range(len(who.heart_bpm))]
    for each in who.present:
        row.axvspan(each.start_s, each.end_s, color=WARM, alpha=0.08, lw=0)
    row.plot(at, who.inner.valence, color=WARM, lw=1.5, label="felt")
    row.plot(at, who.spoken.valence, color=QUIET, lw=1.1, ls=(0, (3, 2)), label="said")
    row.set_ylim(-1.02, 1.02)
    row.set_yticks([-1, 0, 1])
    row.set_ylabel(who.name, rotation=0, ha="right", va="center", fontsize=10)
    heart = row.twinx()
    heart.plot(at, who.heart_bpm, color=RED, lw=1.1)
    heart.set_ylim(50, max(130, max(who.heart_bpm, default=100) + 5))
    heart.set_ylabel("heart, bpm", color=RED, fontsize=7)
    row.legend(loc="lower right", ncol=2, frameon=False, fontsize=7)


def _strip(row: Axes, episode: Episode, graph: EmotionGraph) -> None:
    for scene in episode.scenes:
        start, end = at_frame(scene.first_frame, episode.rate), at_frame(scene.end_frame, episode.rate)
        text = shortened(scene.heading, (end - start) / max(0.1, episode.length_s) * ACROSS_PT / 7.5 - 1.0)
        row.text(start + 0.002 * episode.length_s, 0.82, text, fontsize=7.5, va="center", clip_on=True)
    for line in episode.lines:
        row.plot([line.span.start_s, line.span.end_s], [0.25, 0.25], color=INK, lw=4, solid_capstyle="butt")
    row.set_ylim(0, 1.1)
    row.set_yticks([])
    row.spines["left"].set_visible(False)
    _clock(row, episode)


def _clock(row: Axes, episode: Episode) -> None:
    """The time axis: the picture's own timecode where it has one, else seconds from its first frame."""
    media = episode.media
    if not media.start_frame:
        row.set_xlabel("seconds of picture; thick bars are lines")
        return
    step = next((each for each in STEPS if episode.length_s / each <= LABELS), 3600)
    marks = [whole_second(media, at) for at in range(0, int(episode.length_s) + 1, step)]
    marks = [(frame, words) for frame, words in marks if 0 <= frame <= episode.frames]
    row.set_xticks([at_frame(frame, media.rate) for frame, _ in marks], [words for _, words in marks])
    row.set_xlabel("timecode of the picture; thick bars are lines")

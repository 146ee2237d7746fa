"""No two labels touch: boxes of words in the report's timeline and in the emotion graph, however crowded the film."""

import re
from dataclasses import replace
from fractions import Fraction
from html import unescape
from itertools import combinations

import matplotlib
import matplotlib.colors
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from tests.delivering.finished import END, WHO, episode, feelings, graph, seen, soundtrack, span
from tests.fakes import FolderShelf
from yeoun.delivering.graph_picture import STILL, STYLE, picture_of
from yeoun.delivering.lettering import width_of
from yeoun.delivering.report import page
from yeoun.delivering.timeline_svg import LEFT, RIGHT, WIDTH, timeline_svg
from yeoun.model.feeling import EmotionGraph, Turn
from yeoun.model.observed import Event, EventKind, Observations, Quiet
from yeoun.model.script import Episode
from yeoun.model.soundtrack import Soundtrack
from yeoun.model.spotted import Cue, Hit, HitClass, Spotting
from yeoun.units.names import SceneId
from yeoun.units.time import Seconds, at_frame, frame_of, label

Box = tuple[float, float, float, float]
PAGE, EDGES = 1320, 2 * (28 + 6 + 1)    # report.css: the widest page, and what stands beside the drawing
TEXT = re.compile(r'<text x="([-\d.]+)" y="([-\d.]+)" font-size="([\d.]+)" fill="[^"]*" text-anchor="(\w+)">([^<]*)</text>')


def touching(boxes: list[tuple[str, Box]]) -> list[tuple[str, str]]:
    return [(one, other) for (one, a), (other, b) in combinations(boxes, 2)
            if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


def crowded_film() -> Episode:
    film = episode()
    scene = film.scenes[0]
    many = tuple(replace(scene, id=SceneId(f"s{k}"), heading=f"S#{k}. 아주 긴 이름의 옥상과 골목 사이 / 해질녘",
                         first_frame=k * 40, end_frame=(k + 1) * 40) for k in range(12))
    return replace(film, scenes=many)


def crowded_graph() -> EmotionGraph:
    turns = tuple(Turn(Seconds(at), kind, 0.4, "why") for at, kind in (
        (1.0, "reveal"), (1.1, "shock"), (1.2, "rupture"), (1.5, "silence"), (9.0, "light"), (9.6, "release"), (19.9, "silence")))
    return replace(graph(), turns=turns)


def crowded() -> Soundtrack:
    done = soundtrack(FolderShelf())
    kinds = (EventKind.SIGH, EventKind.GASP, EventKind.BREATH, EventKind.LAUGH, EventKind.FOOTSTEP, EventKind.HEARTBEAT)
    events = tuple(Event(kinds[k % 6], Seconds(0.3 * k), Seconds(0.3 * k + 0.1), 0.7, "rules") for k in range(60))
    cue = done.cues[0].cue
    hits = tuple(Hit(30 + 4 * k, at_frame(30 + 4 * k, done.episode.rate), HitClass.C, "onset", "a step") for k in range(30))
    short = tuple(replace(cue, first_frame=k * 40, end_frame=(k + 1) * 40, hits=hits[3 * k:3 * k + 3]) for k in range(END // 40))
    assert all(isinstance(each, Cue) for each in short)
    return replace(done, episode=crowded_film(), graph=crowded_graph(), seen=replace(seen(), events=events),
                   spotting=Spotting((*short, *done.spotting.moments[1:]), ()))


def words_in(svg: str, scale: float, wider: float) -> list[tuple[str, Box]]:
    assert svg.count("<text") == len(TEXT.findall(svg))
    boxes = []
    for x, y, size, anchor, words in TEXT.findall(svg):
        wide = width_of(unescape(words)) * float(size) * wider
        left = float(x) - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        boxes.append((words, (left * scale, (float(y) - 0.78 * float(size)) * scale, (left + wide) * scale,
                              (float(y) + 0.22 * float(size)) * scale)))
    return boxes


@pytest.mark.parametrize("window", [1280, 1920])
@pytest.mark.parametrize("wider", [1.0, 1.2])
def test_no_two_labels_of_the_timeline_touch_or_leave_it(window: int, wider: float) -> None:
    scale = (min(window, PAGE) - EDGES) / WIDTH
    for done in (soundtrack(FolderShelf()), crowded()):
        boxes = words_in(timeline_svg(done), scale, wider)
        assert len(boxes) > 10 and touching(boxes) == []
        assert all(0 <= box[0] and box[2] <= WIDTH * scale for _, box in boxes)


def test_the_ruler_finds_labels_that_touch() -> None:
    """The measure itself: one label moved onto another is found."""
    svg = timeline_svg(soundtrack(FolderShelf()))
    first = TEXT.search(svg)
    assert first is not None
    assert touching(words_in(svg + first[0], 1.0, 1.0)) == [(first[5], first[5])]


def test_what_found_no_room_is_still_told_to_who_points_at_it() -> None:
    svg = timeline_svg(crowded())
    assert len(re.findall("<title>hit C(?:, not met)?: a step</title>", svg)) == 27
    assert all(f"<title>{kind} heard" in svg for kind in ("sigh", "gasp", "breath", "laugh"))
    assert len(re.findall(">(?:sigh|gasp|breath|laugh)</text>", svg)) < 40


def test_the_axis_counts_from_the_timecode_of_the_picture() -> None:
    done = soundtrack(FolderShelf())
    assert ">01:00:00</text>" in timeline_svg(done)
    found = dict(re.findall(r'<text x="([\d.]+)"[^>]*>(01:00:\d\d)</text>', timeline_svg(done)))
    assert set(found.values()) >= {"01:00:00", "01:00:02", "01:00:10"}
    axis = WIDTH - LEFT - RIGHT
    for x, words in found.items():    # a label stands on its own frame: 24 labels take 1.001 s
        frame = frame_of(f"{words}:00", done.episode.rate) - done.episode.media.start_frame
        assert abs(float(x) - LEFT - axis * frame / done.episode.frames) < 0.1
    dropping = replace(done.episode.media, rate=Fraction(30000, 1001), frames=5400, is_drop=True, start_frame=frame_of(
        "00:59:40;00", Fraction(30000, 1001)))
    ticks = TEXT.findall(timeline_svg(replace(done, episode=replace(done.episode, media=dropping, frames=5400,
                                                                    rate=dropping.rate, length_s=dropping.length_s))))
    assert {"00:59:40", "01:00:00", "01:01:00"} <= {words for *_, words in ticks}
    media = replace(done.episode.media, start_frame=0)
    assert ">0:00</text>" in timeline_svg(replace(done, episode=replace(done.episode, media=media)))


def at_another(rate: Fraction, start: str, frames: int) -> Episode:
    media = replace(episode().media, rate=rate, frames=frames, is_drop=";" in start, start_frame=frame_of(start, rate))
    return replace(episode(), media=media, rate=rate, frames=frames, length_s=media.length_s, scenes=(), lines=())


@pytest.mark.parametrize(("rate", "start", "frames"), [
    (Fraction(24000, 1001), "01:00:00:00", 480), (Fraction(30000, 1001), "00:59:50;03", 5400), (Fraction(25), "10:00:00:07", 90_000)])
def test_the_emotion_graph_counts_in_the_timecode_of_the_picture(rate: Fraction, start: str, frames: int) -> None:
    film = at_another(rate, start, frames)
    axis = picture_of(film, seen(), graph()).axes[-1 - len(graph().characters)]    # the hearts' own axes come last
    marks = list(zip(axis.get_xticks(), (each.get_text() for each in axis.get_xticklabels()), strict=True))
    assert axis.get_xlabel().startswith("timecode") and 4 <= len(marks) <= 13
    for at, words in marks:    # each stands on the first frame that bears it
        frame = film.media.start_frame + round(at * rate)
        assert label(frame, rate, film.media.is_drop)[:8] == words != label(frame - 1, rate, film.media.is_drop)[:8]
    unknown = replace(film, media=replace(film.media, start_frame=0))
    assert picture_of(unknown, seen(), graph()).axes[-1 - len(graph().characters)].get_xlabel().startswith("seconds")


def test_the_emotion_graph_shows_the_colours_of_the_picture_and_its_silences() -> None:
    half_a_second, quiet = seen().mired, Quiet(span(4.0, 6.0), -70.0, "dramatic", 0.8)
    colours = ((200, 120, 60),) * 20 + ((20, 30, 90),) * 21
    figure = picture_of(episode(), replace(seen(), colours=colours, silences=(quiet,)), graph())
    (strip,) = figure.axes[0].images
    assert np.asarray(strip.get_array())[0, [0, 19, 20, 40]].tolist() == [list(colours[k]) for k in (0, 19, 20, 40)]
    assert tuple(strip.get_extent())[:2] == (0.0, 41 * half_a_second.every)
    bands = [patch for row in figure.axes[1:4] for patch in row.patches
             if isinstance(patch, Rectangle) and matplotlib.colors.to_hex(patch.get_facecolor()) == STILL]
    assert [(band.get_x(), band.get_width()) for band in bands] == [(4.0, 2.0)] * 3
    quiet_at, loud_at = (picture_of(episode(), replace(seen(), silences=each), graph()).axes[3].get_xlabel() for each in ((quiet,), ()))
    assert quiet_at.endswith("blue: quiet") and "blue" not in loud_at


def test_every_line_of_the_emotion_graph_bears_its_name_and_no_legend_is_needed() -> None:
    figure = picture_of(episode(), seen(), graph())
    words = [each.get_text() for each in figure.findobj(Text) if isinstance(each, Text)]
    assert {"valence", "arousal", "tension", "felt", "said", "heart, 72 a minute", "sigh", "glad", "sad", WHO} <= set(words)
    assert not any(row.get_legend() for row in figure.axes)


@pytest.mark.parametrize(("felt", "said", "heart"), [(-0.3, -0.35, 67.0), (0.0, 0.0, 90.0), (-0.31, -0.6, 66.0), (0.4, -0.1, 73.0)])
def test_names_of_lines_that_end_beside_one_another_do_not_touch(felt: float, said: float, heart: float) -> None:
    level = feelings()
    who = replace(graph().characters[0], inner=replace(level, valence=(felt,) * 41), spoken=replace(level, valence=(said,) * 41),
                  heart_bpm=(heart,) * 41)
    close = replace(graph(), characters=(who, who, who, who))
    with matplotlib.rc_context(STYLE):
        figure = picture_of(episode(), seen(), close)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    wheres = [(each.get_text(), each.get_window_extent(canvas.get_renderer())) for each in figure.findobj(Text) if isinstance(each, Text)]
    names = [(text, (at.x0, at.y0, at.x1, at.y1)) for text, at in wheres if text in ("felt", "said") or text.startswith("heart, ")]
    assert len(names) == 12 and touching(names) == []


@pytest.mark.parametrize(("film", "there", "felt"), [
    (episode(), seen(), graph()), (crowded_film(), crowded().seen, crowded_graph()),
    (at_another(Fraction(25), "10:00:00:00", 90_000), seen(), graph())])
def test_no_two_labels_of_the_emotion_graph_touch(film: Episode, there: Observations, felt: EmotionGraph) -> None:
    with matplotlib.rc_context(STYLE):
        figure = picture_of(film, there, felt)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    boxes = []
    for each in figure.findobj(Text):
        assert isinstance(each, Text)
        if each.get_text() and each.get_visible():
            where = each.get_window_extent(canvas.get_renderer())
            boxes.append((each.get_text(), (where.x0 + 0.5, where.y0 + 0.5, where.x1 - 0.5, where.y1 - 0.5)))
    assert len(boxes) > 10 and touching(boxes) == []


def test_the_legend_names_every_kind_of_box_below_the_rows_of_scenes_and_light() -> None:
    whole = page(crowded())
    drawn, legend = whole.split('<div class="legend">')[0], whole.split('<div class="legend">')[1].split("</div>")[0]
    boxes = {(float(y), colour) for y, colour in re.findall(r'<rect x="[^"]*" y="([^"]*)"[^>]* fill="(#[^"]*)"', drawn)}
    kinds = {colour for y, colour in boxes if y > 44}
    assert len(kinds) >= 4 and kinds <= set(re.findall(r"background: (#\w+)", legend)), kinds
    assert "the character is there" in legend and "speech that was heard" in legend

"""The report's timeline: one picture in which light, feeling, words, sounds, cues, hits and silences share the time axis.

No two labels touch: a label that finds no room is shortened, moved to another row or left to the words that appear when
one points at its mark.
"""

import json
from html import escape

from yeoun.delivering.lettering import shortened, width_of
from yeoun.delivering.plain import whole_second
from yeoun.delivering.titles import title_of
from yeoun.delivering.told import silence_words
from yeoun.model.media import Media
from yeoun.model.observed import EventKind
from yeoun.model.soundtrack import Soundtrack
from yeoun.model.spotted import Cue
from yeoun.units.time import Seconds, at_frame, nearest_frame

WIDTH, LEFT, RIGHT = 1120, 92, 16
GRAPH = 140
STEPS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200)    # seconds between two labels of the axis
NAMES, LANE = 4, 14     # lanes for the names of cues, and how high one is
TURNS = 2               # rows in which the names of turns may stand
OTHER_FONTS = 1.2       # the page's other fonts are up to so much wider than the measured one (our measurement: DejaVu Sans)
DOTS = {EventKind.FOOTSTEP: (1.6, "#2b2621"), EventKind.HEARTBEAT: (2.4, "#b3402e")}    # radius and colour of what comes in rows
THERE, SPEECH, QUIET, CUE = "#f6ead3", "#d8d0c4", "#e6edf4", "#e9c98d"    # boxes: who is there, speech, quiet, cues
WARM, RED, BLUE, INK, SOFT = "#c98a2b", "#b3402e", "#3b6ea5", "#2b2621", "#8d867d"


class Drawing:
    """Collects SVG elements on a time axis."""

    def __init__(self, length_s: float) -> None:
        self.length_s, self.out = max(length_s, 1e-3), list[str]()
        self.width = WIDTH - LEFT - RIGHT
        self.taken: list[tuple[float, float, float, float]] = []    # the boxes of all words so far

    def x(self, seconds: float) -> float:
        """Where a moment lies."""
        return LEFT + self.width * min(max(seconds / self.length_s, 0.0), 1.0)

    def box(self, start: float, end: float, y: float, height: float, fill: str, more: str = "", title: str = "") -> None:
        """A bar from one moment to another, with words for those who point at it."""
        width = max(0.8, self.x(end) - self.x(start))
        told = f"<title>{escape(title)}</title>" if title else ""
        self.out.append(f'<rect x="{self.x(start):.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
                        f'fill="{fill}" {more}>{told}</rect>')

    def text(self, x: float, y: float, words: str, size: float = 11, fill: str = INK, anchor: str = "start",
             until: float = WIDTH) -> bool:
        """Words at a place, shortened to end before `until`; gives whether they found room."""
        words = shortened(words, (until - x) / (size * OTHER_FONTS)) if anchor == "start" else words
        wide = width_of(words) * size * OTHER_FONTS
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        box = (left, y - 0.8 * size, left + wide, y + 0.25 * size)
        if not words or box[0] < 0 or box[2] > WIDTH or any(_touch(box, other) for other in self.taken):
            return False
        self.taken.append(box)
        self.out.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}">'
                        f"{escape(words)}</text>")
        return True

    def curve(self, values: tuple[float, ...], every: float, low: float, high: float, y: float, height: float,
              colour: str, more: str = "") -> None:
        """A curve in a row whose bottom is `low` and top is `high`, from the first moment of the picture to its last."""
        points = " ".join(f"{self.x(at):.1f},{y + height * (1 - (value - low) / (high - low)):.1f}"
                          for at, value in to_the_end(values, every, self.length_s))
        self.out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" {more}/>')

    def label(self, y: float, words: str) -> None:
        """The name of a row."""
        while width_of(words) * 11 * OTHER_FONTS > LEFT - 10:
            words = words[:-2] + "…"
        self.text(LEFT - 8, y, words, 11, SOFT, "end")


def to_the_end(values: tuple[float, ...], every: float, length_s: float) -> list[tuple[float, float]]:
    """A curve as (seconds, value), its last value held to the end of the picture, which seldom lies on its grid.

    >>> to_the_end((0.1, 0.2), 0.5, 0.9)
    [(0.0, 0.1), (0.5, 0.2), (0.9, 0.2)]
    """
    points = [(k * every, value) for k, value in enumerate(values)]
    return [*points, (length_s, points[-1][1])] if points and points[-1][0] < length_s else points


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def timeline_svg(soundtrack: Soundtrack) -> str:
    """The whole timeline as an SVG element with its axis in `data-axis` for the page's script."""
    episode = soundtrack.episode
    draw = Drawing(episode.length_s)
    _scenes(draw, soundtrack)
    _light(draw, soundtrack)
    _graph(draw, soundtrack)
    at = _people(draw, soundtrack, 52 + GRAPH + 10)
    at = _words(draw, soundtrack, at)
    at = _sounds(draw, soundtrack, at)
    at = _music(draw, soundtrack, at + 10)
    _axis(draw, at, soundtrack.episode.media)
    axis = json.dumps({"length": episode.length_s, "left": LEFT, "width": draw.width, "rate": float(episode.rate)})
    head = f'<line id="playhead" x1="{LEFT}" x2="{LEFT}" y1="26" y2="{at:.0f}" stroke="{INK}" stroke-width="1.2"/>'
    return (f'<svg viewBox="0 0 {WIDTH} {at + 24:.0f}" data-axis="{escape(axis)}" role="img" '
            f'aria-label="Timeline of feeling, words, sounds, cues and silences">{"".join(draw.out)}{head}</svg>')


def _scenes(draw: Drawing, soundtrack: Soundtrack) -> None:
    episode = soundtrack.episode
    for k, scene in enumerate(episode.scenes):
        start, end = at_frame(scene.first_frame, episode.rate), at_frame(scene.end_frame, episode.rate)
        draw.box(start, end, 6, 20, "#efe8dc" if k % 2 == 0 else "#f6f1e8", title=scene.heading)
        draw.text(draw.x(start) + 5, 20, scene.heading, 11.5, until=draw.x(end) - 2)
    draw.label(20, "scenes")


def _light(draw: Drawing, soundtrack: Soundtrack) -> None:
    episode, found = soundtrack.episode, {each.shot: each for each in soundtrack.seen.light}
    for shot in episode.shots:
        light = found.get(shot.id)
        start, end = at_frame(shot.first_frame, episode.rate), at_frame(shot.end_frame, episode.rate)
        if light is None:
            draw.box(start, end, 30, 14, "#ddd")
            continue
        warm = min(1.0, max(-1.0, light.mired_relative / 120.0))
        hue, level = (36 if warm >= 0 else 212), 30 + 50 * min(1.0, light.lightness / 80.0)
        told = f"{light.light.value} light, {light.mired:.0f} mired ({light.mired_relative:+.0f} to the median)"
        draw.box(start, end - 0.02, 30, 14, f"hsl({hue} {18 + 62 * abs(warm):.0f}% {level:.0f}%)", title=told)
    draw.label(41, "light")


def _graph(draw: Drawing, soundtrack: Soundtrack) -> None:
    graph, top = soundtrack.graph, 52
    feelings = graph.feelings
    draw.out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{top + GRAPH / 2}" y2="{top + GRAPH / 2}" '
                    f'stroke="{SOFT}" stroke-width="0.5" stroke-dasharray="2 3"/>')
    for turn in graph.turns:
        x = draw.x(turn.at_s)
        draw.out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{top + GRAPH}" stroke="{INK}" '
                        f'stroke-opacity="{0.15 + 0.4 * turn.size:.2f}"><title>{escape(turn.reason)}</title></line>')
        any(draw.text(x + 3, top + 9 + 11 * row, turn.kind, 9, SOFT) for row in range(TURNS))
    draw.curve(feelings.valence, feelings.every, -1, 1, top, GRAPH, WARM, 'stroke-width="2.4"')
    draw.curve(feelings.arousal, feelings.every, -1, 1, top, GRAPH, RED, 'stroke-width="1.8" stroke-dasharray="7 2"')
    draw.curve(feelings.tension, feelings.every, -1, 1, top, GRAPH, BLUE, 'stroke-width="1.6" stroke-dasharray="2 2"')
    draw.label(top + 10, "feeling +1")
    draw.label(top + GRAPH / 2 + 4, "0")
    draw.label(top + GRAPH, "−1")


def _people(draw: Drawing, soundtrack: Soundtrack, top: float) -> float:
    for who in soundtrack.graph.characters[:4]:
        for span in who.present:
            draw.box(span.start_s, span.end_s, top, 26, THERE, title=f"{who.name} is there")
        low, high = 50.0, max(130.0, max(who.heart_bpm, default=100.0))
        draw.curve(who.heart_bpm, who.inner.every, low, high, top, 26, RED, 'stroke-width="1.3"')
        draw.label(top + 17, f"{who.name} ♥")
        top += 31
    return top


def _words(draw: Drawing, soundtrack: Soundtrack, top: float) -> float:
    if not soundtrack.episode.lines and not soundtrack.seen.speech:
        return top
    for speech in soundtrack.seen.speech:
        draw.box(speech.span.start_s, speech.span.end_s, top + 2, 10, SPEECH, title="speech heard")
    for line in soundtrack.episode.lines:
        draw.box(line.span.start_s, line.span.end_s, top + 4, 6, INK, title=f"{line.speaker or ''}: {line.text}")
    draw.label(top + 11, "words")
    return top + 19


def _sounds(draw: Drawing, soundtrack: Soundtrack, top: float) -> float:
    seen = soundtrack.seen
    if not seen.events and not seen.silences:
        return top
    for quiet in seen.silences:
        draw.box(quiet.span.start_s, quiet.span.end_s, top, 12, QUIET, title=f"{quiet.kind}, {quiet.level_lufs:.0f} LUFS")
    for event in seen.events:
        x, told = draw.x(event.at_s), f"<title>{event.kind.value} heard, sure to {100 * event.confidence:.0f} %</title>"
        radius, colour = DOTS.get(event.kind, (2.4, BLUE))
        draw.out.append(f'<circle cx="{x:.1f}" cy="{top + 6:.1f}" r="{radius}" fill="{colour}">{told}</circle>')
        draw.taken.append((x - radius, top + 6 - radius, x + radius, top + 6 + radius))
    for event in seen.events:
        if event.kind not in DOTS:
            draw.text(draw.x(event.at_s) + 5, top + 10, event.kind.value, 9.5)
    draw.label(top + 10, "sounds")
    return top + 19


def _music(draw: Drawing, soundtrack: Soundtrack, top: float) -> float:
    episode = soundtrack.episode
    made, lanes = {each.cue.id: each for each in soundtrack.cues}, 0
    for moment in soundtrack.spotting.moments:
        start, end = at_frame(moment.first_frame, episode.rate), at_frame(moment.end_frame, episode.rate)
        if not isinstance(moment, Cue):
            told = f"{silence_words(moment)}. {moment.reason}"
            draw.box(start, end, top + 8, 14, "none", f'stroke="{SOFT}" stroke-dasharray="3 3"', told)
            continue
        title = title_of(made[moment.id].score) if moment.id in made else ""
        draw.box(start, end, top, 30, CUE, 'rx="4"', f"{moment.id} {title}: {moment.reason}")
        is_numbered = draw.text(draw.x(start) + 6, top + 19, moment.id, 12, until=draw.x(end) - 2)
        if title:
            lanes = max(lanes, _named(draw, draw.x(start), top + 43, title if is_numbered else f"{moment.id} {title}"))
    _hits(draw, soundtrack, top)
    draw.label(top + 19, "music")
    return top + 36 + LANE * lanes


def _named(draw: Drawing, left: float, top: float, words: str) -> int:
    """The whole name of a cue under its box, on the first lane with room for it; gives the lanes that it needs.

    A name that would run off the picture ends at its edge; one that finds no room waits until its box is pointed at.
    """
    wide = width_of(words) * 11 * OTHER_FONTS
    at = min(left + 2, WIDTH - 4 - wide)
    return next((lane + 1 for lane in range(NAMES) if at > 0 and draw.text(at, top + LANE * lane, words, 11, until=at + wide + 1)), 0)


def _hits(draw: Drawing, soundtrack: Soundtrack, top: float) -> None:
    """Every hit as a mark over its cue: full where somebody plays it, hollow where nobody does or a note cost it."""
    met = {(each.cue.id, landed.hit) for each in soundtrack.cues for landed in each.score.landed}
    marks = [(hit.at_s, hit.grade, hit.reason, (cue.id, k) in met) for cue in soundtrack.spotting.cues for k, hit in enumerate(cue.hits)]
    marks += [(left.at_s, left.grade, left.reason, False) for cue in soundtrack.spotting.cues
              for left in cue.not_caught if left.grade is not None]
    for at_s, grade, reason, is_met in marks:
        x, told = draw.x(at_s), f"hit {grade.value}{'' if is_met else ', not met'}: {reason}"
        ink = f'fill="{RED}"' if is_met else f'fill="none" stroke="{RED}"'
        draw.out.append(f'<path d="M{x:.1f} {top - 2} l5 -7 h-10 z" {ink}><title>{escape(told)}</title></path>')
        draw.taken.append((x - 5, top - 9, x + 5, top - 2))
    for at_s, grade, _, _ in marks:
        draw.text(draw.x(at_s) + 6, top - 3, grade.value, 9.5, RED)


def _axis(draw: Drawing, top: float, media: Media) -> None:
    """The picture's own timecode where it has one, else minutes and seconds from its first frame."""
    step = next((each for each in STEPS if draw.length_s / each <= 12), 3600)
    for at in range(0, int(draw.length_s) + 1, step):
        if media.start_frame:
            frame, words = whole_second(media, at)
        else:
            frame, words = nearest_frame(Seconds(at), media.rate), f"{at // 60}:{at % 60:02}"
        if frame >= 0:
            draw.text(draw.x(at_frame(frame, media.rate)), top + 14, words, 10, SOFT, "middle")

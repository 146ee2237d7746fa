"""The report's timeline: one picture in which light, feeling, words, sounds, cues, hits and silences share the time axis."""

import json
from html import escape

from yeoun.model.observed import EventKind
from yeoun.model.soundtrack import Soundtrack
from yeoun.model.spotted import Cue
from yeoun.units.time import at_frame

WIDTH, LEFT, RIGHT = 1120, 74, 14
GRAPH = 132
SIGNS = {EventKind.FOOTSTEP: "·", EventKind.SIGH: "sigh", EventKind.GASP: "gasp", EventKind.BREATH: "breath",
         EventKind.SOB: "sob", EventKind.LAUGH: "laugh", EventKind.HEARTBEAT: "♥", EventKind.IMPACT: "▼"}
WARM, RED, BLUE, INK, SOFT = "#c98a2b", "#b3402e", "#3b6ea5", "#2b2621", "#8d867d"


class Drawing:
    """Collects SVG elements on a time axis."""

    def __init__(self, length_s: float) -> None:
        self.length_s, self.out = max(length_s, 1e-3), list[str]()
        self.width = WIDTH - LEFT - RIGHT

    def x(self, seconds: float) -> float:
        """Where a moment lies."""
        return LEFT + self.width * min(max(seconds / self.length_s, 0.0), 1.0)

    def box(self, start: float, end: float, y: float, height: float, fill: str, more: str = "", title: str = "") -> None:
        """A bar from one moment to another, with words for those who point at it."""
        width = max(0.8, self.x(end) - self.x(start))
        told = f"<title>{escape(title)}</title>" if title else ""
        self.out.append(f'<rect x="{self.x(start):.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
                        f'fill="{fill}" {more}>{told}</rect>')

    def text(self, x: float, y: float, words: str, size: float = 11, fill: str = INK, more: str = "") -> None:
        """Words at a place."""
        self.out.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" {more}>{escape(words)}</text>')

    def curve(self, values: tuple[float, ...], every: float, low: float, high: float, y: float, height: float,
              colour: str, more: str = "") -> None:
        """A curve in a row whose bottom is `low` and top is `high`."""
        points = " ".join(f"{self.x(k * every):.1f},{y + height * (1 - (value - low) / (high - low)):.1f}"
                          for k, value in enumerate(values))
        self.out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" {more}/>')

    def label(self, y: float, words: str) -> None:
        """The name of a row."""
        self.text(LEFT - 8, y, words, 11, SOFT, 'text-anchor="end"')


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
    _axis(draw, at)
    axis = json.dumps({"length": episode.length_s, "left": LEFT, "width": draw.width, "rate": float(episode.rate)})
    head = f'<line id="playhead" x1="{LEFT}" x2="{LEFT}" y1="26" y2="{at:.0f}" stroke="{INK}" stroke-width="1.2"/>'
    return (f'<svg viewBox="0 0 {WIDTH} {at + 24:.0f}" data-axis="{escape(axis)}" role="img" '
            f'aria-label="Timeline of feeling, words, sounds, cues and silences">{"".join(draw.out)}{head}</svg>')


def _scenes(draw: Drawing, soundtrack: Soundtrack) -> None:
    episode = soundtrack.episode
    for k, scene in enumerate(episode.scenes):
        start, end = at_frame(scene.first_frame, episode.rate), at_frame(scene.end_frame, episode.rate)
        draw.box(start, end, 6, 20, "#efe8dc" if k % 2 == 0 else "#f6f1e8", title=scene.heading)
        room = int((draw.x(end) - draw.x(start)) / 7.5)
        words = scene.heading if len(scene.heading) <= room else scene.heading[:max(0, room - 1)] + "…"
        if room > 2:
            draw.text(draw.x(start) + 5, 20, words, 11.5)
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
        told = f"{shot.id}: {light.light.value}, {light.mired:.0f} mired ({light.mired_relative:+.0f} to the median)"
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
        draw.text(x + 2, top + 9, turn.kind, 9, SOFT)
    draw.curve(feelings.valence, feelings.every, -1, 1, top, GRAPH, WARM, 'stroke-width="2.4"')
    draw.curve(feelings.arousal, feelings.every, -1, 1, top, GRAPH, RED, 'stroke-width="1.8" stroke-dasharray="7 2"')
    draw.curve(feelings.tension, feelings.every, -1, 1, top, GRAPH, BLUE, 'stroke-width="1.6" stroke-dasharray="2 2"')
    draw.label(top + 10, "+1")
    draw.label(top + GRAPH / 2 + 4, "feeling 0")
    draw.label(top + GRAPH, "-1")


def _people(draw: Drawing, soundtrack: Soundtrack, top: float) -> float:
    for who in soundtrack.graph.characters[:4]:
        for span in who.present:
            draw.box(span.start_s, span.end_s, top, 26, "#f6ead3")
        low, high = 50.0, max(130.0, max(who.heart_bpm, default=100.0))
        draw.curve(who.heart_bpm, who.inner.every, low, high, top, 26, RED, 'stroke-width="1.3"')
        draw.label(top + 17, f"{who.name} ♥")
        top += 31
    return top


def _words(draw: Drawing, soundtrack: Soundtrack, top: float) -> float:
    if not soundtrack.episode.lines and not soundtrack.seen.speech:
        return top
    for speech in soundtrack.seen.speech:
        draw.box(speech.span.start_s, speech.span.end_s, top + 2, 10, "#d8d0c4", title="speech heard")
    for line in soundtrack.episode.lines:
        draw.box(line.span.start_s, line.span.end_s, top + 4, 6, INK, title=f"{line.speaker or ''}: {line.text}")
    draw.label(top + 11, "words")
    return top + 19


def _sounds(draw: Drawing, soundtrack: Soundtrack, top: float) -> float:
    seen = soundtrack.seen
    if not seen.events and not seen.silences:
        return top
    for quiet in seen.silences:
        draw.box(quiet.span.start_s, quiet.span.end_s, top, 12, "#e6edf4", title=f"{quiet.kind}, {quiet.level_lufs:.0f} LUFS")
    last = -1e9
    for event in seen.events:
        x, sign = draw.x(event.at_s), SIGNS[event.kind]
        if len(sign) > 1 and x - last < 34:
            sign = sign[0]
        draw.text(x, top + 10, sign, 9.5 if len(sign) > 1 else 12, INK)
        last = x if len(sign) > 1 else last
    draw.label(top + 10, "sounds")
    return top + 19


def _music(draw: Drawing, soundtrack: Soundtrack, top: float) -> float:
    episode = soundtrack.episode
    made = {each.cue.id: each for each in soundtrack.cues}
    for moment in soundtrack.spotting.moments:
        start, end = at_frame(moment.first_frame, episode.rate), at_frame(moment.end_frame, episode.rate)
        if not isinstance(moment, Cue):
            told = f"{moment.id}: {moment.kind} silence, {moment.manner}. {moment.reason}"
            draw.box(start, end, top + 8, 14, "none", f'stroke="{SOFT}" stroke-dasharray="3 3"', told)
            continue
        draw.box(start, end, top, 30, "#e9c98d", 'rx="4"', f"{moment.id}: {moment.reason}")
        if moment.id in made:
            title = dict(made[moment.id].score.titles).get("ko", "")
            draw.text(draw.x(start) + 6, top + 19, f"{moment.id} {title}"[:max(4, int((draw.x(end) - draw.x(start)) / 8))], 12)
        for hit in moment.hits:
            x = draw.x(hit.at_s)
            draw.out.append(f'<path d="M{x:.1f} {top - 2} l5 -7 h-10 z" fill="{RED}"><title>'
                            f'{escape(f"hit {hit.grade.value}: {hit.reason}")}</title></path>')
            draw.text(x + 6, top - 3, hit.grade.value, 9.5, RED)
    draw.label(top + 19, "music")
    return top + 36


def _axis(draw: Drawing, top: float) -> None:
    step = next(each for each in (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200) if draw.length_s / each <= 16)
    for at in range(0, int(draw.length_s) + 1, step):
        draw.text(draw.x(at), top + 14, f"{at // 60}:{at % 60:02}", 10, SOFT, 'text-anchor="middle"')

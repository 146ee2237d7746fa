"""Films that never were: scenes, turns, sounds and lines at any places, for asking what is always so."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from tests.spotting.scenes import episode, graph, line, seen, span, turn
from yeoun.model.feeling import EmotionGraph
from yeoun.model.notes import House, Notes
from yeoun.model.observed import Event, EventKind, Observations, Quiet
from yeoun.model.script import Episode, Line
from yeoun.model.spotted import Spotting
from yeoun.spotting.spot import spot
from yeoun.units.names import LineId
from yeoun.units.time import Seconds


@dataclass(frozen=True)
class Film:
    """What spotting is handed."""

    episode: Episode
    graph: EmotionGraph
    seen: Observations
    house: House

    def spotted(self) -> Spotting:
        """Spotted without a note."""
        return spot(self.episode, self.graph, self.seen, self.house, Notes())


@st.composite
def films(draw: st.DrawFn, longest_s: int = 120) -> Film:
    """A film of thirty seconds to two minutes; its timecode starts at zero or at one hour."""
    length = draw(st.integers(30, longest_s))
    inside = st.floats(1.0, length - 1.0).map(lambda at: round(at, 2))
    scenes = (0.0, *sorted(set(draw(st.lists(st.integers(6, length - 6).map(float), max_size=4)))))
    starts = draw(st.lists(inside, max_size=7))
    lines: list[Line] = []
    for k, at in enumerate(sorted(starts)):
        if not lines or at > lines[-1].span.end_s + 0.2:
            lines.append(replace(line(k, at, min(length - 0.1, at + 1.8)), id=LineId(f"l{k:02}")))
    kinds = st.sampled_from(["reveal", "shock", "rupture", "release", "silence"])
    turns = tuple(turn(at, size, kind) for at, size, kind in draw(st.lists(st.tuples(inside, st.floats(0.1, 1.0), kinds), max_size=5)))
    sounds = st.sampled_from([EventKind.IMPACT, EventKind.SIGH, EventKind.GASP])
    events = tuple(Event(kind, Seconds(at), Seconds(at + 0.4), 0.8, "ear")
                   for kind, at in draw(st.lists(st.tuples(sounds, inside), max_size=4)))
    quiets = tuple(Quiet(span(at, min(length - 0.5, at + 3.0)), -60.0, "dramatic", 1.0) for at in draw(st.lists(inside, max_size=2)))
    told = episode(float(length), *lines, scenes_s=scenes, shots_s=tuple(float(at) for at in range(0, length, 5)))
    hour = draw(st.sampled_from([0, 86_400]))
    told = replace(told, media=replace(told.media, start_frame=hour))
    arousal = draw(st.lists(st.floats(0.1, 0.9), min_size=2, max_size=6))
    share = draw(st.sampled_from([0.4, 0.6, 0.9]))
    return Film(told, graph(float(length), arousal, *sorted(turns, key=lambda each: each.at_s)),
                seen(float(length), events=tuple(sorted(events, key=lambda each: each.at_s)), silences=quiets), House(music_share=share))

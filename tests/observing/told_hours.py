"""Headings with their action lines and their true light, written by someone who had not seen the program (dark_hours.toml)."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from yeoun.model.media import Span
from yeoun.model.observed import Light
from yeoun.model.script import Action, Scene, TimeOfDay
from yeoun.observing.lightsigns import NAMES
from yeoun.observing.lightwords import told_of
from yeoun.reading.headings import heading_of
from yeoun.units.names import SceneId
from yeoun.units.time import Seconds

FILE = Path(__file__).parents[1] / "data" / "dark_hours.toml"
TRUE = {"golden": Light.GOLDEN, "dusk": Light.DAWN, "night": Light.NIGHT, "dawn": Light.DAWN, "day": Light.DAY,
        "tungsten": Light.TUNGSTEN, "neon": Light.NEON}    # dusk is the blue hour, and has no name of its own
WHOLE = Span(Seconds(0.0), Seconds(60.0))


@dataclass(frozen=True)
class Entry:
    """A heading and the action below it, and what the light is."""

    id: str
    language: str
    heading: str
    action: str
    told: str
    is_trap: bool

    @property
    def light(self) -> Light:
        return TRUE[self.told]


def entries() -> tuple[Entry, ...]:
    """All of them."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["scene"]
    return tuple(Entry(row["id"], row["lang"], row["heading"], row["action"], row["light"], row["trap"]) for row in rows)


def scene_of(heading: str, action: str = "", first_frame: int = 0, end_frame: int = 1500, span: Span = WHOLE) -> Scene:
    """A scene as the readers make it of a heading and one paragraph of action."""
    read = heading_of(heading, forced=True)
    assert read is not None
    time = read.time if isinstance(read.time, TimeOfDay) else TimeOfDay.UNKNOWN
    marks = (*read.flags, *((f"until {read.time_to.value}",) if read.time_to else ()))
    actions = (Action(action, span, 0.5),) if action else ()
    return Scene(SceneId("s01"), "1", read.text, read.place, time, read.interior, marks, first_frame, end_frame, 0.9, actions)


def by_words(entry: Entry) -> Light | None:
    """What the words alone would call it; None when they say nothing."""
    told = told_of(scene_of(entry.heading, entry.action), WHOLE)
    return NAMES[max(range(len(NAMES)), key=lambda k: told.weights[k])] if told.says else None


def by_hour(entry: Entry) -> Light | None:
    """What the hour of the heading alone would call it; None when it names none."""
    scene = scene_of(entry.heading)
    if scene.time_of_day is TimeOfDay.UNKNOWN:
        return None
    told = told_of(replace(scene, location="", actions=()), WHOLE)
    return NAMES[max(range(len(NAMES)), key=lambda k: told.weights[k])]

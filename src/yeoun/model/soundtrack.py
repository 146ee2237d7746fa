"""Everything one episode became, for those who deliver it."""

from dataclasses import dataclass

from yeoun.model.composed import Brief, Sketch, ThemeBook
from yeoun.model.feeling import EmotionGraph
from yeoun.model.media import Material
from yeoun.model.mixed import Master, Mix, Placement, Preview, Stem
from yeoun.model.notes import House, Notes
from yeoun.model.observed import Observations
from yeoun.model.scored import Score
from yeoun.model.script import Episode
from yeoun.model.spotted import Cue, Spotting
from yeoun.units.names import CueId
from yeoun.units.time import Seconds


@dataclass(frozen=True, slots=True)
class ScoredCue:
    """One cue with everything made for it, in its own time; `placement` says where it sits."""

    cue: Cue
    brief: Brief
    sketch: Sketch
    score: Score
    stems: tuple[Stem, ...]        # dry parts in score order, then ambience, then the stereo room
    placement: Placement


@dataclass(frozen=True, slots=True)
class Written:
    """One cue before anyone plays it."""

    sketch: Sketch
    score: Score


@dataclass(frozen=True, slots=True)
class Version:
    """What is written of an episode without some of its notes: feeling, spotting, themes and cues in the spotting's order."""

    left_out: tuple[str, ...]      # ids of notes; empty = as it is
    graph: EmotionGraph
    spotting: Spotting
    themes: ThemeBook
    cues: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise than it would be without a note, in words; `cue` is its printed id, empty = of no one cue."""

    note: str                      # empty = all notes together, against none
    cue: CueId | None
    words: str
    at_s: Seconds                  # where in the picture


@dataclass(frozen=True, slots=True)
class Renumbered:
    """The number a cue has without any note and the one it has with them; None = there it is no cue."""

    before: CueId | None
    now: CueId | None


@dataclass(frozen=True, slots=True)
class Compared:
    """What notes changed, read by leaving each out, and all of them; of a note that is not named here nobody has looked."""

    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    numbers: tuple[Renumbered, ...] = ()    # every cue, where one that is there with and without notes has another number with them


@dataclass(frozen=True, slots=True)
class Soundtrack:
    """The whole episode."""

    material: Material
    episode: Episode
    seen: Observations
    graph: EmotionGraph
    spotting: Spotting
    themes: ThemeBook
    cues: tuple[ScoredCue, ...]
    mix: Mix
    preview: Preview
    masters: tuple[Master, ...]
    house: House
    notes: Notes
    compared: Compared = Compared()

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

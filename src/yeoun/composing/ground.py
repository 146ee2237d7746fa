"""What stands before the first note of a cue: its bearing, its time, its phrases, its stops, and what survives words.

Planning asks it whether a cue has room for a theme, composing writes on it: they cannot be of two minds.
"""

from dataclasses import dataclass
from math import ceil

from yeoun.composing.around import lay_around
from yeoun.composing.bearing import Bearing, bearing
from yeoun.composing.canvas import Canvas, swell
from yeoun.composing.form import Phrase, feeling_over, shape
from yeoun.composing.grid import Grid, Hush
from yeoun.composing.landing import stops_of
from yeoun.composing.manners import Stop, mannered
from yeoun.composing.reserve import close_of
from yeoun.composing.statements import Found, Statement, find
from yeoun.composing.tempo import LEAN_S, lay
from yeoun.model.composed import Brief, Voice


@dataclass(frozen=True, slots=True)
class Ground:
    """A cue before its notes. `bare` is its canvas without chords."""

    where: Bearing
    grid: Grid
    hush: Hush
    phrases: tuple[Phrase, ...]
    bare: Canvas
    stops: tuple[Stop, ...]

    def survives(self, statement: Statement) -> bool:
        """Whether every note of a theme is still there when words and stops have had their say."""
        if statement.form == "hidden":
            return True      # it lies above the words, and gives way as a pad does
        polite = mannered((Voice("melody", "melody", None, "", statement.notes),), self.bare, self.stops)
        left = {(note.at_beat, note.key) for voice in polite for note in voice.notes}
        return {(note.at_beat, note.key) for note in statement.notes} <= left


def ground(brief: Brief) -> Ground:
    """The ground of a cue, the same for every draft.

    brief  all that the cue may know
    """
    where, grid = bearing(brief), laid(brief)
    hush = Hush(brief.lines, 60.0 / grid.reference)
    phrases = shape(brief, grid, hush)
    bare = Canvas(brief, grid, hush, phrases, (), (), (), where.mode, where.tonic, swell(brief, grid, hush, phrases),
                  close_of(brief, where.mode, grid, phrases))
    return Ground(where, grid, hush, phrases, bare, stops_of(bare))


def laid(brief: Brief) -> Grid:
    """The tempo map and bars of a brief."""
    where = bearing(brief)
    asked = (brief.hits, float(brief.length_s), where.tempo, where.bounds, where.metre, _lean(brief))
    return lay_around(brief.kept, *asked) if brief.kept else lay(*asked)


def room_for(brief: Brief) -> tuple[Found, ...]:
    """What would become of each theme the brief asks for.

    brief  its themes, motifs, lines and hits
    """
    here = ground(brief)
    return find(brief, here.grid, here.phrases, here.hush, here.where.mode, here.where.tonic, here.survives)


def _lean(brief: Brief) -> tuple[float, ...]:
    """How much broader (+) or more pressing (-) the time feels along the cue: arousal presses it on.

    Only differences count, and they are taken inside each stretch between hits: what is felt elsewhere does not move them.
    """
    count = max(1, ceil(float(brief.length_s) / LEAN_S))
    return tuple(round(-0.06 * feeling_over(brief.intent, LEAN_S * k, LEAN_S * (k + 1))[1], 3) for k in range(count))

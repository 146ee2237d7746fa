"""How long composing takes: processor seconds of `compose` for a cue of two minutes, and of thirty cues, beside what is around it."""

import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import TypeVar

from tests.composing.bench.drawn import FILMS, asked_of, film, written
from tests.composing.bench.figures import met, table
from yeoun.composing.compose import compose
from yeoun.composing.invent import invent
from yeoun.composing.plan import plan
from yeoun.model.composed import Brief, ThemeBook
from yeoun.model.notes import House, Notes
from yeoun.orchestrating.orchestrate import orchestrate

LONG_FILMS = range(100, 103)    # three cues of two minutes each
MOST_CUE_S, MOST_THIRTY_S, THIRTY = 2.0, 60.0, 30
T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What a piece of work gives, and the processor seconds it takes."""
    start = time.process_time()
    made = work()
    return made, time.process_time() - start


def _briefs(number: int) -> tuple[tuple[Brief, ...], float]:
    made, house = film(number), House()

    def planned() -> tuple[Brief, ...]:
        book = invent(made.episode, made.graph, ThemeBook(), house)
        return plan(made.episode, made.spotting, made.graph, made.seen, book, house, Notes())
    return timed(planned)


def section() -> str:
    """The table of seconds."""
    compose(_briefs(0)[0][0])    # libraries are loaded before anything is timed
    long = [timed(partial(compose, brief))[1] for number in LONG_FILMS for brief in _briefs(number)[0]]
    composed, planned, played, penned, music = 0.0, 0.0, 0.0, 0.0, 0.0
    count = 0
    for number in range(FILMS):
        briefs, seconds = _briefs(number)
        planned += seconds
        for cue, brief in zip(film(number).spotting.cues, briefs, strict=True):
            if count == THIRTY:
                break
            sketch, seconds = timed(partial(compose, brief))
            score, after = timed(partial(orchestrate, sketch, brief, House()))
            asked = asked_of(cue, film(number))
            _, written_s = timed(partial(written, "", asked, sketch, score, cue, film(number).episode.rate, (), brief))
            composed, played, penned = composed + seconds, played + after, penned + written_s
            music, count = music + float(brief.length_s), count + 1
    return "\n\n".join((
        "## Speed",
        "Processor seconds, one process, libraries loaded. The baseline of composing is writing the same cue down: its MIDI, its page and "
        "sketch.json.",
        table(("what", "processor s", "asked", "goal met"), [
            (f"a cue of two minutes, worst of {len(long)}", f"{max(long):.2f} (median {median(long):.2f})", f"{MOST_CUE_S:g}",
             met(max(long) < MOST_CUE_S)),
            (f"{count} cues, {music / 60:.1f} minutes of music", f"{composed:.1f}", f"{MOST_THIRTY_S:g}", met(composed < MOST_THIRTY_S)),
            ("the themes and briefs of their films", f"{planned:.1f}", "-", "-"), ("the same cues orchestrated", f"{played:.1f}", "-", "-"),
            ("baseline: the same cues written down", f"{penned:.1f}", "-", "-")])))

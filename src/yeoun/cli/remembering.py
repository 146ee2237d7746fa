"""What a series remembers, read before a run and written after it."""

from pathlib import Path

from yeoun.model.composed import ThemeBook
from yeoun.model.feeling import Factors
from yeoun.model.soundtrack import Soundtrack
from yeoun.pipeline.workshop import Workshop


def book_before(series: Path | None, episode: str) -> ThemeBook:
    """The themes of the episodes before."""
    from yeoun.studio.series import themes_before

    return ThemeBook() if series is None else themes_before(series, episode)


def weights_now(series: Path | None, episode: str) -> Factors:
    """How much each kind of evidence counts, as the episodes before taught."""
    from yeoun.studio.weights import weights_before

    return () if series is None else weights_before(series, episode).factors


def remembered(series: Path | None, episode: str, whole: Soundtrack | None, workshop: Workshop) -> tuple[str, ...]:
    """Write this episode's pages of the series, where the run went to its end; gives what to say of them."""
    from yeoun.scoring import REFIT
    from yeoun.studio.series import keep_page
    from yeoun.studio.weights import keep_weights, weights_before

    if series is None or whole is None:
        return ()
    keep_page(series, episode, whole.themes)
    before, corrections = weights_before(series, episode), whole.graph.corrections
    return keep_weights(series, episode, before, workshop.make(REFIT(before, corrections)) if corrections else before)

"""The search for a master's settings, beside gain alone and as many settings by lot: judged on the finished files by other code."""

from dataclasses import dataclass

import numpy as np

from tests.composing.bench.figures import met, table
from tests.mastering.bench.masters import SEEDS, asked, hand, loss, terms, ways
from yeoun.mastering.searching import TRIES


@dataclass(frozen=True)
class Row:
    """One mix: where it goes, the losses as measured (searched, gain alone, by lot), and as the outline had them."""

    seed: int
    destination: str
    measured: tuple[float, float, float]
    told: tuple[float, float, float]
    terms: tuple[dict[str, float], dict[str, float]]
    is_ok: bool


def row(seed: int) -> Row:
    """The figures of one mix."""
    case, (found, plain, lot) = asked(seed), ways(seed)
    assert found.searched is not None
    seen = [terms(case, each, plain) for each in (found, plain, lot)]
    seen[2]["hand"] = hand(dict(found.searched.by_lot))
    told = found.searched
    return Row(seed, case.target.destination.value, (loss(seen[0]), loss(seen[1]), loss(seen[2])),
               (told.loss, told.loss_gain_only, told.loss_by_lot), (seen[0], seen[1]), found.ok and plain.ok and lot.ok)


def section() -> str:
    """The section of the page."""
    rows = [row(seed) for seed in SEEDS]
    over_gain, over_lot = (sum(each.measured[0] < each.measured[k] for each in rows) for k in (1, 2))
    lines = [(str(each.seed), each.destination, *(f"{value:.2f}" for value in each.measured), *(f"{value:.2f}" for value in each.told),
              "yes" if each.measured[0] < min(each.measured[1:]) else "no") for each in rows]
    names = [name for name in rows[0].terms[0] if name != "hand"]
    middle = [(name, *(f"{float(np.median([each.terms[k][name] for each in rows])):.2f}" for k in (0, 1))) for name in names]
    wanted = len(rows) * 9 // 10
    return (f"## Search: settings of a master, beside gain alone and by lot\n\n{len(rows)} mixes drawn by lot (40 s of the film, the music "
            f"bent in four bands by up to 6 dB and swelling by up to 24 dB), {TRIES} settings tried by the search and as many by lot, one "
            "seed. The loss is the sum of the squares of its terms, each 1 at its limit; it is measured here on the finished masters by "
            "libebur128, scipy and pystoi (the limiter's work as the master says it). At the right the same as the search saw it, from an "
            "outline of the programme, whose words are told more coarsely. Hard targets are met by every way or the row would say so.\n\n"
            + table(("mix", "master", "searched", "gain alone", "by lot", "told: searched", "told: gain alone",
                     "told: by lot", "best"), lines)
            + "\n\n" + table(("figure", "asked", "reached", "goal met"), [
                ("better than gain alone, mixes", f"{wanted} of {len(rows)}", str(over_gain), met(over_gain >= wanted)),
                ("better than the best of as many by lot, mixes", f"{wanted} of {len(rows)}", str(over_lot), met(over_lot >= wanted)),
                ("every way meets loudness and peak", f"{len(rows)} of {len(rows)}", str(sum(each.is_ok for each in rows)),
                 met(all(each.is_ok for each in rows)))])
            + "\n\n" + table(("term, median, measured", "searched", "gain alone"), middle))

"""What a master keeps of the music's own course: the order of loud and soft within each cue, quiet bars, and silence.

Gain alone keeps the order and the silences by doing nothing, and is the trick here: it must fail where quiet bars are not heard.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from tests.composing.bench.figures import met, table
from tests.mastering.bench.masters import (
    RATE,
    SEEDS,
    Asked,
    Sound,
    asked,
    music_of,
    original_of,
    quiet_lufs,
    short_term,
    ways,
)
from yeoun.mastering.sources import GAP, pieces_of
from yeoun.model.mixed import Master

KEPT, TO_DB = 0.95, 0.1


@dataclass(frozen=True)
class Kept:
    """One mix: Spearman of each cue, quiet bars with and without settings under what is wished, and how far silences moved in dB."""

    cues: list[float]
    under: tuple[float, float]
    silence_db: float


def cues_of(case: Asked, frames: int) -> list[tuple[int, int]]:
    """Where each cue lies on a master, in samples; an album has them one after the other."""
    if case.target.programme:
        return [(each.at_sample, min(frames, each.at_sample + each.length)) for each in case.band.placements]
    out, at = [], 0
    for first, last in pieces_of(case.band.shelf, case.mixed.music_20, case.band.placements):
        out.append((at, at + last - first))
        at += last - first + GAP
    return out


def order_kept(before: Sound, after: Sound) -> float | None:
    """Spearman of short-term loudness over one cue; None where it is too short or still."""
    one, other = short_term(before)[29:], short_term(after)[29:]
    return float(spearmanr(one, other).statistic) if len(one) > 20 and np.ptp(one) > 0.5 else None


def silence_moved_db(case: Asked, done: Master, plain: Master) -> float:
    """The most that a second between cues, after what rings, differs from the picture's own sound at its gain; with gain alone it is 0."""
    shelf = case.band.shelf
    if not case.target.programme:    # gaps of an album are silent
        sounds = [np.abs(shelf.read(each.sound)) for each in (done, plain)]
        gaps = [end for _, end in cues_of(case, len(sounds[0]))][:-1]
        return 0.0 if all(sound[end + RATE // 10:end + GAP].max() == 0.0 for sound in sounds for end in gaps) else 99.0
    sound = shelf.read(done.sound).astype(np.float64)
    own, worst = original_of(case, done, len(sound)), 0.0
    for _, end in cues_of(case, len(sound))[:-1]:
        part = slice(end + round(1.2 * RATE), end + round(2.6 * RATE))
        ratio = np.sum(sound[part] ** 2) / max(float(np.sum(own[part] ** 2)), 1e-12)
        worst = max(worst, abs(10 * float(np.log10(ratio))))
    return worst


def row(seed: int) -> Kept:
    """The figures of one mix."""
    case, (found, plain, _) = asked(seed), ways(seed)
    after, before = music_of(case, found), music_of(case, plain)
    kept = [order_kept(before[first:last], after[first:last]) for first, last in cues_of(case, len(before))]
    under = [max(0.0, case.target.quiet_lufs - quiet_lufs(case, each)) for each in (after, before)]
    return Kept([each for each in kept if each is not None], (under[0], under[1]), silence_moved_db(case, found, plain))


def section() -> str:
    """The section of the page."""
    rows = [row(seed) for seed in SEEDS]
    cues = [each for row in rows for each in row.cues]
    low = [row for row in rows if row.under[1] > 0.0]
    better = sum(row.under[0] < row.under[1] for row in low)
    worse = sum(row.under[0] > row.under[1] + 0.05 for row in rows)
    moved = max(row.silence_db for row in rows)
    return (f"## Emotion kept: order, quiet bars, silences\n\n{len(cues)} cues of the {len(rows)} mixes of the search. Quiet bars are the "
            "10th percentile of the music's short-term loudness where nobody speaks; better placed is less far under what the destination "
            f"wishes. With gain alone they lie under it in {len(low)} mixes. Read with libebur128 and scipy.\n\n"
            + table(("figure", "asked", "as mastered", "trick: gain alone", "goal met"), [
                ("order of loud and soft (Spearman), least of all cues", f"at least {KEPT}", f"{min(cues):.3f}", "1.000",
                 met(min(cues) >= KEPT)),
                ("quiet bars better placed, of the mixes where they lie too low", f"{len(low)}", f"{better}", "0",
                 met(bool(low) and better == len(low))),
                ("quiet bars worse placed, mixes", "0", f"{worse}", "0", met(worse == 0)),
                ("quiet bars under what is wished, LU, mean", "less than gain alone", f"{np.mean([row.under[0] for row in rows]):.2f}",
                 f"{np.mean([row.under[1] for row in rows]):.2f}", met(sum(r.under[0] for r in rows) < sum(r.under[1] for r in rows))),
                ("silences moved, dB, most", f"at most {TO_DB}", f"{moved:.3f}", "0.000", met(moved <= TO_DB))]))

"""The one gain of all music of an episode.

Our choice: before it gives way, the music's programme loudness (stereo mix) stands 3 LU under the words, or under the
whole original sound where nobody speaks, held between -30 and -20 LUFS; with nothing beside it, -24 LUFS. One gain for
the whole episode keeps the distances between cues as they were composed. Where even the deepest ducking the players
allow leaves the middle line short of its 10 LU, the music is set lower, by 6 dB at most.
"""

from statistics import median

from yeoun.mixing.depths import MARGIN_LU, Beside
from yeoun.mixing.survey import HOP, Survey
from yeoun.mixing.words import Words
from yeoun.units.level import to_gain
from yeoun.units.loudness import in_lufs, integrated, over_spans

ALONE_LUFS, UNDER_WORDS_LU = -24.0, 3.0
LOWEST_LUFS, HIGHEST_LUFS = -30.0, -20.0
MOST_LOWERED_DB = 6.0


def music_loudness(seen: Survey) -> float | None:
    """Programme loudness of all music at mix level; very short or soft music by its plain mean."""
    loud = integrated(seen.total, HOP)
    return loud if loud is not None else in_lufs(float(seen.total.sum()) / max(1, len(seen.total) * HOP))


def target(seen: Survey, words: tuple[Words, ...]) -> float:
    """Where the music's programme loudness is wanted, in LUFS."""
    anchor = None
    if seen.words is not None and words:
        anchor = over_spans(seen.words, HOP, [(w.start_s, w.end_s) for w in words])
    if anchor is None and seen.original is not None:
        anchor = integrated(seen.original, HOP)
    return ALONE_LUFS if anchor is None else min(HIGHEST_LUFS, max(LOWEST_LUFS, anchor - UNDER_WORDS_LU))


def music_gain(beside: Beside, words: tuple[Words, ...], wished_lu: float) -> float:
    """The linear gain of every stem, beside the 12 dB that stems stand below mix level."""
    seen = beside.seen
    loud = music_loudness(seen)
    if loud is None:
        return 1.0
    gain = to_gain(target(seen, words) - loud)
    if seen.words is None:
        return gain
    reached = [beside.most_ratio(stretch, gain) for stretch in words]
    known = [value for value in reached if value is not None]
    lacking = wished_lu + MARGIN_LU - median(known) if known else 0.0
    return gain * to_gain(-min(MOST_LOWERED_DB, max(0.0, lacking)))

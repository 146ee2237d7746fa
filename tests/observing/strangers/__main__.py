"""How the observers fare among strangers: python -m tests.observing.strangers --open | --closed [--sound | --picture]

Renders every scene and clip of a set, sends each through the observing steps of the main path, judges what they found and prints tables.
A set takes about ten minutes of one processor. Who improves a detector runs `--open` as often as they like and `--closed` to report.
"""

import argparse
import sys
from collections.abc import Sequence

from tests.observing.strangers import clips, scenes, tables, trust
from tests.observing.strangers.running import heard, watched
from tests.observing.strangers.scenes import CONDITIONS
from tests.observing.strangers.tables import Reel, Row
from yeoun.observing.prominence import FAINT_DB

ABOUT = """Synthetic scenes and clips with truth to the sample and frame, written by someone who had not seen the detectors.
Level: the peak of an event's 10 ms level in 300-7000 Hz over the 10th percentile of the bed's. Beside every figure stand as many names
anywhere (chance), the same a second late, and two cheap tricks: everything named every half second, and named once from beginning to end.
Bouts (breath, sob, laugh) last longer than a second, so a second late still overlaps them. In brackets Wilson's 95 % interval and counts.
"""

SEEN = """Drawn clips of shots, cuts, dissolves, fades and what looks like them, coded as H.264, with truth to the frame. Beside every
figure stand as many beginnings anywhere (chance), the same a second late, and the cheap trick of one on every twelfth frame; below them
PySceneDetect's detectors on the same frames. The drawing hand is one; of real films 29 cuts and one dissolve are held by tests.
"""


def rows_of(seeds: Sequence[int]) -> list[Row]:
    """Every scene of these seeds, judged."""
    rows = []
    for seed in seeds:
        for condition in CONDITIONS:
            one = heard(seed, condition)
            rows.append(tables.row_of(condition, one.made, one.seen.events, one.seen.speech))
    return rows


def sound_page(rows: Sequence[Row]) -> str:
    """Events and speech."""
    minutes = sum(each.minutes for each in rows)
    return "\n".join([
        f"### Sound: {len(rows)} scenes, {minutes:.0f} minutes", "", tables.by_kind(rows), "By level, bed and speech:", "",
        tables.by_one(rows), f"What lasts, under {FAINT_DB:.0f} dB as measured named only where the network is sure enough:", "",
        tables.by_level(rows), "Every condition:", "", tables.by_condition(rows), "False alarms:", "", tables.alarms(rows),
        tables.causes(rows), "What a confidence is worth:", "",
        tables.table(trust.HEAD, trust.reliability([claim for each in rows for claim in each.claims])),
        trust.paces([walk for each in rows for walk in each.walks]), "Speech:", "", tables.speech(rows)])


def picture_page(seeds: Sequence[int]) -> str:
    """Edits and what looks like edits."""
    reels: list[Reel] = []
    traps = []
    for seed in seeds:
        one = watched(seed)
        reels.append(tables.reel_of(one.made, one.seen.shots, one.theirs))
        traps.append((one.made.traps, one.made.edits, one.seen.shots))
    return pictured(reels, tables.traps_met(traps))


def pictured(reels: Sequence[Reel], met: str) -> str:
    """The tables of clips."""
    minutes = sum(each.minutes for each in reels)
    return "\n".join([f"### Picture: {len(reels)} clips, {minutes:.1f} minutes", "", tables.edits(reels), tables.others(reels),
                      tables.sorts(reels), met])


def section(closed: bool = True, sound: bool = True, picture: bool = True) -> str:
    """Everything, as a section of a page; of the closed set unless the open one is asked for."""
    what = "" if sound and picture else ": sounds" if sound else ": pictures"
    parts = [f"## Among strangers{what}, {'closed' if closed else 'open'} seeds", ""]
    if sound:
        parts.append(ABOUT)
        parts.append(sound_page(rows_of(scenes.CLOSED if closed else scenes.OPEN)))
    if picture:
        parts.append(SEEN)
        parts.append(picture_page(clips.CLOSED if closed else clips.OPEN))
    return "\n".join(parts)


def main() -> None:
    """Print the tables that were asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    which = asked.add_mutually_exclusive_group(required=True)
    which.add_argument("--open", action="store_true", help="the seeds that may be looked at")
    which.add_argument("--closed", action="store_true", help="the seeds that are only counted")
    asked.add_argument("--sound", action="store_true", help="sound alone")
    asked.add_argument("--picture", action="store_true", help="picture alone")
    wish = asked.parse_args()
    both = wish.sound == wish.picture
    sys.stdout.write(section(wish.closed, both or wish.sound, both or wish.picture) + "\n")


if __name__ == "__main__":
    main()

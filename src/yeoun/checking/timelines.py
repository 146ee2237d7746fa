"""Cut list, timeline and cue sheet against the spotting list and the delivered sound, to the frame."""

import csv
import io
import re
from fractions import Fraction

import numpy as np
import opentimelineio as otio

from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder
from yeoun.checking.measuring import measuring
from yeoun.checking.unreadable import number
from yeoun.units.time import frame_of, label

LABEL = r"\d\d:\d\d:\d\d[:;]\d\d"
EVENT = re.compile(rf"^\d+\s+(\S+)\s+AA\s+C\s+({LABEL})\s+({LABEL})\s+({LABEL})\s+({LABEL})\s*$")
HEADROOM_DB = 12.0       # contract: stems and music.wav stand so far under the mix
HEARD_DB = -60.0         # contract: a cue lasts to its last sound above this
COLUMNS = ("sequence,tc_in,tc_out,duration_s,title,title_ko,usage,composer,arranger,lyricist,publisher,performer,share,"
           "society,iswc,isrc,origin").split(",")


@measuring("timelines")
def of_timelines(folder: Folder) -> list[Finding]:
    """EDL, OTIO and cue sheet."""
    return [*_labels(folder), *_edl(folder), *_otio(folder), *_cue_sheet(folder)]


def start_frame(folder: Folder) -> int:
    """The picture's own start timecode as a count of frames, from the index: what is judged by it never says it itself."""
    with folder.reading("score.json"):
        return int(frame_of(folder.index["start_tc"], folder.rate))


def is_drop(folder: Folder) -> bool:
    """Whether the picture's timecode is drop-frame."""
    return str(folder.index["start_tc"])[8:9] == ";"


@measuring("labels")
def _labels(folder: Folder) -> list[Finding]:
    """Frames, seconds and labels of every moment say the same."""
    start, wrong = start_frame(folder), []
    moments = (*folder.cues(), *folder.json("spotting/spotting.json")["silences"])
    for each in moments:
        for frame, seconds, text in (("start_frame", "start_s", "tc_in"), ("end_frame", "end_s", "tc_out")):
            exact = float(Fraction(each[frame]) / folder.rate)
            if abs(exact - each[seconds]) > 1e-6 or label(each[frame] + start, folder.rate, is_drop(folder)) != each[text]:
                wrong.append(f"{each['id']} {frame}")
    return [Finding("frames, seconds and timecode agree", "spotting.json", "exactly",
                    f"{len(moments)} moments, {len(wrong)} do not", not wrong)]


@measuring("the EDL")
def _edl(folder: Folder) -> list[Finding]:
    start, found, text = start_frame(folder), {}, folder.text("session/cues.edl")
    with folder.reading("session/cues.edl"):
        for event in filter(None, map(EVENT.match, text.splitlines())):
            source, record = ([frame_of(label, folder.rate) for label in event.groups()[k:k + 2]] for k in (1, 3))
            found[event[1].lower()] = (*source, *(frame - start for frame in record))
    asked = {str(cue["id"]).lower(): (0, cue["end_frame"] - cue["start_frame"], cue["start_frame"], cue["end_frame"])
             for cue in folder.cues()}
    wrong = sorted(name for name in {*asked, *found} if asked.get(name) != found.get(name))
    return [Finding("EDL agrees with the spotting", "session/cues.edl", "every cue to the frame",
                    f"{len(found)} events, {len(wrong)} differ", not wrong)]


@measuring("the OTIO timeline")
def _otio(folder: Folder) -> list[Finding]:
    found = {}
    folder.parsed("session/cues.otio")    # first by a reader that ends on brackets without end: OTIO's own would overrun its stack
    with folder.reading("session/cues.otio") as path:
        timeline = otio.adapters.read_from_file(str(path))
        for track in timeline.tracks:
            for clip in track.find_clips():
                span = clip.transformed_time_range(clip.source_range, timeline.tracks)
                found[clip.name] = (round(span.start_time.value), round(span.end_time_exclusive().value))
        markers = sorted(round(each.marked_range.start_time.value) for each in timeline.tracks.markers)
    asked = {cue["id"]: (cue["start_frame"], cue["end_frame"]) for cue in folder.cues()}
    hits = sorted(round(Fraction(hit["at_s"]).limit_denominator(10**7) * folder.rate)
                  for cue in folder.cues() for hit in cue["hits"])
    wrong = sum(asked.get(name) != found.get(name) for name in {*asked, *found})
    return [Finding("OTIO agrees with the spotting", "session/cues.otio", "every cue and hit to the frame",
                    f"{len(found)} clips, {wrong} differ; {len(markers)} hits", not wrong and markers == hits)]


@measuring("the cue sheet")
def _cue_sheet(folder: Folder) -> list[Finding]:
    text = folder.text("paperwork/cue_sheet.csv")
    with folder.reading("paperwork/cue_sheet.csv"):
        table = list(csv.reader(io.StringIO(text)))
        columns = table[0]
        rows = [dict(zip(columns, row, strict=False)) for row in table[1:]]
        durations = [number(row["duration_s"]) for row in rows]
    cues, worst = folder.cues(), 0.0
    for duration, cue in zip(durations, cues, strict=False):
        worst = max(worst, abs(duration - _heard(folder, cue["id"])))
    frame = float(1 / folder.rate)
    open_cells = [cell for row in table for cell in row if cell[:1] in {"=", "+", "-", "@"}]
    return [Finding("cue sheet has its columns and cues", "paperwork/cue_sheet.csv", f"{len(cues)} rows, no formula",
                    f"{len(rows)} rows, {len(open_cells)} formulas",
                    columns == COLUMNS and len(rows) == len(cues) and not open_cells),
            Finding("cue sheet durations agree with the sound", "paperwork/cue_sheet.csv", f"within a frame ({1000 * frame:.1f} ms)",
                    f"{1000 * worst:.1f} ms at most", worst <= frame)]


def _heard(folder: Folder, cue: str) -> float:
    """From the first to the last sound of a cue above -60 dBFS at the level of the mix, in seconds."""
    threshold, first, last, at = 10 ** ((HEARD_DB - HEADROOM_DB) / 20), None, 0, 0
    for block in folder.blocks(f"cues/{cue}/music.wav", size=480_000):
        loud = np.flatnonzero(np.abs(block).max(axis=1) > threshold)
        if len(loud):
            first, last = (at + int(loud[0]) if first is None else first), at + int(loud[-1]) + 1
        at += len(block)
    return (last - (first or 0)) / 48_000

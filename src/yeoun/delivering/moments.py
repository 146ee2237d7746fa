"""spotting/: cues and silences with their reasons, and where every hit really lands."""

import csv
import io
from typing import Any

from yeoun.delivering.answering import answered_at
from yeoun.delivering.plain import json_bytes, rounded, timecode
from yeoun.delivering.settled import settled
from yeoun.model.delivered import Delivery
from yeoun.model.script import Episode
from yeoun.model.shelf import OutFile, Shelf
from yeoun.model.soundtrack import ScoredCue
from yeoun.model.spotted import Answer, Cue, Hit, Silence, Spotting
from yeoun.units.time import at_frame

HOUSE_RATE = 48_000


def spotting_files(shelf: Shelf, episode: Episode, spotting: Spotting, cues: tuple[ScoredCue, ...]) -> Delivery:
    """spotting.json and spotting.csv.

    cues  what was made of the cues; empty before they are composed: then nothing is said of where hits land
    """
    made = {each.cue.id: settled(each) for each in cues}
    plain = [_cue(made[each.id].cue if each.id in made else each, episode, made.get(each.id)) if isinstance(each, Cue)
             else _silence(each, episode) for each in spotting.moments]
    contents = {"cues": [each for each in plain if "key" in each],
                "silences": [each for each in plain if "key" not in each]}
    files = (OutFile("spotting/spotting.json", shelf.keep("spotting.json", json_bytes(contents))),
             OutFile("spotting/spotting.csv", shelf.keep("spotting.csv", _table(plain))))
    return Delivery(files, spotting.cautions)


def _times(first: int, end: int, episode: Episode) -> dict[str, Any]:
    return {"start_s": rounded(at_frame(first, episode.rate), 6), "end_s": rounded(at_frame(end, episode.rate), 6),
            "tc_in": timecode(first, episode.media), "tc_out": timecode(end, episode.media),
            "start_frame": first, "end_frame": end}


def _cue(cue: Cue, episode: Episode, made: ScoredCue | None) -> dict[str, Any]:
    beat0 = None if made is None else rounded(made.sketch.tempo_map.beat0_us / 1e6, 6)
    return {"key": cue.key, "id": cue.id} | _times(cue.first_frame, cue.end_frame, episode) | {
        "beat0_s": beat0, "tail_s": _tail(cue, made), "function": cue.function.value, "method": cue.method,
        "parent": cue.parent, "character": cue.character, "theme": _theme(made), "reason": cue.reason,
        "ending": cue.ending.value,
        "hits": [_hit(k, each, made, episode) for k, each in enumerate(cue.hits)],
        "answers": [_answer(each, made) for each in cue.answers],
        "not_caught": _left(cue),
        "lines": list(cue.lines), "notes": list(cue.notes)}


def _left(moment: Cue | Silence) -> list[dict[str, Any]]:
    return [{"at_s": rounded(each.at_s), "reason": each.reason} for each in moment.not_caught]


def _tail(cue: Cue, made: ScoredCue | None) -> float | None:
    """How long the cue is heard past its end, measured on the stems; before they exist, what it may ring."""
    if made is None:
        return rounded(cue.tail_s)
    heard = max((stem.heard_until_s for stem in made.stems), default=0.0)
    return rounded(max(0.0, min(heard - made.placement.length / HOUSE_RATE, made.placement.tail / HOUSE_RATE)))


def _theme(made: ScoredCue | None) -> str | None:
    return made.sketch.statements[0].motif if made is not None and made.sketch.statements else None


def _hit(index: int, hit: Hit, made: ScoredCue | None, episode: Episode) -> dict[str, Any]:
    landed = None if made is None else next((each for each in made.score.landed if each.hit == index), None)
    lands = None if landed is None else {"part": landed.part, "kind": landed.kind, "at_beat": float(landed.at_beat),
                                         "at_cue_s": rounded(landed.at_s, 6)}
    return {"at_s": rounded(hit.at_s, 6), "tc": timecode(hit.frame, episode.media), "class": hit.grade.value,
            "reason": hit.reason, "lands": lands}


def _answer(answer: Answer, made: ScoredCue | None) -> dict[str, Any]:
    beat = None if made is None else answered_at(made, answer)
    bar = None if made is None or beat is None else next((each for each in reversed(made.score.bars) if each.at_beat <= beat), None)
    return {"sound": answer.sound, "at_s": rounded(answer.at_s), "until_s": rounded(answer.until_s), "confidence": answer.confidence,
            "does": answer.does, "at_beat": None if beat is None else float(beat), "bar": None if bar is None else bar.number}


def _silence(silence: Silence, episode: Episode) -> dict[str, Any]:
    return {"id": silence.id} | _times(silence.first_frame, silence.end_frame, episode) | {
        "kind": silence.kind, "manner": silence.manner, "reason": silence.reason, "from_line": silence.from_line,
        "notes": list(silence.notes), "not_caught": _left(silence)}


def _table(moments: list[dict[str, Any]]) -> bytes:
    """A table for people: UTF-8 with a mark, so that spreadsheets read Hangul."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(["id", "tc_in", "tc_out", "length_s", "what", "character", "hits", "reason"])
    for each in moments:
        what = each["function"] if "key" in each else f"silence ({each['kind']}, {each['manner']})"
        hits = " ".join(f"{hit['class']}@{hit['tc']}" for hit in each.get("hits", ()))
        cells = [each["id"], each["tc_in"], each["tc_out"], f"{each['end_s'] - each['start_s']:.2f}", what,
                 each.get("character") or "", hits, each["reason"]]
        rows.writerow([f"'{cell}" if str(cell)[:1] in "=+-@" and cell else cell for cell in cells])
    return "\ufeff".encode() + out.getvalue().encode()

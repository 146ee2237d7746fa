"""The JSON that measures ask of a folder, each in its whole form, for folders laid by hand."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CUE = {"key": "c1", "id": "1m01", "start_s": 0.0, "end_s": 1.0, "start_frame": 0, "end_frame": 24, "beat0_s": 0.0, "tail_s": 0.0,
       "tc_in": "00:00:00:00", "tc_out": "00:00:01:00", "function": "underscore", "method": "compose", "parent": None, "character": None,
       "theme": None, "reason": "so", "hits": [], "not_caught": [], "lines": []}
MASTER = {"name": "ost_20", "file": "masters/ost_20.wav", "destination": "ost", "layout": "2.0", "channels": ["L", "R"], "ok": True,
          "meter": "none", "target": {"integrated_lufs": -14.0, "tolerance_lu": 0.5, "true_peak_dbtp": -1.0, "why": "our choice"},
          "measured": {"integrated_lufs": None, "true_peak_dbtp": None, "lra_lu": None, "leq_m_db": None, "dialogue_gated_lufs": None}}


def index(rate: str, length_s: float) -> dict[str, Any]:
    """score.json of a folder that lists nothing."""
    return {"schema": 1, "yeoun": "0", "episode": "s01e01", "rate": rate, "length_s": length_s, "inputs": [], "files": [], "warnings": []}


def spotting(cues: int) -> dict[str, Any]:
    """So many cues, and no silence."""
    return {"schema": 1, "cues": [CUE] * cues, "silences": []}


def speech(spans: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Speech that was heard."""
    return {"schema": 1, "speech": [{"start_s": start, "end_s": end, "confidence": 0.9, "f0_hz": None, "level_lufs": None, "line": None}
                                    for start, end in spans]}


def masters(listed: Sequence[dict[str, Any]], spans: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """masters.json with speech that is listed."""
    return {"schema": 1, "masters": list(listed), "search": None, "dialogue": {"ldr_lu": None, "per_line": [
        {"start_s": start, "end_s": end, "line": None, "ratio_db": None, "estoi_loss": None} for start, end in spans]}}


def lay(root: Path, sheets: dict[str, dict[str, Any]]) -> None:
    """Write them: path -> what it says."""
    for name, told in sheets.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(json.dumps(told), encoding="utf-8")

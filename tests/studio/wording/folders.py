"""A finished folder as small as a phrase needs it: one cue, one line, a flat graph."""

import json
from pathlib import Path
from typing import Any


def folder(place: Path, *, drop: bool = False) -> Path:
    """Write the files of a finished folder that a phrase is read over."""
    rate, mark = ("30000/1001", ";") if drop else ("24000/1001", ":")
    cue = {
        "id": "1m01",
        "start_frame": 100,
        "end_frame": 580,
        "tc_in": f"01:00:0{3 if drop else 4}{mark}{10 if drop else '04'}",
        "ending": "ring",
    }
    silences = [
        {"id": "s01", "start_frame": 0, "end_frame": 100, "tc_in": f"01:00:00{mark}00"},
        {"id": "s02", "start_frame": 580, "end_frame": 720, "tc_in": f"01:00:24{mark}04"},
    ]
    sketch = {
        "key": "Eb",
        "mode": "aeolian",
        "beat0_s": 0.5,
        "tempo_map": [{"at_beat": 0.0, "bpm": 60.0, "microseconds": 1_000_000}],
        "metre": [{"bar": k + 1, "beats": 4, "unit": 4, "at_beat": 4.0 * k} for k in range(4)],
        "layers": [{"instrument": "solo_cello"}, {"instrument": "felt_piano"}],
    }
    files: dict[str, dict[str, Any]] = {
        "score.json": {"rate": rate},
        "spotting/spotting.json": {"cues": [cue], "silences": silences},
        "cues/1m01/sketch.json": sketch,
        "emotion/graph.json": {
            "every_s": 0.5,
            "valence": [-0.2] * 60,
            "arousal": [0.4] * 60,
            "tension": [0.5] * 60,
            "characters": {"지은": {}},
            "scenes": [{"id": "s01", "heading": "S#7. 옥상", "start_s": 0.0, "end_s": 30.03}],
        },
        "observations/speech.json": {"lines": [{"id": "l1", "speaker": "지은", "text": "가지 마", "start_s": 6.0, "end_s": 8.0}]},
        "themes/themes.json": {"motifs": [{"owner": "지은"}]},
    }
    for name, contents in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(json.dumps(contents, ensure_ascii=False), encoding="utf-8")
    return place

"""The exact truth of the film: what a detector should find, and when, to the sample.

`truth.json`, schema 1: `rate`, `frames`, `length_s`, `sample_rate`, `cuts`, `shots`, `scenes`, `events` (footstep, sigh,
gasp, breath, heartbeat, impact and other sounds), `lines`, `silences`, `turns`, `captions`.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from yeoun.demo.papers import caption_spans
from yeoun.demo.screenplay import (
    BREATHS,
    FADE_OUT,
    FRAMES,
    HEARTS,
    HERTZ,
    HUSHES,
    LINES,
    RATE,
    SAMPLES_A_FRAME,
    SCENES,
    SHOTS,
    STRIKES,
    TURNS,
    WALKS,
    Line,
    beats_of,
    steps_of,
    to_samples,
    to_seconds,
)

KIND_OF_BREATH = {"sigh": "sigh", "gasp": "gasp", "inhale": "breath", "pant": "breath"}
STEP_FRAMES, BEAT_FRAMES = 3.0, 10.0      # how long a step and a heartbeat are, for their ends


def _span(first: float, last: float) -> dict[str, Any]:
    return {"start_s": to_seconds(first), "end_s": to_seconds(last), "start_sample": to_samples(first),
            "end_sample": to_samples(last)}


def _event(kind: str, who: str | None, at: float, until: float, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "who": who, "at_s": to_seconds(at), "until_s": to_seconds(until), "at_sample": to_samples(at),
            "until_sample": to_samples(until), **more}


def _events() -> Iterator[dict[str, Any]]:
    for walk in WALKS:
        for at in steps_of(walk):
            yield _event("footstep", walk.who, at, at + STEP_FRAMES, ground=walk.ground)
    for breath in BREATHS:
        yield _event(KIND_OF_BREATH[breath.kind], breath.who, breath.at, breath.at + breath.length, manner=breath.kind)
    for heart in HEARTS:
        for at in beats_of(heart):
            yield _event("heartbeat", heart.who, at, at + BEAT_FRAMES)
    for strike in STRIKES:
        kind = "impact" if strike.kind == "impact" else "other"
        yield _event(kind, None, strike.at, strike.at + strike.length, manner=strike.kind)


def _line(line: Line, length: int, caption: tuple[float, float]) -> dict[str, Any]:
    start = to_samples(line.at)
    return {"id": line.id, "who": line.who, "manner": line.manner.value or "spoken", "ko": line.ko, "en": line.en,
            "how_ko": line.how_ko, "start_sample": start, "end_sample": start + length, "start_s": to_seconds(line.at),
            "end_s": round((start + length) / HERTZ, 6), "caption": _span(*caption)}


def truth(spoken: Sequence[int]) -> dict[str, Any]:
    """Everything that is true of the film, as the document that truth.json holds.

    spoken    the length of each line in samples, measured on its sound
    """
    captions = caption_spans(spoken)
    return {
        "schema": 1, "title": "막차 / The Last Bus", "rate": f"{RATE.numerator}/{RATE.denominator}", "frames": FRAMES,
        "length_s": to_seconds(FRAMES), "sample_rate": HERTZ, "samples": FRAMES * SAMPLES_A_FRAME,
        "cuts": [{"frame": shot.first, "at_s": to_seconds(shot.first),
                  "transition": "dissolve" if shot.dissolve else "cut", "length_frames": shot.dissolve}
                 for shot in SHOTS[1:]],
        "fade_out": {"first_frame": FRAMES - FADE_OUT, "last_frame": FRAMES},
        "shots": [{"id": shot.id, "scene": shot.scene, "start_frame": shot.first, "end_frame": shot.last,
                   "light": shot.light, **_span(shot.first, shot.last)} for shot in SHOTS],
        "scenes": [{"number": scene.number, "heading_ko": scene.ko, "heading_en": scene.en, "start_frame": scene.first,
                    "end_frame": scene.last, **_span(scene.first, scene.last)} for scene in SCENES],
        "events": sorted(_events(), key=lambda each: (each["at_sample"], each["kind"])),
        "lines": [_line(line, length, span) for line, length, span in zip(LINES, spoken, captions, strict=True)],
        "silences": [{**_span(hush.still, hush.until), "beds_gone_s": to_seconds(hush.at), "mark": hush.ko}
                     for hush in HUSHES],
        "turns": [{"at_s": to_seconds(turn.at), "frame": round(turn.at), "kind": turn.kind, "reason": turn.reason}
                  for turn in TURNS],
    }


def truth_json(spoken: Sequence[int]) -> str:
    """The truth as JSON, the same bytes each time."""
    return json.dumps(truth(spoken), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

"""observations/*.json: what is there, as the contract names it."""

from typing import Any

from yeoun.delivering.plain import json_bytes, rounded, span
from yeoun.model.delivered import Delivery
from yeoun.model.observed import Observations, SpeechSpan
from yeoun.model.script import DraftLine, Episode
from yeoun.model.shelf import OutFile, Shelf
from yeoun.units.time import at_frame


def observation_files(shelf: Shelf, episode: Episode, seen: Observations) -> Delivery:
    """shots.json, light.json, events.json and speech.json."""
    contents = {"shots": _shots(episode), "light": _light(seen), "events": _events(seen), "speech": _speech(episode, seen)}
    files = tuple(OutFile(f"observations/{name}.json", shelf.keep(f"{name}.json", json_bytes(each)))
                  for name, each in contents.items())
    return Delivery(files, tuple(dict.fromkeys((*episode.cautions, *seen.cautions))))


def _shots(episode: Episode) -> dict[str, Any]:
    return {"shots": [
        {"id": shot.id, "start_s": rounded(at_frame(shot.first_frame, episode.rate), 6),
         "end_s": rounded(at_frame(shot.end_frame, episode.rate), 6), "start_frame": shot.first_frame,
         "end_frame": shot.end_frame, "transition": shot.transition.value, "confidence": rounded(shot.confidence)}
        for shot in episode.shots]}


def _light(seen: Observations) -> dict[str, Any]:
    return {"shots": [
        {"id": each.shot, "mired": rounded(each.mired, 1), "mired_relative": rounded(each.mired_relative, 1),
         "duv": rounded(each.duv, 4), "warmth": rounded(each.warmth), "luminance": rounded(each.luminance),
         "saturation": rounded(each.saturation), "dark": rounded(each.dark), "light": each.light.value,
         "confidence": rounded(each.confidence)}
        for each in seen.light]}


def _events(seen: Observations) -> dict[str, Any]:
    return {
        "events": [{"kind": each.kind.value, "at_s": rounded(each.at_s), "until_s": rounded(each.until_s),
                    "confidence": rounded(each.confidence), "observer": each.observer} for each in seen.events],
        "silences": [span(each.span) | {"level_lufs": rounded(each.level_lufs, 1), "kind": each.kind,
                                        "salience": rounded(each.salience)} for each in seen.silences],
        "music": [span(each) for each in seen.music]}


def _speech(episode: Episode, seen: Observations) -> dict[str, Any]:
    def line_of(each: SpeechSpan) -> str | None:
        shared = [(min(each.span.end_s, line.span.end_s) - max(each.span.start_s, line.span.start_s), line.id)
                  for line in episode.lines]
        best = max(shared, default=(0.0, None), key=lambda pair: pair[0])
        return best[1] if best[0] > 0.0 else None

    return {"speech": [
        span(each.span) | {"confidence": rounded(each.confidence), "f0_hz": rounded(each.f0_hz, 1),
                           "level_lufs": rounded(each.level_lufs, 1), "line": line_of(each)}
        for each in seen.speech],
        "lines": [span(each.span) | {"id": each.id, "speaker": each.speaker, "kind": each.kind.value, "text": each.text,
                                     "source": each.source} for each in episode.lines],
        "aside": [{"scene": scene.heading, "speaker": line.speaker, "kind": line.kind.value, "text": line.text,
                   "source_line": line.source_line} for scene in episode.aside for line in scene.body if isinstance(line, DraftLine)]}

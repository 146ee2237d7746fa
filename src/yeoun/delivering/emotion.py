"""emotion/: the graph as numbers, and as a picture (`graph_picture.py`)."""

import importlib
from typing import Any

from yeoun.delivering.plain import json_bytes, numbers, rounded, span
from yeoun.model.delivered import Delivery
from yeoun.model.feeling import EmotionGraph, Feelings
from yeoun.model.observed import Observations
from yeoun.model.script import Episode
from yeoun.model.shelf import OutFile, Shelf
from yeoun.units.time import at_frame


def emotion_files(shelf: Shelf, episode: Episode, seen: Observations, graph: EmotionGraph) -> Delivery:
    """graph.json, graph.svg and graph.png."""
    contents = {"graph.json": json_bytes(_graph(episode, graph)), **drawn(episode, seen, graph)}
    return Delivery(tuple(OutFile(f"emotion/{name}", shelf.keep(name, each)) for name, each in contents.items()),
                    graph.cautions)


def drawn(episode: Episode, seen: Observations, graph: EmotionGraph) -> dict[str, bytes]:
    """graph.svg and graph.png. What draws is loaded only here: it takes a third of a second of every start that draws nothing."""
    picture: Any = importlib.import_module("yeoun.delivering.graph_picture")
    files: dict[str, bytes] = picture.drawn(episode, seen, graph)
    return files


def _axes_of(feelings: Feelings) -> dict[str, list[float]]:
    return {"valence": numbers(feelings.valence), "arousal": numbers(feelings.arousal),
            "tension": numbers(feelings.tension)}


def _graph(episode: Episode, graph: EmotionGraph) -> dict[str, Any]:
    return {"every_s": rounded(graph.feelings.every)} | _axes_of(graph.feelings) | {
        "nostalgia": numbers(graph.nostalgia), "confidence": numbers(graph.confidence),
        "scenes": [{"id": scene.id, "heading": scene.heading,
                    "start_s": rounded(at_frame(scene.first_frame, episode.rate), 6),
                    "end_s": rounded(at_frame(scene.end_frame, episode.rate), 6), "time_of_day": scene.time_of_day.value,
                    "marks": list(scene.marks)}
                   for scene in episode.scenes],
        "characters": {who.name: {"spoken": _axes_of(who.spoken), "inner": _axes_of(who.inner),
                                  "heart_bpm": numbers(who.heart_bpm, 1),
                                  "present": [[rounded(each.start_s), rounded(each.end_s)] for each in who.present]}
                       for who in graph.characters},
        "turns": [{"at_s": rounded(turn.at_s), "kind": turn.kind, "size": rounded(turn.size), "reason": turn.reason}
                  for turn in graph.turns],
        "evidence": [span(each.span) | {"source": each.source.value, "detail": each.detail}
                     | {name: rounded(value) for name, value in (("valence", each.valence), ("arousal", each.arousal),
                                                                ("tension", each.tension)) if value is not None}
                     | {"weight": rounded(each.weight), "confidence": rounded(each.confidence), "character": each.character}
                     for each in graph.evidence]}

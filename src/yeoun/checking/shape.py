"""JSON against its schema: the part of JSON Schema 2020-12 that our schemas use, and nothing else.

Understood: type, const, enum, required, properties, additionalProperties, items, minItems, maxItems, minimum, maximum, pattern,
anyOf and $ref to #/$defs. A schema that uses another word is refused, so that nothing is passed over in silence.
"""

import json
import re
from importlib.resources import files
from typing import Any

from yeoun.checking.finding import Finding
from yeoun.checking.folder import Folder

KINDS: dict[str, tuple[type, ...]] = {"object": (dict,), "array": (list,), "string": (str,), "number": (int, float), "integer": (int,),
                                      "boolean": (bool,), "null": (type(None),)}
SAID = {"$schema", "$id", "title", "description", "$defs", "examples"}
CHECKED = {"type", "const", "enum", "required", "properties", "additionalProperties", "items", "minItems", "maxItems", "minimum",
           "maximum", "pattern", "anyOf", "$ref"}
PLACES = (("score", "score.json"), ("run", "run.json"), ("shots", "observations/shots.json"), ("light", "observations/light.json"),
          ("events", "observations/events.json"), ("speech", "observations/speech.json"), ("graph", "emotion/graph.json"),
          ("spotting", "spotting/spotting.json"), ("themes", "themes/themes.json"), ("sketch", "cues/*/sketch.json"),
          ("masters", "masters/masters.json"), ("credits", "paperwork/credits.json"), ("provenance", "paperwork/provenance.json"))


def schema_named(name: str) -> dict[str, Any]:
    """One of the published schemas, such as `spotting`."""
    found: dict[str, Any] = json.loads((files("yeoun.checking") / "schema" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def faults(found: Any, schema: dict[str, Any], root: dict[str, Any] | None = None, at: str = "$") -> list[str]:
    """What of a document does not fit a schema, in plain words.

    >>> faults({"a": "1"}, {"type": "object", "properties": {"a": {"type": "number"}}})
    ['$.a is no number']
    """
    root = schema if root is None else root
    if unknown := set(schema) - SAID - CHECKED:
        raise ValueError(f"the schema uses {sorted(unknown)} at {at}, which is not understood")
    if "$ref" in schema:
        return faults(found, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, at)
    if "anyOf" in schema and all(faults(found, one, root, at) for one in schema["anyOf"]):
        return [f"{at} fits none of its forms"]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(found, kind) for kind in kinds):
        return [f"{at} is no {' or '.join(kinds)}"]
    if "const" in schema and found != schema["const"]:
        return [f"{at} is {found!r}, not {schema['const']!r}"]
    if "enum" in schema and found not in schema["enum"]:
        return [f"{at} is {found!r}, none of {schema['enum']}"]
    match found:
        case dict():
            return _object(found, schema, root, at)
        case list():
            return _array(found, schema, root, at)
        case str() if "pattern" in schema and not re.search(schema["pattern"], found):
            return [f"{at} is {found!r}, which does not look like {schema['pattern']}"]
        case bool():
            return []
        case int() | float() if found < schema.get("minimum", found) or found > schema.get("maximum", found):
            return [f"{at} is {found}, out of range"]
    return []


def _is(found: Any, kind: str) -> bool:
    if isinstance(found, bool):
        return kind == "boolean"
    return isinstance(found, KINDS[kind]) or (kind == "integer" and isinstance(found, float) and found.is_integer())


def _object(found: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], at: str) -> list[str]:
    wrong = [f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in found]
    for name, value in found.items():
        form = schema.get("properties", {}).get(name, schema.get("additionalProperties", True))
        if form is False:
            wrong.append(f"{at}.{name} is unknown")
        elif form is not True:
            wrong += faults(value, form, root, f"{at}.{name}")
    return wrong


def _array(found: list[Any], schema: dict[str, Any], root: dict[str, Any], at: str) -> list[str]:
    wrong = []
    if not schema.get("minItems", 0) <= len(found) <= schema.get("maxItems", len(found)):
        wrong.append(f"{at} holds {len(found)} items")
    for k, value in enumerate(found):
        wrong += faults(value, schema.get("items", {}), root, f"{at}[{k}]")
    return wrong


def of_json(folder: Folder) -> list[Finding]:
    """Every JSON file of the folder against its schema; lists of one graph are of one length."""
    wrong, count = [], 0
    for name, place in PLACES:
        schema = schema_named(name)
        for path in sorted(folder.root.glob(place)):
            count += 1
            inside = str(path.relative_to(folder.root))
            wrong += [f"{inside}: {fault}" for fault in faults(folder.json(inside), schema)]
    graph = folder.json("emotion/graph.json")
    lengths = {len(graph[name]) for name in ("valence", "arousal", "tension", "nostalgia", "confidence")}
    if len(lengths) != 1 or abs(lengths.pop() * graph["every_s"] - folder.samples / 48_000) > 2 * graph["every_s"]:
        wrong.append("emotion/graph.json: its curves do not span the picture")
    told = f"{count} files" + (f", {len(wrong)} faults: {'; '.join(wrong[:3])}" if wrong else "")
    return [Finding("JSON keeps to its schemas", "OUT", "every file", told, not wrong)]

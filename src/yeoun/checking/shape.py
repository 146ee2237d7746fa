"""JSON against its schema: the part of JSON Schema 2020-12 that our schemas use, and nothing else.

Understood: type, const, enum, required, properties, additionalProperties, items, minItems, maxItems, minimum, maximum, pattern,
anyOf and $ref to #/$defs. A schema that uses another word is refused, so that nothing is passed over in silence.
"""

import json
import math
import re
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

from yeoun.checking.unreadable import shortened

KINDS: dict[str, tuple[type, ...]] = {"object": (dict,), "array": (list,), "string": (str,), "number": (int, float), "integer": (int,),
                                      "boolean": (bool,), "null": (type(None),)}
SAID = {"$schema", "$id", "title", "description", "$defs", "examples"}
CHECKED = {"type", "const", "enum", "required", "properties", "additionalProperties", "items", "minItems", "maxItems", "minimum",
           "maximum", "pattern", "anyOf", "$ref"}
KNOWN = SAID | CHECKED
NUMBERS, RANGED = (int, float), {"type", "minimum", "maximum"}
PLACES = (("score", "score.json"), ("run", "run.json"), ("shots", "observations/shots.json"), ("light", "observations/light.json"),
          ("events", "observations/events.json"), ("speech", "observations/speech.json"), ("graph", "emotion/graph.json"),
          ("spotting", "spotting/spotting.json"), ("themes", "themes/themes.json"), ("sketch", "cues/*/sketch.json"),
          ("masters", "masters/masters.json"), ("credits", "paperwork/credits.json"), ("provenance", "paperwork/provenance.json"))


@cache
def schema_named(name: str) -> dict[str, Any]:
    """One of the published schemas, such as `spotting`."""
    found: dict[str, Any] = json.loads((files("yeoun.checking") / "schema" / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def schema_for(path: str) -> dict[str, Any]:
    """The schema of a JSON file by its path in the folder."""
    return schema_named(next(name for name, place in PLACES if PurePosixPath(path).match(place)))


def form_of(schema: dict[str, Any]) -> dict[str, Any]:
    """What of a schema a measure stands on: kinds and what has to be there, not which words are meant.

    >>> form_of({"type": "object", "properties": {"kind": {"enum": ["a"], "type": "string"}}, "required": ["kind"]})
    {'type': 'object', 'properties': {'kind': {'type': 'string'}}, 'required': ['kind']}
    """
    found: dict[str, Any] = {}
    for word, value in schema.items():
        if word in {"properties", "$defs"}:
            found[word] = {name: form_of(each) for name, each in value.items()}
        elif word == "items" or (word == "additionalProperties" and isinstance(value, dict)):
            found[word] = form_of(value)
        elif word == "anyOf":
            found[word] = [form_of(each) for each in value]
        elif word in {"type", "required", "minItems", "minimum", "$ref"}:
            found[word] = value
    return found


def faults(found: Any, schema: dict[str, Any], root: dict[str, Any] | None = None, at: str = "$") -> list[str]:
    """What of a document does not fit a schema, in plain words.

    >>> faults({"a": "1"}, {"type": "object", "properties": {"a": {"type": "number"}}})
    ['$.a is no number']
    """
    root = schema if root is None else root
    if not schema.keys() <= KNOWN:
        unknown = schema.keys() - KNOWN
        raise ValueError(f"the schema uses {sorted(unknown)} at {at}, which is not understood")
    if "$ref" in schema:
        return faults(found, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, at)
    if "anyOf" in schema and all(faults(found, one, root, at) for one in schema["anyOf"]):
        return [f"{at} fits none of its forms"]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and type(found) not in KINDS[kinds[0]] and not any(_is(found, kind) for kind in kinds):
        return [f"{at} is no {' or '.join(kinds)}"]
    if "const" in schema and found != schema["const"]:
        return [f"{at} is {shortened(repr(found))}, not {schema['const']!r}"]
    if "enum" in schema and found not in schema["enum"]:
        return [f"{at} is {shortened(repr(found))}, none of {schema['enum']}"]
    match found:
        case dict():
            return _object(found, schema, root, at)
        case list():
            return _array(found, schema, root, at)
        case str() if "pattern" in schema and not re.search(schema["pattern"], found):
            return [f"{at} is {shortened(repr(found))}, which does not look like {schema['pattern']}"]
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
    form = schema.get("items", {})
    if form and form.keys() <= RANGED and form.get("type") == "number":    # a curve, in one look
        low, high = form.get("minimum", -math.inf), form.get("maximum", math.inf)
        if all(type(value) in NUMBERS and low <= value <= high for value in found):
            return wrong
    for k, value in enumerate(found):
        wrong += faults(value, form, root, f"{at}[{k}]")
    return wrong

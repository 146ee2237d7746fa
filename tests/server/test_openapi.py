"""What the front end's client is made from: it is as the server is now, complete, and every number in it has its bounds.

`python -m yeoun.server.openapi > web/openapi.json` writes it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yeoun.server.openapi import described

KEPT = Path(__file__).resolve().parents[2] / "web" / "openapi.json"


def every(part: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in a description, with where it stands."""
    if isinstance(part, dict):
        yield where, part
        for name, inner in part.items():
            yield from every(inner, f"{where}/{name}")
    elif isinstance(part, list):
        for k, inner in enumerate(part):
            yield from every(inner, f"{where}/{k}")


def test_the_description_is_that_of_the_server_as_it_is_now() -> None:
    assert KEPT.exists() and KEPT.read_text(encoding="utf-8") == described(), \
        "web/openapi.json is stale: run .venv/bin/python -m yeoun.server.openapi > web/openapi.json"


def test_every_number_has_its_bounds_and_no_moment_is_a_float() -> None:
    whole = json.loads(KEPT.read_text(encoding="utf-8"))
    numbers = [(where, each) for where, each in every(whole) if each.get("type") == "integer"]
    assert len(numbers) > 30
    assert [where for where, each in numbers if "maximum" not in each or "minimum" not in each] == []
    values = {"spoken", "inner", "heart_bpm", "curves"}    # of curves: no moments
    assert [where for where, each in every(whole) if each.get("type") == "number" and not values & set(where.split("/"))] == []


def test_every_route_says_what_it_gives() -> None:
    whole = json.loads(KEPT.read_text(encoding="utf-8"))
    for path, methods in whole["paths"].items():
        for method, route in methods.items():
            assert route.get("description") or route.get("summary"), (method, path)
            good = [each for status, each in route["responses"].items() if status.startswith("2")]
            assert good and all(each.get("content") for each in good), (method, path)
            schemas = [kind.get("schema") for each in good for kind in each["content"].values()]
            assert all(schema != {} for schema in schemas if schema is not None), (method, path)
            assert {"401", "403", "404", "422", "503"} <= set(route["responses"]), (method, path)


def test_every_text_that_is_sent_in_has_its_length() -> None:
    whole = json.loads(KEPT.read_text(encoding="utf-8"))
    sent = {each["$ref"].rpartition("/")[2] for path in whole["paths"].values() for route in path.values()
            for where, each in every(route.get("requestBody", {})) if "$ref" in each}
    assert len(sent) > 8
    for name in sent:
        for where, each in every(whole["components"]["schemas"][name]["properties"]):
            if each.get("type") == "string" and "enum" not in each and "const" not in each:
                assert "maxLength" in each or "pattern" in each, (name, where)
            if each.get("type") == "array":
                assert "maxItems" in each, (name, where)


def test_every_reference_leads_somewhere() -> None:
    whole = json.loads(KEPT.read_text(encoding="utf-8"))
    named = {each["$ref"].removeprefix("#/components/schemas/") for _, each in every(whole) if isinstance(each.get("$ref"), str)}
    assert len(named) > 30 and named <= set(whole["components"]["schemas"])

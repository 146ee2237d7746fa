"""Anything that may be asked of the API, and much that may not: no answer is a fault of ours, and all are in the form described.

Schemathesis draws the requests from the description; they are sent without a network, by somebody who has every role, about things that
are there, and about things that are not.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema  # type: ignore[import-untyped]
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.core.result import Ok

from tests.server.browser import Browser, Hall
from tests.studio import rooms
from tests.studio.rooms import NOON
from yeoun.server.openapi import described
from yeoun.studio.deciding import Stage, approve
from yeoun.studio.doors import make_link
from yeoun.studio.permissions import Held, Role
from yeoun.studio.talking import say

CASES = 6    # of each route in each of two ways: some hundreds in all
WHOLE = json.loads(described())
ENDLESS = {"GET /api/episodes/{episode}/live"}    # tests/server/test_live.py
Operation = APIOperation[Any, Any, Any, Any]


def operations() -> list[Operation]:
    """Every route of the description."""
    found = [each.ok() for each in schemathesis.openapi.from_dict(WHOLE).get_all_operations() if isinstance(each, Ok)]
    assert len(found) == sum(len(methods) for methods in WHOLE["paths"].values())
    return [each for each in found if each.label not in ENDLESS]


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, dict[str, str]]]:
    """A hall, and the ids of things that are there, by the names of parameters."""
    room = rooms.room(tmp_path_factory.mktemp("anything") / "studio")
    there = {
        "episode": room.episode, "series": room.series, "version_id": room.version, "cue": room.cues["1m01"], "number": "0",
        "comment": room.studio.do(say, room.owner, room.version, room.at(3), "음"), "person": room.person(Held(Role.PLAYER)),
        "link": room.studio.do(make_link, room.owner, room.episode, "심사", frozenset(), NOON + 10**9, None)[0],
        "decision": room.studio.do(approve, room.owner, room.version, room.cues["1m02"], Stage.THEMES, room.digests["1m02"]),
        "run_id": "0" * 32}
    yield Hall(room), there
    room.studio.close()


def sent(case: Case[Any], browser: Browser, there: dict[str, str] | None) -> Any:
    """The answer to a drawn request."""
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace("{" + name + "}", quote(str((there or {}).get(name, value)), safe=""))
    query = urlencode({name: value if isinstance(value, str) else json.dumps(value) for name, value in dict(case.query or {}).items()})
    if case.method != "POST":
        return browser.ask(case.method, f"{path}?{query}", b"", {})
    body = case.body if isinstance(case.body, bytes) else None
    if body is None and isinstance(case.body, dict | list | str | int | float | bool | None):
        body = json.dumps(case.body).encode()
    return browser.post(f"{path}?{query}", body or b"")


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as described", "otherwise"])
def test_no_request_is_answered_by_a_fault_of_ours_or_in_another_form(things: tuple[Hall, dict[str, str]], mode: GenerationMode) -> None:
    hall, there = things
    statuses, count = Counter[int](), 0
    for operation in operations():
        @settings(max_examples=CASES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(mode))
        def ask(case: Case[Any]) -> None:
            nonlocal count
            count += 1
            answer = sent(case, hall.browser(hall.room.owner), there if count % 4 else None)
            statuses[answer.status] += 1
            described = WHOLE["paths"][case.path][case.method.lower()]["responses"]
            assert answer.status < 500 or answer.status == 507, (case.method, case.path, case.body, answer.content)
            assert str(answer.status) in described, (case.method, case.path, answer.status)
            kinds = described[str(answer.status)]["content"]
            if answer.headers["content-type"] == "application/json" and "application/json" in kinds:
                jsonschema.validate(answer.json(), {**kinds["application/json"]["schema"], "components": WHOLE["components"]})

        try:
            ask()
        except Exception as why:    # some routes take nothing that could be otherwise
            if "Unsatisfiable" not in type(why).__name__:
                raise
    assert count > 150 and statuses[422] > (50 if mode is GenerationMode.NEGATIVE else 0)
    if mode is GenerationMode.POSITIVE:
        assert statuses[200] + statuses[201] > count / 3, statuses

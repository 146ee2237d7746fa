"""The server is killed under writes, at twenty random moments: what was answered is there, and it is back at once."""

import http.client
import json
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from tests.server.nursery import Nursery
from tests.studio import rooms
from yeoun.server.asking import COOKIE, token_of
from yeoun.studio.doors import open_session
from yeoun.studio.ledger import first_break
from yeoun.studio.studio import Studio
from yeoun.studio.tables import COMMENT, DECISION, EVENT

KILLS, WRITERS = 20, 3
BACK_S = 5.0


@dataclass
class Scene:
    """What is written to, by whom, and what was answered."""

    version: str
    cue: str
    digest: str
    secret: str
    said: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    first: float | None = None    # when the first was answered by this server


def asked(connection: http.client.HTTPConnection, port: int, scene: Scene, path: str, body: object = None, method: str = "POST") -> Any:
    """The answer to a request, which has to be a good one."""
    connection.request(method, path, json.dumps(body), {
        "Host": f"127.0.0.1:{port}", "Cookie": f"{COOKIE}={scene.secret}", "X-Yeoun-Token": token_of(scene.secret),
        "Content-Type": "application/json"})
    answer = connection.getresponse()
    told = answer.read()
    assert answer.status in (200, 201), told
    if scene.first is None:
        scene.first = time.monotonic()
    return json.loads(told)


def talk(connection: http.client.HTTPConnection, port: int, scene: Scene) -> None:
    """Say one thing after the other."""
    anchor = {"frame": 3, "end_frame": 3, "rate_num": 24000, "rate_den": 1001}
    while True:
        scene.said.append(asked(connection, port, scene, f"/api/versions/{scene.version}/comments", {"anchor": anchor, "body": "음"})["id"])


def sign(connection: http.client.HTTPConnection, port: int, scene: Scene) -> None:
    """Sign and take it back. What the last server did and could not answer any more is looked up first."""
    cues = f"/api/versions/{scene.version}/cues"
    while True:
        (there,) = [each for each in asked(connection, port, scene, cues, method="GET") if each["cue"] == scene.cue]
        signed = [each["id"] for each in there["decisions"] if each["withdrawn_ms"] is None]
        if signed:
            asked(connection, port, scene, f"/api/approvals/{signed[0]}/withdraw")
            scene.withdrawn.append(signed[0])
        scene.signed.append(asked(connection, port, scene, f"{cues}/{scene.cue}/approvals", {
            "stage": "themes", "digest": scene.digest})["id"])


def until_nobody_answers(act: Callable[[http.client.HTTPConnection, int, Scene], None], port: int, scene: Scene) -> None:
    """Do something over and over until the server is gone."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        act(connection, port, scene)
    except (OSError, http.client.HTTPException, ValueError):
        pass
    finally:
        connection.close()


@pytest.mark.slow
def test_nothing_that_was_answered_is_lost_when_the_server_is_killed_twenty_times(tmp_path: Path) -> None:
    made = rooms.room(tmp_path / "studio")
    made.calendar.now_ms = time.time_ns() // 1_000_000
    scene = Scene(made.version, made.cues["1m01"], made.digests["1m01"],
                  made.studio.do(open_session, made.owner, "test"))
    made.studio.close()
    chance, back = random.Random(9), list[float]()
    with Nursery() as nursery:
        for _ in range(KILLS):
            began, scene.first = time.monotonic(), None
            child, port = nursery.serve(made.studio.folder)
            hands = [threading.Thread(target=until_nobody_answers, args=(act, port, scene)) for act in (*[talk] * WRITERS, sign)]
            for each in hands:
                each.start()
            enough = len(scene.said) + chance.randint(1, 25)
            while len(scene.said) < enough and time.monotonic() - began < 4 * BACK_S:
                time.sleep(0.001)
            time.sleep(chance.uniform(0.0, 0.01))
            os.kill(child, signal.SIGKILL)
            for each in hands:
                each.join()
            assert scene.first is not None
            back.append(scene.first - began)
    assert max(back) < BACK_S, back
    studio = Studio(made.studio.folder, made.calendar)
    with studio._engine.begin() as connection:
        said = {row.id for row in connection.execute(select(COMMENT.c.id))}
        decided = {row.id: row.withdrawn_ms for row in connection.execute(select(DECISION.c.id, DECISION.c.withdrawn_ms))}
        logged = [row.about for row in connection.execute(select(EVENT.c.about).where(EVENT.c.what == "comment.added"))]
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert first_break(connection) is None
    studio.close()
    assert len(scene.said) > 5 * KILLS and len(scene.withdrawn) > KILLS, "it was killed under writes"
    assert set(scene.said) <= said and len(set(scene.said)) == len(scene.said)
    assert sorted(logged) == sorted(said), "a comment and its line come together or not at all"
    assert set(scene.signed) <= set(decided) and all(decided[each] is not None for each in scene.withdrawn)


@pytest.mark.slow
def test_the_command_opens_within_five_seconds_and_its_address_opens_once(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "yeoun", "studio", str(tmp_path / "studio"), "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}) as ran:
        assert ran.stderr is not None
        address = ran.stderr.readline().split()[-1]
        host, _, path = address.removeprefix("http://").partition("/")
        answers = []
        for _ in range(2):
            connection = http.client.HTTPConnection(host, timeout=10)
            connection.request("GET", f"/{path}")
            answer = connection.getresponse()
            answers.append((answer.status, COOKIE in answer.headers.get("Set-Cookie", "")))
            connection.close()
        ran.send_signal(signal.SIGINT)
        ran.communicate(timeout=20)
    assert answers == [(303, True), (401, False)]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime < BACK_S, "processor seconds: others may work here too"

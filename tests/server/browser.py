"""Browsers that know how to behave: they send their cookie, their origin, and the token of their page. No network between."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from starlette.types import Message

from tests.studio.rooms import Room
from yeoun.server.app import Settings, studio_app
from yeoun.server.asking import COOKIE, TOKEN, token_of
from yeoun.server.gate import Names
from yeoun.studio.doors import open_session
from yeoun.studio.permissions import Role
from yeoun.studio.running import Runs

HOST = "127.0.0.1:7777"
ORIGIN = f"https://{HOST}"
NAMES = Names(frozenset({HOST}), frozenset({ORIGIN}))
BUSY = 1_000_000    # tries a minute: tests of other things are in no way held up


@dataclass(frozen=True)
class Answer:
    """What came back. `headers` by their names in small letters; several of one name are joined."""

    status: int
    headers: dict[str, str]
    content: bytes

    def json(self) -> Any:
        """The content, as JSON."""
        return json.loads(self.content)


class Browser:
    """Somebody's browser."""

    def __init__(self, app: Any, secret: str | None = None) -> None:
        self._app, self.secret = app, secret

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for something."""
        return self.ask("GET", path, b"", headers)

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        """Have something done. A header that is named by hand is sent instead of what the browser would send; empty: not at all."""
        own = {"origin": ORIGIN, "sec_fetch_site": "same-origin", **({"x_yeoun_token": token_of(self.secret)} if self.secret else {})}
        sent = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.ask("POST", path, sent, own | {"content_type": "application/json"} | headers)

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send a request as it stands."""
        known = {"host": HOST, "content_length": str(len(body)), **({"cookie": f"{COOKIE}={self.secret}"} if self.secret else {})} | headers
        answer = asyncio.run(self._asked(method, path, body, {name.replace("_", "-"): value for name, value in known.items() if value}))
        cookies = SimpleCookie(answer.headers.get("set-cookie", ""))
        if COOKIE in cookies:
            self.secret = cookies[COOKIE].value or None
        return answer

    async def _asked(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        path, _, query = path.partition("?")
        scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "https", "path": path,
                 "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "client": ("127.0.0.1", 5555),
                 "server": ("127.0.0.1", 7777), "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}
        sent, came = False, list[Message]()

        async def receive() -> Message:
            nonlocal sent
            if sent:
                await asyncio.sleep(60)
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            came.append(message)

        await self._app(scope, receive, send)
        start, *rest = came
        told: dict[str, str] = {}
        for name, value in start["headers"]:
            told[name.decode()] = ", ".join(filter(None, (told.get(name.decode()), value.decode())))
        return Answer(start["status"], told, b"".join(each.get("body", b"") for each in rest))


@dataclass
class Hall:
    """A studio and its application."""

    room: Room
    doors_a_minute: int = BUSY
    program: tuple[str, ...] = ()
    app: Any = field(init=False)
    runs: Runs = field(init=False)

    def __post_init__(self) -> None:
        self.runs = Runs(self.room.studio, self.program)
        self.app = studio_app(self.room.studio, self.runs, Settings(
            NAMES, time.monotonic, doors_a_minute=self.doors_a_minute, writes_a_minute=BUSY))

    def browser(self, person: str | None = None) -> Browser:
        """The browser of somebody who is signed in, or of a stranger."""
        if person is None:
            return Browser(self.app)
        return Browser(self.app, self.room.studio.do(open_session, person, "test"))

    def hand(self, role: Role) -> Browser:
        """The browser of somebody new with a role for the first episode."""
        return self.browser(self.room.hand(role))

    def anchor(self, frame: int = 3, **more: object) -> dict[str, object]:
        """A place, as it goes over the wire."""
        return {"frame": frame, "end_frame": frame, "rate_num": 24000, "rate_den": 1001, **more}


assert TOKEN.lower() == "x-yeoun-token"

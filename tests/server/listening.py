"""A page that watches: the application runs in a thread, and what it sends is taken apart into events."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Message

from tests.server.browser import HOST, Browser, Hall
from yeoun.server.asking import COOKIE


@dataclass
class Page:
    """What came. `told` are the events with their numbers, `asides` those without, `is_over` whether the server has ended it."""

    status: int = 0
    told: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    asides: list[dict[str, Any]] = field(default_factory=list)
    resumes: list[int] = field(default_factory=list)
    last: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)
    came: threading.Condition = field(default_factory=threading.Condition)
    _rest: str = ""

    def take(self, text: str) -> None:
        """Take in what came."""
        *whole, self._rest = (self._rest + text).split("\n\n")
        with self.came:
            for each in whole:
                fields = dict(line.split(": ", 1) for line in each.splitlines() if not line.startswith(":"))
                if "id" in fields:
                    self.last = int(fields["id"])
                if fields.get("event") == "resume":
                    self.resumes.append(int(fields["data"]))
                elif fields.get("event") == "aside":
                    self.asides.append(json.loads(fields["data"]))
                elif "data" in fields:
                    self.told.append((int(fields["id"]), json.loads(fields["data"])))
            self.came.notify_all()

    def wait(self, count: int) -> list[str]:
        """What the first so many events are, once they have come."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.told) >= count, 30), self.told
            return [each["what"] for _, each in self.told[:count]]


@contextmanager
def watching(hall: Hall, browser: Browser, after: int = 0, **headers: str) -> Iterator[Page]:
    """A page that watches the first episode for as long as the block lasts."""
    page, loop = Page(), asyncio.new_event_loop()
    known = {"host": HOST, "cookie": f"{COOKIE}={browser.secret}"} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": "GET", "scheme": "https",
             "path": f"/api/episodes/{hall.room.episode}/live", "raw_path": b"", "query_string": f"after={after}".encode(), "root_path": "",
             "client": ("127.0.0.1", 5555), "server": ("127.0.0.1", 7777), "headers": [(a.encode(), b.encode()) for a, b in known.items()]}

    async def receive() -> Message:
        await asyncio.sleep(600)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            page.status = message["status"]
        else:
            page.take(message.get("body", b"").decode())

    async def whole() -> None:
        try:
            await hall.app(scope, receive, send)
        finally:
            page.is_over.set()

    task = loop.create_task(whole())

    def run() -> None:
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            pass

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield page
    finally:
        if not page.is_over.is_set():
            loop.call_soon_threadsafe(task.cancel)
        thread.join(30)
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

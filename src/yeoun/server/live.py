"""What happens in an episode, as it happens: server-sent events, numbered by the log, so that a browser that was away goes on where it was.

A page that does not keep up is told to come again from its last number, rather than being fed from a list without end. Who loses the right
to see is cut off: at once where a link, a role or a session ended, and in any case at the next breath.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from yeoun.errors import Refusal
from yeoun.server.asking import Asker, AskerOf, StudioOf
from yeoun.server.shapes import Id, Seq
from yeoun.server.shown import LiveOut
from yeoun.studio.doors import session_of
from yeoun.studio.ledger import Event, events
from yeoun.studio.people import refuse_in_episode
from yeoun.studio.permissions import Action
from yeoun.studio.studio import Aside, Studio

router = APIRouter(tags=["live"])
TOLD = ("version.", "comment.", "thread.", "cue.", "run.")    # what everybody sees who sees the episode
DOORS = ("link.revoked", "link.over", "role.taken", "session.ended", "person.joined")    # after which it is asked who may still see
BEHIND = 1_000     # events a page may be behind: our choice
BREATH_S = 15.0    # how often a line is sent in any case, or a proxy takes the silence for an end: our choice
AT_ONCE = 500


@router.get("/api/episodes/{episode}/live", response_class=StreamingResponse, response_model=None, responses={
    200: {"content": {"text/event-stream": {"schema": LiveOut.model_json_schema()}},
          "description": "Events without end. `id` is the number to come again with; `event: resume` says to come again now"}})
async def watch(episode: Id, who: AskerOf, studio: StudioOf, after: Annotated[Seq, Query(description="the last number one has")] = 0,
                last_event_id: Annotated[str, Header(max_length=20, description="sent by browsers that come again")] = "",
                ) -> StreamingResponse:
    """Watch an episode, from behind a number on."""
    await run_in_threadpool(_refuse, studio, who, episode)
    if last_event_id.isascii() and last_event_id.isdigit():
        after = max(after, min(int(last_event_id), 2**53 - 1))
    return StreamingResponse(_told(studio, who, episode, after), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _refuse(studio: Studio, who: Asker, episode: str) -> None:
    studio.read(_refuse_in, who, episode, studio.clock_ms())


def _refuse_in(connection: Connection, who: Asker, episode: str, now_ms: int) -> None:
    if session_of(connection, who.secret, now_ms) is None:
        raise _Gone
    refuse_in_episode(connection, who.person, Action.SEE, episode, now_ms)


class _Gone(Exception):
    """The session is over."""


async def _told(studio: Studio, who: Asker, episode: str, after: int) -> AsyncIterator[bytes]:
    waiting: asyncio.Queue[Event | Aside] = asyncio.Queue(BEHIND)
    loop, is_behind = asyncio.get_running_loop(), False
    asked = loop.time()

    def put(event: Event | Aside) -> None:
        nonlocal is_behind
        if waiting.full():
            is_behind = True
        else:
            waiting.put_nowait(event)

    def hear(event: Event | Aside) -> None:    # in the writer's thread
        if event.episode == episode or event.what in DOORS:
            loop.call_soon_threadsafe(put, event)

    with studio.watch(hear):
        yield b"retry: 1000\n\n"
        while past := await run_in_threadpool(studio.read, events, after, AT_ONCE, episode=episode):
            after = past[-1].seq
            yield b"".join(_line(each) for each in past)
        while not is_behind:
            try:
                event = await asyncio.wait_for(waiting.get(), BREATH_S)
            except TimeoutError:
                event = None
            if event is None or event.what in DOORS or loop.time() - asked >= BREATH_S:    # a door may have shut by the clock alone
                asked = loop.time()
                try:
                    await run_in_threadpool(_refuse, studio, who, episode)
                except (_Gone, Refusal):
                    return
            if event is None:
                yield b": still here\n\n"
            elif isinstance(event, Aside):
                yield _line(event)
            elif event.episode == episode and event.seq > after:
                after = event.seq
                yield _line(event)
        yield f"event: resume\ndata: {after}\n\n".encode()


def _line(event: Event | Aside) -> bytes:
    if isinstance(event, Aside):
        told = LiveOut(what=event.what, about=event.about, facts=event.facts)
        return f"event: aside\ndata: {told.model_dump_json()}\n\n".encode()
    if not event.what.startswith(TOLD):
        return f"id: {event.seq}\n\n".encode()
    told = LiveOut(seq=event.seq, at_ms=event.at_ms, actor=event.actor, what=event.what, about=event.about, facts=event.facts)
    return f"id: {event.seq}\ndata: {told.model_dump_json()}\n\n".encode()



"""The application: the gate, the routers, the refusals. Start here."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from yeoun import __version__
from yeoun.errors import Refusal
from yeoun.server import entering, episodes, front, house, live, media, pages, scoring, words
from yeoun.server.asking import Limits
from yeoun.server.entering import OneTime
from yeoun.server.gate import Gate, Names
from yeoun.server.limits import Limit
from yeoun.server.refusals import FAULTS, malformed, of_the_web, refused
from yeoun.studio.running import Runs
from yeoun.studio.studio import Studio

ROUTERS = (entering.router, episodes.router, words.router, live.router, pages.router, media.router, scoring.router, house.router,
           front.router)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server is told: its names, a clock that only rises, the token it opens with, how often somebody may try."""

    names: Names
    clock: Callable[[], float]
    one_time: OneTime | None = None
    doors_a_minute: int = 5      # tries at a door, an account or a link: our choice, after OWASP's "a few a minute"
    writes_a_minute: int = 600   # of one person: our choice


def studio_app(studio: Studio, runs: Runs, settings: Settings) -> FastAPI:
    """The application of a studio. Whoever serves it closes its runs and the studio afterwards."""
    app = FastAPI(title="Yeoun studio", version=__version__, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
                  responses=FAULTS, description="Comments, signatures and versions of scores. Everything that was answered with 201 or "
                  "`done` is on the disk.")
    app.state.studio, app.state.runs, app.state.one_time = studio, runs, settings.one_time
    app.state.limits = Limits(*(Limit(most, settings.clock) for most in (
        settings.doors_a_minute * 4, settings.doors_a_minute, settings.doors_a_minute, settings.writes_a_minute)))
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, of_the_web)
    app.add_middleware(Gate, names=settings.names)
    return app

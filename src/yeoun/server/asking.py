"""Who asks: the session behind the cookie, and the token that comes with every request which changes something.

The cookie's name begins with `__Host-`: browsers then take it for this very host only, and only as `Secure`, which they also do for a
server on this machine. The token is made from the session's secret: another page can make a browser send the cookie, and cannot know it.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request, Response

from yeoun.errors import DoorShut
from yeoun.server.gate import SAFE
from yeoun.server.limits import Limit
from yeoun.studio.doors import LONGEST_MS, mark_used, session_of
from yeoun.studio.studio import Studio

COOKIE = "__Host-yeoun"
TOKEN = "X-Yeoun-Token"


@dataclass(frozen=True, slots=True)
class Limits:
    """How often: signing in, an account, coming by a link, and everything else."""

    address: Limit
    account: Limit
    link: Limit
    writing: Limit


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever is signed in."""

    person: str
    session: str
    secret: str


def studio_of(request: Request) -> Studio:
    """The studio this server serves."""
    studio: Studio = request.app.state.studio
    return studio


def limits_of(request: Request) -> Limits:
    """Its limits."""
    limits: Limits = request.app.state.limits
    return limits


def token_of(secret: str) -> str:
    """The token that belongs to a session."""
    return hmac.new(secret.encode(), b"yeoun: this page", hashlib.sha256).hexdigest()


def let_in(response: Response, secret: str) -> None:
    """Give a browser its session."""
    response.set_cookie(COOKIE, secret, max_age=LONGEST_MS // 1000, path="/", secure=True, httponly=True, samesite="lax")


def asker(request: Request, studio: "StudioOf", x_yeoun_token: Annotated[str, Header(max_length=200)] = "") -> Asker:
    """Who asks. Refuses DoorShut, when nobody is signed in, or the token is not theirs; TooOften."""
    secret = request.cookies.get(COOKIE, "")
    session = studio.read(session_of, secret, studio.clock_ms()) if 0 < len(secret) < 100 else None
    if session is None:
        raise DoorShut(what="This page without signing in", now="Sign in, or open your link again")
    if request.method not in SAFE:
        if not hmac.compare_digest(token_of(secret).encode(), x_yeoun_token.encode()):
            raise DoorShut(what="A request without its page's token", now="Load the page again")
        limits_of(request).writing.take(session.person)
    if session.is_due:
        studio.do(mark_used, session.id)
    return Asker(session.person, session.id, secret)


StudioOf = Annotated[Studio, Depends(studio_of)]
LimitsOf = Annotated[Limits, Depends(limits_of)]
AskerOf = Annotated[Asker, Depends(asker)]

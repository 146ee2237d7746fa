"""Coming in and going out."""

import hmac
import threading

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from yeoun.errors import DoorShut
from yeoun.server.asking import COOKIE, AskerOf, LimitsOf, StudioOf, let_in, token_of
from yeoun.server.shapes import ComeByLink, Done, Join, Me, PersonOut, SignIn
from yeoun.studio.doors import (
    come_by_link,
    end_session,
    hash_of,
    is_it,
    join,
    open_session,
    passphrase_of,
    whose_password,
)
from yeoun.studio.identity import hashed
from yeoun.studio.ledger import Ledger
from yeoun.studio.people import person, standing

router = APIRouter(tags=["coming in"])


class OneTime:
    """The token in the address that the command opened: it opens once, for whoever started the studio."""

    def __init__(self, token: str, person: str) -> None:
        self._hash, self._person, self._lock = hashed(token), person, threading.Lock()

    def use(self, token: str) -> str:
        """Whom it opens for. Refuses DoorShut."""
        with self._lock:
            if not self._hash or not hmac.compare_digest(self._hash, hashed(token)):
                raise DoorShut(what="This address", now="Start yeoun studio again, or sign in")
            self._hash = ""
            return self._person


def _address(request: Request) -> str:
    return request.client.host if request.client else "nobody"


@router.get("/enter", status_code=303, response_class=RedirectResponse, response_model=None, include_in_schema=False)
def enter(request: Request, studio: StudioOf, limits: LimitsOf, token: str = "") -> Response:
    """Come in by the address that the command opened."""
    limits.address.take(_address(request))
    once: OneTime | None = request.app.state.one_time
    if once is None or len(token) > 100:
        raise DoorShut(what="This address", now="Sign in")
    person = once.use(token)
    secret = studio.do(open_session, person, "local")
    answer = RedirectResponse("/", 303)
    let_in(answer, secret)
    return answer


@router.post("/api/sign-in")
def sign_in(wish: SignIn, request: Request, response: Response, studio: StudioOf, limits: LimitsOf) -> Done:
    """Sign in with a password."""
    limits.address.take(_address(request))
    limits.account.take(wish.login.casefold())
    person = studio.read(whose_password, wish.login, wish.password)
    let_in(response, studio.do(open_session, person, "password"))
    return Done()


@router.post("/api/join")
def use_invitation(wish: Join, request: Request, response: Response, studio: StudioOf, limits: LimitsOf) -> Done:
    """Use an invitation, and choose a password."""
    limits.address.take(_address(request))
    password = hash_of(wish.password)
    let_in(response, studio.do(join, wish.token, password))
    return Done()


@router.post("/api/guest")
def come_as_guest(wish: ComeByLink, request: Request, response: Response, studio: StudioOf, limits: LimitsOf) -> Done:
    """Come in by a link."""
    limits.address.take(_address(request))
    limits.link.take(hashed(wish.token))
    kept = studio.read(passphrase_of, wish.token)
    was_right = kept is not None and is_it(kept, wish.passphrase)

    def act(ledger: Ledger) -> str:
        return come_by_link(ledger, wish.token, wish.name, passphrase_was_right=was_right)

    let_in(response, studio.do(act))
    return Done()


@router.get("/api/me")
def me(who: AskerOf, studio: StudioOf) -> Me:
    """Who is signed in, and the token for what changes something."""
    found = studio.read(person, who.person)
    now = studio.read(standing, who.person, studio.clock_ms())
    return Me(person=PersonOut.model_validate(found), grants=sorted(now.grants, key=lambda each: each.value), token=token_of(who.secret))


@router.post("/api/sign-out")
def sign_out(who: AskerOf, response: Response, studio: StudioOf) -> Done:
    """End this session."""
    studio.do(end_session, who.person, who.session)
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return Done()

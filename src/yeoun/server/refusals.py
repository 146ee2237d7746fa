"""The one table from refusals to HTTP statuses, and how a refusal is told: in both languages, without a traceback."""

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from yeoun.errors import (
    AlreadyThere,
    AnotherDigest,
    DoorShut,
    InputRefused,
    NotAllowed,
    NotThere,
    OutOfTurn,
    OutputRefused,
    Refusal,
    StudioBusy,
    TooOften,
)
from yeoun.server.korean import in_korean

STATUSES: dict[type[Refusal], int] = {
    DoorShut: 401, NotAllowed: 403, NotThere: 404, AlreadyThere: 409, OutOfTurn: 409, AnotherDigest: 409, InputRefused: 422,
    TooOften: 429, StudioBusy: 503, OutputRefused: 507}
RETRY_S = "2"


class Fault(BaseModel):
    """Why something was not done. `kind` is for programs, the sentences are for people."""

    kind: str
    en: str
    ko: str


FAULTS: dict[int | str, dict[str, object]] = {
    status: {"model": Fault, "description": why} for status, why in (
        (400, "It cannot be read as HTTP"), (401, "Nobody is signed in"),
        (403, "The role does not do this, or the request came from another page"), (404, "It is not there, or not for you"),
        (405, "Not this method"), (409, "Something else lies there"),
        (413, "Too large"), (415, "Not JSON"), (422, "It is not in the form asked for"), (429, "Too often"), (503, "Too many wait"),
        (507, "The disk refused"))}


async def refused(_: Request, why: Exception) -> JSONResponse:
    """A refusal as an answer."""
    assert isinstance(why, Refusal)
    status = STATUSES.get(type(why), 422)
    headers = {"Retry-After": getattr(why, "wait_s", RETRY_S)} if status in (429, 503) else {}
    return JSONResponse(Fault(kind=type(why).__name__, en=str(why), ko=in_korean(why)).model_dump(), status, headers)


async def malformed(_: Request, why: Exception) -> JSONResponse:
    """What is not in the form asked for: where, and why; never what was sent."""
    assert isinstance(why, RequestValidationError)
    told = "; ".join(f"{'.'.join(str(part) for part in each['loc'])[:80]}: {each['msg'][:120]}" for each in why.errors()[:5])
    told = told.encode("utf-8", "replace").decode()
    return fault(422, "Malformed", f"This is not in the form asked for: {told}. Correct it and send it again.",
                 f"형식이 맞지 않습니다: {told}. 고쳐서 다시 보내세요.")


async def of_the_web(_: Request, why: Exception) -> JSONResponse:
    """What the web framework refuses by itself: no such page, not this method."""
    assert isinstance(why, HTTPException)
    kind = "NoSuchPage" if why.status_code == 404 else "Refused"
    answer = fault(why.status_code, kind, f"{why.detail}.", f"요청을 처리할 수 없습니다: {why.detail}.")
    answer.headers.update(why.headers or {})
    return answer


def fault(status: int, kind: str, en: str, ko: str, **headers: str) -> JSONResponse:
    """An answer that says why not."""
    return JSONResponse(Fault(kind=kind, en=en, ko=ko).model_dump(), status, headers)

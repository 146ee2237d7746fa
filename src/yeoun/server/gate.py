"""The gate every request passes: whose name it calls us by, which page sent it, how large it is; and what every answer says.

*Sources.* OWASP ASVS 5.0: V3 (headers, cookies, cross-site requests), V4 (size). A page of somebody else that has our address under its own
name (DNS rebinding) is told apart by `Host`; one that sends its visitor's requests here, by `Origin` and `Sec-Fetch-Site`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yeoun.server.refusals import fault

SAFE = {"GET", "HEAD", "OPTIONS"}
MOST_BODY = 1 << 20    # bytes of a request: JSON only, for now
POLICY = ("default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; "
          "base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
SAID: Mapping[str, str] = {
    "content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()", "cache-control": "no-store"}


@dataclass(frozen=True, slots=True)
class Names:
    """What we are called: `hosts` with their ports as `Host` has them, `origins` as browsers send them."""

    hosts: frozenset[str]
    origins: frozenset[str]


def local_names(port: int) -> Names:
    """The names of a server on this machine alone."""
    hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost"))
    return Names(hosts, frozenset(f"http://{host}" for host in hosts))


class Gate:
    """Stands before the application. Everything it refuses never reaches a handler."""

    def __init__(self, app: ASGIApp, names: Names) -> None:
        self._app, self._names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it; add to its answer what every answer says."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def saying(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                for name, value in SAID.items():
                    told.setdefault(name, value)
            await send(message)

        why = self._why_not(scope["method"], headers)
        if why is not None:
            await why(scope, receive, saying)
            return
        await self._app(scope, _Measured(receive), saying)

    def _why_not(self, method: str, headers: Headers) -> ASGIApp | None:
        if headers.get("host") not in self._names.hosts:
            return fault(400, "UnknownHost", "This server is not called that. Open it by the address it printed.",
                         "이 서버의 주소가 아닙니다. 서버가 알려 준 주소로 여세요.")
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
        if method not in SAFE and (origin is not None and origin not in self._names.origins or site not in ("same-origin", "none")):
            return fault(403, "AnotherPage", "Another page sent this. Do it on the studio's own page.",
                         "다른 페이지에서 보낸 요청입니다. 스튜디오 페이지에서 하세요.")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length[:20]) > MOST_BODY:
            return fault(413, "TooLarge", f"This is larger than {MOST_BODY} bytes. Send less.",
                         f"{MOST_BODY}바이트를 넘습니다. 줄여서 보내세요.")
        return None


class _Measured:
    """A body that says no length of itself is measured as it comes; what is too long ends as if the sender had gone."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._bytes = receive, 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        return message if self._bytes <= MOST_BODY else {"type": "http.disconnect"}

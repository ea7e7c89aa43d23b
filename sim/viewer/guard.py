"""Who may ask, and what a page may do with the answer.

A page that another site has loaded must not read runs through the browser of a person who runs the viewer:
so the Host header must be one of the server's own (a foreign name that was made to point here is not), and
away from this machine a token is needed. Nothing can be changed through the viewer: it only answers.
"""

from __future__ import annotations

import ipaddress
import secrets
import socket
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "longplay-token"
_OURS = frozenset({"localhost", "127.0.0.1", "::1"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' blob: data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Plotly sets styles of its own at elements: they are the one thing inline that is allowed."""


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine's own, which nobody else can reach.

    >>> is_loopback("127.0.0.1"), is_loopback("0.0.0.0")
    (True, False)
    """
    if host == "localhost":
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def new_token() -> str:
    """Return a token that cannot be guessed."""
    return secrets.token_urlsafe(24)


class Guard:
    """Lets through what may be asked, and marks every answer.

    `host` is what the server is bound to. With a `token` it must be in the address once (?token=): then it is
    kept in a cookie that no other site can send.
    """

    def __init__(self, app: ASGIApp, host: str, token: str | None = None) -> None:
        self._app, self._host, self._token = app, host, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                marks = MutableHeaders(scope=message)
                marks.update(_HEADERS)
                marks.setdefault("Cache-Control", "no-cache")  # a newer viewer has newer pages
            await send(message)

        refused = self._refused(scope, headers)
        if refused is not None:
            await refused(scope, receive, marked)
        else:
            await self._app(scope, receive, marked)

    def _refused(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        if scope["method"] not in ("GET", "HEAD"):
            return JSONResponse({"error": "the viewer only answers GET"}, 405, {"Allow": "GET, HEAD"})
        if not self._knows(host_of(headers.get("host", ""))):
            return JSONResponse(
                {"error": "this is no name of the viewer: use the address that it printed"}, 403
            )
        if self._token is None or self._matches(_cookie(headers)):
            return None
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if self._matches(query.pop("token", [""])[0]):
            return self._welcomed(scope, query)
        return JSONResponse(
            {"error": "a token is needed: use the whole address that the viewer printed"}, 403
        )

    def _welcomed(self, scope: Scope, query: dict[str, list[str]]) -> ASGIApp:
        """Give the cookie, and send the browser on to the same address without the token."""
        rest = urlencode(query, doseq=True)
        path = "/" + scope["raw_path"].decode("latin-1").split("?")[0].lstrip("/")
        response = RedirectResponse(path + (f"?{rest}" if rest else ""), 303)
        assert self._token is not None
        response.set_cookie(COOKIE, self._token, httponly=True, samesite="strict", path="/")
        return response

    def _knows(self, host: str) -> bool:
        if host in _OURS or host == self._host.lower():
            return True
        if self._token is None:
            return False
        # Bound to every address: an address in figures cannot be another site's name.
        return _address(host) is not None or host == socket.gethostname().lower()

    def _matches(self, given: str) -> bool:
        return self._token is not None and secrets.compare_digest(given.encode(), self._token.encode())


def host_of(header: str) -> str:
    """Return the name in a Host header, without its port.

    >>> host_of("LocalHost:80"), host_of("[::1]:80")
    ('localhost', '::1')
    """
    name = header.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0]


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""

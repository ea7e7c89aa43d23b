"""Serving a folder until somebody stops it."""

from __future__ import annotations

import gc
import socket
import webbrowser
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sim.core import LongplayError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.viewer.folder import Served

PORT = 8642
"""The port that is tried first."""
_NEEDED = ("starlette", "uvicorn")


def serve(
    served: Served, *, host: str, port: int | None, say: Callable[[str], None], open_browser: bool
) -> None:
    """Serve until Ctrl-C, after saying the address. `port`: None for the usual one or any that is free.

    Raises LongplayError without the extra "view", or if nothing can be bound there.
    """
    if not all(find_spec(name) is not None for name in _NEEDED):
        raise LongplayError('the viewer needs starlette and uvicorn: pip install "longplay[view]"')
    # so that a missing extra is one clear line
    import uvicorn  # noqa: PLC0415

    from sim.viewer.app import create_app  # noqa: PLC0415
    from sim.viewer.guard import is_loopback, new_token  # noqa: PLC0415

    # Worlds are large and stay: to look through them for garbage takes a tenth of a second each time.
    gc.set_threshold(100_000, 20, 20)
    token = None if is_loopback(host) else new_token()
    with listening(host, port) as bound:
        server: uvicorn.Server
        app = create_app(served, host=host, token=token, stopping=lambda: server.should_exit)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        server = uvicorn.Server(config)
        address = address_of(host, bound.getsockname()[1], "run/" if served.alone else "", token)
        say(address)
        if open_browser:
            webbrowser.open(address)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[bound])


def listening(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens; a port that is taken is an error unless it was not asked for."""
    try:
        family = socket.getaddrinfo(host, port or PORT, type=socket.SOCK_STREAM)[0][0]
    except OSError as error:
        raise LongplayError(f"cannot serve at {host}: {error.strerror or error}") from error
    found: OSError | None = None
    for tried in (PORT, 0) if port is None else (port,):
        made = socket.socket(
            family, socket.SOCK_STREAM, socket.IPPROTO_TCP
        )  # or asyncio sends in its own time
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((host, tried))
            made.listen(128)
        except OSError as error:
            made.close()
            found = error
        else:
            return made
    assert found is not None
    raise LongplayError(
        f"cannot serve at {host}, port {port}: {found.strerror or found}: choose another --host or --port"
    ) from found


def address_of(host: str, port: int, page: str, token: str | None) -> str:
    """Return the address at which a browser opens a page.

    >>> address_of("::1", 80, "run/", None)
    'http://[::1]:80/run/'
    """
    name = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, host)
    query = f"?{urlencode({'token': token})}" if token else ""
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/{page}{query}"

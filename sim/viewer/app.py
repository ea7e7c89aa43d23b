"""The viewer's server: pages, and the JSON that they show.

| address | what comes |
| --- | --- |
| `/`, `/run/ID`, `/compare` | the pages, `/static/...` their files, `/vendor/plotly.min.js` Plotly's own |
| `/api/runs`, `/api/live` | all runs in a line each; news of them as server-sent events |
| `/api/run/ID`, `/api/run/ID/live` | a run's head; news of it |
| `/api/run/ID/kin` | its parent, and its forks in the folder |
| `/api/run/ID/...` | what `sim.viewer.answers` knows |
| `/api/figure/NAME?a=ID&b=ID` | a figure of two runs over each other |

An ID is a run's folder, seen from the folder that is served, with its slashes. Errors are {"error": a line}.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import orjson
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sim.core import LongplayError, RunFileError
from sim.viewer.answers import BadQuestion, Query, answer
from sim.viewer.assets import STATIC
from sim.viewer.catalogue import Catalogue
from sim.viewer.data import DAMAGE, damaged
from sim.viewer.data.figures import figure
from sim.viewer.data.kin import kin
from sim.viewer.desk import Desk
from sim.viewer.guard import Guard, is_loopback
from sim.viewer.mail import Post
from sim.viewer.pages import page, plotly

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection
    from contextlib import AbstractContextManager

    from starlette.requests import Request

    from sim.core import Json
    from sim.viewer.catalogue import Summary
    from sim.viewer.data import Viewed
    from sim.viewer.folder import Found, Served
    from sim.viewer.mail import Box

_T = TypeVar("_T")
_LOG = logging.getLogger(__name__)
_LOOK = 1.0
"""Seconds between two looks at all runs."""
_FIRST = 0.5
"""Seconds that the table of runs waits for at most to be complete."""
_SEARCH = 10.0
"""Seconds that it waits for at most until it is known which runs there are."""
_LASTING = "private, max-age=31536000, immutable"
_NOW = "no-cache"
_BEAT = 15
"""Empty takes after which a stream says that it is alive."""


def create_app(
    served: Served,
    *,
    host: str = "127.0.0.1",
    token: str | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Starlette:
    """Return the app that serves a folder's runs, bound to `host`; streams end when `stopping` tells so."""
    viewer = _Viewer(served, stopping)
    routes = [
        Route("/api/runs", viewer.runs),
        Route("/api/live", viewer.live),
        Route("/api/run", viewer.run),
        Route("/api/run/{asked:path}", viewer.run),
        Route("/api/figure/{name}", viewer.figure),
        Route("/vendor/plotly.min.js", plotly),
        Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
        Route("/{page:path}", page),
    ]
    middleware = [Middleware(Guard, host=host, token=token)]
    if not is_loopback(host):
        middleware.append(Middleware(GZipMiddleware, minimum_size=2000, compresslevel=4))
    return Starlette(
        routes=routes,
        middleware=middleware,
        exception_handlers={HTTPException: _refused, LongplayError: viewer.failed},
        lifespan=viewer.lifespan,
    )


class _Viewer:
    """The endpoints, and what they share."""

    def __init__(self, served: Served, stopping: Callable[[], bool]) -> None:
        self._served, self._stopping = served, stopping
        self._post = Post()
        self._desk = Desk(stopping)
        self._closed = False

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """Look at the runs while the server is up."""
        loop = asyncio.get_running_loop()

        def tell(kind: str, key: str, value: Any) -> None:
            loop.call_soon_threadsafe(self._post.tell, key, kind, value)

        self._catalogue = Catalogue(
            self._served,
            tell=lambda summary: tell("run", summary["id"], summary),
            gone=lambda key: tell("gone", key, {"id": key}),
        )
        looking = asyncio.create_task(self._look())
        try:
            yield
        finally:
            self._closed = True
            await self._desk.close()
            await looking

    async def _look(self) -> None:
        while not self._over():
            await asyncio.to_thread(self._catalogue.look, self._over)
            for _ in range(10):
                if not self._over():
                    await asyncio.sleep(_LOOK / 10)

    def _over(self) -> bool:
        return self._closed or self._stopping()

    # --- endpoints ------------------------------------------------------------------------

    async def runs(self, request: Request) -> Response:
        """Answer with the table of runs as far as it is known."""
        runs, pending = await self._known()
        return _json({"folder": self._served.root.name, "runs": runs, "pending": pending})

    async def _known(self) -> tuple[list[Summary], int]:
        """Return the summaries of all runs and how many are missing, after some patience."""
        began = time.monotonic()
        while not self._over():
            waited = time.monotonic() - began
            if waited >= (_FIRST if self._catalogue.searched else _SEARCH):
                break
            if self._catalogue.searched and not self._catalogue.known()[1]:
                break
            await asyncio.sleep(_FIRST / 20)
        return self._catalogue.known()

    async def live(self, request: Request) -> Response:
        """Stream what changes in the table of runs."""
        return self._stream(self._post.listening())

    async def run(self, request: Request) -> Response:
        """Answer a question about one run."""
        found = await run_in_threadpool(self._served.find, request.path_params.get("asked", "").split("/"))
        place = self._desk.place(found.key, found.folder)
        if found.rest == ("live",):
            return self._stream(self._desk.listening(place))
        if found.rest == ("kin",):
            return _json(kin((await self._known())[0], found.key))
        if not found.rest:
            await run_in_threadpool(_tried, found, place.viewed.find_report)
            self._desk.prepare(place)
        return await run_in_threadpool(_answered, place.viewed, found, Query(request.query_params))

    async def figure(self, request: Request) -> Response:
        """Answer with a figure of two runs; a report that is not there yet is asked for."""
        query = Query(request.query_params)
        reports: dict[str, Json | None] = {}
        for side in ("a", "b"):
            found = await run_in_threadpool(self._served.find, query.word(side).split("/"))
            if found.rest:
                raise RunFileError(f"there is no run {query.word(side)[:200]!r} in this folder")
            place = self._desk.place(found.key, found.folder)
            reports[_told_apart(found, reports)] = await run_in_threadpool(
                _tried, found, place.viewed.find_report
            )
            self._desk.prepare(place)
        return _json(figure(request.path_params["name"], reports))

    async def failed(self, _request: Request, error: Exception) -> Response:
        """Answer with what went wrong, in a line."""
        line = self._served.shown(str(error))
        return _json({"error": line}, 400 if isinstance(error, BadQuestion) else 404)

    def _stream(self, listening: AbstractContextManager[Box]) -> Response:
        async def lines() -> AsyncIterator[bytes]:
            with listening as box:
                yield b"retry: 2000\n\n"
                quiet = 0
                while not self._over():
                    news = await box.take()
                    quiet = 0 if news else quiet + 1
                    if quiet == _BEAT:  # so that a listener that has gone is noticed
                        yield b": alive\n\n"
                        quiet = 0
                    for kind, value in news:
                        yield b"event: %s\ndata: %s\n\n" % (kind.encode(), orjson.dumps(value))

        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(lines(), media_type="text/event-stream", headers=headers)


def _answered(viewed: Viewed, found: Found, query: Query) -> Response:
    given = _tried(found, lambda: answer(viewed, found.rest, query))
    if given is None:
        raise RunFileError(f"nobody knows what {'/'.join(found.rest)[:80]!r} of a run is")
    if given.media == "application/json":
        return _json(given.value)
    return Response(
        given.value, media_type=given.media, headers={"Cache-Control": _LASTING if given.lasting else _NOW}
    )


def _tried(found: Found, ask: Callable[[], _T]) -> _T:
    """Return what `ask` does; what a damaged file makes it raise becomes a clear line."""
    try:
        return ask()
    except DAMAGE as error:
        _LOG.warning("cannot answer about %s", found.folder, exc_info=True)
        raise damaged(found.folder, error) from error


def _told_apart(found: Found, others: Collection[str]) -> str:
    """Return the name of a run's folder, its id if another run is called so."""
    return found.key if found.folder.name in others else found.folder.name


def _json(value: Any, status: int = 200) -> Response:
    return Response(
        orjson.dumps(value), status, headers={"Cache-Control": _NOW}, media_type="application/json"
    )


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _json({"error": error.detail}, error.status_code)

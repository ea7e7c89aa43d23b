"""The MCP server: tools to look, press, wait and keep a guide, and two resources.

Each connection plays a run of its own. Where the protocol has no connections (the stateless one over HTTP),
all such clients share one run.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

from mcp.server.mcpserver import Image, MCPServer
from mcp.server.mcpserver.exceptions import ToolError

import sim
from sim.core import LongplayError, Saying
from sim.doors.playing import MOST, Playing, Shown
from sim.guide import NAVIGATION

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from mcp.server.context import CallNext, HandlerResult, ServerRequestContext

    from sim.core import RunSettings

_T = TypeVar("_T")
_SHARED = ""
_SESSION = "mcp-session-id"
_connection: ContextVar[str] = ContextVar("connection", default=_SHARED)
"""The connection that the request at hand came by: what its header calls it."""
_HOW = (
    "You play a Game Boy. `look` shows the screen and says how far the run is; `press` presses buttons, one "
    f"after the other, up to {MOST}, and shows the screen afterwards. Say with it where you are heading, "
    "why, and what you expect to see. The guide is your memory: files that you read and write, and that "
    "stay when your context does not. Read it first, and keep it true. The goal: "
)


async def _noted(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """Note which connection a request came by, for whatever answers it."""
    request = ctx.request
    _connection.set(_SHARED if request is None else request.headers.get(_SESSION, _SHARED))
    return await call_next(ctx)


class Table:
    """The runs that are being played, by the connection that plays them."""

    def __init__(self, settings: RunSettings, folder: Callable[[], Path]) -> None:
        self._settings, self._folder = settings, folder
        self._seats: dict[str, Playing] = {}
        self._lock = asyncio.Lock()

    async def seat(self) -> Playing:
        """Return the run of the connection that asks, begun if it is the first call."""
        key = _connection.get()
        async with self._lock:
            if key not in self._seats:
                self._seats[key] = await asyncio.to_thread(Playing, self._settings, self._folder())
            return self._seats[key]

    async def close(self) -> None:
        """End every run."""
        for playing in self._seats.values():
            await asyncio.to_thread(playing.close)


def build(settings: RunSettings, folder: Callable[[], Path], goal: str) -> MCPServer[Any]:
    """Return the server: `settings` are those of each run, `folder` makes a new place for one.

    `goal` is what the game asks for, as clients are told.
    """
    table = Table(settings, folder)

    @asynccontextmanager
    async def lifespan(_server: MCPServer[Any]) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await table.close()

    server = MCPServer[Any](
        "longplay", instructions=_HOW + goal, version=sim.__version__, lifespan=lifespan, middleware=[_noted]
    )
    _add_game(server, table)
    if settings.guide != "off":
        _add_guide(server, table)
    return server


def _add_game(server: MCPServer[Any], table: Table) -> None:
    @server.tool(structured_output=False)
    async def look() -> list[Any]:
        """Show the screen, and say how far the run is. Nothing happens in the game."""
        return await _shown(table, Playing.look)

    @server.tool(structured_output=False)
    async def press(buttons: list[str], target: str = "", reason: str = "", expect: str = "") -> list[Any]:
        """Press buttons one after the other and show the screen afterwards.

        buttons: up, down, left, right, a, b, start, select, or wait. target: where this is to lead, such as
        "exit north of FERN BEND". reason: why. expect: what you expect to see.
        """
        saying = Saying(target, reason, expect)
        return await _shown(table, lambda playing: playing.press(buttons, saying))

    @server.tool(structured_output=False)
    async def wait(times: int = 1) -> list[Any]:
        """Let the time of a press pass, so many times, and show the screen afterwards."""
        idle = ["wait"] * times
        return await _shown(table, lambda playing: playing.press(idle, Saying("rest")))

    @server.tool(structured_output=False)
    async def status() -> str:
        """Say how far the run is, and whether it goes on."""
        return await _told(table, Playing.status)

    @server.resource("longplay://screen", mime_type="image/png")
    async def screen() -> bytes:
        """Return the screen as it is."""
        return (await asyncio.to_thread((await table.seat()).look)).picture


def _add_guide(server: MCPServer[Any], table: Table) -> None:
    @server.tool(structured_output=False)
    async def guide_read(path: str = NAVIGATION) -> str:
        """Read a file of your guide; with an empty path, list its files."""
        return await _told(table, lambda playing: playing.view(path))

    @server.tool(structured_output=False)
    async def guide_write(text: str, path: str = NAVIGATION) -> str:
        """Write a file of your guide, in the place of what it held."""
        return await _told(table, lambda playing: playing.write(path, text))

    @server.tool(structured_output=False)
    async def guide_edit(old: str, new: str, path: str = NAVIGATION) -> str:
        """Put new text in the place of old text, which has to stand in the file exactly once."""
        return await _told(table, lambda playing: playing.edit(path, old, new))

    @server.tool(structured_output=False)
    async def guide_delete(path: str) -> str:
        """Delete a file of your guide."""
        return await _told(table, lambda playing: playing.delete(path))

    @server.resource("longplay://guide", mime_type="text/markdown")
    async def guide() -> str:
        """Return the navigation guide as it stands."""
        playing = await table.seat()
        return await asyncio.to_thread(playing.view, NAVIGATION)


async def _shown(table: Table, ask: Callable[[Playing], Shown]) -> list[Any]:
    shown = await _asked(table, ask)
    return [Image(data=shown.picture, format="png"), shown.words]


async def _told(table: Table, ask: Callable[[Playing], str]) -> str:
    return await _asked(table, ask)


async def _asked(table: Table, ask: Callable[[Playing], _T]) -> _T:
    """Do what was asked; what cannot be done is the tool's error, in words."""
    try:
        return await asyncio.to_thread(ask, await table.seat())
    except LongplayError as error:
        raise ToolError(str(error)) from error

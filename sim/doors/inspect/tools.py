"""The game's tools in Inspect's form: the same that an MCP client has."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING

from inspect_ai.model import ContentImage, ContentText
from inspect_ai.tool import Tool, ToolError, ToolResult, tool

from sim.core import LongplayError, Saying
from sim.guide import NAVIGATION

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from sim.doors.playing import Playing, Shown

    _T = TypeVar("_T")


def tools_of(playing: Playing) -> list[Tool]:
    """Return the tools of a run."""
    game = [look(playing), press(playing), wait(playing)]
    guide = [guide_read(playing), guide_write(playing), guide_edit(playing)]
    return [*game, *guide] if playing.keeps_guide else game


def picture(shown: Shown) -> tuple[ContentImage, ContentText]:
    """Return what is shown, as content of a message."""
    data = base64.b64encode(shown.picture).decode()
    return ContentImage(image=f"data:image/png;base64,{data}"), ContentText(text=shown.words)


async def _asked(ask: Callable[[], _T]) -> _T:
    """Do what was asked beside the event loop; what cannot be done is the tool's error, in words."""
    try:
        return await asyncio.to_thread(ask)
    except LongplayError as error:
        raise ToolError(str(error)) from error


@tool
def look(playing: Playing) -> Tool:
    """Show the screen."""

    async def execute() -> ToolResult:
        """Show the screen, and say how far the run is. Nothing happens in the game."""
        return list(picture(await _asked(playing.look)))

    return execute


@tool
def press(playing: Playing) -> Tool:
    """Press buttons."""

    async def execute(buttons: list[str], target: str = "", reason: str = "", expect: str = "") -> ToolResult:
        """Press buttons one after the other, up to 20, and show the screen afterwards.

        Args:
            buttons: up, down, left, right, a, b, start, select, or wait.
            target: Where this is to lead, such as "exit north of FERN BEND".
            reason: Why.
            expect: What you expect to see.
        """
        return list(picture(await _asked(lambda: playing.press(buttons, Saying(target, reason, expect)))))

    return execute


@tool
def wait(playing: Playing) -> Tool:
    """Let time pass."""

    async def execute(times: int = 1) -> ToolResult:
        """Let the time of a press pass, so many times, and show the screen afterwards.

        Args:
            times: How often, up to 20.
        """
        return list(picture(await _asked(lambda: playing.press(["wait"] * times, Saying("rest")))))

    return execute


@tool
def guide_read(playing: Playing) -> Tool:
    """Read the guide."""

    async def execute(path: str = NAVIGATION) -> str:
        """Read a file of your guide; with an empty path, list its files.

        Args:
            path: The file.
        """
        return await _asked(lambda: playing.view(path))

    return execute


@tool
def guide_write(playing: Playing) -> Tool:
    """Write the guide."""

    async def execute(text: str, path: str = NAVIGATION) -> str:
        """Write a file of your guide, in the place of what it held.

        Args:
            text: All that the file is to hold.
            path: The file.
        """
        return await _asked(lambda: playing.write(path, text))

    return execute


@tool
def guide_edit(playing: Playing) -> Tool:
    """Edit the guide."""

    async def execute(old: str, new: str, path: str = NAVIGATION) -> str:
        """Put new text in the place of old text, which has to stand in the file exactly once.

        Args:
            old: What stands there.
            new: What is to stand there.
            path: The file.
        """
        return await _asked(lambda: playing.edit(path, old, new))

    return execute

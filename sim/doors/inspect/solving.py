"""The agent loop in Inspect: show, ask, press, until the run is over."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_ai.model import ChatMessageUser, execute_tools, get_model
from inspect_ai.solver import Solver, solver

from sim.core import Account, RunSettings
from sim.doors.inspect.tools import picture, tools_of
from sim.doors.playing import Playing
from sim.session import INSPECT

if TYPE_CHECKING:
    from inspect_ai.model import ChatMessage, ModelOutput
    from inspect_ai.solver import Generate, TaskState

_IDLE = 3
"""Answers in a row without a tool, after which the run is left."""
_GO_ON = "Use a tool: press buttons, or read and write your guide."
_EMPTIED = "Your context was emptied. Your guide is what you know: read it, and go on."


@solver
def player(world: int, legs: int, steps: int, guide: str, context: int, runs: str) -> Solver:
    """Play a world; epoch n plays world + n - 1. See `longplay.evals.fernmoor`."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        settings = RunSettings(
            INSPECT, world=world + state.epoch - 1, legs=legs, steps=steps, guide=guide, context=context
        )
        folder = _free(Path(runs), str(state.model), settings)
        playing = await asyncio.to_thread(Playing, settings, folder)
        state.metadata["run"] = str(folder)
        try:
            await _Loop(playing, context).play(state)
        finally:
            await asyncio.to_thread(playing.close)
        return state

    return solve


class _Loop:
    """Asks the model time and again, and empties its context when that is due."""

    def __init__(self, playing: Playing, context: int) -> None:
        self._playing, self._context = playing, context
        self._tools = tools_of(playing)
        self._pressed = playing.decisions

    async def play(self, state: TaskState) -> None:
        """Play until the run is over, or the model uses no tool any more."""
        model, opening, idle = get_model(), list(state.messages), 0
        state.messages = await self._begun(opening)
        while not self._playing.over and not state.completed and idle < _IDLE:
            state.output = await model.generate(state.messages, self._tools)
            state.messages.append(state.output.message)
            if not state.output.message.tool_calls:
                idle += 1
                state.messages.append(ChatMessageUser(content=_GO_ON))
                continue
            idle = 0
            self._playing.account = account(state.output)
            state.messages += (await execute_tools(state.messages, self._tools)).messages
            if self._is_due():
                state.messages = await self._begun([*opening, ChatMessageUser(content=_EMPTIED)])
                self._playing.fresh = True

    def _is_due(self) -> bool:
        decisions = self._playing.decisions
        if not self._context or decisions - self._pressed < self._context:
            return False
        self._pressed = decisions
        return True

    async def _begun(self, opening: list[ChatMessage]) -> list[ChatMessage]:
        """Return a context's first messages: what the game is about, and the screen."""
        shown = await asyncio.to_thread(self._playing.look)
        return [*opening, ChatMessageUser(content=list(picture(shown)))]


def account(output: ModelOutput) -> Account | None:
    """Return what an answer cost in tokens, None if the provider does not say. Prices are not known here."""
    usage: Any = output.usage
    if usage is None:
        return None
    read, written = usage.input_tokens_cache_read or 0, usage.input_tokens_cache_write or 0
    return Account(
        1, usage.input_tokens, read, written, usage.output_tokens, usage.input_tokens + read + written, None
    )


def _free(runs: Path, model: str, settings: RunSettings) -> Path:
    """Return a folder for a run that is not there yet, named after the model and the world."""
    name = f"{model.replace('/', '-')}-world{settings.world}"
    folder, number = runs / name, 1
    while folder.exists():
        number += 1
        folder = runs / f"{name}-{number}"
    return folder

"""What of a conversation the model is shown: after summaries, dropped thoughts and context edits.

Source: the "Context editing" and "Compaction" pages of platform.claude.com/docs; defaults as there. The
client's copy stays whole: each request is edited anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.models.fake.request import Placed, Request, is_summary
from sim.models.fake.tokens import block_tokens, tool_tokens

CLEARED = "[Old tool result content cleared]"
CLEAR_TOOLS_AT = 100_000
"""Input tokens above which tool uses are cleared, unless the trigger says otherwise."""
KEEP_TOOL_USES = 3
KEEP_THINKING_TURNS = 1
COMPACT_AT = 150_000
"""Input tokens from which a conversation is summarised, unless the trigger says otherwise."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The blocks that the model sees, and the edits that were made, as the response reports them."""

    history: tuple[Placed, ...]
    applied: tuple[Mapping[str, Any], ...] = ()


def as_sent(request: Request, dropped: frozenset[str]) -> tuple[Placed, ...]:
    """Return the history from the last summary on, without dropped thoughts and remarks that have passed."""
    history = request.history
    start = max((index for index, item in enumerate(history) if is_summary(item.block)), default=0)
    last_user = max((item.message for item in history if item.role == "user"), default=-1)
    return tuple(
        item
        for item in history[start:]
        if item.path not in dropped and not (_passes(request, item) and item.message < last_user)
    )


def _passes(request: Request, item: Placed) -> bool:
    return bool(request.body["messages"][item.message].get("clear_at") == "next_user_message")


def fixed_tokens(request: Request) -> int:
    """Return the tokens of tools and system."""
    system = sum(block_tokens(item.block) for item in request.system)
    return system + sum(tool_tokens(tool) for tool in request.tools)


def history_tokens(history: Sequence[Placed]) -> int:
    """Return the tokens of a history."""
    return sum(block_tokens(item.block) for item in history)


def edited(request: Request, history: tuple[Placed, ...]) -> Shown:
    """Return the history after the clearing edits that were asked for and whose trigger is passed."""
    applied: list[Mapping[str, Any]] = []
    for edit in request.edits:
        clear = _CLEARERS.get(edit["type"])
        cleared = clear(request, edit, history) if clear else None
        if cleared is not None:
            history, report = cleared
            applied.append(report)
    return Shown(history, tuple(applied))


def compacts(request: Request, history: Sequence[Placed]) -> Mapping[str, Any] | None:
    """Return the compaction edit whose trigger this history has reached, None if there is none."""
    for edit in request.edits:
        if edit["type"] == "compact_20260112":
            trigger = (edit.get("trigger") or {}).get("value", COMPACT_AT)
            if fixed_tokens(request) + history_tokens(history) >= trigger:
                return edit
    return None


Cleared = tuple[tuple[Placed, ...], Mapping[str, Any]] | None


def _clear_tool_uses(request: Request, edit: Mapping[str, Any], history: tuple[Placed, ...]) -> Cleared:
    uses = [item for item in history if item.kind == "tool_use"]
    if not _is_triggered(request, edit, history, len(uses)):
        return None
    keep = (edit.get("keep") or {}).get("value", KEEP_TOOL_USES)
    open_to_it = [item for item in uses if item.block["name"] not in (edit.get("exclude_tools") or ())]
    names = {item.block["id"]: item.block["name"] for item in open_to_it[: max(0, len(open_to_it) - keep)]}
    inputs = edit.get("clear_tool_inputs") or False
    after = tuple(_without_result(item, names, inputs) for item in history)
    saved = history_tokens(history) - history_tokens(after)
    least = (edit.get("clear_at_least") or {}).get("value", 0)
    if not names or saved < least:
        return None
    return after, {
        "type": edit["type"],
        "cleared_tool_uses": len(names),
        "cleared_input_tokens": saved,
    }


def _is_triggered(request: Request, edit: Mapping[str, Any], history: Sequence[Placed], uses: int) -> bool:
    trigger = edit.get("trigger") or {"type": "input_tokens", "value": CLEAR_TOOLS_AT}
    size = uses if trigger["type"] == "tool_uses" else fixed_tokens(request) + history_tokens(history)
    return bool(size > trigger["value"])


def _without_result(item: Placed, names: Mapping[str, str], inputs: bool | Sequence[str]) -> Placed:
    block = item.block
    if item.kind == "tool_result" and block["tool_use_id"] in names:
        return replace(item, block={**block, "content": CLEARED})
    emptied = inputs is True or (inputs and block.get("name") in inputs)
    if item.kind == "tool_use" and block["id"] in names and emptied:
        return replace(item, block={**block, "input": {}})
    return item


def _clear_thinking(request: Request, edit: Mapping[str, Any], history: tuple[Placed, ...]) -> Cleared:
    keep = edit.get("keep") or {"type": "thinking_turns", "value": KEEP_THINKING_TURNS}
    if keep == "all" or keep["type"] == "all":
        return None
    turns = sorted({item.message for item in history if item.kind == "thinking"})
    cleared = set(turns[: max(0, len(turns) - keep["value"])])
    after = tuple(item for item in history if item.kind != "thinking" or item.message not in cleared)
    if not cleared:
        return None
    return after, {
        "type": edit["type"],
        "cleared_thinking_turns": len(cleared),
        "cleared_input_tokens": history_tokens(history) - history_tokens(after),
    }


_CLEARERS = {
    "clear_tool_uses_20250919": _clear_tool_uses,
    "clear_thinking_20251015": _clear_thinking,
}

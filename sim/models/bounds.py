"""The most that a request can cost, told before it is sent.

A budget is kept only if no request can pass it, so this is a bound and not an estimate. What it rests on:

- a token of text holds at least one byte of its UTF-8, so a block has no more tokens than its JSON has bytes;
- an image has width x height / 750 tokens or one for each 28 x 28 pixels begun, whichever is more;
- a thought has no more tokens than a reply may have (it may come back without its text);
- what the service adds of its own (roles, tool prompts, definitions of its own tools) is at most the
  constants below;
- every token of a prompt is priced at the dearest way, usually a cache write for an hour;
- where a reply to the beginning of this very conversation is known, its own count is taken for that part.

Where the service acts on its own: a conversation that may be summarised is read once more, and the summary
may be as long as any model's reply. A reply with tools that run at the service may take `ROUNDS` goes, each
of which reads all that was before; what their results hold is not bounded by any rule, so `RESULT` tokens
each is an assumption.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from sim.core import Json
from sim.models.prices import Price, most, parts_of

REQUEST, TOOLS, BLOCK = 500, 1_000, 16
"""Tokens that the service adds: to a request, to one with tools, to each block, message and tool."""
OWN_TOOL, TOOLSET = 2_000, 50_000
"""Tokens of the definition of one of the service's own tools, and of all tools of an MCP server."""
IMAGE = 5_000
"""Tokens of an image whose size cannot be read here; the largest that a model sees has fewer."""
SUMMARY, COMPACT_AT = 128_000, 150_000
"""Tokens of the longest reply of any model, and of the prompt that is summarised unless told otherwise."""
ROUNDS, RESULT = 10, 25_000
"""Goes of a reply whose tools run at the service, and tokens of what each of them brings."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_HEAD = 32
"""Base64 characters that hold a PNG's size: its first 24 bytes."""
_PATCH, _PIXELS = 28, 750
_THOUGHTS = frozenset({"thinking", "redacted_thinking"})
_COMPACT = "compact_20260112"
_SERVED = ("code_execution", "mcp_toolset", "web_")
_SAID = _THOUGHTS | {"text", "tool_use"}
"""Blocks whose tokens are all counted as output; results of the service's own tools are not."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the service counted for the beginning of a conversation.

    `prompt_tokens`: of tools, system and messages as they were asked; `output_tokens`: of the reply to them
    if it is in the conversation now, else 0. `messages`: how many messages of the conversation both cover.
    """

    prompt_tokens: int
    output_tokens: int
    messages: int


def known_of(reply: Json, messages: int, *, said: bool) -> Known:
    """Return what a reply tells of the request that it answered, which had so many messages.

    `said`: whether the reply itself stands after them now. What the service left out of the prompt on its
    own counts as if it were there, since nobody knows whether it is left out again.
    """
    edits = (reply.get("context_management") or {}).get("applied_edits") or ()
    cleared = sum(edit.get("cleared_input_tokens") or 0 for edit in edits)
    usage = parts_of(reply)[0]
    unsaid = sum(_block(block, 0) for block in reply["content"] if block["type"] not in _SAID)
    return Known(usage.prompt + cleared, usage.output + unsaid if said else 0, messages + said)


def most_of(body: Json, price: Price, known: Known | None = None) -> float:
    """Return an upper bound, in USD, of what one request can cost; `known` makes it tight."""
    prompt, output = prompt_most(body, known), int(body["max_tokens"])
    goes, growth = (ROUNDS, output + RESULT) if _is_served(body) else (1, 0)
    trigger = _compacts_at(body)
    if trigger is None or prompt + (goes - 1) * growth < trigger:
        return sum(most(price, prompt + go * growth, output) for go in range(goes))
    after = _fixed(body) + SUMMARY
    prompts = [prompt, *(max(prompt, after) + go * growth for go in range(1, goes))]
    answers = [max(prompt, after) + go * growth for go in range(goes)]
    summaries = sum(most(price, read, SUMMARY) for read in prompts)
    return summaries + sum(most(price, read, output) for read in answers)


def prompt_most(body: Json, known: Known | None = None) -> int:
    """Return the most tokens that the prompt of a request can have, before any summary."""
    thought = int(body["max_tokens"])
    if known is None:
        return _fixed(body) + sum(_message(message, thought) for message in body["messages"])
    added = body["messages"][known.messages :]
    before = known.prompt_tokens + known.output_tokens
    return before + sum(_message(message, thought) for message in added)


def _fixed(body: Json) -> int:
    """Return the most tokens of all that is no message."""
    tools, system = body.get("tools") or (), body.get("system") or ()
    rest = {name: value for name, value in body.items() if name not in {"messages", "tools", "system"}}
    return (
        REQUEST
        + _bytes(rest)
        + (TOOLS if tools else 0)
        + sum(_tool(tool) for tool in tools)
        + _content(system, 0)
    )


def _tool(tool: Json) -> int:
    kind = tool.get("type") or "custom"
    own = {"custom": 0, "mcp_toolset": TOOLSET}.get(kind, OWN_TOOL)
    return BLOCK + _bytes(tool) + own


def _message(message: Json, thought: int) -> int:
    return BLOCK + _content(message["content"], thought)


def _content(content: Any, thought: int) -> int:
    if isinstance(content, str):
        return BLOCK + _bytes(content)
    return sum(_block(block, thought) for block in content)


def _block(block: Json, thought: int) -> int:
    if block["type"] == "image":
        return BLOCK + _image(block["source"])
    if block["type"] in _THOUGHTS:
        return BLOCK + max(thought, _bytes(block))
    content = block.get("content")
    if isinstance(content, list | tuple):
        rest = {name: value for name, value in block.items() if name != "content"}
        return BLOCK + _bytes(rest) + _content(content, thought)
    return BLOCK + _bytes(block)


def _image(source: Json) -> int:
    size = _png_size(source.get("data") or "")
    if size is None:
        return IMAGE
    width, height = size
    patches = -(-width // _PATCH) * -(-height // _PATCH)
    return max(patches, -(-width * height // _PIXELS))


def _png_size(data: str) -> tuple[int, int] | None:
    """Return the width and height of a PNG in base64, None if it is none.

    >>> _png_size("iVBORw0KGgoAAAANSUhEUgAAAeAAAAGw")
    (480, 432)
    """
    try:
        head = base64.b64decode(data[:_PNG_HEAD], validate=True)
    except (binascii.Error, ValueError):
        return None
    if not head.startswith(_PNG) or len(head) < 24:
        return None
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def _bytes(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, default=list).encode("utf-8", "surrogatepass"))


def _is_served(body: Json) -> bool:
    tools = body.get("tools") or ()
    return any((tool.get("type") or "").startswith(_SERVED) for tool in tools)


def _compacts_at(body: Json) -> int | None:
    """Return the tokens of a prompt from which it is summarised first, None for never."""
    for edit in (body.get("context_management") or {}).get("edits") or ():
        if edit["type"] == _COMPACT:
            return int((edit.get("trigger") or {}).get("value", COMPACT_AT))
    return None

"""A message as server-sent events, in the order and the shapes of the service.

Source: the "Streaming messages" page of platform.claude.com/docs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

CHUNK = 24
"""Characters of a text or of a tool's input in one event."""

Event = Mapping[str, Any]

_DELTA_USAGE = (
    "input_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "output_tokens",
    "output_tokens_details",
    "iterations",
)


def events(message: Mapping[str, Any]) -> list[Event]:
    """Return the events that tell a whole message."""
    return list(_events(message))


def encoded(event: Event) -> bytes:
    """Return an event as it travels."""
    return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()


def _events(message: Mapping[str, Any]) -> Iterator[Event]:
    usage = {name: value for name, value in message["usage"].items() if name != "iterations"}
    held_back = {"stop_reason": None, "stop_sequence": None}
    later = ("context_management", "stop_details", "container")
    start = {name: value for name, value in message.items() if name not in later}
    start |= held_back | {"content": [], "usage": usage | {"output_tokens": 1}}
    yield {"type": "message_start", "message": start}
    yield {"type": "ping"}
    for index, block in enumerate(message["content"]):
        yield {"type": "content_block_start", "index": index, "content_block": _opening(block)}
        for delta in _deltas(block):
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    counts = {name: message["usage"][name] for name in _DELTA_USAGE if name in message["usage"]}
    ending = {name: message[name] for name in (*held_back, "stop_details", "container") if name in message}
    edits = {name: message[name] for name in ("context_management",) if name in message}
    yield {"type": "message_delta", "delta": ending, "usage": counts, **edits}
    yield {"type": "message_stop"}


def _opening(block: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a block as it stands before its deltas."""
    empty: Mapping[str, Mapping[str, Any]] = {
        "text": {"text": ""},
        "thinking": {"thinking": "", "signature": ""},
        "tool_use": {"input": {}},
        "server_tool_use": {"input": {}},
        "mcp_tool_use": {"input": {}},
        "compaction": {"content": None},
    }
    return {**block, **empty.get(block["type"], {})}


def _deltas(block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    kind = block["type"]
    if kind == "text":
        yield from ({"type": "text_delta", "text": part} for part in _chunks(block["text"]))
    elif kind == "thinking":
        yield from ({"type": "thinking_delta", "thinking": part} for part in _chunks(block["thinking"]))
        yield {"type": "signature_delta", "signature": block["signature"]}
    elif kind in ("tool_use", "server_tool_use", "mcp_tool_use"):
        whole = json.dumps(block["input"]) if block["input"] else ""
        yield {"type": "input_json_delta", "partial_json": ""}
        yield from ({"type": "input_json_delta", "partial_json": part} for part in _chunks(whole))
    elif kind == "compaction":
        yield {"type": "compaction_delta", "content": block["content"]}


def _chunks(text: str) -> list[str]:
    return [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]

"""A stand-in for the tokenizer: simple, deterministic, and open to a calculation by hand.

Text costs a token for every 4 characters begun. An image costs width x height / 750, rounded up (the
Vision page's rule). A tool use costs its name and its input as compact JSON; a tool definition costs
itself as compact JSON. A thinking block that comes back costs what it cost to think. There is no
overhead for a message or a request.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sim.models.fake.images import picture
from sim.models.fake.seals import thought_tokens

UNSEEN_IMAGE = 1000
"""Tokens of an image that is named by URL or file id: the fake fetches nothing."""
BYTES_PER_PDF_TOKEN = 30
_NOT_PART = frozenset({"cache_control"})


def canonical(value: Any) -> str:
    """Return a JSON value as text that is equal for equal values: compact, keys sorted.

    Markers and nulls are left out, since they change neither the prompt nor its meaning.

    >>> canonical({"b": None, "a": [1], "cache_control": {"type": "ephemeral"}})
    '{"a":[1]}'
    """
    return json.dumps(_stripped(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _stripped(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {key: item for key, item in value.items() if item is not None and key not in _NOT_PART}
        return {key: _stripped(item) for key, item in kept.items()}
    if isinstance(value, list):
        return [_stripped(item) for item in value]
    return value


def digest(value: Any) -> str:
    """Return the SHA-256 of a JSON value's canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def text_tokens(text: str) -> int:
    """Return the tokens of a text.

    >>> text_tokens(""), text_tokens("four"), text_tokens("fives")
    (0, 1, 2)
    """
    return -(-len(text) // 4)


def block_tokens(block: Mapping[str, Any]) -> int:
    """Return the tokens of a content block."""
    kind = block["type"]
    if kind == "text":
        return text_tokens(block["text"])
    if kind == "image":
        return _image_tokens(block["source"])
    if kind == "thinking":
        return thought_tokens(block["signature"], text_tokens(block["thinking"]))
    if kind in ("tool_use", "server_tool_use", "mcp_tool_use"):
        return text_tokens(block["name"]) + text_tokens(canonical(block["input"]))
    if kind in ("tool_result", "mcp_tool_result", "search_result"):
        return content_tokens(block.get("content"))
    if kind == "compaction":
        return text_tokens(block.get("content") or "")
    if kind == "document":
        return _document_tokens(block["source"])
    return text_tokens(canonical(block))


def content_tokens(content: Any) -> int:
    """Return the tokens of what may stand as content: a text, a list of blocks or nothing."""
    if isinstance(content, str):
        return text_tokens(content)
    return sum(block_tokens(block) for block in content or [])


def tool_tokens(tool: Mapping[str, Any]) -> int:
    """Return the tokens of a tool definition; one that is loaded later costs nothing yet."""
    return 0 if tool.get("defer_loading") else text_tokens(canonical(tool))


def _image_tokens(source: Mapping[str, Any]) -> int:
    if source["type"] != "base64":
        return UNSEEN_IMAGE
    seen = picture(source["data"])
    return -(-seen.width * seen.height // 750) if seen else UNSEEN_IMAGE


def _document_tokens(source: Mapping[str, Any]) -> int:
    if source["type"] == "text":
        return text_tokens(source["data"])
    if source["type"] == "content":
        return content_tokens(source["content"])
    if source["type"] == "base64":
        return -(-len(source["data"]) * 3 // 4 // BYTES_PER_PDF_TOKEN)
    return UNSEEN_IMAGE

"""The models that the fake serves: what each takes, as far as a request can tell.

Sources: the models overview, "Troubleshooting thinking", "Prompt caching" and "Vision" pages of
platform.claude.com/docs, October 2026. Where a page is silent the stricter value stands and is marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ALL_EFFORTS = ("low", "medium", "high", "xhigh", "max")


@dataclass(frozen=True, slots=True)
class Model:
    """One model's limits.

    `context`: most tokens of a prompt. `output`: most `max_tokens`. `thinking`: the `thinking.type`s it
    takes; `thinks`: whether it thinks unasked. `shows`: whether thinking text is returned unasked.
    `bound`: whether a thinking block is bound to all that stands before it. `forced`: whether
    `tool_choice` any and tool are taken. `prefill`: whether a final assistant message is continued.
    `system_turns`: whether messages may hold role "system". `cached_from`: least tokens of a cached
    prefix. `reads`: other models whose thinking it reads ("*" for all). `efforts`: effort levels.
    """

    id: str
    name: str
    line: str
    thinking: frozenset[str]
    thinks: bool = True
    shows: bool = False
    bound: bool = True
    forced: bool = False
    prefill: bool = False
    system_turns: bool = True
    compacts: bool = True
    context: int = 1_000_000
    output: int = 128_000
    cached_from: int = 512
    reads: frozenset[str] = frozenset()
    efforts: tuple[str, ...] = ALL_EFFORTS

    @property
    def images(self) -> int:
        """Most images of a request: 100 where the context is 200k tokens, 600 otherwise."""
        return 100 if self.context <= 200_000 else 600


_ADAPTIVE = frozenset({"adaptive"})
_OPTIONAL = frozenset({"adaptive", "disabled"})

MODELS: Mapping[str, Model] = {
    model.id: model
    for model in (
        Model("claude-fable-5-2", "Claude Fable 5.2", "fable", _ADAPTIVE),  # as Fable 5.1: not verified
        Model(
            "claude-fable-5-1",
            "Claude Fable 5.1",
            "fable",
            _ADAPTIVE,
            reads=frozenset({"claude-opus-5", "claude-opus-5-5"}),
        ),
        Model("claude-opus-5-5", "Claude Opus 5.5", "opus", _ADAPTIVE),
        Model("claude-sonnet-5-5", "Claude Sonnet 5.5", "sonnet", frozenset({"adaptive", "between_tools"})),
        Model(
            "claude-haiku-5-5",
            "Claude Haiku 5.5",
            "haiku",
            _OPTIONAL,
            forced=True,
            cached_from=4096,  # the largest minimum of any model: this one's is not verified
        ),
        Model("claude-opus-5", "Claude Opus 5", "opus", _OPTIONAL, bound=False, forced=True),
        Model(
            "claude-sonnet-5",
            "Claude Sonnet 5",
            "sonnet",
            _OPTIONAL,
            bound=False,
            forced=True,
            system_turns=False,
            cached_from=1024,
        ),
        Model(
            "claude-haiku-4-5",
            "Claude Haiku 4.5",
            "haiku",
            frozenset({"enabled", "disabled"}),
            thinks=False,
            shows=True,
            bound=False,
            forced=True,
            prefill=True,
            system_turns=False,
            compacts=False,
            context=200_000,
            output=64_000,
            cached_from=4096,
            efforts=(),
        ),
    )
}
"""The models by id. Pass another mapping to the server to test a limit without a megabyte of text."""

READABLE_BY_ALL = frozenset({"claude-haiku-5-5"})
"""Models whose thinking blocks every model reads (docs.aws.amazon.com, thinking block binding)."""


def can_read(reader: Model, writer: str) -> bool:
    """Tell whether a model may be shown a thinking block that `writer` produced."""
    return reader.id == writer or writer in reader.reads or writer in READABLE_BY_ALL


def model_info(model: Model) -> dict[str, Any]:
    """Return a model as `GET /v1/models/{id}` shows it."""
    return {
        "type": "model",
        "id": model.id,
        "display_name": model.name,
        "created_at": "2026-01-01T00:00:00Z",
        "lifecycle": "active",
        "line": {"id": model.line, "display_name": model.line.title(), "type": "model_line"},
        "max_input_tokens": model.context,
        "max_tokens": model.output,
        "capabilities": _capabilities(model),
    }


def _capabilities(model: Model) -> dict[str, Any]:
    types = ("adaptive", "between_tools", "disabled", "enabled")
    return {
        **{name: _has(True) for name in ("batch", "citations", "image_input", "pdf_input")},
        "code_execution": _has(True),
        "structured_outputs": _has(True),
        "server_tools": {"supported": True, "code_execution": _has(True), "web_search": _has(False)},
        "context_management": {
            "supported": True,
            "clear_thinking_20251015": _has(True),
            "clear_tool_uses_20250919": _has(True),
            "compact_20260112": _has(model.compacts),
        },
        "effort": {
            "supported": bool(model.efforts),
            **{level: _has(level in model.efforts) for level in ALL_EFFORTS},
        },
        "thinking": {"supported": True, "types": {name: _has(name in model.thinking) for name in types}},
    }


def _has(supported: bool) -> dict[str, bool]:
    return {"supported": supported}

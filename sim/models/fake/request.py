"""A request whose shape is known to be right, and the ways in which rules and accounts look at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from sim.models.fake.catalogue import Model
from sim.models.fake.seals import short
from sim.models.fake.tokens import digest

Block = Mapping[str, Any]

THOUGHTS = frozenset({"thinking", "redacted_thinking"})
SERVER_RESULTS = frozenset(
    {
        "code_execution_tool_result",
        "bash_code_execution_tool_result",
        "text_editor_code_execution_tool_result",
        "tool_search_tool_result",
        "mcp_tool_result",
    }
)
SERVER_USES = frozenset({"server_tool_use", "mcp_tool_use"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A content block and where it stands: the path, the message's role and number."""

    path: str
    role: str
    message: int
    block: Block

    @property
    def kind(self) -> str:
        """The block's type."""
        return str(self.block["type"])


@dataclass(frozen=True, slots=True)
class Speech:
    """Messages of one role in a row, which count as one turn: its role and its blocks."""

    role: str
    placed: tuple[Placed, ...]

    def of(self, *kinds: str) -> list[Placed]:
        """Return the blocks of these types."""
        return [item for item in self.placed if item.kind in kinds]


@dataclass(frozen=True)
class Request:
    """A request to `/v1/messages`, or to its token counter (`counting`), of the right shape."""

    body: Mapping[str, Any]
    betas: frozenset[str]
    model: Model
    counting: bool = False
    files: frozenset[str] = frozenset()

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of what the reply depends on: the body but for `stream`, and the beta headers."""
        body = {key: value for key, value in self.body.items() if key != "stream"}
        return digest({"body": body, "betas": sorted(self.betas)})

    @property
    def max_tokens(self) -> int:
        """Most tokens of the reply; 0 for a count."""
        return int(self.body.get("max_tokens", 0))

    @property
    def tools(self) -> list[Mapping[str, Any]]:
        """The tool definitions."""
        return list(self.body.get("tools") or [])

    @property
    def effort(self) -> str | None:
        """The effort asked for, None for the model's own."""
        level = (self.body.get("output_config") or {}).get("effort")
        return None if level is None else str(level)

    @property
    def thinking(self) -> str:
        """The thinking type in force: as sent, else what the model does unasked."""
        sent = self.body.get("thinking")
        return str(sent["type"]) if sent else "adaptive" if self.model.thinks else "disabled"

    @property
    def thinks(self) -> bool:
        """Whether the model may think before it answers."""
        return self.thinking in ("adaptive", "enabled")

    @property
    def edits(self) -> list[Mapping[str, Any]]:
        """The context edits asked for."""
        return list((self.body.get("context_management") or {}).get("edits") or [])

    @cached_property
    def system(self) -> tuple[Placed, ...]:
        """The top-level system prompt, block by block."""
        return tuple(_placed(self.body.get("system"), "system", "system", -1))

    @cached_property
    def history(self) -> tuple[Placed, ...]:
        """Every block of every message, in order."""
        return tuple(
            item
            for number, message in enumerate(self.body["messages"])
            for item in _placed(message.get("content"), f"messages.{number}.content", message["role"], number)
        )

    @cached_property
    def speeches(self) -> tuple[Speech, ...]:
        """The conversation's turns: messages of one role in a row are one."""
        return tuple(
            Speech(role, tuple(items)) for role, items in groupby(self.history, key=lambda item: item.role)
        )

    @cached_property
    def every(self) -> tuple[Placed, ...]:
        """Every block of system and messages, with the blocks inside tool results and documents."""
        return tuple(inner for item in (*self.system, *self.history) for inner in _nested(item))

    @cached_property
    def latest_assistant(self) -> tuple[Placed, ...]:
        """The blocks of the last assistant turn, () if there is none."""
        turns = [speech.placed for speech in self.speeches if speech.role == "assistant"]
        return turns[-1] if turns else ()

    @cached_property
    def prefixes(self) -> tuple[str, ...]:
        """A digest of all that stands before each block of the history, and last of the whole.

        That is system, tools and blocks, or the blocks from the last summary on. Thinking is left out (it
        is chained instead), and so are cache markers, nulls and tools that are loaded later.
        """
        states = [self.root]
        for item in self.history:
            states.append(self.extended(states[-1], item.role, item.block))
        return tuple(states)

    @cached_property
    def root(self) -> str:
        """A digest of system and tools."""
        tools = [tool for tool in self.tools if not tool.get("defer_loading")]
        return digest([[item.block for item in self.system], tools])

    def extended(self, before: str, role: str, block: Block) -> str:
        """Return the digest of a prefix after one more block of this role."""
        if block["type"] in THOUGHTS:
            return before
        start = self.root if is_summary(block) else before
        return short(f"{start} {role} {digest(block)}")


def is_summary(block: Block) -> bool:
    """Tell whether a block stands for everything before it."""
    return block["type"] == "compaction" and bool(block.get("content"))


def _placed(content: Any, path: str, role: str, message: int) -> Iterator[Placed]:
    if isinstance(content, str):
        if content or role != "system":
            yield Placed(path, role, message, {"type": "text", "text": content})
        return
    for index, block in enumerate(content or []):
        yield Placed(f"{path}.{index}", role, message, block)


def _nested(item: Placed) -> Iterator[Placed]:
    yield item
    block = item.block
    for name, content in (("content", block.get("content")), ("source", block.get("source"))):
        inner = content.get("content") if name == "source" and isinstance(content, Mapping) else content
        if isinstance(inner, list):
            at = f"{item.path}.{name}" if name == "content" else f"{item.path}.source.content"
            for index, part in enumerate(inner):
                if isinstance(part, Mapping) and "type" in part:
                    yield from _nested(Placed(f"{at}.{index}", item.role, item.message, part))


def marks(request: Request) -> list[tuple[str, str]]:
    """Return every cache marker's path and TTL, in the order tools, system, messages."""
    tools = [Placed(f"tools.{index}", "", -1, tool) for index, tool in enumerate(_typed(request.tools))]
    found = [
        (f"{item.path}.cache_control", item.block["cache_control"].get("ttl", "5m"))
        for item in (*tools, *request.every)
        if item.block.get("cache_control")
    ]
    whole = request.body.get("cache_control")
    return found + ([("cache_control", whole.get("ttl", "5m"))] if whole else [])


def _typed(tools: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [{"type": "custom", **tool} for tool in tools]

"""The shape of a request: which fields there are, of which type, and which need a beta header.

`grammar.json` holds the grammar, written down from the SDK's own parameter types (2.12.0). A field, a
block or a tool that it does not know is refused, and so is one whose beta header was not sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from sim.models.fake.refusal import Problem

_GRAMMAR = json.loads(Path(__file__).with_name("grammar.json").read_text())
_OBJECTS: Mapping[str, Mapping[str, Any]] = _GRAMMAR["objects"]
_BETA_ONLY = frozenset(_GRAMMAR["beta_only"])

KNOWN_BETAS = frozenset(_GRAMMAR["betas"]) | {"fine-grained-tool-streaming-2025-05-14"}
"""Every value that the `anthropic-beta` header may hold."""

_MCP = ("mcp-client-2025-11-20", "mcp-client-2026-09-15")
_EDITS = ("context-management-2025-06-27",)
_AUTO_COMPACT, _COMPACT = "compact-2026-01-12", "compact-2026-09-04"
_TOOL_CHANGES = ("mid-conversation-tool-changes-2026-07-01",)
_BINDING = ("thinking-binding-controls-2026-08-01",)

BETAS: Mapping[str, tuple[str, ...]] = {
    "Messages.mcp_servers": _MCP,
    "MCPToolset": _MCP,
    "MCPToolUseBlock": _MCP,
    "RequestMCPToolResultBlock": _MCP,
    "MCPToolListingBlock": _MCP,
    "Messages.context_management": (*_EDITS, _AUTO_COMPACT),
    "ClearToolUses20250919Edit": _EDITS,
    "ClearThinking20251015Edit": _EDITS,
    "Compact20260112Edit": (_AUTO_COMPACT,),
    "Messages.compaction": (_COMPACT,),
    "CompactionBlock": (_AUTO_COMPACT, _COMPACT),
    "OutputConfig.task_budget": ("task-budgets-2026-03-13",),
    "ThinkingConfigAdaptive.block_binding": _BINDING,
    "ThinkingConfigEnabled.block_binding": _BINDING,
    "SystemMessage.clear_at": ("mid-conversation-system-clear-at-2026-08-21",),
    "SystemMessage.output_config": ("mid-conversation-output-config-2026-07-01",),
    "ToolBash20241022": ("computer-use-2024-10-22",),
    "ToolTextEditor20241022": ("computer-use-2024-10-22",),
    "RequestToolAdditionBlock": _TOOL_CHANGES,
    "RequestToolRemovalBlock": _TOOL_CHANGES,
}
"""The beta headers, any one of which opens a field ("Object.field") or an object of the grammar.

An object that is not listed is reached through one that is; a field that is not listed stays closed.
"""

_TYPE_NAMES: Mapping[str, tuple[Any, str]] = {
    "str": (str, "a valid string"),
    "int": (int, "a valid integer"),
    "float": ((int, float), "a valid number"),
    "bool": (bool, "a valid boolean"),
    "null": (type(None), "null"),
}
_TAGS = ("type", "role")


def _literals(kind: Any) -> list[Any]:
    options = kind.get("or", [kind]) if isinstance(kind, dict) else []
    return [value for option in options if isinstance(option, dict) for value in option.get("is", [])]


_TAGGED = {
    name: [
        (field.rstrip("!"), _literals(kind), field.endswith("!"))
        for field, kind in fields.items()
        if field.rstrip("!") in _TAGS
    ]
    for name, fields in _OBJECTS.items()
}
"""Each object's tags: the field, the values that it may have, and whether it must be there."""


def shape_problems(body: Any, root: str, betas: Set[str]) -> Iterator[Problem]:
    """Yield what is wrong with the shape of a request; `root` is "Messages" or "CountTokens"."""
    yield from _check(body, f"@{root}", "", betas)


def is_open(name: str, betas: Set[str]) -> bool:
    """Tell whether a field or object of the grammar may be sent with these beta headers.

    >>> is_open("TextBlock", set()), is_open("MCPToolset", set())
    (True, False)
    """
    if name not in _BETA_ONLY:
        return True
    behind_another = name not in BETAS and "." not in name
    return behind_another or not betas.isdisjoint(BETAS.get(name, ()))


def _check(value: Any, kind: Any, path: str, betas: Set[str]) -> Iterator[Problem]:
    if isinstance(kind, str):
        if kind.startswith("@"):
            yield from _check_object(value, kind[1:], path, betas)
        elif not _is_scalar(value, kind):
            yield Problem(path, f"Input should be {_TYPE_NAMES[kind][1]}")
    elif "is" in kind:
        if value not in kind["is"] or isinstance(value, bool):
            yield Problem(path, f"Input should be {_listed(kind['is'])}")
    elif "list" in kind:
        yield from _check_list(value, kind["list"], path, betas)
    elif "map" in kind:
        yield from _check_map(value, kind["map"], path, betas)
    else:
        yield from _check_union(value, kind["or"], path, betas)


def _is_scalar(value: Any, kind: str) -> bool:
    if kind == "any":
        return True
    if isinstance(value, bool):
        return kind == "bool"
    return isinstance(value, _TYPE_NAMES[kind][0])


def _check_object(value: Any, name: str, path: str, betas: Set[str]) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path, "Input should be an object")
        return
    fields = {field.rstrip("!"): (kind, field.endswith("!")) for field, kind in _OBJECTS[name].items()}
    gated = "Messages" if name == "CountTokens" else name
    for field, (_, needed) in fields.items():
        if needed and field not in value:
            yield Problem(_join(path, field), "Field required")
    for field, content in value.items():
        if field not in fields or not is_open(f"{gated}.{field}", betas):
            yield Problem(_join(path, field), "Extra inputs are not permitted")
        else:
            yield from _check(content, fields[field][0], _join(path, field), betas)


def _check_list(value: Any, kind: Any, path: str, betas: Set[str]) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(path, "Input should be a valid list")
        return
    for index, item in enumerate(value):
        yield from _check(item, kind, _join(path, str(index)), betas)


def _check_map(value: Any, kind: Any, path: str, betas: Set[str]) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path, "Input should be an object")
        return
    for key, item in value.items():
        yield from _check(item, kind, _join(path, key), betas)


def _check_union(value: Any, options: list[Any], path: str, betas: Set[str]) -> Iterator[Problem]:
    if isinstance(value, dict):
        maps = [option for option in options if isinstance(option, dict) and "map" in option]
        named = [option[1:] for option in options if isinstance(option, str) and option[0] == "@"]
        fitting = [name for name in named if is_open(name, betas) and _fits(value, name)]
        if maps or fitting:
            yield from _check(value, maps[0] if maps else f"@{fitting[0]}", path, betas)
            return
        if named:
            yield Problem(path, _no_tag(value, [name for name in named if is_open(name, betas)]))
            return
    elif isinstance(value, list):
        lists = [option for option in options if isinstance(option, dict) and "list" in option]
        if lists:
            yield from _check(value, lists[0], path, betas)
            return
    elif any(not list(_check(value, option, path, betas)) for option in options):
        return
    yield Problem(path, f"Input should be {' or '.join(_described(option) for option in options)}")


def _fits(value: Mapping[str, Any], name: str) -> bool:
    """Tell whether an object's tags (`type`, `role`) are those of the object `name`."""
    return all(
        value[tag] in literals if tag in value else not needed for tag, literals, needed in _TAGGED[name]
    )


def _no_tag(value: Mapping[str, Any], names: list[str]) -> str:
    tags = [tag for tag in _TAGS if tag in value]
    if not tags:
        return "Unable to extract tag using discriminator 'type' or 'role'"
    known = [
        value for name in names for tag, values, _ in _TAGGED[name] if tag == tags[0] for value in values
    ]
    return (
        f"Input tag {value[tags[0]]!r} found using {tags[0]!r} does not match any of the expected tags: "
        + _listed(known)
    )


def _described(option: Any) -> str:
    if isinstance(option, str):
        return "an object" if option.startswith("@") else _TYPE_NAMES[option][1]
    if "is" in option:
        return _listed(option["is"])
    return "a valid list" if "list" in option else "an object"


def _listed(values: list[Any]) -> str:
    return ", ".join(repr(value) for value in values)


def _join(path: str, part: str) -> str:
    return f"{path}.{part}" if path else part

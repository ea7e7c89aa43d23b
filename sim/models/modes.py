"""How a model is played: which settings mean something, which a model takes, and what they are in a request.

`check` goes before the first request, so that nothing is paid for a run that could not be played.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sim.core import Json, ModelError, ModelSettings
from sim.models.base import PROVIDERS, ModelInfo
from sim.models.prices import price_of

CONTEXTS = ("reset", "log", "compaction", "clear_tool_uses", "none")
JUDGES = ("look-ahead", "model")
EFFORTS = ("low", "medium", "high", "xhigh", "max")
TTLS = ("1h", "5m")
THINKING: Mapping[str, str] = {"off": "disabled", "adaptive": "adaptive", "between_tools": "between_tools"}
"""The words of the settings for a request's `thinking.type`; a budget in tokens is "enabled"."""

MEMORY_TOOL: Json = {"type": "memory_20250818", "name": "memory"}
"""The memory tool, run by the client. It needs no beta header."""
CODE_TOOL: Json = {"type": "code_execution_20250825", "name": "code_execution"}

LEAST_BUDGET = 1024
"""Tokens of the smallest thinking budget."""
LEAST_COMPACTION = 50_000
"""Tokens of the smallest trigger of a compaction that the service takes."""
KEPT_TOOL_USES = 10
"""Tool uses that stay when the older ones are cleared."""
MOST_SCALE = 12
"""The largest factor that keeps a screen under 2,000 pixels a side, as requests with many images must."""

_EDITS_BETA, _COMPACT_BETA = "context-management-2025-06-27", "compact-2026-01-12"
_BETWEEN_BETA, _MCP_BETA = "interleaved-thinking-2025-05-14", "mcp-client-2025-11-20"
_SHOWN = {"display": "summarized"}
_BETWEEN = "+tools"
_BUDGET = re.compile(r"([0-9]{1,7})(\+tools)?")
_MCP_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def check(settings: ModelSettings, info: ModelInfo | None) -> None:
    """Raise ModelError naming what is wrong with the settings and what would be right.

    Without `info` only what holds for every model is checked.
    """
    for problem in _problems(settings, info):
        raise ModelError(problem)


def thinking_of(settings: ModelSettings, info: ModelInfo | None = None) -> Json | None:
    """Return the field `thinking` of a request, None for the model's own way.

    What is thought is asked for in words, so that it can be recorded. A model that thinks by itself alone
    is told so for that reason only.
    """
    word = settings.thinking
    if word == "default":
        alone = info is not None and "adaptive" in info.thinking and "disabled" not in info.thinking
        word = "adaptive" if alone else word
    budget = _budget_of(word)
    if budget is not None:
        return {"type": "enabled", "budget_tokens": budget, **_SHOWN}
    if word == "default":
        return None
    return {"type": THINKING[word], **(_SHOWN if word == "adaptive" else {})}


def edits_of(settings: ModelSettings) -> tuple[Json | None, tuple[str, ...]]:
    """Return the field `context_management` of a request, None for none, and the beta headers.

    The header for thinking between tool uses ("4096+tools") is one of these.
    """
    between = (_BETWEEN_BETA,) if settings.thinking.endswith(_BETWEEN) else ()
    trigger = {"type": "input_tokens", "value": settings.reset_tokens}
    if settings.context == "compaction":
        edit: Json = {"type": "compact_20260112", "trigger": trigger}
        return {"edits": [edit]}, (_COMPACT_BETA, *between)
    if settings.context == "clear_tool_uses":
        edit = {
            "type": "clear_tool_uses_20250919",
            "trigger": trigger,
            "keep": {"type": "tool_uses", "value": KEPT_TOOL_USES},
            "exclude_tools": [MEMORY_TOOL["name"]],
        }
        return {"edits": [edit]}, (_EDITS_BETA, *between)
    return None, between


def server_tools_of(settings: ModelSettings) -> tuple[list[Json], list[Json], tuple[str, ...]]:
    """Return the tools that run at the service, the field `mcp_servers`, and the beta headers."""
    words = settings.server_tools
    coded = "code-execution" in words or "files" in words
    servers = [word.removeprefix("mcp=").split(",", 1) for word in words if word.startswith("mcp=")]
    tools = [CODE_TOOL] if coded else []
    tools += [{"type": "mcp_toolset", "mcp_server_name": name} for name, _ in servers]
    named: list[Json] = [{"type": "url", "name": name, "url": url} for name, url in servers]
    return tools, named, (_MCP_BETA,) if servers else ()


# --- what can be wrong --------------------------------------------------------------------


def _problems(settings: ModelSettings, info: ModelInfo | None) -> Iterator[str]:
    yield from _unknown_words(settings)
    yield from _bad_numbers(settings)
    yield from _bad_contexts(settings)
    yield from _bad_thinking(settings)
    yield from _bad_samples(settings)
    yield from _bad_server_tools(settings)
    yield from _unpriced(settings)
    if info is not None:
        yield from _not_taken(settings, info)


def _unknown_words(settings: ModelSettings) -> Iterator[str]:
    words = (
        ("provider", settings.provider, PROVIDERS),
        ("context", settings.context, CONTEXTS),
        ("effort", settings.effort, ("", *EFFORTS)),
        ("judge", settings.judge, ("", *JUDGES)),
        ("tools_ttl", settings.tools_ttl, TTLS),
    )
    for what, said, known in words:
        if said not in known:
            yield f"{what} {said!r} means nothing: say {_one_of(word for word in known if word)}"
    if not settings.name:
        yield "a model needs a name, such as claude-opus-5-5"


def _bad_numbers(settings: ModelSettings) -> Iterator[str]:
    if settings.max_tokens < 1:
        yield f"max_tokens must be at least 1, not {settings.max_tokens}"
    if not 1 <= settings.scale <= MOST_SCALE:
        yield f"scale must be from 1 to {MOST_SCALE}, not {settings.scale}"
    if not 0 <= settings.jitter < 1:
        yield f"jitter must be at least 0 and below 1, not {settings.jitter:g}"
    for name in ("reset_tokens", "reset_decisions", "reset_images"):
        if getattr(settings, name) < 0:
            yield f"{name} must be at least 0 (0 for never), not {getattr(settings, name)}"
    budget = settings.budget_usd
    if budget is not None and not 0 <= budget < math.inf:
        yield f"the budget must be an amount in USD, not {budget:g}"


def _bad_contexts(settings: ModelSettings) -> Iterator[str]:
    limits = (settings.reset_tokens, settings.reset_decisions, settings.reset_images)
    if settings.context in ("reset", "log") and not any(limits):
        yield f"context {settings.context} needs reset_tokens, reset_decisions or reset_images"
    if settings.context == "compaction" and settings.reset_tokens < LEAST_COMPACTION:
        yield f"compaction needs reset_tokens of at least {LEAST_COMPACTION:,}, not {settings.reset_tokens:,}"
    if settings.context == "clear_tool_uses" and not settings.reset_tokens:
        yield "clear_tool_uses needs reset_tokens: from how many tokens on old tool uses are cleared"


def _bad_thinking(settings: ModelSettings) -> Iterator[str]:
    budget = _budget_of(settings.thinking)
    if budget is None:
        if settings.thinking not in {"default", *THINKING}:
            words = _one_of(("default", *THINKING))
            yield f"thinking {settings.thinking!r} means nothing: say {words}, or a budget such as 4096"
    elif budget < LEAST_BUDGET:
        yield f"a thinking budget is at least {LEAST_BUDGET:,} tokens, not {budget:,}"
    elif budget >= settings.max_tokens:
        yield (
            f"a thinking budget of {budget:,} tokens must be below max_tokens ({settings.max_tokens:,}): "
            f"say max_tokens {budget + 4096} or more"
        )


def _bad_samples(settings: ModelSettings) -> Iterator[str]:
    if settings.samples < 1:
        yield f"samples must be at least 1, not {settings.samples}"
    if settings.samples > 1 and not settings.judge:
        yield f"{settings.samples} samples need a judge: say judge {_one_of(JUDGES)}"
    if settings.samples == 1 and settings.judge:
        yield f"judge {settings.judge} has nothing to choose from: say 2 samples or more"
    if settings.judge_model and settings.judge != "model":
        yield f"judge_model {settings.judge_model} is asked only with judge model"


def _bad_server_tools(settings: ModelSettings) -> Iterator[str]:
    words = settings.server_tools
    if words and settings.provider != "anthropic":
        yield f"tools that run at the service are not offered by {settings.provider}: leave out {words[0]}"
    for word in words:
        if words.count(word) > 1:
            yield f"server tool {word} is named twice"
        if word.startswith("mcp="):
            yield from _bad_mcp(word)
        elif word not in {"code-execution", "files"}:
            yield f"server tool {word!r} means nothing: say code-execution, files or mcp=NAME,URL"
    if settings.files and "files" not in words:
        yield "files are given to no tool: add the server tool files"
    if "files" in words and not settings.files:
        yield "server tool files needs at least one file"


def _bad_mcp(word: str) -> Iterator[str]:
    name, _, url = word.removeprefix("mcp=").partition(",")
    if not _MCP_NAME.fullmatch(name) or not url.startswith("https://"):
        yield f"server tool {word!r} is not of the form mcp=NAME,https://..."


def _unpriced(settings: ModelSettings) -> Iterator[str]:
    names = [settings.name]
    names += [settings.judge_model] if settings.judge == "model" and settings.judge_model else []
    for name in names:
        if price_of(name, settings.prices) is None and settings.budget_usd is not None:
            yield (
                f"a budget is set and the price of {name} is not known: give it in prices "
                "(input, output, cache_read, cache_write_1h in USD per million tokens)"
            )


def _not_taken(settings: ModelSettings, info: ModelInfo) -> Iterator[str]:
    """Tell what this model does not take."""
    kind = (thinking_of(settings) or {}).get("type")
    if kind is not None and kind not in info.thinking:
        yield f"{info.name} does not take thinking {settings.thinking}: say {_thinking_words(info)}"
    if settings.effort and settings.effort not in info.efforts:
        takes = f"say {_one_of(info.efforts)}" if info.efforts else "it takes none"
        yield f"{info.name} does not take effort {settings.effort}: {takes}"
    if settings.max_tokens > info.output:
        yield f"{info.name} writes at most {info.output:,} tokens, not max_tokens {settings.max_tokens:,}"
    if settings.context == "compaction" and not info.compacts:
        yield f"{info.name} does not offer compaction: say context reset"
    if settings.context == "clear_tool_uses" and not info.clears:
        yield f"{info.name} does not offer clear_tool_uses: say context reset"
    yield from _too_late(settings, info)


def _too_late(settings: ModelSettings, info: ModelInfo) -> Iterator[str]:
    """Tell where the context would be full before it is reset."""
    if settings.context == "none":
        return
    late = 1 + settings.jitter if settings.context in ("reset", "log") else 1
    if settings.reset_tokens * late + settings.max_tokens > info.context:
        yield (
            f"reset_tokens {settings.reset_tokens:,} (with jitter and max_tokens) is more than the "
            f"{info.context:,} tokens that {info.name} takes"
        )
    if settings.context == "reset" and settings.reset_images * late > info.images:
        yield (
            f"reset_images {settings.reset_images} (with jitter) is more than the {info.images} images "
            f"that {info.name} takes"
        )


def _thinking_words(info: ModelInfo) -> str:
    words = ["default", *(word for word, kind in THINKING.items() if kind in info.thinking)]
    words += ["a budget such as 4096"] if "enabled" in info.thinking else []
    return _one_of(words)


def _budget_of(word: str) -> int | None:
    """Return the tokens of a thinking budget, None if a word is none.

    >>> _budget_of("4096"), _budget_of("4096+tools"), _budget_of("off")
    (4096, 4096, None)
    """
    found = _BUDGET.fullmatch(word)
    return int(found[1]) if found else None


def _one_of(words: Any) -> str:
    *before, last = words
    return f"{', '.join(before)} or {last}" if before else str(last)

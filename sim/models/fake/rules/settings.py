"""Rules of a request's settings: how much to write, how to think, what to clear from the context.

Sources: "Troubleshooting thinking", "Context editing", "Compaction" and "Errors" of platform.claude.com/docs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sim.models.fake.refusal import Problem
from sim.models.fake.request import Request

Problems = Iterator[Problem]

MIN_BUDGET = 1024
"""Least tokens of a thinking budget."""
MIN_COMPACTION = 50_000
"""Least tokens at which a conversation may be told to be summarised."""
MAX_USER_ID = 256
"""Most characters of `metadata.user_id`."""
_INTERLEAVED = "interleaved-thinking-2025-05-14"
_UPDATES = "thinking-display-updates-2026-08-18"
_FAST = "fast-mode-2026-02-01"


def max_tokens_is_in_range(request: Request) -> Problems:
    """Demand that `max_tokens` is at least 0 and at most what the model writes."""
    most = request.model.output
    if request.max_tokens < 0:
        yield Problem("max_tokens", "Input should be greater than or equal to 0")
    if request.max_tokens > most:
        yield Problem(
            "max_tokens",
            f"{request.max_tokens} > {most}, which is the maximum allowed number of output tokens for "
            f"{request.model.id}",
        )


def thinking_type_is_supported(request: Request) -> Problems:
    """Demand that the model takes this type of thinking."""
    sent = (request.body.get("thinking") or {}).get("type")
    if sent is None or sent in request.model.thinking:
        return
    if sent == "adaptive":
        yield Problem("thinking", "adaptive thinking is not supported on this model")
        return
    advice = 'Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.'
    if sent == "disabled" and "between_tools" in request.model.thinking:
        advice = 'To turn thinking off on this model, send "thinking": {"type": "between_tools"}.'
    yield Problem("thinking", f'"thinking.type.{sent}" is not supported for this model. {advice}')


def thinking_budget_is_in_range(request: Request) -> Problems:
    """Demand that a thinking budget is at least 1024 tokens and less than `max_tokens`."""
    thinking = request.body.get("thinking") or {}
    budget = thinking.get("budget_tokens")
    if budget is None:
        return
    if budget < MIN_BUDGET:
        yield Problem(
            "thinking.enabled.budget_tokens", f"Input should be greater than or equal to {MIN_BUDGET}"
        )
    if not request.counting and budget >= request.max_tokens and _INTERLEAVED not in request.betas:
        yield Problem("max_tokens", "`max_tokens` must be greater than `thinking.budget_tokens`")


def effort_is_supported(request: Request) -> Problems:
    """Demand that the model takes this effort; without thinking, none above high."""
    if request.effort is None:
        return
    if request.effort not in request.model.efforts:
        yield Problem("output_config.effort", "This model does not support the effort parameter.")
    elif request.thinking in ("disabled", "between_tools") and request.effort in ("xhigh", "max"):
        yield Problem("output_config.effort", f"effort '{request.effort}' requires thinking on this model")


def beta_values_have_their_header(request: Request) -> Problems:
    """Demand that values of fields that are otherwise open need their beta header."""
    if (request.body.get("thinking") or {}).get("display") == "updates" and _UPDATES not in request.betas:
        yield Problem(
            "thinking.display", f"'updates' requires the `{_UPDATES}` value in the `anthropic-beta` header"
        )
    if request.body.get("speed") == "fast" and _FAST not in request.betas:
        yield Problem("speed", f"'fast' requires the `{_FAST}` value in the `anthropic-beta` header")


def stop_sequences_say_something(request: Request) -> Problems:
    """Demand that a stop sequence holds something other than whitespace."""
    for index, text in enumerate(request.body.get("stop_sequences") or []):
        if not text.strip():
            yield Problem(f"stop_sequences.{index}", "each stop sequence must contain non-whitespace")


def user_id_is_short(request: Request) -> Problems:
    """Demand that a user id has at most 256 characters."""
    if len((request.body.get("metadata") or {}).get("user_id") or "") > MAX_USER_ID:
        yield Problem("metadata.user_id", f"String should have at most {MAX_USER_ID} characters")


def edits_are_single(request: Request) -> Problems:
    """Demand that each context edit is asked for once, and thinking is cleared before tool uses."""
    kinds = [edit["type"] for edit in request.edits]
    path = "context_management.edits"
    for kind, count in Counter(kinds).items():
        if count > 1:
            yield Problem(path, f"each edit type may be given once, found {count} of {kind}")
    if any(kind.startswith("clear_thinking") for kind in kinds[1:]):
        yield Problem(path, "`clear_thinking_20251015` must be listed first")


def edits_have_sensible_sizes(request: Request) -> Problems:
    """Demand that what an edit keeps, clears and waits for is a count that makes sense."""
    for index, edit in enumerate(request.edits):
        path = f"context_management.edits.{index}"
        for field, least in (("keep", 0), ("trigger", 1), ("clear_at_least", 0)):
            value = edit.get(field)
            if not isinstance(value, dict) or "value" not in value:
                continue
            if edit["type"].startswith("compact"):
                least = MIN_COMPACTION  # noqa: PLW2901
            elif edit["type"].startswith("clear_thinking"):
                least = 1  # noqa: PLW2901
            if value["value"] < least:
                yield Problem(f"{path}.{field}.value", f"Input should be greater than or equal to {least}")


def edits_fit_the_model(request: Request) -> Problems:
    """Demand that thinking is cleared where there is thinking, and summaries asked of models that can."""
    for index, edit in enumerate(request.edits):
        path = f"context_management.edits.{index}"
        if edit["type"].startswith("clear_thinking") and not request.thinks:
            yield Problem(
                path, "`clear_thinking_20251015` strategy requires `thinking` to be enabled or adaptive"
            )
        if edit["type"].startswith("compact") and not request.model.compacts:
            yield Problem(path, "`compact_20260112` is not supported for this model")


def one_way_to_compact(request: Request) -> Problems:
    """Demand that a conversation is summarised by `compaction` or by a context edit, not by both."""
    if not request.body.get("compaction"):
        return
    if request.body.get("context_management"):
        yield Problem("compaction", "cannot be combined with `context_management`")
    if not request.model.compacts:
        yield Problem("compaction", "not supported for this model")


RULES = (
    max_tokens_is_in_range,
    thinking_type_is_supported,
    thinking_budget_is_in_range,
    effort_is_supported,
    beta_values_have_their_header,
    stop_sequences_say_something,
    user_id_is_short,
    edits_are_single,
    edits_have_sensible_sizes,
    edits_fit_the_model,
    one_way_to_compact,
)

"""Rules of a conversation: whose turn it is, and how tool uses, results and thoughts answer each other.

Sources: the API reference of `POST /v1/messages`, "Errors", "Tool use", "Preserved thinking" and
"Mid-conversation system messages" of platform.claude.com/docs; messages as the service words them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from sim.models.fake.refusal import Problem
from sim.models.fake.request import SERVER_RESULTS, SERVER_USES, THOUGHTS, Request, Speech
from sim.models.fake.seals import vouches_for

Problems = Iterator[Problem]

MAX_MESSAGES = 100_000
_ID = re.compile(r"[a-zA-Z0-9_-]+")
_BY_ASSISTANT = THOUGHTS | SERVER_RESULTS | SERVER_USES | {"tool_use", "compaction", "mcp_tool_listing"}
_BY_USER = frozenset({"tool_result", "image", "document", "search_result", "container_upload"})


def some_messages(request: Request) -> Problems:
    """Demand that a request holds 1 to 100,000 messages."""
    count = len(request.body["messages"])
    if not count:
        yield Problem("messages", "at least one message is required")
    if count > MAX_MESSAGES:
        yield Problem("messages", f"at most {MAX_MESSAGES} messages are permitted, found {count}")


def user_speaks_first(request: Request) -> Problems:
    """Demand that the first message is the user's, unless it is the summary of what was before."""
    first = request.body["messages"][:1]
    summary = bool(request.history) and request.history[0].kind == "compaction"
    if first and first[0]["role"] != "user" and not summary:
        yield Problem("messages.0.role", 'first message must use the "user" role')


def every_message_says_something(request: Request) -> Problems:
    """Demand that no message has empty content."""
    for number, message in enumerate(request.body["messages"]):
        if not message.get("content") and not (message["role"] == "system" and message.get("output_config")):
            yield Problem(f"messages.{number}.content", "all messages must have non-empty content")


def roles_keep_to_their_blocks(request: Request) -> Problems:
    """Demand that tool results and images come from the user; thoughts, tool uses and summaries do not."""
    for item in request.history:
        wrong = {"user": _BY_ASSISTANT, "assistant": _BY_USER}.get(item.role, frozenset())
        if item.kind in wrong:
            yield Problem(item.path, f"`{item.kind}` blocks are not permitted in `{item.role}` messages")


def conversation_ends_with_user(request: Request) -> Problems:
    """Demand that a model without prefill takes no final assistant message, but to go on after a pause."""
    last = request.speeches[-1] if request.speeches else None
    if last is None or last.role != "assistant" or request.model.prefill or _is_pause(last):
        return
    yield Problem(
        "messages",
        "This model does not support assistant message prefill. "
        "The conversation must end with a user message.",
    )


def _is_pause(speech: Speech) -> bool:
    return speech.placed[-1].kind == "compaction" or bool(speech.of(*SERVER_USES))


def no_trailing_whitespace(request: Request) -> Problems:
    """Demand that a final assistant text does not end in whitespace."""
    last = request.history[-1] if request.history else None
    if (
        last
        and last.role == "assistant"
        and last.kind == "text"
        and last.block["text"] != last.block["text"].rstrip()
    ):
        yield Problem(last.path, "final assistant content cannot end with trailing whitespace")


def system_turns_follow_the_user(request: Request) -> Problems:
    """Demand that a system message follows a user message and is last or followed by the assistant."""
    speeches = request.speeches
    for index, speech in enumerate(speeches):
        if speech.role != "system":
            continue
        path = f"messages.{speech.placed[0].message}"
        if not request.model.system_turns:
            yield Problem(f"{path}.role", "role 'system' is not supported on this model")
        elif index == 0 or (speeches[index - 1].role != "user" and not _is_pause(speeches[index - 1])):
            yield Problem(f"{path}.role", "a system message must immediately follow a user message")
        elif index + 1 < len(speeches) and speeches[index + 1].role != "assistant":
            yield Problem(
                f"{path}.role", "a system message must be last or be followed by an assistant message"
            )


def tool_ids_are_unique(request: Request) -> Problems:
    """Demand that the ids of tool uses are well formed and each is used once."""
    uses = [item for item in request.history if item.kind == "tool_use" or item.kind in SERVER_USES]
    counts = Counter(item.block["id"] for item in uses)
    for item in uses:
        if not _ID.fullmatch(item.block["id"]):
            yield Problem(f"{item.path}.id", "String should match pattern '^[a-zA-Z0-9_-]+$'")
        if counts.pop(item.block["id"], 1) > 1:
            yield Problem(f"{item.path}.id", "`tool_use` ids must be unique")


def tool_uses_are_answered(request: Request) -> Problems:
    """Demand that every tool use has its result in the next user message."""
    spoken = [speech for speech in request.speeches if speech.role != "system"]
    for index, speech in enumerate(spoken):
        uses = {item.block["id"] for item in speech.of("tool_use")} if speech.role == "assistant" else set()
        following = spoken[index + 1].of("tool_result") if index + 1 < len(spoken) else []
        missing = sorted(uses - {item.block["tool_use_id"] for item in following})
        if missing:
            yield Problem(
                f"messages.{speech.placed[-1].message}",
                "`tool_use` ids were found without `tool_result` blocks immediately after: "
                f"{', '.join(missing)}. Each `tool_use` block must have a corresponding `tool_result` "
                "block in the next message.",
            )


def tool_results_have_their_use(request: Request) -> Problems:
    """Demand that every tool result answers a tool use of the assistant message before it, once."""
    spoken = [speech for speech in request.speeches if speech.role != "system"]
    for before, speech in zip([None, *spoken], spoken, strict=False):
        asked = {item.block["id"] for item in before.of("tool_use")} if before else set()
        seen: set[str] = set()
        for item in speech.of("tool_result") if speech.role == "user" else []:
            name = item.block["tool_use_id"]
            if name not in asked:
                yield Problem(
                    item.path,
                    f"unexpected `tool_use_id` found in `tool_result` blocks: {name}. Each `tool_result` "
                    "block must have a corresponding `tool_use` block in the previous message.",
                )
            if name in seen:
                yield Problem(
                    item.path,
                    "each tool_use must have a single result. "
                    f"Found multiple `tool_result` blocks with id: {name}",
                )
            seen.add(name)


def tool_results_come_first(request: Request) -> Problems:
    """Demand that the results stand before everything else that the user says in that turn."""
    for speech in request.speeches:
        kinds = [item.kind for item in speech.placed]
        others = [index for index, kind in enumerate(kinds) if kind != "tool_result"]
        late = [
            index
            for index, kind in enumerate(kinds)
            if kind == "tool_result" and index > min(others, default=index)
        ]
        if speech.role == "user" and late:
            yield Problem(
                speech.placed[late[0]].path,
                "`tool_result` blocks must come first in the message, before any other content",
            )


def server_tools_are_answered(request: Request) -> Problems:
    """Demand that a server tool's use has its result in the same turn, unless the turn is still going on."""
    for speech in request.speeches[:-1]:
        results = {item.block["tool_use_id"] for item in speech.of(*SERVER_RESULTS)}
        for item in speech.of(*SERVER_USES):
            if item.block["id"] not in results:
                yield Problem(item.path, f"`{item.kind}` {item.block['id']} has no result block in its turn")


def summary_says_something(request: Request) -> Problems:
    """Demand that a compaction block's content is null or some text."""
    for item in request.history:
        if item.kind == "compaction" and item.block.get("content") == "":
            yield Problem(f"{item.path}.content", "compaction content must not be an empty string")


def summary_is_ours(request: Request) -> Problems:
    """Demand that a signed summary comes back as it was returned."""
    for item in request.history:
        signature = item.block.get("signature")
        if item.kind != "compaction" or signature is None:
            continue
        if not vouches_for(signature, item.block.get("content") or ""):
            yield Problem(item.path, "Invalid `signature` in `compaction` block")


def thoughts_open_the_last_turn(request: Request) -> Problems:
    """Demand that a turn of manual thinking that waits for tool results begins with its thoughts."""
    turn = request.latest_assistant
    last = request.speeches[-1] if request.speeches else None
    if request.thinking != "enabled" or not turn or last is None or not last.of("tool_result"):
        return
    if turn[0].kind not in THOUGHTS:
        yield Problem(
            turn[0].path,
            f"Expected `thinking` or `redacted_thinking`, but found `{turn[0].kind}`. When `thinking` is "
            "enabled, a final `assistant` message must start with a thinking block.",
        )


RULES = (
    some_messages,
    user_speaks_first,
    every_message_says_something,
    roles_keep_to_their_blocks,
    system_turns_follow_the_user,
    tool_ids_are_unique,
    tool_uses_are_answered,
    tool_results_have_their_use,
    tool_results_come_first,
    server_tools_are_answered,
    summary_says_something,
    summary_is_ours,
    conversation_ends_with_user,
    no_trailing_whitespace,
    thoughts_open_the_last_turn,
)

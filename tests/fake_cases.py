"""A request that breaks each rule of the fake API, and its neighbour that keeps it.

A case is the rule's name and two requests, each as the changes it makes to `BASE`. A change may hold
"betas" for the header. Paths are where the message of the refusal points to.
"""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from typing import Any

from sim.models.fake import steady

Body = dict[str, Any]

BASE: Body = {
    "model": "claude-opus-5-5",
    "max_tokens": 2000,
    "messages": [{"role": "user", "content": "hi"}],
}
PRESS: Body = {"name": "press", "input_schema": {"type": "object"}}
OLD = "claude-haiku-4-5"
CODE: Body = {"type": "code_execution_20250825", "name": "code_execution"}
EDITS = "context-management-2025-06-27"
MCP = "mcp-client-2025-11-20"
SERVER: Body = {"type": "url", "name": "maps", "url": "https://maps.example/mcp"}
TOOLSET: Body = {"type": "mcp_toolset", "mcp_server_name": "maps"}
CHATTY = steady("I press the button.", use="press", inputs=[{"button": "a"}, {"button": "b"}], thinking="Hm.")
"""What most tests have the model say."""
CLEAR_AT = "mid-conversation-system-clear-at-2026-08-21"


@dataclass(frozen=True)
class Case:
    """One rule: the request that breaks it, the path it is told, the request that keeps it."""

    rule: str
    path: str
    broken: Body
    kept: Body


def said(role: str, *content: Any) -> Body:
    blocks = [{"type": "text", "text": part} if isinstance(part, str) else part for part in content]
    return {"role": role, "content": blocks}


def talk(*messages: Body, **more: Any) -> Body:
    return {"messages": list(messages), **more}


def user(*content: Any) -> Body:
    return talk(said("user", *content))


def use(name: str = "t1", tool: str = "press") -> Body:
    return {"type": "tool_use", "id": name, "name": tool, "input": {}}


def result(name: str = "t1", **more: Any) -> Body:
    return {"type": "tool_result", "tool_use_id": name, "content": "done", **more}


def played(*answer: Any, asked: tuple[Body, ...] = (use(),), **more: Any) -> Body:
    """A conversation in which the assistant used tools and the user said `answer`."""
    return talk(said("user", "hi"), said("assistant", *asked), said("user", *answer), tools=[PRESS], **more)


def image(width: int = 160, height: int = 144, media_type: str = "image/png", fill: int = 0) -> Body:
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height)
    return picture(base64.b64encode(head + bytes(fill)).decode(), media_type)


def picture(data: str, media_type: str = "image/png") -> Body:
    return {"type": "image", "source": {"type": "base64", "media_type": media_type, "data": data}}


def mark(text: str = "x", ttl: str = "5m") -> Body:
    return {"type": "text", "text": text, "cache_control": {"type": "ephemeral", "ttl": ttl}}


def edit(name: str, **more: Any) -> Body:
    return {"context_management": {"edits": [{"type": name, **more}]}, "betas": [EDITS, "compact-2026-01-12"]}


def counted(kind: str, value: int) -> Body:
    return {"type": kind, "value": value}


CLEAR_TOOLS, CLEAR_THINKING, COMPACT = (
    "clear_tool_uses_20250919",
    "clear_thinking_20251015",
    "compact_20260112",
)
FORCED: Body = {"tools": [PRESS], "tool_choice": {"type": "any"}}
NOT_THINKING: Body = {"model": "claude-haiku-5-5", "thinking": {"type": "disabled"}}
REMARK: Body = {"role": "system", "content": "now"}

SETTINGS = [
    Case("max_tokens_is_in_range", "max_tokens", {"max_tokens": -1}, {"max_tokens": 0}),
    Case("max_tokens_is_in_range", "max_tokens", {"max_tokens": 128_001}, {"max_tokens": 128_000}),
    Case(
        "thinking_type_is_supported",
        "thinking",
        {"thinking": {"type": "disabled"}},
        {"thinking": {"type": "adaptive"}},
    ),
    Case(
        "thinking_type_is_supported",
        "thinking",
        {"thinking": {"type": "enabled", "budget_tokens": 1024}},
        {"model": OLD, "thinking": {"type": "enabled", "budget_tokens": 1024}},
    ),
    Case(
        "thinking_type_is_supported",
        "thinking",
        {"model": OLD, "thinking": {"type": "adaptive"}},
        {"model": OLD, "thinking": {"type": "disabled"}},
    ),
    Case(
        "thinking_type_is_supported",
        "thinking",
        {"model": "claude-sonnet-5-5", "thinking": {"type": "disabled"}},
        {"model": "claude-sonnet-5-5", "thinking": {"type": "between_tools"}},
    ),
    Case(
        "thinking_budget_is_in_range",
        "thinking.enabled.budget_tokens",
        {"model": OLD, "thinking": {"type": "enabled", "budget_tokens": 1023}},
        {"model": OLD, "thinking": {"type": "enabled", "budget_tokens": 1024}},
    ),
    Case(
        "thinking_budget_is_in_range",
        "max_tokens",
        {"model": OLD, "thinking": {"type": "enabled", "budget_tokens": 2000}},
        {"model": OLD, "thinking": {"type": "enabled", "budget_tokens": 1999}},
    ),
    Case(
        "effort_is_supported",
        "output_config.effort",
        {"model": OLD, "output_config": {"effort": "low"}},
        {"output_config": {"effort": "low"}},
    ),
    Case(
        "effort_is_supported",
        "output_config.effort",
        {**NOT_THINKING, "output_config": {"effort": "max"}},
        {**NOT_THINKING, "output_config": {"effort": "high"}},
    ),
    Case(
        "beta_values_have_their_header",
        "thinking.display",
        {"thinking": {"type": "adaptive", "display": "updates"}},
        {
            "thinking": {"type": "adaptive", "display": "updates"},
            "betas": ["thinking-display-updates-2026-08-18"],
        },
    ),
    Case(
        "stop_sequences_say_something",
        "stop_sequences.0",
        {"stop_sequences": [" "]},
        {"stop_sequences": ["."]},
    ),
    Case(
        "user_id_is_short",
        "metadata.user_id",
        {"metadata": {"user_id": "x" * 257}},
        {"metadata": {"user_id": "x" * 256}},
    ),
    Case(
        "edits_are_single",
        "context_management.edits",
        {
            "context_management": {"edits": [{"type": CLEAR_TOOLS}, {"type": CLEAR_THINKING}]},
            "betas": [EDITS],
        },
        {
            "context_management": {"edits": [{"type": CLEAR_THINKING}, {"type": CLEAR_TOOLS}]},
            "betas": [EDITS],
        },
    ),
    Case(
        "edits_have_sensible_sizes",
        "context_management.edits.0.trigger.value",
        edit(COMPACT, trigger=counted("input_tokens", 49_999)),
        edit(COMPACT, trigger=counted("input_tokens", 50_000)),
    ),
    Case(
        "edits_have_sensible_sizes",
        "context_management.edits.0.keep.value",
        edit(CLEAR_THINKING, keep=counted("thinking_turns", 0)),
        edit(CLEAR_THINKING, keep=counted("thinking_turns", 1)),
    ),
    Case(
        "edits_fit_the_model",
        "context_management.edits.0",
        {**NOT_THINKING, **edit(CLEAR_THINKING)},
        {**NOT_THINKING, **edit(CLEAR_TOOLS)},
    ),
    Case("edits_fit_the_model", "context_management.edits.0", {"model": OLD, **edit(COMPACT)}, edit(COMPACT)),
    Case(
        "one_way_to_compact",
        "compaction",
        {
            "compaction": {"type": "summarize"},
            "context_management": {"edits": []},
            "betas": ["compact-2026-09-04", EDITS],
        },
        {"compaction": {"type": "summarize"}, "betas": ["compact-2026-09-04"]},
    ),
]

TOOLS = [
    Case(
        "tool_names_are_well_formed",
        "tools.0.name",
        {"tools": [{**PRESS, "name": "press it"}]},
        {"tools": [{**PRESS, "name": "press_it-2"}]},
    ),
    Case(
        "tool_names_are_well_formed",
        "tools.0.name",
        {"tools": [{**PRESS, "name": "x" * 129}]},
        {"tools": [{**PRESS, "name": "x" * 128}]},
    ),
    Case(
        "tool_names_are_unique",
        "tools",
        {"tools": [PRESS, PRESS]},
        {"tools": [PRESS, {**PRESS, "name": "wait"}]},
    ),
    Case(
        "tool_inputs_are_objects",
        "tools.0.custom.input_schema.type",
        {"tools": [{"name": "press", "input_schema": {"type": "array"}}]},
        {"tools": [PRESS]},
    ),
    Case(
        "tool_inputs_are_objects",
        "tools.0.custom.input_schema",
        {"tools": [{**PRESS, "strict": True}]},
        {
            "tools": [
                {**PRESS, "strict": True, "input_schema": {"type": "object", "additionalProperties": False}}
            ]
        },
    ),
    Case("tools_are_declared", "tools", {**played(result()), "tools": []}, played(result())),
    Case(
        "tools_are_declared",
        "tool_choice",
        {"tool_choice": {"type": "auto"}},
        {"tool_choice": {"type": "auto"}, "tools": [PRESS]},
    ),
    Case(
        "chosen_tool_exists",
        "tool_choice",
        {**NOT_THINKING, "tools": [PRESS], "tool_choice": {"type": "tool", "name": "wait"}},
        {**NOT_THINKING, "tools": [PRESS], "tool_choice": {"type": "tool", "name": "press"}},
    ),
    Case("forced_tools_exclude_thinking", "tool_choice", FORCED, {**FORCED, "tool_choice": {"type": "auto"}}),
    Case(
        "forced_tools_exclude_thinking",
        "tool_choice",
        {**FORCED, "model": "claude-haiku-5-5"},
        {**FORCED, **NOT_THINKING},
    ),
    Case(
        "some_tool_is_loaded",
        "tools",
        {"tools": [{**PRESS, "defer_loading": True}]},
        {"tools": [{**PRESS, "defer_loading": True}, {**PRESS, "name": "wait"}]},
    ),
    Case(
        "code_execution_is_declared",
        "tools.0.allowed_callers",
        {"tools": [{**PRESS, "allowed_callers": ["code_execution_20250825"]}]},
        {"tools": [{**PRESS, "allowed_callers": ["code_execution_20250825"]}, CODE]},
    ),
    Case(
        "servers_have_toolsets",
        "mcp_servers",
        {"mcp_servers": [SERVER], "betas": [MCP]},
        {"mcp_servers": [SERVER], "tools": [TOOLSET], "betas": [MCP]},
    ),
    Case(
        "servers_have_toolsets",
        "tools",
        {"tools": [TOOLSET], "betas": [MCP]},
        {"mcp_servers": [SERVER], "tools": [TOOLSET], "betas": [MCP]},
    ),
    Case(
        "servers_are_reachable",
        "mcp_servers.0.url",
        {"mcp_servers": [{**SERVER, "url": "http://127.0.0.1/"}], "tools": [TOOLSET], "betas": [MCP]},
        {"mcp_servers": [SERVER], "tools": [TOOLSET], "betas": [MCP]},
    ),
]

HISTORY = [
    Case("some_messages", "messages", {"messages": []}, {}),
    Case(
        "user_speaks_first",
        "messages.0.role",
        talk(said("assistant", "hello"), said("user", "hi")),
        talk(said("user", "hi"), said("assistant", "hello"), said("user", "hi")),
    ),
    Case("every_message_says_something", "messages.0.content", talk(said("user")), talk(said("user", "hi"))),
    Case(
        "roles_keep_to_their_blocks",
        "messages.1.content.0",
        talk(said("user", "hi"), said("assistant", image()), said("user", "hi")),
        talk(said("user", "hi"), said("assistant", "hello"), said("user", image())),
    ),
    Case(
        "system_turns_follow_the_user",
        "messages.1.role",
        talk(said("user", "hi"), REMARK, said("user", "hi")),
        talk(said("user", "hi"), REMARK, said("assistant", "hello"), said("user", "hi"), REMARK),
    ),
    Case(
        "system_turns_follow_the_user",
        "messages.1.role",
        {"model": OLD, **talk(said("user", "hi"), REMARK)},
        talk(said("user", "hi"), REMARK),
    ),
    Case(
        "tool_ids_are_unique",
        "messages.1.content.0.id",
        played(result("t1"), asked=(use("t1"), use("t1"))),
        played(result("t1"), result("t2"), asked=(use("t1"), use("t2"))),
    ),
    Case(
        "tool_ids_are_unique",
        "messages.1.content.0.id",
        played(result("t 1"), asked=(use("t 1"),)),
        played(result("t_1"), asked=(use("t_1"),)),
    ),
    Case("tool_uses_are_answered", "messages.1", played("never mind"), played(result(), "never mind")),
    Case(
        "tool_uses_are_answered",
        "messages.1",
        played(result("t1"), asked=(use("t1"), use("t2"))),
        played(result("t2"), result("t1"), asked=(use("t1"), use("t2"))),
    ),
    Case(
        "tool_results_have_their_use",
        "messages.2.content.1",
        played(result("t1"), result("t2")),
        played(result("t1"), result("t2"), asked=(use("t1"), use("t2"))),
    ),
    Case(
        "tool_results_have_their_use",
        "messages.2.content.1",
        played(result("t1"), result("t1")),
        played(result("t1")),
    ),
    Case(
        "tool_results_come_first",
        "messages.2.content.1",
        played("look:", result()),
        played(result(), "look"),
    ),
    Case(
        "server_tools_are_answered",
        "messages.1.content.0",
        talk(
            said("user", "hi"),
            said("assistant", {**use("s1", "code_execution"), "type": "server_tool_use"}),
            said("user", "and?"),
            tools=[CODE],
        ),
        talk(
            said("user", "hi"),
            said("assistant", {**use("s1", "code_execution"), "type": "server_tool_use"}),
            tools=[CODE],
        ),
    ),
    Case(
        "summary_says_something",
        "messages.1.content.0.content",
        talk(
            said("user", "hi"),
            said("assistant", {"type": "compaction", "content": ""}),
            said("user", "hi"),
            betas=["compact-2026-01-12"],
        ),
        talk(
            said("user", "hi"),
            said("assistant", {"type": "compaction", "content": "We met."}),
            said("user", "hi"),
            betas=["compact-2026-01-12"],
        ),
    ),
    Case(
        "conversation_ends_with_user",
        "messages",
        talk(said("user", "hi"), said("assistant", "I")),
        {"model": OLD, **talk(said("user", "hi"), said("assistant", "I"))},
    ),
    Case(
        "no_trailing_whitespace",
        "messages.1.content.0",
        {"model": OLD, **talk(said("user", "hi"), said("assistant", "I "))},
        {"model": OLD, **talk(said("user", "hi"), said("assistant", "I"))},
    ),
]

CONTENT = [
    Case("texts_say_something", "messages.0.content.0.text", user(""), user("x")),
    Case("texts_say_something", "messages.0.content.0.text", user(" \n"), user(" x\n")),
    Case(
        "texts_say_something",
        "messages.2.content.0.content.0.text",
        played(result(content=[{"type": "text", "text": ""}])),
        played(result(content=[])),
    ),
    Case(
        "failed_results_are_text",
        "messages.2.content.0.content",
        played(result(content=[image()], is_error=True)),
        played(result(content=[image()])),
    ),
    Case(
        "images_are_images",
        "messages.0.content.0.source.base64.media_type",
        user(image(media_type="image/jpeg")),
        user(image()),
    ),
    Case(
        "images_are_images",
        "messages.0.content.0.source.base64.data",
        user(picture("not base64!")),
        user(image()),
    ),
    Case("images_are_images", "messages.0.content.0.source.base64", user(picture("aGVsbG8=")), user(image())),
    Case(
        "images_are_small_enough",
        "messages.0.content.0.source.base64",
        user(image(fill=4_000_000)),
        user(image(fill=3_900_000)),
    ),
    Case(
        "images_are_small_enough",
        "messages.0.content.0.source.base64.data",
        user(image(8001, 10)),
        user(image(8000, 10)),
    ),
    Case(
        "images_are_small_enough",
        "messages.0.content.0.source.base64.data",
        user(*[image(2001, 10)] * 21),
        user(*[image(2001, 10)] * 20),
    ),
    Case(
        "images_are_few_enough",
        "messages",
        {"model": OLD, **user(*[image()] * 101)},
        {"model": OLD, **user(*[image()] * 100)},
    ),
    Case("images_are_few_enough", "messages", user(*[image()] * 601), user(*[image()] * 600)),
    Case("few_cache_marks", "", user(*[mark()] * 5), user(*[mark()] * 4)),
    Case(
        "few_cache_marks",
        "",
        {**user(*[mark()] * 4), "cache_control": {"type": "ephemeral"}},
        {**user(*[mark()] * 3), "cache_control": {"type": "ephemeral"}},
    ),
    Case(
        "long_lived_cache_comes_first",
        "messages.0.content.0.cache_control.ttl",
        {"system": [mark()], **user(mark(ttl="1h"))},
        {"system": [mark(ttl="1h")], **user(mark())},
    ),
    Case(
        "long_lived_cache_comes_first",
        "system.0.cache_control.ttl",
        {"tools": [{**PRESS, "cache_control": {"type": "ephemeral"}}], "system": [mark(ttl="1h")]},
        {"tools": [{**PRESS, "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "system": [mark()]},
    ),
    Case(
        "passing_remarks_are_not_cached",
        "messages.1.content.0.cache_control",
        talk(
            said("user", "hi"),
            {**said("system", mark()), "clear_at": "next_user_message"},
            betas=[CLEAR_AT],
        ),
        talk(
            said("user", mark()),
            {**said("system", "now"), "clear_at": "next_user_message"},
            betas=[CLEAR_AT],
        ),
    ),
]

SHAPE = [
    Case("shape", "temperature", {"extra_body": {"temperature": 1}}, {"extra_body": {}}),
    Case("shape", "max_tokens", {"extra_body": {"max_tokens": "9"}}, {"extra_body": {"max_tokens": 9}}),
    Case("shape", "messages.0.content.0.colour", user({**mark(), "colour": "red"}), user(mark())),
    Case("shape", "messages.0.content.0", user({"type": "poem"}), user({"type": "text", "text": "a poem"})),
    Case("shape", "messages.0.content.0.text", user({"type": "text"}), user("x")),
    Case("shape", "tools.0", {"tools": [{"type": "teleport_20270101", "name": "go"}]}, {"tools": [CODE]}),
    Case("shape", "context_management", {**edit(CLEAR_TOOLS), "betas": []}, edit(CLEAR_TOOLS)),
    Case(
        "shape",
        "context_management.edits.0",
        {**edit(COMPACT), "betas": [EDITS]},
        {**edit(COMPACT), "betas": ["compact-2026-01-12"]},
    ),
    Case(
        "shape",
        "mcp_servers",
        {"mcp_servers": [SERVER], "tools": [TOOLSET]},
        {"mcp_servers": [SERVER], "tools": [TOOLSET], "betas": [MCP]},
    ),
    Case(
        "shape",
        "thinking.block_binding",
        {"thinking": {"type": "adaptive", "block_binding": {}}},
        {
            "thinking": {"type": "adaptive", "block_binding": {}},
            "betas": ["thinking-binding-controls-2026-08-01"],
        },
    ),
    Case(
        "shape",
        "output_config.task_budget",
        {"output_config": {"task_budget": {"type": "tokens", "total": 9}}},
        {
            "output_config": {"task_budget": {"type": "tokens", "total": 9}},
            "betas": ["task-budgets-2026-03-13"],
        },
    ),
    Case("shape", "thread", {"extra_body": {"thread": {"type": "create"}}}, {}),
    Case("known_beta", "", {"betas": ["levitation-2027-01-01"]}, {"betas": [EDITS]}),
]

CASES = [*SETTINGS, *TOOLS, *HISTORY, *CONTENT, *SHAPE]

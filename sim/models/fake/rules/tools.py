"""Rules of tools: definitions, the choice among them, code execution and the MCP connector.

Sources: the "Tool use", "Code execution" and "MCP connector" pages of platform.claude.com/docs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from sim.models.fake.refusal import Problem
from sim.models.fake.request import Request

Problems = Iterator[Problem]

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_CODE = "code_execution_"
_OWN_SERVER = frozenset({"mcp_toolset"})


def tool_names_are_well_formed(request: Request) -> Problems:
    """Demand that a tool's name is 1 to 128 letters, digits, underscores or hyphens."""
    for index, tool in enumerate(request.tools):
        if "name" in tool and not _NAME.fullmatch(tool["name"]):
            yield Problem(f"tools.{index}.name", "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'")


def tool_names_are_unique(request: Request) -> Problems:
    """Demand that no two tools have one name."""
    counts = Counter(tool["name"] for tool in request.tools if "name" in tool)
    if any(count > 1 for count in counts.values()):
        yield Problem("tools", "Tool names must be unique.")


def tool_inputs_are_objects(request: Request) -> Problems:
    """Demand that a tool's input schema describes an object; a strict one allows no further properties."""
    for index, tool in enumerate(request.tools):
        schema, path = tool.get("input_schema"), f"tools.{index}.custom.input_schema"
        if schema is None:
            continue
        if "type" not in schema:
            yield Problem(f"{path}.type", "Field required")
        elif schema["type"] != "object":
            yield Problem(f"{path}.type", "Input should be 'object'")
        elif tool.get("strict") and schema.get("additionalProperties") is not False:
            yield Problem(path, "For 'object' type, 'additionalProperties' must be explicitly set to false")


def tools_are_declared(request: Request) -> Problems:
    """Demand that a conversation with tool uses, and a choice of tools, need tools."""
    used = any(item.kind in ("tool_use", "tool_result") for item in request.history)
    if request.tools:
        return
    if used:
        yield Problem("tools", "Requests which include `tool_use` or `tool_result` blocks must define tools")
    if request.body.get("tool_choice"):
        yield Problem("tool_choice", "tool_choice may only be specified while providing tools")


def chosen_tool_exists(request: Request) -> Problems:
    """Demand that the tool that is chosen is one of the tools."""
    choice = request.body.get("tool_choice") or {}
    names = [tool.get("name") for tool in request.tools]
    if choice.get("type") == "tool" and choice["name"] not in names:
        yield Problem("tool_choice", f"Tool '{choice['name']}' not found in provided tools")


def forced_tools_exclude_thinking(request: Request) -> Problems:
    """Demand that a tool is forced only on a model that allows it, and only without thinking."""
    if (request.body.get("tool_choice") or {}).get("type") not in ("any", "tool"):
        return
    if not request.model.forced:
        yield Problem("tool_choice", 'type "tool" and "any" are not supported for this model.')
    elif request.thinks:
        yield Problem("tool_choice", "Thinking may not be enabled when tool_choice forces tool use.")


def some_tool_is_loaded(request: Request) -> Problems:
    """Demand that some tool is loaded at once, and none that is loaded later is marked for the cache."""
    tools = request.tools
    if tools and all(tool.get("defer_loading") for tool in tools):
        yield Problem("tools", "At least one tool must have defer_loading=false")
    for index, tool in enumerate(tools):
        if tool.get("defer_loading") and tool.get("cache_control"):
            yield Problem(f"tools.{index}.cache_control", "cannot be set on a tool with defer_loading=true")


def code_execution_is_declared(request: Request) -> Problems:
    """Demand that files for a container and calls from code need a code execution tool."""
    if any(str(tool.get("type", "")).startswith(_CODE) for tool in request.tools):
        return
    for item in request.history:
        if item.kind == "container_upload":
            yield Problem(item.path, "container_upload blocks require a code execution tool")
    for index, tool in enumerate(request.tools):
        if any(caller != "direct" for caller in tool.get("allowed_callers", ())):
            yield Problem(f"tools.{index}.allowed_callers", "requires a code execution tool in `tools`")


def servers_have_toolsets(request: Request) -> Problems:
    """Demand that every MCP server has one toolset, and every toolset has its server."""
    servers = [server["name"] for server in request.body.get("mcp_servers") or []]
    sets = [tool["mcp_server_name"] for tool in request.tools if tool.get("type") in _OWN_SERVER]
    for name, count in Counter(servers).items():
        if count > 1:
            yield Problem("mcp_servers", f"MCP server names must be unique: '{name}'")
        if sets.count(name) != 1:
            yield Problem(
                "mcp_servers", f"MCP server '{name}' must be referenced by exactly one mcp_toolset in tools"
            )
    for name in sets:
        if name not in servers:
            yield Problem("tools", f"mcp_toolset references MCP server '{name}', which is not in mcp_servers")


def servers_are_reachable(request: Request) -> Problems:
    """Demand that an MCP server's address is an https URL."""
    for index, server in enumerate(request.body.get("mcp_servers") or []):
        if not re.match(r"https://[^\s/]+", server["url"]):
            yield Problem(f"mcp_servers.{index}.url", "URL must start with https://")


RULES = (
    tool_names_are_well_formed,
    tool_names_are_unique,
    tool_inputs_are_objects,
    tools_are_declared,
    chosen_tool_exists,
    forced_tools_exclude_thinking,
    some_tool_is_loaded,
    code_execution_is_declared,
    servers_have_toolsets,
    servers_are_reachable,
)

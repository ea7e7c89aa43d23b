"""The options of `longplay run` that say how a language model plays."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import click

from sim.core import ModelSettings

_Command = TypeVar("_Command", bound=Callable[..., Any])
_PLAIN = ModelSettings()

_OPTIONS = (
    click.option("--model", "name", help="Model that the agent claude asks; fake: a local stand-in, no key."),
    click.option(
        "--provider", type=click.Choice(["anthropic", "bedrock", "vertex"]), help="Whose service it runs on."
    ),
    click.option(
        "--context-mode",
        "mode",
        type=click.Choice(["reset", "log", "compaction", "clear_tool_uses", "none"]),
        help="How its context is kept from overflowing (default reset).",
    ),
    click.option("--reset-tokens", type=click.IntRange(0), help="Reset the context at N tokens; 0: never."),
    click.option("--reset-decisions", type=click.IntRange(0), help="Reset it after N decisions; 0: never."),
    click.option("--reset-images", type=click.IntRange(0), help="Reset it after N screens; 0: never."),
    click.option(
        "--jitter", type=click.FloatRange(0, 0.9), help="Draw each reset from 1 - J to 1 + J of it."
    ),
    click.option("--thinking", help="default, off, adaptive, between_tools, or tokens (4096, 4096+tools)."),
    click.option("--effort", help="low, medium, high, xhigh or max, as the model allows."),
    click.option("--max-tokens", type=click.IntRange(256), help="Most tokens of a reply."),
    click.option("--scale", type=click.IntRange(1, 10), help="Whole factor that the screen is enlarged by."),
    click.option("--budget-usd", type=click.FloatRange(0, min_open=True), help="Most that the run may cost."),
    click.option(
        "--prices",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Own prices: a JSON file by model.",
    ),
    click.option("--best-of", "samples", type=click.IntRange(1, 64), help="Draw N replies, play one."),
    click.option(
        "--judge",
        type=click.Choice(["model", "look-ahead"]),
        help="Who chooses among them: a model, or a try in a fork of the emulator.",
    ),
    click.option("--judge-model", help="The scoring model (default: the player's)."),
    click.option(
        "--server-tool", "server_tools", multiple=True, help="code-execution, files, or mcp=NAME,URL."
    ),
    click.option("--file", "files", multiple=True, help="File to upload for --server-tool files."),
    click.option("--cache-ttl", "tools_ttl", type=click.Choice(["5m", "1h"]), help="Of tools, rules, guide."),
)


def model_options(command: _Command) -> _Command:
    """Add the options; the command gets them in one keyword, `asked`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def chosen_model(agent: str | None, asked: dict[str, Any]) -> tuple[str, ModelSettings | None]:
    """Return the agent and how its model plays, None for an agent that asks none.

    Raises UsageError for options of a model without one.
    """
    given = {key: value for key, value in asked.items() if value not in (None, ())}
    agent = agent or ("claude" if "name" in given else "explorer")
    if agent.split("+")[0] != "claude" and "name" not in given:
        if given:
            names = ", ".join(f"--{_option(key)}" for key in given)
            raise click.UsageError(f"{names} need --model: the agent {agent} asks none")
        return agent, None
    if "prices" in given:
        given["prices"] = _prices(given["prices"])
    if "mode" in given:
        given["context"] = given.pop("mode")
    known = {field.name for field in fields(ModelSettings)}
    return agent, ModelSettings(**{key: value for key, value in given.items() if key in known})


def _option(key: str) -> str:
    named = {"name": "model", "mode": "context-mode", "samples": "best-of", "tools_ttl": "cache-ttl"}
    return named.get(key, key.removesuffix("s") if key in ("server_tools", "files") else key).replace(
        "_", "-"
    )


def _prices(file: Path) -> Any:
    try:
        prices = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise click.UsageError(f"--prices {file} cannot be read: {error}") from error
    if not isinstance(prices, dict):
        raise click.UsageError(f"--prices {file} must hold a JSON object: prices by model name")
    return prices

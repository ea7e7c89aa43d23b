"""The options that say which quest of a Fernmoor world is meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from sim.core import RunSettings
from sim.session.parts import LEFT_OUT

LEGS = RunSettings().legs
"""The usual length of a quest."""


def quest_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--legs` and `--without` to a command, as `legs` (None if not given) and `without`."""
    without = click.option(
        "--without", metavar="WORDS", multiple=True, callback=_in_order,
        help="Leave out of the world: distractors, shortcuts, or both with a comma.",
    )  # fmt: skip
    legs = click.option(
        "--legs", type=click.IntRange(4, 96), help=f"Length of the quest in legs (default {LEGS})."
    )
    return legs(without(command))


game_option = click.option(
    "--game", default="", metavar="MODULE:CLASS", help="Your own adapter, for what the cartridge's RAM means."
)


def _in_order(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the words once each, in one order, so that the same world has the same settings."""
    asked = [word.strip() for words in given for word in words.split(",")]
    wrong = next((word for word in asked if word not in LEFT_OUT), None)
    if wrong is not None:
        raise click.BadParameter(f"{wrong!r} is none of {', '.join(LEFT_OUT)}")
    return tuple(word for word in LEFT_OUT if word in asked)


def chosen_game(
    world: int | None, rom: str | None, legs: int | None, without: tuple[str, ...], game: str = ""
) -> dict[str, Any]:
    """Return the settings that say which game is played. Fail with one line if two are asked for."""
    if game and rom is None:
        raise click.UsageError("--game tells what a cartridge means: name that with --rom")
    if rom is None:
        return {"world": 1 if world is None else world, "legs": legs or LEGS, "without": without}
    if world is not None:
        raise click.UsageError("--world and --rom exclude each other: choose the world or the cartridge")
    if legs is not None or without:
        raise click.UsageError("--legs and --without are of Fernmoor worlds: a cartridge has none of them")
    return {"world": None, "rom": rom, "game": game}

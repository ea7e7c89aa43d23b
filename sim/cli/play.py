"""`longplay play`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.quest import chosen_game, game_option, quest_options
from sim.cli.run import free_folder, play_on
from sim.core import Button, RunSettings
from sim.emulator import KEYS
from sim.session import HUMAN, Session

_SNAPSHOT_EVERY = 200
"""A person presses slowly, and wants to go on soon after `resume`."""


@click.command()
@click.option("--world", type=click.IntRange(0, 2**32 - 1), help="Fernmoor world to play (default 1).")
@quest_options
@click.option("--rom", type=click.Path(), help="Play this cartridge file instead of Fernmoor.")
@game_option
@click.option("--steps", type=click.IntRange(1), default=100_000, show_default=True, help="Steps at most.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the run (default runs/...).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the table.")
def play(
    world: int | None, legs: int | None, without: tuple[str, ...], rom: str | None, game: str,
    steps: int, out: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """Play yourself, in a window; every press is recorded as a step of a run.

    Example: longplay play --world 7 --out runs/mine
    """
    played = chosen_game(world, rom, legs, without, game)
    settings = RunSettings(agent=HUMAN, steps=steps, guide="off", snapshot_every=_SNAPSHOT_EVERY, **played)
    with Session.new(out or free_folder(settings), settings, window=True) as session:
        click.echo(_keys(), err=True)
        return play_on(session, as_json)


def _keys() -> str:
    """Return which key is which button."""
    named = (Button.A, Button.B, Button.START, Button.SELECT)
    buttons = ", ".join(f"{KEYS[button]} = {button.upper()}" for button in named)
    return f"keys: arrows walk, {buttons}; Escape stops"

"""`longplay mcp`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.quest import chosen_game, game_option, quest_options
from sim.cli.run import free_folder
from sim.core import LongplayError, RunSettings
from sim.games import ASSISTS
from sim.session import MCP, goal_of


@click.command()
@click.option("--world", type=click.IntRange(0, 2**32 - 1), help="Fernmoor world to play (default 1).")
@quest_options
@click.option("--rom", type=click.Path(), help="Play this cartridge file instead of Fernmoor.")
@game_option
@click.option("--steps", type=click.IntRange(1), default=4000, show_default=True, help="Steps at most.")
@click.option("--guide", default="blank", show_default=True, help="Folder to start the guide from, or off.")
@click.option(
    "--assist", "assists", type=click.Choice(list(ASSISTS)), multiple=True,
    help="Tell the client more than the screen.",
)  # fmt: skip
@click.option(
    "--http", type=click.IntRange(0, 65535), metavar="PORT", help="Serve HTTP at this port of this machine."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the run (default runs/...).")
def mcp(
    world: int | None, legs: int | None, without: tuple[str, ...], rom: str | None, game: str, steps: int,
    guide: str, assists: tuple[str, ...], http: int | None, out: Path | None,
) -> int:  # fmt: skip
    """Let an MCP client play: over stdin and stdout, or HTTP with --http. Its play is a run like any other.

    Example: longplay mcp --world 7 (in Claude Code: claude mcp add longplay -- longplay mcp --world 7)
    """
    try:
        from sim.doors.mcp.server import build  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise LongplayError(
            f"an MCP server needs the package {missing.name}: pip install 'longplay[mcp]'"
        ) from missing
    settings = RunSettings(
        agent=MCP, steps=steps, guide=guide, assists=assists, **chosen_game(world, rom, legs, without, game)
    )
    server = build(settings, lambda: _free(out, settings), goal_of(settings))
    if http is None:
        server.run()
    else:
        click.echo(f"http://127.0.0.1:{http}/mcp (Ctrl-C stops the server)", err=True)
        server.run("streamable-http", host="127.0.0.1", port=http)
    return 0


def _free(out: Path | None, settings: RunSettings) -> Path:
    """Return a folder that holds no run yet: the one asked for, then others beside it."""
    if out is None:
        return free_folder(settings)
    folder, number = out, 1
    while folder.exists():
        number += 1
        folder = out.with_name(f"{out.name}-{number}")
    return folder

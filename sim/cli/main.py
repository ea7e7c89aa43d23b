"""The command group, and the one place where errors become an exit code and a line."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import cast

import click

import sim
from sim.core import LongplayError

COMMANDS = {
    "run": "sim.cli.run:run",
    "play": "sim.cli.play:play",
    "resume": "sim.cli.run:resume",
    "fork": "sim.cli.fork:fork",
    "verify": "sim.cli.verify:verify",
    "drift": "sim.cli.drift:drift",
    "experiment": "sim.cli.experiment:experiment",
    "report": "sim.cli.report:report",
    "calibrate": "sim.cli.calibrate:calibrate",
    "view": "sim.cli.view:view",
    "trace": "sim.cli.trace:trace",
    "export": "sim.cli.export:export",
    "world": "sim.cli.world:world",
    "roms": "sim.cli.roms:roms",
    "mcp": "sim.cli.mcp:mcp",
}
"""Where each command lies: imported when asked for, so that none waits for what another needs."""


class Commands(click.Group):
    """A group that imports its commands one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, command = COMMANDS[cmd_name].split(":")
        return cast("click.Command", getattr(import_module(module), command))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(sim.__version__, prog_name="longplay")
def cli() -> None:
    """Run an agent on a Game Boy for thousands of steps and measure how far it drifts."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command; an error the user can act on is one line on stderr and exit code 2."""
    sys.path.insert(0, os.getcwd())  # where --agent module:Class is looked for first
    try:
        code = cli.main(arguments, prog_name="longplay", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        code = 2
    except click.ClickException as error:
        _complain(" ".join(error.format_message().split()))
        code = 2
    except LongplayError as error:
        _complain(str(error))
        code = 2
    except (click.Abort, KeyboardInterrupt):
        code = 130
    sys.exit(code if isinstance(code, int) else 0)


def _complain(line: str) -> None:
    click.echo(f"longplay: {line}", err=True)

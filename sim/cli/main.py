"""The command group, and the one place where errors become an exit code and a line."""

from __future__ import annotations

import os
import sys

import click

import sim
from sim.cli.calibrate import calibrate
from sim.cli.drift import drift
from sim.cli.play import play
from sim.cli.run import resume, run
from sim.cli.verify import verify
from sim.cli.world import world
from sim.core import LongplayError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(sim.__version__, prog_name="longplay")
def cli() -> None:
    """Run an agent on a Game Boy for thousands of steps and measure how far it drifts."""


for command in (run, play, resume, verify, drift, calibrate, world):
    cli.add_command(command)


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

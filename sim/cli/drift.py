"""`longplay drift`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.drift_table import drift_line, drift_table
from sim.cli.output import console, print_json
from sim.core import Json
from sim.drift import INSTRUMENT
from sim.record import Run
from sim.session import fold


@click.command()
@click.argument("paths", metavar="RUN...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, by run.")
def drift(paths: tuple[Path, ...], as_json: bool) -> int:
    """Print the drift report of runs, finished or not.

    Example: longplay drift runs/first runs/second --json
    """
    if as_json:
        print_json({str(path): _json(path) for path in paths})
        return 0
    out = console()
    for path in paths:
        with Run.open(path) as run:
            report = fold(run)
        out.print(str(path))
        out.print(drift_table(report))
        out.print(drift_line(report))
    return 0


def _json(path: Path) -> Json:
    """Return the report that the run file holds, or a new one if the run has gone on since."""
    with Run.open(path) as run:
        return run.report(INSTRUMENT) or fold(run).to_json()

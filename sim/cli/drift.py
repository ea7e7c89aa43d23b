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
            report, agent = fold(run), run.settings.label
        out.print(str(path), soft_wrap=True)
        out.print(f"agent: {agent}", soft_wrap=True)
        out.print(drift_table(report))
        out.print(drift_line(report))
    return 0


def _json(path: Path) -> Json:
    """Return who played and the report: the one that the run file holds, or a new one if it has gone on."""
    with Run.open(path) as run:
        return {"agent": run.settings.label, **(run.report(INSTRUMENT) or fold(run).to_json())}

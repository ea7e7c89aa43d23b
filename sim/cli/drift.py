"""`longplay drift`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.drift_table import drift_line, drift_table
from sim.cli.output import console, print_json
from sim.drift import DriftReport
from sim.record import Run
from sim.session import fold


@click.command()
@click.argument("paths", metavar="RUN...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, by run.")
def drift(paths: tuple[Path, ...], as_json: bool) -> int:
    """Print the drift report of runs, finished or not.

    Example: longplay drift runs/first runs/second --json
    """
    reports = {path: _report(path) for path in paths}
    if as_json:
        print_json({str(path): report.to_json() for path, report in reports.items()})
        return 0
    out = console()
    for path, report in reports.items():
        out.print(str(path))
        out.print(drift_table(report))
        out.print(drift_line(report))
    return 0


def _report(path: Path) -> DriftReport:
    with Run.open(path) as run:
        return fold(run)

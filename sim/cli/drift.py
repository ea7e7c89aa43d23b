"""`longplay drift`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.drift_table import drift_line, drift_table, windows_table
from sim.cli.output import console, print_json
from sim.record import Run
from sim.session import report_of


@click.command()
@click.argument("paths", metavar="RUN...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--windows", is_flag=True, help="Print every row window by window, too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, by run (see docs/drift.md).")
def drift(paths: tuple[Path, ...], windows: bool, as_json: bool) -> int:
    """Print the drift report of runs, finished or not.

    Example: longplay drift runs/first runs/second --windows
    """
    reports = [(path, _agent(path), report_of(path)) for path in paths]
    if as_json:
        print_json({str(path): {"agent": agent, **report.to_json()} for path, agent, report in reports})
        return 0
    out = console()
    for path, agent, report in reports:
        out.print(str(path), soft_wrap=True)
        out.print(f"agent: {agent}", soft_wrap=True)
        out.print(drift_table(report))
        if windows:
            out.print(windows_table(report))
        out.print(drift_line(report))
    return 0


def _agent(path: Path) -> str:
    with Run.open(path) as run:
        return run.settings.label

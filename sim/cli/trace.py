"""`longplay trace`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.output import console, print_json
from sim.doors import traces
from sim.record.lookup import Lookup


@click.command()
@click.argument("path", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--otlp", metavar="URL", help="Collector to send to, such as http://127.0.0.1:4318.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File to write (default RUN/trace.json)."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def trace(path: Path, otlp: str | None, output: Path | None, as_json: bool) -> int:
    """Give the decisions of a run to whatever shows OpenTelemetry traces.

    Example: longplay trace runs/first -o trace.json
    """
    if otlp and output:
        raise click.UsageError("traces go to --otlp or to -o, not to both")
    with Lookup.open(path) as run:
        found, resource = traces.spans(run), traces.resource_of(run)
        if otlp:
            target, count = otlp, traces.post(otlp, found, resource)
        else:
            file = output or run.folder / "trace.json"
            target, count = str(file), traces.write(file, found, resource)
    if as_json:
        print_json({"spans": count, "to": target})
    else:
        console().print(f"{path}: {count} spans to {target}", soft_wrap=True)
    return 0

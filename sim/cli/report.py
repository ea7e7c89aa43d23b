"""`longplay report`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.output import console, print_json


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--fail-on", "failing", metavar="H:VERDICT", multiple=True,
    help='Exit with 1 if a hypothesis has this verdict: "H1:not_met", "any:undetermined"; may be repeated.',
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object (as report.json).")
def report(folder: Path, failing: tuple[str, ...], as_json: bool) -> int:
    """Write the report of an experiment: report.html, report.md and report.json in its folder.

    Example: longplay report runs/guide-on-off --fail-on H1:not_met
    """
    # numpy and scipy, which --help need not wait for
    from sim.experiment.report import fallen, plain, read_failing, words, write  # noqa: PLC0415

    written = write(folder)
    verdicts = written.matter.found.verdicts
    wanted = [one for text in failing for one in read_failing(text, [verdict.id for verdict in verdicts])]
    fell = fallen(verdicts, wanted)
    if as_json:
        print_json({**plain.as_json(written.matter), "failed": fell})
        return int(bool(fell))
    out = console()
    if written.matter.exploratory:
        out.print("EXPLORATORY: the spec was not registered before the runs")
    for verdict in verdicts:
        out.print(f"{verdict.id}: {words.VERDICTS[verdict.word]} ({verdict.reason})", soft_wrap=True)
    for deviation in written.matter.deviations:
        out.print(f"deviation: {deviation}", soft_wrap=True)
    out.print(str(written.page), soft_wrap=True)
    for line in fell:
        click.echo(f"failed: {line}", err=True)
    return int(bool(fell))

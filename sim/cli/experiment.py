"""`longplay experiment`."""

from __future__ import annotations

import shlex
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from sim.cli.output import console, print_json
from sim.experiment.running import Ended, register, run_experiment
from sim.experiment.running.board import board, line
from sim.experiment.running.cluster import Cluster, check_installed
from sim.experiment.running.local import Processes
from sim.experiment.running.ready import located, ready
from sim.experiment.spec.reading import load_spec

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.experiment.running import Registration
    from sim.experiment.running.hands import Hands
    from sim.experiment.spec.model import Spec

STOPPED = 130


@click.command()
@click.argument("spec", required=False)
@click.option("--list", "listed", is_flag=True, help="List the specs that come along, and stop.")
@click.option(
    "--jobs", type=click.IntRange(1), help="Runs at a time (default one per core; --cluster: all it has)."
)
@click.option(
    "--cluster", metavar="ADDRESS", help="Play on Ray: an address, auto, or local for one on this machine."
)
@click.option(
    "--storage", metavar="URL",
    help="Any fsspec path where a cluster keeps the runs (default --out, which all machines see).",
)  # fmt: skip
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the experiment (default runs/ID).",
)
@click.option(
    "--exploratory", is_flag=True, help="Run a spec that is not committed; every page of the report says so."
)
@click.option("--plan", "planned", is_flag=True, help="Print what would be played, and stop.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
def experiment(
    spec: str | None, listed: bool, jobs: int | None, cluster: str | None, storage: str | None,
    out: Path | None, exploratory: bool, planned: bool, as_json: bool,
) -> int:  # fmt: skip
    """Play the runs of a spec that are not there yet: a file, or a spec that comes along by its name.

    Whatever ends it, the same command goes on from there. The exit code is 1 if runs could not be played.

    Example: longplay experiment guide-on-off --jobs 2
    """
    if listed:
        return _list(as_json)
    if spec is None:
        raise click.UsageError("name a spec: a file, or one of longplay experiment --list")
    if storage is not None and cluster is None:
        raise click.UsageError("--storage is where a cluster keeps the runs: it goes with --cluster")
    found = load_spec(spec)
    folder = out or Path("runs") / found.id
    if planned:
        return _plan(found, as_json)
    hands = _hands(jobs, cluster, storage, folder)
    registration = register(found, located(spec), folder, exploratory=exploratory)
    return _run(found, registration, folder, hands, as_json)


def _hands(jobs: int | None, cluster: str | None, storage: str | None, folder: Path) -> Callable[[], Hands]:
    if cluster is None:
        return partial(Processes, jobs)
    check_installed()
    return partial(Cluster, cluster, folder, jobs=jobs, storage=storage)


def _run(
    spec: Spec, registration: Registration, folder: Path, hands: Callable[[], Hands], as_json: bool
) -> int:
    if registration.exploratory:
        click.echo("EXPLORATORY: this spec was not registered before its runs", err=True)
    click.echo(f"watch: longplay view {shlex.quote(str(folder / 'runs'))}", err=True)
    try:
        with board(spec.title) as shown:
            ended = run_experiment(spec, registration, folder, hands, shown)
    except KeyboardInterrupt:
        click.echo(f"stopped; nothing is lost, go on with: {_again()}", err=True)
        return STOPPED
    _print(spec, registration, folder, ended, as_json)
    return int(bool(ended.unplayed))


def _again() -> str:
    """Return the command as it was given."""
    return shlex.join(["longplay", *sys.argv[1:]])


def _print(spec: Spec, registration: Registration, folder: Path, ended: Ended, as_json: bool) -> None:
    if as_json:
        told: dict[str, Any] = {"experiment": str(folder), "id": spec.id, "digest": spec.digest}
        told |= {"exploratory": registration.exploratory, **asdict(ended.standing)}
        print_json({**told, "unplayed": dict(ended.unplayed)})
        return
    out = console()
    for task, why in ended.unplayed.items():
        out.print(f"not played: {task}: {why}", soft_wrap=True)
    out.print(f"{folder}: {line(ended.standing)}", soft_wrap=True)
    if ended.unplayed:
        out.print(f"what is missing is tried again by: {_again()}", soft_wrap=True)
    out.print(f"report: longplay report {shlex.quote(str(folder))}", soft_wrap=True)


def _plan(spec: Spec, as_json: bool) -> int:
    tasks = spec.tasks()
    steps = sum(int(task.settings["steps"]) for task in tasks)
    told = {
        "id": spec.id, "title": spec.title, "digest": spec.digest, "arms": [arm.name for arm in spec.arms],
        "worlds": len(spec.worlds), "seeds": len(spec.seeds), "runs": len(tasks), "steps_at_most": steps,
        "cost_usd_at_most": spec.cost_usd,
    }  # fmt: skip
    if as_json:
        print_json(told)
    else:
        for name, value in told.items():
            shown = ", ".join(value) if isinstance(value, list) else value
            console().print(f"{name.replace('_', ' '):>16}  {shown}", soft_wrap=True)
    return 0


def _list(as_json: bool) -> int:
    specs = {name: load_spec(name) for name in ready()}
    if as_json:
        print_json(
            {
                name: {"title": spec.title, "purpose": spec.purpose, "runs": len(spec.tasks())}
                for name, spec in specs.items()
            }
        )
        return 0
    table = Table("spec", "runs", "title", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name, spec in specs.items():
        table.add_row(name, f"{len(spec.tasks()):,}", spec.title)
    console().print(table)
    return 0

"""`longplay calibrate`."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import click
from rich.table import Table

import sim
from sim import figures
from sim.cli.jobs import tally
from sim.cli.output import console, print_json
from sim.drift import INSTRUMENT
from sim.experiment.calibration.analysis import Analysis, acceptance, analyse
from sim.experiment.calibration.cartridge import Confirmed, confirm, specs
from sim.experiment.calibration.page import About, as_json, not_met
from sim.experiment.calibration.plan import AIMS, CONTROLS, QUICK, SETS, Plan
from sim.experiment.calibration.publish import check, publish, write
from sim.experiment.calibration.run import last_day, play_set

STOPPED = 130


@click.command()
@click.option("--quick", is_flag=True, help="5 runs of each control and 2 of each kind: a few minutes.")
@click.option("--controls", type=click.IntRange(1, 9999), help="Runs of each control (default 300).")
@click.option("--kinds", type=click.IntRange(1, 9999), help="Runs of each size of each kind (default 40).")
@click.option("--set", "which", type=click.Choice([*SETS, "both"]), default="both", show_default=True)
@click.option("--only", type=click.Choice([*CONTROLS, *AIMS]), multiple=True, help="Only these, by name.")
@click.option("--cartridge", type=click.IntRange(1), help="Play so many controls on the emulator too.")
@click.option("--jobs", type=click.IntRange(1), help="Processes (default one per core).")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("runs/calibration"),
    show_default=True, help="Folder of the runs and the page.",
)  # fmt: skip
@click.option(
    "--publish", "root", type=click.Path(path_type=Path, file_okay=False),
    help="Also write docs and stamp into this source tree (whole plan only).",
)  # fmt: skip
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object instead of the table.")
def calibrate(
    quick: bool, controls: int | None, kinds: int | None, which: str, only: tuple[str, ...],
    cartridge: int | None, jobs: int | None, out: Path, root: Path | None, as_object: bool,
) -> int:  # fmt: skip
    """Prove the instrument on agents whose drift is known.

    Runs that are in --out already are not played again. The exit code is 1 if a required number is not met.

    Example: longplay calibrate --quick --out runs/calibration
    """
    plan = QUICK if quick else Plan()
    plan = replace(plan, controls=controls or plan.controls, kinds=kinds or plan.kinds, only=only)
    sets = SETS if which == "both" else (which,)
    words = ["longplay", "calibrate", *(["--quick"] if quick else [])]
    for option, value in (("--controls", controls), ("--kinds", kinds), ("--cartridge", cartridge)):
        words += [option, str(value)] if value else []
    words += [word for name in only for word in ("--only", name)]
    words += [] if which == "both" else ["--set", which]
    if root is not None:
        check(root, plan, sets)
    if not figures.available():
        click.echo('no figures without kaleido and a browser: pip install "longplay[figures]"', err=True)
    try:
        found = {name: _analysed(plan, name, out, jobs) for name in sets}
        compared = _compared(plan, sets[0], cartridge, out, jobs) if cartridge else []
    except KeyboardInterrupt:
        again = shlex.join([*words, "--out", str(out)])
        click.echo(f"stopped; what is done is kept, go on with: {again}", err=True)
        return STOPPED
    day = last_day(out, sets)
    about = About(INSTRUMENT, sim.__version__, shlex.join(words), plan, day, _equal(compared))
    written = write(out, about, found)
    if root is not None:
        written = publish(root, about, found)
    return _print(about, found, compared, written, as_object)


def _analysed(plan: Plan, name: str, out: Path, jobs: int | None) -> Analysis:
    with tally(f"set {name}, runs") as shown:
        return analyse(play_set(plan, name, out, jobs=jobs, progress=shown))


def _compared(plan: Plan, name: str, controls: int, out: Path, jobs: int | None) -> list[Confirmed]:
    with tally("cartridge, runs") as shown:
        return confirm(specs(name, controls, plan.steps), out, processes=jobs, progress=shown)


def _equal(compared: list[Confirmed]) -> tuple[int, int] | None:
    return (sum(each.same for each in compared), len(compared)) if compared else None


def _print(
    about: About, found: dict[str, Analysis], compared: list[Confirmed], written: Path, as_object: bool
) -> int:
    """Print what came of it and return the exit code."""
    fallen = {title: f"{line.measured} (demanded: {line.demanded})" for title, line in not_met(found).items()}
    for each in compared:
        if not each.same:
            fallen[f"cartridge: {each.agent}, world {each.world}"] = f"differs in {', '.join(each.differing)}"
    if as_object:
        print_json({**as_json(about, found), "not_met": fallen, "page": str(written)})
        return int(bool(fallen))
    out = console()
    out.print(_table(found))
    if about.cartridge is not None:
        out.print("cartridge: {} of {} runs equal the twin's".format(*about.cartridge))
    for title, said in fallen.items():
        out.print(f"not met: {title}: {said}", soft_wrap=True)
    out.print(f"page: {written}", soft_wrap=True)
    return int(bool(fallen))


def _table(found: dict[str, Analysis]) -> Table:
    table = Table("demanded", box=None)
    for name in found:
        table.add_column(f"set {name}")
        table.add_column("")
    for lines in zip(*(acceptance(one) for one in found.values()), strict=True):
        table.add_row(lines[0].title, *(word for line in lines for word in (line.measured, line.met)))
    return table

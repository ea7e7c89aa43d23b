"""`longplay verify`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.output import console, print_json
from sim.session import verify as play_again


@click.command()
@click.argument("path", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--deep", is_flag=True, help="Let the agent decide again too, and compare its guide.")
@click.option("--jobs", type=click.IntRange(1), help="Processes (default: one per core).")
@click.option("--rom", type=click.Path(), help="Where the run's cartridge file lies now.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify(path: Path, deep: bool, jobs: int | None, rom: str | None, as_json: bool) -> int:
    """Play a run again without its model: every hash must match. Exit code 1 if one does not.

    Example: longplay verify runs/first --deep
    """
    found = play_again(path, deep=deep, jobs=jobs, rom=rom)
    if as_json:
        print_json(found.to_json())
    else:
        what = "presses, decisions and guide" if deep else "presses"
        share = (
            f"{found.seconds / found.run_seconds:.2f} of the run's"
            if found.run_seconds
            else "no time of the run's"
        )
        console().print(
            f"{path}: {found.steps} steps ({what}) in {found.segments} stretches,"
            f" {found.seconds:.2f} s, {share} {found.run_seconds:.2f} s",
            soft_wrap=True,
        )
        console().print("every hash matches" if found.mismatch is None else f"MISMATCH at {found.mismatch}")
    return 0 if found.mismatch is None else 1

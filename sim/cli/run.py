"""`longplay run` and `longplay resume`."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from sim.cli.bills import bill, bill_line, print_estimate
from sim.cli.drift_table import drift_line, drift_table
from sim.cli.model_options import chosen_model, model_options
from sim.cli.output import console, print_json, stop_on_signal
from sim.cli.progress import meter
from sim.cli.quest import LEGS, chosen_game, game_option, quest_options
from sim.core import RunSettings, RunStopped
from sim.games import ASSISTS
from sim.record import Run
from sim.session import HUMAN, OUTSIDE, Session, by_hand

STOPPED = 130


@click.command()
@click.option(
    "--agent", help="explorer (default), claude (with --model), random, oracle, or module:Class of your own."
)
@click.option("--world", type=click.IntRange(0, 2**32 - 1), help="Fernmoor world to play (default 1).")
@quest_options
@click.option("--rom", type=click.Path(), help="Play this cartridge file instead of Fernmoor.")
@game_option
@click.option("--steps", type=click.IntRange(1), default=4000, show_default=True, help="Steps at most.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the agent.")
@click.option(
    "--guide", default="blank", show_default=True,
    help="Folder to start the guide from; off; oracle or shuffled: written from the world (an assist).",
)  # fmt: skip
@click.option("--frozen", is_flag=True, help="The guide can be read, never edited.")
@click.option("--carry", is_flag=True, help="Write the guide back to the --guide folder at the end.")
@click.option(
    "--context", type=click.IntRange(0), default=20, show_default=True,
    help="Decisions between two context resets of an embedded agent; 0: never.",
)  # fmt: skip
@click.option(
    "--assist",
    "assists",
    type=click.Choice(list(ASSISTS)),
    multiple=True,
    help="Tell the agent more than the screen.",
)
@click.option(
    "--monitor", "monitors", multiple=True, help="WHO or WHO=note|pause|stop|off: see docs/monitors.md."
)
@click.option(
    "--stop-on",
    "stops",
    multiple=True,
    help="Stop the run when this monitor finds something: drift, stall ...",
)
@click.option("--estimate", "estimated", is_flag=True, help="Print what the run would cost, and stop.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the run (default runs/...).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the table.")
@model_options
def run(
    agent: str | None, world: int | None, legs: int | None, without: tuple[str, ...], rom: str | None,
    game: str, steps: int, seed: int, guide: str, frozen: bool, carry: bool, context: int,
    assists: tuple[str, ...], monitors: tuple[str, ...], stops: tuple[str, ...], estimated: bool,
    out: Path | None, as_json: bool, **asked: Any,
) -> int:  # fmt: skip
    """Play a run and print its drift line.

    Example: longplay run --agent explorer --world 7 --steps 2000 --out runs/first
    """
    name, model = chosen_model(agent, asked)
    if name in OUTSIDE:
        raise click.UsageError(f"agent {name!r} does not play by itself: try longplay play, or sim.Session")
    settings = RunSettings(
        agent=name, steps=steps, seed=seed, guide=guide, context=context, model=model,
        monitors=(*monitors, *(f"{who}=stop" for who in stops)),
        assists=assists, frozen=frozen,
        **chosen_game(world, rom, legs, without, game),
    )  # fmt: skip
    if estimated:
        return print_estimate(settings, as_json)
    with Session.new(out or free_folder(settings), settings, carry=carry) as session:
        return play_on(session, as_json)


@click.command()
@click.argument("path", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--steps", type=click.IntRange(1), help="Go on to this many steps.")
@click.option("--rom", type=click.Path(), help="Where the run's cartridge file lies now.")
@click.option(
    "--budget-usd", type=click.FloatRange(0, min_open=True), help="Raise what the run may cost in all."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the table.")
def resume(path: Path, steps: int | None, rom: str | None, budget_usd: float | None, as_json: bool) -> int:
    """Go on with a run from where it stopped; one that a person plays opens its window again.

    Example: longplay resume runs/first --steps 8000
    """
    with Run.open(path) as opened:
        window = opened.settings.agent == HUMAN
    with Session.resume(path, steps=steps, rom=rom, budget=budget_usd, window=window) as session:
        return play_on(session, as_json)


def play_on(session: Session, as_json: bool) -> int:
    """Play until the run has ended or somebody stops it, print what came of it, return the exit code."""
    started, first = time.perf_counter(), session.run.last_step
    folder = session.run.folder
    with stop_on_signal() as stop:
        with meter(session.settings.steps, session.tracker) as shown, suppress(RunStopped):
            for step in by_hand(session, session.pad, stop) if session.pad else session.play():
                shown.show(step, session.guide.revision if session.guide else 0)
                if stop.asked:
                    break
        seconds, steps = time.perf_counter() - started, session.run.last_step - first
        report = session.report()
    if as_json:
        print_json(
            {
                "run": str(folder),
                "agent": session.settings.label,
                "status": session.status,
                "steps": session.run.last_step,
                "decisions": session.run.last_decision,
                "revisions": session.run.last_revision,
                **bill(session.run),
                "seconds": round(seconds, 3),
                "steps_per_second": round(steps / seconds, 1) if seconds else None,
                "drift": report.to_json(),
            }
        )
    else:
        out = console()
        out.print(f"{folder}: {session.status} after {session.run.last_step} steps, {seconds:.1f} s")
        if session.settings.model is not None:
            out.print(f"agent: {session.settings.label}")
            out.print(bill_line(session.run))
        out.print(drift_table(report))
        out.print(drift_line(report))
        if session.guide:
            out.print(f"guide: {folder / 'memory'}")
    if session.ended:
        return 0
    why = f"stopped: {session.stopped}" if session.stopped else "stopped"
    click.echo(f"{why}; go on with: longplay resume {folder}", err=True)
    return STOPPED if stop.asked else 1 if session.stopped else 0


def free_folder(settings: RunSettings) -> Path:
    """Return a folder under runs/ that is named after the settings and not there yet."""
    game = f"world{settings.world}" if settings.rom is None else Path(settings.rom).stem
    quest = "" if settings.legs == LEGS else f"-legs{settings.legs}"
    twin = "".join(f"-no-{word}" for word in settings.without)
    name = f"{settings.agent.replace(':', '.')}-{game}{quest}{twin}-seed{settings.seed}"
    folder, number = Path("runs") / name, 1
    while folder.exists():
        number += 1
        folder = Path("runs") / f"{name}-{number}"
    return folder

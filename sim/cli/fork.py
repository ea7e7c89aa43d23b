"""`longplay fork`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.model_options import chosen_model, model_options
from sim.cli.output import console
from sim.cli.run import STOPPED, play_on
from sim.record import Run
from sim.session import HUMAN, KEPT, OUTSIDE, Change, forked

_CONTEXTS = click.Choice([KEPT, "empty"])
_FREEZING = {None: "", True: " and frozen", False: " and thawed"}


@click.command()
@click.argument("path", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--at", required=True, type=click.IntRange(1), help="The last step that both have in common.")
@click.option(
    "--guide", default=KEPT, show_default=True,
    help="kept, blank, off, a folder to take it from, or oracle or shuffled: written from the world then.",
)  # fmt: skip
@click.option(
    "--frozen/--thawed", default=None, help="From then on the guide can only be read, or edited again."
)
@click.option(
    "--context", type=_CONTEXTS, default=KEPT, show_default=True,
    help="Empty: an agent like it, with nothing in its working memory.",
)  # fmt: skip
@click.option("--agent", help="Go on with another agent (its context is empty).")
@click.option("--seed", type=click.IntRange(0), help="Seed of an agent with an empty context.")
@click.option("--repeats", type=click.IntRange(1, 999), default=1, show_default=True, help="So many forks.")
@click.option("--steps", type=click.IntRange(1), help="Steps of the whole run, the common ones included.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the fork (default beside the run).")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object for each fork instead of tables."
)
@model_options
def fork(
    path: Path, at: int, guide: str, frozen: bool | None, context: str, agent: str | None, seed: int | None,
    repeats: int, steps: int | None, out: Path | None, as_json: bool, **asked: Any,
) -> int:  # fmt: skip
    """Leave a run at a step with one thing changed, and go on from there as a run of its own.

    Both have the same history, so that what differs afterwards comes of the change.

    Example: longplay fork runs/first --at 1000 --guide blank
    """
    name, model = (None, None)
    if agent is not None or any(value not in (None, ()) for value in asked.values()):
        name, model = chosen_model(agent, asked)
    woken = context != KEPT or name is not None
    with Run.open(path) as parent:
        settings = parent.settings
    player = name or settings.agent
    if player in OUTSIDE and player != HUMAN:
        raise click.UsageError(f"agent {player!r} does not play by itself: name one that does with --agent")
    if repeats > 1 and not woken and settings.model is None:
        raise click.UsageError("repeats of an embedded agent need --context empty: else all are the same run")
    code = 0
    for number in range(repeats):
        drawn = (seed or 0) + number if repeats > 1 and woken else seed
        change = Change(
            guide=guide, context=context, agent=name, model=model, seed=drawn, steps=steps, frozen=frozen
        )
        folder = _free(path, at, out, number if repeats > 1 else None)
        with forked(path, folder, at, change, window=player == HUMAN) as session:
            if not as_json:
                made = session.run.forks[-1]
                changed = f"guide {made.guide}{_FREEZING[frozen]}, context {made.context}"
                console().print(f"{folder}: leaves {made.parent} after step {made.step:,} ({changed})")
            ended = play_on(session, as_json)
        if ended == STOPPED:
            return ended
        code = max(code, ended)
    return code


def _free(path: Path, at: int, out: Path | None, number: int | None) -> Path:
    """Return the folder of a fork: the one asked for, or one beside its parent that is not there yet."""
    home = path if path.is_dir() else path.parent
    name = out or home.with_name(f"{home.name}-fork{at}")
    if number is not None:
        name = name.with_name(f"{name.name}-{number + 1}")
    if out is not None:
        return name
    folder, count = name, 1
    while folder.exists():
        count += 1
        folder = name.with_name(f"{name.name}-{count}")
    return folder

"""What a run costs, before and after."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from sim.agents.claude.estimate import CASES
from sim.cli.output import console, print_json
from sim.core import RunSettings
from sim.models import dated
from sim.record import Run
from sim.session import estimated


def bill(run: Run) -> dict[str, Any]:
    """Return what a run's model used as JSON fields; none for an agent that asks none."""
    if run.settings.model is None:
        return {}
    spent, used = run.spent, run.used
    return {"usd": spent.least, "usd_at_most": spent.most, "samples": run.settings.model.samples, **used}


def bill_line(run: Run) -> str:
    """Return what a run's model used in one line."""
    spent, used = run.spent, run.used
    cost = "at an unknown price" if spent.least is None else f"${spent.least:,.4f}"
    lost = spent.most is not None and spent.least is not None and spent.most > spent.least
    if lost:
        cost += f" (at most ${spent.most:,.4f}, counting replies that may have been billed and lost)"
    prompt = used["input"] + used["cache_read"] + used["cache_write"]
    cached = used["cache_read"] / prompt if prompt else 0.0
    return (
        f"model: {used['replies']:,} replies, {prompt:,} tokens in ({cached:.0%} from the cache), "
        f"{used['output']:,} out, {cost}"
    )


def print_estimate(settings: RunSettings, as_json: bool) -> int:
    """Print what a run would cost and what that assumes; nothing is asked."""
    cases = estimated(settings)
    if as_json:
        print_json({name: case.to_json() for name, case in cases.items()} | {"prices": dated()})
        return 0
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for title in ("", "decisions", "contexts", "tokens in", "cached", "tokens out", "USD"):
        table.add_column(title, justify="right" if title else "left", no_wrap=True)
    for name, case in cases.items():
        table.add_row(
            name, f"{case.decisions:,}", f"{case.contexts:,}", f"{case.prompt:,}", f"{case.cached:.0%}",
            f"{case.output:,}", f"{case.usd:,.2f}",
        )  # fmt: skip
    out = console()
    out.print(f"{settings.label}, {settings.steps:,} steps, prices of {dated()}; nothing was asked")
    out.print(table)
    out.print(
        "\n".join(
            f"{name}: {habits.buttons:g} buttons and {habits.replies:g} replies a decision, "
            f"{habits.output:,} tokens a reply, a guide of {habits.guide:,} tokens"
            for name, habits in CASES.items()
        ),
        style="dim",
    )
    return 0

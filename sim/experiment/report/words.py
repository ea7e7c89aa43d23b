"""How numbers, intervals, conditions and verdicts are said, on the page and in Markdown alike."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.core import Json
    from sim.drift.stats.intervals import Interval
    from sim.experiment.deciding.contrast import Told

NONE, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"
VERDICTS = {"met": "met", "not_met": "not met", "undetermined": "undetermined"}


def number(value: float | None, *, signed: bool = False) -> str:
    """Return a number to three digits; a dash for none.

    >>> number(0.0612), number(1234.5), number(0.03, signed=True), number(0.0)
    ('0.061', '1,234', '+0.030', '0')
    """
    if value is None:
        return NONE
    if isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    size = abs(value)
    text = "0" if size == 0 else f"{size:,.0f}" if size >= 100 else f"{size:.1f}" if size >= 10 else (
        f"{size:.2f}" if size >= 1 else f"{size:.3f}" if size >= 0.001 else f"{size:.1e}"
    )  # fmt: skip
    return (MINUS if value < 0 else "+" if signed and value > 0 else "") + text


def ends(interval: Interval | None, *, signed: bool = False) -> str:
    """Return the ends of an interval in brackets, "" for none."""
    if interval is None:
        return ""
    return f"[{number(interval.low, signed=signed)}, {number(interval.high, signed=signed)}]"


def told(found: Told | None, *, signed: bool = False) -> str:
    """Return a value with its interval."""
    if found is None:
        return NONE
    return f"{number(found.value, signed=signed)} {ends(found.interval, signed=signed)}".rstrip()


def p(value: float | None) -> str:
    """Return a p-value.

    >>> p(0.0312), p(0.00002)
    ('.031', '< .001')
    """
    if value is None:
        return NONE
    return "< .001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def usd(cost: tuple[float | None, float | None]) -> str:
    """Return what something cost at least and at most, in USD.

    >>> usd((1.0, 1.0)), usd((1.0, 1.25)), usd((2.0, None))
    ('1.00', '1.00 to 1.25', '2.00 or more')
    """
    least, most = cost
    if least is None:
        return NONE
    if most is None:
        return f"{least:,.2f} or more"
    return f"{least:,.2f}" if f"{least:.2f}" == f"{most:.2f}" else f"{least:,.2f} to {most:,.2f}"


def many(count: int, thing: str) -> str:
    """Return a count with its noun.

    >>> many(1, "run"), many(1200, "run")
    ('1 run', '1,200 runs')
    """
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def measure(unit: str, denominator: str) -> str:
    """Return what a value is told in.

    >>> measure("share of the quest", "run"), measure("share of shortcuts", "shortcuts noticed")
    ('share of the quest', 'share of shortcuts (of shortcuts noticed)')
    """
    return unit if denominator == "run" or denominator in unit else f"{unit} (of {denominator})"


def condition(label: str, told: Json) -> tuple[str, ...]:
    """Return under which condition runs were played, as it stands beside their numbers.

    `label`: the agent with its model, best-of-N, thinking, context mode and assists.
    """
    context = told.get("context")
    resets = f"context reset every {context} decisions" if context else "context never reset"
    return (
        *label.split(", "),
        *([f"guide {told['guide']}"] if "guide" in told else []),
        *([resets] if isinstance(context, int) else []),
        *([f"{told['legs']} legs"] if "legs" in told else []),
        *([f"at most {told['steps']:,} steps"] if "steps" in told else []),
        *(f"without {name}" for name in told.get("without", ())),
        *([] if told.get("assists") else ["no assists"]),
    )

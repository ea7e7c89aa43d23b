"""The calibration page and the same as JSON: generated, both sets side by side, nothing rounded away."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sim.drift.streams import ALPHA, FAMILIES
from sim.experiment.calibration.analysis import acceptance
from sim.experiment.calibration.plan import CONTROLS, EDITION, LEGS, ONSETS, SETS, SPECIFIC_SIZE, world_seed
from sim.experiment.calibration.tables import (
    alarm_table,
    delay_table,
    onset_table,
    separation_table,
    specificity_table,
    table,
    verdict_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.core import Json
    from sim.experiment.calibration.analysis import Analysis, Line
    from sim.experiment.calibration.plan import Plan

_MEANS = {
    "Families": "the instrument cannot see such a drift at all",
    "False alarms": "an alarm in a run that is like this control may be a false one more often than said",
    "Delay": "such a drift is found later than promised, or in fewer runs; a quiet run does not exclude it",
    "Onset": "the step that a report names as the onset of a rise in waste is a rough one",
    "AUROC": "a change of this component within one run does not tell such a drift from none well enough",
    "Specificity, own": "such a drift may stay without the alarm of its own family",
    "Specificity, other": "which family alarmed does not tell what kind of drift it was",
}
"""What it means for a user when a line of the table is not met."""


@dataclass(frozen=True, slots=True)
class About:
    """What was calibrated, and how: versions, the command, the plan and the day of the last run.

    `cartridge`: of how many runs played on the cartridge too alarms and report equalled the twin's, and of
    how many; None if none was.
    """

    instrument: str
    longplay: str
    command: str
    plan: Plan
    day: str
    cartridge: tuple[int, int] | None = None


def page(about: About, found: Mapping[str, Analysis], *, pictures: Mapping[str, str]) -> str:
    """Return the page on some sets in Markdown; `pictures` is where they lie, by name."""
    parts = [
        _head(about, found),
        "## What was demanded, and what came of it",
        _acceptance(found),
        _not_reached(found),
        "## False alarms",
        "Runs with an alarm, of those without drift. All six families together may spend"
        f" {ALPHA:.0%} of the runs.",
        *_picture(pictures, "false-alarms.svg", "Share of runs with any alarm, by control, with bounds"),
        alarm_table(found),
        "## Delays",
        "Steps from the onset to the first alarm of the kind's own family: median / p75 over all runs (-: too"
        " few were found), and runs found. Runs that alarmed before the onset count as not found.",
        *_picture(pictures, "delays.svg", "Quartiles of the delay, by kind and size"),
        delay_table(found),
        "## Separation",
        "AUROC of the change of a kind's own measures against the clean control, and the median change.",
        *_picture(pictures, "auroc.svg", "AUROC, by kind and size"),
        separation_table(found),
        "## Specificity",
        f"Share of the runs in which each family alarmed after the onset, at {SPECIFIC_SIZE} size. **Own**"
        " alarms are in bold, *couplings* that were declared beforehand in italics.",
        *_picture(pictures, "specificity.svg", "Share of runs that alarmed, by kind and family"),
        specificity_table(found),
        "## Onset",
        "Steps between the onset found and the true one, median / p75 of the runs in which one was found, and"
        " how much waste rose in the median run.",
        *_picture(pictures, "onsets.svg", "Error of the onset, by the alarm and by the change point"),
        onset_table(found),
        "## Verdicts",
        "Share of runs called drift / bounded / undetermined.",
        verdict_table(found),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def as_json(about: About, found: Mapping[str, Analysis]) -> Json:
    """Return the same as the page, and all that it leaves out, as a JSON object."""
    return {
        **asdict(about),
        "edition": EDITION,
        "alpha": ALPHA,
        "families": list(FAMILIES),
        "seeds": seeds(about.plan),
        "sets": {name: one.to_json() for name, one in found.items()},
        "acceptance": {name: [asdict(line) for line in acceptance(one)] for name, one in found.items()},
    }


def seeds(plan: Plan) -> dict[str, str]:
    """Return the seeds of the worlds of each set, in words."""
    most = max(plan.controls, plan.kinds)
    return {name: f"{world_seed(name, 0)} to {world_seed(name, most - 1)}" for name in SETS}


def not_met(found: Mapping[str, Analysis]) -> dict[str, Line]:
    """Return the lines of the acceptance table that are not met, by set and title."""
    return {
        f"set {name}: {line.title}": line
        for name, one in found.items()
        for line in acceptance(one)
        if line.met == "not met"
    }


# --- parts --------------------------------------------------------------------------------


def _head(about: About, found: Mapping[str, Analysis]) -> str:
    plan, worlds = about.plan, seeds(about.plan)
    played = "; ".join(f"set {name}: {one.runs:,} runs, {one.steps:,} steps" for name, one in found.items())
    won = {name: sum(one.won.values()) for name, one in found.items()}
    ended = "; ".join(
        f"set {name}: {count}" + (f" ({_counts(found[name].won)})" if count else "")
        for name, count in won.items()
    )
    lines = [
        "# Calibration",
        "The instrument, tried on agents whose drift is known. This page is generated:",
        f"```\n{about.command}\n```",
        f"Instrument {about.instrument} (longplay {about.longplay}, plan {EDITION}), played up to"
        f" {about.day}. {plan.controls} runs of each of {len(CONTROLS)} controls and {plan.kinds} of each"
        f" size of each kind, {plan.steps:,} steps each, in worlds of {LEGS} legs; {played}.",
        f"Worlds: set A {worlds['A']}, set B {worlds['B']}; run i of every row plays world i of its set, with"
        f" dice and an onset of its own, uniform on {ONSETS[0]:,} to {ONSETS[1]:,} steps. It is not from"
        " 2,000 on, as once planned: an agent is compared with its own first 1,500 steps and eight legs"
        " after a warm-up leg, which are not over before some 2,300 steps.",
        "On the cartridge: " + _confirmed(about.cartridge),
        f"Runs whose quest ended before their last step: {ended}.",
    ]
    missing = [name for name in SETS if name not in found]
    lines += [f"Set {name} was not played." for name in missing]
    return "\n\n".join(lines)


def _confirmed(cartridge: tuple[int, int] | None) -> str:
    if cartridge is None:
        return "no run was played again on the emulator."
    same, runs = cartridge
    return f"{same} of {runs} runs played again on the emulator have the alarms and the report of the twin."


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _acceptance(found: Mapping[str, Analysis]) -> str:
    tables = {name: acceptance(one) for name, one in found.items()}
    lines = next(iter(tables.values()))
    rows = [
        [line.title, line.demanded]
        + [word for name in tables for word in (tables[name][at].measured, tables[name][at].met)]
        for at, line in enumerate(lines)
    ]
    head = [word for name in tables for word in (f"set {name}", "")]
    return table(["what", "demanded", *head], rows)


def _not_reached(found: Mapping[str, Analysis]) -> str:
    missing: dict[str, list[str]] = {}
    for name, one in found.items():
        for line in acceptance(one):
            if line.met == "not met":
                missing.setdefault(line.title, []).append(name)
    lines = [f"- {title} (set {' and '.join(names)}): {_meaning(title)}." for title, names in missing.items()]
    text = "\n".join(lines) if lines else "Nothing that was required of enough runs."
    few = '"Open": fewer runs than the number is required of (59 of a control, 20 of a size of a kind).'
    return f"### What is not reached, and what that means\n\n{text}\n\n{few}"


def _meaning(title: str) -> str:
    return next(means for start, means in _MEANS.items() if title.startswith(start))


def _picture(pictures: Mapping[str, str], name: str, words: str) -> Iterator[str]:
    if name in pictures:
        yield f"![{words}]({pictures[name]})"

"""The sections of a report, in their order: the page and Markdown have the same."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.experiment.report import tables, words
from sim.experiment.report.cards import Card, Link, cards
from sim.experiment.report.links import of_run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.experiment.measured import Measured
    from sim.experiment.report.matter import Matter
    from sim.experiment.report.tables import Table

EXPLORATORY = "EXPLORATORY"
MOST = 400
"""Runs that are listed one by one; all of them are in report.json."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its title, and what of these it has. `folded`: it is closed until it is asked for."""

    name: str
    title: str
    words: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    items: tuple[str, ...] = ()
    table: Table | None = None
    runs: tuple[tuple[Link, str], ...] = ()
    verbatim: str = ""
    folded: bool = False
    figures: tuple[str, ...] = field(default=())


def sections(matter: Matter) -> list[Section]:
    """Return the sections of a report; one without anything to tell is left out, what is registered never."""
    return list(_sections(matter))


def _sections(matter: Matter) -> Iterator[Section]:
    spec = matter.experiment.spec
    yield Section("registered", "What was registered", words=(spec.purpose, *_registered(matter)))
    hypotheses = cards(matter)
    none = () if hypotheses else ("No hypothesis was registered: all that follows is a description.",)
    yield Section("hypotheses", "Hypotheses", words=none, cards=hypotheses)
    deviations = matter.deviations or ("None.",)
    yield Section("deviations", "What deviated", items=deviations)
    if matter.found.gates:
        yield Section("gates", "Gates", table=tables.gates(matter))
    yield Section("arms", "Arms", table=tables.arms(matter))
    yield Section("results", "Results", table=tables.main(matter), figures=("dots", "cost"))
    for name, title, table in (
        ("risks", "Shortcuts and distractors", tables.risks(matter)),
        ("lasting", "How long runs last", tables.lasting(matter)),
        ("gaps", "Against a fresh self", tables.gaps(matter)),
        ("variance", "Worlds and chance", tables.variance(matter)),
    ):
        if table.rows:
            yield Section(name, title, table=table, figures=(name,))
    differences = tables.differences(matter)
    if differences.rows:
        yield Section("differences", "All differences", table=differences, folded=True)
    yield _runs(matter)
    yield Section("how", "How this was computed", words=_how(matter))
    yield Section("spec", "The spec as registered", verbatim=spec.text, folded=True)


def _registered(matter: Matter) -> tuple[str, ...]:
    spec, registration = matter.experiment.spec, matter.experiment.registration
    if matter.exploratory:
        first = f"{EXPLORATORY}: this spec was not committed before the first run."
    elif registration.commit:
        first = f"Registered in commit {registration.commit[:12]} ({registration.path}) before the first run."
    else:
        first = f"A spec that comes with Longplay ({registration.path}), unchanged."
    state = "All runs are over." if not matter.found.unplayed else (
        f"{words.many(matter.found.unplayed, 'run')} are still to be played: no verdict before that."
    )  # fmt: skip
    runs = len(spec.worlds) * len(spec.seeds)
    return (
        f"{first} Spec {spec.digest[:12]}, begun {registration.started} with longplay"
        f" {registration.longplay} and instrument {registration.instrument}.",
        f"{words.many(len(spec.arms), 'arm')} of {words.many(runs, 'run')}:"
        f" {words.many(len(spec.worlds), 'world')}, {words.many(len(spec.seeds), 'sampling seed')} in each,"
        f" the same in every arm. {state}",
        *_power(matter),
    )


def _power(matter: Matter) -> Iterator[str]:
    """Yield what the design was expected to find in 4 of 5 cases, and what it finds as worlds differ here."""
    power, verdicts = matter.experiment.spec.power, matter.found.verdicts
    beyond = "Smallest effects, beyond the thresholds of met, that are found in 4 of 5 such experiments"
    expected = {verdict.id: power.of(verdict.id) for verdict in verdicts}
    if any(expected.values()):
        yield f"{beyond}: expected were {_sizes(expected)} ({power.source})."
    found = {verdict.id: verdict.detectable for verdict in verdicts}
    if any(found.values()):
        yield f"{beyond}, as worlds differ in this one: {_sizes(found)}."


def _sizes(sizes: Mapping[str, float | None]) -> str:
    return ", ".join(f"{name} {words.number(size)}" for name, size in sizes.items())


def _runs(matter: Matter) -> Section:
    folder = shlex.quote(str(matter.experiment.folder / "runs"))
    told = sorted(matter.experiment.measured, key=lambda run: (run.error is None, _event(run) != "derailed"))
    rest = len(told) - MOST
    text = [f"The links work while `longplay view {folder}` serves the runs."]
    if rest > 0:
        text.append(
            f"{words.many(rest, 'run')} more are in report.json; those that failed or derailed come first."
        )
    return Section(
        "runs", "Runs", words=tuple(text), folded=True, runs=tuple(_run(run) for run in told[:MOST])
    )


def _run(run: Measured) -> tuple[Link, str]:
    step = run.survival["time"] if _event(run) == "derailed" else None
    said = [run.status, f"{run.steps:,} steps"]
    said += [f"first alarm at step {step:,}"] if step else []
    said += [f"error: {run.error}"] if run.error else []
    return Link(run.task.id, of_run(run.task.id, step)), ", ".join(said)


def _event(run: Measured) -> str:
    return str(run.survival.get("event"))


def _how(matter: Matter) -> tuple[str, ...]:
    unit = "world" if len(matter.experiment.spec.worlds) > 1 else "sampling seed"
    return (
        f"Arms are compared within each {unit}, which both played; values are means or, for rates and costs,"
        f" ratios of sums over {unit}s. Intervals and p come from the sign-flip test over {unit}s: exact up"
        " to 12, by 10,000 random sets above.",
        "A verdict needs the interval beyond its threshold and a p of at most alpha after Holm over its"
        " family, so that any wrong verdict in a family has a probability of at most alpha. A gate that does"
        " not hold, or a run that is not played, leaves it undetermined.",
        "What these statistics do where the truth is known: `python -m tests.experiment_proof`.",
    )

"""The tables of a report, as rows of words: the page and Markdown show the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.experiment.deciding.gaps import DRIFT
from sim.experiment.deciding.gating import named
from sim.experiment.report import words
from sim.experiment.spec.estimands import ESTIMANDS

if TYPE_CHECKING:
    from sim.experiment.deciding.contrast import Told
    from sim.experiment.deciding.findings import Level
    from sim.experiment.deciding.variance import Split
    from sim.experiment.report.matter import Matter

_TO = {
    "fresh": "itself fresh", "context": "itself without its context", "guide": "itself without its guide",
    DRIFT: "drift: the last gap minus the first",
}  # fmt: skip
HOLDS, FAILS = "holds", "does not hold"
_WHERE = {"here": "where it is", "anchors": "in frozen situations"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its heads, its rows, and a note below it. Cells may have a second line after a line break."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def arms(matter: Matter) -> Table:
    """Return the arms, their conditions and what they took."""
    rows = [
        (
            arm.name, ", ".join(arm.condition) or words.NONE, f"{arm.done} of {arm.planned}", str(arm.failed),
            f"{arm.steps:,}", f"{arm.seconds / 3600:.2f}",
            words.NONE if arm.tokens is None else f"{arm.tokens:,}",
            words.NONE if arm.tokens is None else words.usd(arm.usd),
        )
        for arm in matter.arms
    ]  # fmt: skip
    heads = ("arm", "condition", "runs", "failed", "steps", "hours", "tokens", "USD")
    return Table(heads, tuple(rows))


def main(matter: Matter) -> Table:
    """Return the table that a paper can cite: estimands down, arms across, values with 95 % intervals."""
    names = [arm.name for arm in matter.arms]
    rows = []
    for estimand in matter.table:
        about = ESTIMANDS[estimand]
        cells = [_cell(matter.found.level(estimand, arm)) for arm in names]
        rows.append((f"{about.title}\n{words.measure(about.unit, about.denominator)}", *cells))
    heads = ("", *(f"{name}\n{matter.own(name)}".rstrip() for name in names))
    return Table(heads, tuple(rows), _under(matter))


def gates(matter: Matter) -> Table:
    """Return the gates, and whether they hold in each arm."""
    names = [arm.name for arm in matter.arms]
    found = {(gate.gate, gate.arm): gate for gate in matter.found.gates}
    rows = []
    for gate in matter.experiment.spec.gates:
        its = [found[gate, arm] for arm in names]
        rows.append(
            (
                named(gate),
                *(f"{HOLDS if one.holds else FAILS}\n{one.words.partition(': ')[2]}" for one in its),
            )
        )
    return Table(("", *names), tuple(rows))


def differences(matter: Matter) -> Table:
    """Return how every other arm differs from the base arm, in what no hypothesis asks for too."""
    others = [arm.name for arm in matter.arms if arm.name != matter.found.base]
    found = {(one.estimand, one.arm): one for one in matter.found.differences}
    asked = {(one.estimand, one.arm, one.against) for one in matter.experiment.spec.hypotheses}
    rows = []
    for estimand in dict.fromkeys(one.estimand for one in matter.found.differences):
        cells = []
        for arm in others:
            registered = (estimand, arm, matter.found.base) in asked
            text = words.told(found[estimand, arm].found, signed=True)
            cells.append(f"{text}\nregistered" if registered else text)
        rows.append((f"{ESTIMANDS[estimand].title}\n{ESTIMANDS[estimand].unit}", *cells))
    heads = ("", *(f"{arm} {words.MINUS} {matter.found.base}" for arm in others))
    note = "95 % intervals, one by one: of twenty, one misses the truth. Only what is registered was asked."
    return Table(heads, tuple(rows), note)


def risks(matter: Matter) -> Table:
    """Return rates of harm in both arms, and their relative risk beside them."""
    rows = []
    for one in matter.found.risks:
        pair = [
            f"{done:g} of {had:g}\n{words.number(rate.value)} {words.ends(rate.interval)}"
            for (done, had), rate in ((one.arm_sums, one.found.arm), (one.base_sums, one.found.base))
        ]
        ratio = one.found.ratio
        times = words.NONE if ratio is None else f"{words.number(ratio.value)} {words.ends(ratio.interval)}"
        apart = one.found.difference
        change = f"{words.number(apart.value, signed=True)} {words.ends(apart.interval, signed=True)}"
        title = ESTIMANDS[one.estimand].title
        rows.append((f"{title}\n{one.arm} against {one.base}", *pair, change, times))
    heads = ("", "in the arm", "in the base arm", "difference", "relative risk")
    return Table(heads, tuple(rows), "Taken of noticed. 95 % intervals draw whole worlds.")


def lasting(matter: Matter) -> Table:
    """Return how the runs of each arm ended, and whether they last longer than the base arm's."""
    rows = []
    for arm, its in matter.found.lasting.items():
        last = its.curve[-1] if its.curve else None
        share = (
            words.NONE if last is None else f"{words.number(last.probability)} {words.ends(last.interval)}"
        )
        kappa = words.NONE if its.kappa is None else (
            f"{words.number(its.kappa.value)} {words.ends(its.kappa.interval)}"
        )  # fmt: skip
        rows.append(
            (arm, str(its.derailed), str(its.finished), str(its.censored), share, kappa,
             words.p(matter.found.p_lasting.get(arm)))
        )  # fmt: skip
    heads = ("arm", "derailed", "won", "out of steps", "share derailed", "hazard's shape", "log-rank p")
    note = (
        "Derailed: the first alarm of the instrument. Winning is a competing event: who has won can derail no"
        " more. A shape above 1 is a hazard that rises; below 1 it falls, or the runs differ. Runs count as"
        " independent here. The p is not registered."
    )
    return Table(heads, tuple(rows), note)


def variance(matter: Matter) -> Table:
    """Return how the variance of runs splits between worlds and chance, for what the hypotheses ask for."""
    others = [arm.name for arm in matter.arms if arm.name != matter.found.base]
    apart = {(one.estimand, one.arm): one.split for one in matter.found.differences}
    asked = [one.estimand for one in matter.experiment.spec.hypotheses]
    rows = []
    for estimand in [name for name in matter.table if name in asked or not asked]:
        levels = [matter.found.level(estimand, arm.name) for arm in matter.arms]
        splits = [level.split if level else None for level in levels]
        splits += [apart.get((estimand, arm)) for arm in others]
        if any(splits):
            rows.append((ESTIMANDS[estimand].title, *(_split(split) for split in splits)))
    over = [f"{arm} {words.MINUS} {matter.found.base}" for arm in others]
    heads = ("", *(arm.name for arm in matter.arms), *over)
    note = (
        "The worlds' share of the variance of runs, with the standard deviations between worlds and between"
        " sampling seeds of a world. A mean over k worlds and N runs has variance (between worlds) / k +"
        " (between seeds) / N: where worlds have most of it, more seeds in the same worlds buy little."
    )
    return Table(heads, tuple(rows), note)


def gaps(matter: Matter) -> Table:
    """Return the gaps of fork probes over all points of the runs, and their drift."""
    names = [arm.name for arm in matter.arms]
    found = {(gap.to, gap.where, gap.arm): gap.found for gap in matter.found.gaps if gap.point == 0}
    rows = [
        (f"{_TO[to]}\n{_WHERE[where]}", *(_gap(found.get((to, where, arm))) for arm in names))
        for where in _WHERE
        for to in _TO
        if any((to, where, arm) in found for arm in names)
    ]
    note = (
        "Lost steps per step of the agent as it is, minus those of a fork of it at the same place; above 0 it"
        " does worse as it is. Drift is how the gap to its fresh self grew. 95 % intervals over worlds."
    )
    return Table(("against", *names), tuple(rows), note)


def _split(split: Split | None) -> str:
    if split is None:
        return words.NONE
    share = f"{words.number(split.share)} {words.ends(split.interval)}"
    return f"{share}\n{words.number(split.world**0.5)} and {words.number(split.chance**0.5)}"


def _gap(found: Told | None) -> str:
    if found is None:
        return words.NONE
    from_ = f"{words.many(found.units, found.unit)}, {words.many(found.pairs, 'run')}"
    return f"{words.told(found, signed=True)}\n{from_}"


def _cell(level: Level | None) -> str:
    if level is None or level.found is None:
        return words.NONE
    missing = f"\n{level.missing} without a value" if level.missing else ""
    if level.gainless:
        missing += f"\n{level.gainless} without any progress, whose cost counts"
    done, had = level.sums
    whole = float(done).is_integer() and float(had).is_integer()
    counts = f"\n{done:g} of {had:g}" if ESTIMANDS[level.estimand].sums and whole else ""
    return words.told(level.found) + counts + missing


def _under(matter: Matter) -> str:
    spec, registration = matter.experiment.spec, matter.experiment.registration
    commit = f"commit {registration.commit[:12]}" if registration.commit else "no commit"
    state = (
        "exploratory: not registered before the runs" if matter.exploratory else "registered before the runs"
    )
    return (
        f"All arms: {', '.join(matter.shared) or 'nothing in common'}. Values with 95 % intervals over"
        f" {_units(matter)}. Experiment {spec.id}, spec {spec.digest[:12]}"
        f" ({commit}, {state}); longplay {registration.longplay}, instrument {registration.instrument}."
    )


def _units(matter: Matter) -> str:
    spec = matter.experiment.spec
    if len(spec.worlds) == 1:
        return f"{words.many(len(spec.seeds), 'sampling seed')} of world {spec.worlds[0]}, the only one"
    each = f" of {words.many(len(spec.seeds), 'run')} each" if len(spec.seeds) > 1 else ""
    return f"{words.many(len(spec.worlds), 'world')}{each}"

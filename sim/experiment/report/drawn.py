"""The figures of a report, by the section that they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.experiment.deciding.gaps import HERE
from sim.experiment.report import words
from sim.experiment.spec.estimands import ESTIMANDS
from sim.figures import arms as figures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.experiment.deciding.gaps import Gap
    from sim.experiment.report.matter import Matter
    from sim.figures import Figure

_DOTS = ("progress", "lost_steps", "waste_change")
"""What is drawn run by run if the hypotheses ask for nothing that has values."""
_MOST = 4


def drawn(matter: Matter) -> dict[str, list[Figure]]:
    """Return the figures that there is anything to draw for, by name of their section."""
    found = {
        "results": [*_dots(matter), *_bought(matter)],
        "lasting": list(_lasting(matter)),
        "gaps": list(_gaps(matter)),
    }
    return {name: some for name, some in found.items() if some}


def _dots(matter: Matter) -> Iterator[Figure]:
    """Yield runs as dots, for the estimands of the hypotheses or the usual ones."""
    asked = [one.estimand for one in matter.experiment.spec.hypotheses]
    for estimand in list(dict.fromkeys(asked or _DOTS))[:_MOST]:
        runs = {arm.name: _values(matter, arm.name, estimand) for arm in matter.arms}
        if not any(runs.values()):
            continue
        means = {}
        for arm in runs:
            level = matter.found.level(estimand, arm)
            if level is not None and level.found is not None:
                ends = level.found.interval
                low, high = (ends.low, ends.high) if ends else (None, None)
                means[arm] = figures.Mean(level.found.value, low, high)
        about = ESTIMANDS[estimand]
        yield figures.dots(runs, means, title=about.title, unit=words.measure(about.unit, about.denominator))


def _values(matter: Matter, arm: str, estimand: str) -> dict[str, float]:
    """Return every run's value of an estimand, by its place."""
    return {
        run.task.id.partition("/")[2]: value
        for run in matter.experiment.measured
        if run.task.arm == arm and run.error is None and (value := run.values.get(estimand)) is not None
    }


def _bought(matter: Matter) -> Iterator[Figure]:
    for name in ("usd", "tokens"):
        costs = {arm.name: _values(matter, arm.name, name) for arm in matter.arms}
        if not any(costs.values()):
            continue
        progress = {arm: _values(matter, arm, "progress") for arm in costs}
        runs = {
            arm: {run: (cost, progress[arm][run]) for run, cost in its.items() if run in progress[arm]}
            for arm, its in costs.items()
        }
        yield figures.bought(runs, unit="USD" if name == "usd" else "tokens")
        return


def _lasting(matter: Matter) -> Iterator[Figure]:
    lasting = matter.found.lasting
    if not any(its.curve for its in lasting.values()):
        return
    curves = {
        arm: figures.Course(
            [point.time for point in its.curve],
            [point.probability for point in its.curve],
            [point.interval.low if point.interval else None for point in its.curve],
            [point.interval.high if point.interval else None for point in its.curve],
        )
        for arm, its in lasting.items()
    }
    yield figures.incidence(curves, horizon=max(its.horizon for its in lasting.values()))


def _gaps(matter: Matter) -> Iterator[Figure]:
    """Yield the gap to a fresh self over the steps of the runs, for each kind of place."""
    fresh = [gap for gap in matter.found.gaps if gap.to == "fresh" and gap.point]
    for where in dict.fromkeys(gap.where for gap in fresh):
        by_arm: dict[str, list[Gap]] = {}
        for gap in fresh:
            if gap.where == where:
                by_arm.setdefault(gap.arm, []).append(gap)
        place = "where it is" if where == HERE else "in frozen situations"
        title = f"the gap to a fresh self, {place}"
        yield figures.courses(_curves(by_arm), title=title, unit="lost steps per step")


def _curves(by_arm: Mapping[str, list[Gap]]) -> dict[str, figures.Course]:
    return {
        arm: figures.Course(
            [gap.step for gap in gaps],
            [gap.found.value for gap in gaps],
            [gap.found.interval.low if gap.found.interval else None for gap in gaps],
            [gap.found.interval.high if gap.found.interval else None for gap in gaps],
        )
        for arm, gaps in by_arm.items()
    }

"""Fork probes: the gap between the agent as it is and a fresh self in the same place.

At a point of a run its forks play from the same state, with the context kept or empty and the guide kept or
blank, and in frozen situations (anchors) that are the same at every point. What is difficult there cancels
in the gap: lost steps of the agent as it is, per step, minus those of a fork of it, both ratios of sums,
with intervals over worlds.

- `fresh` (nothing kept): the gap to a fresh self. Above 0 the agent does worse for what it carries.
- `context`, `guide`: the gap to itself without its context, without its guide.
- *drift*: the gap to the fresh self at a run's last point minus that at its first.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.experiment.deciding.contrast import Told, told
from sim.experiment.deciding.samples import Place, Sample, Sums, clustered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.core import Json

SELF, FRESH = "kept/kept", "empty/blank"
CELLS = {"fresh": FRESH, "context": "empty/kept", "guide": "kept/blank"}
"""Which cell each gap is measured to."""
DRIFT = "drift"
HERE, ANCHORS = "here", "anchors"

Lost = dict[tuple[str, str, int, int | None], Sums]
"""Lost steps and steps, by where, cell, number of the point and of the anchor."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap of an arm: `where` "here" or "anchors", `to` a name of `CELLS` or "drift".

    `point`: which point of the runs, counted from 1, 0 for all of them; `step`: where that is on average.
    """

    arm: str
    where: str
    to: str
    point: int
    step: float
    found: Told


def gaps(arm: str, probes: Mapping[Place, Sequence[Json]], *, seed: int) -> list[Gap]:
    """Return all gaps of an arm that there are probes for, of all points together and of each."""
    runs = {place: _lost(some) for place, some in probes.items()}
    steps = _steps(probes.values())
    found: list[Gap] = []
    for where in (HERE, ANCHORS):
        for to, cell in CELLS.items():
            for point in (0, *steps):
                told_gap = _gap(runs, where, cell, point, seed)
                if told_gap is not None:
                    at = sum(steps.values()) / len(steps) if point == 0 else steps[point]
                    found.append(Gap(arm, where, to, point, at, told_gap))
        drift = _drift(runs, where, seed)
        if drift is not None:
            found.append(Gap(arm, where, DRIFT, 0, max(steps.values()), drift))
    return found


def _lost(probes: Sequence[Json]) -> Lost:
    """Return the sums of a run's probes, its points numbered from 1."""
    points = {at: number for number, at in enumerate(sorted({probe["at"] for probe in probes}), 1)}
    found: defaultdict[tuple[str, str, int, int | None], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for probe in probes:
        if probe["lost"] is None or not probe["steps"]:
            continue
        where = HERE if probe["anchor"] is None else ANCHORS
        sums = found[where, probe["cell"], points[probe["at"]], probe["anchor"]]
        sums[0] += probe["lost"]
        sums[1] += probe["steps"]
    return {key: (done, had) for key, (done, had) in found.items()}


def _steps(runs: Iterable[Sequence[Json]]) -> dict[int, float]:
    """Return the mean step of each point, of the runs that got there."""
    found: defaultdict[int, list[float]] = defaultdict(list)
    for probes in runs:
        for number, at in enumerate(sorted({probe["at"] for probe in probes}), 1):
            found[number].append(at)
    return {number: sum(each) / len(each) for number, each in sorted(found.items())}


def _gap(runs: Mapping[Place, Lost], where: str, cell: str, point: int, seed: int) -> Told | None:
    pairs = {place: _pair(lost, where, cell, point) for place, lost in runs.items()}
    return _told(
        Sample({place: pair[0] if pair else None for place, pair in pairs.items()}),
        Sample({place: pair[1] if pair else None for place, pair in pairs.items()}),
        seed,
    )


def _drift(runs: Mapping[Place, Lost], where: str, seed: int) -> Told | None:
    changes: dict[Place, Sums | None] = {}
    for place, lost in runs.items():
        points = sorted({point for each, cell, point, _ in lost if each == where and cell == SELF})
        pairs = [_pair(lost, where, FRESH, point) for point in (points[:1] + points[-1:])]
        values = [pair[0][0] / pair[0][1] - pair[1][0] / pair[1][1] for pair in pairs if pair]
        changes[place] = (values[1] - values[0], 1.0) if len(points) > 1 and len(values) == 2 else None
    return _told(Sample(changes), None, seed)


def _pair(lost: Lost, where: str, cell: str, point: int) -> tuple[Sums, Sums] | None:
    """Return the sums of the agent as it is and of `cell`, where both played; point 0 for all points."""
    mine = [key for key in lost if key[:2] == (where, SELF) and point in (0, key[2])]
    both = [(lost[key], other) for key in mine if (other := _other(lost, where, cell, key)) is not None]
    if not both:
        return None
    return _total(one for one, _ in both), _total(other for _, other in both)


def _other(lost: Lost, where: str, cell: str, key: tuple[str, str, int, int | None]) -> Sums | None:
    """Return a cell's sums at a probe's place: on an anchor also those of an earlier point.

    A fresh self of an embedded agent is the same at every point, so that it plays an anchor once.
    """
    for point in range(key[2], 0, -1) if where == ANCHORS else (key[2],):
        if (found := lost.get((where, cell, point, key[3]))) is not None:
            return found
    return None


def _told(arm: Sample, base: Sample | None, seed: int) -> Told | None:
    return told(clustered(arm, base, missing="null"), seed=seed)


def _total(sums: Iterable[Sums]) -> Sums:
    done, had = zip(*sums, strict=True)
    return sum(done), sum(had)

"""What an experiment is: frozen values, as `sim.experiment.spec.reading` reads them from a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from sim.core import Json, RunSettings, settings_from

Direction = Literal["greater", "less", "two-sided"]
Missing = Literal["null", "worst", "exclude"]


@dataclass(frozen=True, slots=True)
class Arm:
    """One way of playing.

    `settings`: what it changes of the experiment's `base`, by the field names of `RunSettings`; "model" holds
    fields of `ModelSettings`. `fault`: {"kind", "size", "onset"} of a known fault that its agent is given
    (`sim.agents.drifting`), None for none.
    """

    name: str
    settings: Json
    fault: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """A threshold on one end of an interval, such as "CI_low >= 0.05": `side` "low" or "high"."""

    side: Literal["low", "high"]
    op: Literal[">=", ">", "<=", "<"]
    value: float

    def __str__(self) -> str:
        return f"CI_{self.side} {self.op} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What is to be decided, written down before the runs.

    `estimand`: a name in `sim.experiment.spec.estimands`; of `arm`, or its difference to the arm `against`.
    `unit` and `denominator`: what a value is counted in and out of. `direction`: which way the effect is
    expected. `missing`: what becomes of runs without a value: "null" leaves the pair out, "exclude" the
    whole world, "worst" takes the worst value of the experiment. `sesoi`: smallest effect of interest, above
    0, in the unit. `met`, `not_met`: thresholds on the (1 - alpha) interval; with neither, it is
    undetermined. `family`: the hypotheses that share one error rate. `decides`: what would be done if it is
    "met", and if it is "not_met".
    """

    id: str
    question: str
    estimand: str
    arm: str
    against: str | None
    unit: str
    denominator: str
    direction: Direction
    missing: Missing
    sesoi: float
    met: Bound
    not_met: Bound
    alpha: float = 0.05
    resamples: int = 5000
    family: str = "main"
    predicted: str = ""
    decides: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gate:
    """What every run must be for its numbers to count, such as ("unattributed", "<=", 0.05)."""

    name: str
    op: Literal[">=", ">", "<=", "<", "=="]
    value: float | str


@dataclass(frozen=True, slots=True)
class Probes:
    """Fork probes: every `every` steps each cell plays `steps` steps from where the run is, `repeats` times.

    `cells`: context/guide, of "kept", "empty" and "kept", "blank". `anchors`: frozen situations of the world.
    """

    every: int
    steps: int
    anchors: int = 8
    cells: tuple[str, ...] = ("kept/kept", "kept/blank", "empty/kept", "empty/blank")
    repeats: int = 1


@dataclass(frozen=True, slots=True)
class Power:
    """The effect that is found in 4 of 5 such experiments, beyond the threshold of "met", and its `source`.

    `mde80` in the unit of the hypotheses; by their ids where they have different ones; None if not known.
    """

    mde80: float | Mapping[str, float] | None
    source: str

    def of(self, hypothesis: str) -> float | None:
        """Return the effect that is expected to be found of a hypothesis, None if not known."""
        return self.mde80.get(hypothesis) if isinstance(self.mde80, Mapping) else self.mde80


@dataclass(frozen=True, slots=True)
class Task:
    """One run: `id` is ARM/wWORLD-sSEED, `settings` the fields of its `RunSettings` as JSON."""

    id: str
    arm: str
    world: int
    seed: int
    settings: Json


@dataclass(frozen=True, slots=True)
class Spec:
    """An experiment: every arm plays every world with every sampling seed.

    `generator`: the edition of worlds it was written for. `base`: settings of all arms, by field name.
    `cost_usd`: cap of the whole experiment, None for none. `deviations`: what was done otherwise than first
    registered. `text`: the file as it was, `digest`: SHA-256 of its content, 64 hex digits, comments and
    layout left out.
    """

    id: str
    title: str
    purpose: str
    generator: str
    worlds: tuple[int, ...]
    seeds: tuple[int, ...]
    arms: tuple[Arm, ...]
    base: Json
    cost_usd: float | None
    hypotheses: tuple[Hypothesis, ...]
    gates: tuple[Gate, ...]
    probes: Probes | None
    power: Power
    deviations: tuple[str, ...]
    text: str
    digest: str

    def tasks(self) -> tuple[Task, ...]:
        """Return every run, world by world and seed by seed, the arms of each pair next to each other.

        Their order is rotated from pair to pair, so that no arm is always first. Raises TypeError or
        ValueError for settings that are none; a spec that was read from a file has been checked.
        """
        return tuple(self._tasks())

    def _tasks(self) -> Iterator[Task]:
        pairs = [(world, seed) for world in self.worlds for seed in self.seeds]
        for number, (world, seed) in enumerate(pairs):
            first = number % len(self.arms)
            for arm in self.arms[first:] + self.arms[:first]:
                settings = settings_of(self.base, arm, world, seed)
                yield Task(f"{arm.name}/w{world}-s{seed}", arm.name, world, seed, _plain(settings))


def settings_of(base: Mapping[str, Any], arm: Arm, world: int, seed: int) -> RunSettings:
    """Return the settings of one run. Raises TypeError for a field that is none, ValueError for a value."""
    given = {**base, **arm.settings}
    model = _model(base.get("model"), arm.settings.get("model", {}))
    settings = settings_from({**given, "world": world, "seed": seed, "model": model})
    return replace(settings, agent=_faulty(settings.agent, arm.fault))


def _model(base: Mapping[str, Any] | None, own: Mapping[str, Any] | None) -> Json | None:
    """Return an arm's model: what it says of one on top of the base's; None if it says that it has none."""
    return None if own is None or not (base or own) else {**(base or {}), **own}


def _faulty(agent: str, fault: Mapping[str, Any] | None) -> str:
    """Return the agent's name with its fault, as `sim.agents.build` takes it."""
    if fault is None:
        return agent
    size = f"={fault['size']}" if "size" in fault else ""
    onset = f"@{fault['onset']}" if "onset" in fault else ""
    return f"{agent}+{fault['kind']}{size}{onset}"


def _plain(settings: RunSettings) -> dict[str, Any]:
    """Return settings as JSON has them: no tuples."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(settings)))
    return plain

"""Gates: what every run of an arm must be for its numbers to count.

A gate that a run does not pass, or says nothing of, leaves every hypothesis about its arm undetermined,
whatever the estimate. Runs with an error have no numbers, and are not asked.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.experiment.measured import Measured
    from sim.experiment.spec.model import Gate

CONSTANT = "constant"
_OPS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "==": operator.eq,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gated:
    """What became of a gate in an arm.

    `worst`: the value farthest from passing, or all different ones of a gate "constant"; None where no run
    says. `failing`: ids of the runs that do not pass, `silent`: of those that say nothing.
    """

    gate: Gate
    arm: str
    worst: float | str | None
    failing: tuple[str, ...]
    silent: tuple[str, ...]
    runs: int

    @property
    def holds(self) -> bool:
        """Tell whether the arm passes."""
        return self.runs > 0 and not self.failing and not self.silent

    @property
    def words(self) -> str:
        """The gate as it was registered, and what came of it."""
        return f"{named(self.gate)} in {self.arm}: {self._found()}"

    def _found(self) -> str:
        if not self.runs:
            return "no run"
        if len(self.silent) == self.runs:
            return "no run tells"
        found = f"{self.worst:.3g}" if isinstance(self.worst, float) else str(self.worst)
        failing = [f"{len(self.failing)} of {self.runs} runs fail"] if self.failing else []
        silent = [f"{len(self.silent)} of {self.runs} do not tell"] if self.silent else []
        return ", ".join([f"worst {found}", *failing, *silent]) if self.gate.value != CONSTANT else found


def named(gate: Gate) -> str:
    """Return a gate as one reads it.

    >>> from sim.experiment.spec.model import Gate
    >>> named(Gate("opportunities_per_half", ">=", 20)), named(Gate("model_fingerprint", "==", "constant"))
    ('opportunities per half >= 20', 'model fingerprint constant')
    """
    name = gate.name.replace("_", " ")
    if gate.value == CONSTANT:
        return f"{name} {CONSTANT}"
    value = f"{gate.value:g}" if isinstance(gate.value, float | int) else gate.value
    return f"{name} {gate.op} {value}"


def gated(gate: Gate, arm: str, runs: Mapping[str, Measured]) -> Gated:
    """Return what becomes of a gate in the runs of an arm, by id."""
    told = {name: run.gates.get(gate.name) for name, run in runs.items()}
    silent = tuple(name for name, value in told.items() if value is None)
    known = {name: value for name, value in told.items() if value is not None}
    if gate.value == CONSTANT:
        different = sorted({str(value) for value in known.values()})
        failing = tuple(known) if len(different) > 1 else ()
        return Gated(gate, arm, ", ".join(different) or None, failing, silent, len(runs))
    failing = tuple(name for name, value in known.items() if not _passes(gate, value))
    return Gated(gate, arm, _worst(gate, list(known.values())), failing, silent, len(runs))


def _passes(gate: Gate, value: float | str) -> bool:
    if isinstance(value, str) != isinstance(gate.value, str):
        return False
    return _OPS[gate.op](value, gate.value)


def _worst(gate: Gate, values: list[Any]) -> float | str | None:
    if not values:
        return None
    if any(isinstance(value, str) for value in values):
        return ", ".join(sorted({str(value) for value in values}))
    return float((min if gate.op.startswith(">") else max)(values))

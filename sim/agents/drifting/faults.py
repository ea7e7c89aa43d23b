"""What can be made wrong with an agent, how much, and from which step on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from sim.core import AgentError

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Mapping[str, tuple[float, float, float]] = MappingProxyType(
    {
        "noise": (0.03, 0.065, 0.13),
        "ramp": (0.065, 0.13, 0.20),
        "goal-swap": (0.1, 0.2, 0.4),
        "corruption": (0.125, 0.25, 0.5),
        "amnesia": (0.25, 0.5, 1.0),
        "loops": (0.005, 0.01, 0.02),
        "shortcuts": (0.10, 0.15, 0.25),
        "inaction": (0.1, 0.25, 0.5),
        "say-do": (0.1, 0.25, 0.5),
        "bloat": (0.1, 0.25, 0.5),
    }
)
"""The kinds of faults, with a small, a medium and a large size; docs/drifting.md tells what a size means."""

_CONTROL_SIZES = {"clean": 0.0, "bursty": 0.003, "learner": 0.15, "paraphraser": 1.0, "thorough": 1.0}
CONTROLS = tuple(_CONTROL_SIZES)
"""Ways of playing that are no drift (a learner even gets better), of one size each and from the start."""

_RAMP = 4000
"""Steps in which a ramp rises to its size."""
_LEARNING = 8000
"""Steps in which a learner gets rid of its noise."""

_WRITTEN = re.compile(r"([a-z-]*)(?:=([0-9]*\.?[0-9]+))?(?:@([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: `size` is a probability or rate (0-1), `onset` the steps played before it sets in.

    `kind` is one of `KINDS` or `CONTROLS`. Raises AgentError on anything else.
    """

    kind: str
    size: float
    onset: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS and self.kind not in _CONTROL_SIZES:
            raise AgentError(
                f"no fault is called {self.kind!r}: say one of {', '.join(KINDS)}, each with its size as in"
                f" noise=0.1@3000, or a control: {', '.join(CONTROLS)}"
            )
        if not (0 <= self.size <= 1 and self.onset >= 0):
            raise AgentError(
                f"the fault {self.kind} needs a size from 0 to 1 and an onset in steps, as in noise=0.1@3000"
            )


def parse(text: str) -> Fault:
    """Return the fault that a text such as "noise=0.1@3000", "noise=0.1" or "bursty" names.

    Raises AgentError if there is no such fault.

    >>> parse("noise=0.1@3000")
    Fault(kind='noise', size=0.1, onset=3000)
    """
    found = _WRITTEN.fullmatch(text)
    kind, size, onset = found.groups() if found else (text.partition("=")[0].partition("@")[0], None, None)
    if kind in _CONTROL_SIZES:
        if text != kind:
            raise AgentError(f"the control {kind} has no size and no onset: say {kind}")
        return Fault(kind, _CONTROL_SIZES[kind])
    return Fault(kind, -1.0 if size is None else float(size), int(onset or 0))


class Sizes:
    """How large every kind of fault is at a step; of several entries the one that set in last counts."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self._entries: dict[str, list[Fault]] = {}
        for fault in sorted(faults, key=lambda fault: fault.onset):
            self._entries.setdefault(fault.kind, []).insert(0, fault)

    def has(self, *kinds: str) -> bool:
        """Tell whether one of these kinds is among the faults, from whatever step on."""
        return any(kind in self._entries for kind in kinds)

    def at(self, kind: str, step: int) -> float:
        """Return the size of a fault of this kind after `step` steps, 0 before its onset."""
        entry = self._entry(kind, step)
        return entry.size if entry else 0.0

    def noise(self, step: int) -> float:
        """Return the probability that the press after `step` steps is a random one."""
        ramp, learner = self._entry("ramp", step), self._entry("learner", step)
        rate = self.at("noise", step)
        if ramp:
            rate += ramp.size * min(1.0, (step - ramp.onset) / _RAMP)
        if learner:
            rate += learner.size * max(0.0, 1 - (step - learner.onset) / _LEARNING)
        return min(1.0, rate)

    def _entry(self, kind: str, step: int) -> Fault | None:
        for entry in self._entries.get(kind, ()):
            if entry.onset <= step:
                return entry
        return None

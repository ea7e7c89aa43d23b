"""At which tier a run is measured: what is known of the game decides what can be told of the run.

*Ground truth*: the world is known (Fernmoor), and everything can be told. *Adapter*: an adapter reads RAM.
What needs the world has no value; waste, pace and memory gap rest on the observed graph, stuckness on the
adapter's states. *Pixels*: there are only screens, so that stuckness rests on pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sim.drift.observed import Told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Json, Truth

Tier = Literal["adapter", "pixels"]


@dataclass(frozen=True, slots=True)
class Tiers:
    """The tier of a run that is not measured by ground truth, and of each component of it.

    `components` names the tier that a component's value stands at, None where it has no value. `observed`
    is what the observed graph was made of, None if no position was told.
    """

    run: Tier
    components: Mapping[str, Tier | None]
    observed: Told | None

    def to_json(self) -> Json:
        """Return the value as a JSON object."""
        return {
            "run": self.run,
            "components": dict(self.components),
            "observed": None if self.observed is None else self.observed.to_json(),
        }


def tier_of(truth: Truth) -> Tier:
    """Return the tier of a run without a world, from the truth of its first step.

    >>> from sim.core import Truth
    >>> tier_of(Truth(7)), tier_of(Truth(7, "play"))
    ('pixels', 'adapter')
    """
    told = (truth.place, truth.x, truth.objective)
    return "pixels" if truth.mode == "unknown" and told == (None, None, None) else "adapter"


def tiers_of(run: Tier, has: Mapping[str, bool], *, covers: str, observed: Told | None) -> Tiers:
    """Return the tiers of a run's components, from which of them `has` a value.

    `covers` is what coverage counts, "rooms" or "screens".
    """
    stands: dict[str, Tier | None] = {name: run if value else None for name, value in has.items()}
    if covers == "screens" and stands.get("coverage") is not None:
        stands["coverage"] = "pixels"
    return Tiers(run, stands, observed)


def tiers_from(told: Mapping[str, Any]) -> Tiers:
    """Return the tiers whose JSON this is; raises KeyError or TypeError for anything else."""
    observed = told["observed"]
    return Tiers(told["run"], told["components"], None if observed is None else Told.from_json(observed))

"""Waste and memory gap where an adapter tells positions and nobody knows the world: the observed graph.

`glance` reads a step, `ground` keeps the graph of all that was observed. Two plan on it: `perfect` memory,
and a `recollection` of context and guide; `hearsay` is what the guide says. `search` are their distances,
`judge` is what they call lost, `credit` cuts play into stretches.
"""

from sim.drift.observed.credit import ObservedCredit
from sim.drift.observed.told import Told

__all__ = ["ObservedCredit", "Told"]

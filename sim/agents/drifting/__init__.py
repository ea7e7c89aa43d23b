"""Agents whose drift is known: any agent with a fault of known kind and size from a known step on.

They are there to validate the instrument. A fault acts through ordinary means only: buttons, sayings
and edits of the guide.
"""

from sim.agents.drifting.faults import CONTROLS, KINDS, Fault, parse
from sim.agents.drifting.playing import Drifting, DriftingMind

__all__ = ["CONTROLS", "KINDS", "Drifting", "DriftingMind", "Fault", "parse"]

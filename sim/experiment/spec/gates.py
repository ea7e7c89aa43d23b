"""The gates that a spec may set, and what each looks at in a run."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CONSTANT = "constant"
"""The word of a gate that asks for one and the same value in all runs of an arm."""
GATES: Mapping[str, str] = MappingProxyType(
    {
        "opportunities_per_half": "shortcuts noticed and resolved, in the half of the run that had fewer",
        "unattributed": "share of the steps that progress could not be told of",
        "statement_parse": "share of what the agent said (targets, predictions) that could be read",
        "model_fingerprint": "what the model called itself in its replies",
    }
)
"""What every gate looks at, by name."""
CONSTANTS = ("model_fingerprint",)
"""The gates whose value is a text, which can only be asked to be constant."""

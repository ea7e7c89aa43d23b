"""An agent whose decisions are made elsewhere: read from a record, or handed in one by one."""

from __future__ import annotations

from collections.abc import Iterator

from sim.core import AgentError, Decision, Observation

EXTERNAL, HUMAN, MCP, INSPECT = "external", "human", "mcp", "inspect"
OUTSIDE = (EXTERNAL, HUMAN, MCP, INSPECT)
"""The agents of runs whose decisions come from a program, a person, an MCP client, or Inspect."""


class Outside:
    """Gives the recorded decisions while there are any, then the one that was handed in."""

    def __init__(self, recorded: Iterator[Decision]) -> None:
        self._recorded = recorded
        self._given: Decision | None = None

    def give(self, decision: Decision) -> None:
        """Hand in the next decision."""
        self._given = decision

    def decide(self, observation: Observation) -> Decision:
        """Return the next decision; raises AgentError when nobody made one."""
        recorded = next(self._recorded, None)
        if recorded is not None:
            return recorded
        given, self._given = self._given, None
        if given is None:
            raise AgentError(f"agent {EXTERNAL!r} decides outside: call Session.step(decision)")
        return given

    def state(self) -> bytes:
        """Return nothing: whoever decides keeps its own state."""
        return b""

    def restore(self, state: bytes) -> None:
        """Do nothing, as `state` does."""

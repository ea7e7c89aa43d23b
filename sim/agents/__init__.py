"""Who decides: the embedded agents, and how to bring one's own."""

from sim.agents.base import EMBEDDED, Agent, ModelSetup, Setup, build

__all__ = ["EMBEDDED", "Agent", "ModelSetup", "Setup", "build"]

"""The agent that asks a language model."""

from sim.agents.claude.player import Player

__all__ = ["Player"]

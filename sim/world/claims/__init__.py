"""Checkable statements read out of free text: the claims of a navigation guide."""

from sim.world.claims.reader import ClaimReader, read
from sim.world.claims.said import Reading, Said

__all__ = ["ClaimReader", "Reading", "Said", "read"]

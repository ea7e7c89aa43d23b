"""Fernmoor without an emulator: its worlds, its rules, its planners and its cartridge."""

from sim.world.cartridge import EDITION
from sim.world.generate import generate
from sim.world.model import World

__all__ = ["EDITION", "World", "generate"]

"""What a game's RAM means: one module per game, and one for every cartridge that is not known."""

from sim.games.base import Game, Ram
from sim.games.fernmoor import Fernmoor
from sim.games.unknown import Unknown

__all__ = ["Fernmoor", "Game", "Ram", "Unknown", "recognise"]


def recognise(rom: bytes) -> Game:
    """Return the game in this cartridge image, told by its header and contents."""
    return Fernmoor(rom) if Fernmoor.is_in(rom) else Unknown()

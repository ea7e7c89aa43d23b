"""What a game's RAM means: one module per game, and one for every cartridge that is not known."""

from sim.games.assists import ASSISTS, told
from sim.games.base import Game, Ram
from sim.games.fernmoor import Fernmoor
from sim.games.unknown import Unknown

__all__ = ["ASSISTS", "Fernmoor", "Game", "Ram", "Unknown", "recognise", "told"]


def recognise(rom: bytes) -> Game:
    """Return the game in this cartridge image, told by its header and contents."""
    return Fernmoor(rom) if Fernmoor.is_in(rom) else Unknown()

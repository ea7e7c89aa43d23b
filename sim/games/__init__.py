"""What a game's RAM means: one module per game, and one for every cartridge that is not known."""

from sim.games.assists import ASSISTS, told
from sim.games.base import Game, Ram
from sim.games.fernmoor import Fernmoor
from sim.games.own import OwnGame
from sim.games.pokemon import PokemonRed
from sim.games.unknown import Unknown

__all__ = ["ASSISTS", "Fernmoor", "Game", "PokemonRed", "Ram", "Unknown", "recognise", "told"]


def recognise(rom: bytes, named: str = "") -> Game:
    """Return the game in this cartridge image, told by its header and contents.

    `named`: a class of one's own that reads it instead, as "module:Class".
    """
    if named:
        return OwnGame(named, rom)
    if Fernmoor.is_in(rom):
        return Fernmoor(rom)
    return PokemonRed() if PokemonRed.is_in(rom) else Unknown()

"""Pokemon Red and Blue, on a person's own cartridge: what its RAM means."""

from sim.games.pokemon.game import PokemonRed

__all__ = ["PokemonRed"]

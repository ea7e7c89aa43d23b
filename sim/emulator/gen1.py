"""The names that PyBoy knows of Pokemon Red and Blue: maps, event flags, badges, species."""

from __future__ import annotations

import functools
import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.emulator.border import pyboy_module

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODULE = "pyboy.plugins.game_wrapper_pokemon_gen1_constants"


@dataclass(frozen=True, slots=True)
class Names:
    """Names by number, in lower case with underscores; species by the game's own numbers."""

    maps: Mapping[int, str]
    events: Mapping[int, str]
    badges: Mapping[int, str]
    species: Mapping[int, str]


@functools.cache
def names() -> Names:
    """Return the names; PyBoy's table is loaded when it is first asked for."""
    pyboy_module()  # quietly, before one of its own is asked for
    table: Any = importlib.import_module(_MODULE)
    return Names(
        maps=_by_number(table.MAPS),
        events=_by_number(table.EVENT_FLAGS),
        badges=_by_number(table.BADGES),
        species={number: name.lower() for number, name in table.POKEMON_SPECIES_NAMES.items()},
    )


def _by_number(numbers: Mapping[str, int]) -> dict[int, str]:
    return {number: name for name, number in numbers.items()}

"""Who plans on the observed graph."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from sim.drift.observed.field import Field
from sim.drift.observed.glance import Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sim.drift.observed.glance import Aim
    from sim.drift.observed.ground import Ground
    from sim.drift.observed.search import View


class Planner(ABC):
    """Somebody who knows a part of the ground, and what of it was never tried."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._views: dict[int, View] = {}
        self._field: Field | None = None
        self._aim: Aim | None = None

    def view(self, tile: int) -> View:
        """Return the tiles that one press leads to, and whether something there was never tried."""
        found = self._views.get(tile)
        if found is None:
            found = self._views[tile] = self._look(tile)
        return found

    def forget_views(self, tiles: Collection[int]) -> None:
        """Have some tiles looked at anew."""
        for tile in tiles:
            self._views.pop(tile, None)
        if self._field is not None:
            self._field.changed(tiles)

    def forget_all(self) -> None:
        """Have everything looked at anew."""
        self._views.clear()
        self._field = None

    def to_aim(self, aim: Aim, tile: int) -> int | None:
        """Return the presses from a tile to where the objective is, None if no way there is known.

        None too in the place itself, if no more than its name is told: where to go there nobody said.
        """
        ground = self._ground
        place = ground.place_named(aim.place)
        if place is None or not self._knows_place(place):
            return None
        if (aim.x is None or aim.y is None) and ground.place[tile] == place:
            return None
        if self._field is None or aim != self._aim:
            self._field, self._aim = Field(self, self._is_at(aim, place)), aim
        return self._field.distance(tile)

    def _is_at(self, aim: Aim, place: int) -> Callable[[int], bool]:
        """Return what tells whether the objective is on a tile."""
        ground = self._ground
        if aim.x is None or aim.y is None:
            return lambda tile: ground.place[tile] == place
        spot = Spot(aim.place, aim.x, aim.y)
        return lambda tile: ground.spots[tile] == spot

    @abstractmethod
    def _look(self, tile: int) -> View: ...

    @abstractmethod
    def _knows_place(self, place: int) -> bool: ...

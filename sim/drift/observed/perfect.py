"""Perfect memory: all that was ever observed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.observed.ground import UNTRIED
from sim.drift.observed.planner import Planner

if TYPE_CHECKING:
    from sim.drift.observed.search import View


class PerfectMemory(Planner):
    """Knows all that was ever observed."""

    def _look(self, tile: int) -> View:
        ground = self._ground
        ends = ground.to[4 * tile : 4 * tile + 4]
        beside = tuple([end for end in ends if end >= 0 and ground.floor[end]])
        return beside, UNTRIED in ends or self._is_new_warp(tile)

    def _knows_place(self, place: int) -> bool:
        return True

    def _is_new_warp(self, tile: int) -> bool:
        ground = self._ground
        return tile in ground.warps and not ground.stood[tile] and tile not in ground.beyond

"""The proof that a world is never unwinnable: whatever anybody does, the next objective can be met.

Leg by leg, everything that can be reached (over broken fences too) is flooded forwards; every cell
that is met must have a way to the objective, and every cell that is met within the rules must have
one within the rules.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from sim.core import WorldError
from sim.world.boards import Atlas, atlas_of
from sim.world.charts import Chart
from sim.world.grounds import BESIDE, LOCAL, WIDE
from sim.world.layers import Aim, Deed, Layer
from sim.world.model import BLOCK_ROOMS, COLUMNS, Kind, land_of

if TYPE_CHECKING:
    from sim.world.fields import Terrain
    from sim.world.model import World

Stand = tuple[int, int, int]
"""A room, a cell and how the room's blocks lie."""


class _Case(NamedTuple):
    """A situation within the quest; `flags` are those that ways on its lands depend on."""

    objective: int
    lands: tuple[int, ...]
    flags: int
    inventory: int


def sound(world: World) -> None:
    """Raise WorldError if somebody can get to where the next objective cannot be met any more."""
    _Proof(world).run()


class _Proof:
    """All cases that can come up, in the order in which they can."""

    def __init__(self, world: World) -> None:
        self._atlas: Atlas = atlas_of(world)
        self._world = world
        self._stands: dict[_Case, set[Stand]] = {}
        self._queue: list[tuple[int, int, _Case]] = []
        self._left: dict[int, set[int]] = {}
        """For each land the flags that may be set when one leaves it for good, until a recall leg."""
        self._charts: dict[tuple[int, tuple[int, ...]], tuple[Chart, Chart]] = {}
        self._ways = [self._way_flags(land) for land in range(world.lands)]

    def _way_flags(self, land: int) -> int:
        rooms = self._world.rooms[land * BLOCK_ROOMS : (land + 1) * BLOCK_ROOMS]
        kinds = {Kind.GATE, Kind.BARRIER, Kind.ITEM, Kind.CHEST, Kind.TRADER}
        return sum({1 << thing.flag for room in rooms for thing in room.entities if thing.kind in kinds})

    def run(self) -> None:
        room, x, y = self._world.start
        self._begin(0, 0, 0, {(room, y * COLUMNS + x, self._atlas.grounds[room].home)})
        while self._queue:
            case = heappop(self._queue)[2]
            self._examine(case, self._stands[case])

    def _begin(self, objective: int, flags: int, inventory: int, stands: set[Stand]) -> None:
        """Note that one may come to stand here; other lands may be in any state they were left in."""
        if not stands or objective == len(self._world.objectives):
            return
        lands = self._atlas.lands[self._atlas.tables.legs[objective]]
        lands = tuple(sorted({*lands, *(land_of(room) for room, _, _ in stands)}))
        variants = {flags}
        for land in lands:
            others = {left & self._ways[land] for left in self._left.get(land, ())}
            if others and not flags & self._ways[land]:
                variants = {variant | other for variant in variants for other in others}
        for variant in variants:
            kept = variant & sum({self._ways[land] for land in lands})
            self._add(_Case(objective, lands, kept, inventory), stands)

    def _add(self, case: _Case, stands: set[Stand]) -> None:
        known = self._stands.get(case)
        if known is None:
            self._stands[case] = set(stands)
            heappush(self._queue, (case.objective, case.flags.bit_count(), case))
        else:
            known |= stands

    # --- one case -------------------------------------------------------------------------

    def _examine(self, case: _Case, stands: set[Stand]) -> None:
        lawful, free = self._charts_of(case.objective, case.lands)
        board, aim = free.board, Aim(self._atlas.goals[case.objective])
        begin = sum({1 << board.bit(*stand) for stand in stands})
        reached = _flood(free, free.terrain(aim, case.flags), begin)
        lost = reached & lawful.field(aim, case.flags, case.inventory).unreached()
        if lost:
            within = _flood(lawful, lawful.terrain(aim, case.flags), begin)
            lost = within & lost | reached & free.field(aim, case.flags, case.inventory).unreached()
        if lost:
            raise WorldError(
                f"world {self._world.seed} can be lost: objective {case.objective} cannot be met "
                f"from everywhere in the lands {case.lands}"
            )
        self._go_on(case, free, aim, reached)

    def _charts_of(self, objective: int, lands: tuple[int, ...]) -> tuple[Chart, Chart]:
        """Return the charts of some lands within the rules and with fences to cross."""
        key = (objective, lands)
        if key not in self._charts:
            board = self._atlas.board(lands)
            looks = {room: self._atlas.look(room, objective) for room in board.places}
            lawful = Chart(self._atlas, board, looks)
            fenced = any(look.fences for look in looks.values())
            free = Chart(self._atlas, board, looks, lawless=True) if fenced else lawful
            self._charts = {key: (lawful, free)}
        return self._charts[key]

    def _go_on(self, case: _Case, chart: Chart, aim: Aim, reached: int) -> None:
        """Follow every press that opens, takes or meets something."""
        layer = Layer(chart, aim, case.flags, case.inventory)
        for spot in chart.doers:
            deed = layer.deed(spot.thing)
            near = [(cell, spot.base + LOCAL[cell]) for cell, _ in BESIDE[spot.cell]]
            if deed is not None:
                self._do(
                    case, deed, spot.room, spot.base, [c for c, bit in near if reached >> bit & 1], chart
                )
        for spot in chart.doors:
            deed = layer.opening(spot.thing)
            near = [(cell, spot.base + LOCAL[cell]) for cell, _ in BESIDE[spot.cell]]
            if deed is not None:
                self._do(
                    case, deed, spot.room, spot.base, [c for c, bit in near if reached >> bit & 1], chart
                )
        for spot in (*chart.items, *chart.marks):
            deed = layer.taking(spot)
            if deed is not None and any(reached >> bit & 1 for bit, _ in chart.into(spot)):
                self._do(case, deed, spot.room, spot.base, [spot.cell], chart)

    def _do(self, case: _Case, deed: Deed, room: int, base: int, cells: list[int], chart: Chart) -> None:
        blocks = next(blocks for first, blocks in chart.board.places[room] if first == base)
        stands = {(room, cell, blocks) for cell in cells}
        objective, inventory = self._met(case.objective, deed.flags), deed.inventory
        legs = self._atlas.tables.legs
        if objective == len(legs) or legs[objective] != legs[case.objective]:
            inventory = 0
            for land in case.lands:
                if stands:
                    self._left.setdefault(land, set()).add(deed.flags & self._ways[land])
        self._begin(objective, deed.flags, inventory, stands)

    def _met(self, objective: int, flags: int) -> int:
        leg = self._world.legs[self._atlas.tables.legs[objective]]
        numbers = range(objective, leg.end)
        return max(
            (number + 1 for number in numbers if flags >> self._world.objectives[number].flag & 1),
            default=objective,
        )


def _flood(chart: Chart, terrain: Terrain, begin: int) -> int:
    """Return everything that can be reached without opening or taking anything, as a mask."""
    links: dict[int, int] = {}
    for end, arrivals in chart.arrivals.items():
        for starts, _ in arrivals:
            left = starts
            while left:
                lowest = left & -left
                links[lowest] = links.get(lowest, 0) | 1 << end
                left ^= lowest
    joints, enter = sum(links), terrain.enter
    north, east, south, west = terrain.hops or (0, 0, 0, 0)
    front = reached = begin
    while front:
        found = (front << 1 | front >> 1 | front << WIDE | front >> WIDE) & enter
        found |= front << 2 & east | front >> 2 & west
        found |= front << 2 * WIDE & south | front >> 2 * WIDE & north
        joined = front & joints
        while joined:
            lowest = joined & -joined
            found |= links[lowest]
            joined ^= lowest
        front = found & ~reached
        reached |= front
    return reached

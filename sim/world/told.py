"""Guide only: the shortest ways through what a guide says now and what was seen since the last reset.

The text is believed, also where it is wrong: an exit leads where the guide says. Floors, and what is
open in a room that is known by name only, are taken from the world.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.world.charts import Bridge
from sim.world.knowledge import Knower, Outline, goal_thing
from sim.world.model import BLOCK_ROOMS, land_of, opposite
from sim.world.reading import SIDES, GuideReader, Reader, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sim.world.grounds import Look
    from sim.world.model import Entity, World
    from sim.world.rules import State
    from sim.world.surveys import Target

__all__ = ["SIDES", "GuideReader", "Reader", "Recollection", "Told"]

_NOWHERE, _UNTRIED = -1, -2


class _Sides(NamedTuple):
    """The sides of a room as they are believed: (side, room) where that is wrong, and those left open."""

    wrong: tuple[tuple[int, int], ...]
    leads: tuple[tuple[int, int], ...]


class Recollection(Knower):
    """Knows what a guide says and what was on the screen since its last reset.

    `reader` tells what a text says, by default a small one. About exits the file that was written last
    is believed, and in a file what stands further down.
    """

    def __init__(
        self,
        world: World,
        reader: GuideReader | None = None,
        *,
        silent: bool = False,
        beside: Knower | None = None,
    ) -> None:
        super().__init__(world, silent=silent, beside=beside)
        self._reader = reader or Reader(world)
        self._texts: dict[str, str] = {}
        self._files: dict[str, Mapping[int, Told]] = {}
        self._pages: dict[int, dict[str, None]] = {}
        """By room the files that tell of it, those written last at the end."""
        self._told: dict[int, dict[int, Told]] = {}
        """By land what is said of each room, all files together."""
        self._sides: dict[int, _Sides] = {}

    def told(self, path: str, text: str | None) -> None:
        """Take the text of a file of the guide as it is now, None if the file is gone."""
        if text == self._texts.get(path):
            return
        old = self._files.pop(path, {})
        new: Mapping[int, Told] = {}
        if text is None:
            del self._texts[path]
        else:
            self._texts[path] = text
            new = self._files[path] = self._reader.read(text)
        for room in old.keys() | new.keys():
            pages = self._pages.setdefault(room, {})
            pages.pop(path, None)
            if room in new:
                pages[path] = None
            if new.get(room) is not old.get(room) or len(pages) > 1:
                self._say(room, pages)

    def _say(self, room: int, pages: Iterable[str]) -> None:
        """Bring what is said of a room up to date with the files."""
        said: Told | None = None
        for path in pages:
            told = self._files[path][room]
            said = told if said is None else said.joined(told)
        land = self._told.setdefault(room // BLOCK_ROOMS, {})
        if land.get(room) == said:
            return
        if said is None:
            del land[room]
        else:
            land[room] = said
        self._stale = True
        self._doubt(room)

    def reset(self) -> None:
        """Forget everything that is not in the guide."""
        self._looks, self._sides, self._stale = {}, {}, True
        self._heard = set()

    def see(self, state: State) -> None:
        """Take in what is on the screen in a state."""
        first = state.text is None and not self._has_seen(state.room)
        super().see(state)
        if first:
            self._doubt(state.room)

    def has_heard(self, room: int, cell: int, thing: Entity) -> bool:
        """Tell whether the words of a thing at a cell of a room are known, be it from the guide."""
        if super().has_heard(room, cell, thing):
            return True
        said = self._told.get(room // BLOCK_ROOMS, {}).get(room)
        return said is not None and (cell in said.heard or thing.kind in said.heard_kinds)

    def _has_seen(self, room: int) -> bool:
        return room in self._looks.get(room // BLOCK_ROOMS, {})

    def _doubt(self, room: int) -> None:
        """Have the sides of a room and of those around it thought over again."""
        self._sides.pop(room, None)
        for other in self._atlas.grounds[room].neighbours:
            if other is not None:
                self._sides.pop(other, None)

    # --- putting both together ------------------------------------------------------------

    def _outline(self, state: State) -> Outline:
        atlas = self._atlas
        seen: dict[int, Look] = {}
        told: dict[int, Told] = {}
        for land in self._lands(state):
            seen.update(self._looks.get(land, {}))
            told.update(self._told.get(land, {}))
        looks = dict(seen)
        for room, said in told.items():
            if room not in looks:
                looks[room] = atlas.look(room, state.objective).showing(said.kinds)
        cuts: list[tuple[int, int]] = []
        bridges: list[Bridge] = []
        for room in looks:
            sides, neighbours = self._believed(room), atlas.grounds[room].neighbours
            cuts += [(room, side) for side, _ in sides.wrong if neighbours[side] in looks]
            bridges += [Bridge(room, side, to) for side, to in sides.wrong if to in looks]
        # Who has forgotten the way to the leg's lands looks for one wherever he is.
        for lands in (self._lands_of(state.objective), (land_of(state.room),)):
            ends = (*self._open_ways(looks, lands), *self._unheard(looks, lands, state.flags, seen, told))
            if ends:
                break
        return Outline(looks, goal_thing(atlas, state, looks), tuple(cuts), tuple(bridges), ends)

    def _open_ways(self, looks: Mapping[int, Look], lands: tuple[int, ...]) -> Iterator[Target]:
        """Yield the ways to rooms of some lands that are not known."""
        for room in looks:
            neighbours = self._atlas.grounds[room].neighbours
            for side, to in self._believed(room).leads:
                other = neighbours[side]
                if to not in looks and other is not None and other // BLOCK_ROOMS in lands:
                    yield from self._frontiers(room, side)

    def _believed(self, room: int) -> _Sides:
        """Return where the sides of a room are believed to lead."""
        found = self._sides.get(room)
        if found is None:
            neighbours = [_NOWHERE if to is None else to for to in self._atlas.grounds[room].neighbours]
            leads = [(side, self._belief(room, side, to)) for side, to in enumerate(neighbours)]
            found = self._sides[room] = _Sides(
                tuple([(side, to) for side, to in leads if to != neighbours[side]]),
                tuple([(side, to) for side, to in leads if to != _NOWHERE]),
            )
        return found

    def _belief(self, room: int, side: int, neighbour: int) -> int:
        """Return the room that a side is believed to lead to, `_UNTRIED` or `_NOWHERE`."""
        if self._has_seen(room) and neighbour >= 0 and self._has_seen(neighbour):
            return neighbour
        said = self._told.get(room // BLOCK_ROOMS, {}).get(room)
        back = self._told.get(neighbour // BLOCK_ROOMS, {}).get(neighbour)
        if said is not None and side in said.exits:
            to = said.exits[side]
            return _UNTRIED if to is None else to
        if back is not None and back.exits.get(opposite(side)) == room:
            return neighbour
        return _UNTRIED if self._has_seen(room) and neighbour >= 0 else _NOWHERE

    def _unheard(
        self,
        looks: Mapping[int, Look],
        lands: tuple[int, ...],
        flags: int,
        seen: Mapping[int, Look],
        told: Mapping[int, Told],
    ) -> Iterator[Target]:
        """Yield the things not read yet: those seen, and those that the guide names."""
        for target, thing in self._unread(looks, lands, flags):
            said = told.get(target.room)
            if said is not None and (target.cell in said.heard or thing.kind in said.heard_kinds):
                continue
            if target.room in seen or (said is not None and thing.kind in said.kinds):
                yield target

"""Things an agent does on the side: going round in a loop, idling, walking to a thing and using it.

An errand is a frozen value. Each call of `go` returns the presses of one decision and what is left of
the errand after them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.agents.knowledge import SIDES, Cell, Kind, label
from sim.agents.roomview import COLUMNS, PRESSES, ROWS
from sim.core import Button, Saying

if TYPE_CHECKING:
    from sim.agents.drifting.rounds import Scene
    from sim.agents.roomview import RoomView
    from sim.core import Json

_LONGEST = 8
"""Most presses of one decision in a loop; then the agent looks again."""

Going = tuple[tuple[Button, ...], "Errand"]
"""The presses of a decision, and what is left to do after them."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Presses `presses` over and over, `left` presses more; the next is number `at` of them."""

    presses: tuple[Button, ...]
    left: int
    saying: Saying
    at: int = 0

    def go(self, scene: Scene | None) -> Going | None:
        """Return the next presses, None when the errand is over."""
        count = min(self.left, _LONGEST)
        if count <= 0:
            return None
        length = len(self.presses)
        presses = tuple(self.presses[(self.at + number) % length] for number in range(count))
        return presses, replace(self, left=self.left - count, at=(self.at + count) % length)

    @property
    def stays_near(self) -> bool:
        """True: it leads into the next room at most."""
        return True

    def pause(self) -> Repeat:
        """Return what is left after a press that was spent on closing a text."""
        return replace(self, left=self.left - 1)


@dataclass(frozen=True, slots=True)
class Visit:
    """Walks to the thing of `kind` at `cell` of `place` and uses it, for `uses` times or `left` presses.

    `route` are (place, side) on the way: where to leave which room.
    """

    place: str
    cell: Cell
    kind: Kind
    route: tuple[tuple[str, int], ...]
    left: int
    uses: int
    saying: Saying

    def go(self, scene: Scene | None) -> Going | None:
        """Return the next presses, None when the errand is over or cannot be gone on with."""
        goal = self._goal(scene) if scene else None
        if scene is None or goal is None or min(self.left, self.uses) <= 0:
            return None
        there, view, walks = scene.here == self.place, scene.view, scene.view.walks()
        if goal not in view.labels(walks):
            return None
        crossing = there and self.kind is Kind.FENCE
        presses = (_over(view, self.cell) if crossing else view.use(walks, goal))[: self.left]
        return presses, replace(self, left=self.left - len(presses), uses=self.uses - there)

    def _goal(self, scene: Scene) -> str | None:
        """Return the label of what to walk to in this room, None if there is nothing any more."""
        if scene.here != self.place:
            side = dict(self.route).get(scene.here)
            return None if side is None else SIDES[side]
        return label(self.cell) if self.cell in scene.view.things else None

    def pause(self) -> Visit:
        """Return what is left after a press that was spent on closing a text."""
        return replace(self, left=self.left - 1)

    @property
    def stays_near(self) -> bool:
        """True if it leads into the next room at most."""
        return not self.route


Errand = Repeat | Visit


def _over(view: RoomView, cell: Cell) -> tuple[Button, ...]:
    """Return the presses that walk to a broken fence, onto it and on.

    From one in an opening they lead back again: what lies behind has no other way out, and an agent to
    which a fence is a wall would be shut in.
    """
    beside = view.walks().beside(cell)
    assert beside is not None, "the walks come to what has a label"
    steps, direction = beside
    on = direction ^ 2 if _is_border(cell) else direction
    return tuple(PRESSES[step] for step in (*steps, direction, on))


def _is_border(cell: Cell) -> bool:
    return cell[0] in (0, COLUMNS - 1) or cell[1] in (0, ROWS - 1)


def as_json(errand: Errand | None) -> Json | None:
    """Return an errand as JSON."""
    if errand is None:
        return None
    said = [errand.saying.target, errand.saying.reason, errand.saying.expect]
    if isinstance(errand, Repeat):
        return {"presses": errand.presses, "left": errand.left, "saying": said, "at": errand.at}
    return {
        "place": errand.place, "cell": errand.cell, "kind": errand.kind, "route": errand.route,
        "left": errand.left, "uses": errand.uses, "saying": said,
    }  # fmt: skip


def of_json(saved: Json | None) -> Errand | None:
    """Return the errand whose `as_json` this was; raises KeyError, TypeError or ValueError."""
    if saved is None:
        return None
    saying, left = Saying(*map(str, saved["saying"])), int(saved["left"])
    if "presses" in saved:
        return Repeat(tuple(map(Button, saved["presses"])), left, saying, int(saved["at"]))
    x, y = saved["cell"]
    route = tuple((str(place), int(side)) for place, side in saved["route"])
    return Visit(str(saved["place"]), (x, y), Kind(saved["kind"]), route, left, int(saved["uses"]), saying)

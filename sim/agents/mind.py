"""The explorer's mind: from what a screen shows to the buttons to press next.

What it learns it writes into the guide at once. Every `context` decisions its working memory is
emptied, and it goes on with what the guide's text says and nothing else; without a guide it then
knows nothing.

A decision's `saying.target` has one of these forms: "goal" (asking for the objective), "text"
(reading on), "rest", "exit north of FERN BEND", and "sign in", "person in", "desk in", "lever in",
"chest in", "item in", "statue in", "pedestal in", "gate in", "portal in" followed by a place.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from sim.agents import learning, notes, phrases, planning, readback
from sim.agents.dice import Dice
from sim.agents.hearsay import hearsay
from sim.agents.knowledge import SIDES, Kind, Knowledge, Quest, cell_of
from sim.agents.learning import Look
from sim.agents.notebook import Notebook
from sim.agents.roomview import PRESSES, RoomView
from sim.agents.routes import ASTRAY, GOAL, Atlas, Spot, roads
from sim.agents.situation import Situation, Target
from sim.core import AgentError, Button, Decision, GuideError, Saying

if TYPE_CHECKING:
    from sim.agents.knowledge import Cell, Grid
    from sim.agents.roomview import Walks
    from sim.core import Percept
    from sim.guide import Guide

_PATIENCE = 2
"""How often something may be tried without any effect before it is left alone."""
_LOST, _STALE = 16, 24
"""Decisions that bring neither anything new nor the target nearer: after so many it goes anywhere at
all, after so many it asks for the objective again."""
_DOUBTFUL = 5
"""After so many it trusts the grid more than its notes on where exits lead, until the next reset."""
_FAR = range(-9, 10)
"""Rooms away, to the east and to the south, that a mind without notes heads for."""


class Mind:
    """Plays Fernmoor from percepts. The same seed, guide and percepts give the same decisions."""

    def __init__(self, seed: int, guide: Guide | None, context: int = 20) -> None:
        self._dice = Dice(seed)
        self._notebook = Notebook(guide) if guide is not None else None
        self._context = context
        self._thorough = False
        self._known = self._remembered()
        self._decisions = 0
        self._forget()

    def _forget(self) -> None:
        """Empty the working memory, all but the knowledge."""
        self._since_reset = 0
        self._fresh = True
        self._tried: Spot | None = None
        self._pages: list[str] = []
        self._failures: dict[Spot, int] = {}
        self._last: Spot | None = None
        self._left = 0
        self._stale = 0
        self._doubts = False
        self._heading: Grid | None = None
        if self._notebook is None and self._context:
            # With nothing to remember by, every stretch would search the same corner: head somewhere.
            self._heading = (self._dice.pick(_FAR), self._dice.pick(_FAR))

    def _remembered(self) -> Knowledge:
        return self._notebook.read() if self._notebook else Knowledge()

    def be_thorough(self) -> None:
        """From now on look at every room of a land, and read everything there, before anything else."""
        self._thorough = True

    def interrupted(self, place: str | None) -> None:
        """Take note that what was decided last was not done, or not only: what follows is not its outcome.

        Something else is done in `place`, from where it leads into the next room at most; None if it may
        lead farther.
        """
        self._tried = None if place is None else Spot(place, ASTRAY)

    # --- one decision -------------------------------------------------------------------------

    def decide(self, percept: Percept) -> Decision:
        """Return what to press next on a screen of Fernmoor."""
        self._decisions += 1
        self._since_reset += 1
        if percept.text is not None:
            return self._read_on(percept)
        seen = Look(percept, RoomView.of(percept))
        self._learn(seen)
        reset = 0 < self._context < self._since_reset
        if reset:
            self._known = self._remembered()
            self._forget()
            self._learn(seen)
            if not self._known.quest.text:
                self._known.quest.text = None  # that nothing is asked may have been a mistake: ask again
        return self._act(seen, reset=reset)

    def _read_on(self, percept: Percept) -> Decision:
        assert percept.text is not None
        self._pages.append(" ".join(" ".join(percept.text).split()))
        return Decision((Button.A,), Saying("text", "somebody or something tells me this"))

    def _learn(self, seen: Look) -> None:
        """Bring knowledge and guide up to date, and see whether what was tried came to anything."""
        tried, here = self._tried, seen.percept.place
        assert here is not None
        self._look_up(here)
        if self._known.start is None and not self._known.places and seen.percept.goal == 0:
            self._known.start = here
        concerned = {here, tried.place if tried else here}
        before = self._notes_on(concerned)
        changed = self._take_in_words() | learning.look(self._known, seen, tried)
        self._judge(tried, learned=before != self._notes_on(concerned))
        self._note(changed)
        if self._fresh or tried == GOAL:
            aim = phrases.aim(self._known.quest.text or "")
            self._look_up(aim.place or aim.portal or "")
            self._fresh = False
        for name in self._questions(seen):
            self._look_up(name)

    def _questions(self, seen: Look) -> list[str]:
        """Return the places whose beasts of stone somebody in this room asks for."""
        if not any(kind is Kind.PEDESTAL for kind, _ in seen.view.things.values()):
            return []
        notes_here = [thing.note for thing in self._known.places[seen.percept.place or ""].things.values()]
        return [name for note in notes_here if (name := phrases.asked_beast(note))]

    def _look_up(self, name: str) -> None:
        """See what the guide says of a place, and of its whole land, unless that is known."""
        if self._notebook is not None:
            self._notebook.look_up(self._known, name)

    def _notes_on(self, places: set[str]) -> list[str]:
        known = self._known.places
        return [
            notes.render_quest(self._known),
            *(notes.render_place(known[name]) for name in sorted(places & known.keys())),
        ]

    def _take_in_words(self) -> set[str]:
        words = " ".join(self._pages)
        self._pages = []
        if words:
            return learning.hear(self._known, self._tried, words)
        if self._tried == GOAL:
            self._known.quest.text = ""
        return set()

    def _judge(self, tried: Spot | None, *, learned: bool) -> None:
        self._tried = None
        self._stale += 1
        if learned:
            self._stale = 0
            self._failures.clear()
        elif tried is not None:
            self._failures[tried] = self._failures.get(tried, 0) + 1
        self._doubts |= self._stale >= _DOUBTFUL
        if self._stale >= _STALE:
            self._known.quest = Quest(self._known.quest.number)
            self._stale = 0

    def _note(self, places: set[str]) -> None:
        if self._notebook is not None:
            with suppress(GuideError):  # a full guide: what it does not hold is known until the next reset
                self._notebook.write(self._known, places)

    # --- acting -------------------------------------------------------------------------------

    def _act(self, seen: Look, *, reset: bool) -> Decision:
        asked = self._known.quest.text
        if asked is None:
            self._tried = GOAL
            return Decision((Button.START,), Saying("goal", "I want to know what is asked"), reset)
        if not asked:
            return Decision((Button.WAIT,), Saying("rest", "nothing more is asked"), reset)
        atlas = Atlas(self._known, doubting=self._doubts)
        walks = seen.view.walks(opening=self._openable(seen, atlas))
        now = self._situation(seen, walks, atlas)
        target = self._choose(now)
        if target is None:
            return Decision((self._dice.pick(PRESSES),), Saying("", "I cannot get out of here"), reset)
        left = now.cost(target.spot)
        if target.spot == self._last and left < self._left:
            self._stale = max(0, self._stale - 1)
        self._last, self._left = target.spot, left
        self._tried = Spot(now.here, now.roads[target.spot].first)
        presses = seen.view.use(walks, self._tried.label)
        return Decision(presses, Saying(self._name(target), target.why), reset)

    def _choose(self, now: Situation) -> Target | None:
        if self._stale >= _LOST:
            return planning.wander(now, self._dice)
        return planning.choose(now, self._dice, thorough=self._thorough)

    def _situation(self, seen: Look, walks: Walks, atlas: Atlas) -> Situation:
        known, here = self._known, seen.percept.place
        assert here is not None
        avoid = frozenset(spot for spot, count in self._failures.items() if count >= _PATIENCE)
        ways = roads(atlas, here, seen.view.labels(walks))
        near = tuple(known.places[name] for name in sorted({here, *(spot.place for spot in ways)}))
        told = hearsay(near)
        return Situation(known, atlas, here, ways, near, told, avoid, self._last, self._heading)

    def _openable(self, seen: Look, atlas: Atlas) -> frozenset[Cell]:
        """Return the cells of what is in the way in this room and can be opened."""
        place = self._known.places[seen.percept.place or ""]
        exits = {
            seen.view.exits[side]: way.lock for side, way in place.exits.items() if side in seen.view.exits
        }
        gates = {cell: thing.note for cell, thing in place.things.items() if thing.kind is Kind.GATE}
        locks = {**exits, **gates}.items()
        return frozenset(cell for cell, letter in locks if letter is not None and atlas.opens(letter))

    def _name(self, target: Target) -> str:
        place, label = target.spot
        if label in SIDES:
            return f"exit {label} of {place}"
        return f"{self._known.places[place].things[cell_of(label)].kind.lower()} in {place}"

    # --- saving -------------------------------------------------------------------------------

    def state(self) -> bytes:
        """Return the working memory and the random numbers as JSON."""
        places = self._known.places
        return json.dumps(
            {
                "dice": self._dice.state,
                "known": notes.render(self._known),
                "paces": {name: places[name].paces for name in sorted(places) if places[name].paces},
                "decisions": self._decisions,
                "since_reset": self._since_reset,
                "fresh": self._fresh,
                "tried": self._tried,
                "pages": self._pages,
                "failures": sorted((*spot, count) for spot, count in self._failures.items()),
                "last": self._last,
                "left": self._left,
                "stale": self._stale,
                "doubts": self._doubts,
                "heading": self._heading,
            }
        ).encode()

    def restore(self, state: bytes) -> None:
        """Go on where another mind stopped. Raises AgentError on bytes of something else."""
        try:
            saved = json.loads(state)
            self._dice = Dice(int(saved["dice"]))
            self._known = readback.parse(saved["known"])
            for name, paces in saved["paces"].items():
                self._known.places[name].paces = paces
            self._decisions, self._since_reset = int(saved["decisions"]), int(saved["since_reset"])
            self._fresh = bool(saved["fresh"])
            self._tried = _spot(saved["tried"])
            self._pages = [str(page) for page in saved["pages"]]
            self._failures = {Spot(place, label): int(count) for place, label, count in saved["failures"]}
            self._last, self._left = _spot(saved["last"]), int(saved["left"])
            self._stale, self._doubts = int(saved["stale"]), bool(saved.get("doubts"))
            self._heading = None if saved["heading"] is None else (saved["heading"][0], saved["heading"][1])
        except (ValueError, KeyError, TypeError) as error:
            raise AgentError(f"this is no saved state of the explorer's mind: {error!r}") from error


def _spot(saved: list[str] | None) -> Spot | None:
    return None if saved is None else Spot(*saved)

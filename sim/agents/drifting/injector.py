"""Puts faults into an agent's decisions, and has its edits of the guide come out wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.agents.drifting import errands
from sim.agents.drifting.beginnings import Beginning, Idling, Loops, Shortcuts, Swaps
from sim.agents.drifting.faults import Sizes
from sim.agents.drifting.pens import Overwritten, PrivateCopy
from sim.agents.drifting.remarks import Remarks
from sim.agents.drifting.rewording import reworded
from sim.agents.drifting.rounds import Rounds, Scene
from sim.agents.drifting.slips import Fingers, Tongue
from sim.agents.drifting.wrongs import corrupted, drop_left, drop_lost, rooms_in, without_lost
from sim.core import AgentError, Button, Decision, Saying

if TYPE_CHECKING:
    from sim.agents.drifting.errands import Errand
    from sim.agents.drifting.faults import Fault
    from sim.core import Json, Percept
    from sim.guide import Guide

_IN_THE_GUIDE = ("corruption", "amnesia", "bloat", "paraphraser")


Interrupt = Callable[[str | None], None]
"""Tells the agent that something else is done than it decided, in this place, or through several if None."""


_PATIENCE = 300
"""Steps without an objective met after which notes are taken down right again, until the next is met: a
wrong map can lead in circles for ever, and such a run tells of nothing but that."""


class Injector:
    """Stands between an agent and the game: gives the `guide` that the agent is to use, and its decisions.

    Everything depends on the seed, the percepts and the agent's decisions only. Nothing differs from the
    agent's own play before the first onset.
    """

    def __init__(self, seed: int, guide: Guide | None, faults: tuple[Fault, ...]) -> None:
        """Begin at step 0. Raises AgentError for a fault in the guide of a run that has none."""
        sizes = self._sizes = Sizes(faults)
        missing = [kind for kind in _IN_THE_GUIDE if guide is None and sizes.has(kind)]
        if missing:
            raise AgentError(f"{missing[0]} works on the guide, and this run has none: play with a guide")
        self._seed = seed
        self.steps = 0
        self._errand: Errand | None = None
        self._asking = False
        self._own, self._others = 0, 0
        self._here = ""
        self._goal, self._met_at = -1, 0
        self._real: Guide | None = None
        self._copy: PrivateCopy | None = None
        self.guide = self._pen(guide)
        self._rounds = Rounds()
        self._fingers = Fingers(seed, sizes.noise)
        self._tongue = Tongue(seed, lambda step: sizes.at("say-do", step))
        self._loops = Loops(seed, lambda step: sizes.at("loops", step) + sizes.at("bursty", step))
        self._shortcuts = Shortcuts(seed, lambda step: sizes.at("shortcuts", step))
        self._idling = Idling(seed, lambda step: sizes.at("inaction", step))
        self._swaps = Swaps(seed, lambda step: sizes.at("goal-swap", step))
        self._remarks = None
        if self.guide is not None and sizes.has("bloat"):
            self._remarks = Remarks(seed, self.guide, lambda step: sizes.at("bloat", step))
        self._looks = sizes.has("goal-swap", "shortcuts", "inaction")

    # --- the guide ------------------------------------------------------------------------------

    def _pen(self, guide: Guide | None) -> Guide | None:
        if guide is not None and self._sizes.has("paraphraser"):
            guide = self._copy = PrivateCopy(guide, lambda text: reworded(text, self._seed))
        if guide is None or not self._sizes.has("corruption", "amnesia"):
            return guide
        real = self._real = guide

        def rewrite(path: str, text: str) -> str:
            lost, wrong = self._spoils("amnesia"), self._spoils("corruption")
            text = without_lost(text, self._seed, lost, self._here) if lost else text
            return corrupted(text, self._seed, wrong, rooms_in(real.files.get(path, ""))) if wrong else text

        def tidy(path: str) -> None:
            if lost := self._spoils("amnesia"):
                drop_lost(real, path, self._seed, lost, self._here)

        return Overwritten(real, rewrite, tidy)

    def _spoils(self, kind: str) -> float:
        """Return the share of the notes that this fault spoils now."""
        return 0.0 if self.steps - self._met_at > _PATIENCE else self._sizes.at(kind, self.steps)

    def _move_to(self, here: str) -> None:
        """Note where one is; the notes on the room just left may be lost now."""
        left, self._here = self._here, here
        if self._real is not None and (lost := self._spoils("amnesia")):
            drop_left(self._real, self._seed, lost, left)

    # --- decisions ------------------------------------------------------------------------------

    def decide(self, percept: Percept | None, ask: Callable[[], Decision], interrupt: Interrupt) -> Decision:
        """Return what to press next.

        `percept` is None where the screen cannot be read. `ask` returns the agent's own decision, and
        `interrupt` tells it that something else is done instead.
        """
        scene = self._look(percept) if percept is not None else None
        decision = self._go_on(percept, scene)
        if decision is None:
            decision = ask()
            if percept is None or percept.text is None:
                decision = self._with_faults(decision, scene, interrupt)
        self.steps += len(decision.buttons)
        if self._errand is None:
            self._own += len(decision.buttons)
        else:
            self._others += len(decision.buttons)
        return decision

    def _look(self, percept: Percept) -> Scene | None:
        """Take in the screen; return the scene if it shows a room in play."""
        if percept.text is not None:
            if self._looks:
                self._rounds.hear(percept)
            return None
        scene = Scene(percept, self.steps)
        if self._looks:
            self._rounds.look(scene, asking=self._asking)
        self._asking = False
        if scene.goal != self._goal:
            self._goal, self._met_at = scene.goal, self.steps
        if scene.here != self._here:
            self._move_to(scene.here)
        return scene

    def _go_on(self, percept: Percept | None, scene: Scene | None) -> Decision | None:
        """Return the next decision of what is under way, None if nothing is."""
        if self._errand is None:
            return None
        if percept is not None and percept.text is not None:
            self._errand = self._errand.pause()
            return Decision((Button.A,), Saying("text", "somebody or something tells me this"))
        return self._gone(self._errand, scene)

    def _gone(self, errand: Errand, scene: Scene | None) -> Decision | None:
        going = errand.go(scene)
        if going is None:
            self._errand = None
            return None
        buttons, self._errand = going
        return Decision(buttons, errand.saying)

    def _with_faults(self, decision: Decision, scene: Scene | None, interrupt: Interrupt) -> Decision:
        if self._remarks is not None:
            self._remarks.add(self.steps)
        errand = self._begin(scene)
        instead = self._gone(errand, scene) if errand is not None else None
        if errand is not None and instead is not None:
            interrupt(scene.here if scene is not None and errand.stays_near else None)
            return replace(decision, buttons=instead.buttons, saying=instead.saying)
        buttons = self._fingers.pressed(decision.buttons, self.steps)
        if buttons != decision.buttons:
            interrupt(scene.here if scene is not None else None)
            decision = replace(decision, buttons=buttons)
        self._asking = buttons[-1] is Button.START
        if scene is not None:
            target = self._tongue.stated(decision.saying.target, scene)
            if target != decision.saying.target:
                decision = replace(decision, saying=replace(decision.saying, target=target))
        return decision

    def _begin(self, scene: Scene | None) -> Errand | None:
        sizes, rounds = self._sizes, self._rounds
        own, others, self._own, self._others = self._own, self._others, 0, 0
        found: Errand | None = None
        if sizes.has("loops", "bursty"):
            found = self._loops.begin(scene, self.steps, own)
        if scene is None:
            return found
        if sizes.has("shortcuts"):
            found = found or self._shortcuts.begin(scene, rounds)
        if sizes.has("inaction"):
            found = found or self._idling.begin(scene, rounds)
        if sizes.has("goal-swap"):
            found = found or self._swaps.begin(scene, rounds, own, others)
        return found

    # --- saving ---------------------------------------------------------------------------------

    def as_json(self) -> Json:
        """Return everything but the agent as JSON."""
        return {
            "steps": self.steps,
            "errand": errands.as_json(self._errand),
            "asking": self._asking,
            "here": self._here,
            "goal": self._goal,
            "met_at": self._met_at,
            "own": self._own,
            "others": self._others,
            "copy": dict(self._copy.files) if self._copy is not None else None,
            "rounds": self._rounds.as_json(),
            "dice": [part.dice.state for part in self._speakers()],
            "beginnings": [part.as_json() for part in self._beginnings()],
        }

    def restore(self, saved: Json) -> None:
        """Become the one whose `as_json` this was; raises KeyError, TypeError or ValueError."""
        self.steps, self._own, self._others = int(saved["steps"]), int(saved["own"]), int(saved["others"])
        self._errand, self._asking = errands.of_json(saved["errand"]), bool(saved["asking"])
        self._here, self._goal, self._met_at = str(saved["here"]), int(saved["goal"]), int(saved["met_at"])
        if self._copy is not None:
            self._copy.become(saved["copy"])
        self._rounds.restore(saved["rounds"])
        for speaker, state in zip(self._speakers(), saved["dice"], strict=True):
            speaker.dice.state = int(state)
        for part, kept in zip(self._beginnings(), saved["beginnings"], strict=True):
            part.restore(kept)

    def _speakers(self) -> tuple[Fingers | Tongue | Remarks, ...]:
        return (self._fingers, self._tongue, *((self._remarks,) if self._remarks is not None else ()))

    def _beginnings(self) -> tuple[Beginning, ...]:
        return self._loops, self._shortcuts, self._idling, self._swaps

"""A run on the symbolic twin: the steps and revisions of a session, without emulator and run file.

A mind plays the twin as its agent plays the cartridge, because a percept is what the agent's reader gets
from the pixels. What is yielded is what a session records: the same truths, events, numbers and revisions,
so that every fold over steps takes both alike. Only what is made of pixels and of emulated time differs:

- `Step.screen` is the xxh3-128 of the percept. Two screens with one percept are the same screen here,
  although an animation may tell them apart on the machine.
- `Step.frame` is None and `Step.frames` 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xxhash import xxh3_128_digest

from sim.agents import Setup
from sim.core import AgentError, Decision, Revision, Step
from sim.drift import DriftReport, Tracker
from sim.experiment.minds import NoJournal, Thinker, mind_of
from sim.guide import Guide, starting_guide
from sim.world import World, generate, rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.core import Percept
    from sim.world.rules import State


@dataclass(frozen=True, slots=True)
class TwinRun:
    """What a run on the twin is: two runs with the same settings are the same run, step for step.

    `world`: the seed of the world, with `legs` ordinary legs (4..96), a `difficulty` ("even", "rising",
    "mixed") and `without` what its twins leave out ("distractors", "shortcuts"). `steps`: the most that are
    played (1 or more). `agent`: an embedded one, `seed` its own, `context` its decisions between two
    context resets (0 for none). `guide`: "blank", "off", or the name of the folder it starts from.
    """

    world: int = 1
    seed: int = 0
    legs: int = 24
    steps: int = 4000
    agent: str = "explorer"
    context: int = 20
    guide: str = "blank"
    without: tuple[str, ...] = ()
    difficulty: str = "even"

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise ValueError(f"steps must be at least 1, not {self.steps}")
        if set(self.without) - {"distractors", "shortcuts"}:
            raise ValueError(f"a world has distractors and shortcuts to be without, not {self.without}")


class Played(NamedTuple):
    """One step, the twin's `state` after it, and the `revisions` of the guide that come before it.

    The revisions of a decision come with its first step.
    """

    step: Step
    state: State
    revisions: tuple[Revision, ...]


def play(run: TwinRun, make: Callable[[Setup], Thinker] | None = None) -> Iterator[Played]:
    """Yield the steps of a run until the quest is done or the steps are used up.

    `make` builds the mind, if it is not that of an embedded agent. As in a session, `last` is False on a
    step that ends the run in the middle of its decision. Raises AgentError for an agent that cannot play
    on the twin, WorldError for a world that cannot be, GuideError for a folder that cannot be read.
    """
    world, made = world_of(run), list[Revision]()
    files = _files(run)
    guide = None if files is None else Guide(files, on_revision=made.append)
    full_map = world if run.agent == "oracle" and make is None else None
    setup = Setup(run.seed, guide, NoJournal(), run.context, full_map)
    mind = make(setup) if make is not None else mind_of(run.agent, setup)
    return _played(world, mind, made, run.steps)


def fold(run: TwinRun, make: Callable[[Setup], Thinker] | None = None) -> DriftReport:
    """Play a run and return its drift report."""
    tracker = tracker_of(run)
    for step, state, revisions in play(run, make):
        for revision in revisions:
            tracker.revised(revision)
        tracker.update(step, state)
    return tracker.report()


def tracker_of(run: TwinRun) -> Tracker:
    """Return a tracker at the beginning of a run."""
    return Tracker(world_of(run), guide=_files(run))


def world_of(run: TwinRun) -> World:
    """Return the world of a run; raises WorldError if there is none. The last four are kept."""
    return _generated(run.world, run.legs, run.without, run.difficulty)


@lru_cache(maxsize=4)
def _generated(seed: int, legs: int, without: tuple[str, ...], difficulty: str) -> World:
    return generate(
        seed,
        legs=legs,
        distractors="distractors" not in without,
        shortcuts="shortcuts" not in without,
        difficulty=difficulty,
    )


def _files(run: TwinRun) -> dict[str, str] | None:
    return None if run.guide == "off" else starting_guide(run.guide)


def _played(world: World, mind: Thinker, made: list[Revision], limit: int) -> Iterator[Played]:
    """Yield up to `limit` steps; the guide's revisions are taken out of `made`."""
    state = rules.start(world)
    truth, seen = rules.truth(world, state), rules.percept(world, state)
    screen = _digest(seen)
    number = decision = 0
    while True:
        decision += 1
        chosen = mind.decide(seen)
        if not isinstance(chosen, Decision):
            raise AgentError(f"{type(mind).__name__}.decide returned {chosen!r}, not a Decision")
        first: Decision | None = chosen
        revisions = tuple(made)
        made.clear()
        left = len(chosen.buttons)
        for button in chosen.buttons:
            after, events = rules.step(world, state, button)
            if after != state:
                state = after
                truth, seen = rules.truth(world, state), rules.percept(world, state)
                screen = _digest(seen)
            number += 1
            left -= 1
            step = Step(number, decision, button, screen, truth, events, 0, left == 0, first)
            yield Played(step, state, revisions)
            if number == limit or truth.mode == "won":
                return
            first, revisions = None, ()


def _digest(seen: Percept) -> bytes:
    return xxh3_128_digest(repr(seen).encode())

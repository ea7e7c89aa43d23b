"""What a run is put together from: a cartridge, an emulator, a game, a guide and an agent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from hashlib import sha256

import sim
from sim import emulator as machine
from sim.agents import Agent, ModelSetup, Setup, build
from sim.agents.claude.estimate import Estimate, estimate
from sim.cartridge import read_cartridge
from sim.core import (
    AgentError,
    Button,
    Decision,
    Frame,
    Journal,
    Json,
    Observation,
    RunFileError,
    RunSettings,
    WorldError,
)
from sim.emulator import Emulator, WindowedEmulator
from sim.games import ASSISTS, Game, recognise
from sim.guide import TRUTHFUL, Guide
from sim.record import FRESH, Run, Snapshot
from sim.world import EDITION, World, generate
from sim.world.cartridge import identity as edition_hash
from sim.world.cartridge import image

FULL_MAP = "full-map"
"""The assist of an agent that is given the whole world (the oracle)."""
LOOK_AHEAD = "look-ahead"
"""The assist of an agent that may try its samples in a fork of the emulator."""
GUIDES = tuple(f"guide {name}" for name in TRUTHFUL)
"""The assists that are guides written from the world."""
SERVER_TOOLS = ("code-execution", "files", "mcp")
"""The assists that are tools of the model's service."""
LEFT_OUT = ("distractors", "shortcuts")
"""What a world can be played without: the words that `RunSettings.without` may hold."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one run, joined."""

    emulator: Emulator
    game: Game
    agent: Agent
    guide: Guide | None

    def decide(self, observation: Observation) -> Decision:
        """Ask the agent; raises AgentError when it gives something else than a decision."""
        decision = self.agent.decide(observation)
        if not isinstance(decision, Decision):
            raise AgentError(f"{type(self.agent).__name__}.decide returned {decision!r}, not a Decision")
        return decision

    def snapshot(self, step: int, decision: int) -> Snapshot:
        """Return everything that the run goes on from after `step`, which ended `decision`."""
        revision = self.guide.revision if self.guide else 0
        return Snapshot(step, decision, revision, self.emulator.snapshot(), self.agent.state())

    def at(self, snapshot: Snapshot | None) -> Parts:
        """Return the parts brought to a snapshot, None for the beginning; the guide is at its revision."""
        if snapshot is None:
            return self
        self.emulator.restore(snapshot.emulator)
        self.game.events(self.emulator.ram)  # what happened before the snapshot is no news
        if snapshot.agent == FRESH:
            return replace(self, agent=Woken(self.agent))
        self.agent.restore(snapshot.agent)
        return self


class Woken:
    """An agent that finds itself within a run with an empty working memory: its first decision says so."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self._new = True
        self.state, self.restore = agent.state, agent.restore

    def decide(self, observation: Observation) -> Decision:
        """Return what the agent presses next."""
        decision = self._agent.decide(observation)
        if self._new and isinstance(decision, Decision):
            decision = replace(decision, reset=True)
        self._new = False
        return decision


class Asking:
    """The journal as an agent gets it: it can ask, and sees nothing of what is recorded.

    `receive` is what commits a reply, if it is not the journal's own.
    """

    def __init__(
        self, journal: Journal, receive: Callable[[int, Json, float | None], Json] | None = None
    ) -> None:
        self.reply, self.recorded, self.send = journal.reply, journal.recorded, journal.send
        self.fail, self.spent = journal.fail, journal.spent
        self._receive = receive or journal.receive

    def receive(self, attempt: int, reply: Json, usd: float | None = 0.0) -> Json:
        """Commit the reply of an attempt."""
        return self._receive(attempt, reply, usd)


def world_of(settings: RunSettings) -> World | None:
    """Return the Fernmoor world that these settings play, None for another cartridge.

    Raises WorldError if there is no such world.
    """
    if settings.world is None:
        return None
    wrong = next((word for word in settings.without if word not in LEFT_OUT), None)
    if wrong is not None:
        raise WorldError(f"a world cannot be played without {wrong!r}: only without {' and '.join(LEFT_OUT)}")
    return _generated(
        settings.world,
        settings.legs,
        "distractors" not in settings.without,
        "shortcuts" not in settings.without,
    )


@lru_cache(maxsize=4)
def _generated(seed: int, legs: int, distractors: bool, shortcuts: bool) -> World:
    # A run asks for its world three times: for the cartridge, the oracle and the drift report.
    return generate(seed, legs=legs, distractors=distractors, shortcuts=shortcuts)


def assisted(settings: RunSettings) -> RunSettings:
    """List the assists that come with agent, model and guide, so that they stand beside every result."""
    known = (*ASSISTS, FULL_MAP, LOOK_AHEAD, *GUIDES, *SERVER_TOOLS)
    wrong = next((name for name in settings.assists if name not in known), None)
    if wrong is not None:
        raise AgentError(f"no assist is called {wrong!r}: say one of {', '.join(ASSISTS)}")
    given = [FULL_MAP] if settings.agent == "oracle" else []
    given += [f"guide {settings.guide}"] if settings.guide in TRUTHFUL else []
    if settings.model is not None:
        given += [LOOK_AHEAD] if settings.model.judge == LOOK_AHEAD else []
        given += [tool.partition("=")[0] for tool in settings.model.server_tools]
    return replace(settings, assists=tuple(dict.fromkeys((*settings.assists, *given))))


def rom_of(settings: RunSettings) -> bytes:
    """Return the cartridge image that these settings play; raises CartridgeError or WorldError."""
    world = world_of(settings)
    if world is not None:
        return image(world)
    assert settings.rom is not None
    return read_cartridge(settings.rom).data


def identity(settings: RunSettings, rom: bytes) -> Json:
    """Return every version that playing the run again depends on."""
    return {
        "rom": sha256(rom).hexdigest(),
        "game": recognise(rom, settings.game).name,
        "edition": None if settings.world is None else EDITION,
        "edition_hash": None if settings.world is None else edition_hash(),
        "longplay": sim.__version__,
        "pyboy": machine.VERSION,
        "model": None if settings.model is None else settings.model.name,
    }


def agent_of(
    settings: RunSettings,
    guide: Guide | None,
    asking: Asking,
    emulator: Emulator,
    model: ModelSetup | None = None,
) -> Agent:
    """Build the agent that the settings name; raises AgentError if that is not possible."""
    world = world_of(settings) if FULL_MAP in settings.assists else None
    lend = partial(looked_ahead, emulator) if LOOK_AHEAD in settings.assists else None
    return build(settings.agent, Setup(settings.seed, guide, asking, settings.context, world, model, lend))


def looked_ahead(emulator: Emulator, buttons: tuple[Button, ...]) -> tuple[Frame, ...]:
    """Return the screens that pressing these buttons would give; the machine stays where it is."""
    here = emulator.snapshot()
    try:
        return tuple(emulator.press(button) for button in buttons)
    finally:
        emulator.restore(here)


def estimated(settings: RunSettings) -> dict[str, Estimate]:
    """Return what a run would cost, thrifty to lavish. Raises ModelError if that is not known."""
    return estimate(settings, goal_of(settings))


def goal_of(settings: RunSettings) -> str:
    """Return what an agent of a run is told that the game asks for."""
    return recognise(rom_of(settings), settings.game).goal


def machine_of(rom: bytes, named: str = "", *, window: bool = False) -> tuple[Emulator, Game]:
    """Start the cartridge; what happened while the machine started belongs to no step.

    `named` is the game of one's own that the settings name. With `window` the machine is one that a person
    can play on; raises DisplayError without a display.
    """
    game = recognise(rom, named)
    emulator = (WindowedEmulator if window else Emulator)(rom, pacing=game.pacing, sound=game.sound)
    game.events(emulator.ram)
    return emulator, game


def refuse_other_cartridge(run: Run, now: Json) -> None:
    """Raise RunFileError unless the identity `now` has the cartridge that `run` was played on."""
    recorded = run.identity()
    if recorded.get("rom") == now["rom"]:
        return
    edition = recorded.get("edition")
    why = (
        f"it was played on {edition} of Longplay {recorded.get('longplay')}, and this one builds another"
        if edition
        else "its ROM file is not the one it was played on"
    )
    raise RunFileError(f"{run.folder} cannot be played again: {why}")

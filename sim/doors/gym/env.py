"""Fernmoor, and any other cartridge, as Gymnasium environments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.core import AgentError, RunSettings
from sim.doors.gym.base import ACTIONS, POSITION, LongplayEnv
from sim.doors.gym.quest import UNKNOWN, Quest
from sim.doors.gym.screens import GREY
from sim.prng import Pcg32
from sim.session import EXTERNAL
from sim.session.parts import FULL_MAP, world_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core import Event, Truth
    from sim.doors.gym.players import Player

STEPS = 4000
"""Steps after which an episode is truncated, if nothing else is asked for."""


class FernmoorEnv(LongplayEnv):
    """Fernmoor: find the way through a world made from a seed, and do the quest.

    Reward: what the share of the quest that is done grew by in the step, measured by the presses that the
    oracle, which has the full map, has left; never below 0, at most 1 in sum. Terminated when the quest is
    done, truncated after `steps`.

    `info`: `step` (presses so far), `frames` (emulated in this step), `world` (the seed of the world) and
    `progress` (the share of the quest that is done, 0 to 1: the sum of the rewards). With the assist
    "position" also `position`, in words; with "full-map" `truth` (`sim.core.Truth`: what RAM says), `events`
    (what happened in the step), `remaining` (the oracle's presses to the end, -1 where it knows no way) and
    `best` (the action that it would choose, -1 for none).
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        legs: int = 24,
        without: Sequence[str] = (),
        worlds: Sequence[int] | None = None,
        steps: int = STEPS,
        assists: Sequence[str] = (),
        channels: int = GREY,
        render_mode: str | None = None,
    ) -> None:
        """Choose what to play; the machine starts at the first `reset`.

        `seed` (0 to 2**32 - 1): the world, until `reset(seed=...)` names another one. `legs` (4 to 96): the
        length of its quest; `without`: what its twin leaves out ("distractors", "shortcuts"). `worlds`: if
        given, every reset draws one of these instead, and seeds decide which. `steps`: the most of an
        episode. `assists`: "position", "full-map".

        Raises AgentError for an unknown assist; a world that does not exist is told of by `reset`.
        """
        settings = RunSettings(
            agent=EXTERNAL, world=seed, guide="off", steps=steps, legs=legs, without=tuple(without),
            assists=_known(assists, (POSITION, FULL_MAP)),
        )  # fmt: skip
        super().__init__(settings, channels=channels, render_mode=render_mode)
        self._worlds = None if worlds is None else tuple(worlds)
        if self._worlds == ():
            raise ValueError("worlds must name at least one")
        self._draws = Pcg32(seed)
        self._quest: Quest | None = None

    def _chosen(self, seed: int | None) -> RunSettings:
        if seed is not None:
            self._draws = Pcg32(seed)
        world = seed if self._worlds is None else self._draws.pick(self._worlds)
        return self.settings if world is None else replace(self.settings, world=world)

    def _play(self, settings: RunSettings) -> Player:
        world = world_of(settings)
        assert world is not None
        if self._quest is None or self._quest.world is not world:
            self._quest = Quest(world)
        return super()._play(settings)

    def _begin(self) -> dict[str, Any]:
        assert self._quest is not None
        self._quest.begin()
        return self._told(self._quest, self._quest.beginning, ())

    def _judge(self, truth: Truth | None, events: tuple[Event, ...]) -> tuple[float, dict[str, Any]]:
        quest = self._quest
        assert quest is not None
        assert truth is not None
        return quest.update(truth), self._told(quest, truth, events)

    def _told(self, quest: Quest, truth: Truth, events: tuple[Event, ...]) -> dict[str, Any]:
        told = {"world": self.settings.world, "progress": quest.progress}
        if FULL_MAP not in self.settings.assists:
            return told
        best = quest.best()
        action = UNKNOWN if best is None else ACTIONS.index(best)
        return {**told, "truth": truth, "events": events, "remaining": quest.remaining, "best": action}


class CartridgeEnv(LongplayEnv):
    """Any cartridge: pixels in, buttons out. Nothing is known of the game, so nothing is rewarded.

    Every press lasts 24 frames. The reward is always 0; wrap the environment to give another one. Truncated
    after `steps`. `info`: `step`, `frames`, and `progress`, which is None. Only "position" is an assist here,
    and says that it is not known. A seed changes nothing: a cartridge starts the same way each time.
    """

    def __init__(
        self,
        *,
        rom: str,
        steps: int = STEPS,
        assists: Sequence[str] = (),
        channels: int = GREY,
        render_mode: str | None = None,
    ) -> None:
        """Choose the ROM file, and how long an episode may last; the machine starts at the first `reset`.

        `reset` raises CartridgeError if the file cannot be played.
        """
        settings = RunSettings(
            agent=EXTERNAL, world=None, rom=str(rom), guide="off", steps=steps,
            assists=_known(assists, (POSITION,)),
        )  # fmt: skip
        super().__init__(settings, channels=channels, render_mode=render_mode)


def _known(assists: Sequence[str], known: tuple[str, ...]) -> tuple[str, ...]:
    wrong = next((name for name in assists if name not in known), None)
    if wrong is not None:
        raise AgentError(f"no assist is called {wrong!r} here: say one of {', '.join(known)}")
    return tuple(dict.fromkeys(assists))

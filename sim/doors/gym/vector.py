"""Many worlds at once: vector environments that step several machines in each of a few processes."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from sim.doors.gym.base import LongplayEnv
from sim.doors.gym.crew import Crew, Stepper, laid_out
from sim.doors.gym.env import CartridgeEnv, FernmoorEnv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


class LongplayVectorEnv(VectorEnv["NDArray[np.uint8]", "NDArray[np.int64]", "NDArray[Any]"]):
    """Environments of one kind, stepped together; the same outputs as gymnasium's `SyncVectorEnv`.

    An episode that is over is begun anew by the next step (`AutoresetMode.NEXT_STEP`). The arrays returned
    are new ones each time.
    """

    single: ClassVar[type[LongplayEnv]]
    """The class of each environment."""

    def __init__(
        self,
        num_envs: int = 1,
        *,
        workers: int | None = None,
        context: str | None = None,
        render_mode: str | None = None,
        **options: Any,
    ) -> None:
        """Start `num_envs` environments over `workers` processes; `options` are those of each environment.

        `workers`: None for one per core, 0 to step them in this process. `context`: how processes are started
        ("fork", "spawn", "forkserver"), None for the platform's own way.
        """
        if num_envs < 1:
            raise ValueError(f"num_envs must be at least 1, not {num_envs}")
        if render_mode == "human":
            raise ValueError("a window shows one environment: use gymnasium.make")
        super().__init__()
        make = partial(self.single, render_mode=render_mode, **options)
        example = make()  # no machine is started before the first reset
        self.num_envs, self.render_mode = num_envs, render_mode
        self.metadata = {**example.metadata, "autoreset_mode": AutoresetMode.NEXT_STEP}
        self.single_observation_space = example.observation_space
        self.single_action_space = example.action_space
        self.observation_space = batch_space(example.observation_space, num_envs)
        self.action_space = batch_space(example.action_space, num_envs)
        shape = example.observation_space.shape
        assert shape is not None
        makes = [make] * num_envs
        processes = min(num_envs, os.cpu_count() or 1 if workers is None else workers)
        self._crew: Crew | Stepper
        if processes:
            self._crew = Crew(makes, shape, processes, context)
            self._batch = self._crew.batch
        else:
            self._batch = laid_out(num_envs, shape)
            self._crew = Stepper(makes, self._batch)

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.uint8], dict[str, Any]]:
        """Begin an episode everywhere; an int seeds the environments with `seed`, `seed + 1` and so on.

        Raises ValueError for `options["reset_mask"]`: what is over is reset by the next step.
        """
        if options and "reset_mask" in options:
            raise ValueError("reset_mask is for vector environments that do not reset by themselves")
        seeds = self._seeds(seed)
        infos = self._crew.reset(seeds, options)
        return self._batch.screens.copy(), joined(infos)

    def step(
        self, actions: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint8], NDArray[Any], NDArray[Any], NDArray[Any], dict[str, Any]]:
        """Press one button in each: `(observations, rewards, terminations, truncations, infos)`."""
        if len(actions) != self.num_envs:
            raise ValueError(f"there are {self.num_envs} environments, and {len(actions)} actions")
        infos = joined(self._crew.step([int(action) for action in actions]))
        made = self._batch
        ends = made.terminated.copy(), made.truncated.copy()
        return made.screens.copy(), made.rewards.copy(), *ends, infos

    def render(self) -> tuple[Any, ...]:
        """Return what each environment renders."""
        return tuple(self._crew.render())

    def close_extras(self, **kwargs: Any) -> None:
        """Switch every machine off, and end the workers."""
        self._crew.close()

    def _seeds(self, seed: int | Sequence[int | None] | None) -> list[int | None]:
        if seed is None:
            return [None] * self.num_envs
        if isinstance(seed, int):
            return [seed + at for at in range(self.num_envs)]
        if len(seed) != self.num_envs:
            raise ValueError(f"there are {self.num_envs} environments, and {len(seed)} seeds")
        return list(seed)


def joined(infos: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the infos of all environments, which have the same keys, as one.

    An array for each key, of numbers or of objects, and under `_key` that everybody has it: what
    `VectorEnv._add_info` makes of them one by one, which takes longer than a tenth of a press.
    """
    everybody: dict[str, Any] = {f"_{key}": np.ones(len(infos), np.bool_) for key in infos[0]}
    return {key: _column([info[key] for info in infos]) for key in infos[0]} | everybody


def _column(values: list[Any]) -> NDArray[Any]:
    kind = type(values[0])
    if kind in (int, float):
        return np.array(values, dtype=kind)
    column = np.empty(len(values), dtype=object)
    for at, value in enumerate(values):  # one by one: tuples of one length would become a matrix
        column[at] = value
    return column


class FernmoorVectorEnv(LongplayVectorEnv):
    """Several `FernmoorEnv`s, which take the same options. Without seeds they all play the same world."""

    single = FernmoorEnv


class CartridgeVectorEnv(LongplayVectorEnv):
    """Several `CartridgeEnv`s, which take the same options."""

    single = CartridgeEnv

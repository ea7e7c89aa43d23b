"""Worker processes that each step several environments, and hand over their screens in shared memory.

A process for each environment spends more on being woken than a short press takes. Here a worker is told once
a step, presses one button in each of its environments, and answers once.
"""

from __future__ import annotations

import multiprocessing
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

    from numpy.typing import NDArray

    from sim.doors.gym.base import LongplayEnv

Infos = list[dict[str, Any]]

_STEP, _RESET, _RENDER = range(3)
_PATIENCE = 5.0
"""Seconds that a worker is given to close its machines."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a step of some environments comes to, one entry each; arrays that are written in place.

    `screens`: uint8 (n, 144, 160, channels). `rewards`: float64. `terminated`, `truncated`: bool.
    """

    screens: NDArray[np.uint8]
    rewards: NDArray[np.float64]
    terminated: NDArray[np.bool_]
    truncated: NDArray[np.bool_]

    def part(self, first: int, last: int) -> Batch:
        """Return the view of the environments from `first` up to, not including, `last`."""
        here = slice(first, last)
        return Batch(self.screens[here], self.rewards[here], self.terminated[here], self.truncated[here])


class Stepper:
    """Steps environments one after another in this process, into a batch.

    An environment whose episode is over is reset by the next step, whatever its action is.
    """

    def __init__(self, makes: Sequence[Callable[[], LongplayEnv]], batch: Batch) -> None:
        self._envs = [make() for make in makes]
        self._batch = batch

    def reset(self, seeds: Sequence[int | None], options: dict[str, Any] | None) -> Infos:
        """Reset every environment, and return their infos."""
        self._batch.terminated[:] = self._batch.truncated[:] = False
        self._batch.rewards[:] = 0.0
        return [self._begin(at, seed, options) for at, seed in enumerate(seeds)]

    def step(self, actions: Sequence[int]) -> Infos:
        """Step every environment, and return their infos."""
        return [self._press(at, action) for at, action in enumerate(actions)]

    def render(self) -> list[NDArray[np.uint8] | None]:
        """Return what each environment renders."""
        return [env.render() for env in self._envs]

    def close(self) -> None:
        """Switch every machine off."""
        for env in self._envs:
            env.close()

    def _begin(self, at: int, seed: int | None, options: dict[str, Any] | None) -> dict[str, Any]:
        self._batch.screens[at], info = self._envs[at].reset(seed=seed, options=options)
        return info

    def _press(self, at: int, action: int) -> dict[str, Any]:
        batch = self._batch
        if batch.terminated[at] or batch.truncated[at]:
            batch.rewards[at], batch.terminated[at], batch.truncated[at] = 0.0, False, False
            return self._begin(at, None, None)
        made = self._envs[at].step(action)
        batch.screens[at], batch.rewards[at], batch.terminated[at], batch.truncated[at], info = made
        return info


class Crew:
    """Steps environments in worker processes, some in each; the same calls as a `Stepper`.

    An error in a worker is raised here. Workers end by themselves when this process is gone.
    """

    def __init__(
        self,
        makes: Sequence[Callable[[], LongplayEnv]],
        shape: tuple[int, ...],
        workers: int,
        context: str | None,
    ) -> None:
        """Start `workers` processes by the start method `context`, None for the platform's own."""
        origin: Any = multiprocessing.get_context(context)
        count = len(makes)
        memory = origin.RawArray("B", _bytes(count, shape))
        self.batch = _laid_out(memory, count, shape)
        borders = [count * worker // workers for worker in range(workers + 1)]
        self._parts = [slice(*border) for border in pairwise(borders)]
        self._lines: list[Connection] = []
        self._processes = []
        for part in self._parts:
            line, far_end = origin.Pipe()
            process = origin.Process(
                target=_serve, args=(far_end, line, memory, count, shape, part, makes[part]), daemon=True
            )
            process.start()
            far_end.close()
            self._lines.append(line)
            self._processes.append(process)

    def reset(self, seeds: Sequence[int | None], options: dict[str, Any] | None) -> Infos:
        """Reset every environment, and return their infos."""
        return self._all(_RESET, [(seeds[part], options) for part in self._parts])

    def step(self, actions: Sequence[int]) -> Infos:
        """Step every environment, and return their infos."""
        return self._all(_STEP, [(actions[part],) for part in self._parts])

    def render(self) -> list[NDArray[np.uint8] | None]:
        """Return what each environment renders."""
        return self._all(_RENDER, [() for _ in self._parts])

    def close(self) -> None:
        """End the workers."""
        for line in self._lines:
            line.close()
        for process in self._processes:
            process.join(_PATIENCE)
            if process.is_alive():
                process.terminate()
        self._lines, self._processes = [], []

    def _all(self, call: int, arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Give each worker its part, then wait for all: they work at the same time."""
        for line, given in zip(self._lines, arguments, strict=True):
            with suppress(BrokenPipeError):  # its last answer says why
                line.send((call, given))
        answers = [_answer(line) for line in self._lines]
        error = next((answer for answer in answers if isinstance(answer, BaseException)), None)
        if error is not None:
            raise error
        return [entry for answer in answers for entry in answer]


def _answer(line: Connection) -> Any:
    try:
        return line.recv()
    except (EOFError, ConnectionResetError):
        return RuntimeError("a worker of the vector environment died")


def _serve(
    line: Connection, near_end: Connection, memory: Any, count: int, shape: tuple[int, ...], part: slice,
    makes: Sequence[Callable[[], LongplayEnv]],
) -> None:  # fmt: skip
    """Do what the line says, until it is closed."""
    near_end.close()  # a forked worker has it too, and would never see it closed
    stepper = Stepper(makes, _laid_out(memory, count, shape).part(part.start, part.stop))
    calls: tuple[Callable[..., list[Any]], ...] = (stepper.step, stepper.reset, stepper.render)
    with suppress(EOFError, ConnectionResetError, BrokenPipeError, KeyboardInterrupt):
        while True:
            call, given = line.recv()
            try:
                answer: Any = calls[call](*given)
            except Exception as error:  # whatever it is, it is raised where the step was asked for
                answer = error
            line.send(answer)
    stepper.close()


def laid_out(count: int, shape: tuple[int, ...]) -> Batch:
    """Return an empty batch of so many environments with screens of this shape, in this process's memory."""
    return _laid_out(bytearray(_bytes(count, shape)), count, shape)


def _bytes(count: int, shape: tuple[int, ...]) -> int:
    return count * (8 + 1 + 1 + int(np.prod(shape)))


def _laid_out(memory: Any, count: int, shape: tuple[int, ...]) -> Batch:
    """Lay the arrays of a batch into memory, rewards first, which have to be aligned."""
    flat = np.frombuffer(memory, np.uint8)
    rewards, terminated, truncated = 8 * count, 9 * count, 10 * count
    return Batch(
        screens=flat[truncated:].reshape(count, *shape),
        rewards=flat[:rewards].view(np.float64),
        terminated=flat[rewards:terminated].view(np.bool_),
        truncated=flat[terminated:truncated].view(np.bool_),
    )

"""Rows of a table that go along with the steps of another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Grouped(Generic[_T]):
    """Values keyed by step, in order, handed out step by step."""

    def __init__(self, values: Iterator[tuple[int, _T]]) -> None:
        self._values = values
        self._next = next(values, None)

    def take(self, step: int) -> list[_T]:
        """Return the values of a step, which is later than those asked for before."""
        taken = []
        while self._next is not None and self._next[0] <= step:
            if self._next[0] == step:
                taken.append(self._next[1])
            self._next = next(self._values, None)
        return taken

"""Our own random numbers: PCG32, the same on every machine and in every version of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

_MULTIPLIER = 6364136223846793005
_MASK64 = (1 << 64) - 1
_MASK32 = (1 << 32) - 1


class Pcg32:
    """PCG-XSH-RR 64/32 of M. E. O'Neill (2014), pcg-random.org.

    `seed` and `stream` are integers of up to 64 and 63 bits. Two streams of one seed are
    independent, so that each part of a world draws from its own.

    >>> Pcg32(42, 54).next() == 0xA15C02B7
    True
    """

    __slots__ = ("_increment", "_state")

    def __init__(self, seed: int, stream: int = 0) -> None:
        self._increment = (stream << 1 | 1) & _MASK64
        self._state = 0
        self.next()
        self._state = (self._state + seed) & _MASK64
        self.next()

    def next(self) -> int:
        """Return the next 32 random bits."""
        old = self._state
        self._state = (old * _MULTIPLIER + self._increment) & _MASK64
        word = ((old >> 18 ^ old) >> 27) & _MASK32
        turn = old >> 59
        return (word >> turn | word << (-turn & 31)) & _MASK32

    def below(self, bound: int) -> int:
        """Return an integer in 0..bound-1, each as likely as any other (1 <= bound <= 2**32)."""
        unfair = (1 << 32) % bound
        while (word := self.next()) < unfair:
            pass
        return word % bound

    def between(self, low: int, high: int) -> int:
        """Return an integer in low..high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """Return True in `percent` of 100 cases."""
        return self.below(100) < percent

    def pick(self, items: Sequence[T]) -> T:
        """Return one of `items`, which must not be empty."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in a random order (Fisher-Yates)."""
        deck = list(items)
        for last in range(len(deck) - 1, 0, -1):
            other = self.below(last + 1)
            deck[last], deck[other] = deck[other], deck[last]
        return deck

"""A bounded memory for what was read: what was not asked for lately is forgotten."""

from __future__ import annotations

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Keeps up to twice `most` values by key, the least recently used go first.

    Two generations instead of one ordered one: a hit in the young one costs a single look-up.

    >>> kept = Kept[str, int](1)
    >>> kept.put("a", 1); kept.put("b", 2); kept.put("c", 3)
    >>> kept.get("a"), kept.get("b"), kept.get("c")
    (None, 2, 3)
    """

    __slots__ = ("_most", "_old", "_young")

    def __init__(self, most: int) -> None:
        self._most = most
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """Return what is kept for a key, or None."""
        found = self._young.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.put(key, found)
        return found

    def put(self, key: K, value: V) -> None:
        """Keep a value."""
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[key] = value

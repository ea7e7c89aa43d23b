"""News for the pages that listen: the latest of each kind, so that a slow page never falls behind."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASLEEP = 0.5
"""Seconds after which a listener looks whether the server is stopping."""


class Box:
    """The news of one listener: for each subject the last that was said, oldest subject first."""

    def __init__(self) -> None:
        self._news: dict[str, tuple[str, Any]] = {}
        self._some = asyncio.Event()

    def put(self, subject: str, kind: str, value: Any) -> None:
        """Add news; older news of the same subject are forgotten."""
        self._news.pop(subject, None)
        self._news[subject] = (kind, value)
        self._some.set()

    async def take(self) -> list[tuple[str, Any]]:
        """Return all (kind, value) that have come, in order; nothing if none came for a while."""
        try:
            await asyncio.wait_for(self._some.wait(), _ASLEEP)
        except TimeoutError:
            return []
        news, self._news = list(self._news.values()), {}
        self._some.clear()
        return news


class Post:
    """Hands news to everybody who listens. To be used from the server's loop alone."""

    def __init__(self) -> None:
        self._boxes: set[Box] = set()

    def __len__(self) -> int:
        return len(self._boxes)

    def tell(self, subject: str, kind: str, value: Any) -> None:
        """Tell all listeners."""
        for box in self._boxes:
            box.put(subject, kind, value)

    @contextmanager
    def listening(self) -> Iterator[Box]:
        """Listen while within."""
        box = Box()
        self._boxes.add(box)
        try:
            yield box
        finally:
            self._boxes.discard(box)

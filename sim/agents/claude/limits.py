"""When a context is emptied, and when it is full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.prng import Pcg32

if TYPE_CHECKING:
    from sim.core import ModelSettings
    from sim.models.base import ModelInfo

_MARGIN_TOKENS, _MARGIN_IMAGES = 8_000, 2
_PART = 1 << 16


@dataclass(frozen=True, slots=True)
class Fill:
    """How full a context is: tokens of its last request and reply, decisions made and screens shown in it."""

    tokens: int = 0
    decisions: int = 0
    images: int = 0


def is_due(settings: ModelSettings, fill: Fill, resets: int, seed: int) -> bool:
    """Tell whether the context is emptied now, by the settings, after `resets` resets.

    With jitter each context has its own point, drawn evenly, so that how full the context is and how
    far the run has come can be told apart.
    """
    if settings.context not in ("reset", "log"):
        return False
    factor = _factor(settings.jitter, resets, seed)
    pairs = (
        (fill.tokens, settings.reset_tokens),
        (fill.decisions, settings.reset_decisions),
        (fill.images, settings.reset_images),
    )
    return any(limit and value >= max(1, round(limit * factor)) for value, limit in pairs)


def is_full(settings: ModelSettings, info: ModelInfo | None, fill: Fill) -> bool:
    """Tell whether the next request would pass what the model takes; without `info`, as far as known."""
    images = info.images if info else 100
    tokens = info.context if info else 200_000
    room = settings.max_tokens + _MARGIN_TOKENS
    crowded = settings.context != "log" and fill.images > images - _MARGIN_IMAGES
    return crowded or fill.tokens > tokens - room


def _factor(jitter: float, resets: int, seed: int) -> float:
    if not jitter:
        return 1.0
    drawn = Pcg32(seed, resets).below(_PART) / (_PART - 1)
    return 1 - jitter + 2 * jitter * drawn

"""What a run will cost, before the first request: a model of the requests, with its assumptions named."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sim.agents.claude.conversation import Conversation
from sim.agents.claude.requests import Requests
from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH, Json, ModelError
from sim.models import Usage, cost, dated, price_of

if TYPE_CHECKING:
    from sim.core import ModelSettings, RunSettings
    from sim.models import Price

_CHARACTERS = 3.5
"""Characters of English and JSON in a token, about."""
_PIXELS = 750
"""Pixels of an image in a token."""
_ENTRY = 90
"""Tokens of one decision in a log."""
_WORDS = 60
"""Tokens of the harness's words around a screen, and of the ids of a tool's use and result."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a model plays: buttons and replies in a decision, tokens of a reply, tokens of its guide."""

    buttons: float
    replies: float
    output: int
    guide: int


CASES = {
    "low": Habits(buttons=5, replies=1.05, output=120, guide=1_000),
    "middle": Habits(buttons=3, replies=1.15, output=300, guide=3_000),
    "high": Habits(buttons=1.5, replies=1.4, output=900, guide=8_000),
}
"""Three ways to play, from thrifty to lavish. They are assumptions: no model was measured."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one way to play costs in tokens and USD; `cached` is the share of the prompt from the cache."""

    decisions: int
    contexts: int
    prompt: int
    output: int
    cached: float
    usd: float

    def to_json(self) -> Json:
        """Return the figures as a JSON object."""
        return asdict(self)


def estimate(settings: RunSettings, goal: str) -> dict[str, Estimate]:
    """Return the estimate of each case; raises ModelError if the model's price is not known."""
    model = settings.model
    if model is None:
        raise ModelError(f"the agent {settings.agent} asks no model, so it costs nothing")
    price = price_of(model.name, model.prices)
    if price is None:
        raise ModelError(
            f"the price of {model.name} is not known (table of {dated()}): give it with --prices FILE"
        )
    fixed = _fixed(model, goal, memory=settings.guide != "off", frozen=settings.frozen)
    return {name: _estimate(settings.steps, model, price, habits, fixed) for name, habits in CASES.items()}


def _fixed(model: ModelSettings, goal: str, *, memory: bool, frozen: bool) -> int:
    """Return the tokens of tools and system."""
    body = Requests(model, goal, memory=memory, frozen=frozen).playing(Conversation(), (), "")
    return math.ceil(len(json.dumps([body["tools"], body["system"]])) / _CHARACTERS)


def _estimate(steps: int, model: ModelSettings, price: Price, habits: Habits, fixed: int) -> Estimate:
    image = math.ceil(SCREEN_WIDTH * SCREEN_HEIGHT * model.scale**2 / _PIXELS)
    output = round(habits.output * habits.replies)
    logged = model.context == "log"
    growth = _ENTRY if logged else image + _WORDS + output
    decisions = math.ceil(steps / habits.buttons)
    length = min(decisions, _length(model, fixed + habits.guide, growth))
    contexts = math.ceil(decisions / length)
    total, usd = Usage(), 0.0
    for number in range(length + 1):  # the last of them brings the guide up to date
        usage = Usage(
            input=round((image + _WORDS) * habits.replies) if logged else 0,
            cache_read=fixed + (habits.guide + number * growth if number else 0),
            cache_write_5m=growth,
            cache_write_1h=0 if number else habits.guide,
            output=habits.guide // 2 if number == length else output,
        )
        total, usd = total + usage, usd + cost(price, usage)
    times = contexts * model.samples
    return Estimate(
        decisions, contexts, total.prompt * times, total.output * times,
        round(total.cache_read / total.prompt, 3), round(usd * times, 2),
    )  # fmt: skip


def _length(model: ModelSettings, start: int, growth: int) -> int:
    """Return the decisions of a context."""
    limits = [model.reset_decisions, model.reset_images]
    limits += [(model.reset_tokens - start) // growth] if model.reset_tokens else []
    return max(1, min((limit for limit in limits if limit), default=80))

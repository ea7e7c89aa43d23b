"""What tokens cost: a dated table kept as data, and the arithmetic of a reply's usage.

Prices are USD per million tokens. A five-minute cache write costs 1.25 times the input price, as
published for every model; the table holds the other four prices of each.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from sim.core import Json, ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

_MILLION = 1_000_000
_SHORT_WRITE = 1.25
_DATE = re.compile(r"-\d{8}$")


@dataclass(frozen=True, slots=True)
class Price:
    """USD per million tokens of one model.

    A prompt of more than `long_prompt` tokens (cached ones included) costs `long_factor` times as much.
    """

    input: float
    output: float
    cache_read: float
    cache_write_1h: float
    long_prompt: int | None = None
    long_factor: float = 1

    def __post_init__(self) -> None:
        prices = (self.input, self.output, self.cache_read, self.cache_write_1h, self.long_factor)
        if not all(isinstance(each, int | float) and 0 <= each < math.inf for each in prices):
            raise ModelError(f"a price must be a number of USD, 0 or more: {self}")
        if not isinstance(self.long_prompt, int | None):
            raise ModelError(f"long_prompt must be a number of tokens: {self}")

    @property
    def dearest(self) -> float:
        """The most that a token of a short prompt can cost, in USD per million."""
        return max(self.input * _SHORT_WRITE, self.cache_write_1h, self.cache_read)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one reply by what they cost; `thinking` is part of `output`."""

    input: int = 0
    cache_read: int = 0
    cache_write_5m: int = 0
    cache_write_1h: int = 0
    output: int = 0
    thinking: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def prompt(self) -> int:
        """All tokens that went in, cached or not."""
        return self.input + self.cache_read + self.cache_write_5m + self.cache_write_1h


def parts_of(reply: Json) -> tuple[Usage, ...]:
    """Return what each of a reply's makings used: the message itself, then every summary it took.

    The service counts a server-side compaction apart from the message, though it is billed with it.
    """
    usage = reply.get("usage") or {}
    iterations = usage.get("iterations") or ()
    compactions = [_counted(part) for part in iterations if part.get("type") == "compaction"]
    return (_counted(usage), *compactions)


def usage_of(reply: Json) -> Usage:
    """Return the tokens that a reply (the message as JSON) says it used, server-side compaction included."""
    return sum(parts_of(reply), Usage())


def context_of(reply: Json) -> int:
    """Return the tokens that the conversation holds after a reply: its prompt, and what it says.

    Where the service answered in several goes this is the last of them, after every summary.
    """
    usage = reply.get("usage") or {}
    goes = [part for part in usage.get("iterations") or () if part.get("type") == "message"]
    last = _counted(goes[-1] if goes else usage)
    return last.prompt + last.output


def _counted(usage: Mapping[str, Any]) -> Usage:
    """Count one making; of what was written to the cache, all that is not told to be short-lived is long."""
    written = usage.get("cache_creation_input_tokens") or 0
    by_ttl = usage.get("cache_creation")
    short = min(written, by_ttl.get("ephemeral_5m_input_tokens") or 0) if by_ttl else written
    details = usage.get("output_tokens_details") or {}
    return Usage(
        input=usage.get("input_tokens") or 0,
        cache_read=usage.get("cache_read_input_tokens") or 0,
        cache_write_5m=short,
        cache_write_1h=written - short,
        output=usage.get("output_tokens") or 0,
        thinking=details.get("thinking_tokens") or 0,
    )


def cost(price: Price, usage: Usage) -> float:
    """Return what a reply cost in USD.

    >>> cost(Price(2, 10, 0.1, 4), Usage(input=1000, cache_read=10_000, output=100))
    0.004
    """
    is_long = price.long_prompt is not None and usage.prompt > price.long_prompt
    micro = (
        usage.input * price.input
        + usage.cache_read * price.cache_read
        + usage.cache_write_5m * price.input * _SHORT_WRITE
        + usage.cache_write_1h * price.cache_write_1h
        + usage.output * price.output
    )
    return micro * (price.long_factor if is_long else 1) / _MILLION


def bill(price: Price, reply: Json) -> float:
    """Return what a reply (the message as JSON) cost in USD; a summary is billed as a prompt of its own."""
    return sum(cost(price, part) for part in parts_of(reply))


def most(price: Price, prompt: int, output: int) -> float:
    """Return the most that one making of up to `prompt` tokens in and `output` out can cost, in USD."""
    is_long = price.long_prompt is not None and prompt > price.long_prompt
    factor = max(1, price.long_factor) if is_long else 1
    return (prompt * price.dearest + output * price.output) * factor / _MILLION


def price_of(model: str, own: Mapping[str, Any] | None = None) -> Price | None:
    """Return a model's price, from `own` entries first, or None if it is in neither table.

    A dated name such as "claude-opus-5-5-20261001" has the price of the name without its date.
    Raises ModelError for an entry that is no price.
    """
    for table in (own or {}, _published()["models"]):
        for name in (model, _DATE.sub("", model)):
            if name in table:
                return _read(name, table[name])
    return None


def dated() -> str:
    """Return the date of the price table, as YYYY-MM-DD."""
    return str(_published()["dated"])


def _read(name: str, entry: Any) -> Price:
    try:
        return entry if isinstance(entry, Price) else Price(**entry)
    except TypeError as error:
        fields = ", ".join(Price.__slots__)
        raise ModelError(f"the price of {name} is not one: {error}; it needs the fields {fields}") from error


@cache
def _published() -> Any:
    return json.loads(resources.files("sim.models").joinpath("prices.json").read_text("utf-8"))

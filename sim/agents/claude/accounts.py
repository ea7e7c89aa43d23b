"""What a decision used, from the answers it took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import Account
from sim.models.prices import Usage, usage_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core import Json
    from sim.models.asking import Answer


def account_of(answers: Sequence[Answer], context: int, samples: int) -> Account:
    """Return the account of a decision: every answer counts, also those of samples that were not played.

    `context`: tokens of the prompt that decided.
    """
    usage = sum((usage_of(answer.message) for answer in answers), Usage())
    prices = [answer.usd for answer in answers]
    return Account(
        replies=len(answers),
        input=usage.input,
        cache_read=usage.cache_read,
        cache_write=usage.cache_write_5m + usage.cache_write_1h,
        output=usage.output,
        context=context,
        usd=None if None in prices else sum(price for price in prices if price is not None),
        compactions=sum(_compacted(answer.message) for answer in answers),
        samples=samples,
    )


def _compacted(message: Json) -> int:
    return sum(block["type"] == "compaction" for block in message["content"])

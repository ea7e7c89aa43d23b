"""What decisions cost, as their accounts tell: tokens, USD and the game's seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sim.core import Account, Step

FRAMES_PER_SECOND = 4_194_304 / 70_224
"""Frames that a Game Boy shows in a second: its clock over the cycles of a frame (Pan Docs, Rendering)."""


class Spent(NamedTuple):
    """What one decision cost. `usd`: None if a price is not known."""

    tokens: float
    usd: float | None


class Spending:
    """Reads the accounts of decisions.

    Tokens are input equivalents if `input_price` (USD per million input tokens of the model) is given and
    the cost in USD is known: what was paid, in input tokens at full price, so that cached, written and
    thought tokens count as much as they cost. Else they are all tokens alike, cached ones included.
    """

    def __init__(self, input_price: float | None = None) -> None:
        if input_price is not None and not input_price > 0:
            raise ValueError(f"a price is above 0, not {input_price}")
        self.input_price = input_price

    def update(self, step: Step) -> Spent | None:
        """Return what a decision cost that begins with this step; None on any other step, or unasked."""
        if step.chosen is None or step.chosen.account is None:
            return None
        account = step.chosen.account
        return Spent(self._tokens(account), account.usd)

    def _tokens(self, account: Account) -> float:
        if self.input_price is not None and account.usd is not None:
            return account.usd / self.input_price * 1_000_000
        return account.input + account.cache_read + account.cache_write + account.output

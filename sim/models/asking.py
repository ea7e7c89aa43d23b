"""Asking a model through the journal: each reply is paid for once, and a budget is never passed.

Before a request is sent, the journal holds that it will be and what it can cost at most; after it, what
came of it. So a run that is killed at any moment knows what it may owe, and one that is played again asks
nothing. The journal is used by the calling thread alone; other threads only wait for replies.
"""

from __future__ import annotations

import hashlib
import json
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from sim.core import Journal, Json, ModelError, ModelSettings, RunStopped, Unanswered
from sim.models.base import Model
from sim.models.bounds import Known, known_of, most_of
from sim.models.prices import Price, bill, price_of

TRIES = 12
"""Tries in a row without a reply after which a run is stopped."""
LONGEST_BACKOFF, LONGEST_WAIT, SLICE = 60.0, 600.0, 60.0
"""Seconds: most between two tries, most if the service asks for more, and most to sleep in one go."""
_REMEMBERED = 32
"""Latest replies whose token counts are kept for the bounds of what comes next."""
_NOT_PROMPT = frozenset({"messages", "max_tokens", "betas", "container"})
_MARKER = "cache_control"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `request` is what the journal knows it by, with screens by digest instead of bytes.

    `body` makes the request as it is sent, with as many messages. It is called only if nothing is recorded
    for this decision's (`turn`, `sample`).
    """

    request: Json
    body: Callable[[], Json]
    turn: int = 0
    sample: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply: the whole message as the service gave it.

    `sent`, `got`: unix seconds when the request that was answered was sent, and when the whole reply was
    there. `usd`: what it cost, None if the price or the usage is not known.
    """

    message: Json
    sent: float
    got: float
    usd: float | None


@dataclass(slots=True)
class _Open:
    """An ask that has no answer yet, and the attempt that is under way."""

    index: int
    ask: Ask
    body: Json
    price: Price | None
    most: float | None
    attempt: int = 0
    sent: float = 0.0
    tries: int = 0
    under_way: bool = False


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of an attempt: a message or an exception, and when (unix seconds)."""

    open: _Open
    got: float
    message: Json | None = None
    error: BaseException | None = None


class Asker:
    """Asks a model on behalf of one run."""

    def __init__(
        self,
        model: Model,
        journal: Journal,
        settings: ModelSettings,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        seed: int = 0,
    ) -> None:
        """Make an asker. `clock`: unix seconds. `sleep`: waits for seconds. `seed`: of the waits' jitter."""
        self._model, self._journal, self._settings = model, journal, settings
        self._clock, self._sleep = clock, sleep
        self._jitter = random.Random(seed)
        self._counts = _Counts()

    def ask(self, ask: Ask) -> Answer:
        """Return the recorded answer, or ask until there is one.

        Raises RunStopped when the budget does not allow the request or no reply comes, ModelError when the
        service refuses it or, with a budget, its price is not known.
        """
        return self.ask_all([ask])[0]

    def ask_all(self, asks: Sequence[Ask]) -> list[Answer]:
        """Return the answers in the order of the asks, asking side by side for those not recorded.

        Raises as `ask` does, after every request that was sent has come back and is in the journal.
        """
        answers = {index: self._recorded(ask) for index, ask in enumerate(asks)}
        waiting = [self._opened(index, asks[index]) for index, found in answers.items() if found is None]
        while waiting:
            self._check_budget(waiting)
            arrived, failed = self._try(waiting)
            answers |= arrived
            self._wait(failed)
            waiting = [outcome.open for outcome in failed]
        return [answer for answer in answers.values() if answer is not None]

    # --- before ---------------------------------------------------------------------------

    def _recorded(self, ask: Ask) -> Answer | None:
        stored = self._journal.recorded(ask.request, turn=ask.turn, sample=ask.sample)
        return None if stored is None else self._read(ask, stored)

    def _read(self, ask: Ask, stored: Json) -> Answer:
        """Return an answer as the journal keeps it, and remember its counts."""
        answer = Answer(stored["message"], stored["sent"], stored["got"], stored["usd"])
        self._counts.learn(ask.request, answer.message)
        return answer

    def _opened(self, index: int, ask: Ask) -> _Open:
        body = ask.body()
        price = price_of(body["model"], self._settings.prices)
        known = self._counts.known(ask.request)
        return _Open(index, ask, body, price, None if price is None else most_of(body, price, known))

    def _check_budget(self, waiting: Sequence[_Open]) -> None:
        """Raise RunStopped if all that is about to be sent could pass the budget."""
        budget = self._settings.budget_usd
        if budget is None:
            return
        unpriced = [each.body["model"] for each in waiting if each.most is None]
        if unpriced:
            raise ModelError(
                f"a budget is set and the price of {unpriced[0]} is not known: give it in prices"
            )
        spent, needed = self._journal.spent().most, sum(each.most or 0.0 for each in waiting)
        if spent is None:
            raise ModelError("a budget is set, but what earlier requests of this run cost is not known")
        if spent + needed > budget:
            raise RunStopped(
                "budget",
                f"the budget of {_usd(budget)} does not allow the next request: up to {_usd(spent)} are "
                f"spent and it may cost up to {_usd(needed)}; go on with: longplay resume RUN --budget-usd N",
            )

    # --- under way ------------------------------------------------------------------------

    def _try(self, waiting: Sequence[_Open]) -> tuple[dict[int, Answer], list[_Outcome]]:
        """Send every request once; return the answers by index, and what failed."""
        for each in waiting:
            ask = each.ask
            each.attempt = self._journal.send(ask.request, turn=ask.turn, sample=ask.sample, most=each.most)
            each.under_way = True
        arrived: dict[int, Answer] = {}
        failed: list[_Outcome] = []
        try:
            for outcome in self._outcomes(waiting):
                outcome.open.under_way = False
                if outcome.message is not None:
                    arrived[outcome.open.index] = self._received(outcome, outcome.message)
                else:
                    self._failed(outcome)
                    failed.append(outcome)
        except BaseException:
            for each in waiting:
                if each.under_way:
                    self._journal.fail(each.attempt, "interrupted", billed=True)
            raise
        return arrived, failed

    def _outcomes(self, waiting: Sequence[_Open]) -> Iterator[_Outcome]:
        """Yield what comes of each request as it comes; more than one are sent in threads of their own."""
        if len(waiting) == 1:
            yield self._outcome(waiting[0])
            return
        queue: SimpleQueue[_Outcome] = SimpleQueue()

        def bring(each: _Open) -> None:
            try:
                outcome = self._outcome(each)
            except BaseException as error:  # or nobody would ever hear of it
                outcome = _Outcome(each, self._clock(), error=error)
            queue.put(outcome)

        for each in waiting:
            threading.Thread(target=bring, args=(each,), name="longplay model", daemon=True).start()
        for _ in waiting:
            yield queue.get()

    def _outcome(self, each: _Open) -> _Outcome:
        each.sent = self._clock()
        try:
            message = self._model.reply(each.body)
        except Exception as error:
            return _Outcome(each, self._clock(), error=error)
        return _Outcome(each, self._clock(), message=message)

    # --- after ----------------------------------------------------------------------------

    def _received(self, outcome: _Outcome, message: Json) -> Answer:
        each = outcome.open
        usd = bill(each.price, message) if each.price is not None and message.get("usage") else None
        stored = {"message": message, "sent": each.sent, "got": outcome.got, "usd": usd}
        return self._read(each.ask, self._journal.receive(each.attempt, stored, usd))

    def _failed(self, outcome: _Outcome) -> None:
        each, error = outcome.open, outcome.error
        each.tries += 1
        billed = error.billed if isinstance(error, Unanswered) else not isinstance(error, ModelError)
        self._journal.fail(each.attempt, str(error) or repr(error), billed=billed)

    def _wait(self, failed: Sequence[_Outcome]) -> None:
        """Wait until what failed may be tried again; raise if it should not be."""
        waits = []
        for outcome in failed:
            error = outcome.error
            if not isinstance(error, Unanswered):
                assert error is not None
                raise error
            if outcome.open.tries >= TRIES:
                raise RunStopped(
                    "model unreachable",
                    f"the model gave no reply in {TRIES} tries, the last time because {error}; "
                    "go on with: longplay resume RUN",
                ) from error
            backoff = min(LONGEST_BACKOFF, 2.0 ** (outcome.open.tries - 1)) * self._jitter.uniform(0.5, 1)
            waits.append(max(backoff, min(error.wait or 0.0, LONGEST_WAIT)))
        left = max(waits, default=0.0)
        while left > 0:
            self._sleep(min(left, SLICE))
            left -= SLICE


class _Counts:
    """What the service counted for the latest requests, by the conversation that each asked about."""

    def __init__(self) -> None:
        self._latest: deque[tuple[tuple[str, ...], Json]] = deque(maxlen=_REMEMBERED)
        self._digested: dict[int, tuple[Json, str]] = {}

    def learn(self, request: Json, message: Json) -> None:
        """Remember a reply."""
        if message.get("usage"):
            self._latest.append((self._digests(request), message))

    def known(self, request: Json) -> Known | None:
        """Return what is known of the longest beginning of a request that was asked before."""
        digests = self._digests(request)
        fitting = []
        for asked, reply in self._latest:
            if digests[: len(asked)] == asked:
                said = (
                    _digest({"role": "assistant", "content": reply["content"]}) in digests[len(asked) :][:1]
                )
                fitting.append((len(asked) - 1, said, reply))
        if not fitting:
            return None
        messages, said, reply = max(fitting, key=lambda each: each[:2])
        return known_of(reply, messages, said=said)

    def _digests(self, request: Json) -> tuple[str, ...]:
        """Return a digest of what is no message, then one of each message; cache markers do not count.

        A message that was there in the request before is the same object, and is not looked at again.
        """
        head = {name: value for name, value in request.items() if name not in _NOT_PROMPT}
        before, self._digested = self._digested, {}
        for message in request["messages"]:
            known = before.get(id(message))
            digest = known[1] if known is not None and known[0] is message else _digest(message)
            self._digested[id(message)] = (message, digest)
        return (_digest(head), *(digest for _, digest in self._digested.values()))


def _digest(value: Any) -> str:
    text = json.dumps(_unmarked(value), sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _unmarked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _unmarked(item) for name, item in value.items() if name != _MARKER}
    if isinstance(value, list | tuple):
        return [_unmarked(item) for item in value]
    return value


def _usd(amount: float) -> str:
    """Return an amount in words, small ones with four decimals.

    >>> _usd(12), _usd(0.0123)
    ('12.00 USD', '0.0123 USD')
    """
    return f"{amount:.2f} USD" if amount >= 1 else f"{amount:.4f} USD"

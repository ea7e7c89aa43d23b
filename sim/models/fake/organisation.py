"""The service without its wires: an organisation's requests, its refusals and its bill."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.models.fake.catalogue import MODELS, Model, model_info
from sim.models.fake.faults import Fault, Faults, Kind, schedule
from sim.models.fake.files import FileStore
from sim.models.fake.policy import Policy, steady
from sim.models.fake.refusal import STATUS, Problem, RefusedError
from sim.models.fake.replies import Summary, Teller, plain_summary
from sim.models.fake.request import Request
from sim.models.fake.rules import check
from sim.models.fake.shapes import KNOWN_BETAS, shape_problems


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to `/v1/messages`.

    `number` counts from 0. `digest`: SHA-256 of what the reply depends on, "" if it was refused before
    that was known. `status`: the HTTP status, 0 if the connection was reset before one was sent.
    `fault`: what went wrong. `billed`: whether it is paid for, `lost`: whether it is and the whole reply
    never arrived. `usage`: as in the reply, None where nothing is billed.
    """

    number: int
    digest: str
    model: str
    status: int
    fault: Kind | None = None
    billed: bool = False
    lost: bool = False
    usage: Mapping[str, Any] | None = None


class Organisation:
    """What the service knows of one customer. Every method may be called from any thread."""

    def __init__(
        self,
        policy: Policy | None = None,
        *,
        faults: Faults = None,
        models: Mapping[str, Model] = MODELS,
        clock: Callable[[], float] = time.monotonic,
        bound: bool = True,
        summary: Summary = plain_summary,
    ) -> None:
        """Make an organisation.

        `policy`: what the model answers. `faults`: what goes wrong, by request number. `clock`: seconds,
        by which cached prefixes age. `bound`: whether thinking blocks are held to what stood before them
        unasked (accounts since August 2026). `summary`: what a compaction says.
        """
        self.models = models
        self.refused: Counter[str] = Counter()
        self.log: list[Exchange] = []
        self.files = FileStore()
        self._schedule = schedule(faults)
        self._teller = Teller(policy or steady(), clock, bound, summary)
        self._lock = threading.Lock()

    @property
    def bill(self) -> list[Exchange]:
        """The requests that are paid for, those whose reply was lost included."""
        return [exchange for exchange in self.log if exchange.billed]

    def model(self, name: str) -> dict[str, Any]:
        """Return what is known of a model."""
        return model_info(self._model(name))

    def count(self, raw: bytes, betas: frozenset[str]) -> dict[str, Any]:
        """Count a request's tokens."""
        with self._lock:
            return self._teller.count(self._request(raw, betas, "CountTokens"))

    def message(self, raw: bytes, betas: frozenset[str]) -> Outcome:
        """Serve a request and write it down; a fault may hide the reply, a refusal goes before it."""
        with self._lock:
            number = len(self.log)
            request: Request | None = None
            try:
                request = self._request(raw, betas, "Messages")
                fault = _on_this_way(self._schedule(number), request)
                billed = fault is None or fault.kind.billed
                message = self._teller.reply(request) if billed else {}
            except RefusedError as refused:
                name, model = (request.digest, request.model.id) if request else ("", "")
                self.log.append(Exchange(number, name, model, STATUS[refused.problem.kind]))
                raise
            kind = fault.kind if fault else None
            self.log.append(
                Exchange(
                    number,
                    request.digest,
                    request.model.id,
                    _STATUS.get(kind, 200) if kind else 200,
                    kind,
                    billed,
                    billed and kind is not None and kind.loses,
                    message.get("usage"),
                )
            )
            seconds = fault.seconds if fault else 0.0
            return Outcome(message, bool(request.body.get("stream")), kind, seconds)

    def refuse(self, refused: RefusedError) -> None:
        """Count a refusal."""
        with self._lock:
            self.refused[refused.rule] += 1

    def _request(self, raw: bytes, betas: frozenset[str], root: str) -> Request:
        """Return a request that keeps every rule; raises RefusedError for the first that it breaks."""
        unknown = sorted(betas - KNOWN_BETAS)
        if unknown:
            listed = ", ".join(f"`{beta}`" for beta in unknown)
            message = f"Unexpected value(s) {listed} for the `anthropic-beta` header."
            raise RefusedError("known_beta", Problem("", message))
        body = _parsed(raw)
        for problem in shape_problems(body, root, betas):
            raise RefusedError("shape", problem)
        model = self._model(body["model"])
        request = Request(body, betas, model, root == "CountTokens", self.files.ids)
        check(request)
        return request

    def _model(self, name: str) -> Model:
        if name not in self.models:
            raise RefusedError("known_model", Problem("model", name, "not_found_error"))
        return self.models[name]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reply and how it goes on its way: `message` is empty where none was made."""

    message: Mapping[str, Any]
    streamed: bool
    fault: Kind | None
    seconds: float


_STATUS = {
    Kind.OVERLOADED: 529,
    Kind.RATE_LIMITED: 429,
    Kind.SERVER_ERROR: 500,
    Kind.RESET_BEFORE: 0,
    Kind.RESET_AFTER: 0,
}


def _on_this_way(fault: Fault | None, request: Request) -> Fault | None:
    """Return the fault; an error that only a stream can tell comes instead of a reply in one piece."""
    if fault and fault.kind is Kind.ERROR_EVENT and not request.body.get("stream"):
        return replace(fault, kind=Kind.OVERLOADED)
    return fault


def _parsed(raw: bytes) -> Any:
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise RefusedError(
            "body_is_json", Problem("", f"The request body is not valid JSON: {error}")
        ) from None
    return body

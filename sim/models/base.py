"""What every model is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sim.core import Json

PROVIDERS = ("anthropic", "bedrock", "vertex")
"""Who offers the models."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a service says of a model.

    `context`: most tokens of a prompt. `output`: most `max_tokens`. `thinking`: the `thinking.type`s it
    takes. `efforts`: the levels of `output_config.effort` it takes, lowest first, none if it has none.
    `compacts`, `clears`: whether the service summarises its conversations, or clears its old tool uses.
    `images`: most images of a request.
    """

    name: str
    context: int
    output: int
    thinking: frozenset[str]
    efforts: tuple[str, ...]
    compacts: bool
    clears: bool
    images: int


class Model(Protocol):
    """Somebody who answers requests in the form of Anthropic's Messages API.

    A request holds the fields of `POST /v1/messages` and, under "betas", the beta names it needs. A
    reply is the whole message as JSON: content, stop_reason, usage, model, id. The methods may be
    called from several threads at once.
    """

    def reply(self, body: Json) -> Json:
        """Send a request once and return the whole reply.

        Raises Unanswered when no whole reply came and it may be tried again, ModelError when trying
        again would not help.
        """
        ...

    def describe(self, name: str) -> ModelInfo | None:
        """Return what is known of a model, None where the service does not tell.

        Raises ModelError if there is no such model, or if the service cannot be asked.
        """
        ...

    def upload(self, path: Path) -> str:
        """Give the service a file and return the id by which requests name it; this costs nothing.

        Raises ModelError if it cannot be read, or the service does not take it.
        """
        ...

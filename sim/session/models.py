"""Reaching the model that a run asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from sim.agents import ModelSetup
from sim.agents.face import player
from sim.core import Json, ModelSettings, ReplayMismatch
from sim.models import Claude, Model, ModelInfo, check
from sim.models.fake import MODELS, FakeServer

FAKE = "fake"
"""The name of the local stand-in: a strict service on this machine, played by the explorer's mind."""
_FACE = "claude-opus-5-5"


@dataclass(frozen=True, slots=True)
class Reached:
    """A model that can be asked until `close` is called."""

    setup: ModelSetup
    close: Callable[[], None]


class Nobody:
    """The model of a run that is only played again: it is never asked."""

    def reply(self, body: Json) -> Json:
        """Refuse."""
        raise ReplayMismatch("a request was to be sent, and nothing is asked when a run is verified")

    def describe(self, name: str) -> ModelInfo | None:
        """Know nothing."""
        return None


def reach(settings: ModelSettings, model: Model | None = None) -> Reached:
    """Return the model of the settings, or `model` in its place, asked what it is and found able.

    Raises ModelError if it cannot be reached or does not take the settings; no money is spent before.
    """
    check(settings, None)
    close: Callable[[], None] = _nothing
    if model is None:
        model, close = _fake() if settings.name == FAKE else _real(settings)
    try:
        info = model.describe(settings.name)
        check(settings, info)
    except BaseException:
        close()
        raise
    return Reached(ModelSetup(model, settings, info), close)


def known(settings: ModelSettings, info: Json | None) -> ModelSetup:
    """Return the setup of a run that is only played again; `info` is what was known of its model."""
    return ModelSetup(Nobody(), settings, info_of(info))


def info_of(stored: Json | None) -> ModelInfo | None:
    """Return what is known of a model, from JSON."""
    if stored is None:
        return None
    return ModelInfo(
        **{**stored, "thinking": frozenset(stored["thinking"]), "efforts": tuple(stored["efforts"])}
    )


def info_json(info: ModelInfo | None) -> Json | None:
    """Return what is known of a model as JSON."""
    return None if info is None else {**asdict(info), "thinking": sorted(info.thinking)}


def _real(settings: ModelSettings) -> tuple[Model, Callable[[], None]]:
    client = Claude(settings.provider)
    return client, client.close


def _fake() -> tuple[Model, Callable[[], None]]:
    server = FakeServer(player(), models={FAKE: replace(MODELS[_FACE], id=FAKE, name="the local stand-in")})
    client = Claude(base_url=server.url, api_key=FAKE)

    def close() -> None:
        client.close()
        server.close()

    return client, close


def _nothing() -> None:
    pass

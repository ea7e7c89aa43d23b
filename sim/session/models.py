"""Reaching the model that a run asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sim.agents import ModelSetup
from sim.agents.face import player
from sim.core import Json, ModelSettings, ReplayMismatch
from sim.models import Claude, Model, ModelInfo, check, check_files, uploaded
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

    def upload(self, path: Path) -> str:
        """Refuse."""
        raise ReplayMismatch(f"{path} was to be uploaded, and nothing is when a run is verified")


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
        if settings.judge_model:
            model.describe(settings.judge_model)
    except BaseException:
        close()
        raise
    return Reached(ModelSetup(model, settings, info), close)


def known(settings: ModelSettings, meta: Json) -> ModelSetup:
    """Return the setup of a run that is only played again; `meta` is what its file says of itself."""
    return ModelSetup(Nobody(), settings, info_of(meta.get("model")), _ids(settings, meta.get("files") or {}))


def given(setup: ModelSetup, files: Json | None, remember: Callable[[Json], None]) -> ModelSetup:
    """Return the setup with every file of its settings uploaded.

    `files`: what the run file says of those that were uploaded before. `remember` is handed the same with
    each one that is uploaded now. Raises ModelError, before the first, if one of them cannot be.
    """
    said = dict(files or {})
    missing = [file for file in setup.settings.files if file not in said]
    check_files(missing)
    for file in missing:
        said = {**said, file: uploaded(setup.model, file)}
        remember(said)
    return replace(setup, files=_ids(setup.settings, said))


def _ids(settings: ModelSettings, files: Json) -> tuple[str, ...]:
    return tuple(files[file]["id"] for file in settings.files if file in files)


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

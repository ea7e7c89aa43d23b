"""From a file to a spec: what is written there, checked, and whether it can be played here."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.running.ready import located, ready
from sim.experiment.spec.arms import read_arms, read_base, read_seeds
from sim.experiment.spec.document import SpecError, nearest, read_document
from sim.experiment.spec.fields import Section, each, name, number, optional, some, text, whole, word
from sim.experiment.spec.hypotheses import read_gates, read_hypotheses
from sim.experiment.spec.model import Arm, Power, Probes, Spec, settings_of
from sim.experiment.spec.playable import check_playable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core import Json
    from sim.experiment.spec.document import Value

__all__ = ["SpecError", "load_spec", "parse_spec"]

KEYS = (
    "id", "title", "purpose", "worlds", "sampling", "base", "arms", "cost_usd", "hypotheses", "gates",
    "probes", "power", "deviations",
)  # fmt: skip
FREE = "fake"
"""The model that costs nothing: the local stand-in."""
CELLS = ("kept/kept", "kept/blank", "empty/kept", "empty/blank")
_AFTERWARDS = ("deviations",)
"""What may be written after the runs have begun: it is no part of the digest."""


def load_spec(path: Path | str) -> Spec:
    """Return the spec in a file, or the one that comes along by that name, if it can be played here.

    Raises SpecError with one line that names file, line and key and says what to write.
    """
    file = located(str(path))
    if not file.exists() and file.suffix not in (".yaml", ".yml"):
        raise SpecError(
            f"no file and no spec that comes along is called {path}: {nearest(str(path), ready())}"
        )
    try:
        written = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    root = read_document(written, str(path))
    spec = _spec(root, written)
    check_playable(spec, root)
    return spec


def parse_spec(written: str, file: str = "spec") -> Spec:
    """Return the spec that a text holds, whether it can be played here or not.

    `file` is what it is called in errors. Raises SpecError.
    """
    return _spec(read_document(written, file), written)


def _spec(root: Value, written: str) -> Spec:
    section = Section(root, KEYS)
    worlds = Section(
        section.need("worlds", _itself, "{generator: fernmoor-2, seeds: 5000-5009}"), ("generator", "seeds")
    )
    base = section.need("base", read_base, "{agent: explorer, steps: 4000, legs: 24}")
    arms = section.need("arms", lambda value: read_arms(value, base), "{guide: {}, none: {guide: off}}")
    cost = section.get("cost_usd", optional(number(above=0)), None)
    if cost is None and (paid := _paid(base, arms)) is not None:
        raise root.error(
            f"cost_usd is missing, and the arm {paid} costs money: write cost_usd: 40, or what it may cost"
        )
    names = [arm.name for arm in arms]
    hypotheses = section.need(
        "hypotheses", lambda value: read_hypotheses(value, names), "[] if nothing is to be decided"
    )
    asked = [each.id for each in hypotheses]
    return Spec(
        id=section.need("id", name, "a-name"),
        title=section.need("title", text, "a line"),
        purpose=section.need("purpose", text, "what it is for"),
        generator=worlds.need("generator", text, "fernmoor-2, the edition of the worlds"),
        worlds=worlds.need("seeds", read_seeds, "5000-5009, worlds that nobody has tuned on"),
        seeds=section.get("sampling", read_seeds, (0,)),
        arms=arms,
        base=base,
        cost_usd=cost,
        hypotheses=hypotheses,
        gates=section.get("gates", read_gates, ()),
        probes=section.get("probes", optional(_probes), None),
        power=section.need(
            "power",
            lambda value: _power(value, asked),
            "{mde80: 0.05, source: where that is from}, mde80: null if not known",
        ),
        deviations=section.get("deviations", each(text), ()),
        text=written,
        digest=_digest(root.json()),
    )


def _digest(content: dict[str, Any]) -> str:
    """Return SHA-256 of what is written, comments, layout and order of keys left out.

    It is of what is written and not of what it means, so that a later Longplay, with more defaults, finds
    the same.
    """
    lasting = {key: value for key, value in content.items() if key not in _AFTERWARDS}
    return sha256(json.dumps(lasting, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _paid(base: Json, arms: tuple[Arm, ...]) -> str | None:
    """Return an arm whose model costs money; the stand-in does not."""
    models = {arm.name: settings_of(base, arm, 1, 0).model for arm in arms}
    return next((arm for arm, model in models.items() if model is not None and model.name != FREE), None)


def _probes(value: Value) -> Probes:
    section = Section(value, Probes.__dataclass_fields__)
    rest = section.given({"anchors": whole(0, 64), "cells": some(word(*CELLS)), "repeats": whole(1, 64)})
    found = Probes(
        section.need("every", whole(1), "500, the steps between two probes"),
        section.need("steps", whole(1), "30, the steps that each fork plays"),
        **rest,
    )
    if CELLS[0] not in found.cells:
        raise section.at("cells").error(f"{CELLS[0]} is missing: every gap is measured to the agent as it is")
    return found


def _power(value: Value, asked: Sequence[str]) -> Power:
    section = Section(value, Power.__dataclass_fields__)
    return Power(
        section.need(
            "mde80", lambda found: _mde80(found, asked),
            "0.05, the effect found in 4 of 5 cases ({H1: 0.05, ...} where units differ), or null",
        ),
        section.need("source", text, "where that is from, or why it is not known"),
    )  # fmt: skip


def _mde80(value: Value, asked: Sequence[str]) -> float | dict[str, float] | None:
    size = number(above=0)
    if not isinstance(value.plain, dict):
        return optional(size)(value)
    return Section(value, asked).given(dict.fromkeys(asked, size))


def _itself(value: Value) -> Value:
    return value

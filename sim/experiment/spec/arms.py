"""Reading arms: the settings that they are played with, and the faults that they are given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.agents import EMBEDDED
from sim.agents.drifting import CONTROLS, KINDS
from sim.core import RunSettings
from sim.experiment.spec.document import Value
from sim.experiment.spec.fields import (
    Reader,
    Section,
    any_text,
    anything,
    each,
    flag,
    name,
    number,
    optional,
    text,
    whole,
    word,
)
from sim.experiment.spec.model import Arm, settings_of
from sim.guide import OFF
from sim.models.base import PROVIDERS
from sim.models.modes import CONTEXTS, EFFORTS, JUDGES, MOST_SCALE, TTLS
from sim.session.parts import LEFT_OUT

MODEL: Mapping[str, Reader[Any]] = {
    "name": text,
    "provider": word(*PROVIDERS),
    "context": word(*CONTEXTS),
    "reset_tokens": whole(0),
    "reset_decisions": whole(0),
    "reset_images": whole(0),
    "jitter": number(0, 0.9),
    "thinking": text,
    "effort": word("", *EFFORTS),
    "max_tokens": whole(256),
    "scale": whole(1, MOST_SCALE),
    "budget_usd": optional(number(above=0)),
    "prices": anything,
    "samples": whole(1, 64),
    "judge": word("", *JUDGES),
    "judge_model": any_text,
    "server_tools": each(text),
    "files": each(text),
    "tools_ttl": word(*TTLS),
}
"""The fields of `ModelSettings` that an arm may set: all of them."""


def _model(value: Value) -> dict[str, Any]:
    return _json(Section(value, MODEL).given(MODEL))


SETTINGS: Mapping[str, Reader[Any]] = {
    "agent": text,
    "steps": whole(1),
    "guide": text,
    "context": whole(0),
    "assists": each(text),
    "snapshot_every": whole(1),
    "legs": whole(4, 96),
    "without": each(word(*LEFT_OUT)),
    "model": optional(_model),
    "monitors": each(text),
    "frozen": flag,
}
"""The fields of `RunSettings` that an arm may set; worlds and seeds are the same in all of them."""
BASE = ("agent", "steps", "legs")
"""The settings that a spec must say itself, whatever Longplay's own are."""
FAULT = ("kind", "size", "onset")
SEEDS = 2**32
"""Worlds and sampling seeds are below this."""
_MOST_SEEDS = 100_000
_PLACED = {"world": "worlds", "seed": "sampling"}


def read_base(value: Value) -> dict[str, Any]:
    """Return the settings of all arms."""
    section = _section(value)
    wanted = {"agent": "explorer", "steps": "4000", "legs": "24"}
    for key in BASE:
        section.need(key, SETTINGS[key], f"{wanted[key]}, or what all arms have")
    return _json(section.given(SETTINGS))


def read_arms(value: Value, base: Mapping[str, Any]) -> tuple[Arm, ...]:
    """Return the arms, on top of the settings of all of them."""
    arms = tuple(_arm(key, found, base) for key, found in Section(value).value.plain.items())
    if not arms:
        raise value.error("name one arm at least, as in guide: {guide: blank}")
    return arms


def read_seeds(value: Value) -> tuple[int, ...]:
    """Return seeds: a list of whole numbers, and of ranges such as "5000-5009"."""
    ranges = [_range(entry) for entry in (value.plain if isinstance(value.plain, list) else [value])]
    if not ranges:
        raise value.error("name one at least, as in [5000, 5001] or 5000-5009")
    if sum(map(len, ranges)) > _MOST_SEEDS:
        raise value.error(f"these are more than {_MOST_SEEDS:,}")
    seeds = Counter(seed for each in ranges for seed in each)
    twice = next((seed for seed, times in seeds.items() if times > 1), None)
    if twice is not None:
        raise value.error(f"the seed {twice} is there twice")
    return tuple(seeds)


def _range(entry: Value) -> range:
    if isinstance(entry.plain, str):
        first, dash, last = (part.strip() for part in entry.plain.partition("-"))
        if dash and first.isdecimal() and last.isdecimal() and int(first) <= int(last) < SEEDS:
            return range(int(first), int(last) + 1)
        raise entry.error("write a whole number or a range, as in 5000-5009")
    seed = whole(0, SEEDS - 1)(entry)
    return range(seed, seed + 1)


def _arm(key: str, value: Value, base: Mapping[str, Any]) -> Arm:
    name(replace(value, plain=key))
    section = _section(value, "fault")
    arm = Arm(key, _json(section.given(SETTINGS)), section.get("fault", _fault, None))
    model = {**(base.get("model") or {}), **(arm.settings.get("model") or {})}
    if model and "name" not in model:
        raise value.error("its model has no name: write model: {name: fake}, or the one that plays")
    _check(_built(value, base, arm), section)
    return arm


def _check(settings: RunSettings, section: Section) -> None:
    """Refuse what contradicts itself."""
    agent = settings.agent.split("+")[0]
    if agent == "claude" and settings.model is None:
        raise section.value.error("the agent claude asks a model: write model: {name: fake}, or another one")
    if agent != "claude" and agent in EMBEDDED and settings.model is not None:
        raise section.at("model").error(f"the agent {agent} asks no model: write model: null")
    if settings.frozen and settings.guide == OFF:
        raise section.at("frozen").error("without a guide there is nothing to freeze: leave frozen out")


def _built(value: Value, base: Mapping[str, Any], arm: Arm) -> RunSettings:
    try:
        return settings_of(base, arm, 1, 0)
    except (TypeError, ValueError) as error:
        raise value.error(f"no run can be made of these settings: {error}") from error


def _section(value: Value, *more: str) -> Section:
    for key, better in _PLACED.items():
        if isinstance(value.plain, dict) and key in value.plain:
            raise value.plain[key].error(f"every arm has the same: say it under {better}")
    return Section(value, (*SETTINGS, *more))


def _json(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in given.items()}


def _fault(value: Value) -> dict[str, Any] | None:
    if value.plain is None:
        return None
    section = Section(value, FAULT)
    kind = section.need("kind", word(*KINDS, *CONTROLS), "noise, or another kind of docs/drifting.md")
    if kind in CONTROLS:
        if len(section.value.plain) > 1:
            raise value.error(f"the control {kind} has no size and no onset: leave them out")
        return {"kind": kind}
    size = section.need("size", number(0, 1), f"{KINDS[kind][1]:g}, or another share from 0 to 1")
    return {"kind": kind, "size": size, "onset": section.get("onset", whole(0), 0)}

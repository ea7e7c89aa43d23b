"""The JSON schema of specs, for editors: what may be written, with a word on each key.

`python -m sim.experiment.spec.schema` writes it beside this module. It is what the readers of this room
take; some of what they refuse (thresholds that exclude each other, units of another estimand) only they can
tell.
"""

from __future__ import annotations

import json
from pathlib import Path

from sim.agents import EMBEDDED
from sim.agents.drifting import CONTROLS, KINDS
from sim.experiment.spec.estimands import ESTIMANDS
from sim.experiment.spec.fields import NAME
from sim.experiment.spec.gates import CONSTANT, CONSTANTS, GATES
from sim.experiment.spec.hypotheses import BOUND, DECIDES, DIRECTIONS, GATE, MISSING
from sim.experiment.spec.reading import CELLS
from sim.experiment.spec.shapes import (
    Schema,
    above,
    enum,
    flag,
    name,
    number,
    obj,
    or_null,
    seeds,
    text,
    texts,
    whole,
)
from sim.guide import OFF, TRUTHFUL
from sim.models.base import PROVIDERS
from sim.models.modes import CONTEXTS, EFFORTS, JUDGES, MOST_SCALE, TTLS
from sim.session.parts import LEFT_OUT

FILE = Path(__file__).with_name("spec.schema.json")
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> Schema:
    """Return the JSON schema (draft 2020-12) of a spec."""
    return {
        "$schema": _DRAFT,
        "title": "Longplay experiment",
        "description": "What an experiment is, written down before its runs (docs/experiments.md).",
        **obj(
            {
                "id": name("The experiment's name; its folder is runs/ID."),
                "title": text("One line."),
                "purpose": text("What it is for."),
                "worlds": obj(
                    {
                        "generator": text("The edition of the worlds, such as fernmoor-2."),
                        "seeds": seeds("Worlds that nobody has tuned on, as in [5000, 5001] or 5000-5009."),
                    },
                    said="The worlds that every arm plays.",
                ),
                "sampling": seeds("Sampling seeds: every arm plays every world with each; [0] if not said."),
                "base": {**_settings(), "required": ["agent", "steps", "legs"]},
                "arms": {
                    "description": "Ways of playing, by name: what each changes of the base.",
                    "type": "object", "minProperties": 1,
                    "propertyNames": {"pattern": whole(NAME.pattern)},
                    "additionalProperties": _settings(fault=_fault()),
                },
                "cost_usd": or_null(above("Most that all runs may cost, in USD.")),
                "hypotheses": {
                    "description": "What is to be decided; [] for nothing.",
                    "type": "array", "items": _hypothesis(),
                },
                "gates": _gates(),
                "probes": or_null(_probes()),
                "power": obj(
                    {
                        "mde80": _mde80(),
                        "source": text("Where that is from, or why it is not known."),
                    },
                    said="What the design can find.",
                ),
                "deviations": {
                    **texts("What was done otherwise than registered; no part of the hash."),
                },
            },
            optional=("sampling", "cost_usd", "gates", "probes", "deviations"),
        ),
    }  # fmt: skip


def _mde80() -> Schema:
    size = above("In the unit of the hypothesis.")
    return {
        "description": "The effect that is found in 4 of 5 such experiments, for all hypotheses or by id.",
        "anyOf": [size, {"type": "object", "additionalProperties": size}, {"type": "null"}],
    }


def _settings(**more: Schema) -> Schema:
    """Return the schema of the settings of an arm, or of all arms: none of them has to be there."""
    properties: dict[str, Schema] = {
        "agent": {
            **text("An agent that comes along, with a fault as in explorer+noise=0.1@3000, or module:Class."),
            "examples": list(EMBEDDED),
        },
        "steps": number("Steps of a run at most.", least=1),
        "guide": {
            **text("What the guide starts from: a folder, or one of these."),
            "examples": ["blank", OFF, *TRUTHFUL],
        },
        "frozen": flag("The guide can be read, never edited."),
        "context": number("Decisions between two context resets of an embedded agent, 0 for none.", least=0),
        "assists": texts("What the agent is told beyond the screen, such as position."),
        "legs": number("Length of the quest in legs.", least=4, most=96),
        "without": {
            "description": "What the world leaves out.",
            "type": "array", "items": {"enum": list(LEFT_OUT)}, "uniqueItems": True,
        },
        "snapshot_every": number("Steps between two snapshots.", least=1),
        "monitors": texts("Who watches, and stops: WHO or WHO=note|pause|stop|off (docs/monitors.md)."),
        "model": or_null(_model()),
    }  # fmt: skip
    return obj({**properties, **more}, optional=(*properties, *more), said="Settings of runs.")


def _model() -> Schema:
    properties: dict[str, Schema] = {
        "name": text("The model, or fake for the local stand-in."),
        "provider": enum("Whose service it runs on.", PROVIDERS),
        "context": enum("How its context is kept from overflowing.", CONTEXTS),
        "reset_tokens": number("Reset the context at so many tokens, 0 for never.", least=0),
        "reset_decisions": number("Reset it after so many decisions, 0 for never.", least=0),
        "reset_images": number("Reset it after so many screens, 0 for never.", least=0),
        "jitter": number("Draw each reset from 1 - J to 1 + J of it.", least=0, most=0.9, kind="number"),
        "thinking": text(
            "default, off, adaptive, between_tools, or tokens, as in 4096 (in quotes) or 4096+tools."
        ),
        "effort": enum('"" for the model\'s own.', ("", *EFFORTS)),
        "max_tokens": number("Most tokens of a reply.", least=256),
        "scale": number("Whole factor that the screen is enlarged by.", least=1, most=MOST_SCALE),
        "budget_usd": or_null(above("Most that one run may cost.")),
        "prices": {"description": "Own prices by model.", "type": "object"},
        "samples": number("Best of so many replies for each decision.", least=1, most=64),
        "judge": enum('Who chooses among them; "" for one sample.', ("", *JUDGES)),
        "judge_model": {"description": "The scoring model, by default the player.", "type": "string"},
        "server_tools": texts("code-execution, files, or mcp=NAME,URL."),
        "files": texts("Files to upload for the server tool files."),
        "tools_ttl": enum("Cache lifetime of tools, rules and guide.", TTLS),
    }
    return obj(properties, optional=tuple(properties), said="How a language model plays.")


def _fault() -> Schema:
    return or_null(
        obj(
            {
                "kind": enum("What goes wrong (docs/drifting.md).", (*KINDS, *CONTROLS)),
                "size": number("A probability or rate.", least=0, most=1, kind="number"),
                "onset": number("Steps played before it sets in.", least=0),
            },
            optional=("size", "onset"),
            said="A known fault: the agent drifts from its onset on.",
        )
    )


def _hypothesis() -> Schema:
    bound = {"type": "string", "pattern": whole(BOUND.pattern)}
    properties: dict[str, Schema] = {
        "id": name("Such as H1."),
        "question": text("What is asked, in a sentence."),
        "estimand": {
            "description": "What a run comes to.",
            "oneOf": [
                {"const": asked, "description": f"{each.doc} In {each.unit}."}
                for asked, each in ESTIMANDS.items()
            ],
        },
        "arm": text("The arm that it is about."),
        "against": or_null(text("The arm that it is compared with; none: the arm's own level.")),
        "unit": enum("The estimand's own.", _of_estimands("unit")),
        "denominator": enum("The estimand's own.", _of_estimands("denominator")),
        "direction": enum("Which way the effect is expected: arm minus against.", DIRECTIONS),
        "missing": {
            "description": "Runs without a value: null leaves their pairs out, exclude their worlds, worst"
            " gives them the worst value of the experiment.",
            "enum": [None, *MISSING],
        },
        "sesoi": above("Smallest effect of interest, in the unit."),
        "met": {"description": 'When it is met, as in "CI_low >= 0.05".', **bound},
        "not_met": {"description": "When it is not met; with neither it is undetermined.", **bound},
        "alpha": number("1 - the interval's level; 0.05 if not said.", least=1e-6, most=0.5, kind="number"),
        "resamples": number("Resamples of the bootstrap; 5000 if not said.", least=200, most=1_000_000),
        "family": name("Hypotheses that share one error rate, after Holm; main if not said."),
        "predicted": {"description": "What is expected to come out.", "type": "string"},
        "decides": obj(
            {key: text("What is done differently then.") for key in DECIDES}, said="What hangs on it."
        ),
    }  # fmt: skip
    return obj(properties, optional=("against", "alpha", "resamples", "family", "predicted"))


def _of_estimands(field: str) -> list[str]:
    return sorted({getattr(each, field) for each in ESTIMANDS.values()})


def _gates() -> Schema:
    comparison = {"type": "string", "pattern": whole(GATE.pattern)}
    return {
        "description": "What every run must be for its numbers to count.",
        "type": "object",
        "properties": {
            gate: {"description": f"{said[0].upper()}{said[1:]}."}
            | ({"const": CONSTANT} if gate in CONSTANTS else comparison)
            for gate, said in GATES.items()
        },
        "additionalProperties": False,
    }


def _probes() -> Schema:
    return obj(
        {
            "every": number("Steps between two probes.", least=1),
            "steps": number("Steps that each fork plays.", least=1),
            "anchors": number("Frozen situations of each world; 8 if not said.", least=0, most=64),
            "cells": {
                "description": "context/guide of each fork; all four if not said.",
                "type": "array", "items": {"enum": list(CELLS)}, "uniqueItems": True,
                "contains": {"const": CELLS[0]},
            },
            "repeats": number("Forks of each cell; 1 if not said.", least=1, most=64),
        },
        optional=("anchors", "cells", "repeats"),
        said="Fork probes: the agent as it is beside a fresh self in the same place.",
    )  # fmt: skip


if __name__ == "__main__":
    FILE.write_text(json.dumps(schema(), indent=2) + "\n", "utf-8")

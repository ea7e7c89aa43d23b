"""Reading what is to be decided: hypotheses with their thresholds, and gates.

A threshold says nothing without its unit, its denominator, its direction and what becomes of missing values,
so a hypothesis without one of them is refused, and so is one that says another unit than its estimand has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import inf
from typing import Any, Literal, cast

from sim.experiment.spec.document import Value, nearest
from sim.experiment.spec.estimands import ESTIMANDS, Estimand
from sim.experiment.spec.fields import Reader, Section, any_text, name, number, optional, text, whole, word
from sim.experiment.spec.gates import CONSTANT, CONSTANTS, GATES
from sim.experiment.spec.model import Bound, Direction, Gate, Hypothesis, Missing

KEYS = tuple(Hypothesis.__dataclass_fields__)
DIRECTIONS = ("greater", "less", "two-sided")
MISSING = ("null", "worst", "exclude")
DECIDES = ("met", "not_met")

_REST: Mapping[str, Reader[Any]] = {
    "alpha": number(1e-6, 0.5),
    "resamples": whole(200, 1_000_000),
    "family": name,
    "predicted": any_text,
}
"""What a hypothesis need not say."""

_NUMBER = r"([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
BOUND = re.compile(rf"CI_(low|high) *(>=|>|<=|<) *{_NUMBER}")
GATE = re.compile(rf"(>=|>|<=|<|==) *{_NUMBER}")


def read_hypotheses(value: Value, arms: Sequence[str]) -> tuple[Hypothesis, ...]:
    """Return the hypotheses about some arms; none has the name of another."""
    if not isinstance(value.plain, list):
        raise value.error("write a list: - id: H1, and so on")
    found: list[Hypothesis] = []
    for item in value.plain:
        made = _hypothesis(Section(item, KEYS), arms)
        if any(made.id == other.id for other in found):
            raise item.plain["id"].error(f"another hypothesis is {made.id}: give each its own name")
        found.append(made)
    return tuple(found)


def _hypothesis(section: Section, arms: Sequence[str]) -> Hypothesis:
    asked = section.need(
        "estimand", _known(ESTIMANDS, "estimand"), "waste, or another one of docs/experiments.md"
    )
    estimand = ESTIMANDS[asked]
    arm = section.need("arm", _known(arms, "arm"), f"one of {', '.join(arms)}")
    against = section.get("against", optional(_known(arms, "arm")), None)
    if arm == against:
        raise section.at("against").error(f"the arm {arm} is compared with itself: name another one")
    direction = section.need("direction", word(*DIRECTIONS), f"one of {', '.join(DIRECTIONS)}")
    met, not_met = _bounds(section, direction)
    return Hypothesis(
        id=section.need("id", name, "H1"),
        question=section.need("question", text, "what is asked, in a sentence"),
        estimand=asked,
        arm=arm,
        against=against,
        unit=_said(section, "unit", estimand),
        denominator=_said(section, "denominator", estimand),
        direction=cast("Direction", direction),
        missing=cast("Missing", _missing(section, estimand)),
        sesoi=section.need("sesoi", number(above=0), f"the smallest effect of interest, in {estimand.unit}"),
        met=met,
        not_met=not_met,
        **section.given(_REST),
        decides=section.need(
            "decides", _decides, "{met: what is done then, not_met: what is done otherwise}"
        ),
    )


def _known(names: Mapping[str, Any] | Sequence[str], what: str) -> Reader[str]:
    def read(value: Value) -> str:
        found = text(value)
        if found not in names:
            raise value.error(f"no {what} is called {found!r}: {nearest(found, names)}")
        return found

    return read


def _said(section: Section, key: Literal["unit", "denominator"], estimand: Estimand) -> str:
    """Return a unit or denominator that is written down, which must be what the estimand has."""
    right: str = getattr(estimand, key)
    said = section.need(key, text, right)
    if said != right:
        raise section.at(key).error(f"{estimand.name} has the {key} {right!r}, not {said!r}: write that")
    return said


def _missing(section: Section, estimand: Estimand) -> str:
    rule = section.need(
        "missing", word(*MISSING),
        "null (pairs without a value are left out), exclude (their worlds are) or worst (the worst value)",
    )  # fmt: skip
    if rule == "worst" and estimand.better is None:
        raise section.at("missing").error(
            f"no value of {estimand.name} is worse than another: say null or exclude"
        )
    return rule


def _decides(value: Value) -> dict[str, str]:
    section = Section(value, DECIDES)
    return {key: section.need(key, text, "what is done then") for key in DECIDES}


# --- thresholds ---------------------------------------------------------------------------


def _bounds(section: Section, direction: str) -> tuple[Bound, Bound]:
    """Return `met` and `not_met`: never both at once, and `met` on the side that the direction says."""
    met = section.need("met", _bound, "CI_low >= 0.05, say")
    not_met = section.need("not_met", _bound, "CI_high < 0.05, say")
    if direction != "two-sided" and met.op[0] != {"greater": ">", "less": "<"}[direction]:
        raise section.at("met").error(f"the direction is {direction}, and {met} is the other one")
    if _both(met, not_met):
        raise section.at("not_met").error(
            f"{met} and {not_met} may hold of one interval: one must exclude the other"
        )
    return met, not_met


def _bound(value: Value) -> Bound:
    found = BOUND.fullmatch(text(value))
    if found is None:
        raise value.error('write an end of the interval and a number, as in "CI_low >= 0.05"')
    side, op, bound = found.groups()
    return Bound(cast("Any", side), cast("Any", op), float(bound))


def _both(one: Bound, other: Bound) -> bool:
    """Tell whether an interval exists of which both hold."""
    floors = {side: max(_ends((one, other), side, ">"), default=(-inf, False)) for side in ("low", "high")}
    roofs = {side: _lowest(_ends((one, other), side, "<")) for side in ("low", "high")}
    # Each end must have room, and the low end, as far down as it may go, must not be above the high one.
    pairs = (("low", "low"), ("high", "high"), ("low", "high"))
    return all(_has_room(floors[floor], roofs[roof]) for floor, roof in pairs)


_End = tuple[float, bool]
"""A bound on an end of the interval, and whether it must be kept clear of."""


def _ends(bounds: Sequence[Bound], side: str, way: str) -> list[_End]:
    return [
        (bound.value, len(bound.op) == 1) for bound in bounds if bound.side == side and bound.op[0] == way
    ]


def _lowest(ends: Sequence[_End]) -> _End:
    return min(ends, key=lambda end: (end[0], not end[1]), default=(inf, False))


def _has_room(floor: _End, roof: _End) -> bool:
    return floor[0] < roof[0] or (floor[0] == roof[0] and not floor[1] and not roof[1])


# --- gates --------------------------------------------------------------------------------


def read_gates(value: Value) -> tuple[Gate, ...]:
    """Return the gates, written as in `unattributed: "<= .05"` or `model_fingerprint: constant`."""
    return tuple(_gate(key, found) for key, found in Section(value, GATES).value.plain.items())


def _gate(key: str, value: Value) -> Gate:
    if key in CONSTANTS:
        return Gate(key, "==", word(CONSTANT)(value))
    found = GATE.fullmatch(text(value))
    if found is None:
        raise value.error('write a comparison and a number, as in ">= 20"')
    return Gate(key, cast("Any", found[1]), float(found[2]))

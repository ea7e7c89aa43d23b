"""The report as JSON (`report.schema.json`): every number of the pages, and those they have no room for."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.experiment.report.matter import pairs
from sim.experiment.spec.estimands import ESTIMANDS

if TYPE_CHECKING:
    from sim.drift.stats.intervals import Estimate, Interval
    from sim.experiment.deciding.contrast import Told
    from sim.experiment.deciding.findings import Difference, Level
    from sim.experiment.deciding.gaps import Gap
    from sim.experiment.deciding.gating import Gated
    from sim.experiment.deciding.judging import Verdict
    from sim.experiment.deciding.lasting import Lasting
    from sim.experiment.deciding.shortcuts import Risks
    from sim.experiment.deciding.variance import Split
    from sim.experiment.measured import Measured
    from sim.experiment.report.matter import Matter

FORMAT = "longplay-experiment-report-1"


def as_json(matter: Matter) -> dict[str, Any]:
    """Return a report as a JSON object; what cannot be told, or is infinite, is null."""
    experiment, found = matter.experiment, matter.found
    spec = experiment.spec
    return {
        "format": FORMAT,
        "exploratory": matter.exploratory,
        "finished": not found.unplayed,
        "experiment": {
            "id": spec.id, "title": spec.title, "purpose": spec.purpose, "digest": spec.digest,
            "generator": str(spec.generator), "worlds": list(spec.worlds), "seeds": list(spec.seeds),
            "cost_usd": spec.cost_usd, "text": spec.text,
            "power": {**asdict(spec.power), "found": {one.id: one.detectable for one in found.verdicts}},
        },
        "registration": _listed(asdict(experiment.registration)),
        "deviations": list(matter.deviations),
        "arms": [_listed(asdict(arm)) for arm in matter.arms],
        "base": found.base,
        "hypotheses": [_verdict(verdict, experiment.measured) for verdict in found.verdicts],
        "gates": [_gate(gate) for gate in found.gates],
        "levels": [_level(level) for level in found.levels],
        "differences": [_difference(one) for one in found.differences],
        "risks": [_risks(one) for one in found.risks],
        "survival": {arm: _lasting(its) for arm, its in found.lasting.items()},
        "survival_p": dict(found.p_lasting),
        "gaps": [_gap(gap) for gap in found.gaps],
        "runs": [_run(run) for run in experiment.measured],
        "not_played": [task.id for task in experiment.missing],
    }  # fmt: skip


def interval(ends: Interval | None) -> dict[str, float | None] | None:
    """Return an interval, None for none."""
    if ends is None:
        return None
    return {"low": _finite(ends.low), "high": _finite(ends.high), "level": ends.level}


# --- parts --------------------------------------------------------------------------------


def _finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None


def _listed(told: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}


def _told(found: Told | None) -> dict[str, Any] | None:
    return None if found is None else {**asdict(found), "interval": interval(found.interval)}


def _estimate(found: Estimate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"value": _finite(found.value), "interval": interval(found.interval), "units": found.units}


def _split(found: Split | None) -> dict[str, Any] | None:
    return None if found is None else {**asdict(found), "interval": interval(found.interval)}


def _verdict(verdict: Verdict, runs: tuple[Measured, ...]) -> dict[str, Any]:
    one = verdict.evidence
    said = one.hypothesis
    return {
        **asdict(said), "decides": dict(said.decides), "met": str(said.met), "not_met": str(said.not_met),
        "verdict": verdict.word, "reason": verdict.reason,
        "value": None if one.found is None else one.found.value,
        "arm_value": None if one.found is None else one.found.arm,
        "against_value": None if one.found is None else one.found.base,
        "interval": interval(one.interval), "p": dict(one.p), "p_holm": dict(verdict.adjusted),
        "family_size": verdict.family, "detectable": verdict.detectable, "detectable_alone": verdict.alone,
        "independent": one.sums.unit, "units": len(one.sums.arm), "pairs": one.sums.pairs,
        "dropped": [list(place) for place in one.sums.dropped],
        "filled": [list(place) for place in one.sums.filled], "gainless": one.gainless,
        "look_at": [_listed(asdict(pair)) for pair in pairs(verdict, runs)],
    }  # fmt: skip


def _gate(gate: Gated) -> dict[str, Any]:
    told = {**asdict(gate), **asdict(gate.gate), "holds": gate.holds}
    del told["gate"]
    return {**told, "failing": list(gate.failing), "silent": list(gate.silent)}


def _level(level: Level) -> dict[str, Any]:
    estimand = ESTIMANDS[level.estimand]
    return {
        "estimand": level.estimand, "arm": level.arm, "unit": estimand.unit, "found": _told(level.found),
        "numerator": level.sums[0], "denominator": level.sums[1], "missing": level.missing,
        "gainless": level.gainless, "variance": _split(level.split),
    }  # fmt: skip


def _difference(one: Difference) -> dict[str, Any]:
    told = {"estimand": one.estimand, "arm": one.arm, "base": one.base, "found": _told(one.found)}
    return {**told, "variance": _split(one.split)}


def _risks(one: Risks) -> dict[str, Any]:
    return {
        "estimand": one.estimand, "arm": one.arm, "base": one.base,
        "arm_done": one.arm_sums[0], "arm_of": one.arm_sums[1],
        "base_done": one.base_sums[0], "base_of": one.base_sums[1],
        "arm_rate": _estimate(one.found.arm), "base_rate": _estimate(one.found.base),
        "difference": _estimate(one.found.difference), "relative_risk": _estimate(one.found.ratio),
    }  # fmt: skip


def _lasting(its: Lasting) -> dict[str, Any]:
    curve = [
        {"step": point.time, "share": point.probability, "interval": interval(point.interval),
         "at_risk": point.at_risk}
        for point in its.curve
    ]  # fmt: skip
    return {
        "derailed": its.derailed, "finished": its.finished, "censored": its.censored,
        "horizon": its.horizon, "curve": curve, "kappa": _estimate(its.kappa),
    }  # fmt: skip


def _gap(gap: Gap) -> dict[str, Any]:
    return {**asdict(gap), "found": _told(gap.found)}


def _run(run: Measured) -> dict[str, Any]:
    return {
        "id": run.task.id, "status": run.status, "error": run.error, "steps": run.steps,
        "label": run.label, "survival": dict(run.survival), "usd": list(run.usd),
    }  # fmt: skip

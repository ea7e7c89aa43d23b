"""A report read back from its JSON, as a run file keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.drift.report import Component, DriftReport
from sim.drift.streams import Alarm
from sim.drift.tiers import tiers_from
from sim.drift.verdict import FRONT, Change, Point, Row, Verdict

if TYPE_CHECKING:
    from sim.core import Json


def from_json(told: Json) -> DriftReport:
    """Return the report whose `to_json()` this was; raises KeyError or TypeError for anything else."""
    windows, met = told["windows"], told["objectives"]
    return DriftReport(
        instrument=told["instrument"],
        steps=told["steps"],
        won=told["won"],
        verdict=Verdict(**told["verdict"]),
        front=tuple(_row(name, told["front"][name]) for name in FRONT if name in told["front"]),
        alarms=tuple(Alarm(**alarm) for alarm in told["alarms"]),
        components=tuple(_component(name, each) for name, each in told["components"].items()),
        lost=told["lost_steps_per_100"],
        more=told["more"],
        ends=tuple(windows["ends"]),
        every=windows["every"],
        legs=tuple(met["steps"]),
        whole_legs=told["legs"],
        objectives=met["of"],
        covers=told["coverage"],
        files=told["guide_files"],
        unread=told["unread_steps"],
        tiers=None if _has_world(told) else tiers_from(told["tiers"]),
    )


def _has_world(told: Json) -> bool:
    return told["components"]["progress"]["most"] is not None


def _row(name: str, told: Json) -> Row:
    change, point = told["change"], told["change_point"]
    return Row(
        name=name,
        **_same(told, "item", "title", "unit", "worse", "sesoi", "level"),
        change=change and _change(change, told["worse"]),
        point=point and _point(point),
        verdict=Verdict(**told["verdict"]),
    )


def _change(told: Json, worse: int) -> Change:
    low, high = told["interval_90"]
    return Change(told["reference"], told["late"], low, high, told["p"], worse, told["p_holm"])


def _point(told: Json) -> Point:
    low, high = told["interval_95"]
    return Point(
        told["step"], low, high, told["shift"], told["p"], told["shape"], told["slope_per_1000_steps"]
    )


def _component(name: str, told: Json) -> Component:
    first, last, trend = told["first_third"], told["last_third"], told["trend_per_1000_steps"]
    known = _same(told, "unit", "level", "most")
    return Component(name, first=first, last=last, trend=trend, windows=tuple(told["windows"]), **known)


def _same(told: Json, *names: str) -> dict[str, Any]:
    """Return what is told under the names that its fields have, too; raises KeyError for one missing."""
    return {name: told[name] for name in names}

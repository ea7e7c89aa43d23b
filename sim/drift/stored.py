"""A report read back from its JSON, as a run file keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.report import Component, DriftReport
from sim.drift.streams import Alarm
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
    )


def _row(name: str, told: Json) -> Row:
    return Row(
        name=name,
        item=told["item"],
        title=told["title"],
        unit=told["unit"],
        worse=told["worse"],
        sesoi=told["sesoi"],
        level=told["level"],
        change=told["change"] and _change(told["change"], told["worse"]),
        point=told["change_point"] and _point(told["change_point"]),
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
    return Component(
        name=name,
        unit=told["unit"],
        level=told["level"],
        most=told["most"],
        first=told["first_third"],
        last=told["last_third"],
        trend=told["trend_per_1000_steps"],
        windows=tuple(told["windows"]),
    )

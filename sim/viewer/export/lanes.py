"""The drift of a run as a band of thin lanes, one below the other, along which a playhead goes."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from sim.drift.verdict import FRONT
from sim.viewer.export.look import BLUE, GREY, INK, LINE, ORANGE, WHITE, letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core import Json
    from sim.record.frames import Array
    from sim.viewer.export.stretch import Stretch


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: values after steps, in order; `stairs` holds each value until the next one."""

    title: str
    steps: Sequence[int]
    values: Sequence[float | None]
    alarms: Sequence[int] = ()
    stairs: bool = False

    def at(self, step: int) -> float | None:
        """Return the last value told up to a step."""
        place = bisect_right(self.steps, step) - 1
        return self.values[place] if place >= 0 else None

    def tells(self, stretch: Stretch) -> bool:
        """Tell whether it has anything to show in a stretch."""
        told = (step for step, value in zip(self.steps, self.values, strict=True) if value is not None)
        return any(stretch.first <= step <= stretch.last for step in (*told, *self.alarms))


def lanes_of(report: Json, stretch: Stretch) -> list[Lane]:
    """Return the lanes of a drift report (as JSON): progress, and of the front page what has values there."""
    objectives, found = report["objectives"], []
    if objectives["of"]:
        met = [count / objectives["of"] for count in range(len(objectives["steps"]) + 1)]
        found.append(Lane("progress", [0, *accumulate(objectives["steps"])], met, stairs=True))
    ends = report["windows"]["ends"]
    for name in FRONT:
        if name in report["front"]:
            values = report["components"][name]["windows"]
            alarms = [alarm["step"] for alarm in report["alarms"] if alarm["row"] == name]
            lane = Lane(report["front"][name]["title"], ends, values, alarms)
            found += [lane] if lane.tells(stretch) else []
    return found


class Band:
    """Draws lanes over a stretch of steps, `width` pixels wide and `lane` high each, in letters of `size`."""

    def __init__(self, lanes: Sequence[Lane], stretch: Stretch, width: int, lane: int, size: int) -> None:
        self._lanes, self._stretch, self._lane, self._size = lanes, stretch, lane, size
        names = [letters(size).getlength(one.title) for one in lanes]
        self._left = round(max(names, default=0)) + 2 * size
        self._right = width - 5 * size
        self._shape = (width, lane * len(lanes) + size)
        self._drawn = np.asarray(self._draw())
        self._told: tuple[tuple[str, ...], Array] | None = None

    @property
    def height(self) -> int:
        """How high it is, in pixels."""
        return self._shape[1]

    def draw(self, step: int) -> Array:
        """Return the band with its playhead at a step, as uint8 RGB, and the values there at the right."""
        told = tuple("" if (value := lane.at(step)) is None else f"{value:.1%}" for lane in self._lanes)
        if self._told is None or self._told[0] != told:
            self._told = told, self._values(told)
        band = self._told[1].copy()
        x = self._x(step)
        band[:, x : x + 2] = INK
        return band

    def _values(self, told: Sequence[str]) -> Array:
        image = Image.fromarray(self._drawn)
        pen = ImageDraw.Draw(image)
        for number, value in enumerate(told):
            pen.text((self._right + self._size, self._middle(number)), value, INK, letters(self._size), "lm")
        return np.asarray(image)

    def _draw(self) -> Image.Image:
        image = Image.new("RGB", self._shape, WHITE)
        pen = ImageDraw.Draw(image)
        for number, lane in enumerate(self._lanes):
            pen.text((self._size, self._middle(number)), lane.title, GREY, letters(self._size), "lm")
            floor = self._floor(number)
            pen.line((self._left, floor, self._right, floor), fill=LINE)
            for points in self._courses(lane, floor):
                pen.line(points, fill=BLUE, width=2)
            for alarm in lane.alarms:
                if self._stretch.first <= alarm <= self._stretch.last:
                    self._mark(pen, self._x(alarm), floor)
        return image

    def _courses(self, lane: Lane, floor: int) -> list[list[tuple[int, int]]]:
        """Return the lines of a lane: one for each row of values without a gap, cut to the stretch."""
        told = [value for value in lane.values if value is not None]
        least, most = min(0.0, *told, 0.0), max(0.0, *told, 0.0)
        height = self._lane - 5
        courses: list[list[tuple[int, int]]] = [[]]
        end = self._stretch.last
        for step, value in zip([*lane.steps, end], [*lane.values, lane.at(end)], strict=True):
            if value is None:
                courses.append([])
            elif step <= end:
                point = (self._x(step), floor - round(height * (value - least) / ((most - least) or 1)))
                if step < self._stretch.first:  # of what came before only the last is drawn
                    courses[-1] = []
                if lane.stairs and courses[-1]:
                    courses[-1].append((point[0], courses[-1][-1][1]))
                courses[-1].append(point)
        return [course for course in courses if len(course) > 1]

    def _mark(self, pen: ImageDraw.ImageDraw, x: int, floor: int) -> None:
        top = floor - self._lane + 4
        pen.line((x, top, x, floor), fill=ORANGE, width=2)
        half = max(3, self._size // 3)
        pen.polygon(((x - half, top), (x + half + 1, top), (x, top + 2 * half)), fill=ORANGE)

    def _x(self, step: int) -> int:
        share = (step - self._stretch.first) / max(1, self._stretch.last - self._stretch.first)
        return self._left + round(max(0.0, min(1.0, share)) * (self._right - self._left - 2))

    def _floor(self, number: int) -> int:
        return self._size // 2 + (number + 1) * self._lane - 2

    def _middle(self, number: int) -> int:
        return self._floor(number) - self._lane // 2 + 1

"""A few lines in the guide about a cartridge whose screens the explorer cannot read."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sim.agents.novelty import BUTTONS
from sim.agents.sections import write_section
from sim.core import GuideError
from sim.guide import NAVIGATION

if TYPE_CHECKING:
    from sim.agents.novelty import Novelty
    from sim.guide import Guide

_HEADING = "## Screens"


class Diary:
    """Writes down how many screens there are and what led to them, each time their number doubled."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide

    def keep(self, novelty: Novelty) -> None:
        """Bring the section up to date if the number of screens is a power of two."""
        if novelty.seen & novelty.seen - 1:
            return
        helped = sorted(zip(novelty.helped, BUTTONS, strict=True), key=lambda pair: -pair[0])
        led = ", ".join(f"{button.value} ({count})" for count, button in helped if count) or "nothing yet"
        lines = [
            _HEADING,
            "",
            f"- Different screens seen: {novelty.seen} or more",
            f"- What led to new ones: {led}",
        ]
        with suppress(GuideError):  # a full guide: the counts are kept anyway
            write_section(self._guide, NAVIGATION, "\n".join(lines) + "\n")

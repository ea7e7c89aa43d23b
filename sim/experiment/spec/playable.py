"""Can a spec be played here and now: by agents that exist, with guides that are there, on this edition?

That is asked of a spec before its runs, and not of one that is read again for a report.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim import monitors, own
from sim.agents import EMBEDDED
from sim.agents.drifting import parse
from sim.core import AgentError, GuideError, LongplayError
from sim.experiment.spec.document import nearest
from sim.experiment.spec.model import settings_of
from sim.guide import OFF, TRUTHFUL
from sim.guide.folder import load_folder
from sim.guide.starting import shipped_guides
from sim.models.modes import check as check_model
from sim.session.parts import assisted
from sim.world import EDITION

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.core import RunSettings
    from sim.experiment.spec.document import Value
    from sim.experiment.spec.model import Arm, Spec


def check_playable(spec: Spec, root: Value) -> None:
    """Raise SpecError if the spec, which was read from `root`, cannot be played here."""
    if spec.generator != EDITION:
        raise root.plain["worlds"].error(
            f"the edition of these worlds is {spec.generator}, and this Longplay makes {EDITION}: those are"
            " other worlds, and another experiment"
        )
    for arm in spec.arms:
        settings = settings_of(spec.base, arm, spec.worlds[0], spec.seeds[0])
        for key, check in _checks(settings).items():
            try:
                check()
            except LongplayError as error:
                raise _place(key, arm, root).error(str(error)) from error


def _checks(settings: RunSettings) -> dict[str, Callable[[], object]]:
    """Return what is checked, by the key that is wrong if it fails."""
    model = settings.model
    return {
        "agent": lambda: check_agent(settings.agent),
        "guide": lambda: check_guide(settings.guide),
        "assists": lambda: assisted(settings),
        "monitors": lambda: monitors.build(settings.monitors, settings),
        "model": lambda: None if model is None else check_model(model, None),
    }


def _place(key: str, arm: Arm, root: Value) -> Value:
    """Return where a setting of an arm is written: at the arm, or at what all arms have."""
    written: Value = root.plain["arms"].plain[arm.name]
    places = (each.plain[key] for each in (written, root.plain["base"]) if key in each.plain)
    return next(places, written)


def check_agent(name: str) -> None:
    """Raise AgentError unless an agent can be built by this name."""
    plain, *faults = name.split("+")
    for fault in faults:
        parse(fault)
    if ":" in plain:
        own.find("agent", plain, AgentError)
    elif plain not in EMBEDDED:
        raise AgentError(
            f"no agent is called {plain!r}: {nearest(plain, EMBEDDED)} (or say module:Class for your own)"
        )


def check_guide(name: str) -> None:
    """Raise GuideError unless a run can start from this guide."""
    known = (OFF, *TRUTHFUL, *shipped_guides())
    if name in known:
        return
    if not Path(name).is_dir():
        raise GuideError(f"no folder and no guide is called {name!r}: {nearest(name, known)}")
    load_folder(name)

"""Which monitors watch a run: the words of `RunSettings.monitors`, and monitors of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sim import own
from sim.core import Json, LongplayError, Revision, RunSettings, Spent, Step
from sim.monitors.base import Action, Firing, Monitor, Setup
from sim.monitors.budget import Budget
from sim.monitors.escape import Escape
from sim.monitors.exposure import Exposure
from sim.monitors.flooding import Flooding
from sim.monitors.loop import Loop
from sim.monitors.stall import Stall
from sim.monitors.watch import Watch

if TYPE_CHECKING:
    from sim.world import World

Make = Callable[[Setup], object]

EMBEDDED: Mapping[str, Make] = {made.name: made for made in (Budget, Stall, Loop, Flooding, Exposure, Escape)}
"""The monitors that come with the package, by name; all of them watch unless told otherwise."""
ALL, OFF = "all", "off"


def build(
    names: Sequence[str],
    settings: RunSettings,
    *,
    guide: Mapping[str, str] | None = None,
    world: World | None = None,
    more: Mapping[str, Make] | None = None,
) -> Watch:
    """Build the monitors of a run: the embedded ones and `more`, changed by `names` from left to right.

    An entry is WHO or WHO=WHAT. WHO is an embedded monitor, "all" for all of them, or "module:Class" for
    one's own, called with a `Setup`. WHAT is note, pause, stop or off; without it an embedded one notes
    and one's own does as its firings say. `guide`: the files that the memory folder started with.
    Raises LongplayError if there is no such monitor or action, or if it cannot be built.

    >>> [monitor.name for monitor in build(["all=off", "stall=pause", "loop"], RunSettings()).monitors]
    ['stall', 'loop']
    """
    setup = Setup(settings, guide or {}, world)
    known = {**EMBEDDED, **(more or {})}
    return Watch([_built(who, what, setup, known) for who, what in _chosen(names, known).items()])


def _chosen(names: Sequence[str], known: Mapping[str, Make]) -> dict[str, Action | None]:
    """Return who watches, in order, with the action of all its firings, None for their own."""
    chosen: dict[str, Action | None] = dict.fromkeys(known)
    for entry in names:
        who, what = _read(entry, known)
        for name in known if who == ALL else (who,):
            if what == OFF:
                chosen.pop(name, None)
            else:
                chosen[name] = Action(what) if what else None
    return chosen


def _read(entry: str, known: Mapping[str, Make]) -> tuple[str, str]:
    """Return WHO and WHAT of an entry, "" where it does not say what."""
    who, equals, what = entry.partition("=")
    if who != ALL and who not in known and not _is_own(who):
        raise LongplayError(
            f"no monitor is called {who!r}: say one of {', '.join(known)}, {ALL} for all of them,"
            " or module:Class for your own"
        )
    if equals and what not in (*Action, OFF):
        raise LongplayError(
            f"{entry!r} asks a monitor to do {what!r}: say one of {', '.join(Action)}, {OFF} after the ="
        )
    return who, what


def _is_own(who: str) -> bool:
    module, _, attribute = who.partition(":")
    return bool(module and attribute) and ":" not in attribute


def _built(who: str, what: Action | None, setup: Setup, known: Mapping[str, Make]) -> Monitor:
    make = known.get(who) or own.find("monitor", who)
    try:
        monitor = make(setup)
    except LongplayError:
        raise
    except Exception as error:  # whatever someone else's constructor raises is the user's to see
        raise LongplayError(
            f"the monitor {who} could not be built: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(monitor, Monitor):
        raise LongplayError(f"{who} is no monitor: it needs a name and the methods step, revised and replied")
    return monitor if what is None else Acting(monitor, what)


class Acting:
    """A monitor whose firings all do the same."""

    def __init__(self, monitor: Monitor, action: Action) -> None:
        self.name = monitor.name
        self.monitor, self.action = monitor, action

    def step(self, step: Step) -> Sequence[Firing]:
        """Take a step."""
        return self._acting(self.monitor.step(step))

    def revised(self, revision: Revision) -> Sequence[Firing]:
        """Take an edit of the guide."""
        return self._acting(self.monitor.revised(revision))

    def replied(self, message: Json, spent: Spent) -> Sequence[Firing]:
        """Take a reply of a model."""
        return self._acting(self.monitor.replied(message, spent))

    def _acting(self, firings: Sequence[Firing]) -> Sequence[Firing]:
        return firings and [replace(firing, action=self.action) for firing in firings]

"""Longplay: how long can an agent stay on course, and how would we know?

The public surface of a notebook: `Session` plays a run, `Run` reads one, `Tracker` measures one.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.core import RunSettings as RunSettings
    from sim.drift import Tracker as Tracker
    from sim.record import Run as Run
    from sim.session import Session as Session

__version__ = "0.1.0"
__all__ = ["Run", "RunSettings", "Session", "Tracker", "__version__"]

_ROOMS = {"Run": "sim.record", "RunSettings": "sim.core", "Session": "sim.session", "Tracker": "sim.drift"}


def __getattr__(name: str) -> Any:
    # Looked up on first use: `import sim.world` must not start an emulator's imports.
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ROOMS[name]), name)

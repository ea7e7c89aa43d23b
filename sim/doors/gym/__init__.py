"""The way in for Gymnasium: `gymnasium.make("longplay/Fernmoor-v0")`, or any cartridge, as an environment.

Importing this registers both; where Longplay is installed, `import gymnasium` alone does. Raises
ImportError, in one line, without the extra "gym".
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.doors.gym.registration import CARTRIDGE, FERNMOOR, register

if TYPE_CHECKING:
    from sim.doors.gym.base import ACTIONS as ACTIONS
    from sim.doors.gym.base import LongplayEnv as LongplayEnv
    from sim.doors.gym.env import CartridgeEnv as CartridgeEnv
    from sim.doors.gym.env import FernmoorEnv as FernmoorEnv
    from sim.doors.gym.record import RecordRun as RecordRun
    from sim.doors.gym.vector import CartridgeVectorEnv as CartridgeVectorEnv
    from sim.doors.gym.vector import FernmoorVectorEnv as FernmoorVectorEnv

__all__ = [
    "ACTIONS",
    "CARTRIDGE",
    "FERNMOOR",
    "CartridgeEnv",
    "CartridgeVectorEnv",
    "FernmoorEnv",
    "FernmoorVectorEnv",
    "LongplayEnv",
    "RecordRun",
    "register",
]

_ROOMS = {
    **dict.fromkeys(("ACTIONS", "LongplayEnv"), "base"),
    **dict.fromkeys(("CartridgeEnv", "FernmoorEnv"), "env"),
    **dict.fromkeys(("CartridgeVectorEnv", "FernmoorVectorEnv"), "vector"),
    "RecordRun": "record",
}

register()


def __getattr__(name: str) -> Any:
    # Looked up on first use: whoever imports gymnasium for another game must not load an emulator.
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)

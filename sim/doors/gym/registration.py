"""The names under which Gymnasium knows our environments."""

from __future__ import annotations

from importlib.util import find_spec

FERNMOOR = "longplay/Fernmoor-v0"
"""The id of the embedded game."""
CARTRIDGE = "longplay/Cartridge-v0"
"""The id of any other cartridge: `rom=PATH`."""

_ENVIRONMENTS = {
    FERNMOOR: ("sim.doors.gym.env:FernmoorEnv", "sim.doors.gym.vector:FernmoorVectorEnv"),
    CARTRIDGE: ("sim.doors.gym.env:CartridgeEnv", "sim.doors.gym.vector:CartridgeVectorEnv"),
}


def register() -> None:
    """Tell Gymnasium of our environments, if it does not know them; nothing of them is loaded yet.

    Gymnasium itself calls this when it is imported. Raises ImportError if it is not installed.
    """
    if find_spec("gymnasium") is None:
        raise ImportError('the Gymnasium door needs gymnasium: pip install "longplay[gym]"')
    # Only here: importing Gymnasium calls this function, so it must be there by then.
    from gymnasium.envs import registration  # noqa: PLC0415

    for name, (single, vector) in _ENVIRONMENTS.items():
        if name not in registration.registry:
            registration.register(name, entry_point=single, vector_entry_point=vector)

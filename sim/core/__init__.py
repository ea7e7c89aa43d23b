"""The words everything is said in: frozen values that cross the rooms of the house.

Nothing here imports another room, and nothing here does more than guard a small invariant.
"""

from sim.core.around import Around
from sim.core.console import SCREEN_HEIGHT, SCREEN_WIDTH, Button, Frame, Pacing
from sim.core.errors import (
    AgentError,
    CartridgeError,
    CartridgeHung,
    GuideError,
    LongplayError,
    ModelError,
    ReplayMismatch,
    RunFileError,
    RunStopped,
    Unanswered,
    WorldError,
)
from sim.core.journal import Journal, Json, Spent
from sim.core.playing import (
    Account,
    Claim,
    Decision,
    Event,
    Observation,
    Percept,
    Revision,
    Saying,
    Step,
    Truth,
)
from sim.core.settings import ModelSettings, RunSettings, settings_from

__all__ = [
    "Account",
    "AgentError",
    "Around",
    "Button",
    "CartridgeError",
    "CartridgeHung",
    "Claim",
    "Decision",
    "Event",
    "Frame",
    "GuideError",
    "Journal",
    "Json",
    "LongplayError",
    "ModelError",
    "ModelSettings",
    "Observation",
    "Pacing",
    "Percept",
    "ReplayMismatch",
    "Revision",
    "RunFileError",
    "RunSettings",
    "RunStopped",
    "SCREEN_HEIGHT",
    "SCREEN_WIDTH",
    "Saying",
    "Spent",
    "Step",
    "Truth",
    "Unanswered",
    "WorldError",
    "settings_from",
]

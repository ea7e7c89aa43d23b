"""Tasks for Inspect AI: play a world of Fernmoor and keep a navigation guide.

They are defined in this package because Inspect names a task by the package that it comes from:
`inspect eval longplay/fernmoor`.
"""

from __future__ import annotations

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample

from sim.core import RunSettings
from sim.doors.inspect.scoring import drift_report
from sim.doors.inspect.solving import player
from sim.session import INSPECT, goal_of

_HOW = (
    "You play a Game Boy through tools. Look at the screen, press buttons, and keep a guide: files that are "
    "your memory and stay when your context does not. Play until the run is over. The goal: "
)


@task
def fernmoor(
    world: int = 5000, legs: int = 24, steps: int = 2000, guide: str = "blank", context: int = 40,
    runs: str = "runs/inspect",
) -> Task:  # fmt: skip
    """Play Fernmoor. With `--epochs N`, N worlds are played: `world` and those after it.

    legs: length of the quest, 4 to 96. steps: button presses at most. guide: "blank", "off", or a folder to
    start from. context: decisions after which the context is emptied, 0 for never. runs: where the run
    files are kept.
    """
    goal = goal_of(RunSettings(INSPECT, world=world, legs=legs))
    return Task(
        dataset=MemoryDataset([Sample(input=_HOW + goal, id=f"fernmoor-{world}")], name="fernmoor"),
        solver=player(world, legs, steps, guide, context, runs),
        scorer=drift_report(),
        metadata={"world": world, "legs": legs, "steps": steps, "guide": guide, "context": context},
    )

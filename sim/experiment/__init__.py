"""Many runs: on the symbolic twin, over many processes, with results that outlive an interruption."""

from sim.experiment.minds import Thinker
from sim.experiment.pool import run_jobs
from sim.experiment.results import ResultsError
from sim.experiment.twin import Played, TwinRun, fold, play, tracker_of, world_of

__all__ = [
    "Played",
    "ResultsError",
    "Thinker",
    "TwinRun",
    "fold",
    "play",
    "run_jobs",
    "tracker_of",
    "world_of",
]

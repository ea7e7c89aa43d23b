"""Playing the runs of an experiment: on this machine's processes or on a cluster, to the same numbers."""

from sim.experiment.running.conduct import Ended, run_experiment
from sim.experiment.running.job import Job, Mark
from sim.experiment.running.playing import play_task
from sim.experiment.running.registration import Registration, RegistrationError, register

__all__ = [
    "Ended",
    "Job",
    "Mark",
    "Registration",
    "RegistrationError",
    "play_task",
    "register",
    "run_experiment",
]

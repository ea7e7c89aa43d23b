"""The report of an experiment: one HTML page with everything in it, and the same as Markdown and as JSON."""

from sim.experiment.report.failing import Failing, fallen, read_failing
from sim.experiment.report.writing import Written, write

__all__ = ["Failing", "Written", "fallen", "read_failing", "write"]

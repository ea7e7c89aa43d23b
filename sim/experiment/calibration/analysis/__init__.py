"""What the runs of a set come to: pure functions of their records."""

from sim.experiment.calibration.analysis.acceptance import Line, acceptance
from sim.experiment.calibration.analysis.whole import Analysis, analyse

__all__ = ["Analysis", "Line", "acceptance", "analyse"]

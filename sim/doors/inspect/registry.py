"""What Inspect finds by the package's entry point: `inspect eval longplay/fernmoor`."""

from sim.doors.inspect.scoring import drift_report
from sim.doors.inspect.solving import player
from sim.doors.inspect.task import fernmoor

__all__ = ["drift_report", "fernmoor", "player"]

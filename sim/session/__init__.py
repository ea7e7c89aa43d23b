"""The one place that joins a run's parts: it opens, resumes, verifies and reports runs."""

from sim.session.fold import fold
from sim.session.session import Session
from sim.session.verify import Verification, verify

__all__ = ["Session", "Verification", "fold", "verify"]

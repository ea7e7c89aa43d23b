"""Who watches a run while it plays: small monitors that note, pause or stop (docs/monitors.md)."""

from sim.monitors.base import Action, Firing, Monitor, Quiet, Setup
from sim.monitors.choosing import EMBEDDED, build
from sim.monitors.watch import Watch, feed

__all__ = ["EMBEDDED", "Action", "Firing", "Monitor", "Quiet", "Setup", "Watch", "build", "feed"]

"""The one place that joins a run's parts: it opens, resumes, verifies and reports runs."""

from sim.session.fold import fold, report_of
from sim.session.forking import EMPTY, KEPT, Change, fork_off, forked
from sim.session.human import Pad, by_hand
from sim.session.outside import EXTERNAL, HUMAN, INSPECT, MCP, OUTSIDE
from sim.session.parts import estimated, goal_of
from sim.session.session import Session
from sim.session.verify import Verification, verify

__all__ = [
    "EMPTY",
    "EXTERNAL",
    "HUMAN",
    "INSPECT",
    "MCP",
    "KEPT",
    "OUTSIDE",
    "Change",
    "Pad",
    "Session",
    "Verification",
    "by_hand",
    "estimated",
    "fold",
    "fork_off",
    "forked",
    "goal_of",
    "report_of",
    "verify",
]

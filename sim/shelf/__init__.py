"""A shelf of cartridges: which of them can be played, and what they look like."""

from sim.shelf.crew import judge_all
from sim.shelf.files import cartridge_files
from sim.shelf.judge import PLAYABLE, RECOGNISED, REFUSED, Judged
from sim.shelf.sheet import contact_sheet

__all__ = [
    "PLAYABLE",
    "RECOGNISED",
    "REFUSED",
    "Judged",
    "cartridge_files",
    "contact_sheet",
    "judge_all",
]

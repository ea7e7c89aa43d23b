"""The memory folder: a navigation guide and other notes, their edits, and their copy on disk."""

from sim.guide.folder import MemoryFolder, load_folder
from sim.guide.guide import NAVIGATION, Guide, apply
from sim.guide.rules import MAX_FILE, MAX_FILES, MAX_TOTAL
from sim.guide.starting import OFF, ORACLE, SHUFFLED, TRUTHFUL, shipped_guides, starting_guide

__all__ = [
    "MAX_FILE",
    "MAX_FILES",
    "MAX_TOTAL",
    "NAVIGATION",
    "OFF",
    "ORACLE",
    "SHUFFLED",
    "TRUTHFUL",
    "Guide",
    "MemoryFolder",
    "apply",
    "load_folder",
    "shipped_guides",
    "starting_guide",
]

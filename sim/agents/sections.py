"""Small edits of a guide: one section is written, whatever else stands there stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.guide import NAVIGATION

if TYPE_CHECKING:
    from sim.guide import Guide

TITLE = "# Navigation guide"
INTRODUCTION = "I write down here what I find out, and read it again when I have lost the thread."
PLACEHOLDER = "Nothing is written down yet"
"""How the line of a blank guide begins that gives way to the introduction."""


def write_section(guide: Guide, path: str, section: str, before: str | None = None) -> None:
    """Put a section, whose first line is its heading, in the place of the one with that heading.

    Where there is none in the file it goes before the heading `before`, or to the end. Nothing is
    edited if the guide says the same already. Raises GuideError if the guide refuses the edit.
    """
    if path == NAVIGATION:
        _begin(guide)
    text = guide.files[path]
    start = find(text, section.split("\n", 1)[0])
    if start >= 0:
        old = text[start : end(text, start)]
        gap = old[len(old.rstrip("\n")) :]  # the blank lines below stay as they are
        if old.rstrip("\n") != section.rstrip("\n"):
            guide.replace(path, old, section.rstrip("\n") + gap)
    elif before is not None and (at := find(text, before)) >= 0:
        guide.insert(path, text.count("\n", 0, at), section + "\n")
    else:
        lines = text.count("\n") + (not text.endswith("\n"))
        guide.insert(path, lines, section if text.endswith("\n\n") else "\n" + section)


def _begin(guide: Guide) -> None:
    """See to it that there is a file with an introduction."""
    text = guide.files.get(NAVIGATION, "")
    if not text.strip():
        guide.create(NAVIGATION, f"{TITLE}\n\n{INTRODUCTION}\n")
    elif (at := text.find(f"\n{PLACEHOLDER}")) >= 0:
        line = text[at + 1 :].split("\n", 1)[0]
        guide.replace(NAVIGATION, f"\n{line}", f"\n{INTRODUCTION}")


def find(text: str, heading: str) -> int:
    r"""Return where a heading's line begins, -1 if there is none.

    >>> find("# Guide\n\n## Quest\n", "## Quest")
    9
    """
    if text.startswith(heading) and text[len(heading) :].startswith("\n"):
        return 0
    return text.find(f"\n{heading}\n") + 1 or -1


def end(text: str, start: int) -> int:
    """Return where the section that begins at `start` ends: at the next heading of any level."""
    return text.find("\n#", start) + 1 or len(text)

"""The claims of a guide, and how each stands against the ground truth at a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.world.facts import HEDGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core import Claim
    from sim.record.lookup import Edit, Lookup
    from sim.viewer.data.ground import Ground
    from sim.viewer.data.index import Index
    from sim.viewer.data.library import Page

STATES = ("true", "stale", "false", "unchecked")
"""How a claim can stand. Stale: false now, and true when its line was written."""


class Judge:
    """Tells how claims stand after `step`; `edits` are those made until then, `begun` the files at the start.

    Without ground truth every claim is unchecked.
    """

    def __init__(
        self,
        run: Lookup,
        index: Index,
        ground: Ground | None,
        begun: Mapping[str, str],
        edits: Sequence[Edit],
        step: int,
    ) -> None:
        self._run, self._index, self._ground = run, index, ground
        self._begun, self._edits = begun, edits
        self._state = None if ground is None else ground.state(run, step)

    def claims(self, pages: Mapping[str, Page]) -> list[dict[str, Any]]:
        """Return the claims of files by path, in order; `maybe` if the text is not sure of it."""
        found = []
        for path, page in pages.items():
            history: _History | None = None
            for claim, line in ((said.claim, said.line) for said in page.said):
                state = self._now(claim)
                if state == "false":
                    history = history or _History(self._run, self._begun, self._edits, path)
                    state = self._once(claim, page, page.lines[line - 1], history)
                relation = claim.relation
                found.append(
                    {
                        "path": path,
                        "line": line,
                        "subject": claim.subject,
                        "relation": relation.removeprefix(HEDGE),
                        "object": claim.object,
                        "maybe": relation.startswith(HEDGE),
                        "state": state,
                    }
                )
        return found

    def _now(self, claim: Claim) -> str:
        if self._ground is None or self._state is None:
            return "unchecked"
        judgement = self._ground.facts.judge(claim, self._state)
        return "unchecked" if judgement is None else "true" if judgement else "false"

    def _once(self, claim: Claim, page: Page, line: str, history: _History) -> str:
        """Return what a false claim is, by whether it was true when its line was written."""
        assert self._ground is not None
        if line not in page.written:
            decision = history.decision(line)
            first = self._index.first_step(decision)
            before = self._index.counted if first is None else first - 1
            page.written[line] = self._ground.state(self._run, before)
        written = page.written[line]
        return "stale" if written is not None and self._ground.facts.judge(claim, written) else "false"


class _History:
    """The past of one file, from the last time it was new."""

    def __init__(self, run: Lookup, begun: Mapping[str, str], edits: Sequence[Edit], path: str) -> None:
        self._run, self._begun, self._edits = run, begun, edits
        self._versions = _versions(path, edits, begun)
        self._texts: dict[int, str] = {}

    def decision(self, line: str) -> int:
        """Return the decision in which a line of the file came to stand there.

        It is taken to stand there from that version on until now, without a break: so it is found by
        halving, and a long history costs little more than a short one.
        """
        high, stride = len(self._versions) - 1, 1
        while high - stride > 0 and self._has(high - stride, line):
            high -= stride
            stride *= 2
        low = max(0, high - stride)
        while low < high:
            middle = (low + high) // 2
            if self._has(middle, line):
                high = middle
            else:
                low = middle + 1
        edit, _ = self._versions[high]
        return self._edits[edit].decision if edit >= 0 else 1

    def _has(self, version: int, line: str) -> bool:
        if version not in self._texts:
            edit, path = self._versions[version]
            text = self._begun[path] if edit < 0 else self._run.text(self._edits[edit].number)
            self._texts[version] = f"\n{text}\n"
        return f"\n{line}\n" in self._texts[version]


def _versions(path: str, edits: Sequence[Edit], begun: Mapping[str, str]) -> list[tuple[int, str]]:
    """Return the versions of a file from the last time it was new: (place of the edit, path at that time).

    The place of the version that a run began with is -1. Followed backwards, through renames.
    """
    found: list[tuple[int, str]] = []
    for place in range(len(edits) - 1, -1, -1):
        edit = edits[place]
        if not edit.gone:
            if edit.path == path:
                found.append((place, path))
        elif edit.renamed is not None and _inside(path, edit.renamed):
            path = edit.path + path[len(edit.renamed) :]
        elif _inside(path, edit.path):
            return found[::-1]
    if path in begun:
        found.append((-1, path))
    return found[::-1]


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")

"""The guide over a whole run: how it stood, and how its claims stood, after every step at which that changed.

What `sim.viewer.data.guide` answers for one step is worked out here for all of them, in one walk: an edit is
read once, and a claim is judged again only when something happened that it may depend on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.core import Revision
from sim.drift.states import state_of
from sim.guide import apply
from sim.viewer.data.diff import operations
from sim.viewer.data.library import Library
from sim.world.rules import start

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.core import Claim, Step
    from sim.record.lookup import Edit, Lookup
    from sim.viewer.data.ground import Ground
    from sim.viewer.data.index import Index
    from sim.viewer.data.library import Page
    from sim.world.facts.checks import Check
    from sim.world.rules import State

TRUE, STALE, FALSE, UNCHECKED = "tsfu"
"""How a claim stands, in a letter: the first ones of `sim.viewer.data.claims.STATES`."""


class Version:
    """One version of a file: its page, and for every line the state of the world when it was written."""

    def __init__(self, page: Page, ground: Ground | None, written: Mapping[str, State | None]) -> None:
        self.page = page
        self.written = written
        self._checks = [] if ground is None else [ground.facts.check(said.claim) for said in page.said]
        self._rooms = {room for check in self._checks for room in check.rooms or ()}
        self._anywhere = any(check.rooms is None for check in self._checks)
        self._once: dict[int, str] = {}
        self.letters = ""

    @property
    def claims(self) -> list[tuple[int, Claim]]:
        """The claims with their lines, counted from 1."""
        return [(said.line, said.claim) for said in self.page.said]

    def judge(self, state: State | None) -> None:
        """Judge every claim in a state, None where it is not known."""
        self.letters = "".join(self._letter(at, check, state) for at, check in enumerate(self._checks))

    def depends_on(self, rooms: set[int]) -> bool:
        """Tell whether a claim may stand differently once these rooms are in another situation."""
        return self._anywhere or not self._rooms.isdisjoint(rooms)

    def _letter(self, at: int, check: Check, state: State | None) -> str:
        judgement = None if state is None else check.judge(state)
        if judgement is None:
            return UNCHECKED
        return TRUE if judgement else self._wrong(at, check)

    def _wrong(self, at: int, check: Check) -> str:
        """Return what a false claim is: stale if it was true when its line was written."""
        if at not in self._once:
            written = self.written[self.page.lines[self.page.said[at].line - 1]]
            self._once[at] = STALE if written is not None and check.judge(written) else FALSE
        return self._once[at]


@dataclass(frozen=True)
class LastEdit:
    """The last edit of the guide; `changed_at` is the first step of its decision."""

    revision: int
    operation: str
    changed_at: int | None
    diff: list[dict[str, Any]]


@dataclass(frozen=True)
class Standing:
    """The guide from a step on, until the next one: its files by path, and the last edit if there was any."""

    step: int
    files: Mapping[str, Version]
    letters: Mapping[str, str]
    edit: LastEdit | None


def history(run: Lookup, index: Index, ground: Ground | None) -> Iterator[Standing]:
    """Yield how the guide stood at the first step, and at every later one at which that changed."""
    walker = _Walker(run, index, ground)
    for step in run.steps():
        changed = walker.edited(step)
        if ground is not None:
            changed |= walker.moved(state_of(step.truth))
        if changed or step.number == 1:
            yield walker.standing(step.number)


class _Walker:
    """Follows the edits and the world from step to step."""

    def __init__(self, run: Lookup, index: Index, ground: Ground | None) -> None:
        self._run, self._index, self._ground = run, index, ground
        self._begun: Mapping[str, str] = run.meta().get("guide") or {}
        self._library = Library()
        self._state: State | None = None if ground is None else start(ground.world)
        self._sources = {path: f"={path}" for path in self._begun}
        self._versions: dict[str, Version] = {}
        for path, source in self._sources.items():
            self._write(path, source, None)
        self._made = 0
        self._last: LastEdit | None = None

    def standing(self, step: int) -> Standing:
        """Return how the guide stands."""
        files = {path: self._versions[source] for path, source in sorted(self._sources.items())}
        letters = {path: version.letters for path, version in files.items()}
        return Standing(step, files, letters, self._last)

    def edited(self, step: Step) -> bool:
        """Take the edits up to a step's decision, before the step; return whether there were any."""
        begun = self._made
        edits = self._index.edits
        while self._made < len(edits) and edits[self._made].decision <= step.decision:
            self._made += 1
            last = self._made == len(edits) or edits[self._made].decision > step.decision
            self._edit(edits[self._made - 1], is_last=last)
        return self._made > begun

    def moved(self, state: State | None) -> bool:
        """Take the state after a step; return whether any claim stands differently."""
        before, self._state = self._state, state
        concerned = self._concerned(before, state)
        old = [version.letters for version in concerned]
        for version in concerned:
            version.judge(state)
        return [version.letters for version in concerned] != old

    def _concerned(self, before: State | None, after: State | None) -> list[Version]:
        """Return the versions whose claims may stand differently.

        They depend on the flags and on the objective alone, like those that the drift report counts.
        """
        versions = list(self._versions.values())
        if before is None or after is None:
            return versions
        if (before.flags, before.objective) == (after.flags, after.objective):
            return []
        assert self._ground is not None
        rooms = self._ground.facts.rooms.changed(before, after)
        return [version for version in versions if version.depends_on(rooms)]

    # --- edits ----------------------------------------------------------------------------

    def _edit(self, edit: Edit, *, is_last: bool) -> None:
        """Take an edit; only that of the `is_last` one of a decision is ever looked at."""
        before = dict(self._sources)
        if edit.gone:
            apply(self._sources, Revision(edit.number, edit.operation, edit.path, None, edit.renamed))
        else:
            self._sources[edit.path] = str(edit.number)
            self._write(edit.path, str(edit.number), before.get(edit.path))
        if is_last:
            changed_at = self._index.first_step(edit.decision)
            self._last = LastEdit(edit.number, edit.operation, changed_at, self._diff(before))
        for source in set(before.values()) - set(self._sources.values()):
            del self._versions[source]

    def _write(self, path: str, source: str, before: str | None) -> None:
        """Read a version of a file; its new lines are written in the state of now."""
        old = {} if before is None else self._versions[before].written
        page = self._library.page(self._run, self._ground, self._begun, path, source)
        written = {line: old.get(line, self._state) for line in page.lines}
        version = self._versions[source] = Version(page, self._ground, written)
        version.judge(self._state)

    def _diff(self, before: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return the files that an edit changed, with what was kept, taken out and put in."""
        now = self._sources
        changed = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
        return [
            {"path": path, "ops": operations(self._text(before.get(path)), self._text(now.get(path)))}
            for path in changed
        ]

    def _text(self, source: str | None) -> str:
        return "" if source is None else self._versions[source].page.text

"""Forks and their parents: where a run left another one, and which of the known runs belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.core import RunSettings
    from sim.record import Fork
    from sim.record.lookup import Lookup

Summary = dict[str, Any]
Name = tuple[str, float | None]
"""A run's name, and the second at which it was begun."""


def forks(run: Lookup) -> list[dict[str, Any]]:
    """Return where a run was forked off, the last time last; empty for a run of its own.

    `parent` is the name of the folder of the run that it left after `step`, `changed` says in words what
    went on differently.
    """
    made = run.forks
    after = [*(fork.before for fork in made[1:]), run.settings] if made else []
    return [
        {"parent": fork.parent, "step": fork.step, "changed": _changed(fork, went_on)}
        for fork, went_on in zip(made, after, strict=True)
    ]


def _changed(fork: Fork, after: RunSettings) -> list[str]:
    before = fork.before
    told = []
    if fork.guide != "kept":
        told.append({"blank": "a blank guide", "off": "no guide"}.get(fork.guide, "another guide"))
    if before.label != after.label:
        told.append(f"{after.label} instead of {before.label}")
    elif before.model != after.model:
        told.append("other settings of the model")
    if fork.context != "kept":
        told.append("an emptied context")
    if before.seed != after.seed:
        told.append(f"seed {after.seed}")
    return told


def kin(summaries: Iterable[Summary], key: str) -> dict[str, Any]:
    """Return the parent and the forks of the run `key` among these, as {"parent": ..., "forks": [...]}.

    Each has its `id`, `name`, `label`, `steps`, `verdict`, the `step` of the fork and what `changed`; the
    parent is None if the run is no fork, or it is not there.
    """
    there = {run["id"]: run for run in summaries if run["error"] is None}
    run = there.get(key)
    if run is None:
        return {"parent": None, "forks": []}
    named: dict[Name, list[Summary]] = {}
    for other in there.values():
        named.setdefault((other["name"], other["started"]), []).append(other)
    parent = _parent(named, run)
    found = [other for other in there.values() if _is(run, _parent(named, other))]
    return {
        "parent": None if parent is None else _short(parent, run),
        "forks": sorted((_short(fork, fork) for fork in found), key=lambda fork: (fork["step"], fork["id"])),
    }


def _parent(named: Mapping[Name, Sequence[Summary]], fork: Summary) -> Summary | None:
    """Return the run that a fork left last, by its name; of several the one that lies beside the fork.

    A fork's file is a copy, so both say that they were begun at the same second.
    """
    if not fork["forks"]:
        return None
    made = fork["forks"][-1]
    meant = [
        run
        for run in named.get((made["parent"], fork["started"]), ())
        if run["id"] != fork["id"] and run["steps"] >= made["step"]
    ]
    beside = _folder(fork["id"])
    return min(meant, key=lambda run: (_folder(run["id"]) != beside, run["id"]), default=None)


def _is(run: Summary, other: Summary | None) -> bool:
    return other is not None and other["id"] == run["id"]


def _folder(key: str) -> str:
    return key.rpartition("/")[0]


def _short(run: Summary, fork: Summary) -> dict[str, Any]:
    """Return what is told of a relative; `fork` is the one of the two that left the other."""
    made = fork["forks"][-1]
    kept = ("id", "name", "label", "steps", "verdict")
    return {**{name: run[name] for name in kept}, "step": made["step"], "changed": made["changed"]}

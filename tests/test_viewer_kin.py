"""Forks and their parents find each other in a folder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sim.core import RunSettings
from sim.session import Change, Session, fork_off
from sim.viewer.app import create_app
from sim.viewer.data import Viewed
from sim.viewer.data.kin import kin
from sim.viewer.folder import Served

HERE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with two forks, one of them with a fork of its own, a copy of it elsewhere, and a stranger."""
    root = tmp_path_factory.mktemp("family")
    with Session.new(root / "first", RunSettings(steps=120, legs=4)) as session:
        list(session.play())
    fork_off(root / "first", root / "blank", 90, Change(guide="blank", context="empty"))
    fork_off(root / "first", root / "other", 60, Change(agent="random", seed=3))
    with Session.resume(root / "other", steps=100) as session:
        list(session.play())
    fork_off(root / "other", root / "grandchild", 80, Change(guide="off"))
    shutil.copytree(root / "first", root / "kept" / "first")
    with Session.new(root / "stranger", RunSettings(steps=5, legs=4)) as session:
        list(session.play())
    return root


def summaries(root: Path) -> list[dict[str, Any]]:
    return [Viewed(folder, key).summary() for key, folder in Served(root).runs()]


def told(found: dict[str, Any]) -> tuple[str | None, list[tuple[str, int, list[str]]]]:
    parent = found["parent"]
    forks = [(fork["id"], fork["step"], fork["changed"]) for fork in found["forks"]]
    return (None if parent is None else parent["id"]), forks


def test_a_run_tells_its_forks_and_each_fork_its_parent(root: Path) -> None:
    known = summaries(root)
    steps = {run["id"]: [made["step"] for made in run["forks"]] for run in known}
    blank = ("blank", steps["blank"][0], ["a blank guide", "an emptied context"])
    other = (
        "other", steps["other"][0], ["random instead of explorer", "an emptied context", "seed 3"],
    )  # fmt: skip
    grandchild = ("grandchild", steps["grandchild"][-1], ["no guide"])
    assert {key: told(kin(known, key)) for key in steps} == {
        "first": (None, [other, blank]),
        "blank": ("first", []),
        "other": ("first", [grandchild]),
        "grandchild": ("other", []),
        "kept/first": (None, []),  # of two of that name the one beside the fork is its parent
        "stranger": (None, []),
    }
    assert steps["grandchild"] == [steps["other"][0], grandchild[1]]


def test_what_is_not_there_or_damaged_is_nobodys_kin(root: Path) -> None:
    broken = {"id": "damaged", "name": "first", "error": "it is damaged"}
    assert kin([broken], "damaged") == kin([], "none") == {"parent": None, "forks": []}
    assert told(kin([*(run for run in summaries(root) if "first" not in run["id"]), broken], "blank")) == (
        None, [],
    )  # fmt: skip


def test_the_server_tells_of_kin(root: Path) -> None:
    with TestClient(create_app(Served(root)), base_url=HERE) as client:
        while client.get("/api/runs").json()["pending"]:
            pass
        assert client.get("/api/run/other/kin").json() == kin(summaries(root), "other")
    with TestClient(create_app(Served(root / "other")), base_url=HERE) as client:
        assert client.get("/api/run/./kin").json() == {"parent": None, "forks": []}

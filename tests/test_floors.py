"""The house has floors: a room imports rooms of lower floors only, never its neighbours."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "sim"

FLOORS = (
    ("core", "prng"),
    ("cartridge", "emulator", "standin", "models", "world", "guide", "own"),
    ("agents", "games", "monitors"),
    ("play", "record", "drift"),
    ("session", "figures"),
    ("viewer", "experiment", "shelf", "doors", "bench"),
    ("cli",),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
OWNERS = {
    "anthropic": "models",
    "av": "viewer",
    "fsspec": "experiment",
    "gymnasium": "doors",
    "httpx2": "models",
    "pyarrow": "viewer",
    "pyboy": "emulator",
    "ray": "experiment",
    "sqlite3": "record",
    "click": "cli",
    "filelock": "record",
    "kaleido": "figures",
    "inspect_ai": "doors",
    "mcp": "doors",
    "starlette": "viewer",
    "uvicorn": "viewer",
}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(path: Path) -> set[str]:
    """Every module that a file imports, as a dotted name; `from a import b` also counts as a.b."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the floor"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms_imported(path: Path) -> set[str]:
    parts = (name.split(".") for name in imports(path))
    return {part[1] for part in parts if part[0] == "sim" and len(part) > 1} & set(FLOOR)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_import_goes_to_a_lower_floor(path: Path) -> None:
    room = room_of(path)
    assert room in FLOOR, f"{room} has no floor: add it to docs/architecture.md and to FLOORS"
    wrong = {other for other in rooms_imported(path) if other != room and FLOOR[other] >= FLOOR[room]}
    assert wrong == set()


@pytest.mark.parametrize(("outside", "owner"), OWNERS.items())
def test_each_outside_thing_has_one_owner(outside: str, owner: str) -> None:
    users = {room_of(path) for path in modules() if any(n.split(".")[0] == outside for n in imports(path))}
    assert users <= {owner}


def test_the_core_imports_no_room() -> None:
    inside = [path for path in modules() if room_of(path) == "core"]
    assert {room for path in inside for room in rooms_imported(path)} == {"core"}

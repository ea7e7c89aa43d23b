"""A new run file that begins with the history of another one, up to the end of a decision."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.core import RunFileError
from sim.record import rows, schema
from sim.record.recorder import lock

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    from sim.core import Json, Revision, RunSettings
    from sim.record.run import Fork, Run, Snapshot

_LATER = (
    ("step", "number > :step"),
    ("event", "step > :step"),
    ("snapshot", "step > :step"),
    ("decision", "number > :decision"),
    ("revision", "decision > :decision"),
    ("attempt", "decision > :decision"),
    ("reply", "decision > :decision"),
    ("report", "true"),
)
_UNSEEN = """hash NOT IN (
    WITH RECURSIVE seen(hash) AS (
        SELECT DISTINCT frame FROM step
        UNION SELECT base FROM frame JOIN seen USING (hash) WHERE base IS NOT NULL
    ) SELECT hash FROM seen
)"""


def fork(
    parent: Run, folder: Path, made: Fork, *, settings: RunSettings, identity: Json, start: Snapshot,
    edits: Sequence[Revision], snapshots: bool,
) -> None:  # fmt: skip
    """Write a run into `folder` that has the history of `parent` up to `made.step`, and stands there.

    `edits` are what becomes of the guide there, numbered on from the history's, `start` the state to go on
    from, and `identity` the versions it goes on with; `snapshots`: whether those of `parent` are of the same
    ones. The file appears when it is whole. Raises
    RunFileError if the folder holds a run already, or cannot be written.
    """
    held = lock(folder)
    try:
        file = folder / schema.FILE_NAME
        if file.exists():
            raise RunFileError(f"{folder} holds a run already: choose another --out")
        unborn = file.with_name(f"{file.name}.new")
        with schema.translated(file):
            unborn.unlink(missing_ok=True)
            parent.copy_to(unborn)
            connection = schema.reopen(unborn)
            with closing(connection):
                connection.execute("BEGIN IMMEDIATE")
                _forget(connection, made)
                if not snapshots:
                    connection.execute("DELETE FROM snapshot")
                _begin(connection, parent, made, settings, identity, start, edits)
                connection.execute("COMMIT")
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.execute("PRAGMA journal_mode=DELETE")
        unborn.rename(file)
    finally:
        held.release()


def _forget(connection: sqlite3.Connection, made: Fork) -> None:
    """Delete what came after the fork."""
    for table, later in _LATER:
        connection.execute(
            f"DELETE FROM {table} WHERE {later}", {"step": made.step, "decision": made.decision}
        )
    connection.execute(f"DELETE FROM frame WHERE {_UNSEEN}")


def _begin(
    connection: sqlite3.Connection, parent: Run, made: Fork, settings: RunSettings, identity: Json,
    start: Snapshot, edits: Sequence[Revision],
) -> None:  # fmt: skip
    """Write what the fork says of itself, what became of the guide, and where it goes on from."""
    forks = [*parent.forks, made]
    told = {
        "settings": asdict(settings),
        "identity": identity,
        "forks": [asdict(fork) for fork in forks if fork.step <= made.step],
        "status": "stopped",
    }
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?,?)", [(key, rows.dumps(value)) for key, value in told.items()]
    )
    forgotten = ["carry"] if settings.model == made.before.model else ["carry", "model", "files"]
    connection.executemany("DELETE FROM meta WHERE key = ?", [(key,) for key in forgotten])
    connection.executemany(
        "INSERT INTO revision (number,decision,operation,path,renamed,text) VALUES (?,?,?,?,?,?)",
        [
            (each.number, made.decision + 1, each.operation, each.path, each.renamed, each.text)
            for each in edits
        ],
    )
    connection.execute(
        "INSERT OR REPLACE INTO snapshot (step,decision,revision,emulator,agent) VALUES (?,?,?,?,?)",
        (start.step, start.decision, start.revision, start.emulator, start.agent),
    )

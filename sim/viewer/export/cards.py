"""The dataset card of a folder of Parquet: what lies there, for people and for the library `datasets`.

It is a README.md that begins with YAML: of each table its file, its columns and its rows, in the keys of the
cards of Hugging Face's hub (https://huggingface.co/docs/hub/datasets-cards).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from sim.viewer.export.columns import TRUTH, document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.viewer.export.columns import Table

CARD = "README.md"
"""The file's name, where the hub and `datasets` look for it."""
_DTYPES = {"integer": "int64", "number": "float64", "boolean": "bool"}
_SIZES = {1_000: "n<1K", 10_000: "1K<n<10K", 100_000: "10K<n<100K", 1_000_000: "100K<n<1M"}
_LARGE = "1M<n<10M"
_WIDE = 1_000


@dataclass(frozen=True, slots=True)
class Part:
    """A table as it lies there: its rows and the bytes that they take when they are unpacked."""

    table: Table
    rows: int
    size: int


def features(table: Table) -> dict[str, dict[str, str]]:
    """Return the columns of a table as `datasets` writes them into the metadata of a Parquet file."""
    return {
        column.name: {"_type": "Image"}
        if column.kind == "picture"
        else {"dtype": _DTYPES.get(column.kind, "string"), "_type": "Value"}
        for column in table.columns
    }


def card(parts: Sequence[Part], identity: Mapping[str, Any]) -> str:
    """Return the card of one or more tables of the run with that identity (see `stretch.identity_of`).

    The same run gives the same text.
    """
    head = yaml.safe_dump(_head(parts, identity), sort_keys=False, allow_unicode=True, width=_WIDE)
    sections = [_section(part) for part in parts]
    return "\n".join((f"---\n{head}---\n", _told(identity), _use(parts[0].table.name), *sections))


def _head(parts: Sequence[Part], identity: Mapping[str, Any]) -> dict[str, Any]:
    filled = [part for part in parts if part.rows]  # `datasets` cannot read what has no rows
    most = max((part.rows for part in filled), default=0)
    return {
        "pretty_name": _title(identity),
        "tags": ["longplay", "agent", "trajectories", "game-boy"],
        "task_categories": ["reinforcement-learning"],
        "size_categories": [next((name for below, name in _SIZES.items() if most < below), _LARGE)],
        "configs": [
            {
                "config_name": part.table.name,
                "data_files": f"{part.table.name}.parquet",
                **({"default": True} if number == 0 else {}),
            }
            for number, part in enumerate(filled)
        ],
        "dataset_info": [
            {
                "config_name": part.table.name,
                "features": [_feature(name, kind) for name, kind in features(part.table).items()],
                "splits": [{"name": "train", "num_bytes": part.size, "num_examples": part.rows}],
            }
            for part in filled
        ],
    }


def _feature(name: str, kind: Mapping[str, str]) -> dict[str, str]:
    return {"name": name, "dtype": "image" if kind["_type"] == "Image" else kind["dtype"]}


def _title(identity: Mapping[str, Any]) -> str:
    world = identity["settings"].get("world")
    where = identity["identity"].get("game") or identity["settings"].get("rom")
    return f"{identity['agent']} plays {where}" + ("" if world is None else f", world {world}")


def _told(identity: Mapping[str, Any]) -> str:
    first, last, of = identity["first_step"], identity["last_step"], identity["steps"]
    told = json.dumps(identity, indent=2, sort_keys=True, ensure_ascii=False)
    return f"""# {_title(identity)}

Steps {first:,} to {last:,} of {of:,} of the run `{identity["run"]}` ({identity["status"]}): what an agent
saw, said and pressed, and what came of it. Made by {identity["exported_by"]}.

A column whose name begins with `{TRUTH}` holds what the agent never saw: leave it out of whatever is trained
to act.

<details><summary>Settings and versions</summary>

```json
{told}
```

</details>
"""


def _use(name: str) -> str:
    return f"""```python
from datasets import load_dataset

{name} = load_dataset("path/of/this/folder", "{name}", split="train")
```
"""


def _section(part: Part) -> str:
    none = "" if part.rows else " There is none in this run."
    return f"## {part.table.name}\n\nA row: {part.table.row}.{none}\n\n{document(part.table)}"

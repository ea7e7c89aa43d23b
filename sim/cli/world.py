"""`longplay world`."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import click

from sim.cli.output import console, print_json
from sim.cli.quest import LEGS, quest_options
from sim.core import WorldError
from sim.world import EDITION, generate
from sim.world.cartridge import image
from sim.world.draw import format_of, save_map
from sim.world.planners import solve


@click.command()
@click.argument("seed", type=click.IntRange(0, 2**32 - 1))
@quest_options
@click.option("--map", "picture", type=click.Path(path_type=Path), help="Draw the world here (.png or .svg).")
@click.option("--rom", type=click.Path(path_type=Path), help="Write the cartridge here (Game Boy ROM).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def world(
    seed: int, legs: int | None, without: tuple[str, ...], picture: Path | None, rom: Path | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Generate a Fernmoor world: draw its map, write its cartridge.

    Example: longplay world 7 --map world.png --rom world.gb
    """
    if picture is not None:
        format_of(picture)
    made = generate(
        seed,
        legs=legs or LEGS,
        distractors="distractors" not in without,
        shortcuts="shortcuts" not in without,
    )
    cartridge = image(made)
    facts = {
        "seed": seed,
        "edition": EDITION,
        "legs": made.lands,
        "without": list(without),
        "rooms": len(made.rooms),
        "objectives": len(made.objectives),
        "oracle_steps": len(solve(made).buttons),
        "sha256": sha256(cartridge).hexdigest(),
    }
    try:
        if picture is not None:
            save_map(made, picture)
        if rom is not None:
            rom.write_bytes(cartridge)
    except OSError as error:
        raise WorldError(f"cannot write the world: {error}") from error
    if as_json:
        print_json(facts)
    else:
        for name, value in facts.items():
            shown = ", ".join(value) or "nothing" if isinstance(value, list) else value
            console().print(f"{name.replace('_', ' '):>13}  {shown}")
    return 0

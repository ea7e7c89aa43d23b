"""Chance that can be repeated: dice for each fault, and lots that always fall the same for the same words."""

from __future__ import annotations

import xxhash

from sim.agents.dice import Dice

_WHOLE = float(1 << 64)


def dice_for(seed: int, what: str) -> Dice:
    """Return the dice of one fault; those of different faults have nothing to do with each other."""
    return Dice(xxhash.xxh3_64_intdigest(f"{seed} {what}".encode()))


def happens(dice: Dice, probability: float) -> bool:
    """Roll once, and tell whether something of this probability happens."""
    return dice.roll() < probability * _WHOLE


def lot(*words: object) -> int:
    """Return a number (0..2**64-1) that depends on these words and on nothing else."""
    return xxhash.xxh3_64_intdigest("\n".join(map(str, words)).encode())


def is_drawn(probability: float, *words: object) -> bool:
    """Tell whether something of this probability happens to these words: always the same answer.

    >>> is_drawn(0.0, "OAK BEND"), is_drawn(1.0, "OAK BEND")
    (False, True)
    """
    return lot(*words) < probability * _WHOLE

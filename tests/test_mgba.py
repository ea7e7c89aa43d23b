"""The cartridge plays the same in mGBA."""

from __future__ import annotations

import ctypes
import os

import pytest

from sim.world import generate
from tests.mgba import LIBRARY, play


def missing() -> bool:
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return True
    return False


@pytest.mark.skipif(
    missing() and not os.environ.get("CI"), reason="needs mGBA's library 0.10: apt-get install libmgba0.10"
)
def test_a_quest_is_won_in_another_emulator_as_the_twin_says() -> None:
    presses, frames = play(generate(1, legs=4))
    assert presses < frames

"""The `longplay` command. Exit codes: 0 done, 1 the answer is no, 2 bad usage or input, 130 stopped."""

from sim.cli.main import main

__all__ = ["main"]

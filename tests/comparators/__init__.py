"""The instrument against what one would use instead, on the same runs: `python -m tests.comparators`."""

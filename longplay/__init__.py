"""Longplay by its own name: `python -m longplay`, and what other tools look for. The rest is in `sim`."""

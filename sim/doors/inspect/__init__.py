"""Inspect AI: every provider that it speaks to can be measured on Fernmoor."""

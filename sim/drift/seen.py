"""Remembering what was seen, in little memory that does not grow."""

from __future__ import annotations

_BITS = 1 << 21


class Seen:
    """A set of digests that can be added to and counted, 256 KiB whatever it holds.

    A Bloom filter with two hashes: with n digests in it, a new one is taken for known with a
    probability of (1 - exp(-2n / 2^21))^2, which is one in a million at 1,000 and below 1 % at
    100,000. `count` is too low by that much and exact otherwise.
    """

    def __init__(self) -> None:
        self._bits = bytearray(_BITS >> 3)
        self.count = 0

    def add(self, digest: bytes) -> bool:
        """Add a digest (uniform, 8 bytes or more) and return True if it is new."""
        first = int.from_bytes(digest[:4], "little") % _BITS
        second = int.from_bytes(digest[4:8], "little") % _BITS
        bits = self._bits
        known = bits[first >> 3] >> (first & 7) & bits[second >> 3] >> (second & 7) & 1
        if known:
            return False
        bits[first >> 3] |= 1 << (first & 7)
        bits[second >> 3] |= 1 << (second & 7)
        self.count += 1
        return True

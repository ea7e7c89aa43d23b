"""The envelope of a snapshot: which cartridge and PyBoy it belongs to, checked before it is opened."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

import xxhash
import zstandard

from sim.core import RunFileError

_MAGIC = b"LPS1"
_HEAD = struct.Struct("<4s32s16sBBIQ")
_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Seal:
    """What a snapshot belongs to: the ROM (its SHA-256), the PyBoy version, sound emulated or not."""

    rom: bytes
    version: str
    sound: bool

    @classmethod
    def of(cls, rom: bytes, version: str, sound: bool) -> Seal:
        """Return the seal of this cartridge image under this PyBoy."""
        return cls(hashlib.sha256(rom).digest(), version, sound)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a snapshot holds: PyBoy's `state`, and whether the screen was off (`dark`)."""

    state: bytes
    dark: bool


def wrap(seal: Seal, opened: Opened) -> bytes:
    """Return a snapshot: a short header and the state, compressed by Zstandard."""
    body = zstandard.ZstdCompressor(level=_LEVEL).compress(opened.state)
    version = seal.version.encode()
    size, check = len(opened.state), xxhash.xxh3_64_intdigest(body)
    return _HEAD.pack(_MAGIC, seal.rom, version, seal.sound, opened.dark, size, check) + body


def unwrap(seal: Seal, snapshot: bytes) -> Opened:
    """Return what a snapshot holds. Raises RunFileError unless it is whole and bears this seal."""
    if len(snapshot) < _HEAD.size or not snapshot.startswith(_MAGIC):
        raise RunFileError("this is no snapshot, or it was cut short: the run file is damaged")
    _, rom, version, sound, dark, size, check = _HEAD.unpack_from(snapshot)
    body = snapshot[_HEAD.size :]
    if xxhash.xxh3_64_intdigest(body) != check:
        raise RunFileError("a snapshot was cut short or changed: the run file is damaged")
    if rom != seal.rom:
        raise RunFileError("this snapshot belongs to another cartridge: give the ROM that the run began with")
    maker = version.rstrip(b"\0").decode()
    if maker != seal.version:
        raise RunFileError(f"this snapshot needs PyBoy {maker}, not {seal.version}: install pyboy=={maker}")
    if bool(sound) != seal.sound:
        raise RunFileError("this snapshot was made with other sound settings: use the settings of its run")
    state = zstandard.ZstdDecompressor().decompress(body, max_output_size=size)
    return Opened(state, bool(dark))

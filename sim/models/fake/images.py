"""What an image's bytes say about it: the format and the size in pixels, from the header alone.

Sources: PNG (w3.org/TR/png, 11.2.2), GIF89a (section 18), JPEG (ITU T.81, B.2.2), WebP (RFC 9649, 2.5).
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from functools import lru_cache

_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: its media type ("" if it is none that is known), width and height in pixels."""

    media_type: str
    width: int = 0
    height: int = 0


@lru_cache(maxsize=2048)
def picture(data: str) -> Picture | None:
    """Return what base64 `data` holds, None if it is not base64.

    >>> picture("R0lGODlhAgADAAAAACw=")
    Picture(media_type='image/gif', width=2, height=3)
    """
    try:
        raw = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return None
    return _read(raw) or Picture("")


def _read(raw: bytes) -> Picture | None:
    if raw[:8] == b"\x89PNG\r\n\x1a\n" and len(raw) >= 24:
        return Picture("image/png", _big(raw[16:20]), _big(raw[20:24]))
    if raw[:6] in (b"GIF87a", b"GIF89a") and len(raw) >= 10:
        return Picture("image/gif", _little(raw[6:8]), _little(raw[8:10]))
    if raw[:2] == b"\xff\xd8":
        return _jpeg(raw)
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP" and len(raw) >= 30:
        return _webp(raw)
    return None


def _jpeg(raw: bytes) -> Picture | None:
    at = 2
    while at + 9 <= len(raw) and raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker in _START_OF_FRAME:
            return Picture("image/jpeg", _big(raw[at + 7 : at + 9]), _big(raw[at + 5 : at + 7]))
        at += 2 + _big(raw[at + 2 : at + 4])
    return None


def _webp(raw: bytes) -> Picture | None:
    kind = raw[12:16]
    if kind == b"VP8X":
        return Picture("image/webp", _little(raw[24:27]) + 1, _little(raw[27:30]) + 1)
    if kind == b"VP8L":
        bits = _little(raw[21:25])
        return Picture("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 ":
        return Picture("image/webp", _little(raw[26:28]) & 0x3FFF, _little(raw[28:30]) & 0x3FFF)
    return None


def _big(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def _little(raw: bytes) -> int:
    return int.from_bytes(raw, "little")

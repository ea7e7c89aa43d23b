"""Signatures: what a thinking block or a summary carries so that it can be checked when it comes back.

A seal needs no memory of the server: what it vouches for is written in it, so a conversation goes on
after the server was restarted. The real signature is opaque, and so should this one be to a client.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass

_KEY = b"longplay fake"
_MAC = 16


@dataclass(frozen=True, slots=True)
class Seal:
    """What a thinking block is bound to.

    `model` that thought; `text`: digest of the thinking shown; `turn`: digest of what stood before the
    block in its own message, `before`: of everything that did; `chain`: digest of the previous thinking
    block's signature, "" for none; `tokens`: what the thought cost.
    """

    model: str
    text: str
    turn: str
    before: str
    chain: str
    tokens: int


def short(text: str) -> str:
    """Return a short digest of a text: 24 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def sign(seal: Seal) -> str:
    """Return the signature of a thinking block."""
    return _sealed(json.dumps(asdict(seal)).encode())


def read(signature: str) -> Seal | None:
    """Return what a signature vouches for, None if it is not one of ours or was changed."""
    payload = _opened(signature)
    return Seal(**json.loads(payload)) if payload and payload.startswith(b"{") else None


def thought_tokens(signature: str, otherwise: int) -> int:
    """Return the tokens that a sealed thought cost, or `otherwise` if the seal is broken."""
    seal = read(signature)
    return seal.tokens if seal else otherwise


def sign_summary(text: str) -> str:
    """Return the signature of a conversation's summary."""
    return _sealed(short(text).encode())


def vouches_for(signature: str, text: str) -> bool:
    """Tell whether a signature was made for this summary."""
    return _opened(signature) == short(text).encode()


def _sealed(payload: bytes) -> str:
    return base64.b64encode(_mac(payload) + payload).decode()


def _opened(signature: str) -> bytes | None:
    try:
        raw = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return None
    mac, payload = raw[:_MAC], raw[_MAC:]
    return payload if hmac.compare_digest(mac, _mac(payload)) else None


def _mac(payload: bytes) -> bytes:
    return hmac.new(_KEY, payload, hashlib.sha256).digest()[:_MAC]

"""How a small exchange is proven: a key that both ends agree on, and ten bytes of HMAC-SHA-256 under it.

A proof of 500 characters would cost more than the change that it protects. Both ends agree on a key (X25519, RFC 7748)
in a pull that is proven by the device's own (`proofs`): `handle_key` goes up, name and the server's half come back as
the handle. Both halves are drawn for it alone; the key never crosses the wire and ends with the access token.

    key     HKDF-SHA256(X25519(drawn, drawn), salt = SHA-256(device's half ‖ server's half), info)        RFC 5869
    tag     the first 10 bytes of HMAC-SHA-256(key, address ‖ 0 ‖ count ‖ length of stand ‖ stand ‖ text)  RFC 2104, 5
    body    name (4 bytes), count (2 bytes, greater each time), tag, text: as long as a handle and a stand were
"""

import hashlib
import hmac
import struct
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.protocol.addresses import SYNC
from sync.protocol.parcel_keys import WrongKey, seal_public

NAME_BYTES: Final = 4
TAG_BYTES: Final = 10
KEY_BYTES: Final = 32
COUNT_MAX: Final = 0xFFFF
PROVEN_HANDLE_BYTES: Final = NAME_BYTES + KEY_BYTES
_INFO = b"fieldapp small exchange 1"
_HEAD = struct.Struct(f">{NAME_BYTES}sH{TAG_BYTES}s")
PROVEN_HEAD_BYTES: Final = _HEAD.size


@dataclass(frozen=True, slots=True)
class ProvenHead:
    """The head of a small exchange that is proven."""

    name: bytes
    count: int
    tag: bytes


def agreed_key(seed: bytes, other: str, device: str, server: str) -> bytes:
    """Give the key of a handle from one's own seed and the other's half; raise `WrongKey` for a weak one."""
    try:
        half = X25519PublicKey.from_public_bytes(bytes.fromhex(other))
        shared = X25519PrivateKey.from_private_bytes(seed).exchange(half)
    except ValueError:
        raise WrongKey from None
    salt = hashlib.sha256(bytes.fromhex(device + server)).digest()
    return HKDF(SHA256(), KEY_BYTES, salt, _INFO).derive(shared)


def half_of(seed: bytes) -> str:
    """Give the half of a key that is told."""
    return seal_public(seed)


def tag_of(key: bytes, count: int, stand: bytes, text: bytes) -> bytes:
    """Give the tag of an exchange: what is asked, from where one stands, for the how-manieth time."""
    told = b"\0".join((SYNC.encode(), struct.pack(">HI", count, len(stand)) + stand + text))
    return hmac.digest(key, told, "sha256")[:TAG_BYTES]


def proven_body(key: bytes, name: bytes, count: int, stand: bytes, text: bytes) -> bytes:
    """Write the body of a proven exchange."""
    return _HEAD.pack(name, count, tag_of(key, count, stand, text)) + text


def proven_head(body: bytes) -> ProvenHead | None:
    """Read the head of a proven exchange; None where there is none."""
    return ProvenHead(*_HEAD.unpack(body[: _HEAD.size])) if len(body) >= _HEAD.size else None

"""Short statements with a signature: what a server orders or grants to one device, and what the device answers.

    statement = base64url(canonical JSON) "." base64url(Ed25519 of "fieldapp <purpose> 1" ‖ 0 ‖ that JSON)     RFC 8032

The purpose keeps a statement of one sort from being read as another. Who reads one checks besides for whom it is.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.protocol.json_parts import read_json, write_json
from sync.protocol.parcel_keys import WrongKey
from sync.protocol.problems import ProblemError

STATEMENT_CHARACTERS_MAX = 4_096


def signed(seed: bytes, purpose: str, fields: Mapping[str, Any]) -> str:
    """Write a statement and sign it."""
    content = write_json(dict(fields))
    return f"{_text(content)}.{_text(Ed25519PrivateKey.from_private_bytes(seed).sign(_bound(purpose, content)))}"


def proved(public: str, purpose: str, statement: str) -> dict[str, Any]:
    """Read a statement that the owner of this public key signed for this purpose; raise `WrongKey`."""
    content, signature = _parts(statement)
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, _bound(purpose, content))
        return read_json(content)
    except (InvalidSignature, ValueError, ProblemError):
        raise WrongKey from None


def unproved(statement: str) -> dict[str, Any]:
    """Read a statement without a look at its signature, to learn by whose key it is to be proved."""
    try:
        return read_json(_parts(statement)[0])
    except ProblemError:
        raise WrongKey from None


def _parts(statement: str) -> tuple[bytes, bytes]:
    content, dot, signature = statement[:STATEMENT_CHARACTERS_MAX].partition(".")
    try:
        if not dot:
            raise WrongKey
        return urlsafe_b64decode(content), urlsafe_b64decode(signature)
    except (binascii.Error, ValueError):
        raise WrongKey from None


def _bound(purpose: str, content: bytes) -> bytes:
    return f"fieldapp {purpose} 1".encode() + b"\0" + content


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode()

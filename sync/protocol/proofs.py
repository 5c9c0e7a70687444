"""Proofs of possession (DPoP, RFC 9449): a request shows that who sends it holds the device's key (Ed25519).

header    {"typ": "dpop+jwt", "alg": "Ed25519", "jwk": the public key}            RFC 7515, RFC 8037, RFC 9864
payload   jti, htm, htu, iat, nonce, ath (SHA-256 of the token) as the RFC has them, and
          bh: SHA-256 of the body as it is sent, where there is one
token     bound to the key's thumbprint, `jkt` (RFC 7638)
fresh     by the server's nonce, not by `iat`: a tablet's clock may be wrong by years
"""

import binascii
import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.protocol.parcel_keys import signer_public

PROOF_HEADER: Final = "DPoP"
NONCE_HEADER: Final = "DPoP-Nonce"
PROOF_TYPE: Final = "dpop+jwt"
PROOF_ALGORITHM: Final = "Ed25519"
PROOF_CHARACTERS_MAX: Final = 2_048
JTI_BYTES: Final = 12


class ProofWrong(Exception):
    """This is no proof, or its signature is not by the key that it names."""


class Signer(Protocol):
    """The device's key: what it signs never leaves it."""

    @property
    def public(self) -> str:
        """Give the public half, 64 hexadecimal digits."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Sign (Ed25519)."""
        ...


class SeedSigner:
    """A signer over a seed that is taken anew for each use."""

    def __init__(self, seed: Callable[[], bytes]) -> None:
        self._seed = seed
        self._public = ""

    @property
    def public(self) -> str:
        """Give the public half."""
        self._public = self._public or signer_public(self._seed())
        return self._public

    def sign(self, message: bytes) -> bytes:
        """Sign a message; what is signed begins with words that no other use of the key begins with."""
        return Ed25519PrivateKey.from_private_bytes(self._seed()).sign(message)


@dataclass(frozen=True, slots=True)
class Proved:
    """What one request must show, and what a proof says of it."""

    method: str
    path: str
    token_hash: str = ""
    """`token_hash` of the access token that goes with it; empty at sign-in and refresh."""
    content_hash: str = ""
    """`content_hash` of the body as it is sent; empty where there is none."""
    nonce: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that was read; its signature is by `public`."""

    public: str
    proved: Proved
    jti: str

    @property
    def jkt(self) -> str:
        """Give the thumbprint of its key."""
        return thumbprint(self.public)


def thumbprint(public: str) -> str:
    """Give the thumbprint of a public key (RFC 7638), 43 characters."""
    return _encoded(hashlib.sha256(_compact(_jwk(public))).digest())


def token_hash(token: str) -> str:
    """Give what a proof says of the access token that it goes with."""
    return _encoded(hashlib.sha256(token.encode()).digest())


def content_hash(content: bytes) -> str:
    """Give what a proof says of a body; nothing of an empty one."""
    return _encoded(hashlib.sha256(content).digest()) if content else ""


def proof_text(signer: Signer, origin: str, proved: Proved, jti: bytes, issued_s: int) -> str:
    """Write a proof, signed."""
    header = {"typ": PROOF_TYPE, "alg": PROOF_ALGORITHM, "jwk": _jwk(signer.public)}
    payload: dict[str, Any] = {
        "jti": _encoded(jti),
        "htm": proved.method,
        "htu": origin + proved.path,
        "iat": issued_s,
        "nonce": proved.nonce,
        "ath": proved.token_hash,
        "bh": proved.content_hash,
    }
    told = {name: value for name, value in payload.items() if value != ""}
    signed = f"{_encoded(_compact(header))}.{_encoded(_compact(told))}"
    return f"{signed}.{_encoded(signer.sign(signed.encode()))}"


def read_proof(text: str) -> Proof:
    """Read a proof and check its signature; raise `ProofWrong`."""
    try:
        signed, _, signature = text[:PROOF_CHARACTERS_MAX].rpartition(".")
        header, payload = (_object(part) for part in signed.split("."))
        public = _public_of(header)
        Ed25519PublicKey.from_public_bytes(public).verify(_decoded(signature), signed.encode())
        words = {name: _word(payload, name) for name in ("htm", "htu", "jti", "nonce", "ath", "bh")}
        path = urlsplit(words["htu"]).path
    except (ValueError, KeyError, TypeError, InvalidSignature, RecursionError):
        raise ProofWrong from None
    proved = Proved(words["htm"], path, words["ath"], words["bh"], words["nonce"])
    return Proof(public.hex(), proved, words["jti"])


def _public_of(header: Mapping[str, Any]) -> bytes:
    jwk = header["jwk"]
    if (header["typ"], header["alg"], jwk["kty"], jwk["crv"]) != (PROOF_TYPE, PROOF_ALGORITHM, "OKP", "Ed25519"):
        raise ValueError("not a proof of ours")
    return _decoded(jwk["x"])


def _jwk(public: str) -> dict[str, str]:
    return {"crv": "Ed25519", "kty": "OKP", "x": _encoded(bytes.fromhex(public))}


def _word(payload: Mapping[str, Any], name: str) -> str:
    value = payload.get(name, "")
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _compact(document: Mapping[str, Any]) -> bytes:
    # Sorted and without spaces, as the thumbprint wants it (RFC 7638, 3.3).
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def _object(part: str) -> dict[str, Any]:
    document = json.loads(_decoded(part))
    if not isinstance(document, dict):
        raise TypeError("not an object")
    return document


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise ValueError("not base64url") from None

"""The keys of a parcel: signed by the device that packs it (Ed25519), sealed to the server (X25519).

    shared = X25519(a key drawn for this parcel, the server's)
    key    = HKDF-SHA256(shared, salt = SHA-256(drawn public ‖ server's public), info)            RFC 7748, RFC 5869
    frame  = ChaCha20-Poly1305(key, nonce = its number, what is bound to it = SHA-256 of the head)          RFC 8439
    signed = Ed25519(info ‖ SHA-512 of all that comes before)                                               RFC 8032

Each parcel draws its own key, so a number is never used twice with one key. Public keys are 64 hexadecimal digits.
"""

import hashlib
import re
import struct

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SEED_BYTES = 32
SIGNATURE_BYTES = 64
TAG_BYTES = 16
NAME_CHARACTERS = 16
_SEAL = b"fieldapp parcel 1: seal"
_SIGNATURE = b"fieldapp parcel 1: signature"
_PUBLIC = re.compile(r"[0-9a-f]{64}")


class WrongKey(Exception):
    """A seal, a signature or a key does not fit: the parcel was altered, or is for somebody else."""


def is_public(text: object) -> bool:
    """Whether a text may be a public key."""
    return isinstance(text, str) and _PUBLIC.fullmatch(text) is not None


def signer_public(seed: bytes) -> str:
    """Give the public half of a device's signing key."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def seal_public(seed: bytes) -> str:
    """Give the public half of a server's sealing key."""
    return X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def seal_name(public: str) -> str:
    """Name a sealing key shortly, so that a parcel for another server is known without trying it."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:NAME_CHARACTERS]


def signature(seed: bytes, digest: bytes) -> bytes:
    """Sign the SHA-512 of a parcel."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(_SIGNATURE + digest)


def check_signature(public: str, signed: bytes, digest: bytes) -> None:
    """Raise `WrongKey` unless the owner of this public key signed that digest."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signed, _SIGNATURE + digest)
    except (InvalidSignature, ValueError):
        raise WrongKey from None


def key_to(public: str, drawn: bytes) -> bytes:
    """Give the key of a parcel to this server; `seal_public` of the 32 `drawn` bytes goes along."""
    return _shared(drawn, public, (seal_public(drawn), public))


def key_from(seed: bytes, drawn_public: str) -> bytes:
    """Give, at the server, the key of a parcel that came with this drawn public key; raise `WrongKey`."""
    return _shared(seed, drawn_public, (drawn_public, seal_public(seed)))


def _shared(seed: bytes, public: str, both: tuple[str, str]) -> bytes:
    try:
        shared = X25519PrivateKey.from_private_bytes(seed).exchange(
            X25519PublicKey.from_public_bytes(bytes.fromhex(public))
        )
    except ValueError:
        # A point of low order: the secret would be known to everybody.
        raise WrongKey from None
    salt = hashlib.sha256(bytes.fromhex("".join(both))).digest()
    return HKDF(SHA256(), SEED_BYTES, salt, _SEAL).derive(shared)


class FrameCipher:
    """Seals or opens the frames of one parcel, in their order."""

    def __init__(self, key: bytes, head: bytes) -> None:
        self._cipher = ChaCha20Poly1305(key)
        self._bound = hashlib.sha256(head).digest()
        self._number = 0

    def sealed(self, content: bytes) -> bytes:
        """Seal the next frame."""
        return self._cipher.encrypt(self._nonce(), content, self._bound)

    def opened(self, frame: bytes) -> bytes:
        """Open the next frame; raise `WrongKey` when it is not the one that was sealed at this place."""
        try:
            return self._cipher.decrypt(self._nonce(), frame, self._bound)
        except InvalidTag:
            raise WrongKey from None

    def _nonce(self) -> bytes:
        nonce = struct.pack(">IQ", 0, self._number)
        self._number += 1
        return nonce

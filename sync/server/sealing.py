"""Small secrets of the database, sealed under the server's own key: a stolen database alone opens none of them."""

from base64 import b64decode, b64encode
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES = 32
_NONCE_BYTES = 12


class SealBroken(Exception):
    """What was sealed was altered, belongs elsewhere, or is of another server's key."""


class Sealer:
    """Seals for one purpose; what was sealed for another, or in another place, does not open."""

    def __init__(self, key: bytes, purpose: str) -> None:
        info = f"fieldserver {purpose} 1".encode()
        self._cipher = ChaCha20Poly1305(HKDF(SHA256(), _KEY_BYTES, None, info).derive(key))

    def seal(self, content: bytes, place: str, random_bytes: Callable[[int], bytes]) -> str:
        """Seal; `place` says where it belongs, such as the tenant and the account."""
        nonce = random_bytes(_NONCE_BYTES)
        return b64encode(nonce + self._cipher.encrypt(nonce, content, place.encode())).decode()

    def opened(self, sealed: str, place: str) -> bytes:
        """Open; raise `SealBroken`."""
        try:
            content = b64decode(sealed, validate=True)
            return self._cipher.decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):
            raise SealBroken from None

"""Who reported something from outside: one sealed blob per report, under a key of its own (DOMAIN AC-60).

    town's key   HKDF(citizens.key, "fieldserver citizens 1" + tenant)     the file lies beside the server's key
    blob         ChaCha20-Poly1305(town's key, random nonce, JSON); bound to tenant and report
    link         the secret in a tracking link follows from the town's key and the report; only its hash is stored

It is no record: no device ever receives it, no export reads it by accident, and who has the database alone reads
nothing. `forget` destroys it and leaves what the town counts.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.values import altered
from sync.server.rows import json_text
from sync.server.rows_outside import RequesterRow
from sync.server.store import Unit

KEY_BYTES = 32
NONCE_BYTES = 12
SECRET_BYTES = 20
"""160 bits: nobody guesses a link, and it fits a line of a letter."""
_LABEL = b"fieldserver citizens 1"


@dataclass(frozen=True, slots=True)
class Requester:
    """How to reach who reported something, as far as he wished to say it."""

    name: str = ""
    email: str = ""
    phone: str = ""
    wants_answer: bool = False
    notice: str = ""
    """The version of the notice that he read (RGPD art. 13)."""

    @property
    def is_nobody(self) -> bool:
        """Say whether nothing is told that leads to a person."""
        return not (self.name or self.email or self.phone)


class Requesters:
    """Seals and opens, for the towns of one server."""

    def __init__(self, secret: bytes, random_bytes: Callable[[int], bytes]) -> None:
        self._secret = secret
        self._random_bytes = random_bytes

    def sealed(self, tenant: str, report: str, person: Requester) -> str:
        """Seal who reported it; nobody is an empty text."""
        if person.is_nobody:
            return ""
        nonce = self._random_bytes(NONCE_BYTES)
        blob = self._cipher(tenant).encrypt(nonce, json_text(asdict(person)).encode(), _bound(tenant, report))
        return base64.urlsafe_b64encode(nonce + blob).decode()

    def read(self, unit: Unit, report: str) -> Requester | None:
        """Give who reported it; None where nobody said so, it was erased, or the key is another."""
        row = row_of(unit, report)
        return self.unsealed(unit.tenant, report, row.sealed) if row is not None else None

    def unsealed(self, tenant: str, report: str, sealed: str) -> Requester | None:
        """Open what `sealed` gave for this tenant and report; None of nothing, or by another key."""
        if not sealed:
            return None
        raw = base64.urlsafe_b64decode(sealed)
        try:
            text = self._cipher(tenant).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(tenant, report))
        except InvalidTag:
            return None
        return Requester(**json.loads(text))

    def secret(self, tenant: str, report: str) -> str:
        """Give the secret of a report's tracking link, 32 signs that survive a telephone."""
        raw = self._mac(tenant, f"link\x1f{report}")[:SECRET_BYTES]
        return base64.b32encode(raw).decode().lower()

    def by_secret(self, unit: Unit, secret: str) -> RequesterRow | None:
        """Give the row to whose report a link leads."""
        hashed = hash_of_secret(secret)
        return next(iter(unit.find(RequesterRow, "tracking_hash", [hashed])), None)

    def content_hash(self, tenant: str, text: str) -> str:
        """Give the keyed hash of a request, which says nothing to who does not have the key."""
        return self._mac(tenant, f"content\x1f{text}").hex()

    def _town_key(self, tenant: str) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, None, _LABEL + tenant.encode()).derive(self._secret)

    def _cipher(self, tenant: str) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(self._town_key(tenant))

    def _mac(self, tenant: str, text: str) -> bytes:
        return hmac.digest(self._town_key(tenant), text.encode(), "sha256")


def row_of(unit: Unit, report: str) -> RequesterRow | None:
    """Give the row of a report that came from outside."""
    return unit.get(RequesterRow, [(report,)]).get((report,))


def forget(unit: Unit, report: str) -> bool:
    """Destroy who reported it, and his link; what the town counts stays. Say whether there was somebody."""
    row = row_of(unit, report)
    if row is None:
        return False
    unit.put([altered(row, sealed="", content_hash="", tracking_hash="")])
    return bool(row.sealed)


def hash_of_secret(secret: str) -> str:
    """Give the hash by which a tracking link is found; the secret is random enough for a plain one."""
    return hashlib.sha256(f"tracking\x1f{secret}".encode()).hexdigest()


def _bound(tenant: str, report: str) -> bytes:
    return f"{tenant}\x1f{report}".encode()

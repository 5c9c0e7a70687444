"""Secret links: who has one reads, until it is revoked. The link names its town, so that none other is searched.

    secret   base32(tenant, 16 bytes | 20 random bytes): 58 signs, in the address of the link
    stored   SHA-256 of it: who has the database alone opens no link

The random part has 160 bits, so that a plain hash is enough and nobody guesses one.
"""

import base64
import binascii
import hashlib
import uuid
from collections.abc import Callable, Sequence
from enum import StrEnum

from sync.core.values import altered
from sync.protocol.problems import ProblemError
from sync.server.rows_interop import LinkRow
from sync.server.store import ServerStore, TownUnknown, Unit

TENANT_BYTES = 16
RANDOM_BYTES = 20
SECRET_CHARACTERS = 58
LINKS_MAX = 5_000
NAME_CHARACTERS_MAX = 100


class LinkKind(StrEnum):
    """What a link gives."""

    NEWS = "news"
    CALENDAR = "calendar"


class LinkTrouble(Exception):
    """A link cannot be made or found as asked; the code says why."""


def make_link(unit: Unit, row: LinkRow, random_bytes: Callable[[int], bytes]) -> str:
    """Keep a link, its hash filled in; give its secret, which nobody can read again. Raise `LinkTrouble`."""
    if not 0 < len(row.name) <= NAME_CHARACTERS_MAX or not row.name.isprintable():
        raise LinkTrouble("link-name")
    if len(links_of(unit)) >= LINKS_MAX:
        raise LinkTrouble("links-too-many")
    raw = uuid.UUID(unit.tenant).bytes + random_bytes(RANDOM_BYTES)
    secret = base64.b32encode(raw).decode().rstrip("=").lower()
    unit.put([altered(row, secret_hash=_hash(secret))])
    return secret


def links_of(unit: Unit) -> Sequence[LinkRow]:
    """List the links, the oldest first."""
    return sorted(unit.every(LinkRow), key=lambda row: (row.made_at, row.secret_hash))


def revoke_link(unit: Unit, begins: str, at: str) -> LinkRow:
    """Revoke the one link whose id begins so; raise `LinkTrouble`."""
    found = [row for row in unit.every(LinkRow) if row.secret_hash.startswith(begins) and not row.revoked_at]
    if len(found) != 1:
        raise LinkTrouble("link-unknown" if not found else "link-ambiguous")
    unit.put([altered(found[0], revoked_at=at)])
    return found[0]


def town_of_secret(store: ServerStore, secret: str) -> str:
    """Read the town in a secret; raise `not-found`."""
    if len(secret) != SECRET_CHARACTERS or not secret.isascii():
        raise ProblemError("not-found")
    try:
        raw = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    except binascii.Error:
        raise ProblemError("not-found") from None
    tenant = str(uuid.UUID(bytes=raw[:TENANT_BYTES]))
    try:
        with store.reading(tenant):
            return tenant
    except TownUnknown:
        raise ProblemError("not-found") from None


def opened_link(unit: Unit, secret: str, kind: LinkKind) -> LinkRow:
    """Give the link of a secret; raise `not-found` where none of this kind is in force."""
    secret_hash = _hash(secret)
    row = unit.get(LinkRow, [(secret_hash,)]).get((secret_hash,))
    if row is None or row.kind != kind or row.revoked_at:
        raise ProblemError("not-found")
    return row


def _hash(secret: str) -> str:
    return hashlib.sha256(f"link\x1f{secret}".encode()).hexdigest()

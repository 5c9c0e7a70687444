"""API keys: which other systems may bring reports into a town. Only hashes are kept; a key is told once."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from sync.server.rows_outside import ApiKeyRow
from sync.server.store import Unit

KEY_BYTES = 20
NAME_CHARACTERS_MAX = 80


class KeyTrouble(Exception):
    """No such key, or several; the code says which."""


def make_key(unit: Unit, name: str, at: str, random_bytes: Callable[[int], bytes]) -> str:
    """Make a key for somebody and give it: it cannot be read again."""
    name = name.strip()
    if not 0 < len(name) <= NAME_CHARACTERS_MAX or not name.isprintable():
        raise KeyTrouble("key-name")
    key = base64.b32encode(random_bytes(KEY_BYTES)).decode().lower()
    unit.put([ApiKeyRow(hash_of_key(key), name, at)])
    return key


def keys_of(unit: Unit) -> Sequence[ApiKeyRow]:
    """Give all keys, the oldest first."""
    return sorted(unit.every(ApiKeyRow), key=lambda row: (row.made_at, row.name, row.key_hash))


def revoke_key(unit: Unit, name: str, at: str) -> ApiKeyRow:
    """End the key of this name, or whose hash begins so; raise `KeyTrouble`."""
    found = [row for row in keys_of(unit) if name and not row.revoked_at and _is_named(row, name)]
    if len(found) != 1:
        raise KeyTrouble("key-ambiguous" if found else "key-unknown")
    unit.put([replace(found[0], revoked_at=at)])
    return found[0]


def key_row(unit: Unit, key: str) -> ApiKeyRow | None:
    """Give the row of a key that holds now."""
    row = unit.get(ApiKeyRow, [(hash_of_key(key),)]).get((hash_of_key(key),))
    return row if row is not None and not row.revoked_at else None


def hash_of_key(key: str) -> str:
    """Give the hash by which a key is known; it is random enough for a plain one."""
    return hashlib.sha256(f"open311\x1f{key}".encode(errors="replace")).hexdigest()


def _is_named(row: ApiKeyRow, name: str) -> bool:
    return row.name == name or row.key_hash.startswith(name)

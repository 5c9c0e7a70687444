"""How both sides prove that they mean the same: canonical bytes, hashes, and a sum per scope.

A scope's digest is the number of its records and the sum, modulo 2^64, of a hash of each record's (id, version,
content). A sum can be kept incrementally, in any order, by adding what comes and subtracting what leaves, so it
costs nothing to keep on both sides and is compared at every checkpoint. It is a check against accidents and bugs,
not against an attacker (sums of 64-bit hashes can be forged): authenticity comes from the transport and the vault.

Canonical JSON: keys sorted, no spaces, UTF-8 unescaped, and `null` dropped at the top level, because a field that
an older version does not know is the same as an empty one.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]  # the stubs leave them out

from sync.core.model import Fields, Json

MODULUS = 1 << 64
"""Of the sums: what 16 hexadecimal digits hold."""
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _writer() -> Callable[[Json, int], Iterable[str]]:
    """Give the compiled writer that `JSONEncoder` makes anew for each text, made once for all."""
    if c_make_encoder is None:
        return lambda value, level: _ENCODER.iterencode(value)
    # No markers: what is written was read from JSON, or made to be; it holds no rings.
    parts = (encode_basestring, None, _ENCODER.key_separator, _ENCODER.item_separator)
    writer: Callable[[Json, int], Iterable[str]] = c_make_encoder(
        None, _ENCODER.default, *parts, _ENCODER.sort_keys, _ENCODER.skipkeys, _ENCODER.allow_nan
    )
    return writer


_written = _writer()


def canonical(fields: Fields) -> bytes:
    """Write a record's fields as the one sequence of bytes that both sides hash."""
    return canonical_json({name: value for name, value in fields.items() if value is not None})


def canonical_json(value: Json) -> bytes:
    """Write any JSON value with sorted keys and without spaces; raise `ValueError` on NaN or infinity."""
    return "".join(_written(value, 0)).encode()


def content_hash(fields: Fields) -> str:
    """Give the hash of a record's content that receipts carry: 32 hexadecimal digits (BLAKE2b, 128 bits)."""
    return hash_of_canonical(canonical(fields))


def hash_of_canonical(text: bytes) -> str:
    """Give the `content_hash` of fields whose canonical bytes are at hand already."""
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def record_term(record_id: str, rv: int, hash_hex: str) -> int:
    """Give what one record adds to the sum of each of its scopes."""
    name = f"{record_id}:{rv}:{hash_hex}".encode()
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big")


@dataclass(frozen=True, slots=True)
class Digest:
    """Count and sum of a scope's records; the empty scope is `Digest()`."""

    count: int = 0
    sum: int = 0

    def plus(self, term: int) -> "Digest":
        """Give the digest with one more record."""
        return Digest(self.count + 1, (self.sum + term) % MODULUS)

    def minus(self, term: int) -> "Digest":
        """Give the digest with one record less; taking from an empty scope is a broken promise."""
        assert self.count > 0, "a record leaves a scope that holds none"
        return Digest(self.count - 1, (self.sum - term) % MODULUS)

    def moved(self, count: int, total: int) -> "Digest":
        """Give the digest with so many records more (or less), whose terms come to this total.

        Never below zero: a digest that was damaged must end in a mismatch, which mends it, not in a broken promise.
        """
        return Digest(max(self.count + count, 0), (self.sum + total) % MODULUS)

    @property
    def hex(self) -> str:
        """Give the sum as 16 hexadecimal digits: what the wire and the databases keep."""
        return f"{self.sum:016x}"

    @staticmethod
    def of_hex(count: int, text: str) -> "Digest":
        """Read a digest back from its count and its 16 hexadecimal digits."""
        return Digest(count, int(text, 16))


def digest_of(terms: Iterable[int]) -> Digest:
    """Add up a whole scope from nothing: what a full check compares with the kept digest."""
    digest = Digest()
    for term in terms:
        digest = digest.plus(term)
    return digest

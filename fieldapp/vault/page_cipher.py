"""One page of an encrypted database, sealed and opened as the "chacha20" of SQLite3 Multiple Ciphers does it.

A page is stored in as many bytes as it has: its body, a nonce of 16 bytes and a tag of 16, for which SQLite leaves
the last 32 bytes of each page free ("reserved"). With c = LE32(nonce[12:16]) XOR the page's number, from 1:

    block c of ChaCha20(key, nonce[0:12])       32 bytes for the tag, then 32 bytes: the page's own key
    body = plain XOR ChaCha20(page's key, nonce[0:12]), from block c + 1 on
    tag  = Poly1305 over what is stored before it, with the first of the two

Page 1 begins with a random salt where SQLite writes "SQLite format 3", and its bytes 16 to 23 (size of a page,
versions, reserved bytes) stay readable: its body begins at 24. With a raw key the salt takes no part in the
cryptography, but it is under the tag. Each sealing draws a new nonce, and the page's number is bound through c.

c + 1 + (blocks of a page) may pass 2^32: SQLite3MC 2.6.1 then carries into the nonce's first word, its older portable
code wrapped, 2.7 avoids such nonces, and `cryptography` carries or refuses, by version. So no such nonce is
drawn here, and where one is met it is carried by hand. (Found by experiment, 21 crafted pages, November 2026.)
"""

from __future__ import annotations

import os
from struct import Struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20
from cryptography.hazmat.primitives.poly1305 import Poly1305

KEY_BYTES = 32
SALT_BYTES = 16
RESERVED_BYTES = 32
PAGE_BYTES_MIN, PAGE_BYTES_MAX = 512, 65_536
PLAIN_BEGINNING = b"SQLite format 3\0"
OPEN_HEADER_END = 24
"""Up to here page 1 is not encrypted."""

_NONCE_BYTES = 16
_BLOCK_BYTES = 64
_COUNTERS = 1 << 32
_COUNTER_MAX = _COUNTERS - 2 - PAGE_BYTES_MAX // _BLOCK_BYTES
_BLOCK = bytes(_BLOCK_BYTES)
_NOTHING_RESERVED = bytes(RESERVED_BYTES)
_LE32 = Struct("<I")


class DamagedPage(Exception):
    """Say that a page was altered, moved, or sealed with another key."""


class PageCipher:
    """Seals and opens pages with one key; of one connection, so of one thread at a time."""

    def __init__(self, key: bytes) -> None:
        """Take the 32 bytes of a raw key: no derivation, so what the vault derived is the key of the pages."""
        assert len(key) == KEY_BYTES, "a raw key has 32 bytes"
        # One context that gets a new nonce per page: setting up another costs as much as half a page.
        self._first_blocks = Cipher(ChaCha20(key, bytes(_NONCE_BYTES)), None).encryptor()

    def sealed(self, number: int, page: bytes, salt: bytes, nonce: bytes | None = None) -> bytes:
        """Give the stored form of a page. A nonce is only ever given by the tests of the format."""
        nonce = nonce or _new_nonce(number)
        tag_key, page_key, counter = self._keys(number, nonce)
        begin, end = OPEN_HEADER_END if number == 1 else 0, len(page) - RESERVED_BYTES
        body = _xored(page_key, counter, nonce[:12], page[begin:end])
        stored = (salt + page[SALT_BYTES:OPEN_HEADER_END] if begin else b"") + body + nonce
        return stored + Poly1305.generate_tag(tag_key, stored)

    def opened(self, number: int, stored: bytes) -> bytes:
        """Give the page back, its reserved bytes zero; raises DamagedPage unless it is whole and in its place."""
        end = len(stored) - RESERVED_BYTES
        nonce = stored[end : end + _NONCE_BYTES]
        tag_key, page_key, counter = self._keys(number, nonce)
        try:
            Poly1305.verify_tag(tag_key, stored[: end + _NONCE_BYTES], stored[end + _NONCE_BYTES :])
        except InvalidSignature as error:
            raise DamagedPage(f"page {number}") from error
        if number != 1:
            return _xored(page_key, counter, nonce[:12], stored[:end]) + _NOTHING_RESERVED
        body = _xored(page_key, counter, nonce[:12], stored[OPEN_HEADER_END:end])
        return PLAIN_BEGINNING + stored[SALT_BYTES:OPEN_HEADER_END] + body + _NOTHING_RESERVED

    def _keys(self, number: int, nonce: bytes) -> tuple[bytes, bytes, int]:
        """Give the tag's key, the page's key, and the counter of the body's first block."""
        counter = _LE32.unpack_from(nonce, 12)[0] ^ number
        self._first_blocks.reset_nonce(_LE32.pack(counter) + nonce[:12])
        block = self._first_blocks.update(_BLOCK)
        return block[:32], block[32:], (counter + 1) % _COUNTERS


def _new_nonce(number: int) -> bytes:
    while True:
        nonce = os.urandom(_NONCE_BYTES)
        if _LE32.unpack_from(nonce, 12)[0] ^ number <= _COUNTER_MAX:
            return nonce


def _xored(key: bytes, counter: int, nonce: bytes, text: bytes) -> bytes:
    room = (_COUNTERS - counter) * _BLOCK_BYTES
    if len(text) <= room:
        return Cipher(ChaCha20(key, _LE32.pack(counter) + nonce), None).encryptor().update(text)
    carried = _LE32.pack((_LE32.unpack_from(nonce)[0] + 1) % _COUNTERS) + nonce[4:]
    return _xored(key, counter, nonce, text[:room]) + _xored(key, 0, carried, text[room:])

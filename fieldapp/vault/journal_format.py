"""The bytes of the journal: header, frames and anchors.

    file   = header (1536 bytes) ‖ frame 0 ‖ frame 1 ‖ …
    header = magic ‖ salt, padded to 512 ‖ anchor slot A, padded to 512 ‖ anchor slot B, padded to 512
    frame  = length (4) ‖ sequence (8) ‖ MAC of both (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)
    AAD    = sequence ‖ tag of the frame before                  this is the chain
    anchor = generation (8) ‖ entries (8) ‖ tag of the last (16) ‖ MAC (16)

The keys are derived from the journal's key and the salt, which is new at each rewrite; nonces are random,
because a number that `truncate_to` freed is used again. A frame's length has its own MAC, so that a
damaged length cannot make the scan take what follows for a torn tail. The anchor says how many entries
there are: a chain alone does not notice that its end is missing. Its slots take turns, each in a sector of
its own, so a torn sector leaves the other.
"""

from __future__ import annotations

import hmac
import secrets
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from fieldapp.vault.keys import derived_key

MAGIC = b"FAJRNL01"
SALT_BYTES = 32
SECTOR_BYTES = 512
SLOT_OFFSETS = (SECTOR_BYTES, 2 * SECTOR_BYTES)
HEADER_BYTES = 3 * SECTOR_BYTES
ENTRY_BYTES_MAX = 16 * 1024 * 1024
TAG_BYTES = 16
NONCE_BYTES = 12
NO_TAG = bytes(TAG_BYTES)

_HEAD = struct.Struct(">IQ")
HEAD_BYTES = _HEAD.size + TAG_BYTES
_ANCHOR = struct.Struct(f">QQ{TAG_BYTES}s")
ANCHOR_BYTES = _ANCHOR.size + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Anchor:
    """How far the journal reached at its last write; the highest generation is the newest."""

    generation: int
    entries: int
    last_tag: bytes


def new_salt() -> bytes:
    """Draw the salt of a new journal."""
    return secrets.token_bytes(SALT_BYTES)


def header_of(salt: bytes) -> bytes:
    """Give the header of a new journal, its anchor slots still empty."""
    return (MAGIC + salt).ljust(HEADER_BYTES, b"\0")


def salt_of(header: bytes) -> bytes | None:
    """Read the salt, or None where the header is none of ours."""
    whole = len(header) == HEADER_BYTES and header.startswith(MAGIC)
    return header[len(MAGIC) : len(MAGIC) + SALT_BYTES] if whole else None


def body_bytes(entry_bytes: int) -> int:
    """Give the size of a frame after its head."""
    return NONCE_BYTES + entry_bytes + TAG_BYTES


class JournalCipher:
    """Seals and opens the frames and anchors of one journal file."""

    def __init__(self, journal_key: bytes, salt: bytes) -> None:
        self._entries = ChaCha20Poly1305(derived_key(journal_key, "entries", salt))
        self._head_key = derived_key(journal_key, "frame heads", salt)
        self._anchor_key = derived_key(journal_key, "anchors", salt)

    def frame(self, sequence: int, tag_before: bytes, entry: bytes) -> bytes:
        """Seal an entry as a frame; its last 16 bytes are its tag."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._entries.encrypt(nonce, entry, _associated(sequence, tag_before))
        head = _HEAD.pack(len(entry), sequence)
        return head + self._mac(self._head_key, head) + nonce + sealed

    def entry_bytes(self, head: bytes, sequence: int) -> int | None:
        """Read the size of an entry from its frame's head, or None where the head is not genuine."""
        fields, mac = head[: _HEAD.size], head[_HEAD.size :]
        if not hmac.compare_digest(self._mac(self._head_key, fields), mac):
            return None
        length, found = _HEAD.unpack(fields)
        return int(length) if found == sequence and length <= ENTRY_BYTES_MAX else None

    def entry(self, sequence: int, tag_before: bytes, body: bytes) -> bytes | None:
        """Open an entry, or None where it was altered or does not follow the frame before."""
        nonce, sealed = body[:NONCE_BYTES], body[NONCE_BYTES:]
        try:
            return self._entries.decrypt(nonce, sealed, _associated(sequence, tag_before))
        except InvalidTag:
            return None

    def slot(self, anchor: Anchor) -> bytes:
        """Seal an anchor."""
        fields = _ANCHOR.pack(anchor.generation, anchor.entries, anchor.last_tag)
        return fields + self._mac(self._anchor_key, fields)

    def anchor(self, header: bytes) -> Anchor | None:
        """Give the newest genuine anchor of a header, or None."""
        slots = (header[offset : offset + ANCHOR_BYTES] for offset in SLOT_OFFSETS)
        genuine = [Anchor(*_ANCHOR.unpack(slot[: _ANCHOR.size])) for slot in slots if self._is_genuine(slot)]
        return max(genuine, key=lambda anchor: anchor.generation, default=None)

    def _is_genuine(self, slot: bytes) -> bool:
        return hmac.compare_digest(self._mac(self._anchor_key, slot[: _ANCHOR.size]), slot[_ANCHOR.size :])

    @staticmethod
    def _mac(key: bytes, fields: bytes) -> bytes:
        return hmac.digest(key, fields, "sha256")[:TAG_BYTES]


def _associated(sequence: int, tag_before: bytes) -> bytes:
    return sequence.to_bytes(8) + tag_before

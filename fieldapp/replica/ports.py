"""What the replica needs of an open vault, of a prepared photo and of the world, as shapes.

The vault, the device and the replica are neighbours who do not import each other: the composition root brings the
real ones together, and they fit because they have these shapes.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Engine

from fieldapp.replica.boot_clock import boot_time
from fieldapp.replica.journal_port import WorkJournal
from sync.core.ids import RANDOM_BYTES, uuid7
from sync.core.lease import Moment

OUTBOX_KEY_PURPOSE = "outbox mac"
"""The vault's word for the key of the outbox's chain (`Purpose.OUTBOX`)."""

PARCEL_KEY_PURPOSE = "parcel signature"
"""The vault's word for the seed of the key that signs parcels (`Purpose.PARCEL`)."""


class SealedFiles(Protocol):
    """The vault's encrypted files; a file is known by its name and bound to a context."""

    def write(self, name_id: str, context: str, content: bytes) -> None:
        """Write a file durably."""
        ...

    def read(self, name_id: str, context: str) -> bytes:
        """Give the whole content."""
        ...

    def open_range(self, name_id: str, context: str, offset: int, length: int) -> bytes:
        """Give up to `length` bytes from `offset`."""
        ...

    def exists(self, name_id: str) -> bool:
        """Whether a file of that name is there."""
        ...

    def delete(self, name_id: str) -> bool:
        """Delete a file durably; false where there was none."""
        ...


class OpenVault(Protocol):
    """An unlocked vault, as far as a replica needs it."""

    @property
    def files(self) -> SealedFiles:
        """The encrypted files: photos and thumbnails."""
        ...

    @property
    def journal(self) -> WorkJournal:
        """The journal of unsent work."""
        ...

    def database_engine(self) -> Engine:
        """Give the engine of the encrypted database."""
        ...

    def subkey(self, purpose: Any) -> bytes:
        """Give the key for a purpose, for one use."""
        ...


class Photo(Protocol):
    """A photo as `fieldapp.device.photos` prepares it: small, upright, without EXIF."""

    @property
    def jpeg(self) -> bytes:
        """The picture's bytes."""
        ...

    @property
    def thumbnail(self) -> bytes:
        """The small picture's bytes."""
        ...

    @property
    def sha256(self) -> str:
        """The picture's address."""
        ...

    @property
    def thumbnail_sha256(self) -> str:
        """The small picture's address."""
        ...

    @property
    def width(self) -> int:
        """Pixels across."""
        ...

    @property
    def height(self) -> int:
        """Pixels down."""
        ...

    @property
    def taken_at(self) -> str | None:
        """The instant at which it was taken, as the camera said."""
        ...

    @property
    def lat(self) -> float | None:
        """Where it was taken, as the camera said."""
        ...

    @property
    def long(self) -> float | None:
        """Where it was taken, as the camera said."""
        ...


class Voice(Protocol):
    """A voice note as `fieldapp.device.voices` prepares it."""

    @property
    def content(self) -> bytes:
        """Its bytes."""
        ...

    @property
    def sha256(self) -> str:
        """Its address."""
        ...

    @property
    def media_type(self) -> str:
        """What it is."""
        ...


class Document(Voice, Protocol):
    """A document as `fieldapp.device.documents` prepares it."""

    @property
    def name(self) -> str:
        """Its file name, for people."""
        ...


def wall_clock_ms() -> int:
    """Give the device's time in Unix milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class World:
    """Time and randomness, so that a test decides both."""

    now_ms: Callable[[], int] = wall_clock_ms
    random_bytes: Callable[[int], bytes] = os.urandom
    boot: Callable[[], tuple[str, int]] = boot_time
    """Gives the name of this run of the system and its milliseconds; see `sync.core.lease`."""

    def moment(self) -> Moment:
        """Give what the clocks say now."""
        boot, boot_ms = self.boot()
        return Moment(self.now_ms(), boot_ms, boot)

    def new_id(self) -> str:
        """Make an identifier that sorts by the moment of its making."""
        return uuid7(self.now_ms(), self.random_bytes(RANDOM_BYTES))

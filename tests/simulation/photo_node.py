"""Photos on a simulated tablet: files and queue as the disk keeps them, for the real `PhotoQueue`."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sync.client.memory_shelf import Tables
from sync.client.ports import PhotoBytes, PhotoMissing
from sync.client.rows import EntryState
from sync.core.model import Op
from tests.simulation.device_store import COMMIT_MS_MAX
from tests.simulation.kernel import Kernel

CHUNK_BYTES = 64
"""In storms, so that a photo of two hundred bytes is cut into several."""
SIZES = (1, 64, 65, 150)
SMALL_SIZES = (20, 20, 70)


@dataclass(slots=True)
class PhotoDisk:
    """What the disk keeps: files by their address, how far mine have gone up, what somebody opened."""

    files: dict[tuple[str, bool], bytes] = field(default_factory=dict)
    """(attachment, whether it is the thumbnail) -> bytes."""
    mine: set[str] = field(default_factory=set)
    sent: dict[tuple[str, bool], int] = field(default_factory=dict)
    received: set[str] = field(default_factory=set)
    """Mine of which the server has confirmed all bytes."""
    wanted: set[str] = field(default_factory=set)
    epoch: str = ""
    """The server of which `sent` and `received` tell."""

    def copy(self) -> "PhotoDisk":
        """Give a copy that goes its own way."""
        known = dict(self.sent), set(self.received), set(self.wanted), self.epoch
        return PhotoDisk(dict(self.files), set(self.mine), *known)

    def take(self, attachment: str, picture: bytes, small: bytes) -> None:
        """Keep a photo that the agent took: the bytes are on the disk before its change is."""
        self.files[attachment, False] = picture
        self.files[attachment, True] = small
        self.mine.add(attachment)

    def heard(self, epoch: str) -> None:
        """Note, in the transaction that tells of another epoch, that the server may have forgotten my photos."""
        if self.epoch not in ("", epoch):
            self.server_forgot()
        self.epoch = epoch

    def server_forgot(self) -> None:
        """Ask about all my photos again: the server came back from a backup."""
        self.received.clear()
        self.sent = dict.fromkeys(((one, small) for one in self.mine for small in (False, True)), 1)


class SimulatedShelf:
    """The `PhotoShelf` of the simulation; it decides as `fieldapp.replica.photo_shelf` does."""

    def __init__(self, kernel: Kernel, disk: PhotoDisk, tables: Callable[[], Tables]) -> None:
        self._kernel = kernel
        self._disk = disk
        self._tables = tables

    async def outgoing(self) -> Sequence[PhotoBytes]:
        """List bytes that this device alone has, of attachments that the server has taken."""
        tables, found = self._tables(), list[PhotoBytes]()
        for attachment in sorted(self._disk.mine - self._disk.received):
            if ("attachment", attachment) in tables.shown and not _waits(tables, attachment):
                small, picture = self._bytes(attachment, is_thumbnail=True), self._bytes(attachment, is_thumbnail=False)
                found += [small] * (small.sent_bytes < small.size_bytes) + [picture]
        return found

    async def incoming(self) -> Sequence[PhotoBytes]:
        """List thumbnails of what I see, and photos asked for, that are not here."""
        found: list[PhotoBytes] = []
        shown = self._tables().shown
        for key in sorted(key for key in shown if key[0] == "attachment"):
            attachment, fields = key[1], shown[key]
            if not fields.get("received_at"):
                continue
            if (attachment, True) not in self._disk.files and fields.get("thumbnail_sha256"):
                found.append(PhotoBytes(attachment, fields["thumbnail_sha256"], fields["thumbnail_bytes"], True))
            if attachment in self._disk.wanted and (attachment, False) not in self._disk.files:
                found.append(PhotoBytes(attachment, fields["sha256"], fields["size_bytes"], False))
        return found

    async def read(self, photo: PhotoBytes, offset: int, length: int) -> bytes:
        """Give a part of a file."""
        await self._pause()
        try:
            return self._disk.files[photo.attachment, photo.is_thumbnail][offset : offset + length]
        except KeyError:
            raise PhotoMissing from None

    async def mark_sent(self, photo: PhotoBytes, offset: int) -> None:
        """Note how far the server has it."""
        await self._pause()
        self._disk.sent[photo.attachment, photo.is_thumbnail] = offset
        if not photo.is_thumbnail and offset == photo.size_bytes:
            self._disk.received.add(photo.attachment)
        await self._pause()

    async def keep(self, photo: PhotoBytes, content: bytes) -> None:
        """Store fetched bytes."""
        await self._pause()
        self._disk.files[photo.attachment, photo.is_thumbnail] = content

    def _bytes(self, attachment: str, *, is_thumbnail: bool) -> PhotoBytes:
        content = self._disk.files[attachment, is_thumbnail]
        sent = self._disk.sent.get((attachment, is_thumbnail), 0)
        return PhotoBytes(attachment, sha256_of(content), len(content), is_thumbnail, sent)

    async def _pause(self) -> None:
        await self._kernel.pause(self._kernel.chance.randrange(COMMIT_MS_MAX))


def sha256_of(content: bytes) -> str:
    """Give the address of bytes."""
    return hashlib.sha256(content).hexdigest()


def _waits(tables: Tables, attachment: str) -> bool:
    numbers = tables.numbers.get(("attachment", attachment), ())
    entries = (tables.entries[n] for n in numbers)
    return any(entry.change.op is Op.CREATE and entry.state is EntryState.WAITING for entry in entries)

"""Who may send which bytes, and who may see them: photos follow the rights of the rows that announce them.

Bytes are taken only for an attachment of the agent who sends them, whose row is here already. They are shown to a
device that sees an attachment with this hash (as picture or thumbnail) whose author has sent all of them. When the
last byte of a picture is here, the judge sets `received_at` on its attachment, in the transaction that notes it.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sync.core.model import Op
from sync.protocol.codec import not_valid
from sync.protocol.problems import ProblemError
from sync.records.attachment import SIZE_BYTES_MAX
from sync.server.blobs import BlobFiles, HashDiffers
from sync.server.callers import MAY_READ, MAY_SEND, Caller, device_of
from sync.server.leasing import check_lease
from sync.server.rows import GrantRow, RecordRow
from sync.server.rows_access import UploadRow, UseRow
from sync.server.service import Service
from sync.server.store import Unit
from sync.server.writers import SystemWrite

ATTACHMENT = "attachment"
WRITER = "blobs"
TURNS = 64
"""Locks that uploads share: enough that two seldom meet."""
DISK_RETRY_AFTER_S = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an upload has come; `size_bytes` is 0 while nothing is here and nobody said how large it is."""

    offset: int
    size_bytes: int

    @property
    def is_whole(self) -> bool:
        """Say whether all bytes are here and have the right hash."""
        return 0 < self.size_bytes == self.offset


@dataclass(frozen=True, slots=True)
class Brought:
    """Bytes of an attachment that did not come from a device, and when they are said to have come."""

    attachment: str
    author: str
    content: bytes
    is_thumbnail: bool
    at: str


class Uploads:
    """The photo store with its rights."""

    def __init__(self, service: Service, files: BlobFiles) -> None:
        self._service = service
        self.files = files
        self._turns = [threading.Lock() for _ in range(TURNS)]

    def standing(self, caller: Caller, sha256: str) -> Standing:
        """Say how far the caller's upload of these bytes has come; raise `not-found` if he announced none."""
        with self._service.store.reading(caller.tenant) as unit:
            device_of(unit, caller, MAY_SEND)
            row = unit.get(UploadRow, [(sha256, caller.agent)]).get((sha256, caller.agent))
            size_bytes = announced_size(unit, caller.agent, sha256) if row is None else row.size_bytes
        return self._advanced(caller, row) if row is not None else Standing(0, size_bytes or 0)

    def append(self, caller: Caller, sha256: str, offset: int, chunk: bytes, size_bytes: int) -> Standing:
        """Take the next chunk, durably; raise `chunk-out-of-place`, `hash-differs`, `too-large`, `not-found`."""
        row = self._begun(caller, sha256, size_bytes)
        with self._turn(caller, sha256):
            length = self._length(caller, row)
            if offset != length:
                raise ProblemError("chunk-out-of-place", upload_offset=length)
            if length + len(chunk) > row.size_bytes:
                raise ProblemError("too-large", bytes_max=row.size_bytes - length)
            try:
                self.files.append(self.files.part(caller.tenant, caller.agent, sha256), offset, chunk)
            except OSError:
                # The disk is full, most likely. What was written is a true beginning: the upload goes on from there.
                raise ProblemError("busy", retry_after_s=DISK_RETRY_AFTER_S) from None
        return self._advanced(caller, row)

    def _begun(self, caller: Caller, sha256: str, size_bytes: int) -> UploadRow:
        """Give the row of an upload; the first chunk of announced bytes begins it."""
        with self._service.store.reading(caller.tenant) as unit:
            device_of(unit, caller, MAY_SEND)
            row = unit.get(UploadRow, [(sha256, caller.agent)]).get((sha256, caller.agent))
            announced = announced_size(unit, caller.agent, sha256) if row is None else row.size_bytes
        if not 0 < size_bytes <= SIZE_BYTES_MAX or announced not in (None, size_bytes):
            raise not_valid("/upload-length", "not-announced")
        if row is None:
            row = UploadRow(sha256, caller.agent, size_bytes, self._service.now())
            with self._service.store.writing(caller.tenant) as unit:
                unit.put([row])
        return row

    def readable(self, caller: Caller, sha256: str) -> Path:
        """Give the file with these bytes if the caller may see them; raise `not-found` otherwise."""
        with self._service.store.reading(caller.tenant) as unit:
            device_of(unit, caller, MAY_READ)
            check_lease(unit, caller, self._service.now)
            grants = unit.get(GrantRow, [(caller.agent,)]).get((caller.agent,))
            granted = grants.scopes() if grants is not None else frozenset[str]()
            seen = [row for row in _attachments(unit, sha256) if row.scopes() & granted]
            authors = {str(row.fields().get("author")) for row in seen}
            uploads = unit.get(UploadRow, [(sha256, author) for author in sorted(authors)])
        path = self.files.whole(caller.tenant, sha256)
        if not any(row.completed_at for row in uploads.values()) or not path.exists():
            raise ProblemError("not-found")
        return path

    def put_as_system(self, tenant: str, brought: Sequence[Brought]) -> None:
        """Store bytes that the server itself brings, such as the demo's, and note when they were received."""
        stored = [(one, self.files.put(tenant, one.content)) for one in brought]
        now = self._service.now()
        with self._service.store.writing(tenant) as unit:
            unit.put(UploadRow(sha256, one.author, len(one.content), now, now) for one, sha256 in stored)
            pictures = [one for one in brought if not one.is_thumbnail]
            wishes = [_received(one.attachment, one.at) for one in pictures]
            _, committed = self._service.write_within(unit, WRITER, wishes)
        self._service.tell(committed)

    def _length(self, caller: Caller, row: UploadRow) -> int:
        if self._is_here(caller, row):
            return row.size_bytes
        return self.files.length(caller.tenant, caller.agent, row.sha256)

    def _is_here(self, caller: Caller, row: UploadRow) -> bool:
        """Say whether all bytes came and still lie there: a restore may bring the rows back without the files."""
        return bool(row.completed_at) and self.files.whole(caller.tenant, row.sha256).exists()

    def _advanced(self, caller: Caller, row: UploadRow) -> Standing:
        """Say where an upload stands; one whose bytes are all here is completed first, whatever broke it off."""
        with self._turn(caller, row.sha256):
            length = self._length(caller, row)
            if length >= row.size_bytes:
                self._complete(caller, row)
        return Standing(length, row.size_bytes)

    def _complete(self, caller: Caller, row: UploadRow) -> None:
        if not self._is_here(caller, row):
            try:
                self.files.finish(caller.tenant, caller.agent, row.sha256)
            except HashDiffers:
                raise ProblemError("hash-differs", upload_offset=0) from None
        elif not self._has_waiting(caller, row):
            return
        now = self._service.now()
        with self._service.store.writing(caller.tenant) as unit:
            unit.put([] if row.completed_at else [replace(row, completed_at=now)])
            wishes = [_received(name, now) for name in _waiting(unit, caller.agent, row.sha256)]
            committed = self._service.write_within(unit, WRITER, wishes)[1] if wishes else None
        self.files.forget_part(caller.tenant, caller.agent, row.sha256)
        if committed is not None:
            self._service.tell(committed)

    def _has_waiting(self, caller: Caller, row: UploadRow) -> bool:
        with self._service.store.reading(caller.tenant) as unit:
            return bool(_waiting(unit, caller.agent, row.sha256))

    def _turn(self, caller: Caller, sha256: str) -> threading.Lock:
        """Give the lock of an upload: two tablets of one agent may send the same picture."""
        return self._turns[hash((caller.tenant, caller.agent, sha256)) % TURNS]


def _received(attachment: str, at: str) -> SystemWrite:
    return SystemWrite(ATTACHMENT, attachment, Op.PATCH, {"received_at": at}, at=at)


def _waiting(unit: Unit, author: str, sha256: str) -> list[str]:
    """Give the author's attachments with this picture that do not say yet that it has come."""
    rows = _attachments(unit, sha256, pictures_only=True)
    return [row.id for row in rows if not row.removed and _waits(row.fields(), author)]


def _waits(fields: dict[str, Any], author: str) -> bool:
    return fields.get("author") == author and not fields.get("received_at")


def _attachments(unit: Unit, sha256: str, *, pictures_only: bool = False) -> list[RecordRow]:
    uses = [row for row in unit.find(UseRow, "sha256", [sha256]) if not (pictures_only and row.is_thumbnail)]
    return list(unit.get(RecordRow, [(ATTACHMENT, row.attachment) for row in uses]).values())


def announced_size(unit: Unit, agent: str, sha256: str) -> int | None:
    """Give the size an agent's attachment announces for these bytes (None: none said); raise `not-found`.

    Another's attachment is not told apart from none: a hash must not be a question that gets an answer.
    """
    mine = [row.fields() for row in _attachments(unit, sha256) if row.fields().get("author") == agent]
    if not mine:
        raise ProblemError("not-found")
    sizes = (_size_in(fields, sha256) for fields in mine)
    return next((size for size in sizes if size is not None), None)


def _size_in(fields: dict[str, Any], sha256: str) -> int | None:
    name = "size_bytes" if fields.get("sha256") == sha256 else "thumbnail_bytes"
    size = fields.get(name)
    return size if isinstance(size, int) else None

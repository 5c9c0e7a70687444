"""Carries an erasure out: records through the judge, receipts, who reported, then the bytes of photos.

    look      in a snapshot: which records, and which receipts of changes speak of them
    write     one transaction: a record that moved since the look is left for the next time
    bytes     after the commit, of what no other attachment shows; noted as done once no name leads to them

A kill between the last two leaves the bytes on a list (`ErasureRow` of kind `file` that is not done), which every run
begins with. The list of all that was erased holds ids alone: after a restore it is gone through again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sync.core.values import altered
from sync.server.outside.requesters import forget
from sync.server.privacy import journal
from sync.server.privacy.plan import Target
from sync.server.rows import Key, RecordKey, RecordRow
from sync.server.rows_access import UploadRow, UseRow
from sync.server.rows_outside import RequesterRow
from sync.server.rows_privacy import FILE, ErasureRow
from sync.server.service import Service
from sync.server.store import Unit
from sync.server.uploads import Uploads

WRITER = "privacy"
ATTACHMENT = "attachment"
REQUESTER = "requester"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be erased: records, who reported which, and receipts."""

    targets: tuple[Target, ...] = ()
    requesters: tuple[str, ...] = ()
    """Ids of reports."""
    receipts: tuple[Key, ...] = ()
    """Of changes."""
    why: Mapping[RecordKey, str] = field(default_factory=dict)
    """Kind and id -> `policy:…` or the number of a request; a requester's kind is `requester`."""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is to be done."""
        return not (self.targets or self.requesters or self.receipts)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done in the transaction."""

    records: frozenset[RecordKey]
    requesters: int
    receipts: int
    files: int
    left: int
    """Records that moved since the look."""


class Eraser:
    """Erases, for one server."""

    def __init__(self, service: Service, uploads: Uploads) -> None:
        self.service = service
        self._uploads = uploads

    def erase(self, tenant: str, order: Order, also: Callable[[Unit, Erased], None]) -> Erased:
        """Do all of it, and what `also` writes, in one transaction; then the bytes."""
        with self.service.store.writing(tenant) as unit:
            standing = self._standing(unit, order.targets)
            photos = _photos(unit, standing)
            wishes = [wish for one in standing for wish in one.wishes]
            verdicts, committed = self.service.write_within(unit, WRITER, wishes)
            assert all(verdict.refusal is None for verdict in verdicts), "an erasure is valid"
            now = self.service.now()
            forgotten = [report for report in order.requesters if forget(unit, report)]
            receipts = journal.empty(unit, order.receipts)
            files = list(_files(unit, photos, now))
            unit.drop(UploadRow, [row.key for row in _uploads(unit, {row.id for row in files})])
            unit.put(files)
            told = [*(one.key for one in standing), *((REQUESTER, report) for report in forgotten)]
            unit.put(ErasureRow(*key, now, order.why.get(key, ""), 0, now) for key in told)
            done = Erased(
                frozenset(one.key for one in standing),
                len(forgotten),
                receipts,
                len(files),
                len(order.targets) - len(standing),
            )
            also(unit, done)
        self.service.tell(committed)
        self.erase_files(tenant)
        return done

    def erase_files(self, tenant: str) -> int:
        """Take away the bytes that still wait for it; give how many files went. Again is no error."""
        with self.service.store.reading(tenant) as unit:
            waiting = [row for row in unit.every(ErasureRow) if row.kind == FILE and not row.done_at]
        for row in waiting:
            self._erase_file(tenant, row)
        return len(waiting)

    def _erase_file(self, tenant: str, row: ErasureRow) -> None:
        # In the writers' turn: nobody announces the same picture between the look and the file's end.
        with self.service.store.writing(tenant) as unit:
            if unit.find(UseRow, "sha256", [row.id]):
                unit.drop(ErasureRow, [row.key])
                return
            is_gone = self._uploads.files.erase(tenant, row.id)
            assert is_gone, "no name leads to bytes that were erased"
            unit.put([altered(row, done_at=self.service.now())])

    def _standing(self, unit: Unit, targets: Sequence[Target]) -> list[Target]:
        rows = unit.get(RecordRow, [one.key for one in targets])
        return [one for one in targets if one.key in rows and rows[one.key].rv == one.rv]


def _photos(unit: Unit, targets: Iterable[Target]) -> dict[str, int]:
    """Give the bytes of these attachments before they go: sha256 -> how many."""
    rows = unit.get(RecordRow, [one.key for one in targets if one.kind == ATTACHMENT and _takes_bytes(one)])
    found: dict[str, int] = {}
    for row in rows.values():
        fields = row.fields()
        for name, size in (("sha256", "size_bytes"), ("thumbnail_sha256", "thumbnail_bytes")):
            if fields.get(name):
                found[str(fields[name])] = int(fields.get(size) or 0)
    return found


def _takes_bytes(target: Target) -> bool:
    return any("sha256" in wish.fields for wish in target.wishes)


def _files(unit: Unit, photos: Mapping[str, int], now: str) -> Iterable[ErasureRow]:
    used = {row.sha256 for row in unit.find(UseRow, "sha256", sorted(photos))}
    return (ErasureRow(FILE, sha256, now, "", size, "") for sha256, size in photos.items() if sha256 not in used)


def _uploads(unit: Unit, hashes: set[str]) -> list[UploadRow]:
    return [row for row in unit.every(UploadRow) if row.sha256 in hashes] if hashes else []


def requesters_of(unit: Unit) -> dict[str, RequesterRow]:
    """Give who reported from outside, by report, where somebody is still there."""
    return {row.report: row for row in unit.every(RequesterRow) if row.sealed}

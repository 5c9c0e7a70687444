"""What the town lets out of what it was told: publish, hide, cover a part of a photo. Every act has a reason.

Each is a write through the judge and a line of the audit log, in one transaction. A photo that is covered becomes
another attachment; the first is removed, so that every device forgets it, and its bytes are kept for who moderates
until `purge_originals`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from sync.core.model import Fields, Op
from sync.records.publication import PUBLICATION, Publication
from sync.server import audit
from sync.server.blobs import BlobFiles
from sync.server.outside.indexing import REPORT
from sync.server.outside.pictures import QUALITY, SMALL_EDGE, SMALL_QUALITY
from sync.server.outside.publication import ATTACHMENT
from sync.server.public.shown import photos_of
from sync.server.rights import SYSTEM_AGENT
from sync.server.rows import RecordRow
from sync.server.rows_access import UploadRow, UseRow
from sync.server.rows_outside import PublicRow
from sync.server.rows_public import RedactedRow
from sync.server.service import Committed, Service
from sync.server.store import Unit
from sync.server.writers import SystemWrite

WRITER: Final = "moderation"
BOXES_MAX: Final = 40
REASON_CHARACTERS_MAX: Final = 400
KEPT_DAYS: Final = 30
_COVER: Final = "#15242B"
_KEPT: Final = ("parent_kind", "parent_id", "role", "order", "taken_at", "lat", "long")


class ModerationTrouble(Exception):
    """The act cannot be done; the code says why, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it, and why."""

    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of a photo, in its pixels from the top left."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that nobody looked at yet."""

    row: PublicRow
    fields: Fields
    photos: tuple[str, ...]


class Moderation:
    """The acts, over one server's service and photo files."""

    def __init__(self, service: Service, files: BlobFiles) -> None:
        self._service = service
        self._files = files

    def waiting(self, tenant: str) -> list[Waiting]:
        """Give what waits to be looked at, the oldest first."""
        with self._service.store.reading(tenant) as unit:
            rows = [row for row in unit.every(PublicRow) if row.publication == Publication.PENDING]
            records = unit.get(RecordRow, [(REPORT, row.report) for row in rows])
            return [
                Waiting(
                    row, records[REPORT, row.report].fields(), tuple(photo.id for photo in photos_of(unit, row.report))
                )
                for row in sorted(rows, key=lambda row: (row.requested_on, row.number))
            ]

    def publish(self, tenant: str, number: str, act: Act, *, with_photos: bool) -> int:
        """Let a report out, with its photos that wait; give how many those are."""
        with self._service.store.writing(tenant) as unit:
            report = _report(unit, number)
            photos = [row for row in photos_of(unit, report.id) if with_photos and _waits(row.fields())]
            wishes = [_publication(REPORT, report.id, Publication.PUBLISHED)]
            wishes += [_publication(ATTACHMENT, row.id, Publication.PUBLISHED) for row in photos]
            committed = self._write(unit, wishes, "publish", act, report=number, photos=str(len(photos)))
        self._service.tell(committed)
        return len(photos)

    def hide(self, tenant: str, number: str, act: Act, *, photo: str = "") -> None:
        """Take a report from the public, or one photo of it."""
        with self._service.store.writing(tenant) as unit:
            report = _report(unit, number)
            if photo:
                wishes = [_publication(ATTACHMENT, _photo(unit, report.id, photo).id, Publication.HIDDEN)]
            else:
                wishes = [_publication(REPORT, report.id, Publication.HIDDEN)]
            committed = self._write(unit, wishes, "hide", act, report=number, photo=photo)
        self._service.tell(committed)

    def redact(self, tenant: str, photo: str, boxes: Sequence[Rectangle], act: Act) -> str:
        """Cover rectangles of a photo; give the id of the photo that stands in from now on."""
        if not 0 < len(boxes) <= BOXES_MAX:
            raise ModerationTrouble("boxes-count")
        with self._service.store.reading(tenant) as unit:
            fields = _of_report(unit, photo).fields()
        whole, small, size = covered(self._bytes(tenant, str(fields["sha256"])), boxes)
        hashes = self._files.put(tenant, whole), self._files.put(tenant, small)
        stands_in, now = self._service.new_id(), self._service.now()
        copy: Fields = {name: fields[name] for name in _KEPT if fields.get(name) is not None} | {
            "sha256": hashes[0],
            "size_bytes": len(whole),
            "media_type": "image/jpeg",
            "width": size[0],
            "height": size[1],
            "thumbnail_sha256": hashes[1],
            "thumbnail_bytes": len(small),
            "author": SYSTEM_AGENT,
            "received_at": now,
            PUBLICATION: fields.get(PUBLICATION) or Publication.NONE.value,
        }
        with self._service.store.writing(tenant) as unit:
            report = str(_of_report(unit, photo).fields()["parent_id"])
            wishes = [
                SystemWrite(ATTACHMENT, photo, Op.REMOVE),
                SystemWrite(ATTACHMENT, stands_in, Op.CREATE, copy),
            ]
            committed = self._write(unit, wishes, "redact", act, report=report, photo=photo, stands_in=stands_in)
            thumbnail, kind = str(fields.get("thumbnail_sha256") or ""), str(fields.get("media_type") or "image/jpeg")
            unit.put([RedactedRow(photo, report, str(fields["sha256"]), thumbnail, kind, stands_in, now)])
            sizes = zip(hashes, (len(whole), len(small)), strict=True)
            unit.put([UploadRow(sha256, SYSTEM_AGENT, length, now, now) for sha256, length in sizes])
        self._service.tell(committed)
        return stands_in

    def original(self, tenant: str, photo: str, act: Act) -> bytes:
        """Give the bytes of a photo as it was before it was covered; the look is noted."""
        with self._service.store.writing(tenant) as unit:
            row = unit.get(RedactedRow, [(photo,)]).get((photo,))
            if row is None:
                raise ModerationTrouble("photo-unknown")
            self._note(unit, "look", act, photo=photo)
        return self._bytes(tenant, row.sha256)

    def purge_originals(self, tenant: str, act: Act, days: int = KEPT_DAYS) -> int:
        """Destroy the originals that were covered so many days ago; give how many."""
        limit = datetime.fromisoformat(self._service.now()) - timedelta(days=days)
        with self._service.store.writing(tenant) as unit:
            rows = [row for row in unit.every(RedactedRow) if datetime.fromisoformat(row.redacted_at) <= limit]
            for row in rows:
                self._destroy(unit, row)
            unit.drop(RedactedRow, [row.key for row in rows])
            if rows:
                self._note(unit, "purge", act, photos=str(len(rows)))
        return len(rows)

    def _destroy(self, unit: Unit, row: RedactedRow) -> None:
        """Delete the bytes that no photo shows any more: the same picture may hang on another report."""
        hashes = [sha256 for sha256 in (row.sha256, row.thumbnail_sha256) if sha256]
        uses = unit.find(UseRow, "sha256", hashes)
        shown = unit.get(RecordRow, [(ATTACHMENT, use.attachment) for use in uses])
        # A tombstone keeps its uses: it shows nothing any more.
        used = {use.sha256 for use in uses if not shown[ATTACHMENT, use.attachment].removed}
        for sha256 in hashes:
            if sha256 not in used:
                self._files.whole(unit.tenant, sha256).unlink(missing_ok=True)

    def _write(self, unit: Unit, wishes: list[SystemWrite], what: str, act: Act, **told: str) -> Committed:
        verdicts, committed = self._service.write_within(unit, WRITER, wishes)
        if any(verdict.refusal is not None for verdict in verdicts):
            raise ModerationTrouble("refused")
        self._note(unit, what, act, **told)
        return committed

    def _note(self, unit: Unit, what: str, act: Act, **told: str) -> None:
        if not act.reason.strip() or len(act.reason) > REASON_CHARACTERS_MAX:
            raise ModerationTrouble("reason-needed")
        audit.note(unit, self._service.now(), f"moderation-{what}", who=act.who, reason=act.reason.strip(), **told)

    def _bytes(self, tenant: str, sha256: str) -> bytes:
        try:
            return self._files.whole(tenant, sha256).read_bytes()
        except FileNotFoundError:
            raise ModerationTrouble("photo-unknown") from None


def covered(content: bytes, boxes: Sequence[Rectangle]) -> tuple[bytes, bytes, tuple[int, int]]:
    """Cover rectangles of a picture; give it as JPEG, its thumbnail, its size. Raise `ModerationTrouble`."""
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as opened:
        image = opened.convert("RGB")
    draw = ImageDraw.Draw(image)
    for box in boxes:
        right, bottom = box.left + box.width, box.top + box.height
        is_inside = 0 <= box.left < image.width and 0 <= box.top < image.height
        if not is_inside or box.width <= 0 or box.height <= 0:
            raise ModerationTrouble("box-outside")
        draw.rectangle([box.left, box.top, min(right, image.width) - 1, min(bottom, image.height) - 1], fill=_COVER)
    small = image.copy()
    small.thumbnail((SMALL_EDGE, SMALL_EDGE), Image.Resampling.LANCZOS)
    return _jpeg(image, QUALITY), _jpeg(small, SMALL_QUALITY), image.size


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _publication(kind: str, record_id: str, publication: Publication) -> SystemWrite:
    return SystemWrite(kind, record_id, Op.PATCH, {PUBLICATION: publication.value})


def _waits(fields: Fields) -> bool:
    return fields.get(PUBLICATION) == Publication.PENDING


def _report(unit: Unit, number: str) -> RecordRow:
    found = unit.find(PublicRow, "number", [number.strip().upper()])
    row = unit.get(RecordRow, [(REPORT, found[0].report)]).get((REPORT, found[0].report)) if found else None
    if row is None or row.removed:
        raise ModerationTrouble("report-unknown")
    return row


def _of_report(unit: Unit, photo: str) -> RecordRow:
    """Give a photo of a report by its whole id."""
    row = unit.get(RecordRow, [(ATTACHMENT, photo)]).get((ATTACHMENT, photo))
    if row is None or row.removed or row.fields().get("parent_kind") != REPORT:
        raise ModerationTrouble("photo-unknown")
    return _photo(unit, str(row.fields()["parent_id"]), photo)


def _photo(unit: Unit, report: str, photo: str) -> RecordRow:
    found = [row for row in photos_of(unit, report) if photo and row.id.startswith(photo)]
    if len(found) != 1:
        raise ModerationTrouble("photo-unknown")
    return found[0]

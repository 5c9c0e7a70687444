"""The bytes of photos: where they lie in the vault's files, and the row that says how far they have gone.

The original lies under the attachment's id, the small picture under the id with `.small`. They are written, durably,
before the commit that needs them, and taken back when it fails. A file that no row owns any more is named in
`loose_file` by the transaction that lets it go, and deleted after it.
"""

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from fieldapp.replica.bulk import rows_of, upsert
from fieldapp.replica.engine_tables import LooseFileRow, OutboxRow, PhotoRow
from fieldapp.replica.ports import Document, Photo, SealedFiles, Voice
from fieldapp.replica.tables import Attachment, table_of
from sync.client.rows import EntryState
from sync.core.model import Fields, Json, Op

STRANDED_DAYS = 30
"""How long a photo is kept whose record is gone and which the server does not take any more."""
_SMALL = ".small"


def small_name(attachment_id: str) -> str:
    """Name the file of the small picture."""
    return attachment_id + _SMALL


def attachment_fields(photo: Photo) -> dict[str, Json]:
    """Give what an attachment says of a prepared photo."""
    return {
        "sha256": photo.sha256,
        "size_bytes": len(photo.jpeg),
        "media_type": "image/jpeg",
        "width": photo.width,
        "height": photo.height,
        "thumbnail_sha256": photo.thumbnail_sha256,
        "thumbnail_bytes": len(photo.thumbnail),
        "taken_at": photo.taken_at,
        "lat": photo.lat,
        "long": photo.long,
    }


def document_fields(document: Document) -> dict[str, Json]:
    """Give what an attachment says of a prepared document."""
    return {
        "sha256": document.sha256,
        "size_bytes": len(document.content),
        "media_type": document.media_type,
        "name": document.name,
    }


def voice_fields(voice: Voice, said_at: str) -> dict[str, Json]:
    """Give what an attachment says of a prepared voice note."""
    return {
        "sha256": voice.sha256,
        "size_bytes": len(voice.content),
        "media_type": voice.media_type,
        "taken_at": said_at,
    }


class PhotoFiles:
    """The photo files that one gesture writes."""

    def __init__(self, files: SealedFiles) -> None:
        """Write into the vault's files."""
        self._files = files
        self._written: list[str] = []

    def write(self, photo_id: str, content: bytes, thumbnail: bytes | None) -> None:
        """Write a photo with its small picture, a document or a voice note, durably."""
        small = {small_name(photo_id): thumbnail} if thumbnail is not None else {}
        for name, part in {photo_id: content, **small}.items():
            self._written.append(name)
            self._files.write(name, photo_id, part)

    def read(self, photo_id: str) -> bytes:
        """Give the bytes of a file; the vault's own error says that they are gone or damaged."""
        return self._files.read(photo_id, photo_id)

    def copy(self, photo_id: str, new_id: str) -> bool:
        """Write the same bytes under another id; false where they are not on this device."""
        content = photo_bytes(self._files, photo_id)
        if content is not None:
            self.write(new_id, content, thumbnail_bytes(self._files, photo_id))
        return content is not None

    def undo(self) -> None:
        """Delete what was written: the gesture did not come to be."""
        for name in self._written:
            self._files.delete(name)
        self._written.clear()


def queue_photo(session: Session, photo_id: str, fields: Fields, now: str) -> None:
    """Note that the bytes of an attachment of mine are here and wait to go up."""
    is_pictured = fields.get("thumbnail_sha256") is not None
    mine = {"is_mine": True, "has_original": True, "has_thumbnail": is_pictured, "added_at": now}
    upsert(session, table_of(PhotoRow), [photo_row(photo_id, fields) | mine])


def photo_row(photo_id: str, fields: Fields) -> dict[str, Json]:
    """Give the row of an attachment of which nothing is here yet."""
    return {
        "id": photo_id,
        "sha256": fields["sha256"],
        "size_bytes": fields["size_bytes"],
        "is_mine": False,
        "has_original": False,
        "has_thumbnail": False,
        "thumbnail_sent_bytes": 0,
        "uploaded_bytes": 0,
        "is_received": False,
        "is_wanted": False,
        "added_at": "",
    }


def let_go(session: Session, photo_ids: list[str]) -> None:
    """Forget the bytes of these attachments; `sweep_loose` deletes the files once this is committed."""
    if not photo_ids:
        return
    names = [{"name": name} for photo_id in photo_ids for name in (photo_id, small_name(photo_id))]
    upsert(session, table_of(LooseFileRow), names)
    session.execute(delete(table_of(PhotoRow)).where(table_of(PhotoRow).c.id.in_(photo_ids)))


def let_go_of_records(session: Session, attachment_ids: list[str]) -> None:
    """Forget the bytes of attachments that left this device, but for those that exist nowhere else.

    Kept are the photos of a creation that waits or was refused, and mine that the server has not received: a scope
    that is taken away takes no photo with it before it has arrived. A photo that I removed myself goes at once.
    """
    outbox, photo = table_of(OutboxRow), table_of(PhotoRow)
    of_these = (outbox.c.kind == "attachment", outbox.c.record_id.in_(attachment_ids))
    needed = outbox.c.state.in_((EntryState.WAITING.value, EntryState.REJECTED.value))
    created = select(outbox.c.record_id).where(*of_these, needed, outbox.c.op == Op.CREATE.value)
    removed = select(outbox.c.record_id).where(*of_these, outbox.c.op == Op.REMOVE.value)
    unsent = photo.c.is_mine & ~photo.c.is_received & photo.c.id.not_in(removed)
    spared = select(photo.c.id).where(photo.c.id.in_(attachment_ids), unsent | photo.c.id.in_(created))
    kept = set(session.execute(spared).scalars())
    let_go(session, [attachment_id for attachment_id in attachment_ids if attachment_id not in kept])


def forget_stranded(session: Session, before: str) -> None:
    """Let go of photos of mine that cannot arrive: from before this instant, their record gone."""
    photo, shown, outbox = table_of(PhotoRow), table_of(Attachment), table_of(OutboxRow)
    needed = select(outbox.c.record_id).where(outbox.c.kind == "attachment")
    stranded = select(photo.c.id).where(
        photo.c.is_mine, photo.c.added_at < before, photo.c.id.not_in(select(shown.c.id)), photo.c.id.not_in(needed)
    )
    let_go(session, list(session.execute(stranded).scalars()))


def doubt_receipts(session: Session) -> None:
    """Ask again after my photos: the server came back from a backup that may be older than they are.

    Each counts as begun, not as sent: the queue asks how much is there before it sends a byte.
    """
    photo = table_of(PhotoRow)
    sent = {name: func.min(photo.c[name], 1) for name in ("uploaded_bytes", "thumbnail_sent_bytes")}
    session.execute(update(photo).where(photo.c.is_mine, photo.c.has_original).values(is_received=False, **sent))


def ask_before_sending(session: Session) -> None:
    """Let my unsent photos count as begun: a file is under way, the server may have them already."""
    photo = table_of(PhotoRow)
    begun = {name: func.max(photo.c[name], 1) for name in ("uploaded_bytes", "thumbnail_sent_bytes")}
    session.execute(update(photo).where(photo.c.is_mine, photo.c.has_original, ~photo.c.is_received).values(**begun))


def loose_names(session: Session) -> tuple[str, ...]:
    """Name the files that no row owns any more."""
    return tuple(row.name for row in rows_of(session, "SELECT name FROM loose_file"))


def sweep_loose(session: Session, files: SealedFiles) -> int:
    """Delete the files that no row owns any more, then forget them; give how many."""
    names = loose_names(session)
    for name in names:
        files.delete(name)
    if names:
        session.execute(delete(table_of(LooseFileRow)))
    return len(names)


def thumbnail_bytes(files: SealedFiles, photo_id: str) -> bytes | None:
    """Give the small picture of a photo, or None while it is not on this device."""
    name = small_name(photo_id)
    return files.read(name, photo_id) if files.exists(name) else None


def photo_bytes(files: SealedFiles, photo_id: str) -> bytes | None:
    """Give a photo, or None while it is not on this device."""
    return files.read(photo_id, photo_id) if files.exists(photo_id) else None

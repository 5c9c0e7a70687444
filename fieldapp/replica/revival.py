"""Bringing lost work back: into the outbox, onto the screen, and out of the drafts it came from."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from fieldapp.replica.engine_tables import DraftPhotoRow, DraftRow, OutboxRow, PhotoRow
from fieldapp.replica.outbox import FIRST_MAC, Link, add_link, linked
from fieldapp.replica.photo_files import queue_photo
from fieldapp.replica.ports import SealedFiles
from fieldapp.replica.row_writing import show
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.tables import table_of
from sync.client.rows import shown, written
from sync.client.shelf import Step
from sync.core.ids import derived_id
from sync.core.model import Change, Op
from sync.protocol.codec import change_of_json, change_to_json
from sync.records import KINDS


def revive(session: Session, link: Link, files: SealedFiles) -> None:
    """Put a change back into the outbox, waiting, and show it again."""
    change, shelf = link.change, SqlShelf(session)
    row = shelf.rows([(change.kind, change.id)])[change.kind, change.id]
    add_link(session, link)
    shelf.keep_rows([Step(row, written(row, change))])
    if change.op is Op.CREATE:
        _revive_photo(session, change, files)
        _end_draft(session, change.id)


def _revive_photo(session: Session, change: Change, files: SealedFiles) -> None:
    queued = session.execute(select(table_of(PhotoRow).c.id).where(table_of(PhotoRow).c.id == change.id)).first()
    if change.kind == "attachment" and queued is None and files.exists(change.id):
        fields = {name: edit.now for name, edit in change.edits.items()}
        queue_photo(session, change.id, fields, change.made_at)


def _end_draft(session: Session, record_id: str) -> None:
    # A sent draft leaves in the gesture's own transaction: with that one lost, it would be offered once more. Its
    # record bears its id, and its photos theirs.
    session.execute(delete(table_of(DraftRow)).where(table_of(DraftRow).c.id == record_id))
    photos = table_of(DraftPhotoRow)
    session.execute(delete(photos).where((photos.c.id == record_id) | (photos.c.draft == record_id)))


def mend(session: Session, link: Link) -> None:
    """Replace a change in the outbox by its good copy, and show the record again."""
    table = table_of(OutboxRow)
    change = link.change
    values = {
        "txn": change.txn,
        "kind": change.kind,
        "record_id": change.id,
        "op": change.op.value,
        "change": change_to_json(change),
        "before": link.before,
        "mac": link.mac,
        "made_at": change.made_at,
    }
    session.execute(update(table).where(table.c.n == change.n).values(values))
    row = SqlShelf(session).rows([(change.kind, change.id)])[change.kind, change.id]
    show(session, change.kind, {change.id: shown(row, KINDS[change.kind])})


def fill_number(session: Session, n: int, key: bytes) -> None:
    """Put an empty change where one was lost for good: the server takes numbers without gaps only."""
    change = _empty_change(session, n)
    add_link(session, linked(change, FIRST_MAC, key), is_filler=True)


def _empty_change(session: Session, n: int) -> Change:
    table = table_of(OutboxRow)
    near = change_of_json(session.execute(select(table.c.change).order_by(table.c.n.desc()).limit(1)).scalar_one())
    return Change(
        device=near.device,
        n=n,
        txn=derived_id("lost", near.device, str(n)),
        kind="agent",
        id=near.agent,
        op=Op.PATCH,
        base_rv=0,
        edits={},
        agent=near.agent,
        made_at=near.made_at,
        scope_epoch=SqlShelf(session).place().scope_epoch,
    )

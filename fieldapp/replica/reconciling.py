"""The device's side of « À rapprocher »: being done with changes that the server refused."""

from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.photo_files import let_go
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.tables import table_of
from sync.client.rows import EntryState


def put_away(session: Session, n: int) -> None:
    """Be done with a rejected change: it leaves « À rapprocher » and stays in the sent journal."""
    shelf = SqlShelf(session)
    entry = shelf.entries([n])[n]
    assert entry.state is EntryState.REJECTED, "only a rejection can be put away"
    shelf.keep_entries([replace(entry, state=EntryState.SENT)])
    if entry.change.kind == "attachment" and shelf.rows([entry.key])[entry.key].is_blank:
        let_go(session, [entry.change.id])


def put_fillers_away(session: Session) -> None:
    """Be done with refused fillers: nobody wrote them, so there is nothing to decide."""
    outbox = table_of(OutboxRow)
    refused = (outbox.c.state == EntryState.REJECTED.value, outbox.c.is_filler)
    session.execute(update(outbox).where(*refused).values(state=EntryState.SENT.value))

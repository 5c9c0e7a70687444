"""The device's side of « À rapprocher »: rejected changes, with what the agent had written."""

from dataclasses import replace

from sqlalchemy.orm import Session

from fieldapp.replica.sql_shelf import SqlShelf
from sync.client.rows import EntryState


def put_away(session: Session, n: int) -> None:
    """Be done with a rejected change: it leaves « À rapprocher » and stays in the sent journal."""
    shelf = SqlShelf(session)
    entry = shelf.entries([n])[n]
    assert entry.state is EntryState.REJECTED, "only a rejection can be put away"
    shelf.keep_entries([replace(entry, state=EntryState.SENT)])

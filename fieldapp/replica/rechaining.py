"""What the replica does for a vault that gets other keys: name its files, and chain its outbox under them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import Session

from fieldapp.replica.engine_tables import DraftPhotoRow, OutboxRow, PhotoRow
from fieldapp.replica.mirror import Mirror
from fieldapp.replica.photo_files import small_name
from fieldapp.replica.ports import OUTBOX_KEY_PURPOSE, OpenVault
from fieldapp.replica.tables import Attachment, table_of


def sealed_names(session: Session) -> tuple[tuple[str, str], ...]:
    """Give name and context of every file that a row may refer to, there or not."""
    outbox = table_of(OutboxRow)
    ids: set[str] = set(session.execute(select(outbox.c.record_id).where(outbox.c.kind == "attachment")).scalars())
    for table in (Attachment, PhotoRow, DraftPhotoRow):
        ids.update(session.execute(select(table_of(table).c.id)).scalars())
    return tuple(_names(sorted(ids)))


def rechain(vault: OpenVault) -> None:
    """Chain the outbox of a vault under its keys of today, and write its journal of it."""
    with Session(vault.database_engine()) as session:
        Mirror(vault.journal, lambda: vault.subkey(OUTBOX_KEY_PURPOSE)).rechain(session)


def _names(ids: Iterable[str]) -> Iterable[tuple[str, str]]:
    for one in ids:
        yield one, one
        yield small_name(one), one

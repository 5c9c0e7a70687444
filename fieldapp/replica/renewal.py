"""The outbox under another identity: emptied, chained anew from 1, and the journal beside it.

The journal is written first. A kill before the commit leaves the old outbox with a journal that does not fit it: at the
start the outbox is right, as it always is, and the journal is written anew (`comparison`).
"""

from collections.abc import Sequence
from dataclasses import asdict, replace

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.outbox import FIRST_MAC, Link, add_link, linked
from fieldapp.replica.settings import Identity, Setting, identity_of, set_setting
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.tables import table_of
from sync.client.renaming import rename
from sync.client.rows import Entry
from sync.core.model import Change
from sync.protocol.codec import change_to_json, verdict_to_json


def renew(session: Session, device: str, mac_key: bytes) -> tuple[Identity, list[Link], int]:
    """Take another identity in the session's transaction; give it, its chain, and how many changes wait."""
    links: list[Link] = []

    def begin(entries: Sequence[Entry]) -> None:
        session.execute(delete(table_of(OutboxRow)))
        set_setting(session, Setting.CHAIN_BASE, [0, FIRST_MAC])
        for entry in entries:
            _keep(session, entry, links, mac_key)

    count = rename(SqlShelf(session), device, begin)
    before = identity_of(session)
    assert before is not None, "a device that was enrolled can be enrolled anew"
    identity = replace(before, device=device)
    set_setting(session, Setting.IDENTITY, asdict(identity))
    return identity, links, count


def _keep(session: Session, entry: Entry, links: list[Link], mac_key: bytes) -> None:
    if entry.change.n < 1:
        # Judged under the old name: outside the chain, which proves what is still to be sent.
        _keep_refused(session, entry)
        return
    links.append(linked(entry.change, links[-1].mac if links else FIRST_MAC, mac_key))
    add_link(session, links[-1], is_filler=_is_filler(entry.change))


def _keep_refused(session: Session, entry: Entry) -> None:
    assert entry.verdict is not None, "what was refused has its verdict"
    add_link(session, Link(entry.change, FIRST_MAC, FIRST_MAC))
    then = change_to_json(replace(entry.change, n=entry.verdict.n))
    stands = {"change": then, "state": entry.state.value, "verdict": verdict_to_json(entry.verdict)}
    table = table_of(OutboxRow)
    session.execute(update(table).where(table.c.n == entry.change.n).values(stands))


def _is_filler(change: Change) -> bool:
    return change.kind == "agent" and not change.edits

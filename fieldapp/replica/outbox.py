"""The outbox: my changes in the order in which they were made, each chained to the one before by a MAC.

    mac(n) = HMAC-SHA256(key, mac(n-1) ‖ canonical JSON of change n)

A row that was altered, or rolled back to an older page, does not fit its chain. The same bytes stand in the journal
outside the database, so that each can mend the other (`fieldapp.replica.mirror`).
"""

import hmac
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.orm import Session

from fieldapp.replica.bulk import rows_of, run_each, upsert_into
from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.settings import Setting, set_setting, setting
from fieldapp.replica.tables import table_of
from sync.client.rows import EntryState
from sync.core.digest import canonical_json
from sync.core.model import Change
from sync.protocol.codec import change_of_json, change_to_json

FIRST_MAC = "0" * 64
MacKey = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the last number given, and its MAC."""

    n: int
    mac: str


FIRST_HEAD = Head(0, FIRST_MAC)
"""Where a chain begins."""


@dataclass(frozen=True, slots=True)
class Link:
    """A change in its chain."""

    change: Change
    before: str
    mac: str
    text: str = field(default="", compare=False)
    """The change as canonical JSON where it was just written, to be kept and mirrored as it is."""


def linked(change: Change, before: str, key: bytes) -> Link:
    """Chain a change to the MAC of the one before it."""
    text = canonical_json(change_to_json(change))
    return Link(change, before, hmac.digest(key, bytes.fromhex(before) + text, "sha256").hex(), text.decode())


def is_genuine(link: Link, key: bytes) -> bool:
    """Whether the link's MAC is that of its change after the one before it."""
    return hmac.compare_digest(linked(link.change, link.before, key).mac, link.mac)


def chain_base(session: Session) -> Head:
    """Give where the chain goes on from when all before it was forgotten."""
    kept = setting(session, Setting.CHAIN_BASE)
    return Head(int(kept[0]), str(kept[1])) if kept else Head(0, FIRST_MAC)


def chain_head(session: Session) -> Head:
    """Give the last number and its MAC."""
    # Numbers below 1 were judged under a name that this device no longer has: they are outside the chain.
    last = rows_of(session, "SELECT n, mac FROM outbox WHERE n > 0 ORDER BY n DESC LIMIT 1")
    base = chain_base(session)
    return Head(last[0].n, last[0].mac) if last and last[0].n > base.n else base


def add_link(session: Session, link: Link, *, is_filler: bool = False) -> None:
    """Put a change into the outbox, waiting."""
    change = link.change
    row = {
        "n": change.n,
        "txn": change.txn,
        "kind": change.kind,
        "record_id": change.id,
        "op": change.op.value,
        "change": link.text or _text(change),
        "before": link.before,
        "mac": link.mac,
        "made_at": change.made_at,
        "state": EntryState.WAITING.value,
        "is_filler": is_filler,
    }
    # Written past `Upsert.values`, which would write the text once more as JSON.
    statement = upsert_into(table_of(OutboxRow), tuple(row))
    run_each(session, statement.sql, [statement.members({**row, "verdict": "null"})])


def anything_waits(session: Session) -> bool:
    """Tell whether a change waits to be sent."""
    sought = "SELECT EXISTS (SELECT 1 FROM outbox WHERE state = ?) AS found"
    return bool(rows_of(session, sought, (EntryState.WAITING.value,))[0].found)


def link_of_row(row: RowMapping) -> Link:
    """Give the link that a row of the outbox holds."""
    return Link(change_of_json(row["change"]), row["before"], row["mac"])


def forget_up_to(session: Session, durable_n: int) -> None:
    """Delete what is sent and durable at the server, and note where the chain goes on."""
    table = table_of(OutboxRow)
    chained = select(table.c.n, table.c.mac).where(table.c.n > 0, table.c.n <= durable_n)
    last = chained.order_by(table.c.n.desc()).limit(1)
    head = session.execute(last).first()
    if head is not None and head.n > chain_base(session).n:
        set_setting(session, Setting.CHAIN_BASE, [head.n, head.mac])
    durable = (table.c.n <= durable_n, table.c.state == EntryState.SENT.value)
    session.execute(delete(table).where(*durable))


def entry_of(links: Sequence[Link]) -> bytes:
    """Write one gesture as the journal keeps it."""
    made = (
        f'{{"before":"{link.before}","change":{link.text or _text(link.change)},"mac":"{link.mac}"}}' for link in links
    )
    return f'{{"links":[{",".join(made)}]}}'.encode()


def _text(change: Change) -> str:
    return canonical_json(change_to_json(change)).decode()


def base_entry_of(base: Head) -> bytes:
    """Write the journal's first entry after a compaction: where the chain goes on from."""
    return canonical_json({"base": [base.n, base.mac]})


@dataclass(frozen=True, slots=True)
class Kept:
    """What a journal holds: the number from which it goes on, and the changes after it."""

    base: Head
    links: tuple[Link, ...]


def read_entries(entries: Iterable[bytes]) -> Kept:
    """Read a whole journal; its entries are authentic, so one that cannot be read is a broken promise."""
    base, links = Head(0, FIRST_MAC), list[Link]()
    for entry in entries:
        document = json.loads(entry)
        if "base" in document:
            base = Head(*document["base"])
        links.extend(
            Link(change_of_json(link["change"]), link["before"], link["mac"]) for link in document.get("links", ())
        )
    return Kept(base, tuple(links))

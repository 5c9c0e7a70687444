"""What the status pill tells: what has not reached the town hall, item by item, and what asks for a decision.

« À jour » is said only when the server has confirmed every change of this device and every byte of its photos. The
items listed are exactly those counted: one per record with waiting changes, one per photo.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from fieldapp.replica.engine_tables import OutboxRow, PhotoRow
from fieldapp.replica.rows import shown_fields
from fieldapp.replica.settings import Setting, setting
from fieldapp.replica.tables import Attachment, Conflict, table_of
from sync.client.rows import EntryState
from sync.core.model import Fields
from sync.records.attachment import PhotoRole
from sync.records.conflict import ConflictStatus

ITEMS_MAX = 500
"""Items that a list shows; the count is always whole."""


@dataclass(frozen=True, slots=True)
class PillCounts:
    """What the pill itself shows."""

    to_send: int
    to_reconcile: int
    """Open conflicts in which I have a side, and refused gestures not yet put away."""
    last_contact_at: str | None
    """When the server last answered; None when it never has."""

    @property
    def is_up_to_date(self) -> bool:
        """Whether everything of this device is at the town hall, and it has answered at least once."""
        return self.to_send == 0 and self.last_contact_at is not None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides when the waiting items leave."""

    online: bool
    photos_may_go: bool = True
    """Whether the agent's choice lets photos go on the network of this moment."""
    spares_charge: bool = False
    """Whether photos wait because the battery is low."""


class WaitReason(StrEnum):
    """Why an item has not arrived yet; the screens have the words."""

    NO_NETWORK = "no-network"
    """Leaves when the network is back."""
    NEXT_EXCHANGE = "next-exchange"
    """Leaves with the next exchange, in a moment."""
    AFTER_TEXT = "after-text"
    """A photo leaves after the text that it belongs to."""
    NO_WIFI = "no-wifi"
    """A photo that waits for Wi-Fi."""
    LOW_BATTERY = "low-battery"
    """A photo that waits for a plug."""
    SENDING = "sending"
    """A photo on its way: see `sent_share`."""


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One record or photo that is not wholly at the town hall."""

    kind: str
    record_id: str
    subject_kind: str
    """For a photo, an acknowledgement or a settlement: what it belongs to; else the record itself."""
    subject_id: str
    title: str
    category: str
    place: str
    number: str
    made_at: str
    """When the oldest waiting change was made."""
    changes: int
    reason: WaitReason
    sent_share: float = 0.0
    is_voice: bool = False
    """Whether it is a voice note."""


def pill_counts(session: Session, agent_id: str) -> PillCounts:
    """Count what waits and what asks for a decision of this agent."""
    records = _waiting_records(is_photo=False)
    waiting = session.execute(select(func.count()).select_from(records)).scalar_one()
    photos = photos_waiting(session)
    contact = setting(session, Setting.LAST_CONTACT_AT)
    to_reconcile = _refused_gestures(session) + _open_conflicts(session, agent_id)
    return PillCounts(waiting + photos, to_reconcile, contact)


def photos_waiting(session: Session) -> int:
    """Count the photos and voice notes that are not wholly at the town hall."""
    return int(session.execute(select(func.count()).select_from(_photos_under_way())).scalar_one())


def waiting_items(session: Session, circumstances: Circumstances) -> tuple[WaitingItem, ...]:
    """List what waits, the oldest first, at most `ITEMS_MAX`."""
    records = session.execute(select(_waiting_records(is_photo=False)).limit(ITEMS_MAX)).mappings().all()
    photos = session.execute(select(_photos_under_way()).limit(ITEMS_MAX)).mappings().all()
    reason = WaitReason.NEXT_EXCHANGE if circumstances.online else WaitReason.NO_NETWORK
    items = [_item(session, dict(row), reason) for row in records]
    items += [_item(session, dict(row), _photo_reason(dict(row), circumstances)) for row in photos]
    return tuple(sorted(items, key=lambda item: (item.made_at, item.record_id))[:ITEMS_MAX])


def _waiting_records(*, is_photo: bool) -> Subquery:
    outbox = table_of(OutboxRow)
    of_photo = outbox.c.kind == "attachment"
    mine = (outbox.c.state == EntryState.WAITING.value, ~outbox.c.is_filler, of_photo if is_photo else ~of_photo)
    columns = (
        outbox.c.kind,
        outbox.c.record_id,
        func.min(outbox.c.made_at).label("made_at"),
        func.count().label("changes"),
        func.min(outbox.c.n).label("first_n"),
    )
    return select(*columns).where(*mine).group_by(outbox.c.kind, outbox.c.record_id).subquery()


def _photos_under_way() -> Subquery:
    """Give the photos whose row waits, or whose bytes are not all confirmed."""
    photo, waiting = table_of(PhotoRow), _waiting_records(is_photo=True)
    attachment = table_of(Attachment)
    is_shown = exists(select(attachment.c.id).where(attachment.c.id == photo.c.id))
    bytes_wait = and_(photo.c.is_mine, ~photo.c.is_received, is_shown)
    # A waiting row without bytes of ours is an edit of somebody's photo; bytes without a row wait alone.
    either = photo.join(waiting, waiting.c.record_id == photo.c.id, full=True)
    row_waits: ColumnElement[bool] = waiting.c.record_id.is_not(None)
    columns = (
        func.coalesce(photo.c.id, waiting.c.record_id).label("record_id"),
        func.coalesce(waiting.c.made_at, photo.c.added_at).label("made_at"),
        func.coalesce(waiting.c.changes, 0).label("changes"),
        waiting.c.first_n,
        photo.c.uploaded_bytes,
        photo.c.size_bytes,
    )
    return select(*columns).select_from(either).where(or_(row_waits, bytes_wait)).subquery()


def _photo_reason(row: Mapping[str, Any], circumstances: Circumstances) -> WaitReason:
    if not circumstances.online:
        return WaitReason.NO_NETWORK
    if row["changes"]:
        return WaitReason.AFTER_TEXT
    if not circumstances.photos_may_go:
        return WaitReason.NO_WIFI
    if circumstances.spares_charge:
        return WaitReason.LOW_BATTERY
    return WaitReason.SENDING if row["uploaded_bytes"] else WaitReason.NEXT_EXCHANGE


def _item(session: Session, row: Mapping[str, Any], reason: WaitReason) -> WaitingItem:
    kind, record_id = row.get("kind", "attachment"), row["record_id"]
    fields = _fields(session, kind, record_id, row["first_n"])
    subject_kind, subject_id = _subject(kind, record_id, fields)
    named = fields if subject_id == record_id else shown_fields(session, subject_kind, subject_id) or {}
    return WaitingItem(
        kind=kind,
        record_id=record_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        title=str(named.get("title") or named.get("name") or ""),
        category=str(named.get("service_code") or named.get("category") or ""),
        place=str(named.get("address") or ""),
        number=str(named.get("number") or ""),
        made_at=row["made_at"],
        changes=row["changes"],
        reason=reason,
        sent_share=_sent_share(row),
        is_voice=fields.get("role") == PhotoRole.VOIX,
    )


def _sent_share(row: Mapping[str, Any]) -> float:
    size_bytes = row.get("size_bytes") or 0
    return min(row["uploaded_bytes"] / size_bytes, 1.0) if size_bytes else 0.0


def _fields(session: Session, kind: str, record_id: str, first_n: int | None) -> Fields:
    """Give the fields by which to name a record; of one that is not shown, what was written."""
    shown = shown_fields(session, kind, record_id)
    if shown is not None or first_n is None:
        return shown or {}
    outbox = table_of(OutboxRow)
    change = session.execute(select(outbox.c.change).where(outbox.c.n == first_n)).scalar_one()
    return {name: pair[0] for name, pair in change["edits"].items()}


def _subject(kind: str, record_id: str, fields: Fields) -> tuple[str, str]:
    match kind:
        case "attachment" if fields.get("parent_id"):
            return str(fields["parent_kind"]), str(fields["parent_id"])
        case "acknowledgement" if fields.get("news"):
            return "news", str(fields["news"])
        case "conflict" if fields.get("record_id"):
            return str(fields["record_kind"]), str(fields["record_id"])
        case _:
            return kind, record_id


def _refused_gestures(session: Session) -> int:
    outbox = table_of(OutboxRow)
    refused = (outbox.c.state == EntryState.REJECTED.value, ~outbox.c.is_filler)
    return int(session.execute(select(func.count(outbox.c.txn.distinct())).where(*refused)).scalar_one())


def _open_conflicts(session: Session, agent_id: str) -> int:
    conflict = table_of(Conflict)
    side = func.json_each(conflict.c.sides).table_valued("value")
    mine = exists(select(side.c.value).where(func.json_extract(side.c.value, "$.agent") == agent_id))
    is_open = conflict.c.status == ConflictStatus.OUVERT.value
    return int(session.execute(select(func.count()).select_from(conflict).where(is_open, mine)).scalar_one())

"""What has reached the town hall: which records hold unsent work, and the last receipt of one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from fieldapp.replica.engine_tables import OutboxRow
from sync.client.rows import EntryState
from sync.core.model import Change
from sync.protocol.codec import change_of_json


@dataclass(frozen=True, slots=True)
class Receipt:
    """How one record stands with the server, as far as this device's own changes go."""

    unsent: int
    """Changes that wait for a verdict."""
    saved_at: str | None
    """When this device last wrote it; None when it never did (or the change is long durable)."""
    received_at: str | None
    """When the server last confirmed a change of this device; None while it never did."""


def unsent_ids(session: Session, kind: str) -> frozenset[str]:
    """Give the ids of the records of a kind that hold changes without a verdict."""
    waiting = select(OutboxRow.record_id).where(OutboxRow.kind == kind, OutboxRow.state == EntryState.WAITING)
    return frozenset(session.exec(waiting))


def receipt_of(session: Session, kind: str, record_id: str) -> Receipt:
    """Give how one record stands with the server."""
    here = (OutboxRow.kind == kind, OutboxRow.record_id == record_id)
    waiting = session.exec(
        select(func.count()).select_from(OutboxRow).where(*here, OutboxRow.state == EntryState.WAITING)
    ).one()
    last = session.exec(select(func.max(OutboxRow.made_at)).where(*here)).one()
    judged = session.exec(
        select(OutboxRow.verdict)
        .where(*here, col(OutboxRow.state).in_((EntryState.JUDGED, EntryState.SENT)))
        .order_by(col(OutboxRow.n).desc())
        .limit(1)
    ).first()
    return Receipt(waiting, last, (judged or {}).get("received_at") or None)


def unsent_entries(session: Session, kind: str, record_id: str) -> tuple[Mapping[str, Any], ...]:
    """Give the changes of one record that wait for a verdict, in the shape of its history's entries."""
    waiting = session.exec(
        select(OutboxRow.change)
        .where(OutboxRow.kind == kind, OutboxRow.record_id == record_id, OutboxRow.state == EntryState.WAITING)
        .order_by(col(OutboxRow.n))
    )
    return tuple(_entry(change_of_json(change)) for change in waiting)


def _entry(change: Change) -> Mapping[str, Any]:
    return {
        "id": f"{change.device}:{change.n}",
        "agent": change.agent,
        "op": change.op,
        "made_at": change.made_at,
        "edits": {name: [edit.was, edit.now] for name, edit in change.edits.items()},
    }

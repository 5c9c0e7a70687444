"""What photos take on this device, which of them may leave it, and what a day cost on the line.

A whole photo may leave when the server has it: a colleague's at once, one's own some days after its receipt, so that
a server that comes back from last night's backup can still ask for it. Its small picture stays, and the whole comes
back when somebody opens it.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from fieldapp.replica.announcements import PHOTO, TRAFFIC
from fieldapp.replica.bulk import upsert
from fieldapp.replica.engine_tables import LooseFileRow, PhotoRow
from fieldapp.replica.settings import Setting, set_setting, setting
from fieldapp.replica.tables import Attachment, table_of

LOW_ROOM_BYTES: Final = 500 * 1024 * 1024
"""Less free room than this is warned about (DOMAIN F 21)."""
TEXT_ROOM_BYTES: Final = 50_000_000
"""The last room is for what is written: below it no photo and no voice note is taken."""
KEPT_DAYS: Final = 2
"""How long one's own photo stays after its receipt, whatever happens: longer than the server's nightly backup."""
_PHOTO, _ATTACHMENT = table_of(PhotoRow), table_of(Attachment)


@dataclass(frozen=True, slots=True)
class PhotoRoom:
    """How many whole photos are here and what they take; and of these, what may leave."""

    kept: int
    kept_bytes: int
    spare: int
    spare_bytes: int


@dataclass(frozen=True, slots=True)
class DayTraffic:
    """What went over the line on one day of this device."""

    on: str
    sent_bytes: int = 0
    received_bytes: int = 0


def photo_room(session: Session, received_before: str) -> PhotoRoom:
    """Give what whole photos take; one's own may leave when the server had it before this instant."""
    whole = select(func.count(), func.coalesce(func.sum(_PHOTO.c.size_bytes), 0)).where(_PHOTO.c.has_original)
    kept, kept_bytes = session.execute(whole).one()
    spare, spare_bytes = session.execute(whole.where(_may_leave(received_before))).one()
    return PhotoRoom(kept, kept_bytes, spare, spare_bytes)


def free_room(session: Session, received_before: str) -> tuple[int, tuple[str, ...]]:
    """Let go of the whole photos that may leave, and give the bytes: a step for `Replica.transact`."""
    chosen = select(_PHOTO.c.id, _PHOTO.c.size_bytes).where(_PHOTO.c.has_original, _may_leave(received_before))
    found = session.execute(chosen).all()
    if found:
        upsert(session, table_of(LooseFileRow), [{"name": row.id} for row in found])
        ids = [row.id for row in found]
        session.execute(update(_PHOTO).where(_PHOTO.c.id.in_(ids)).values(has_original=False, is_wanted=False))
    return sum(row.size_bytes for row in found), (PHOTO,)


def day_traffic(session: Session, on: str) -> DayTraffic:
    """Give what went over the line on a day; nothing where another day was the last."""
    kept = setting(session, Setting.TRAFFIC)
    return DayTraffic(on, kept["sent"], kept["received"]) if kept and kept["on"] == on else DayTraffic(on)


def add_traffic(session: Session, moved: DayTraffic) -> tuple[None, tuple[str, ...]]:
    """Add to a day's traffic: a step for `Replica.transact`; a new day begins at nothing."""
    before = day_traffic(session, moved.on)
    sent, received = before.sent_bytes + moved.sent_bytes, before.received_bytes + moved.received_bytes
    set_setting(session, Setting.TRAFFIC, {"on": moved.on, "sent": sent, "received": received})
    return None, (TRAFFIC,)


def _may_leave(received_before: str) -> ColumnElement[bool]:
    received = select(_ATTACHMENT.c.id).where(_ATTACHMENT.c.received_at < received_before)
    is_safe = _PHOTO.c.is_received & _PHOTO.c.id.in_(received)
    return ~_PHOTO.c.is_mine | is_safe

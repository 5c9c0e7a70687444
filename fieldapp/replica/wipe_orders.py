"""The order to wipe that this device heard, until it is carried out, and what is still to be handed over."""

from dataclasses import asdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fieldapp.replica.announcements import STANDING
from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.photo_shelf import outgoing_photos
from fieldapp.replica.replica import Replica
from fieldapp.replica.settings import Setting, set_setting, setting
from fieldapp.replica.tables import table_of
from sync.client.rows import EntryState
from sync.protocol.orders import WipeOrder


async def keep_order(replica: Replica, order: WipeOrder) -> None:
    """Keep an order, durably: from now on this office shows nothing any more."""

    def step(session: Session) -> tuple[None, tuple[str, ...]]:
        set_setting(session, Setting.ORDER, asdict(order))
        return None, (STANDING,)

    await replica.transact(step)


def kept_order(session: Session) -> WipeOrder | None:
    """Give the order that this device heard; None where there is none."""
    kept = setting(session, Setting.ORDER)
    return WipeOrder(**kept) if kept else None


def left_to_hand_over(session: Session) -> tuple[int, int]:
    """Count the changes without a verdict, and the photos that the server would take."""
    outbox = table_of(OutboxRow)
    waiting = select(func.count()).where(outbox.c.state == EntryState.WAITING.value)
    photos = {photo.attachment for photo in outgoing_photos(session)}
    return int(session.execute(waiting).scalar_one()), len(photos)

"""What the pill says follows from engine and outbox, and never says « À jour » too early."""

from datetime import UTC, datetime

import pytest

from fieldapp.replica.pill import PillCounts
from fieldapp.shell.office import standing_of
from fieldapp.ui.widgets.pill import Busy, Never, Offline, PillState, Stopped, ToReconcile, ToSend, UpToDate, pill_state
from sync.client.engine import Status
from sync.core.instants import parse_instant
from sync.core.session import Halt, Link, Trouble

CONTACT = "2026-11-23T13:32:00.000Z"
LATER_MS = 1_795_441_000_000
LATER = datetime.fromtimestamp(LATER_MS / 1_000, UTC)


def said(status: Status, counts: PillCounts) -> PillState:
    return pill_state(standing_of(status, counts))


@pytest.mark.parametrize(
    ("status", "counts", "state"),
    [
        (Status(), PillCounts(0, 0, None), Never()),
        (Status(), PillCounts(0, 0, CONTACT), UpToDate(parse_instant(CONTACT))),
        (Status(), PillCounts(2, 0, CONTACT), ToSend(2)),
        (Status(link=Link.OFFLINE), PillCounts(2, 0, CONTACT), Offline(2)),
        (Status(link=Link.ONLINE, halt=Halt.SWITCHED_OFF), PillCounts(2, 0, CONTACT), Offline(2)),
        (Status(link=Link.ONLINE), PillCounts(2, 1, CONTACT), ToReconcile(1)),
        (Status(link=Link.ONLINE, halt=Halt.BROKEN), PillCounts(3, 0, CONTACT), Stopped(3)),
        (Status(link=Link.ONLINE, trouble=Trouble.BUSY, next_try_ms=LATER_MS), PillCounts(3, 0, CONTACT), Busy(LATER)),
        (Status(link=Link.ONLINE, trouble=Trouble.BUSY), PillCounts(3, 0, CONTACT), ToSend(3)),
        (Status(link=Link.ONLINE, trouble=Trouble.FULL, next_try_ms=LATER_MS), PillCounts(3, 0, CONTACT), ToSend(3)),
        (Status(link=Link.ONLINE, halt=Halt.SIGNED_OUT), PillCounts(0, 0, CONTACT), Stopped(0)),
    ],
)
def test_pill_says_what_stands(status: Status, counts: PillCounts, state: PillState) -> None:
    assert said(status, counts) == state


def test_contact_is_the_later_of_the_kept_and_the_heard() -> None:
    heard = standing_of(Status(last_contact_ms=LATER_MS), PillCounts(0, 0, CONTACT))
    assert heard.confirmed_at is not None
    assert heard.confirmed_at > parse_instant(CONTACT)

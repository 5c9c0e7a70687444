"""What may leave a device to make room, and what a day cost on the line."""

import asyncio
from functools import partial

import pytest

from fieldapp.replica.photo_files import photo_bytes, small_name, thumbnail_bytes
from fieldapp.replica.photo_shelf import ReplicaPhotoShelf, ask_for_photo
from fieldapp.replica.replica import Replica
from fieldapp.replica.storage import DayTraffic, add_traffic, day_traffic, free_room, photo_room
from fieldapp.vault.errors import DiskFull
from sync.protocol.messages import Put
from tests.contract.store_in_hand import AGENT, MINE, SERVER_TIME, accepted, answer
from tests.fieldapp.replica.shots import shot
from tests.fieldapp.replica.test_photo_shelf import incoming, others_photo, outgoing, photo_taken
from tests.fieldapp.replica.town import Server

BEFORE_RECEIPT, AFTER_RECEIPT = "2020-01-01T00:00:00.000Z", "2099-01-01T00:00:00.000Z"


@pytest.fixture
def shelf(replica: Replica) -> ReplicaPhotoShelf:
    return ReplicaPhotoShelf(replica, DiskFull)


def freed(replica: Replica, before: str) -> int:
    return replica.transact_now(lambda session: free_room(session, before))


def received(replica: Replica, server: Server, shelf: ReplicaPhotoShelf) -> str:
    """Take a photo that the server receives whole, and says so in its own record of it."""
    photo = photo_taken(replica)
    server.answers(answer(accepted(1), accepted(2)))
    for one in outgoing(shelf):
        asyncio.run(shelf.mark_sent(one, one.size_bytes))
    fields = {**others_photo(1).fields, "sha256": shot().sha256, "author": AGENT, "received_at": SERVER_TIME}
    server.tells(Put("attachment", photo, 2, (MINE,), fields))
    return photo


def test_photo_that_the_server_has_not_received_never_leaves(replica: Replica) -> None:
    photo = photo_taken(replica)
    assert replica.read_now(photo_room, AFTER_RECEIPT).spare == 0
    assert freed(replica, AFTER_RECEIPT) == 0
    assert photo_bytes(replica.files, photo) == shot().jpeg


def test_own_photo_stays_some_days_after_its_receipt(
    replica: Replica, server: Server, shelf: ReplicaPhotoShelf
) -> None:
    photo = received(replica, server, shelf)
    assert freed(replica, BEFORE_RECEIPT) == 0
    assert photo_bytes(replica.files, photo) == shot().jpeg


def test_received_photo_leaves_its_small_picture_and_comes_back_when_opened(
    replica: Replica, server: Server, shelf: ReplicaPhotoShelf
) -> None:
    photo = received(replica, server, shelf)
    room = replica.read_now(photo_room, AFTER_RECEIPT)
    assert (room.kept, room.spare, room.spare_bytes) == (1, 1, len(shot().jpeg))
    assert freed(replica, AFTER_RECEIPT) == len(shot().jpeg)
    # Files go in the turn after the commit; a read waits for it.
    assert replica.read_now(photo_room, AFTER_RECEIPT).kept == 0
    assert photo_bytes(replica.files, photo) is None
    assert thumbnail_bytes(replica.files, photo) == shot().thumbnail
    assert replica.files.exists(small_name(photo))
    asyncio.run(ask_for_photo(replica, photo))
    assert [one.sha256 for one in incoming(shelf)] == [shot().sha256]


def test_traffic_adds_up_over_a_day_and_begins_anew_the_next(replica: Replica) -> None:
    for moved in (DayTraffic("2026-11-23", 10, 20), DayTraffic("2026-11-23", 1, 2)):
        replica.transact_now(partial(add_traffic, moved=moved))
    assert replica.read_now(day_traffic, "2026-11-23") == DayTraffic("2026-11-23", 11, 22)
    replica.transact_now(lambda session: add_traffic(session, DayTraffic("2026-11-24", 5, 5)))
    assert replica.read_now(day_traffic, "2026-11-24") == DayTraffic("2026-11-24", 5, 5)
    assert replica.read_now(day_traffic, "2026-11-23") == DayTraffic("2026-11-23")

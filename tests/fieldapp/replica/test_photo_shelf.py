"""Which bytes move: mine up once the server has their row, others' thumbnails down, whole photos when opened."""

import asyncio
from pathlib import Path

import pytest

from fieldapp.replica.credentials import ReplicaCredentials
from fieldapp.replica.photo_files import STRANDED_DAYS, photo_bytes, small_name, thumbnail_bytes
from fieldapp.replica.photo_shelf import ReplicaPhotoShelf, ask_for_photo
from fieldapp.replica.pill import pill_counts
from fieldapp.replica.ports import World
from fieldapp.replica.replica import Replica
from fieldapp.replica.unit import Unit
from fieldapp.vault.errors import DiskFull
from fieldapp.vault.vault import FILES_FOLDER
from sync.client.ports import PhotoBytes, PhotoMissing, StoreFull
from sync.core.model import Fields
from sync.protocol.messages import Gone, Put, Tokens
from tests.contract.store_in_hand import (
    AGENT,
    COLLEAGUE,
    DESK,
    DEVICE,
    NOW_MS,
    SERVER_TIME,
    accepted,
    answer,
    rejected,
    task_id,
)
from tests.fieldapp.replica.shots import shot
from tests.fieldapp.replica.town import Server, Tablet, report, shown


@pytest.fixture
def shelf(replica: Replica) -> ReplicaPhotoShelf:
    return ReplicaPhotoShelf(replica, DiskFull)


def photo_taken(replica: Replica) -> str:
    """Write a report with a photo and give the photo's id."""

    def action(unit: Unit) -> str:
        return unit.attach("report", unit.create("report", report()), shot(), "ensemble")

    return replica.write_now(action)


def outgoing(shelf: ReplicaPhotoShelf) -> list[PhotoBytes]:
    """List what goes up."""
    return list(asyncio.run(shelf.outgoing()))


def incoming(shelf: ReplicaPhotoShelf) -> list[PhotoBytes]:
    """List what comes down."""
    return list(asyncio.run(shelf.incoming()))


def others_photo(number: int, **fields: object) -> Put:
    """Give the server's word on a colleague's photo."""
    whole: Fields = {
        "parent_kind": "task",
        "parent_id": task_id(1),
        "role": "avant",
        "author": COLLEAGUE,
        "sha256": shot(f"photo {number}").sha256,
        "size_bytes": len(shot(f"photo {number}").jpeg),
        "media_type": "image/jpeg",
        "thumbnail_sha256": shot(f"photo {number}").thumbnail_sha256,
        "thumbnail_bytes": len(shot(f"photo {number}").thumbnail),
        "received_at": SERVER_TIME,
        **fields,
    }
    return Put("attachment", task_id(number), 1, (DESK,), whole)


def test_photo_waits_for_the_verdict_on_its_row(replica: Replica, server: Server, shelf: ReplicaPhotoShelf) -> None:
    photo = photo_taken(replica)
    assert outgoing(shelf) == []
    server.answers(answer(accepted(1), accepted(2)))
    small, large = outgoing(shelf)
    assert (small.attachment, small.is_thumbnail, small.sha256) == (photo, True, shot().thumbnail_sha256)
    assert large == PhotoBytes(photo, shot().sha256, len(shot().jpeg), is_thumbnail=False)


def test_refused_photo_does_not_go_up(replica: Replica, server: Server, shelf: ReplicaPhotoShelf) -> None:
    photo = photo_taken(replica)
    server.answers(answer(rejected(1), rejected(2)))
    assert outgoing(shelf) == []
    assert photo_bytes(replica.files, photo) == shot().jpeg


def test_parts_are_read_from_the_encrypted_files(replica: Replica, server: Server, shelf: ReplicaPhotoShelf) -> None:
    photo_taken(replica)
    server.answers(answer(accepted(1), accepted(2)))
    small, large = outgoing(shelf)
    assert asyncio.run(shelf.read(large, 100, 50)) == shot().jpeg[100:150]
    assert asyncio.run(shelf.read(small, 0, 1000)) == shot().thumbnail


def test_progress_is_kept_over_a_restart(started: Tablet, server: Server) -> None:
    photo_taken(started.opened)
    server.answers(answer(accepted(1), accepted(2)))
    shelf = ReplicaPhotoShelf(started.opened, DiskFull)
    small, large = outgoing(shelf)
    asyncio.run(shelf.mark_sent(small, small.size_bytes))
    asyncio.run(shelf.mark_sent(large, 300))
    again = ReplicaPhotoShelf(started.restart(), DiskFull)
    assert [(photo.is_thumbnail, photo.sent_bytes) for photo in outgoing(again)] == [(False, 300)]


def test_photo_is_received_when_the_server_has_all_of_it(
    replica: Replica, server: Server, shelf: ReplicaPhotoShelf
) -> None:
    server.tells()
    photo = photo_taken(replica)
    server.answers(answer(accepted(1), accepted(2)))
    small, large = outgoing(shelf)
    asyncio.run(shelf.mark_sent(small, small.size_bytes))
    assert not replica.read_now(pill_counts, AGENT).is_up_to_date
    asyncio.run(shelf.mark_sent(large, large.size_bytes))
    assert replica.read_now(pill_counts, AGENT).is_up_to_date
    assert outgoing(shelf) == []
    assert photo_bytes(replica.files, photo) == shot().jpeg


@pytest.mark.parametrize(("epoch", "cursor_back"), [("epoch-2", 0), ("epoch-1", 2)], ids=["says so", "says nothing"])
def test_photo_is_asked_after_when_the_server_came_back_from_a_backup(
    replica: Replica, server: Server, shelf: ReplicaPhotoShelf, epoch: str, cursor_back: int
) -> None:
    """The backup may be older than the photo: the receipt of that server is none of this one."""
    server.tells()
    server.tells()
    photo = photo_taken(replica)
    server.answers(answer(accepted(1), accepted(2)))
    small, large = outgoing(shelf)
    asyncio.run(shelf.mark_sent(small, small.size_bytes))
    asyncio.run(shelf.mark_sent(large, large.size_bytes))
    server.cursor -= cursor_back
    server.tells(epoch=epoch, next_n=3)
    server.answers(answer(accepted(1), accepted(2), epoch=epoch))
    assert not replica.read_now(pill_counts, AGENT).is_up_to_date
    again = outgoing(shelf)
    assert [(one.attachment, one.is_thumbnail) for one in again] == [(photo, True), (photo, False)]
    assert all(one.sent_bytes for one in again), "begun: the queue asks first how much is there"
    for one in again:
        asyncio.run(shelf.mark_sent(one, one.size_bytes))
    assert replica.read_now(pill_counts, AGENT).is_up_to_date


def test_photo_goes_from_the_start_when_the_server_lost_it(
    replica: Replica, server: Server, shelf: ReplicaPhotoShelf
) -> None:
    photo_taken(replica)
    server.answers(answer(accepted(1), accepted(2)))
    _, large = outgoing(shelf)
    asyncio.run(shelf.mark_sent(large, 300))
    asyncio.run(shelf.mark_sent(large, 0))
    assert outgoing(shelf)[1].sent_bytes == 0


def test_received_photo_is_asked_about_again_when_the_server_came_back_from_a_backup(
    replica: Replica, server: Server, shelf: ReplicaPhotoShelf
) -> None:
    photo_taken(replica)
    server.tells(next_n=1)
    server.answers(answer(accepted(1), accepted(2)))
    for photo in outgoing(shelf):
        asyncio.run(shelf.mark_sent(photo, photo.size_bytes))
    assert outgoing(shelf) == []
    server.tells(epoch="epoch-2", next_n=3, durable_n=2)
    server.answers(answer(accepted(1), accepted(2), epoch="epoch-2"))
    assert [photo.is_thumbnail for photo in outgoing(shelf)] == [True, False]
    assert all(0 < photo.sent_bytes < photo.size_bytes for photo in outgoing(shelf))


def test_damaged_or_lost_file_is_missing(started: Tablet, server: Server) -> None:
    photo = photo_taken(started.opened)
    server.answers(answer(accepted(1), accepted(2)))
    shelf = ReplicaPhotoShelf(started.opened, DiskFull)
    small, large = outgoing(shelf)
    started.opened.files.delete(photo)
    with pytest.raises(PhotoMissing):
        asyncio.run(shelf.read(large, 0, 10))
    for path in (started.folder / FILES_FOLDER).iterdir():
        path.write_bytes(b"rotten" + path.read_bytes()[6:])
    with pytest.raises(PhotoMissing):
        asyncio.run(shelf.read(small, 0, 10))


def test_thumbnails_of_what_i_see_come_down_newest_first(server: Server, shelf: ReplicaPhotoShelf) -> None:
    not_yet = others_photo(13, received_at=None)
    server.tells(others_photo(11), others_photo(12), not_yet, others_photo(14, thumbnail_sha256=None))
    assert [(photo.attachment, photo.is_thumbnail) for photo in incoming(shelf)] == [
        (task_id(12), True),
        (task_id(11), True),
    ]


def test_fetched_thumbnail_is_kept_and_not_fetched_again(
    replica: Replica, server: Server, shelf: ReplicaPhotoShelf
) -> None:
    server.tells(others_photo(11))
    (small,) = incoming(shelf)
    heard: list[frozenset[str]] = []
    replica.subscribe({"photo"}, heard.append)
    asyncio.run(shelf.keep(small, shot("photo 11").thumbnail))
    assert thumbnail_bytes(replica.files, task_id(11)) == shot("photo 11").thumbnail
    assert incoming(shelf) == []
    assert heard == [frozenset({"photo"})]


def test_opened_photo_is_fetched_before_thumbnails(replica: Replica, server: Server, shelf: ReplicaPhotoShelf) -> None:
    server.tells(others_photo(11), others_photo(12))
    asyncio.run(ask_for_photo(replica, task_id(11)))
    asyncio.run(ask_for_photo(replica, task_id(11)))
    listed = incoming(shelf)
    assert (listed[0].attachment, listed[0].is_thumbnail) == (task_id(11), False)
    asyncio.run(shelf.keep(listed[0], shot("photo 11").jpeg))
    assert photo_bytes(replica.files, task_id(11)) == shot("photo 11").jpeg
    assert all(photo.is_thumbnail for photo in incoming(shelf))


def test_photo_that_left_meanwhile_is_not_kept(replica: Replica, server: Server, shelf: ReplicaPhotoShelf) -> None:
    server.tells(others_photo(11))
    (small,) = incoming(shelf)
    server.tells(Gone("attachment", task_id(11), (DESK,)))
    asyncio.run(shelf.keep(small, shot("photo 11").thumbnail))
    replica.read_now(lambda session: None)
    assert not replica.files.exists(small_name(task_id(11)))


def test_full_disk_is_told_as_such(replica: Replica, shelf: ReplicaPhotoShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(name_id: str, context: str, content: bytes) -> None:
        raise DiskFull("no room left")

    monkeypatch.setattr(replica.files, "write", full)
    with pytest.raises(StoreFull):
        asyncio.run(shelf.keep(PhotoBytes(task_id(1), "0" * 64, 3, is_thumbnail=True), b"abc"))


def test_photo_that_i_remove_before_it_left_is_nowhere_any_more(
    replica: Replica, server: Server, shelf: ReplicaPhotoShelf
) -> None:
    server.tells()
    photo = photo_taken(replica)
    server.answers(answer(accepted(1), accepted(2)))
    replica.write_now(lambda unit: unit.remove("attachment", photo))
    assert outgoing(shelf) == []
    server.answers(answer(accepted(3, rv=2)))
    server.tells()
    replica.read_now(lambda session: None)
    assert not replica.files.exists(photo)
    assert shown(replica, "attachment", photo) is None
    assert replica.read_now(pill_counts, AGENT).is_up_to_date


def test_my_photo_is_kept_when_its_record_is_taken_away_before_it_arrived(replica: Replica, server: Server) -> None:
    photo = photo_taken(replica)
    server.answers(answer(accepted(1), accepted(2)))
    server.tells(granted=())
    replica.read_now(lambda session: None)
    assert photo_bytes(replica.files, photo) == shot().jpeg


TOKENS = Tokens("villers", AGENT, DEVICE, "accès", SERVER_TIME, "marqueur-du-renouvellement", "epoch-1")


def test_tokens_survive_a_restart_and_are_forgotten(started: Tablet) -> None:
    credentials = ReplicaCredentials(started.opened)
    assert asyncio.run(credentials.load()) is None
    asyncio.run(credentials.save(TOKENS))
    credentials = ReplicaCredentials(started.restart())
    assert asyncio.run(credentials.load()) == TOKENS
    asyncio.run(credentials.forget())
    assert asyncio.run(credentials.load()) is None
    assert isinstance(started.folder, Path)


def test_photo_that_can_never_arrive_is_let_go_after_a_month(started: Tablet, server: Server) -> None:
    photo = photo_taken(started.opened)
    server.answers(answer(accepted(1), accepted(2)))
    server.tells(granted=(), durable_n=2)
    server.tells(granted=(), durable_n=2)
    assert started.restart().files.exists(photo)
    started.stop()
    a_month_later = World(now_ms=lambda: NOW_MS + (STRANDED_DAYS + 1) * 24 * 3_600_000)
    started.replica = Replica.open_now(started.unlock(), a_month_later)
    assert not started.opened.files.exists(photo)


@pytest.mark.parametrize(
    ("importance", "status", "expected"),
    [("obligatoire", "publie", True), ("importante", "publie", False), ("obligatoire", "programme", False)],
)
def test_what_hangs_on_a_mandatory_note_is_fetched_ahead(
    server: Server, shelf: ReplicaPhotoShelf, importance: str, status: str, expected: bool
) -> None:
    told = {"title": "Consigne", "body": "Lire.", "author": COLLEAGUE, "importance": importance, "status": status}
    plan = {"parent_kind": "news", "parent_id": task_id(8), "role": "document", "media_type": "application/pdf"}
    bare = {"thumbnail_sha256": None, "thumbnail_bytes": None, "name": "Plan.pdf"}
    server.tells(Put("news", task_id(8), 1, (DESK,), told), others_photo(9, **plan, **bare))
    ahead = [photo for photo in incoming(shelf) if photo.is_ahead]
    assert [photo.attachment for photo in ahead] == ([task_id(9)] if expected else [])
    if expected:
        asyncio.run(shelf.keep(ahead[0], shot("photo 9").jpeg))
        assert incoming(shelf) == []

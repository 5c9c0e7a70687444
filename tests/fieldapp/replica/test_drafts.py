"""Forms that are being filled in: kept with their photos, sent once, thrown away without a trace."""

import pytest

from fieldapp.replica.announcements import DRAFT
from fieldapp.replica.drafts import Draft, draft_of, drafts_of
from fieldapp.replica.errors import NotValid, RecordAbsent
from fieldapp.replica.photo_files import photo_bytes, small_name, thumbnail_bytes
from fieldapp.replica.replica import Replica
from fieldapp.replica.unit import Unit
from sync.records.attachment import PHOTOS_PER_RECORD_MAX
from tests.contract.store_in_hand import AGENT, put, task_id
from tests.fieldapp.replica.shots import shot
from tests.fieldapp.replica.town import Server, Tablet, entries, report, shown


def begun(replica: Replica, **fields: object) -> str:
    """Begin a draft of a report."""
    return replica.write_now(lambda unit: unit.save_draft("report", fields))


def with_photo(replica: Replica, draft: str, word: str = "photo") -> str:
    """Add a photo to a draft."""
    return replica.write_now(Unit.add_draft_photo, draft, shot(word), "ensemble")


def test_draft_is_there_after_a_restart_with_its_photos_in_order(started: Tablet) -> None:
    draft = begun(started.opened, description="Trou")
    first, second = with_photo(started.opened, draft, "un"), with_photo(started.opened, draft, "deux")
    replica = started.restart()
    found = replica.read_now(draft_of, draft)
    assert found is not None
    assert (found.form, found.fields) == ("report", {"description": "Trou"})
    assert [photo.id for photo in found.photos] == [first, second]
    assert photo_bytes(replica.files, second) == shot("deux").jpeg
    assert thumbnail_bytes(replica.files, first) == shot("un").thumbnail


def test_draft_is_no_change(replica: Replica) -> None:
    with_photo(replica, begun(replica))
    assert entries(replica) == []


def test_saving_again_replaces_the_fields_and_keeps_the_photos(replica: Replica) -> None:
    draft = begun(replica, description="Trou")
    with_photo(replica, draft)
    replica.write_now(lambda unit: unit.save_draft("report", {"address": "1 rue du Bac"}, draft_id=draft))
    (found,) = replica.read_now(drafts_of, "report")
    assert (found.id, found.fields, len(found.photos)) == (draft, {"address": "1 rue du Bac"}, 1)


def test_draft_is_announced(replica: Replica) -> None:
    heard: list[frozenset[str]] = []
    replica.subscribe({DRAFT}, heard.append)
    begun(replica)
    assert heard == [frozenset({DRAFT})]


def test_sent_draft_is_a_record_of_the_same_id_with_its_photos(replica: Replica) -> None:
    draft = begun(replica)
    photo = with_photo(replica, draft)
    assert replica.write_now(Unit.send_draft, draft, "report", report(description="Trou")) == draft
    assert (shown(replica, "report", draft) or {})["description"] == "Trou"
    attachment = shown(replica, "attachment", photo) or {}
    assert (attachment["parent_id"], attachment["role"], attachment["author"]) == (draft, "ensemble", AGENT)
    assert (attachment["sha256"], attachment["size_bytes"]) == (shot().sha256, len(shot().jpeg))
    assert replica.read_now(drafts_of, "report") == ()
    assert len({entry.change.txn for entry in entries(replica)}) == 1
    assert photo_bytes(replica.files, photo) == shot().jpeg


def test_refused_sending_leaves_the_draft_whole(replica: Replica) -> None:
    draft = begun(replica)
    photo = with_photo(replica, draft)
    with pytest.raises(NotValid):
        replica.write_now(Unit.send_draft, draft, "report", report(lat=91))
    found = replica.read_now(draft_of, draft)
    assert isinstance(found, Draft)
    assert photo_bytes(replica.files, photo) == shot().jpeg


def test_draft_cannot_be_sent_twice(replica: Replica) -> None:
    draft = begun(replica)
    replica.write_now(Unit.send_draft, draft, "report", report())
    with pytest.raises(RecordAbsent):
        replica.write_now(Unit.send_draft, draft, "report", report())


def test_photos_of_a_draft_go_onto_a_record_that_is_there(replica: Replica, server: Server) -> None:
    server.tells(put(1))
    draft = replica.write_now(lambda unit: unit.save_draft("task.done", {}))
    photo = with_photo(replica, draft)
    replica.write_now(Unit.attach_draft, draft, "task", task_id(1))
    assert (shown(replica, "attachment", photo) or {})["parent_id"] == task_id(1)
    assert replica.read_now(draft_of, draft) is None


def files_of(replica: Replica, photo: str) -> list[bool]:
    """Say which of a photo's two files are there."""
    replica.read_now(lambda session: None)
    return [replica.files.exists(name) for name in (photo, small_name(photo))]


def test_discarded_draft_takes_its_photos_along(replica: Replica) -> None:
    draft = begun(replica)
    photo = with_photo(replica, draft)
    replica.write_now(Unit.discard_draft, draft)
    assert files_of(replica, photo) == [False, False]
    assert replica.read_now(draft_of, draft) is None


def test_dropped_photo_goes_and_the_others_stay(replica: Replica) -> None:
    draft = begun(replica)
    first, second = with_photo(replica, draft, "un"), with_photo(replica, draft, "deux")
    replica.write_now(Unit.drop_draft_photo, draft, first)
    assert (files_of(replica, first), files_of(replica, second)) == ([False, False], [True, True])
    (found,) = replica.read_now(drafts_of, "report")
    assert [photo.id for photo in found.photos] == [second]


def test_replaced_photo_keeps_its_place_and_words_and_nothing_of_the_picture_before(replica: Replica) -> None:
    draft = begun(replica)
    first, second = with_photo(replica, draft, "un"), with_photo(replica, draft, "deux")
    new = replica.write_now(Unit.replace_draft_photo, draft, first, shot("un, masqué"))
    found = replica.read_now(draft_of, draft)
    assert found is not None
    assert [photo.id for photo in found.photos] == [new, second]
    assert found.photos[0].role == "ensemble"
    assert found.photos[0].fields["sha256"] == shot("un, masqué").sha256
    assert photo_bytes(replica.files, new) == shot("un, masqué").jpeg
    assert not replica.files.exists(first)
    assert not replica.files.exists(small_name(first))
    with pytest.raises(RecordAbsent):
        replica.write_now(Unit.replace_draft_photo, draft, first, shot("encore"))


def test_photo_of_a_failed_gesture_leaves_no_file(replica: Replica) -> None:
    draft, left = begun(replica), list[str]()

    def fails(unit: Unit) -> None:
        left.append(unit.add_draft_photo(draft, shot(), "ensemble"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        replica.write_now(fails)
    assert files_of(replica, left[0]) == [False, False]


def test_draft_takes_six_photos_and_no_more(replica: Replica) -> None:
    draft = begun(replica)
    for number in range(PHOTOS_PER_RECORD_MAX):
        with_photo(replica, draft, str(number))
    with pytest.raises(NotValid):
        with_photo(replica, draft)


def test_record_takes_six_photos_and_no_more(replica: Replica) -> None:
    created = replica.write_now(lambda unit: unit.create("report", report()))
    for _ in range(PHOTOS_PER_RECORD_MAX):
        replica.write_now(Unit.attach, "report", created, shot(), "detail")
    with pytest.raises(NotValid):
        replica.write_now(Unit.attach, "report", created, shot(), "detail")


def test_photo_on_an_unknown_record_is_refused(replica: Replica) -> None:
    with pytest.raises(RecordAbsent):
        replica.write_now(Unit.attach, "report", task_id(1), shot(), "detail")

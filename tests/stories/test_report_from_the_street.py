"""First story: an agent without network reports a hole in the road; the desk sees it, and the answer comes back."""

from typing import Any

from sqlmodel import Session, select

from fieldapp.device.photos import PreparedPhoto, prepare_photo
from fieldapp.replica.attached import StoredPhoto, photos_of
from fieldapp.replica.photo_files import photo_bytes, thumbnail_bytes
from fieldapp.replica.photo_shelf import ask_for_photo
from fieldapp.replica.pill import Circumstances, pill_counts, waiting_items
from fieldapp.replica.receipts import receipt_of
from fieldapp.replica.search import search
from fieldapp.replica.tables import Report
from fieldapp.reports import actions
from fieldapp.triage.actions import Recipient, assign
from fieldapp.ui.gallery_photos import sample_photo
from fieldapp.ui.widgets.pill import Offline, UpToDate
from sync.core.session import Link
from sync.records.report import ReportStatus
from tests.stories.device import Device
from tests.stories.people import CENTRE, EAST, KARIM, VOIRIE
from tests.stories.story import Stage, story

WORDS = "Nid-de-poule profond devant l’école, la roue d’une poussette y est restée."
HOLE: dict[str, Any] = {
    "category": "nid_de_poule",
    "lat": CENTRE[0],
    "long": CENTRE[1],
    "accuracy_m": 4.0,
    "source": "gps",
    "description": WORDS,
}


def pictures() -> list[PreparedPhoto]:
    """Give two photos as the camera and the device leave them."""
    return [prepare_photo(sample_photo(seed)) for seed in range(2)]


async def report_hole(tablet: Device, photos: list[PreparedPhoto]) -> str:
    """Fill in the form as the screens do, field by field, and send it."""
    draft = await tablet.write(actions.add_draft_photo, None, photos[0])
    for photo in photos[1:]:
        await tablet.write(actions.add_draft_photo, draft, photo)
    for name, value in HOLE.items():
        await tablet.write(actions.save_draft, draft, {name: value})
    return await tablet.write(actions.send_report, draft)


async def photos_at(device: Device, report: str) -> tuple[StoredPhoto, ...]:
    """Give the report's photos as a screen reads them."""
    return await device.read(photos_of, "report", report)


def report_ids(session: Session) -> set[str]:
    """Give the ids of the reports that a screen could list."""
    return set(session.exec(select(Report.id)).all())


@story
async def test_report_stays_whole_on_the_tablet_without_network(stage: Stage) -> None:
    tablet = await stage.device("karim")
    report = await report_hole(tablet, pictures())
    await tablet.sync()
    assert tablet.engine.status.link is Link.OFFLINE
    assert await tablet.pill() == Offline(3)  # the report and two photos
    waiting = await tablet.read(waiting_items, Circumstances(online=False))
    assert [item.kind for item in waiting].count("attachment") == 2
    shown = await tablet.shown("report", report)
    assert shown is not None
    assert (shown["description"], shown["zone"], shown["service"]) == (WORDS, EAST, VOIRIE)
    assert [hit.id for hit in await tablet.read(search, "poussette")] == [report]
    assert stage.hall.records("report") == []


@story
async def test_report_reaches_the_desk_with_its_photos_and_its_receipt(stage: Stage) -> None:
    tablet, desk = await stage.device("karim"), await stage.device("sylvie", online=True)
    photos = pictures()
    report = await report_hole(tablet, photos)
    await tablet.online()
    await desk.sync()
    shown = await desk.shown("report", report)
    assert shown is not None
    assert (shown["description"], shown["author"], shown["status"]) == (WORDS, KARIM, ReportStatus.NOUVEAU)
    assert shown["number"], "the server has numbered it"
    stored = await photos_at(desk, report)
    assert [photo.has_thumbnail for photo in stored] == [True, True]
    thumbnails = [thumbnail_bytes(desk.replica.files, photo.id) for photo in stored]
    assert thumbnails == [photo.thumbnail for photo in photos]
    receipt = await tablet.read(receipt_of, "report", report)
    assert receipt.unsent == 0
    assert receipt.received_at is not None
    assert isinstance(await tablet.pill(), UpToDate)


@story
async def test_desk_opens_a_photo_and_gets_the_very_bytes(stage: Stage) -> None:
    tablet, desk = await stage.device("karim"), await stage.device("sylvie", online=True)
    photos = pictures()
    report = await report_hole(tablet, photos)
    await tablet.online()
    await desk.sync()
    stored = await photos_at(desk, report)
    assert [photo.has_original for photo in stored] == [False, False], "whole photos come when somebody looks"
    await ask_for_photo(desk.replica, stored[0].id)
    await desk.sync()
    assert photo_bytes(desk.replica.files, stored[0].id) == photos[0].jpeg
    assert photo_bytes(desk.replica.files, stored[1].id) is None


@story
async def test_assignment_of_the_desk_comes_back_to_the_tablet(stage: Stage) -> None:
    tablet, desk = await stage.device("karim"), await stage.device("sylvie", online=True)
    report = await report_hole(tablet, pictures())
    await tablet.online()
    await desk.sync()
    await desk.write(assign, report, Recipient(agent=KARIM))
    await desk.sync()
    await tablet.sync()
    shown = await tablet.shown("report", report)
    assert shown is not None
    assert (shown["status"], shown["assignee"]) == (ReportStatus.AFFECTE, KARIM)
    assert shown["number"] == stage.hall.fields("report", report)["number"]
    assert [entry["agent"] for entry in shown["history"]] == [KARIM, desk.agent]
    stored = await photos_at(tablet, report)
    assert all(photo.received_at for photo in stored), "each photo has its own receipt"


@story
async def test_pill_never_says_up_to_date_while_anything_is_under_way(stage: Stage) -> None:
    tablet = await stage.device("karim")
    photos = pictures()
    report = await report_hole(tablet, photos)
    said: list[tuple[bool, bool]] = []

    def sample(path: str) -> None:
        counts = tablet.replica.read_now(pill_counts, KARIM)
        arrived = all(stage.hall.has_photo(photo.sha256) for photo in photos)
        said.append((counts.is_up_to_date, arrived))

    tablet.wire.on_answer = sample
    await tablet.online()
    assert len(said) >= 5, "an exchange of rows and the photos, each with its thumbnail, were watched"
    assert not any(says and not arrived for says, arrived in said)
    assert isinstance(await tablet.pill(), UpToDate)
    assert stage.hall.fields("report", report)["description"] == WORDS


@story
async def test_work_survives_a_restart_of_both_sides_before_it_was_sent(stage: Stage) -> None:
    tablet, desk = await stage.device("karim"), await stage.device("sylvie")
    report = await report_hole(tablet, pictures())
    await tablet.stop()
    stage.hall.restart()
    await tablet.start()
    await tablet.online()
    await desk.online()
    assert await desk.read(report_ids) == {report}
    assert len(await photos_at(desk, report)) == 2

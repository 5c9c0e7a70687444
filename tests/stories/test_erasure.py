"""A resident asks to be forgotten: town hall and tablet, tables and files, and what is counted stays counted."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from sync.core.model import Op
from sync.records.report import Channel
from sync.server.outside.given import GivenReport
from sync.server.outside.requesters import Requester
from sync.server.privacy import again, receipts
from sync.server.privacy.requests import Reader, Requests, RightAsked
from sync.server.rows_outside import PublicRow
from tests.server.outside.door_in_hand import picture
from tests.server.privacy.citizens_in_hand import told_in
from tests.stories.device import Device
from tests.stories.people import CENTRE, SYLVIE, VOIRIE
from tests.stories.story import Stage, story

PERSON = Requester("Zénobie Quillfeldt", "zenobie@quillfeldt.example", "06 39 98 77 55", wants_answer=True, notice="1")
MARKERS = ("Quillfeldt", "zenobie", "39 98 77", "39987755", "Xylophage")
SYNCED = {"Quillfeldt", "zenobie", "39987755", "Xylophage"}
"""What stands in records; her number with its spaces is only in what is sealed."""
READER = Reader("dpo", "letter of today")


def found_in(content: Iterable[str | bytes]) -> set[str]:
    """Give the markers that stand anywhere in it, as text or as bytes."""
    found: set[str] = set()
    for one in content:
        raw = one.encode() if isinstance(one, str) else one
        found |= {marker for marker in MARKERS if marker.lower().encode() in raw.lower()}
    return found


def files_below(folder: Path) -> list[bytes]:
    """Read every file of a folder, the database and its WAL included."""
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def everything(session: Session) -> list[str]:
    """Read every table of a tablet's decrypted database, those of the search index included."""
    names = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    found: list[str] = []
    for name in names:
        for row in session.execute(text(f'SELECT * FROM "{name}"')):  # the database's own names
            found.extend(one.decode("latin-1") if isinstance(one, bytes) else str(one) for one in row)
    return found


def report_of_a_resident(stage: Stage) -> tuple[str, str]:
    """Let a resident report with her name and a photo, then call; give the report's id and number."""
    hall = stage.hall
    received = hall.parts.outside.report(
        hall.tenant,
        GivenReport(
            "nid_de_poule",
            Channel.WEB,
            lat=CENTRE[0] + 0.00012,
            long=CENTRE[1],
            address="3 allée Xylophage",
            description="Devant chez moi, Mme Quillfeldt",
            photos=(picture(),),
            person=PERSON,
        ),
    )
    called = {"report": received.report_id, "notice": "1", "author": SYLVIE, "phone": "0639987755", "name": PERSON.name}
    assert hall.write("caller", hall.parts.service.new_id(), Op.CREATE, **called).refusal is None
    comments = [{"id": "c1", "agent": SYLVIE, "at": "2026-11-23T10:00:00.000Z", "text": "Rappeler zenobie Quillfeldt"}]
    told = {"service": VOIRIE, "comments": comments}
    assert hall.write("report", received.report_id, Op.PATCH, **told).refusal is None
    return received.report_id, received.number


async def receipt_of(stage: Stage, device: Device, number: str) -> str:
    """Let a device call again, and give what the request says of the devices."""
    hall = stage.hall
    await device.sync()
    await device.sync()
    hall.parts.receipts.write(hall.tenant)
    with hall.parts.store.reading(hall.tenant) as unit:
        return receipts.told(receipts.standing(unit, number))


@story
async def test_erased_person_is_nowhere_and_the_report_still_counts(stage: Stage) -> None:
    hall, folder = stage.hall, stage.folder / "town hall"
    desk = await stage.device("sylvie", online=True)
    report, number = report_of_a_resident(stage)
    await desk.sync()
    await desk.sync()
    assert found_in(await desk.read(everything)) == SYNCED, "the tablet has all that is not sealed"
    assert found_in([told_in(hall.parts.store, hall.tenant)]) == SYNCED
    requests = Requests(hall.parts)
    asked = requests.ask(hall.tenant, RightAsked.ERASURE, PERSON, "dpo").number

    counts = await asyncio.to_thread(requests.erase, hall.tenant, asked, READER)
    assert counts == {"attachment": 1, "caller": 1, "report": 1, "requester": 1}
    assert await receipt_of_nobody(stage, asked) == "0 of 1 devices have erased."
    assert await receipt_of(stage, desk, asked) == "1 of 1 devices have erased."

    assert found_in(await desk.read(everything)) == set()
    assert found_in([told_in(hall.parts.store, hall.tenant)]) == set()
    assert found_in(files_below(folder)) == set()
    assert [path for path in (folder / "photos").rglob("*") if path.is_file()] == []
    with hall.parts.store.reading(hall.tenant) as unit:
        assert found_in([again.written(unit)]) == set()
        assert [row.number for row in unit.every(PublicRow)] == [number]
    fields = hall.fields("report", report)
    assert (fields["number"], fields["service_code"], fields["status"]) == (number, "nid_de_poule", "nouveau")
    shown = await desk.shown("report", report)
    assert shown is not None
    assert (shown["number"], shown["service_code"], shown.get("description")) == (number, "nid_de_poule", None)


async def receipt_of_nobody(stage: Stage, number: str) -> str:
    """Give what the request says of the devices before any of them called."""
    hall = stage.hall
    hall.parts.receipts.write(hall.tenant)
    with hall.parts.store.reading(hall.tenant) as unit:
        return receipts.told(receipts.standing(unit, number))

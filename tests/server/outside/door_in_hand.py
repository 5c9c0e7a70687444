"""A server's door to the outside in the hand of a test: what is given, and what the desk lets out."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from sync.records.report import Channel
from sync.server.outside.given import GivenReport
from sync.server.outside.publication import PublicReader, PublicReport
from sync.server.outside.requesters import Requester
from sync.server.outside.settings import set_value
from sync.server.rows import RecordRow
from tests.server.server_in_hand import ServerInHand
from tests.server.town_in_hand import Town

PERSON = Requester("Zénobie Quillfeldt", "zenobie@quillfeldt.example", "06 39 98 77 55", wants_answer=True, notice="1")
GIVEN = GivenReport(
    service_code="nid_de_poule",
    channel=Channel.WEB,
    lat=48.05,
    long=2.06,
    address="3 rue Basse",
    description="Un trou <b>profond</b>",
    person=PERSON,
)


class Door:
    """One server over one town, with what the tests of the door ask."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town = town
        self.server = ServerInHand(town, folder)
        self.outside = self.server.parts.outside

    def given(self, **others: Any) -> str:
        """Report something from outside; give the report's id."""
        return self.outside.report(self.town.tenant, replace(GIVEN, **others)).report_id

    def set(self, name: str, value: object) -> None:
        """Set one of the town's settings."""
        with self.town.store.writing(self.town.tenant) as unit:
            set_value(unit, name, value, who="test", at=self.server.parts.service.now())

    def public(self, report: str) -> PublicReport | None:
        """Read a report as the public does."""
        with self.town.store.reading(self.town.tenant) as unit:
            return PublicReader(unit).by_id(report)

    def photos_of(self, report: str) -> list[RecordRow]:
        """Read all attachments of a report."""
        with self.town.store.reading(self.town.tenant) as unit:
            rows = unit.find(RecordRow, "kind", ["attachment"])
        return [row for row in rows if row.fields()["parent_id"] == report]


def picture(size: tuple[int, int] = (60, 40), form: str = "PNG", **saved: Any) -> bytes:
    """Draw a picture and give the bytes of its file."""
    written = BytesIO()
    Image.new("RGB", size, "orange").save(written, form, **saved)
    return written.getvalue()

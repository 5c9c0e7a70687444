"""A town with citizens who report something: what they leave behind, and where it must be nowhere any more."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sync.core.instants import instant_of_ms
from sync.core.model import Op
from sync.server.outside.requesters import Requester
from sync.server.privacy.nightly import Nightly
from sync.server.rows import RecordRow
from sync.server.schema import ROW_TYPES
from sync.server.store import ServerStore
from tests.server.outside.door_in_hand import Door, picture
from tests.server.town_in_hand import Town

DAY_MS = 24 * 3_600_000
PERSON = Requester("Zénobie Quillfeldt", "zenobie@quillfeldt.example", "06 39 98 77 55", wants_answer=True, notice="1")
WORDS = ("Zénobie", "Quillfeldt", "zenobie", "39 98 77", "39987755", "chez moi au 3")


class Citizens:
    """One server over one town, with the reports of citizens."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town = town
        self.folder = folder
        self.door = Door(town, folder)
        self.parts = self.door.server.parts
        self.nightly = Nightly(self.parts)

    def reported(self, **others: Any) -> str:
        """Report something with a name, a photo and words about oneself; give the report's id."""
        told = {"person": PERSON, "description": "Un trou, chez moi au 3, Quillfeldt", "photos": (picture(),)}
        return self.door.given(**{**told, **others})

    def called(self, report: str) -> str:
        """Note who called about a report, as the desk does; give the record's id."""
        record = self.town.world.new_id()
        fields = {"name": PERSON.name, "phone": "0639987755", "email": PERSON.email, "wants_answer": True}
        author = {"report": report, "notice": "1", "author": self.town.ids["bureau"]}
        self.town.write("caller", record, Op.CREATE, **fields, **author)
        return record

    def close(self, report: str) -> None:
        """Close a report now."""
        self.town.change("report", report, status="resolu", closed_at=instant_of_ms(self.town.world.now))

    def days_pass(self, days: float) -> None:
        """Let time pass."""
        self.town.world.now += round(days * DAY_MS)

    def photos(self, report: str) -> list[RecordRow]:
        """Give the photos of a report that are there."""
        return [row for row in self.door.photos_of(report) if not row.removed]

    def run(self) -> dict[str, int]:
        """Run the policy."""
        return self.nightly.run(self.town.tenant)

    def files(self) -> list[Path]:
        """Give all files of the photo store."""
        return [path for path in self.folder.rglob("*") if path.is_file()]


def told_in(store: ServerStore, tenant: str) -> str:
    """Give all that stands in all tables of a town, as one text."""
    return "\n".join(_lines(store, tenant))


def _lines(store: ServerStore, tenant: str) -> Iterator[str]:
    with store.reading(tenant) as unit:
        for kind in ROW_TYPES:
            for row in unit.every(kind):
                yield f"{kind.TABLE} {dataclasses.astuple(row)}"  # type: ignore[call-overload]  # rows are dataclasses


def words_in(text: str) -> list[str]:
    """Give the words of the person that stand in a text."""
    return [word for word in WORDS if word.lower() in text.lower()]

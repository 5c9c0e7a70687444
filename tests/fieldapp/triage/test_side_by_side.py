"""Two reports side by side: their pictures may be read later than the sheet is there."""

import asyncio
import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from fieldapp.replica.photo_files import thumbnail_bytes
from fieldapp.replica.unit import Unit
from fieldapp.ui import pictures
from tests.fieldapp.photos import photo
from tests.fieldapp.town import Town, uid
from tests.fieldapp.triage.desk import at_desk, fill_desk

HOLE, TWIN = uid("trou"), uid("twin")


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let no picture be read before the event is set."""
    goes_on = threading.Event()

    def reads_later(*of: Any) -> bytes | None:
        goes_on.wait()
        return thumbnail_bytes(*of)

    monkeypatch.setattr(pictures, "thumbnail_bytes", reads_later)
    yield goes_on
    goes_on.set()


def test_sheet_closed_before_its_pictures_are_read_leaves_the_desk_alive(
    town: Town, slow_disk: threading.Event
) -> None:
    fill_desk(town)
    for report in (HOLE, TWIN):
        town.replica.write_now(Unit.attach, "report", report, photo(report), "ensemble")

    async def sit() -> None:
        async with at_desk(town, f"/triage/{HOLE}") as desk:
            await desk.until(lambda: desk.has("primary"))
            await desk.key("D")
            await desk.until_says("A2026K0391")
            await desk.key("Escape")
            assert not desk.is_asking()
            # Flet holds the component that opened the sheet by nothing any more.
            gc.collect()
            slow_disk.set()
            await desk.settle()
            await desk.key("X")
            await desk.until(lambda: desk.has("reject-note"))

    asyncio.run(sit())

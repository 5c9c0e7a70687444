"""« Autre motif » asks nobody to type: a photo or a voice note says it, of a task and of a report."""

from pathlib import Path
from typing import Any, Final

import pytest

from fieldapp.replica.attached import photos_of
from fieldapp.replica.voices import voices_of
from fieldapp.reports import queries as reports
from fieldapp.tasks import queries as tasks
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from tests.fieldapp.fixed_device import FixedDevice, FixedMicrophone
from tests.fieldapp.photos import photo, picture_files
from tests.fieldapp.reports.spoken import spoken_second
from tests.fieldapp.town import Town, uid
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
HOLE = uid("hole")
PAGES: Final[dict[str, tuple[str, Any]]] = {
    "task": (routes.task(HOLE), tasks.task_page),
    "report": (routes.report(HOLE), reports.report_page),
}


def fill(town: Town) -> None:
    town.task("hole", status="en_cours")
    town.report("hole", status="en_cours")


async def until_impossible(page: Watched, kind: str) -> None:
    await page.until_kept(PAGES[kind][1], HOLE, is_so=lambda found: found.card.status == "impossible")


async def asked_why(page: Watched) -> None:
    """Choose « Autre motif » and find that it wants to be explained."""
    await page.tap("impossible")
    await page.tap("why-autre")
    await page.tap("primary")
    await page.until_text(FR("tasks.impossible_say"))


@pytest.mark.parametrize("kind", PAGES)
def test_photo_says_why(tmp_path: Path, kind: str) -> None:
    async def story(page: Watched) -> None:
        await asked_why(page)
        await page.tap("impossible-photo")
        await page.tap("gallery")
        await page.until_text(FR("photo.held"))
        await page.tap("primary")
        await page.until("why-autre")
        await page.tap("primary")
        await until_impossible(page, kind)
        assert len(await page.town.replica.read(photos_of, kind, HOLE)) == 1

    watch(tmp_path, story, PAGES[kind][0], fill=fill, page={"device": FixedDevice(pictures=picture_files(1))})


@pytest.mark.parametrize("kind", PAGES)
def test_voice_note_says_why_and_ends_with_the_form(tmp_path: Path, kind: str) -> None:
    given = FixedDevice(hears=FixedMicrophone())

    async def story(page: Watched) -> None:
        await asked_why(page)
        await page.tap("voice-record")
        await page.until("voice-stop")
        given.hears.say(spoken_second(0) + spoken_second(1))
        await page.tap("primary")
        await until_impossible(page, kind)
        said = await page.town.replica.read(voices_of, kind, HOLE)
        assert (said.held, len(said.stored)) == (None, 1)

    watch(tmp_path, story, PAGES[kind][0], fill=fill, page={"device": given})


def test_photo_that_was_there_before_does_not_say_why(tmp_path: Path) -> None:
    def with_photo(town: Town) -> None:
        fill(town)
        town.replica.write_now(lambda unit: unit.attach("report", HOLE, photo("before"), "detail"))

    watch(tmp_path, asked_why, PAGES["report"][0], fill=with_photo)

"""« Avant » and « après » of a report in work: what is offered, and the ghost over which it is taken."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from fieldapp.replica.shots import ShotOf, hold_shot
from fieldapp.reports import actions, queries
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from sync.records.attachment import PhotoRole
from tests.fieldapp.fixed_device import FixedCamera, FixedDevice
from tests.fieldapp.photos import photo, picture_files
from tests.fieldapp.town import Town, uid
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
HOLE = uid("hole")
PLACE = routes.report(HOLE)


def mended(*roles: PhotoRole, **fields: Any) -> Callable[[Town], None]:
    """Give what puts a report in work into the town, with photos that show these things."""

    def fill(town: Town) -> None:
        town.report("hole", **{"status": "en_cours", **fields})
        for role in roles:
            town.replica.write_now(actions.add_photo, HOLE, photo(role), role)

    return fill


def camera() -> dict[str, Any]:
    return {"device": FixedDevice(camera=FixedCamera(picture_files(1)[0].content))}


def ghosts(page: Watched) -> list[Any]:
    """Give the pictures that are laid, hardly to be seen, over what the camera sees."""
    veils = [box for box in page.page.all(ft.Container) if box.opacity and isinstance(box.content, ft.Image)]
    return [box.content.src for box in veils if isinstance(box.content, ft.Image)]


async def until_ghosts(page: Watched, is_so: Callable[[list[Any]], bool]) -> None:
    for _ in range(400):
        if is_so(ghosts(page)):
            return
        await page.page.settle(1)
    raise AssertionError(f"it was never so: {ghosts(page)}")


def test_report_without_a_photo_asks_for_the_before_then_the_after_over_its_ghost(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("take-before")
        await page.tap("shutter")
        await page.tap("primary")
        found = await page.until_kept(queries.report_page, HOLE, is_so=lambda found: len(found.photos) == 1)
        assert found.photos[0].role == PhotoRole.AVANT
        await page.until_gone("shutter")
        await page.until_gone("take-before")
        await page.tap("add-photo")
        await page.until("shutter")
        await until_ghosts(page, lambda found: len(found) == 1)

    watch(tmp_path, story, PLACE, fill=mended(), page=camera())


@pytest.mark.parametrize(
    ("roles", "ghost"),
    [
        ((PhotoRole.APRES, PhotoRole.ENSEMBLE), PhotoRole.ENSEMBLE),
        ((PhotoRole.ENSEMBLE, PhotoRole.AVANT, PhotoRole.APRES), PhotoRole.AVANT),
        ((PhotoRole.APRES, PhotoRole.DETAIL), PhotoRole.DETAIL),
    ],
)
def test_ghost_is_the_place_as_it_was(tmp_path: Path, roles: tuple[PhotoRole, ...], ghost: PhotoRole) -> None:
    async def story(page: Watched) -> None:
        await page.tap("add-photo")
        await until_ghosts(page, lambda found: found == [photo(ghost).jpeg])

    watch(tmp_path, story, PLACE, fill=mended(*roles), page=camera())


def test_after_is_never_laid_over_an_after(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until("take-before")
        await page.tap("add-photo")
        await page.until("shutter")
        await page.page.settle(3)
        assert ghosts(page) == []

    watch(tmp_path, story, PLACE, fill=mended(PhotoRole.APRES), page=camera())


def test_before_that_was_taken_and_not_kept_is_found_again(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        mended()(town)
        town.replica.write_now(hold_shot, ShotOf("report", HOLE, PhotoRole.AVANT), photo("held"))

    async def story(page: Watched) -> None:
        await page.until("retake")
        await page.tap("retake")
        await page.until_text(FR("reports.take_before"))

    watch(tmp_path, story, PLACE, fill=fill, page=camera())


def test_closed_report_asks_for_no_before(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until("add-photo")
        assert not page.has("take-before")

    watch(tmp_path, story, PLACE, fill=mended(status="resolu"))

"""The first step of a new report: the photos so far."""

import asyncio
from dataclasses import replace
from pathlib import Path

import flet as ft
import pytest

from fieldapp.account.queries import agent_card
from fieldapp.device.photo_sizes import EXTENTS, PhotoSize
from fieldapp.device.ports import Fix, PickedFile
from fieldapp.ui.app import App
from fieldapp.ui.capture import picked
from fieldapp.ui.look import Look
from sync.records.attachment import PHOTOS_PER_RECORD_MAX
from tests.fieldapp.device.cameras import jpeg
from tests.fieldapp.photos import picture_files
from tests.fieldapp.reports.test_screens_new import NEW, device, nothing
from tests.fieldapp.town import CENTRE, KARIM, Town
from tests.fieldapp.watched import Watched, watch


@pytest.mark.parametrize(("width", "height", "in_line"), [(800, 1280, 4), (1280, 800, 3)])
def test_six_photos_are_all_in_sight_without_a_swipe(tmp_path: Path, width: int, height: int, in_line: int) -> None:
    known = replace(device(Fix(*CENTRE, 4.0)), pictures=picture_files(PHOTOS_PER_RECORD_MAX))

    async def story(page: Watched) -> None:
        await page.tap("gallery")
        await page.until(f"draft-photo-{PHOTOS_PER_RECORD_MAX}")
        lines = [line for line in page.page.all(ft.Row, wrap=True) if len(line.controls) == PHOTOS_PER_RECORD_MAX]
        assert [line.scroll for line in lines] == [None], "a line that wraps, in nothing that scrolls"
        tile = lines[0].controls[0]
        assert isinstance(tile, ft.Container)
        tile_px, gap_px = float(tile.width or 0), float(lines[0].spacing)
        side_px = 360 if width > height else width - 2 * 24
        assert (side_px + gap_px) // (tile_px + gap_px) >= in_line

    size = {"width": width, "height": height}
    watch(tmp_path, story, NEW, fill=nothing, page={"device": known, **size})


@pytest.mark.parametrize("size", PhotoSize)
def test_photo_that_is_picked_has_the_size_that_was_chosen(town: Town, size: PhotoSize) -> None:
    known = device(Fix(*CENTRE, 4.0))
    known.pictures = [PickedFile("large.jpg", jpeg(2600, 1950))]
    agent = town.replica.read_now(agent_card, KARIM)
    assert agent is not None

    (photo,) = asyncio.run(picked(App(town.replica, agent, known, photo_size=size), Look(), 1))
    assert photo.width == min(2600, EXTENTS[size].long_edge)

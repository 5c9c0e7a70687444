"""The first step of a new report: the photos so far."""

from dataclasses import replace
from pathlib import Path

import flet as ft
import pytest

from fieldapp.device.ports import Fix
from sync.records.attachment import PHOTOS_PER_RECORD_MAX
from tests.fieldapp.photos import picture_files
from tests.fieldapp.reports.test_screens_new import NEW, device, nothing
from tests.fieldapp.town import CENTRE
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

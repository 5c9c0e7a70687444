"""The cross-hair is put without a drag: by a tap on the map, by four arrows, by the arrow keys."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flet as ft
import flet_map as fm
import pytest

from fieldapp.device.ports import Fix
from fieldapp.reports import queries_new
from fieldapp.ui import routes
from fieldapp.ui.map_aiming import STEP_M, STEPS, stepped
from sync.records.geometry import Point, metres_between
from tests.fieldapp.fixed_device import FixedDevice, FixedPosition
from tests.fieldapp.town import CENTRE
from tests.fieldapp.watched import Watched, watch

HERE = Point(*CENTRE)
ELSEWHERE = Point(CENTRE[0] + 0.0005, CENTRE[1] - 0.0004)


async def at_the_map(page: Watched) -> None:
    """Go to the third step; the position is not precise enough to be taken by itself."""
    await page.tap("without-photo")
    await page.tap("cat-encombrants")
    await page.until("aim-up")


async def placed(page: Watched, near: Point) -> queries_new.ReportDraft:
    def is_there(found: queries_new.ReportDraft | None) -> bool:
        return found is not None and found.point is not None and metres_between(found.point, near) < 0.1

    found: queries_new.ReportDraft = await page.until_kept(queries_new.open_draft, is_so=is_there)
    return found


def on_map(tmp_path: Path, story: Any) -> None:
    known = FixedDevice(position=FixedPosition(Fix(*CENTRE, 12.0)))
    watch(
        tmp_path, story, routes.NEW_REPORT, fill=lambda town: None, page={"device": known, "answers": {"move_to": None}}
    )


@pytest.mark.parametrize("direction", STEPS)
def test_step_is_five_metres_in_its_direction(direction: str) -> None:
    there = stepped(HERE, direction)
    assert metres_between(HERE, there) == pytest.approx(STEP_M, abs=0.01)
    north, east = STEPS[direction]
    assert ((there.lat > HERE.lat) - (there.lat < HERE.lat), (there.long > HERE.long) - (there.long < HERE.long)) == (
        north,
        east,
    )


def test_tap_on_the_map_puts_the_cross_hair_there(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await at_the_map(page)
        shown = page.page.all(fm.Map)[0]
        there = SimpleNamespace(coordinates=fm.MapLatitudeLongitude(ELSEWHERE.lat, ELSEWHERE.long))
        assert shown.on_tap is not None
        await shown.on_tap(there)
        found = await placed(page, ELSEWHERE)
        assert (found.source, found.accuracy_m) == ("carte", None)
        moves = [call for call in page.page.wire.calls if call.name == "move_to"]
        assert moves[-1].args["destination"].latitude == ELSEWHERE.lat

    on_map(tmp_path, story)


def test_arrows_add_up_and_each_is_kept_at_once(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await at_the_map(page)
        for name in ("up", "up", "left"):
            await page.tap(f"aim-{name}")
        north = stepped(stepped(HERE, "up"), "up")
        found = await placed(page, stepped(north, "left"))
        assert found.source == "carte"

    on_map(tmp_path, story)


def test_arrow_keys_move_it_too(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await at_the_map(page)
        client = page.page.session.page
        assert client.on_keyboard_event is not None
        for key in ("Arrow Down", "Arrow Right", "Arrow Up", "Arrow Up", "Arrow Left", "Arrow Left"):
            event = ft.KeyboardEvent(
                "keyboard_event", page.page.session.page, key=key, shift=False, ctrl=False, alt=False, meta=False
            )
            await page.page.session.page.on_keyboard_event(event)
        await placed(page, stepped(stepped(HERE, "up"), "left"))

    on_map(tmp_path, story)

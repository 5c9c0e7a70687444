"""The triage on an upright tablet: list, then report, one at a time."""

from pathlib import Path

from fieldapp.ui import routes
from tests.fieldapp.town import SYLVIE, uid
from tests.fieldapp.triage.desk import fill_desk
from tests.fieldapp.watched import Watched, watch

CABLE = uid("cable")


def test_report_has_the_window_and_the_list_keeps_its_part(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("which-dangerous")
        await page.until_gone(f"row-{uid('trou')}")
        await page.tap(f"row-{CABLE}")
        await page.until("primary")
        # Its own bar is there: a toast lies above one bar, and would hide it where there are two.
        assert not page.has("place-today")
        await page.tap("back-to-list")
        await page.until(f"row-{CABLE}")
        assert page.has("place-today")
        assert not page.has(f"row-{uid('trou')}")

    watch(tmp_path, story, routes.TRIAGE, fill=fill_desk, page={"agent": SYLVIE})

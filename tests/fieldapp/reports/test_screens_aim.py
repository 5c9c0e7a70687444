"""A report whose place is chosen on the map: what is sent is where the map was put last."""

from pathlib import Path

from fieldapp.reports import queries, queries_new
from fieldapp.ui import routes
from sync.records.geometry import Point
from tests.fieldapp.town import CENTRE, EAST, KARIM, NOW
from tests.fieldapp.watched import Watched, watch


def test_map_that_was_just_let_go_is_where_the_report_is(tmp_path: Path) -> None:
    there = Point(CENTRE[0] + 0.002, CENTRE[1])

    async def story(page: Watched) -> None:
        await page.tap("without-photo")
        await page.tap("cat-encombrants")
        await page.until_kept(queries_new.open_draft, is_so=lambda found: found is not None and found.source == "gps")
        await page.drag_map(there)
        await page.tap("primary")
        (card,) = await page.until_kept(
            queries.reports_near, there, queries.Which.MINE, KARIM, NOW, is_so=lambda cards: len(cards) == 1
        )
        report = await page.until_kept(queries.report_page, card.id, is_so=lambda found: found is not None)
        assert (report.position_source, report.card.point) == ("carte", there)
        assert card.address == "", "the one that was drawn is of the place before"

    fill = lambda town: town.report("hole", address="31 rue Grimaldi", zone=EAST)  # noqa: E731
    watch(tmp_path, story, routes.NEW_REPORT, fill=fill, page={"answers": {"move_to": None}})

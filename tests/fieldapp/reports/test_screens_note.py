"""The note of a new report: what was typed goes with it, however soon it is sent."""

from pathlib import Path

from fieldapp.device.ports import Fix
from fieldapp.reports import actions, queries, queries_new
from fieldapp.ui import routes
from fieldapp.ui.gestures import AUTOSAVE_S
from fieldapp.ui.i18n import Language, Words
from tests.fieldapp.fixed_device import FixedDevice, FixedPosition
from tests.fieldapp.town import CENTRE, KARIM, Town, uid
from tests.fieldapp.ui.headless import TICK_S
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
NOTE = "Derrière le portail"
HERE = FixedDevice(position=FixedPosition(Fix(*CENTRE, 4.0)))


def at_the_position(town: Town) -> None:
    """Leave a form at its last step, ready to be sent."""
    place = {"lat": CENTRE[0], "long": CENTRE[1], "accuracy_m": 4.0, "source": "gps"}
    town.replica.write_now(actions.save_draft, None, {"step": 2, "category": "encombrants", **place})


async def no_draft_comes_back(page: Watched) -> None:
    await page.page.settle(int(2 * AUTOSAVE_S / TICK_S))
    assert await page.town.replica.read(queries_new.open_draft) is None


def test_note_that_was_just_typed_is_sent_with_the_report(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        draft = await page.until_kept(queries_new.open_draft, is_so=lambda found: found is not None)
        await page.type("report-note", NOTE)
        await page.tap("primary")
        report = await page.until_kept(queries.report_page, draft.id, is_so=lambda found: found is not None)
        assert report.card.description == NOTE
        await no_draft_comes_back(page)

    watch(tmp_path, story, routes.NEW_REPORT, fill=at_the_position, page={"device": HERE})


def test_sentence_that_is_often_said_goes_behind_what_is_being_typed_and_is_kept(tmp_path: Path) -> None:
    said = f"{NOTE}. {FR('reports.tpl_clean_3')}."

    async def story(page: Watched) -> None:
        await page.until("report-note")
        await page.page.type_and_tap("report-note", NOTE, "template-3")
        await page.until_kept(queries_new.open_draft, is_so=lambda found: found.description == said)
        await page.page.type_and_tap("report-note", f"{said} Vite", "template-1")
        whole = f"{said} Vite. {FR('reports.tpl_clean_1')}."
        await page.until_kept(queries_new.open_draft, is_so=lambda found: found.description == whole)

    watch(tmp_path, story, routes.NEW_REPORT, fill=at_the_position, page={"device": HERE})


def test_note_that_was_just_typed_goes_to_the_report_that_is_followed(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        at_the_position(town)
        town.report("twin", service_code="encombrants", lat=CENTRE[0] + 0.0001)

    async def story(page: Watched) -> None:
        await page.until("follow-this")
        await page.type("report-note", NOTE)
        await page.tap("follow-this")
        followed = await page.until_kept(
            queries.report_page, uid("twin"), is_so=lambda found: found is not None and KARIM in found.followers
        )
        assert [comment.text for comment in followed.comments] == [NOTE]
        await no_draft_comes_back(page)

    watch(tmp_path, story, routes.NEW_REPORT, fill=fill, page={"device": HERE})


def test_form_that_was_sent_is_not_begun_again_by_what_comes_late(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        draft = await page.until_kept(queries_new.open_draft, is_so=lambda found: found is not None)
        await page.tap("primary")
        await page.until_kept(queries.report_page, draft.id, is_so=lambda found: found is not None)
        await page.town.replica.write(actions.save_draft, draft.id, {"lat": CENTRE[0]})
        assert await page.town.replica.read(queries_new.open_draft) is None

    watch(tmp_path, story, routes.NEW_REPORT, fill=at_the_position, page={"device": HERE})

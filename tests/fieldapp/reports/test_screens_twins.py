"""What is already reported at a new report's place: up to three cards to follow, each with its pin."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fieldapp.reports import actions, queries, queries_new
from fieldapp.ui import routes
from fieldapp.ui.i18n import NBSP, Language, Words
from tests.fieldapp.photos import photo
from tests.fieldapp.reports.spoken import FORM
from tests.fieldapp.town import CENTRE, KARIM, Town, uid
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
DEGREE_M = 111_195.0
"""Metres of a degree of latitude."""


def reported(*metres: int) -> Callable[[Town], None]:
    """Give what fills a town with reports so far away, and a form that is placed."""

    def fill(town: Town) -> None:
        for away_m in metres:
            lat = CENTRE[0] + away_m / DEGREE_M
            town.report(f"at {away_m}", service_code="encombrants", lat=lat, status="pris_en_charge")
        draft = town.replica.write_now(actions.save_draft, None, FORM)
        town.replica.write_now(actions.add_draft_photo, draft, photo("seen"))

    return fill


def test_three_nearest_stand_as_cards_with_their_distance_and_state(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until("follow-this-3")
        for away_m in (4, 11, 19):
            assert page.says(FR("reports.twin", metres=f"{away_m}{NBSP}m"))
        assert not page.says(f"25{NBSP}m")
        assert page.says("Pris en charge · ")

    watch(tmp_path, story, routes.NEW_REPORT, fill=reported(19, 4, 25, 11))


@pytest.mark.parametrize(("noun", "away_m"), [("follow-this", 4), ("follow-this-2", 11), ("follow-this-3", 19)])
def test_each_can_be_followed_with_the_photo_of_the_form(tmp_path: Path, noun: str, away_m: int) -> None:
    def is_followed(found: queries.ReportPage) -> bool:
        return KARIM in found.followers and len(found.photos) == 1

    async def story(page: Watched) -> None:
        await page.tap(noun)
        await page.until_kept(queries.report_page, uid(f"at {away_m}"), is_so=is_followed)
        assert await page.town.replica.read(queries_new.open_draft) is None

    watch(tmp_path, story, routes.NEW_REPORT, fill=reported(4, 11, 19))


def test_pin_that_is_tapped_selects_its_card_and_leads_to_it(tmp_path: Path) -> None:
    second = uid("at 11")

    async def story(page: Watched) -> None:
        await page.tap(f"pin-{second}")
        await page.until_text(FR("reports.twin_picked", metres=f"11{NBSP}m"))
        assert not page.says(FR("reports.twin", metres=f"11{NBSP}m"))
        assert page.says(FR("reports.twin", metres=f"4{NBSP}m"))
        assert page.page.id(f"pin-{second}").selected
        await page.until_led_to(f"twin-{second}")
        await page.tap("follow-this-2")
        await page.until("follow")

    watch(tmp_path, story, routes.NEW_REPORT, fill=reported(4, 11))


def test_follow_that_was_a_slip_is_taken_back_and_the_form_is_there_again(tmp_path: Path) -> None:
    twin = uid("at 4")

    async def story(page: Watched) -> None:
        before = await page.town.replica.read(queries_new.open_draft)
        await page.tap("follow-this")
        await page.until_kept(queries.report_page, twin, is_so=lambda found: len(found.photos) == 1)
        await page.tap("undo")
        again = await page.until_kept(queries_new.open_draft, is_so=lambda found: found is not None)
        assert before is not None
        assert (again.id, again.category, len(again.photos)) == (before.id, before.category, 1)
        found = await page.until_kept(queries.report_page, twin, is_so=lambda found: not found.photos)
        assert found.followers == ()
        await page.until("follow-this")

    watch(tmp_path, story, routes.NEW_REPORT, fill=reported(4))

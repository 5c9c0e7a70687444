"""Reports around and the page of one: filters, distances, what an agent may do, what is told."""

from pathlib import Path
from typing import Any

import flet as ft
import pytest

from fieldapp.device.ports import PositionTrouble
from fieldapp.replica.leavings import IMPOSSIBLE, Leaving, leaving_of
from fieldapp.reports import queries
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from sync.records.attachment import PhotoRole
from tests.fieldapp.fixed_device import FixedDevice, FixedPosition
from tests.fieldapp.photos import photo
from tests.fieldapp.town import CENTRE, EAST, ELU, KARIM, PROPRETE, SYLVIE, VOIRIE, Town, uid
from tests.fieldapp.watched import Watched, texts_below, watch

FR = Words(Language.FR)
HOLE = uid("hole")
PLACE = routes.report(HOLE)


def hole(**fields: Any) -> Any:
    """Give what puts one report into the town."""
    return lambda town: town.report("hole", **fields)


async def kept(page: Watched, is_so: Any) -> queries.ReportPage:
    found: queries.ReportPage = await page.until_kept(queries.report_page, HOLE, is_so=is_so)
    return found


def test_list_tells_distance_and_opens_the_report(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text("110")
        await page.tap(f"report-{HOLE}")
        await page.until("follow")

    watch(tmp_path, story, routes.NEAR_ME, fill=hole(lat=CENTRE[0] + 0.001))


def test_filter_shows_what_is_closed(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("reports.none"))
        await page.tap("show-closed")
        await page.until(f"report-{HOLE}")

    watch(tmp_path, story, routes.NEAR_ME, fill=hole(status="resolu"))


def test_filter_stays_when_the_list_becomes_a_map(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.report("hole", priority="dangereux")
        town.report("calm", lat=CENTRE[0] + 0.01)

    async def story(page: Watched) -> None:
        await page.tap("show-dangerous")
        await page.until_gone(f"report-{uid('calm')}")
        await page.tap("view-map")
        await page.until(f"pin-{HOLE}")
        assert not page.has(f"pin-{uid('calm')}")

    watch(tmp_path, story, routes.NEAR_ME, fill=fill)


def test_list_goes_around_the_centre_when_there_is_no_position(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("reports.near_centre"))
        await page.until(f"report-{HOLE}")

    nowhere = FixedDevice(position=FixedPosition(PositionTrouble.ABSENT))
    watch(tmp_path, story, routes.NEAR_ME, fill=hole(), page={"device": nowhere})


def test_list_goes_around_the_sector_that_is_asked_for(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("reports.near_zone", name="Les Moneghetti"))

    watch(tmp_path, story, f"{routes.NEAR_ME}?zone={EAST}", fill=hole())


def test_page_tells_who_what_and_when(tmp_path: Path) -> None:
    history = [
        {
            "id": "d:1",
            "agent": SYLVIE,
            "op": "patch",
            "made_at": "2026-11-23T09:00:00.000Z",
            "received_at": "2026-11-23T11:00:00.000Z",
            "edits": {"status": ["nouveau", "affecte"], "service": [None, VOIRIE]},
        }
    ]

    async def story(page: Watched) -> None:
        await page.until_text("De «\u00a0Nouveau\u00a0» à «\u00a0Affecté\u00a0».")
        assert page.says("Service\u00a0: Voirie.")
        assert page.says("10:00 · reçu 12:00")

    watch(tmp_path, story, PLACE, fill=hole(status="affecte", history=history))


def test_report_is_taken_begun_and_done_with_its_proof(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("primary")
        assert (await kept(page, lambda found: found.card.status == "pris_en_charge")).assignee == KARIM
        await page.until_text(FR("reports.start"))
        await page.tap("primary")
        await kept(page, lambda found: found.card.status == "en_cours")
        await page.until_text(FR("reports.needs_after"))
        await page.tap("primary")
        assert (await kept(page, lambda found: True)).card.status == "en_cours"
        await page.tap("add-photo")
        await page.tap("gallery")
        await page.until_text(FR("photo.held"))
        await page.tap("primary")
        await kept(page, lambda found: any(one.role == PhotoRole.APRES for one in found.photos))
        await page.tap("primary")
        await kept(page, lambda found: found.card.status == "resolu")
        await page.tap("undo")
        await kept(page, lambda found: found.card.status == "en_cours" and found.closed_at is None)

    watch(tmp_path, story, PLACE, fill=hole(status="affecte"))


def test_report_of_another_service_is_not_offered_to_take(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until("follow")
        assert not page.has("primary")
        page.town.report("hole", service=PROPRETE, status="affecte", assignee=KARIM)
        await page.until("primary")

    watch(tmp_path, story, PLACE, fill=hole(service=PROPRETE))


def test_impossible_report_says_why(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("impossible")
        await page.tap("why-introuvable")
        await page.tap("primary")
        found = await kept(page, lambda found: found.card.status == "impossible")
        assert found.status_notes == f"{FR('tasks.reason_introuvable')}."

    watch(tmp_path, story, PLACE, fill=hole(status="en_cours"))


def test_close_keeps_impossible_and_the_page_opens_with_it(tmp_path: Path) -> None:
    leaving = Leaving(IMPOSSIBLE, "report", HOLE)

    async def story(page: Watched) -> None:
        await page.tap("impossible")
        await page.tap("why-autre")
        await page.type("impossible-note", "Terrain privé")
        begun = {"reason": "autre", "note": "Terrain privé"}
        await page.until_kept(leaving_of, leaving, is_so=lambda fields: fields == begun)
        await page.tap("close")
        await page.until_gone("why-autre")
        await page.tap("impossible")
        await page.until_text(FR("tasks.why_impossible"))
        await page.page.type_and_tap("impossible-note", "Terrain privé, clos", "primary")
        found = await kept(page, lambda found: found.card.status == "impossible")
        assert (found.status_notes, found.impossible) == ("Terrain privé, clos", {})

    watch(tmp_path, story, PLACE, fill=hole(status="en_cours"))


def test_following_is_one_tap_and_back(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("follow")
        await kept(page, lambda found: found.followers == (KARIM,))
        await page.until_text(FR("reports.unfollow"))
        await page.tap("follow")
        await kept(page, lambda found: found.followers == ())

    watch(tmp_path, story, PLACE, fill=hole())


def test_sentence_that_is_often_said_is_one_tap(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("template-2")
        await page.tap("comment-add")
        found = await kept(page, lambda found: len(found.comments) == 1)
        assert found.comments[0].text == f"{FR('tasks.tpl_road_2')}."

    watch(tmp_path, story, PLACE, fill=hole())


def test_last_letter_of_a_comment_goes_with_the_tap(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.type("comment", "V")
        await page.until("comment-add")
        await page.page.type_and_tap("comment", "Vu", "comment-add")
        found = await kept(page, lambda found: len(found.comments) == 1)
        assert found.comments[0].text == "Vu"

    watch(tmp_path, story, PLACE, fill=hole())


def test_elu_follows_and_comments_but_moves_nothing(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until("follow")
        assert not page.has("primary")
        await page.type("comment", "Vu avec les riverains")
        await page.tap("comment-add")
        found = await kept(page, lambda found: len(found.comments) == 1)
        assert found.comments[0].author == "Hélène Roux"

    watch(tmp_path, story, PLACE, fill=hole(), page={"agent": ELU})


def test_closed_report_offers_no_move(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until("follow")
        assert not page.has("primary")

    watch(tmp_path, story, PLACE, fill=hole(status="rejete", reject_reason="prive"))


@pytest.mark.usefixtures("quick_confirmation")
def test_photo_of_mine_says_that_it_waits_and_can_be_removed(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.report("hole")
        town.replica.write_now(lambda unit: unit.attach("report", HOLE, photo("hole"), "ensemble"))

    async def story(page: Watched) -> None:
        await page.until_text(FR("sync.photo_to_send"))
        found = await kept(page, lambda found: len(found.photos) == 1)
        await page.tap(f"photo-{found.photos[0].id}")
        await page.tap("remove-photo")
        await page.tap("remove-photo-confirm")
        await kept(page, lambda found: found.photos == ())

    watch(tmp_path, story, PLACE, fill=fill)


def test_report_that_is_not_here_says_so(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.until_text(FR("trouble.absent_title"))

    watch(tmp_path, story, PLACE, fill=lambda town: None)


def test_reports_around_are_grouped_by_street_the_nearest_street_first(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        for n, address in enumerate(("3 rue Saige", "Rue Plati, 9", "12 rue Saige", "")):
            town.report(f"r {n}", lat=CENTRE[0] + 0.001 * (n + 1), address=address or None)

    async def story(page: Watched) -> None:
        await page.tap("by-street")
        await page.until_text("Rue Saige")
        named = {"Rue Saige", "Rue Plati", FR("work.no_address")}
        named |= {"3 rue Saige", "Rue Plati, 9", "12 rue Saige"}
        seen = [text for listed in page.page.all(ft.ListView) for text in texts_below(listed) if text in named]
        streets = ["Rue Saige", "3 rue Saige", "12 rue Saige", "Rue Plati", "Rue Plati, 9", FR("work.no_address")]
        assert seen[: len(streets)] == streets
        assert page.says(FR("reports.near_count", n=2))

    watch(tmp_path, story, routes.NEAR_ME, fill=fill)

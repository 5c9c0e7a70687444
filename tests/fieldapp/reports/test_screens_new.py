"""A new report through its screens: three steps, a draft that is always kept, what deflects, what doubles."""

from pathlib import Path
from typing import Any

import pytest

from fieldapp.device.ports import Fix, PositionTrouble
from fieldapp.reports import actions, queries, queries_new
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from sync.records.geometry import Point
from tests.fieldapp.fixed_device import FixedCamera, FixedDevice, FixedPosition
from tests.fieldapp.photos import picture_files
from tests.fieldapp.town import CENTRE, EAST, ELU, KARIM, NOW, Town, uid
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
HERE = Point(*CENTRE)
NEW = routes.NEW_REPORT


def nothing(town: Town) -> None:
    """Leave the town as it is."""


def device(found: Fix | PositionTrouble) -> FixedDevice:
    """Give a device that stands somewhere, or does not know where."""
    return FixedDevice(position=FixedPosition(found), pictures=picture_files(2))


async def draft(page: Watched, is_so: Any = lambda found: found is not None) -> queries_new.ReportDraft:
    found: queries_new.ReportDraft = await page.until_kept(queries_new.open_draft, is_so=is_so)
    return found


async def sent(page: Watched) -> queries.ReportCard:
    found: tuple[queries.ReportCard, ...] = await page.until_kept(
        queries.reports_near, HERE, queries.Which.MINE, KARIM, NOW, is_so=lambda cards: len(cards) == 1
    )
    return found[0]


def test_common_case_takes_a_photo_and_four_taps(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("place-report")
        await page.tap("gallery")
        await draft(page, lambda found: found is not None and len(found.photos) == 2)
        await page.tap("primary")
        await page.tap("cat-encombrants")
        await draft(page, lambda found: found is not None and found.source == "gps")
        await page.tap("primary")
        card = await sent(page)
        assert (card.category, card.status, card.priority) == ("encombrants", "nouveau", "genant")
        report = await page.until_kept(queries.report_page, card.id, is_so=lambda found: found is not None)
        assert (report.position_source, report.accuracy_m, len(report.photos)) == ("gps", 4.0, 2)
        assert report.zone_name == "Les Moneghetti"

    watch(tmp_path, story, routes.TODAY, fill=nothing, page={"device": device(Fix(*CENTRE, 4.0))})


def test_face_is_covered_by_two_taps_before_anything_leaves(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("gallery")
        before = (await draft(page, lambda found: found is not None and len(found.photos) == 2)).photos
        await page.tap("draft-photo-1")
        await page.tap("photo-cover")
        await page.until("cover-canvas")
        await page.tap("primary")
        await page.until_text(FR("cover.nothing"))
        for corner in ({"x": 40, "y": 40}, {"x": 240, "y": 200}):
            await page.touch("cover-canvas", "tap_up", corner)
        await page.until_text(FR("cover.apply", n=1))
        await page.tap("primary")
        found = await draft(page, lambda found: found.photos[0].id != before[0].id)
        assert [one.role for one in found.photos] == [one.role for one in before]
        assert found.photos[1] == before[1]
        assert not page.town.replica.files.exists(before[0].id)
        await page.until("photo-cover")

    watch(tmp_path, story, NEW, fill=nothing, page={"device": device(Fix(*CENTRE, 40.0))})


def test_rectangle_is_drawn_by_one_drag_too_and_can_be_undone(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("gallery")
        await page.tap("draft-photo-1")
        await page.tap("photo-cover")
        for name, place in (("pan_start", (200, 200)), ("pan_update", (60, 90)), ("pan_end", (60, 90))):
            await page.touch("cover-canvas", name, {"x": place[0], "y": place[1]})
        await page.until_text(FR("cover.apply", n=1))
        await page.tap("cover-undo")
        await page.until_gone("cover-undo")

    watch(tmp_path, story, NEW, fill=nothing, page={"device": device(Fix(*CENTRE, 40.0))})


def test_form_opens_at_the_step_where_it_was_left(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        town.replica.write_now(actions.save_draft, None, {"step": 2, "category": "fils", "description": "Devant le 14"})

    async def story(page: Watched) -> None:
        await page.until("report-note")
        assert page.says("Fils électriques apparents")

    watch(tmp_path, story, NEW, fill=fill)


def test_search_by_a_synonym_finds_the_category_and_goes_on(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("without-photo")
        await page.type("category-search", "egout")
        await page.tap("found-avaloir")
        await page.until("report-note")
        assert (await draft(page)).category == "avaloir"

    watch(tmp_path, story, NEW, fill=nothing)


def test_deflection_offers_a_call_and_makes_no_report(tmp_path: Path) -> None:
    known = device(Fix(*CENTRE, 4.0))

    async def story(page: Watched) -> None:
        await page.tap("without-photo")
        await page.type("category-search", "incendie")
        await page.until_text(FR("reports.deflection"))
        await page.tap("call-18")
        assert known.dialled == ["18"]
        assert (await draft(page)).category is None

    watch(tmp_path, story, NEW, fill=nothing, page={"device": known})


def test_dangerous_category_is_proposed_as_dangerous_with_the_number_to_call(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("without-photo")
        await page.tap("report-danger")
        await page.tap("chip-fils")
        await page.until_text(FR("reports.danger_line"))
        assert (await draft(page)).priority == "dangereux"

    watch(tmp_path, story, NEW, fill=nothing)


def test_danger_is_no_longer_proposed_with_another_category(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("without-photo")
        await page.tap("report-danger")
        await page.tap("chip-fils")
        await page.tap("return")
        await page.tap("cat-encombrants")
        await draft(page, lambda found: found.category == "encombrants" and found.priority == "genant")

    watch(tmp_path, story, NEW, fill=nothing)


def test_primary_without_a_category_says_to_choose_one(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("without-photo")
        await page.until("category-search")
        await page.tap("primary")
        await page.until_text(FR("reports.choose_category"))
        assert page.has("category-search")

    watch(tmp_path, story, NEW, fill=nothing)


def test_rough_position_is_taken_only_when_the_agent_says_so(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("without-photo")
        await page.tap("cat-encombrants")
        await page.until_text("Position approximative")
        await page.tap("primary")
        assert (await draft(page)).point is None
        await page.tap("take-position")
        await draft(page, lambda found: found.accuracy_m == 38.0)
        await page.tap("primary")
        await sent(page)

    watch(tmp_path, story, NEW, fill=nothing, page={"device": device(Fix(*CENTRE, 38.0))})


def test_fair_position_is_sent_as_it_is(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("without-photo")
        await page.tap("cat-encombrants")
        await page.until_text("Position correcte")
        await page.tap("primary")
        card = await sent(page)
        report = await page.until_kept(queries.report_page, card.id, is_so=lambda found: found is not None)
        assert (report.accuracy_m, report.position_source) == (12.0, "gps")

    watch(tmp_path, story, NEW, fill=nothing, page={"device": device(Fix(*CENTRE, 12.0))})


def test_refused_position_leaves_map_and_address(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("without-photo")
        await page.tap("cat-encombrants")
        await page.until_text(FR("reports.position_denied_title"))
        await page.until_text(FR("trouble.code", code="L-01"))
        await page.until("copy-code")
        await page.tap("primary")
        await page.until_text(FR("reports.place_first"))
        await page.tap("address")
        await page.type("address-search", "grimaldi")
        await page.tap("address-1")
        await draft(page, lambda found: found.source == "adresse" and found.address == "31 rue Grimaldi")
        await page.tap("primary")
        await sent(page)

    fill = lambda town: town.report("hole", address="31 rue Grimaldi", zone=EAST)  # noqa: E731
    watch(tmp_path, story, NEW, fill=fill, page={"device": device(PositionTrouble.DENIED)})


def test_twin_is_followed_instead_of_reported_again(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("gallery")
        await draft(page, lambda found: found is not None and len(found.photos) == 2)
        await page.tap("primary")
        await page.tap("cat-encombrants")
        await page.tap("follow-this")
        followed = await page.until_kept(
            queries.report_page, uid("twin"), is_so=lambda found: found is not None and KARIM in found.followers
        )
        assert len(followed.photos) == 2
        assert await page.town.replica.read(queries_new.open_draft) is None

    fill = lambda town: town.report("twin", service_code="encombrants", lat=CENTRE[0] + 0.0001)  # noqa: E731
    watch(tmp_path, story, NEW, fill=fill, page={"device": device(Fix(*CENTRE, 4.0))})


def test_note_is_kept_while_it_is_typed(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("without-photo")
        await page.tap("cat-encombrants")
        await page.type("report-note", "Derrière le portail")
        await draft(page, lambda found: found.description == "Derrière le portail")

    watch(tmp_path, story, NEW, fill=nothing)


def test_photo_is_opened_typed_anew_put_first_and_removed(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("gallery")
        before = await draft(page, lambda found: found is not None and len(found.photos) == 2)
        await page.tap("draft-photo-2")
        await page.tap("role-ensemble")
        await draft(page, lambda found: [photo.role for photo in found.photos] == ["ensemble", "ensemble"])
        await page.tap("photo-first")
        second = before.photos[1].id
        await draft(page, lambda found: found.photos[0].id == second)
        await page.tap("photo-remove")
        await draft(page, lambda found: [photo.id for photo in found.photos] == [before.photos[0].id])

    watch(tmp_path, story, NEW, fill=nothing, page={"device": device(Fix(*CENTRE, 4.0))})


def test_camera_takes_one_picture_after_another(tmp_path: Path) -> None:
    known = device(Fix(*CENTRE, 4.0))
    known.camera = FixedCamera(picture_files(1)[0].content)

    async def story(page: Watched) -> None:
        for count in (1, 2, 3):
            await page.until_live("shutter")
            await page.tap("shutter")
            await draft(page, lambda found, count=count: found is not None and len(found.photos) == count)
        assert [photo.role for photo in (await draft(page)).photos] == ["ensemble", "detail", "detail"]

    watch(tmp_path, story, NEW, fill=nothing, page={"device": known})


def test_unreadable_picture_is_told_and_keeps_nothing(tmp_path: Path) -> None:
    known = device(Fix(*CENTRE, 4.0))
    known.pictures = [type(known.pictures[0])("broken.jpg", b"not a picture")]

    async def story(page: Watched) -> None:
        await page.tap("gallery")
        await page.until_text(FR("photo.unreadable"))
        assert await page.town.replica.read(queries_new.open_draft) is None

    watch(tmp_path, story, NEW, fill=nothing, page={"device": known})


@pytest.mark.usefixtures("quick_confirmation")
def test_draft_is_erased_after_a_confirmation(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("without-photo")
        await page.tap("erase-draft")
        await page.tap("erase-draft-confirm")
        await page.until_kept(queries_new.open_draft, is_so=lambda found: found is None)

    watch(tmp_path, story, NEW, fill=nothing)


def test_elu_is_offered_no_staff_category(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("without-photo")
        await page.tap("all-categories")
        await page.until("chip-avaloir")
        assert not page.has("chip-constat")

    watch(tmp_path, story, NEW, fill=nothing, page={"agent": ELU})


def test_photos_are_put_earlier_and_later_by_buttons_and_sent_in_their_order(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("gallery")
        before = await draft(page, lambda found: found is not None and len(found.photos) == 3)
        first, second, third = (photo.id for photo in before.photos)

        def stands(*ids: str) -> Any:
            return lambda found: [photo.id for photo in found.photos] == list(ids)

        await page.tap("draft-photo-3")
        await page.until("photo-earlier")
        assert not page.has("photo-later")
        await page.tap("photo-earlier")
        await draft(page, stands(first, third, second))
        await page.until("photo-later")
        await page.tap("photo-earlier")
        await draft(page, stands(third, first, second))
        await page.until_gone("photo-earlier")
        await page.tap("photo-later")
        await draft(page, stands(first, third, second))
        await page.tap("primary")
        await page.tap("cat-encombrants")
        await draft(page, lambda found: found is not None and found.source == "gps")
        await page.tap("primary")
        card = await sent(page)
        report = await page.until_kept(queries.report_page, card.id, is_so=lambda found: found is not None)
        assert [photo.id for photo in report.photos] == [first, third, second]

    standing = FixedDevice(position=FixedPosition(Fix(*CENTRE, 4.0)), pictures=picture_files(3))
    watch(tmp_path, story, NEW, fill=nothing, page={"device": standing})


def test_position_tells_how_long_it_is_sought_before_there_is_one_and_when_it_is_simulated(tmp_path: Path) -> None:
    async def to_position(page: Watched) -> None:
        await page.tap("without-photo")
        await page.tap("cat-encombrants")
        await page.until("address")

    async def waiting(page: Watched) -> None:
        await to_position(page)
        await page.until_text("Ou déplacez la carte sous la croix")
        assert page.says(FR("reports.position_waiting"))

    async def simulated(page: Watched) -> None:
        await to_position(page)
        await page.until_text(FR("reports.position_fake"))
        kept = await draft(page, lambda found: found is not None and found.source == "gps")
        assert kept.mocked

    slow, fake = device(PositionTrouble.TIMED_OUT), device(Fix(*CENTRE, 4.0, mocked=True))
    watch(tmp_path / "slow", waiting, NEW, fill=nothing, page={"device": slow})
    watch(tmp_path / "fake", simulated, NEW, fill=nothing, page={"device": fake})

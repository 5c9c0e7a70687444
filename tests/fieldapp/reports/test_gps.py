"""Where a report is: the best position of the moment, and the place at which its first photo was taken."""

from pathlib import Path
from typing import Any

from fieldapp.device.ports import Fix, PositionTrouble
from fieldapp.reports import actions, queries_new
from fieldapp.reports.queries_new import ReportDraft
from fieldapp.reports.screens_shared import Gps, at_shot, better, place_edits
from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words
from sync.records.report import PositionSource
from tests.fieldapp.fixed_device import FixedCamera, FixedDevice, FixedPosition
from tests.fieldapp.photos import photo, picture_files
from tests.fieldapp.town import CENTRE, Town
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
METRE = 1 / 111_195
"""Degrees of latitude."""


def fix(accuracy_m: float, north_m: float = 0.0) -> Fix:
    return Fix(CENTRE[0] + north_m * METRE, CENTRE[1], accuracy_m)


def found(*told: tuple[float, Fix]) -> Fix | None:
    """Give the position that is held after these, told at these seconds."""
    gps = Gps()
    for now_s, one in told:
        gps = better(gps, one, now_s)
    return gps.fix


def test_position_a_street_further_on_takes_the_place_of_a_more_precise_one() -> None:
    assert found((0, fix(4.0)), (3, fix(4.5, 67))) == fix(4.5, 67)


def test_rough_position_that_agrees_leaves_the_precise_one() -> None:
    assert found((0, fix(4.0)), (3, fix(30.0, 20))) == fix(4.0)


def test_old_position_gives_way_to_a_rougher_one() -> None:
    assert found((0, fix(4.0)), (16, fix(9.0, 2))) == fix(9.0, 2)


def test_more_precise_position_takes_the_place_at_once() -> None:
    assert found((0, fix(9.0)), (1, fix(4.0, 2))) == fix(4.0, 2)


def test_place_of_the_photo_holds_against_a_precise_position_elsewhere() -> None:
    assert at_shot(Gps(fix=fix(3.0, 900)), fix(12.0)).fix == fix(12.0)


def test_place_of_the_photo_becomes_more_precise_there() -> None:
    assert at_shot(Gps(fix=fix(3.0, 8)), fix(12.0)).fix == fix(3.0, 8)


def test_place_of_the_photo_needs_no_satellites_any_more() -> None:
    held = at_shot(Gps(trouble=PositionTrouble.SWITCHED_OFF), fix(12.0))
    assert (held.fix, held.trouble) == (fix(12.0), None)


def test_place_of_the_photo_is_kept_anew_only_where_it_is_much_more_precise() -> None:
    shot = ReportDraft("id", "", shot=fix(12.0))
    assert place_edits(shot, Gps(fix=fix(11.0)), awaits=False) == {}
    assert place_edits(shot, Gps(fix=fix(6.0)), awaits=False)["shot"]["accuracy_m"] == 6.0
    assert place_edits(shot, Gps(fix=fix(3.0)), awaits=False)["source"] == PositionSource.GPS


def test_chosen_place_is_not_replaced_by_the_satellites() -> None:
    chosen = ReportDraft("id", "", source=PositionSource.CARTE, shot=fix(12.0))
    assert place_edits(chosen, Gps(fix=fix(3.0)), awaits=True) == {}


def test_photo_brings_its_place_into_the_form(town: Town) -> None:
    write, place = town.replica.write_now, place_edits(ReportDraft("", ""), Gps(fix=fix(4.0)), awaits=True)
    draft_id = write(actions.add_draft_photo, None, photo("first"), place)
    further = place_edits(ReportDraft("", ""), Gps(fix=fix(2.0, 50)), awaits=True)
    write(actions.add_draft_photo, draft_id, photo("second"), further)
    kept = town.replica.read_now(queries_new.open_draft)
    assert kept is not None
    assert (kept.shot, kept.source, kept.accuracy_m) == (fix(4.0), PositionSource.GPS, 4.0)


def test_photo_leaves_a_place_that_was_chosen(town: Town) -> None:
    write = town.replica.write_now
    draft_id = write(actions.save_draft, None, {"lat": 1.0, "long": 2.0, "source": PositionSource.CARTE})
    place = place_edits(ReportDraft("", ""), Gps(fix=fix(4.0)), awaits=True)
    write(actions.add_draft_photo, draft_id, photo("first"), place)
    kept = town.replica.read_now(queries_new.open_draft)
    assert kept is not None
    assert (kept.source, kept.point.lat if kept.point else None) == (PositionSource.CARTE, 1.0)


def standing(place: Fix | PositionTrouble) -> tuple[FixedDevice, FixedPosition]:
    position = FixedPosition(place)
    return FixedDevice(position=position, camera=FixedCamera(picture_files(1)[0].content)), position


async def kept(page: Watched, is_so: Any) -> ReportDraft:
    found: ReportDraft = await page.until_kept(queries_new.open_draft, is_so=lambda one: one is not None and is_so(one))
    return found


def test_report_stands_where_its_photo_was_taken_when_it_is_sent_from_elsewhere(tmp_path: Path) -> None:
    device, position = standing(fix(12.0))

    async def story(page: Watched) -> None:
        await page.until("shutter")
        position.tell(fix(11.0))
        await page.tap("shutter")
        await kept(page, lambda one: one.shot == fix(11.0))
        position.tell(fix(3.0, 900))
        await page.tap("primary")
        await page.tap("cat-encombrants")
        await page.until_text(FR("reports.position_shot"))
        await page.tap("take-position")
        taken = await kept(page, lambda one: one.source == PositionSource.GPS)
        assert (taken.point.lat if taken.point else None, taken.accuracy_m) == (CENTRE[0], 11.0)

    watch(tmp_path, story, routes.NEW_REPORT, fill=lambda _town: None, page={"device": device})


def test_place_comes_with_the_next_position_when_the_photo_was_quicker(tmp_path: Path) -> None:
    device, position = standing(PositionTrouble.TIMED_OUT)

    async def story(page: Watched) -> None:
        await page.tap("shutter")
        await kept(page, lambda one: len(one.photos) == 1)
        position.tell(fix(12.0))
        await kept(page, lambda one: one.shot == fix(12.0) and not one.source)
        position.tell(fix(4.0, 3))
        await kept(page, lambda one: one.source == PositionSource.GPS and one.accuracy_m == 4.0)

    watch(tmp_path, story, routes.NEW_REPORT, fill=lambda _town: None, page={"device": device})

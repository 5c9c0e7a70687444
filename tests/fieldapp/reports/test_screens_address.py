"""The place of a report by its address: out of the town's plan, without network, with short forms and slips."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from fieldapp.device.ports import Fix, PositionTrouble
from fieldapp.replica.known_places import KnownPlace
from fieldapp.reports import queries_new
from fieldapp.ui import effects, routes
from tests.fieldapp.fixed_device import FixedDevice, FixedPosition
from tests.fieldapp.packs import PackInHand
from tests.fieldapp.town import CENTRE, Town
from tests.fieldapp.watched import Watched, watch
from tests.server.map.extract_in_hand import STEP
from tests.server.map.pack_in_hand import village_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PackInHand]:
    made = PackInHand(village_pack(tmp_path_factory.mktemp("pack"), *CENTRE, zooms=(15, 15)))
    yield made
    made.close()


def nothing(town: Town) -> None:
    """Leave the town as it is."""


async def at_the_place(page: Watched) -> None:
    """Go to the step that asks where."""
    await page.tap("without-photo")
    await page.tap("cat-encombrants")
    await page.until("address")


def lost(pack: PackInHand) -> dict[str, object]:
    """Give a page whose device does not know where it is."""
    return {"packs": pack.packs(), "device": FixedDevice(position=FixedPosition(PositionTrouble.DENIED))}


@pytest.mark.parametrize("typed", ["bd foch", "boulvard marechal fosh"])
def test_street_of_the_plan_places_the_report(tmp_path: Path, pack: PackInHand, typed: str) -> None:
    async def story(page: Watched) -> None:
        await at_the_place(page)
        await page.tap("address")
        await page.type("address-search", typed)
        await page.tap("found-1")
        found = await page.until_kept(queries_new.open_draft, is_so=lambda draft: bool(draft and draft.address))
        assert (found.address, found.source) == ("Boulevard du Maréchal Foch", "adresse")
        assert abs(found.point.long - CENTRE[1]) < 30 * STEP
        await page.until_text("Boulevard du Maréchal Foch")

    watch(tmp_path, story, routes.NEW_REPORT, fill=nothing, page=lost(pack))


def test_place_is_named_by_the_plan_where_no_record_does(tmp_path: Path, pack: PackInHand) -> None:
    async def story(page: Watched) -> None:
        await at_the_place(page)
        await page.until_text("12 bis Rue de l'Église")

    at_the_house = FixedPosition(Fix(CENTRE[0] + 5 * STEP, CENTRE[1] + 5 * STEP, accuracy_m=4.0))
    page = {"packs": pack.packs(), "device": FixedDevice(position=at_the_house)}
    watch(tmp_path, story, routes.NEW_REPORT, fill=nothing, page=page)


def test_nothing_is_read_before_the_typing_pauses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, asked = queries_new.known_addresses, list[str]()

    def noted(session: Session, typed: str) -> tuple[KnownPlace, ...]:
        asked.append(typed)
        return read(session, typed)

    async def story(page: Watched) -> None:
        await at_the_place(page)
        await page.tap("address")
        monkeypatch.setattr(effects, "TYPING_S", 3600.0)
        for typed in ("gr", "gri", "grim"):
            await page.type("address-search", typed)
        await page.page.settle(10)
        assert set(asked) == {""}
        monkeypatch.setattr(effects, "TYPING_S", 0.0)
        await page.type("address-search", "grima")
        await page.tap("address-1")
        assert set(asked) == {"", "grima"}

    monkeypatch.setattr(queries_new, "known_addresses", noted)
    watch(tmp_path, story, routes.NEW_REPORT, fill=lambda town: town.report("known", address="31 rue Grimaldi"))

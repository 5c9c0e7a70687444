"""The address of a call out of the town's plan: suggested while one types, its sector named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.intake import queries
from sync.records.geometry import Point
from tests.fieldapp.packs import PackInHand
from tests.fieldapp.town import CENTRE, SYLVIE, Town
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


def test_address_of_the_plan_places_a_call_and_names_its_sector(tmp_path: Path, pack: PackInHand) -> None:
    async def story(page: Watched) -> None:
        await page.type("intake-address", "bd foch")
        await page.until("found-1")
        assert not page.says("inconnue")
        await page.tap("found-1")
        found = await page.until_kept(queries.form, SYLVIE, is_so=lambda form: bool(form.get("lat")))
        assert found["address"] == "Boulevard du Maréchal Foch"
        assert abs(found["long"] - CENTRE[1]) < 30 * STEP
        sector = await page.until_kept(queries.sector_of, Point(found["lat"], found["long"]), is_so=bool)
        await page.until_text(f"Boulevard du Maréchal Foch · {sector.name}")

    watch(tmp_path, story, "/intake", fill=nothing, page={"packs": pack.packs(), "agent": SYLVIE, "width": 1366})

"""What a map says of the town's pack in each state, and what its buttons ask; without a pack it stays plain."""

from dataclasses import dataclass, field
from pathlib import Path

import flet_map as fm
import pytest

from fieldapp.ui import routes
from fieldapp.ui.i18n import Language, Words, size
from fieldapp.ui.packs import Hold, Moving, NoPacks, Packs, PackState, PackTrouble, ShownMap
from sync.protocol.messages import MapOffer
from sync.records.geometry import Box
from sync.records.map_pack import PackSheet, Theme
from tests.fieldapp.town import Town
from tests.fieldapp.watched import Watched, watch

FR = Words(Language.FR)
OFFER = MapOffer("Saint-Aubin", "a" * 64, 10_400_000, 1, "2026-11-27T09:00:00.000Z")
SHEET = PackSheet("Saint-Aubin", Box(45.7, 4.8, 45.8, 4.9), 12, 17, tuple(Theme), "© personne", 256)
SHOWN = ShownMap(SHEET, "http://127.0.0.1:9/word")


@dataclass
class Asked(NoPacks):
    """A desk that notes what it is asked."""

    said: list[str] = field(default_factory=list)

    def look(self) -> None:
        self.said.append("look")

    def fetch(self, *, on_any_network: bool = False) -> None:
        self.said.append("anyway" if on_any_network else "fetch")

    def stop(self) -> None:
        self.said.append("stop")


def nothing(town: Town) -> None:
    """Leave the town as it is."""


def tile_layers(page: Watched) -> list[fm.TileLayer]:
    return page.page.all(fm.TileLayer)


async def on_the_map(page: Watched) -> None:
    await page.tap("view-map")
    await page.until("map")


def test_map_without_pack_is_plain_and_asks_what_there_is(tmp_path: Path) -> None:
    desk = Asked()

    async def story(page: Watched) -> None:
        await on_the_map(page)
        assert tile_layers(page) == []
        assert not page.has("pack-card")
        assert desk.said == ["look"]

    watch(tmp_path, story, routes.NEAR_ME, fill=nothing, page={"packs": Packs(PackState(), desk)})


def test_map_without_pack_offers_it_with_its_size(tmp_path: Path) -> None:
    desk = Asked()

    async def story(page: Watched) -> None:
        await on_the_map(page)
        await page.until_text(FR("packs.size", size=size(FR, OFFER.size_bytes)))
        await page.tap("pack-get")
        assert desk.said[-1] == "fetch"

    watch(tmp_path, story, routes.NEAR_ME, fill=nothing, page={"packs": Packs(PackState(offer=OFFER), desk)})


@pytest.mark.parametrize(
    ("hold", "word", "button", "asked"),
    [(Hold.WIFI, "attend le Wi-Fi", "pack-anyway", "anyway"), (Hold.NETWORK, "attend le réseau", "pack-stop", "stop")],
)
def test_pack_that_waits_says_for_what_and_gives_a_way_out(
    tmp_path: Path, hold: Hold, word: str, button: str, asked: str
) -> None:
    desk = Asked()
    packs = Packs(PackState(moving=Moving(OFFER, 5_200_000, hold)), desk)

    async def story(page: Watched) -> None:
        await on_the_map(page)
        await page.until_text(FR("packs.moving", done=size(FR, 5_200_000), size=size(FR, OFFER.size_bytes)))
        await page.until_text(word)
        await page.tap(button)
        assert desk.said[-1] == asked

    watch(tmp_path, story, routes.NEAR_ME, fill=nothing, page={"packs": packs})


def test_map_lies_on_tiles_of_its_theme_and_names_their_makers(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await on_the_map(page)
        (layer,) = tile_layers(page)
        assert layer.url_template == "http://127.0.0.1:9/word/outdoor/{z}/{x}/{y}.png"
        assert (layer.min_native_zoom, layer.max_native_zoom) == (12, 17)
        await page.until_text("© personne")
        assert not page.has("pack-card")

    route = f"{routes.NEAR_ME}?look=outdoor"
    watch(tmp_path, story, route, fill=nothing, page={"packs": Packs(PackState(held=OFFER, shown=SHOWN), Asked())})


def test_map_changes_its_ground_when_a_pack_comes(tmp_path: Path) -> None:
    packs = Packs(PackState(offer=OFFER), Asked())

    async def story(page: Watched) -> None:
        await on_the_map(page)
        await page.until("pack-card")
        packs.state = PackState(held=OFFER, shown=SHOWN)
        await page.until_gone("pack-card")
        assert len(tile_layers(page)) == 1

    watch(tmp_path, story, routes.NEAR_ME, fill=nothing, page={"packs": packs})


def test_pack_that_came_damaged_is_said_with_its_code(tmp_path: Path) -> None:
    packs = Packs(PackState(offer=OFFER, trouble=PackTrouble.DAMAGED), Asked())

    async def story(page: Watched) -> None:
        await on_the_map(page)
        await page.until("pack-trouble")
        await page.until_text("P-01")

    watch(tmp_path, story, routes.NEAR_ME, fill=nothing, page={"packs": packs})

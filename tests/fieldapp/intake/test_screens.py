"""The place and the photos of a call: address and map lead each other, photos are kept with the form."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flet_map as fm
import pytest

from fieldapp.intake import actions, queries
from fieldapp.replica.twins import Twin, twins_at
from fieldapp.ui.i18n import NBSP
from sync.records.attachment import PHOTOS_PER_RECORD_MAX
from sync.records.geometry import Point, metres_between
from sync.records.routing_rule import rule_id
from tests.fieldapp.fixed_device import FixedDevice
from tests.fieldapp.packs import PackInHand
from tests.fieldapp.photos import picture_files
from tests.fieldapp.stand import fixed_device
from tests.fieldapp.town import CENTRE, EAST, NORD, SYLVIE, VOIRIE, Town, uid
from tests.fieldapp.watched import Watched, watch
from tests.server.map.extract_in_hand import STEP
from tests.server.map.pack_in_hand import village_pack

FOCH = "Boulevard du Maréchal Foch"
HERE = Point(*CENTRE)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PackInHand]:
    made = PackInHand(village_pack(tmp_path_factory.mktemp("pack"), *CENTRE, zooms=(15, 15)))
    yield made
    made.close()


def nothing(town: Town) -> None:
    """Leave the town as it is."""


def call(folder: Path, story: Any, fill: Callable[[Town], Any] = nothing, **page: Any) -> None:
    """Take in a call at Sylvie's desk."""
    answers = {"move_to": None, "scroll_to": None}
    watch(folder, story, "/intake", fill=fill, page={"agent": SYLVIE, "width": 1366, "answers": answers, **page})


async def tap_map(page: Watched, point: Point) -> None:
    """Tap the map at a place."""
    await page.until("aim-up")
    shown = page.page.all(fm.Map)[0]
    at = SimpleNamespace(latitude=point.lat, longitude=point.long)
    await shown.on_tap(SimpleNamespace(coordinates=at))


async def placed(page: Watched, near: Point, **said: Any) -> None:
    """Wait until the form is placed there, and says so much more."""

    def is_so(form: Any) -> bool:
        lat, long = form.get("lat"), form.get("long")
        is_there = lat is not None and metres_between(Point(lat, long), near) < 1
        return is_there and all(form.get(name) == value for name, value in said.items())

    await page.until_kept(queries.form, SYLVIE, is_so=is_so)


def test_address_of_the_plan_places_a_call_and_moves_the_map(tmp_path: Path, pack: PackInHand) -> None:
    async def story(page: Watched) -> None:
        await page.type("intake-address", "bd foch")
        await page.until("found-1")
        assert not page.says("inconnue")
        await page.tap("found-1")
        found = await page.until_kept(queries.form, SYLVIE, is_so=lambda form: bool(form.get("lat")))
        assert found["address"] == FOCH
        assert abs(found["long"] - CENTRE[1]) < 30 * STEP
        sector = await page.until_kept(queries.sector_of, Point(found["lat"], found["long"]), is_so=bool)
        await page.until_text(f"{FOCH} · {sector.name}")
        assert any(one.name == "move_to" for one in page.page.wire.calls)

    call(tmp_path, story, packs=pack.packs())


def test_place_of_the_map_is_named_after_the_nearest_address(tmp_path: Path, pack: PackInHand) -> None:
    there = pack.reader.find(FOCH, None, 1)[0].point
    near = pack.reader.nearest(there)
    assert near is not None

    async def story(page: Watched) -> None:
        await tap_map(page, there)
        await placed(page, there, source="carte", address=near.address)
        # One more step: it is named anew, because nobody said the name.
        await page.tap("aim-up")
        await page.until_kept(queries.form, SYLVIE, is_so=lambda form: form.get("lat") != there.lat)

    call(tmp_path, story, packs=pack.packs())


def test_map_that_was_just_let_go_is_where_the_call_is(tmp_path: Path, pack: PackInHand) -> None:
    there = Point(HERE.lat + 0.002, HERE.long)

    async def story(page: Watched) -> None:
        await tap_map(page, HERE)
        await placed(page, HERE, source="carte")
        await page.drag_map(there)
        await page.tap("primary")
        await page.until_kept(twins_at, there, "nid_de_poule", SYLVIE, is_so=lambda found: found[:1] and at(found[0]))

    def at(twin: Twin) -> bool:
        return metres_between(twin.point, there) < 1

    said = {"description": "Un trou", "category": "nid_de_poule"}
    call(tmp_path, story, lambda town: town.replica.write_now(actions.put, said), packs=pack.packs())


def test_address_that_was_said_stays_when_the_map_places_it(tmp_path: Path, pack: PackInHand) -> None:
    async def story(page: Watched) -> None:
        await page.type("intake-address", "3 impasse Zola")
        await page.until_text("Adresse inconnue ici")
        await tap_map(page, HERE)
        await placed(page, HERE, address="3 impasse Zola", source="carte")
        await page.until_text(f"Placé{NBSP}: 3 impasse Zola")
        assert not page.says("inconnue")
        # What is said later of the same place does not lose it.
        await page.type("intake-address", "3 impasse Émile-Zola")
        await placed(page, HERE, address="3 impasse Émile-Zola")

    call(tmp_path, story, packs=pack.packs())


def test_what_is_near_stands_as_card_and_pin_and_is_followed_with_the_call(tmp_path: Path) -> None:
    known = uid("known")

    def fill(town: Town) -> None:
        town.report("known", number="A2026K0412", author=uid("elu"))

    async def story(page: Watched) -> None:
        await page.type("intake-category", "nid de p")
        await page.tap("category-nid-de-poule")
        await tap_map(page, HERE)
        await page.until("follow-this")
        await page.until_text(f"Déjà signalé à 0{NBSP}m")
        await page.tap(f"pin-{known}")
        await page.until_text("Touché sur la carte")
        await page.until_led_to(f"twin-{known}")
        await page.tap("follow-this")
        await page.until_kept(twins_at, HERE, "nid_de_poule", SYLVIE, is_so=lambda found: found[0].is_followed)
        assert await page.town.replica.read(queries.form, SYLVIE) == {}

    call(tmp_path, story, fill)


def with_pictures(count: int) -> FixedDevice:
    known = fixed_device()
    known.pictures = picture_files(count)
    return known


def test_desk_sees_to_whom_a_call_goes_before_it_is_sent(tmp_path: Path) -> None:
    def fill(town: Town) -> None:
        rule = town.row("routing_rule", "rule", group="depots", service=VOIRIE, team=NORD)
        town.pull(replace(rule, id=rule_id(group="depots")))
        place = {"lat": CENTRE[0], "long": CENTRE[1], "zone": EAST}
        town.replica.write_now(actions.put, {"category": "cartons", **place})

    async def story(page: Watched) -> None:
        await page.until_text(f"Ira à{NBSP}: ")
        assert page.says("équipe nord")

    call(tmp_path, story, fill=fill)


def test_photos_are_kept_with_the_form_arranged_and_brought_back(tmp_path: Path) -> None:
    def roles(*wanted: str) -> Callable[[Any], bool]:
        return lambda photos: [one.role for one in photos] == list(wanted)

    async def story(page: Watched) -> None:
        await page.type("intake-said", "Un trou")
        await page.tap("add-photos")
        await page.until("draft-photo-2")
        await page.until_text("Encore 4 photos possibles")
        await page.until_kept(queries.photos, SYLVIE, is_so=roles("ensemble", "detail"))
        await page.tap("draft-photo-2")
        await page.tap("role-ensemble")
        await page.until_kept(queries.photos, SYLVIE, is_so=roles("ensemble", "ensemble"))
        await page.tap("photo-cover")
        await page.until("cover-canvas")
        await page.tap("close")
        await page.until("draft-photo-2")
        assert page.says("Encore 4 photos possibles")
        await page.tap("intake-discard")
        await page.until_gone("draft-photo-1")
        assert await page.town.replica.read(queries.form, SYLVIE) == {}
        await page.tap("undo")
        await page.until("draft-photo-2")
        await page.until_kept(queries.form, SYLVIE, is_so=lambda form: form.get("description") == "Un trou")

    call(tmp_path, story, device=with_pictures(2))


def test_seventh_photo_has_no_button(tmp_path: Path) -> None:
    async def story(page: Watched) -> None:
        await page.tap("add-photos")
        await page.until(f"draft-photo-{PHOTOS_PER_RECORD_MAX}")
        await page.until_gone("add-photos")
        assert page.says("c’est complet")

    call(tmp_path, story, device=with_pictures(PHOTOS_PER_RECORD_MAX))

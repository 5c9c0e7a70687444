"""The map packs of an office and the real server: offered, fetched in parts, resumed, checked, replaced."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fieldapp.device.ports import Carrier
from fieldapp.shell.office import Office
from fieldapp.ui.packs import Hold, PackTrouble
from sync.client import map_packs
from sync.protocol.addresses import MAPS
from sync.protocol.messages import MapOffer
from sync.server.rows import DeviceState
from sync.server.staff import revoke_device
from tests.fieldapp.shell.opening import filled, house_of, run, until
from tests.fieldapp.shell.town_hall import TownHall
from tests.server.map.pack_in_hand import made_pack

PART_BYTES = 64 * 1024
NOW = "2026-11-27T09:00:00.000Z"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(map_packs, "CHUNK_BYTES", PART_BYTES)
    return iter(())


def published(hall: TownHall, pack: Path) -> MapOffer:
    return hall.parts.maps.publish(hall.tenant, pack, NOW)


async def offered(office: Office) -> MapOffer:
    """Wait until the office knows what the town publishes."""
    await until(lambda: office.maps.state.offer is not None)
    assert office.maps.state.offer is not None
    return office.maps.state.offer


def parts_asked(hall: TownHall) -> int:
    return parts_of(hall.asked)


def parts_of(paths: list[str]) -> int:
    return sum(path.startswith(f"{MAPS}/") for path in paths)


def files(profile: Path) -> set[str]:
    return {path.suffix for path in (profile / "maps").rglob("*.*")}


def test_pack_is_offered_first_and_fetched_when_somebody_asks(tmp_path: Path, hall: TownHall, pack: Path) -> None:
    async def story() -> None:
        offer = published(hall, pack)
        office = await filled(house_of(tmp_path / "profile", hall))
        assert await offered(office) == offer
        assert parts_asked(hall) == 0
        office.maps.fetch()
        await until(lambda: office.maps.state.shown is not None)
        assert (office.maps.state.held, office.maps.state.offer, office.maps.state.moving) == (offer, None, None)
        (best, *_) = await office.maps.find("bd moulins")
        assert best.name == "Boulevard des Moulins"
        near = await office.maps.nearest(best.point)
        assert near is not None
        assert near.town == best.town
        await office.close()

    run(story)


def test_tiles_of_the_pack_come_from_the_loopback(tmp_path: Path, hall: TownHall, pack: Path) -> None:
    async def story() -> None:
        published(hall, pack)
        office = await filled(house_of(tmp_path / "profile", hall))
        await offered(office)
        office.maps.fetch()
        await until(lambda: office.maps.state.shown is not None)
        shown = office.maps.state.shown
        assert shown is not None
        async with httpx.AsyncClient() as client:
            tile = await client.get(f"{shown.address}/dark/15/17064/11948.png")
        assert tile.content.startswith(b"\x89PNG")
        await office.close()
        assert office.maps.state.shown is None

    run(story)


def test_fetch_goes_on_where_it_was_when_the_app_was_killed(tmp_path: Path, hall: TownHall, pack: Path) -> None:
    async def story() -> None:
        offer = published(hall, pack)
        office = await filled(house_of(tmp_path / "profile", hall))
        await offered(office)

        def cut() -> None:
            moving = office.maps.state.moving
            hall.is_reachable = moving is None or moving.done_bytes < PART_BYTES

        office.maps.follow(cut)
        office.maps.fetch()
        await until(lambda: office.maps.state.moving is not None and office.maps.state.moving.hold is Hold.NETWORK)
        assert office.maps.state.moving is not None
        done = office.maps.state.moving.done_bytes
        assert 0 < done < offer.size_bytes
        await office.close()
        hall.is_reachable = True
        hall.given.clear()
        again = await filled(house_of(tmp_path / "profile", hall))
        await until(lambda: again.maps.state.held == offer)
        assert parts_of(hall.given) == -(-(offer.size_bytes - done) // PART_BYTES)
        await again.close()

    run(story)


def test_pack_with_wrong_bytes_is_thrown_away_and_said(tmp_path: Path, hall: TownHall, pack: Path) -> None:
    async def story() -> None:
        offer = published(hall, pack)
        with hall.parts.maps.readable(hall.tenant, offer.sha256).open("r+b") as file:
            file.seek(PART_BYTES + 100)
            file.write(b"not what was announced")
        office = await filled(house_of(tmp_path / "profile", hall))
        await offered(office)
        office.maps.fetch()
        await until(lambda: office.maps.state.trouble is PackTrouble.DAMAGED)
        assert (office.maps.state.held, office.maps.state.offer) == (None, offer)
        assert files(tmp_path / "profile") == set()
        await office.close()

    run(story)


def test_device_that_is_revoked_on_the_way_gets_no_more(tmp_path: Path, hall: TownHall, pack: Path) -> None:
    async def story() -> None:
        published(hall, pack)
        office = await filled(house_of(tmp_path / "profile", hall))
        await offered(office)
        with hall.parts.store.writing(hall.tenant) as unit:
            revoke_device(unit, office.replica.identity.device, DeviceState.SENDING)
        office.maps.fetch()
        await until(lambda: parts_asked(hall) > 0 and office.maps.state.moving is None)
        assert office.maps.state.held is None
        assert files(tmp_path / "profile") == set()
        await office.close()

    run(story)


def test_pack_waits_on_a_metered_network_until_somebody_says_now(tmp_path: Path, hall: TownHall, pack: Path) -> None:
    async def story() -> None:
        published(hall, pack)
        office = await filled(house_of(tmp_path / "profile", hall))
        await offered(office)
        office.network_changed(Carrier.MOBILE)
        office.maps.fetch()
        await until(lambda: office.maps.state.moving is not None and office.maps.state.moving.hold is Hold.WIFI)
        assert parts_asked(hall) == 0
        office.maps.fetch(on_any_network=True)
        await until(lambda: office.maps.state.held is not None)
        await office.close()

    run(story)


def test_pack_that_waits_for_wifi_moves_when_it_comes(tmp_path: Path, hall: TownHall, pack: Path) -> None:
    async def story() -> None:
        published(hall, pack)
        office = await filled(house_of(tmp_path / "profile", hall))
        await offered(office)
        office.network_changed(Carrier.MOBILE)
        office.maps.fetch()
        await until(lambda: office.maps.state.moving is not None and office.maps.state.moving.hold is Hold.WIFI)
        office.network_changed(Carrier.WIFI)
        await until(lambda: office.maps.state.held is not None)
        await office.close()

    run(story)


def test_nothing_is_asked_while_the_agent_has_cut_the_network(tmp_path: Path, hall: TownHall, pack: Path) -> None:
    async def story() -> None:
        published(hall, pack)
        office = await filled(house_of(tmp_path / "profile", hall))
        await offered(office)
        office.cut(is_cut=True)
        office.maps.fetch()
        await until(lambda: office.maps.state.moving is not None and office.maps.state.moving.hold is Hold.NETWORK)
        assert parts_asked(hall) == 0
        office.cut(is_cut=False)
        await until(lambda: office.maps.state.held is not None)
        await office.close()

    run(story)


def test_newer_pack_is_offered_and_takes_the_place_of_the_old_one(tmp_path: Path, hall: TownHall, pack: Path) -> None:
    async def story() -> None:
        first = published(hall, pack)
        house = house_of(tmp_path / "profile", hall)
        office = await filled(house)
        await offered(office)
        office.maps.fetch()
        await until(lambda: office.maps.state.held == first)
        await office.close()
        second = published(hall, made_pack(tmp_path, "Monaco"))
        office = await filled(house)
        assert await offered(office) == second
        assert office.maps.state.held == first
        office.maps.fetch()
        await until(lambda: office.maps.state.held == second)
        assert office.maps.state.shown is not None
        assert office.maps.state.shown.sheet.name == "Monaco"
        (only,) = (tmp_path / "profile" / "maps").rglob("*.mbtiles")
        assert only.stem == second.sha256
        await office.close()

    run(story)


def test_removed_pack_leaves_nothing_and_can_be_had_again(tmp_path: Path, hall: TownHall, pack: Path) -> None:
    async def story() -> None:
        offer = published(hall, pack)
        office = await filled(house_of(tmp_path / "profile", hall))
        await offered(office)
        office.maps.fetch()
        await until(lambda: office.maps.state.held is not None)
        office.maps.remove()
        await until(lambda: office.maps.state.offer == offer)
        assert (office.maps.state.held, office.maps.state.shown) == (None, None)
        assert await office.maps.find("bd moulins") == ()
        assert files(tmp_path / "profile") == set()
        await office.close()

    run(story)


def test_fetch_that_is_given_up_leaves_nothing(tmp_path: Path, hall: TownHall, pack: Path) -> None:
    async def story() -> None:
        offer = published(hall, pack)
        office = await filled(house_of(tmp_path / "profile", hall))
        await offered(office)
        office.network_changed(Carrier.MOBILE)
        office.maps.fetch()
        await until(lambda: office.maps.state.moving is not None and office.maps.state.moving.hold is Hold.WIFI)
        office.maps.stop()
        await until(lambda: office.maps.state.moving is None)
        assert office.maps.state.offer == offer
        assert files(tmp_path / "profile") == set()
        await office.close()

    run(story)


def test_pack_that_was_spoilt_on_the_disk_is_let_go(tmp_path: Path, hall: TownHall, pack: Path) -> None:
    async def story() -> None:
        offer = published(hall, pack)
        house = house_of(tmp_path / "profile", hall)
        office = await filled(house)
        await offered(office)
        office.maps.fetch()
        await until(lambda: office.maps.state.held is not None)
        await office.close()
        (file,) = (tmp_path / "profile" / "maps").rglob("*.mbtiles")
        file.write_bytes(b"no database any more")
        office = await filled(house)
        assert await offered(office) == offer
        assert office.maps.state.trouble is PackTrouble.DAMAGED
        await office.close()

    run(story)

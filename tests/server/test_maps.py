"""Map packs: told and given to the signed-in devices of their own town only, in ranges, by their hash."""

import asyncio
from pathlib import Path

import httpx
import pytest

from sync.protocol.addresses import HASH_HEADER, MAPS, hash_header, map_address
from sync.protocol.map_codec import maps_of_json
from sync.protocol.messages import MapOffer, Tokens
from sync.protocol.problems import ProblemError, problem_code
from sync.server.map.published import LIST, PublishedMaps
from sync.server.map.trouble import MapTrouble
from sync.server.rows import DeviceState
from sync.server.staff import revoke_device
from tests.server.map.pack_in_hand import made_pack
from tests.server.server_in_hand import ServerInHand, bearer, sha256_of

NOW = "2026-11-27T09:00:00.000Z"
OTHER_TOWN = "01a207a2-3668-75b1-a522-4a58b791ffff"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_pack(tmp_path_factory.mktemp("pack"))


def asked(server: ServerInHand, address: str, tokens: Tokens | None, **headers: str) -> httpx.Response:
    """Ask as a device does."""

    async def ask() -> httpx.Response:
        async with server.client() as client:
            return await client.get(address, headers={**(bearer(tokens) if tokens else {}), **headers})

    return asyncio.run(ask())


def published(server: ServerInHand, pack: Path) -> MapOffer:
    return server.parts.maps.publish(server.town.tenant, pack, NOW)


def test_town_that_publishes_nothing_lists_nothing(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    answer = asked(server, MAPS, tokens)
    assert (answer.status_code, answer.json()) == (200, {"maps": []})


def test_published_pack_is_listed_with_its_hash_and_size(server: ServerInHand, pack: Path) -> None:
    _, tokens = server.signed_in("terrain")
    published(server, pack)
    content = pack.read_bytes()
    offers = maps_of_json(asked(server, MAPS, tokens).json())
    assert offers == (MapOffer("Monte-Carlo", sha256_of(content), len(content), 1, NOW),)


def test_pack_comes_in_ranges_that_prove_its_hash(server: ServerInHand, pack: Path) -> None:
    _, tokens = server.signed_in("terrain")
    offer, content = published(server, pack), pack.read_bytes()
    answer = asked(server, map_address(offer.sha256), tokens, Range="bytes=100000-")
    assert (answer.status_code, answer.content) == (206, content[100_000:])
    assert answer.headers["content-range"] == f"bytes 100000-{len(content) - 1}/{len(content)}"
    assert answer.headers[HASH_HEADER] == hash_header(offer.sha256)
    assert asked(server, map_address(offer.sha256), tokens).content == content


@pytest.mark.parametrize("state", [DeviceState.SENDING, DeviceState.REVOKED])
def test_device_that_was_revoked_reads_no_map(server: ServerInHand, pack: Path, state: DeviceState) -> None:
    device, tokens = server.signed_in("terrain")
    offer = published(server, pack)
    with server.parts.store.writing(server.town.tenant) as unit:
        revoke_device(unit, device.caller.device, state)
    for address in (MAPS, map_address(offer.sha256)):
        assert problem_code(asked(server, address, tokens).json()) in ("revoked", "not-signed-in")


def test_nobody_reads_a_map_without_a_token(server: ServerInHand, pack: Path) -> None:
    offer = published(server, pack)
    for address in (MAPS, map_address(offer.sha256)):
        assert problem_code(asked(server, address, None).json()) == "not-signed-in"


def test_pack_of_another_town_is_not_found(server: ServerInHand, pack: Path) -> None:
    _, tokens = server.signed_in("terrain")
    offer = server.parts.maps.publish(OTHER_TOWN, pack, NOW)
    assert asked(server, MAPS, tokens).json() == {"maps": []}
    assert problem_code(asked(server, map_address(offer.sha256), tokens).json()) == "not-found"


@pytest.mark.parametrize("name", [LIST, "..%2Fserver.db", "0" * 64, "F" * 64])
def test_no_other_file_is_reachable(server: ServerInHand, pack: Path, name: str) -> None:
    _, tokens = server.signed_in("terrain")
    published(server, pack)
    assert asked(server, f"{MAPS}/{name}", tokens).status_code == 404


def test_next_pack_takes_the_place_of_the_one_before(tmp_path: Path, pack: Path) -> None:
    maps = PublishedMaps(tmp_path / "maps")
    first = maps.publish("town", pack, NOW)
    second = maps.publish("town", made_pack(tmp_path, "Monaco"), NOW)
    assert (second.version, second.name) == (2, "Monaco")
    assert maps.offers("town") == (second,)
    with pytest.raises(ProblemError):
        maps.readable("town", first.sha256)
    assert {path.name for path in (tmp_path / "maps" / "town").iterdir()} == {LIST, second.sha256}


def test_same_pack_published_again_stays_readable(tmp_path: Path, pack: Path) -> None:
    maps = PublishedMaps(tmp_path / "maps")
    maps.publish("town", pack, NOW)
    again = maps.publish("town", pack, NOW)
    assert maps.readable("town", again.sha256).read_bytes() == pack.read_bytes()


def test_withdrawn_pack_is_not_told_of(tmp_path: Path, pack: Path) -> None:
    maps = PublishedMaps(tmp_path / "maps")
    maps.publish("town", pack, NOW)
    maps.withdraw("town")
    assert maps.offers("town") == ()


def test_file_that_no_list_tells_of_is_not_given(tmp_path: Path, pack: Path) -> None:
    maps = PublishedMaps(tmp_path / "maps")
    maps.publish("town", pack, NOW)
    stray = tmp_path / "maps" / "town" / ("a" * 64)
    stray.write_bytes(b"left behind")
    with pytest.raises(ProblemError):
        maps.readable("town", stray.name)


def test_file_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("Ce n’est pas une carte.")
    with pytest.raises(MapTrouble, match="no map pack"):
        PublishedMaps(tmp_path / "maps").publish("town", other, NOW)

"""The device's secret in its two places: one contract, a way from one to the other, none ever lost."""

import asyncio
import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from fieldapp.vault.device_secret import DeviceSecret, FileDeviceSecret, SecretPlace
from fieldapp.vault.device_store import ENTRY, NOTE_FILE, device_secret
from fieldapp.vault.errors import DeviceSecretLost
from tests.fieldapp.vault.fatal import kills_of
from tests.fieldapp.vault.stores import FileStore, MemoryStore


def read(profile: Path, store: MemoryStore | None) -> DeviceSecret:
    return asyncio.run(device_secret(profile, store))


Opened = Callable[[Path], DeviceSecret]


@pytest.fixture(params=["file", "store"])
def opened(request: pytest.FixtureRequest) -> Opened:
    """Give what a start of the app reads the secret by."""
    store = MemoryStore() if request.param == "store" else None
    return lambda profile: read(profile, store)


def with_a_vault(profile: Path) -> None:
    (profile / "vaults" / "x").mkdir(parents=True)


def test_secret_is_made_once_and_is_the_same_after_a_restart(tmp_path: Path, opened: Opened) -> None:
    secret = opened(tmp_path).obtain()
    assert len(secret) == 32
    assert opened(tmp_path).obtain() == secret
    assert opened(tmp_path).obtain() == secret


def test_two_devices_have_two_secrets(tmp_path: Path) -> None:
    secrets = [read(tmp_path / name, MemoryStore()).obtain() for name in ("one", "two")]
    assert len({*secrets}) == 2


def test_replaced_secret_is_the_one_from_then_on(tmp_path: Path, opened: Opened) -> None:
    first = opened(tmp_path)
    first.obtain()
    first.replace(bytes(range(32)))
    assert first.obtain() == bytes(range(32))
    for _ in range(2):
        assert opened(tmp_path).obtain() == bytes(range(32))


def test_secret_lies_in_the_store_alone_where_there_is_one(tmp_path: Path) -> None:
    store = MemoryStore()
    secret = FileDeviceSecret(tmp_path).obtain()
    moved = read(tmp_path, store)
    assert (moved.place, moved.obtain()) == (SecretPlace.STORE, secret)
    assert store.kept == {ENTRY: secret.hex()}
    assert not any(secret in path.read_bytes() for path in tmp_path.iterdir())
    assert read(tmp_path, None).place is SecretPlace.FILE


def test_store_that_loses_its_entry_makes_no_other_secret(tmp_path: Path) -> None:
    store = MemoryStore()
    read(tmp_path, store)
    with_a_vault(tmp_path)
    for kept in ({}, {ENTRY: "nonsense"}, {ENTRY: "00ff"}):
        store.kept = dict(kept)
        with pytest.raises(DeviceSecretLost):
            read(tmp_path, store).obtain()
    read(tmp_path, store).replace(bytes(range(32)))
    again = read(tmp_path, store)
    assert (again.obtain(), again.place) == (bytes(range(32)), SecretPlace.STORE), "the town's way back ends here"


def test_profile_that_lost_its_file_gets_no_other_secret_from_an_empty_store(tmp_path: Path) -> None:
    with_a_vault(tmp_path)
    with pytest.raises(DeviceSecretLost):
        read(tmp_path, MemoryStore()).obtain()


def test_store_that_keeps_nothing_leaves_the_file(tmp_path: Path) -> None:
    class Deaf(MemoryStore):
        async def write(self, name: str, secret: str) -> None:
            """Keep nothing."""

    secret = FileDeviceSecret(tmp_path).obtain()
    found = read(tmp_path, Deaf())
    assert (found.place, found.obtain()) == (SecretPlace.FILE, secret)
    assert not (tmp_path / NOTE_FILE).exists()


def test_file_is_right_where_the_two_differ(tmp_path: Path) -> None:
    store = MemoryStore({ENTRY: os.urandom(32).hex()})
    secret = FileDeviceSecret(tmp_path).obtain()
    assert read(tmp_path, store).obtain() == secret
    assert store.kept == {ENTRY: secret.hex()}


def test_killed_on_the_way_to_the_store_the_secret_is_the_same(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    profile.mkdir()
    store = FileStore(tmp_path / "store")
    secret = FileDeviceSecret(profile).obtain()
    point = 0
    for point in kills_of(lambda: read(profile, store), count(1)):  # noqa: B007 - the last one is looked at
        assert read(profile, store).obtain() == secret
        (profile / NOTE_FILE).unlink()
        FileDeviceSecret(profile).replace(secret)
    assert point > 8

"""Killed while a PIN is chosen or the passphrase changes, the vault opens by the old one or by the new.

`KILL_POINTS=1` for every point; the suite takes some.
"""

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from fieldapp.vault.device_secret import FileDeviceSecret
from fieldapp.vault.keys import Purpose
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_folder
from tests.fieldapp.vault.conftest import PASSPHRASE
from tests.fieldapp.vault.fatal import kills_of

EVERY = int(os.environ.get("KILL_POINTS", "6"))
OLD_PIN, NEW_PIN, NEW = "204816", "731590", "une tout autre phrase"


@pytest.fixture
def device(tmp_path: Path) -> FileDeviceSecret:
    return FileDeviceSecret(tmp_path)


@pytest.fixture
def place(tmp_path: Path, device: FileDeviceSecret) -> Path:
    return vault_folder(tmp_path, "m.durand", device)


@pytest.fixture
def key(place: Path, device: FileDeviceSecret) -> bytes:
    with Vault.create(place, PASSPHRASE, device, cost=COST_FLOOR) as vault:
        vault.set_pin(OLD_PIN)
        return vault.subkey(Purpose.JOURNAL)


def opened_by(way: Callable[..., object], place: Path, word: str, device: FileDeviceSecret) -> bytes | None:
    found = way(place, word, device)
    if not isinstance(found, Vault):
        return None
    with found:
        return found.subkey(Purpose.JOURNAL)


def kept(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}


def put_back(place: Path, files: dict[str, bytes]) -> None:
    for path in place.iterdir():
        if path.is_file():
            path.unlink()
    for name, content in files.items():
        (place / name).write_bytes(content)


def test_killed_while_the_passphrase_changes(place: Path, device: FileDeviceSecret, key: bytes) -> None:
    def change() -> None:
        with Vault.unlock(place, PASSPHRASE, device) as vault:  # type: ignore[union-attr]
            vault.change_passphrase(PASSPHRASE, NEW)

    before, by, point = kept(place), [], 0
    for point in kills_of(change, count(1, EVERY)):  # noqa: B007 - the last one is looked at
        opens = [opened_by(Vault.unlock, place, phrase, device) == key for phrase in (PASSPHRASE, NEW)]
        assert opens in ([True, False], [False, True])
        by.append(opens[1])
        put_back(place, before)
    assert by == sorted(by), "from one write on it is the new one"
    assert opened_by(Vault.unlock, place, NEW, device) == key
    assert point >= 25 - EVERY


def test_killed_while_a_pin_is_chosen(place: Path, device: FileDeviceSecret, key: bytes) -> None:
    def choose() -> None:
        with Vault.unlock(place, PASSPHRASE, device) as vault:  # type: ignore[union-attr]
            vault.set_pin(NEW_PIN)

    before, by, point = kept(place), [], 0
    for point in kills_of(choose, count(1, EVERY)):  # noqa: B007 - the last one is looked at
        opens = [opened_by(Vault.unlock_by_pin, place, pin, device) == key for pin in (OLD_PIN, NEW_PIN)]
        assert opens in ([True, False], [False, True])
        by.append(opens[1])
        assert opened_by(Vault.unlock, place, PASSPHRASE, device) == key
        put_back(place, before)
    assert by == sorted(by)
    assert opened_by(Vault.unlock_by_pin, place, NEW_PIN, device) == key
    assert point >= 20 - EVERY

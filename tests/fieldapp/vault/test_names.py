"""The names of a device: sealed, the last one first, and never in the way."""

import os
from pathlib import Path

import pytest

from fieldapp.vault.device_secret import FileDeviceSecret, HeldSecret
from fieldapp.vault.errors import StorageFailed
from fieldapp.vault.names import NAMES_MAX, KeptName, Names
from fieldapp.vault.names_file import NAMES_FILE, names_exist

KARIM = KeptName("karim.benali", "Karim", "Bénali", "Équipe Nord", 1_000)
LEA = KeptName("lea.moreau", "Léa", "Moreau", "Équipe Nord", 2_000)


@pytest.fixture
def names(tmp_path: Path, device: HeldSecret) -> Names:
    names = Names(tmp_path, device)
    names.keep(KARIM)
    names.keep(LEA)
    return names


def test_who_was_here_last_comes_first(names: Names) -> None:
    assert names.read() == (LEA, KARIM)
    back = KeptName("karim.benali", "Karim", "Bénali", "Équipe Sud", 3_000)
    names.keep(back)
    assert names.read() == (back, LEA)


def test_no_name_is_in_any_file_in_clear(tmp_path: Path) -> None:
    names = Names(tmp_path, FileDeviceSecret(tmp_path))
    names.keep(KARIM)
    needles = [
        word.encode(encoding).lower()
        for word in ("karim", "bénali", "benali", "équipe nord")
        for encoding in ("utf-8", "utf-16-le", "latin-1", "unicode-escape")
    ]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {NAMES_FILE}
    for path in files:
        content = path.read_bytes().lower() + path.name.encode()
        assert not any(needle in content for needle in needles), path.name


def test_somebody_is_taken_off(names: Names) -> None:
    names.forget("lea.moreau")
    assert names.read() == (KARIM,)


@pytest.mark.parametrize("content", [b"", b"short", bytes(100), b"x" * 70_000])
def test_damaged_file_is_nobody_and_is_written_anew(names: Names, tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAMES_FILE).write_bytes(content)
    assert names.read() == ()
    names.keep(LEA)
    assert names.read() == (LEA,)


def test_missing_file_is_nobody(tmp_path: Path, device: HeldSecret) -> None:
    assert not names_exist(tmp_path)
    assert Names(tmp_path, device).read() == ()


def test_names_of_another_device_are_nobody(names: Names, tmp_path: Path) -> None:
    assert names_exist(tmp_path)
    assert Names(tmp_path, HeldSecret(os.urandom(32))).read() == ()


def test_full_disk_keeps_nobody_from_entering(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StorageFailed("no room")

    monkeypatch.setattr("fieldapp.vault.names.write_durably", full)
    names.forget("lea.moreau")
    assert names.read() == (LEA, KARIM)


def test_list_has_an_end(tmp_path: Path, device: HeldSecret) -> None:
    names = Names(tmp_path, device)
    for number in range(NAMES_MAX + 1):
        names.keep(KeptName(f"agent.{number}", "A", "B", "", number))
    assert len(names.read()) == NAMES_MAX
    assert names.read()[-1].account == "agent.1"

"""Durable writes and the file lock."""

from pathlib import Path

import pytest

from fieldapp.vault.durable import make_folder, part_of, sweep_parts, write_durably
from fieldapp.vault.errors import AlreadyOpen, DiskFull, StorageFailed
from fieldapp.vault.lock import FileLock
from tests.fieldapp.vault.conftest import DeviceWithLimit


def test_file_is_replaced_whole(tmp_path: Path) -> None:
    write_durably(tmp_path / "a", [b"old"])
    write_durably(tmp_path / "a", [b"n", b"ew"])
    assert (tmp_path / "a").read_bytes() == b"new"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_old_file_stays_when_the_disk_is_full(tmp_path: Path, files_at_most: DeviceWithLimit) -> None:
    write_durably(tmp_path / "a", [b"old"])
    with files_at_most(1000), pytest.raises(DiskFull):
        write_durably(tmp_path / "a", [bytes(5000)])
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_missing_folder_is_told_without_its_name(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed) as caught:
        write_durably(tmp_path / "Mme Martin" / "a", [b""])
    assert "Martin" not in str(caught.value)


def test_sweep_deletes_only_unfinished_files(tmp_path: Path) -> None:
    for path in (tmp_path / "a", part_of(tmp_path / "b"), part_of(tmp_path / "c")):
        path.touch()
    assert sweep_parts(tmp_path) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_folder_is_owner_only(tmp_path: Path) -> None:
    make_folder(tmp_path / "a")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700


def test_lock_keeps_others_out_until_released(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")
    with pytest.raises(AlreadyOpen):
        FileLock(tmp_path / "lock")
    lock.release()
    lock.release()
    FileLock(tmp_path / "lock").release()

"""Encrypted files: any size, any range, and nothing half written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.vault import stream
from fieldapp.vault.errors import DiskFull, FileAbsent, FileTooLarge, StorageFailed, VaultLocked
from fieldapp.vault.files import EncryptedFiles
from fieldapp.vault.keys import UnlockedKeys
from tests.fieldapp.vault.conftest import DeviceWithLimit
from tests.fieldapp.vault.photos import CHUNK, content_of, the_file

SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5]


@pytest.mark.parametrize("size_bytes", SIZES)
def test_content_comes_back_whole(files: EncryptedFiles, size_bytes: int) -> None:
    files.write("photo", "report", content_of(size_bytes))
    assert files.read("photo", "report") == content_of(size_bytes)
    assert files.size("photo", "report") == size_bytes


@pytest.mark.parametrize("piece_bytes", [1000, CHUNK, 100_000])
def test_content_in_pieces_is_the_same(files: EncryptedFiles, piece_bytes: int) -> None:
    content = content_of(3 * CHUNK)
    files.write("photo", "report", (content[n : n + piece_bytes] for n in range(0, len(content), piece_bytes)))
    assert files.read("photo", "report") == content


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(offset=st.integers(0, 3 * CHUNK), length=st.integers(0, 3 * CHUNK))
def test_any_range_is_the_same_range_of_the_content(files: EncryptedFiles, offset: int, length: int) -> None:
    content = content_of(2 * CHUNK + 77)
    if not files.exists("photo"):
        files.write("photo", "report", content)
    assert files.open_range("photo", "report", offset, length) == content[offset : offset + length]


def test_names_tell_nothing(files: EncryptedFiles, photos: Path) -> None:
    files.write("photo-of-mme-martin", "report", b"content")
    assert "martin" not in the_file(photos).name
    assert files.exists("photo-of-mme-martin")


def test_same_content_is_sealed_differently(files: EncryptedFiles, photos: Path) -> None:
    files.write("photo", "report", bytes(200))
    before = the_file(photos).read_bytes()
    files.write("photo", "report", bytes(200))
    after = the_file(photos).read_bytes()
    assert not any(before[n : n + 16] == after[n : n + 16] for n in range(12, len(before) - 16))


def test_missing_file_is_told(files: EncryptedFiles) -> None:
    with pytest.raises(FileAbsent):
        files.read("photo", "report")


def test_delete_says_whether_a_file_was_there(files: EncryptedFiles, photos: Path) -> None:
    files.write("photo", "report", b"content")
    assert files.delete("photo")
    assert not files.delete("photo")
    assert not list(photos.iterdir())


def test_old_content_stays_when_writing_fails(files: EncryptedFiles, photos: Path) -> None:
    def torn() -> Iterator[bytes]:
        yield content_of(2 * CHUNK)
        raise OSError("the camera was unplugged")

    files.write("photo", "report", b"old")
    with pytest.raises(StorageFailed):
        files.write("photo", "report", torn())
    assert files.read("photo", "report") == b"old"
    assert len(list(photos.iterdir())) == 1


def test_full_disk_is_told_and_leaves_nothing(
    files: EncryptedFiles, photos: Path, files_at_most: DeviceWithLimit
) -> None:
    with files_at_most(CHUNK), pytest.raises(DiskFull):
        files.write("photo", "report", content_of(3 * CHUNK))
    assert not list(photos.iterdir())


def test_content_beyond_the_limit_is_refused(
    files: EncryptedFiles, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "CONTENT_BYTES_MAX", 2 * CHUNK)
    with pytest.raises(FileTooLarge):
        files.write("photo", "report", (content_of(CHUNK) for _ in range(1_000_000)))
    assert not list(photos.iterdir())


def test_unfinished_files_are_swept_at_opening(photos: Path, keys: UnlockedKeys) -> None:
    photos.mkdir()
    (photos / "abc.part").write_bytes(b"half")
    EncryptedFiles(photos, keys)
    assert not list(photos.iterdir())


def test_every_call_is_refused_after_the_lock(files: EncryptedFiles, keys: UnlockedKeys) -> None:
    files.write("photo", "report", b"content")
    keys.wipe()
    for act in (
        lambda: files.read("photo", "report"),
        lambda: files.write("photo", "report", b"new"),
        lambda: files.delete("photo"),
    ):
        with pytest.raises(VaultLocked):
            act()

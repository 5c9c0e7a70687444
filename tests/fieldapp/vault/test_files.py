"""Encrypted files: any size, any offset, and no damage that is not refused."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.vault import stream
from fieldapp.vault.errors import DamagedFile, DiskFull, FileAbsent, FileTooLarge, StorageFailed, VaultLocked
from fieldapp.vault.files import EncryptedFiles
from fieldapp.vault.keys import UnlockedKeys
from tests.fieldapp.vault.conftest import DeviceWithLimit
from tests.fieldapp.vault.damage import cut_to, flip_bit, some_bits, swap

CHUNK = stream.CHUNK_BYTES
SEALED = stream.SEALED_CHUNK_BYTES
FLIPS = 200


@pytest.fixture
def keys() -> UnlockedKeys:
    return UnlockedKeys(os.urandom(32))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def files(photos: Path, keys: UnlockedKeys) -> EncryptedFiles:
    return EncryptedFiles(photos, keys)


def content_of(size_bytes: int) -> bytes:
    return (b"0123456789abcdef!" * (size_bytes // 17 + 1))[:size_bytes]


def the_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


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


def test_no_flipped_bit_is_accepted(files: EncryptedFiles, photos: Path) -> None:
    files.write("photo", "report", content_of(CHUNK + 5000))
    path = the_file(photos)
    content = path.read_bytes()
    bits = some_bits(path, FLIPS, seed=3) + list(range(0, stream.HEADER_BYTES * 8, 7))
    for bit in bits:
        flip_bit(path, bit)
        with pytest.raises(DamagedFile):
            files.read("photo", "report")
        path.write_bytes(content)
    assert files.read("photo", "report") == content_of(CHUNK + 5000)


@pytest.mark.parametrize(
    "kept_bytes",
    [
        0,
        1,
        stream.HEADER_BYTES,
        stream.HEADER_BYTES + 15,
        stream.HEADER_BYTES + SEALED,
        stream.HEADER_BYTES + 2 * SEALED,
    ],
)
def test_no_truncation_is_accepted(files: EncryptedFiles, photos: Path, kept_bytes: int) -> None:
    files.write("photo", "report", content_of(3 * CHUNK))
    cut_to(the_file(photos), kept_bytes)
    with pytest.raises(DamagedFile):
        files.read("photo", "report")
    with pytest.raises(DamagedFile):
        files.size("photo", "report")


def chunks_reordered(path: Path) -> None:
    first = stream.HEADER_BYTES
    swap(path, slice(first, first + SEALED), slice(first + SEALED, first + 2 * SEALED))


def bytes_added(path: Path) -> None:
    path.write_bytes(path.read_bytes() + bytes(40))


def chunk_repeated(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content + content[stream.HEADER_BYTES : stream.HEADER_BYTES + SEALED])


@pytest.mark.parametrize("damage", [chunks_reordered, bytes_added, chunk_repeated])
def test_rearranged_chunks_are_refused(files: EncryptedFiles, photos: Path, damage: Callable[[Path], None]) -> None:
    files.write("photo", "report", content_of(2 * CHUNK))
    damage(the_file(photos))
    with pytest.raises(DamagedFile):
        files.read("photo", "report")


def test_swapped_files_are_refused(files: EncryptedFiles, photos: Path) -> None:
    files.write("a", "report", b"first")
    path_a = the_file(photos)
    files.write("b", "report", b"other")
    (path_b,) = set(photos.iterdir()) - {path_a}
    path_a.write_bytes(path_b.read_bytes())
    with pytest.raises(DamagedFile):
        files.read("a", "report")
    assert files.read("b", "report") == b"other"


def test_file_of_another_record_is_refused(files: EncryptedFiles) -> None:
    files.write("photo", "report 1", b"content")
    with pytest.raises(DamagedFile):
        files.read("photo", "report 2")


def test_name_and_context_cannot_be_shifted_into_each_other(
    files: EncryptedFiles, photos: Path, keys: UnlockedKeys
) -> None:
    header = stream.new_header()
    sealed = list(files._cipher(header, "ab", "c").seal_all([b"content"]))
    with pytest.raises(DamagedFile):
        files._cipher(header, "a", "bc").open(0, sealed[0], is_last=True)


def test_file_of_another_vault_is_refused(files: EncryptedFiles, photos: Path, tmp_path: Path) -> None:
    files.write("photo", "report", b"content")
    other = EncryptedFiles(tmp_path / "other", UnlockedKeys(os.urandom(32)))
    other.write("photo", "report", b"theirs")
    the_file(photos).write_bytes(the_file(tmp_path / "other").read_bytes())
    with pytest.raises(DamagedFile):
        files.read("photo", "report")


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

"""Encrypted files that were altered, cut, swapped or moved: none is accepted."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldapp.vault import stream
from fieldapp.vault.errors import DamagedFile
from fieldapp.vault.files import EncryptedFiles
from fieldapp.vault.keys import UnlockedKeys
from tests.fieldapp.vault.damage import cut_to, flip_bit, mutations, some_bits, swap
from tests.fieldapp.vault.photos import CHUNK, SEALED, content_of, the_file

FLIPS = mutations(200)


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


def chunk_dropped(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: stream.HEADER_BYTES + SEALED] + content[stream.HEADER_BYTES + 2 * SEALED :])


@pytest.mark.parametrize("damage", [chunks_reordered, bytes_added, chunk_repeated, chunk_dropped])
def test_rearranged_chunks_are_refused(files: EncryptedFiles, photos: Path, damage: Callable[[Path], None]) -> None:
    files.write("photo", "report", content_of(4 * CHUNK))
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

"""One page, held against what the C library writes and reads."""

import os
import random
import struct
from pathlib import Path

import pytest

from fieldapp.vault import page_cipher
from fieldapp.vault.engines import CipherEngine
from fieldapp.vault.page_cipher import PAGE_BYTES_MAX, RESERVED_BYTES, DamagedPage, PageCipher
from tests.fieldapp.vault.damage import mutations
from tests.fieldapp.vault.pages import KEY, PAGE_SIZES, opened, stored_pages

SALT = b"a salt of 16 by."
FLIPS = mutations(300)
PAGE_BYTES = 4096


def plain_page(size: int) -> bytes:
    """Give a page as SQLite would hand it over."""
    return random.Random(size).randbytes(size - RESERVED_BYTES) + bytes(RESERVED_BYTES)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database of the C library."""
    path = tmp_path_factory.mktemp("c") / "office.db"
    with opened(path, CipherEngine.LIBRARY) as connection:
        connection.execute("BEGIN; CREATE TABLE report (id INTEGER PRIMARY KEY, place TEXT)")
        connection.executemany("INSERT INTO report (place) VALUES (?)", [(f"Lavoir {n} " * 20,) for n in range(400)])
        connection.execute("COMMIT")
    return path


def test_pages_of_the_c_library_are_opened_and_sealed_alike(office: Path) -> None:
    cipher, pages = PageCipher(KEY), stored_pages(office, PAGE_BYTES)
    for number, stored in enumerate(pages, start=1):
        nonce = stored[-RESERVED_BYTES:][:16]
        assert cipher.sealed(number, cipher.opened(number, stored), stored[:16], nonce) == stored
    assert len(pages) > 20
    assert b"Lavoir 399" in b"".join(cipher.opened(n, stored) for n, stored in enumerate(pages, start=1))


@pytest.mark.parametrize("size", PAGE_SIZES)
@pytest.mark.parametrize("number", [2, 4_294_967_294])
def test_page_is_the_same_after_sealing(size: int, number: int) -> None:
    cipher, page = PageCipher(KEY), plain_page(size)
    stored = cipher.sealed(number, page, SALT)
    assert len(stored) == size
    assert page[:64] not in stored
    assert cipher.opened(number, stored) == page
    assert cipher.sealed(number, page, SALT) != stored, "each sealing has a nonce of its own"


def test_first_page_keeps_its_salt_and_its_header_readable() -> None:
    page = page_cipher.PLAIN_BEGINNING + plain_page(PAGE_BYTES)[16:]
    stored = PageCipher(KEY).sealed(1, page, SALT)
    assert stored[:24] == SALT + page[16:24]
    assert stored[24:40] != page[24:40]
    assert PageCipher(KEY).opened(1, stored) == page


@pytest.mark.parametrize("number", [1, 2])
def test_no_flipped_bit_of_a_page_is_silent(number: int) -> None:
    cipher = PageCipher(KEY)
    stored = cipher.sealed(number, plain_page(512), SALT)
    bits = random.Random(5).sample(range(512 * 8), FLIPS)
    for bit in [*bits, *range(8 * (512 - RESERVED_BYTES), 8 * 512)]:
        altered = bytearray(stored)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DamagedPage):
            cipher.opened(number, bytes(altered))


def test_page_is_refused_when_moved_or_under_another_key() -> None:
    stored = PageCipher(KEY).sealed(3, plain_page(512), SALT)
    for cipher, number in ((PageCipher(KEY), 4), (PageCipher(KEY), 1), (PageCipher(KEY[::-1]), 3)):
        with pytest.raises(DamagedPage):
            cipher.opened(number, stored)


@pytest.mark.parametrize("before_the_end", [1, 2, 3, 32, 62, 63, 64, 65, 66])
def test_counter_past_its_end_is_read_as_the_c_library_does(office: Path, tmp_path: Path, before_the_end: int) -> None:
    cipher, pages = PageCipher(KEY), stored_pages(office, PAGE_BYTES)
    path = tmp_path / "crafted.db"
    for index in range(1, len(pages)):
        number = index + 1
        last_word = (2**32 - before_the_end) ^ number
        # The carry into the first word goes on to wrap there, once.
        nonce = (b"\xff" * 4 if index % 2 else os.urandom(4)) + os.urandom(8) + struct.pack("<I", last_word)
        plain = cipher.opened(number, pages[index])
        pages[index] = cipher.sealed(number, plain, SALT, nonce)
        assert cipher.opened(number, pages[index]) == plain
    path.write_bytes(b"".join(pages))
    with opened(office, CipherEngine.LIBRARY) as right, opened(path, CipherEngine.LIBRARY) as crafted:
        rows = "SELECT * FROM report ORDER BY id"
        assert crafted.execute(rows).fetchall() == right.execute(rows).fetchall()
        assert crafted.pragma("integrity_check") == "ok"


def test_nonce_whose_counter_would_pass_its_end_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    number, blocks = 5, PAGE_BYTES_MAX // 64
    words = [2**32 - 1, 2**32 - blocks, 2**32 - blocks - 1, 2**32 - blocks - 2]
    drawn = iter(bytes(12) + struct.pack("<I", word ^ number) for word in words)
    monkeypatch.setattr(os, "urandom", lambda _size: next(drawn))
    stored = PageCipher(KEY).sealed(number, plain_page(512), SALT)
    assert stored[-20:-16] == struct.pack("<I", words[-1] ^ number)

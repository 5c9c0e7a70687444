"""The folded checksum of the log, against the plain loop and against a log that SQLite wrote."""

import random
import sqlite3
import struct
from pathlib import Path

import pytest

from fieldapp.vault.wal_checksum import Sums, chained
from tests.fieldapp.vault.pages import PAGE_SIZES

EDGES = (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def looped(sums: Sums, content: bytes, order: str) -> Sums:
    """Do what SQLite's documentation says, word by word."""
    s0, s1 = sums
    for x, y in struct.iter_unpack(f"{order}II", content):
        s0 = (s0 + x + s1) % 2**32
        s1 = (s1 + y + s0) % 2**32
    return s0, s1


@pytest.mark.parametrize("size", [8, 16, 256, *PAGE_SIZES])
@pytest.mark.parametrize("order", ["<", ">"])
def test_folded_sums_are_those_of_the_loop(size: int, order: str) -> None:
    chance = random.Random(size)
    pages = [chance.randbytes(size) for _ in range(10)] + [bytes(size), b"\xff" * size]
    for page in pages:
        header, sums = chance.randbytes(24), (chance.choice(EDGES), chance.choice(EDGES))
        said = chained(sums, header, page, big_endian=order == ">")
        assert said == looped(sums, header[:8] + page, order)


def test_frames_of_a_real_log_have_these_sums(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "plain.db")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE t (a)")
    database.executemany("INSERT INTO t VALUES (?)", [("x" * n,) for n in range(500)])
    database.commit()
    log = (tmp_path / "plain.db-wal").read_bytes()
    database.close()
    magic, page_bytes = struct.unpack_from(">I4xI", log)
    sums, frames = struct.unpack_from(">II", log, 24), 0
    for at in range(32, len(log), 24 + page_bytes):
        header, page = log[at : at + 24], log[at + 24 : at + 24 + page_bytes]
        sums = chained(sums, header, page, big_endian=bool(magic & 1))
        assert sums == struct.unpack_from(">II", header, 16)
        frames += 1
    assert frames > 10

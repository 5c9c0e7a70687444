"""Simulated power cuts of an encrypted database, with torn and reordered writes of 512 bytes, on both engines.

    python -m tests.fieldapp.vault.power_cuts --cuts 10000      (make powercuts CUTS=10000)

At synchronous=FULL no transaction that was said to be durable may be missing, and the database is always whole. At
NORMAL, the control, some must be missing: a harness that finds nothing there looks at nothing.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import apsw

from fieldapp.vault.engines import CipherEngine
from fieldapp.vault.page_vfs import PageVfs
from tests.fieldapp.vault.pages import KEY, opened
from tests.fieldapp.vault.recording import Disk, RecordingVfs

TRANSACTIONS = 14
CUTS_PER_RUN = 100
ROWS = 3
CHECKPOINT_PAGES = 12
"""The log is brought home every few transactions, so that cuts fall there too."""
_DATABASE = "office.db"


@dataclass
class Told:
    """What was found after the cuts."""

    cuts: int = 0
    losing: int = 0
    """Cuts after which a transaction was missing that was said to be durable."""
    broken: list[str] = field(default_factory=list)
    """Cuts after which the database did not open whole."""


@contextmanager
def recorded(path: Path, engine: CipherEngine, disk: Disk) -> Iterator[apsw.Connection]:
    """Give a connection whose deeds are noted, below the cipher."""
    below = RecordingVfs(disk)
    pages = None
    if engine is CipherEngine.PAGES:
        pages = PageVfs(KEY, below.name)
    # The C library puts its cipher over any VFS by this name.
    name = pages.name if pages else f"multipleciphers-{below.name}"
    connection = apsw.Connection(str(path), vfs=name)
    try:
        if pages:
            pages.prepare(connection)
        else:
            connection.pragma("cipher", "chacha20")
            connection.pragma("key", f"raw:{KEY.hex()}")
        yield connection
    finally:
        connection.close(True)
        if pages:
            pages.unregister()
        below.unregister()


def written(path: Path, engine: CipherEngine, synchronous: str, chance: random.Random) -> tuple[Disk, list[int]]:
    """Write some transactions; give the deeds, and how many there were when each was durable."""
    disk, acknowledged = Disk(), list[int]()
    with recorded(path, engine, disk) as connection:
        for pragma, value in (("secure_delete", "ON"), ("temp_store", "MEMORY"), ("journal_mode", "WAL")):
            connection.pragma(pragma, value)
        connection.pragma("synchronous", "FULL")
        connection.execute("CREATE TABLE row (n INTEGER, part INTEGER, words TEXT, PRIMARY KEY (n, part))")
        connection.pragma("wal_checkpoint", "TRUNCATE")
        connection.pragma("synchronous", synchronous)
        connection.pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        acknowledged.append(len(disk.events))
        for n in range(1, TRANSACTIONS + 1):
            rows = [(n, part, f"lavoir {n} " * chance.randint(1, 200)) for part in range(ROWS)]
            with connection:
                connection.executemany("INSERT INTO row VALUES (?, ?, ?)", rows)
                connection.execute("UPDATE row SET words = words || 'x' WHERE n < ?", (n,))
            acknowledged.append(len(disk.events))
        # What the close writes is not looked at.
        disk = Disk(list(disk.events))
    return disk, acknowledged


def found_after(files: dict[str, bytes], folder: Path, reader: CipherEngine) -> int:
    """Lay the files out and give how many transactions are there; raises unless all is whole."""
    for path in folder.iterdir():
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with opened(folder / _DATABASE, reader) as connection:
        assert connection.pragma("integrity_check") == "ok"
        found = connection.execute("SELECT n, count(*) FROM row GROUP BY n ORDER BY n").fetchall()
        assert found == [(n, ROWS) for n in range(1, len(found) + 1)], "a transaction is torn"
        return len(found)


def power_cuts(engine: CipherEngine, synchronous: str, cuts: int, seed: int = 1) -> Told:
    """Cut the power so often."""
    chance, told = random.Random(f"{engine} {synchronous} {seed}"), Told()
    readers = cycle(CipherEngine)
    with tempfile.TemporaryDirectory(prefix="fieldapp-power-", dir=_memory()) as name:
        before, after = Path(name) / "before", Path(name) / "after"
        after.mkdir()
        while told.cuts < cuts:
            before.mkdir()
            disk, acknowledged = written(before / _DATABASE, engine, synchronous, chance)
            for _ in range(min(CUTS_PER_RUN, cuts - told.cuts)):
                at = chance.randint(acknowledged[0], len(disk.events))
                durable = sum(one <= at for one in acknowledged) - 1
                _cut(told, disk.after_cut(at, chance), (after, next(readers)), durable)
            for path in before.iterdir():
                path.unlink()
            before.rmdir()
    return told


def _cut(told: Told, files: dict[str, bytes], place: tuple[Path, CipherEngine], durable: int) -> None:
    told.cuts += 1
    try:
        there = found_after(files, *place)
    except (apsw.Error, AssertionError) as error:
        told.broken.append(f"cut {told.cuts}: {type(error).__name__} {error}")
        return
    told.losing += there < durable


def _memory() -> str | None:
    """Give a folder in memory, where there is one: the real disk need not be waited for."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def main() -> int:
    """Cut as often as one likes, on both engines, at FULL and at NORMAL."""
    parser = argparse.ArgumentParser(prog="python -m tests.fieldapp.vault.power_cuts", description=__doc__)
    parser.add_argument("--cuts", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    is_good = True
    for synchronous in ("FULL", "NORMAL"):
        for engine in CipherEngine:
            told = power_cuts(engine, synchronous, chosen.cuts, chosen.seed)
            is_good &= not told.broken and (told.losing > 0) == (synchronous == "NORMAL")
            found = f"{told.cuts} cuts, {told.losing} lost, {len(told.broken)} broken"
            print(f"{engine} at {synchronous}: {found}", flush=True)
            print(*told.broken[:5], sep="\n", end="\n" if told.broken else "", flush=True)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())

"""Kills of a process that writes into an encrypted database, and what must hold after each.

    python -m tests.fieldapp.vault.killing --rounds 1000 [--engine pages] [--mode WAL] [--seed 1]

After each kill the database is opened by the other engine and by its own in turn: everything that was said to be
durable is there, each transaction is whole, and all its pages and indexes agree.
"""

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from fieldapp.vault.engines import CipherEngine
from tests.fieldapp.vault.pages import KEY, opened
from tests.fieldapp.vault.pages_program import ROWS

TRANSACTIONS_MAX = 60
WAIT_S = 60


@contextmanager
def program(path: Path, engine: CipherEngine, mode: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Start the program; it is gone at the end."""
    command = [sys.executable, "-m", "tests.fieldapp.vault.pages_program", str(path), KEY.hex(), engine.value, mode]
    with subprocess.Popen([*command, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()
            process.wait(WAIT_S)


def lines_of(process: subprocess.Popen[str], count: int) -> list[str]:
    """Wait for so many lines."""
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(count)]


def killed_after(process: subprocess.Popen[str], transactions: int) -> int:
    """Kill it after so many transactions; give the last one that it said is durable, 0 for none."""
    said = lines_of(process, 1 + transactions)
    process.kill()
    assert process.stdout is not None
    said += [line.strip() for line in process.stdout if line.endswith("\n")]
    assert said[0] == "ready", said
    return int(said[-1]) if len(said) > 1 else 0


def transactions_in(connection: apsw.Connection) -> int:
    """Give how many transactions are there, all whole; every page, index and word agrees."""
    assert connection.pragma("integrity_check") == "ok"
    found = connection.execute("SELECT n, count(*) FROM row GROUP BY n ORDER BY n").fetchall()
    assert [count for _, count in found] == [ROWS] * len(found)
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
    changed = connection.execute("SELECT count(*) FROM row WHERE words LIKE '%x'").get
    assert changed == ROWS * max(0, len(found) - 1)
    assert connection.execute("SELECT count(*) FROM spoken WHERE spoken MATCH 'lavoir'").get == ROWS * len(found)
    connection.execute("INSERT INTO spoken (spoken) VALUES ('integrity-check')")
    return len(found)


@dataclass
class Killing:
    """One database, killed again and again."""

    path: Path
    engine: CipherEngine
    mode: str
    chance: random.Random
    durable: int = 0
    readers: list[CipherEngine] = field(default_factory=lambda: list(CipherEngine))

    def round(self) -> None:
        """Write, kill, look."""
        with program(self.path, self.engine, self.mode) as process:
            self.durable = max(self.durable, killed_after(process, self.chance.randint(0, TRANSACTIONS_MAX)))
        self.readers.reverse()
        with opened(self.path, self.readers[0]) as connection:
            if self.durable or connection.execute("SELECT count(*) FROM sqlite_master").get == 2:
                there = transactions_in(connection)
                assert self.durable <= there <= self.durable + 1
                self.durable = there


def main() -> None:
    """Kill as often as one likes."""
    parser = argparse.ArgumentParser(prog="python -m tests.fieldapp.vault.killing", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--engine", type=CipherEngine, choices=list(CipherEngine), default=CipherEngine.PAGES)
    parser.add_argument("--mode", choices=["WAL", "DELETE"], default="WAL")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fieldapp-killing-") as folder:
        killing = Killing(Path(folder) / "office.db", chosen.engine, chosen.mode, random.Random(chosen.seed))
        for number in range(1, chosen.rounds + 1):
            killing.round()
            print(f"\r{number} kills, {killing.durable} transactions, none lost", end="", flush=True)
    print()


if __name__ == "__main__":
    main()

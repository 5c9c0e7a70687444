"""A program to be killed: it writes into an encrypted database by one of the engines, and says what is durable.

python -m tests.fieldapp.vault.pages_program FILE KEY_HEX ENGINE MODE [TRANSACTIONS]

Each transaction writes some rows and changes older ones, in a table with an index and a full-text index. With a number
it writes so many and ends, each numbered after the last that anybody wrote.
"""

import sys
from pathlib import Path

import apsw

from fieldapp.vault.engines import CipherEngine
from tests.fieldapp.vault.pages import opened

ROWS = 5
TRANSACTIONS_MAX = 100_000


def say(*words: object) -> None:
    """Tell the test what is done, at once."""
    print(*words, flush=True)


def prepared(connection: apsw.Connection, mode: str) -> None:
    """Make the tables where there are none."""
    connection.set_busy_timeout(30_000)
    connection.pragma("journal_mode", mode)
    connection.pragma("synchronous", "FULL")
    connection.execute(
        "BEGIN IMMEDIATE;"
        "CREATE TABLE IF NOT EXISTS row (n INTEGER, part INTEGER, words TEXT, PRIMARY KEY (n, part));"
        "CREATE VIRTUAL TABLE IF NOT EXISTS spoken USING fts5(words);"
        "COMMIT"
    ).fetchall()


def last_number(connection: apsw.Connection) -> int:
    """Give the number of the last transaction that is there."""
    number: int = connection.execute("SELECT coalesce(max(n), 0) FROM row").get
    return number


def write(connection: apsw.Connection, number: int, rows: int = ROWS) -> None:
    """Write a transaction's rows; it changes some of the one before."""
    fresh = [(number, part, f"lavoir {number} {part} " * 9) for part in range(rows)]
    connection.executemany("INSERT INTO row VALUES (?, ?, ?)", fresh)
    connection.executemany("INSERT INTO spoken VALUES (?)", [(words,) for _, _, words in fresh])
    connection.execute("UPDATE row SET words = words || 'x' WHERE n = ?", (number - 1,))


def main() -> None:
    """Write until killed, or as often as is said."""
    path, key, engine, mode = sys.argv[1:5]
    transactions = int(sys.argv[5]) if len(sys.argv) > 5 else TRANSACTIONS_MAX
    with opened(Path(path), CipherEngine(engine), bytes.fromhex(key)) as connection:
        prepared(connection, mode)
        say("ready")
        for _ in range(transactions):
            connection.execute("BEGIN IMMEDIATE")
            number = last_number(connection) + 1
            write(connection, number)
            connection.execute("COMMIT")
            say(number)


if __name__ == "__main__":
    main()

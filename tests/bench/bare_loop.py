"""The client's half of the peer: same rows, same HTTP and gzip, into the same encrypted database.

It does the least that could do: one plain table, each batch durable on both sides before the next, and a mark on the
rows that the server has. No outbox, rights, merge, history, search or digests.
"""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import httpx

from fieldapp.vault.database import close_database, create_database
from sync.client.http_transport import GZIP_LEVEL
from sync.core.model import Fields
from tests.bench.reports import report_fields, report_id
from tests.bench.town_server import BARE_ROWS

ROWS_UP: Final = 500
ROWS_DOWN: Final = 1_000
"""As many as the protocol moves at once."""


class BareDevice:
    """A plain table on a device."""

    def __init__(self, path: Path) -> None:
        """Make the table."""
        self._engine = create_database(path, os.urandom(32))
        self._database = self._engine.raw_connection()
        self._cursor = self._database.cursor()
        self._cursor.execute("CREATE TABLE bare (n INTEGER PRIMARY KEY, id TEXT UNIQUE, fields TEXT, is_sent INTEGER)")
        self._database.commit()

    def fill(self, count: int, fields: Callable[[int], Fields] = report_fields) -> None:
        """Put reports into it."""
        rows = [(n, report_id(n), json.dumps(fields(n))) for n in range(1, count + 1)]
        self._cursor.executemany("INSERT INTO bare VALUES (?, ?, ?, 0)", rows)
        self._database.commit()

    async def send_all(self, client: httpx.AsyncClient) -> None:
        """Send all rows, in batches, each marked durably once the server has it."""
        while rows := self._unsent():
            body = "[" + ",".join(f'["{row_id}",{fields}]' for _, row_id, fields in rows) + "]"
            content = gzip.compress(body.encode(), compresslevel=GZIP_LEVEL, mtime=0)
            answer = await client.post(BARE_ROWS, content=content, headers={"Content-Encoding": "gzip"})
            answer.raise_for_status()
            self._cursor.executemany("UPDATE bare SET is_sent = 1 WHERE n = ?", [(n,) for n, _, _ in rows])
            self._database.commit()

    async def fetch_all(self, client: httpx.AsyncClient) -> int:
        """Read all rows, page by page, each page in a durable transaction; give how many."""
        count = last = 0
        while True:
            answer = await client.get(BARE_ROWS, params={"after": last, "limit": ROWS_DOWN})
            rows = [json.loads(line) for line in answer.text.splitlines()]
            if not rows:
                return count
            values = [(n, row_id, json.dumps(fields)) for n, row_id, fields in rows]
            self._cursor.executemany("INSERT INTO bare VALUES (?, ?, ?, 1)", values)
            self._database.commit()
            count += len(rows)
            last = rows[-1][0]

    def close(self) -> None:
        """Close the database."""
        self._database.close()
        close_database(self._engine)

    def _unsent(self) -> list[tuple[int, str, str]]:
        statement = "SELECT n, id, fields FROM bare WHERE is_sent = 0 ORDER BY n LIMIT ?"
        rows: list[tuple[int, str, str]] = self._cursor.execute(statement, (ROWS_UP,)).fetchall()
        return rows


def bare_client(url: str) -> httpx.AsyncClient:
    """Give a client without what costs time once: no proxy is looked for, no authority is read."""
    return httpx.AsyncClient(base_url=url, trust_env=False, verify=False, headers={"Accept-Encoding": "gzip"})

"""The client's half of the peer: the same rows over the same HTTP, with nothing around them but a plain table."""

import json
import sqlite3
from pathlib import Path
from typing import Final

import httpx

from tests.bench.reports import report_fields, report_id
from tests.bench.town_server import BARE_ROWS

ROWS_UP: Final = 500
ROWS_DOWN: Final = 1_000
"""As many as the protocol moves at once."""


class BareDevice:
    """A plain table on a device."""

    def __init__(self, path: Path) -> None:
        """Make the table."""
        self._database = sqlite3.connect(path)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute("CREATE TABLE bare (n INTEGER PRIMARY KEY, id TEXT UNIQUE, fields TEXT)")

    def fill(self, count: int) -> None:
        """Put reports into it."""
        rows = [(n, report_id(n), json.dumps(report_fields(n))) for n in range(1, count + 1)]
        self._database.executemany("INSERT INTO bare VALUES (?, ?, ?)", rows)
        self._database.commit()

    async def send_all(self, url: str) -> None:
        """Send all rows, in batches."""
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            last = 0
            while rows := self._after(last):
                body = ",".join(f'["{row_id}",{fields}]' for _, row_id, fields in rows)
                answer = await client.post(BARE_ROWS, content=f'{{"rows":[{body}]}}')
                answer.raise_for_status()
                last = rows[-1][0]

    async def fetch_all(self, url: str) -> int:
        """Read all rows, page by page, each page in a durable transaction; give how many."""
        count = last = 0
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            while True:
                answer = await client.get(BARE_ROWS, params={"after": last, "limit": ROWS_DOWN})
                rows = [json.loads(line) for line in answer.text.splitlines()]
                if not rows:
                    return count
                pairs = [(n, row_id, json.dumps(fields)) for n, row_id, fields in rows]
                self._database.executemany("INSERT INTO bare VALUES (?, ?, ?)", pairs)
                self._database.commit()
                count += len(rows)
                last = rows[-1][0]

    def close(self) -> None:
        """Close the table."""
        self._database.close()

    def _after(self, n: int) -> list[tuple[int, str, str]]:
        statement = "SELECT n, id, fields FROM bare WHERE n > ? ORDER BY n LIMIT ?"
        return self._database.execute(statement, (n, ROWS_UP)).fetchall()

"""The other process of the sync measurements: a real server and, on the same HTTP server, a bare handler.

    python -m tests.bench.town_server FOLDER

The bare handler does the least that could do: it stores the same JSON rows in a plain SQLite table, durably, and
streams them back, gzipped as ours; no rights, no merge, no history, no digests. Ends with SIGTERM.
"""

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.core.instants import instant_of_ms
from sync.protocol.messages import PUSH_BYTES_MAX
from sync.records.delays import report_delays
from sync.server import logs
from sync.server.accounts import add_account
from sync.server.app import create_app
from sync.server.bodies import packed, read_body
from sync.server.data_folder import DataFolder
from sync.server.opening import PostgresqlAt, made, opened, system_now_ms
from sync.server.parts import Parts
from sync.server.serving import Address, listening, spare_collector
from tests.stories.people import ACCOUNTS, PASSPHRASE, TOWN, settlers

BARE_ROWS: Final = "/bare/rows"
"""POST stores [[id, fields], …]; GET ?after=N&limit=M streams lines [number, id, fields]."""


class BareRows:
    """The peer: one plain table behind one route."""

    def __init__(self, path: Path) -> None:
        """Open or make the table."""
        self._database = sqlite3.connect(path, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute("CREATE TABLE IF NOT EXISTS bare (n INTEGER PRIMARY KEY, id TEXT UNIQUE, fields TEXT)")

    async def store(self, request: Request) -> Response:
        """Store rows in one durable transaction."""
        rows = json.loads(await read_body(request, PUSH_BYTES_MAX))
        pairs = [(row_id, json.dumps(fields, separators=(",", ":"))) for row_id, fields in rows]
        self._database.executemany("INSERT OR REPLACE INTO bare (id, fields) VALUES (?, ?)", pairs)
        self._database.commit()
        return Response(b"{}", media_type="application/json")

    async def stream(self, request: Request) -> Response:
        """Give the rows after a number, as JSON Lines."""
        asked = parse_qs(request.url.query)
        found = self._database.execute(
            "SELECT n, id, fields FROM bare WHERE n > ? ORDER BY n LIMIT ?",
            (int(asked["after"][0]), int(asked["limit"][0])),
        )
        lines = "".join(f'[{n},"{row_id}",{fields}]\n' for n, row_id, fields in found)
        return packed(request, lines.encode(), "text/plain")


def found_town(folder: DataFolder, postgresql: PostgresqlAt | None = None) -> None:
    """Make the server's folder with the town and the accounts of the stories."""
    with made(folder, postgresql) as parts:
        tenant = parts.service.found_town("Saint-Aubin", TOWN)
        parts.service.write_as_system(tenant, "founding", list(settlers()))
        with parts.store.writing(tenant) as unit:
            password_hash = parts.auth.passwords.hash(PASSPHRASE)
            for account, agent in ACCOUNTS.items():
                add_account(unit, account, agent, password_hash, parts.service.now())


@contextmanager
def _opened(folder: Path) -> Iterator[Parts]:
    data = DataFolder(folder / "server")
    if not data.is_made:
        found_town(data)
    with opened(data) as parts:
        yield parts


def main() -> None:
    """Serve until SIGTERM."""
    folder = Path(sys.argv[1])
    # A server that has run for a while has its calendar of holidays, whose library takes a second to load.
    report_delays(None, instant_of_ms(system_now_ms()))
    logs.configure()
    spare_collector()
    bare = BareRows(folder / "bare.db")
    with _opened(folder) as parts, listening(Address("127.0.0.1", 0)) as listener:
        app = create_app(parts)
        app.router.routes.insert(0, Route(BARE_ROWS, bare.store, methods=["POST"]))
        app.router.routes.insert(0, Route(BARE_ROWS, bare.stream, methods=["GET"]))
        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=1
        )
        listener.listen()
        print(f"ready http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()

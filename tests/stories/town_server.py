"""The town hall as a process of its own, on one port for all its lives, and what its store holds meanwhile."""

import json
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sync.core.instants import ms_of_instant
from sync.server.data_folder import DataFolder
from sync.server.opening import PostgresqlAt, database_of, opened
from sync.server.parts import Parts
from sync.server.rows import JudgedRow, RecordRow
from sync.server.sql_store import SqlServerStore
from sync.server.store import Unit
from sync.server.writers import SystemWrite
from tests.bench.first_screen import free_port
from tests.bench.town_server import found_town
from tests.server.process_in_hand import RunningServer, running

NEVER_MS = 2**62


@dataclass(frozen=True, slots=True)
class Work:
    """One change of a device as the town hall knows it; a photo counts once its bytes are there."""

    kind: str
    record_id: str
    n: int
    made_ms: int
    confirmed_ms: int


class TownServer:
    """A founded town in a folder; nothing runs before `alive` or `dying`."""

    def __init__(self, folder: Path, seed: Iterable[SystemWrite] = (), postgresql: PostgresqlAt | None = None) -> None:
        """Found the town of the stories, with some more records."""
        self._data = DataFolder(folder / "town hall")
        self.port = free_port()
        found_town(self._data, postgresql)
        with opened(self._data) as parts:
            (tenant,) = parts.store.tenants()
            self.tenant = tenant
            verdicts = parts.service.write_as_system(tenant, "seed", list(seed))
            assert not [one.refusal for one in verdicts if one.refusal], "the records of a story are valid"

    @property
    def folder(self) -> Path:
        """Give the server's data folder."""
        return self._data.path

    @property
    def url(self) -> str:
        """Give its address, whether it runs or not."""
        return f"http://127.0.0.1:{self.port}"

    def alive(self) -> AbstractContextManager[RunningServer]:
        """Run `fieldserver run` until the end of the block, which kills it."""
        return running(self._data.path, "-m", "sync.server.cli", "run", "--port", str(self.port), "--data")

    def dying(self, at_commit: int) -> AbstractContextManager[RunningServer]:
        """Run a server that kills itself after its n-th commit, before anybody is answered."""
        return running(self._data.path, "-m", "tests.server.mortal_server", str(at_commit), str(self.port))

    def parts(self) -> AbstractContextManager[Parts]:
        """Open the town hall's own parts, as its command line does beside a running server."""
        return opened(self._data)

    def rows(self, kind: str) -> list[RecordRow]:
        """Give the records of a kind that are in the store now."""
        with self.reading() as unit:
            return [row for row in unit.every(RecordRow) if row.kind == kind and not row.removed]

    def fields(self, kind: str) -> list[dict[str, Any]]:
        """Give the fields of the records of a kind, as they are in the store now."""
        return [row.fields() for row in self.rows(kind)]

    def has_photo(self, sha256: str) -> bool:
        """Say whether the bytes with this hash are here, all of them."""
        return bool(list(self._data.photos.rglob(f"*/{sha256[:2]}/{sha256}")))

    def work_of(self, agent: str) -> list[Work]:
        """Give all that an agent's device has sent until now, by number."""
        with self.reading() as unit:
            judged = [row for row in unit.every(JudgedRow) if row.agent == agent]
            photos = {row.id: row.fields() for row in unit.every(RecordRow) if row.kind == "attachment"}
        return [_work(row, photos) for row in sorted(judged, key=lambda row: row.n)]

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """Read the store as it is now; between two lives of the server nothing of ours holds its files."""
        store = SqlServerStore(database_of(self._data))
        try:
            with store.reading(self.tenant) as unit:
                yield unit
        finally:
            store.close()


def _work(row: JudgedRow, photos: dict[str, dict[str, Any]]) -> Work:
    change = json.loads(row.change_json)
    confirmed_ms = ms_of_instant(row.received_at)
    if change["kind"] == "attachment":
        arrived = photos.get(change["id"], {}).get("received_at")
        confirmed_ms = max(confirmed_ms, ms_of_instant(arrived)) if arrived else NEVER_MS
    return Work(change["kind"], change["id"], row.n, ms_of_instant(change["made_at"]), confirmed_ms)

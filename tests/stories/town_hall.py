"""The town hall of a story: the real server over a database in a folder, in this process, without a socket.

It can be restarted (the same folder, new objects) and asked what a person at its console would ask.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from sync.core.digest import Digest
from sync.core.instants import ms_of_instant
from sync.core.model import Op, Verdict
from sync.server.accounts import Passwords, add_account
from sync.server.app import create_app
from sync.server.blobs import BlobFiles
from sync.server.map.published import PublishedMaps
from sync.server.parts import Parts, World, build_parts
from sync.server.rows import DeviceRow, JudgedRow, PurgeRow, RecordRow
from sync.server.rows import ScopeRow as ServerScopeRow
from sync.server.service import Committed
from sync.server.sql_store import SqlServerStore
from sync.server.writers import SystemWrite
from tests.fieldapp.town import NOW
from tests.stories.people import ACCOUNTS, PASSPHRASE, TOWN, settlers

KEY_BYTES = 32


@dataclass
class Clock:
    """Time for all of a story: it stands still until the story moves it."""

    at_ms: int = ms_of_instant(NOW)

    def now_ms(self) -> int:
        """Give the time in Unix milliseconds."""
        return self.at_ms

    def later(self, *, seconds: int = 0, minutes: int = 0, days: int = 0) -> None:
        """Let time go by."""
        self.at_ms += 1000 * (seconds + 60 * (minutes + 24 * 60 * days))


class TownHall:
    """One server with one town; `app` is what the network leads to."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Found the town in an empty folder."""
        self.clock = clock
        self._folder = folder
        self._key = os.urandom(KEY_BYTES)
        self.at_commit: Callable[[Committed], None] = lambda committed: None
        """Called after each durable commit, before anybody is told."""
        folder.mkdir(parents=True)
        self.parts = self._built()
        self.app: FastAPI = create_app(self.parts)
        self.tenant = self.parts.service.found_town("Saint-Aubin", TOWN)
        self._settle()

    def restart(self) -> None:
        """End the server and start it again on the same folder."""
        self.close()
        self.parts = self._built()
        self.app = create_app(self.parts)

    def close(self) -> None:
        """Close the database."""
        assert isinstance(self.parts.store, SqlServerStore), "the stories play on the real store"
        self.parts.store.close()

    def write(self, kind: str, record_id: str, op: Op, **fields: Any) -> Verdict:
        """Write in the server's own name, as its command line does."""
        (verdict,) = self.parts.service.write_as_system(
            self.tenant, "console", [SystemWrite(kind, record_id, op, fields)]
        )
        return verdict

    def set_device_state(self, device: str, state: str) -> None:
        """Revoke a device, or let it only send."""
        with self.parts.store.writing(self.tenant) as unit:
            row = unit.get(DeviceRow, [(device,)])[(device,)]
            unit.put([replace(row, state=state)])

    def fields(self, kind: str, record_id: str) -> dict[str, Any]:
        """Give the server's word on a record."""
        with self.parts.store.reading(self.tenant) as unit:
            return unit.get(RecordRow, [(kind, record_id)])[kind, record_id].fields()

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Give the fields of all records of a kind, by id."""
        return [row.fields() for row in self.rows(kind)]

    def rows(self, kind: str) -> list[RecordRow]:
        """Give all records of a kind, by id."""
        with self.parts.store.reading(self.tenant) as unit:
            return [row for row in unit.every(RecordRow) if row.kind == kind and not row.removed]

    def judged(self, device: str) -> list[JudgedRow]:
        """Give what was judged of a device, by number."""
        with self.parts.store.reading(self.tenant) as unit:
            return [row for row in unit.every(JudgedRow) if row.device == device]

    def digests(self) -> dict[str, Digest]:
        """Give the digest of each scope."""
        with self.parts.store.reading(self.tenant) as unit:
            return {row.scope: row.digest() for row in unit.every(ServerScopeRow)}

    def purges(self, device: str) -> dict[str, int]:
        """Give the scopes that a device says it has purged, and how many rows went."""
        with self.parts.store.reading(self.tenant) as unit:
            return {row.scope: row.rows for row in unit.every(PurgeRow) if row.device == device}

    def has_photo(self, sha256: str) -> bool:
        """Say whether all bytes of a photo are here."""
        return self.parts.uploads.files.whole(self.tenant, sha256).exists()

    def _built(self) -> Parts:
        store = SqlServerStore(self._folder / "server.db")
        store.create()
        world = World(
            now_ms=self.clock.now_ms,
            random_bytes=os.urandom,
            key=self._key,
            passwords=Passwords(memory_kib=64, time_cost=1),
            after_commit=self._committed,
        )
        return build_parts(store, BlobFiles(self._folder / "photos"), PublishedMaps(self._folder / "maps"), world)

    def _committed(self, committed: Committed) -> None:
        # Asked for at each commit: a story may change its mind.
        self.at_commit(committed)

    def _settle(self) -> None:
        service = self.parts.service
        verdicts = service.write_as_system(self.tenant, "founding", list(settlers()))
        assert all(verdict.refusal is None for verdict in verdicts), "the town of the stories is valid"
        with self.parts.store.writing(self.tenant) as unit:
            for account, agent in ACCOUNTS.items():
                add_account(unit, account, agent, self.parts.auth.passwords.hash(PASSPHRASE), service.now())

"""A tablet and its server for the replica's tests, and the few fields that matter."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fieldapp.replica.ports import World
from fieldapp.replica.replica import Replica
from fieldapp.replica.rows import shown_fields
from fieldapp.replica.settings import Identity
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.sync_store import SqlSyncStore
from fieldapp.vault.device_secret import HeldSecret
from fieldapp.vault.engines import CipherEngine
from fieldapp.vault.errors import DiskFull
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_folder
from sync.client.ports import PullOutcome
from sync.client.rows import Entry
from sync.core.model import Change, Fields
from sync.protocol.messages import Gone, PushAnswer, Put
from tests.contract.store_in_hand import AGENT, DESK, DEVICE, MINE, NOW_MS, page

PASSPHRASE = "cheval pile agrafe juste"
IDENTITY = Identity(DEVICE, AGENT, "villers")


@dataclass
class Tablet:
    """One device whose process may end without notice: its folder, its secret, and what is open on it."""

    profile: Path
    secret: HeldSecret = field(default_factory=lambda: HeldSecret(os.urandom(32)))
    cipher_engine: CipherEngine | None = None
    """Who encrypts its database; the best engine that is present where nobody says so."""
    vault: Vault | None = None
    replica: Replica | None = None

    @property
    def folder(self) -> Path:
        """The folder of the vault."""
        return vault_folder(self.profile, "m.durand", self.secret)

    @property
    def opened(self) -> Replica:
        """The replica while the tablet is started."""
        assert self.replica is not None, "the tablet is not started"
        return self.replica

    def unlock(self) -> Vault:
        """Unlock the vault, made at the first time."""
        if not self.folder.exists():
            self.vault = Vault.create(
                self.folder, PASSPHRASE, self.secret, cost=COST_FLOOR, cipher_engine=self.cipher_engine
            )
            return self.vault
        vault = Vault.unlock(self.folder, PASSPHRASE, self.secret, cipher_engine=self.cipher_engine)
        assert isinstance(vault, Vault)
        self.vault = vault
        return vault

    def start(self) -> Replica:
        """Unlock the vault, open the replica, and enrol where nobody has."""
        self.replica = Replica.open_now(self.unlock(), world())
        if not self.replica.is_enrolled:
            self.replica.enrol_now(IDENTITY)
        return self.replica

    def restart(self) -> Replica:
        """End in good order and start again."""
        self.stop()
        return self.start()

    def stop(self) -> None:
        """Close everything in good order."""
        if self.replica is not None:
            self.replica.close_now()
        if self.vault is not None:
            self.vault.lock()
        self.vault = self.replica = None

    def copied(self, to: Path) -> "Tablet":
        """Copy all files as they lie there now, as if the process had been killed at this moment."""
        other = Tablet(to, self.secret, self.cipher_engine)
        shutil.copytree(self.folder, other.folder)
        return other


@contextmanager
def tablet(profile: Path, cipher_engine: CipherEngine | None = None) -> Iterator[Tablet]:
    """Give a started tablet, stopped at the end."""
    found = Tablet(profile, cipher_engine=cipher_engine)
    found.start()
    try:
        yield found
    finally:
        found.stop()


def world() -> World:
    """Give a clock that stands at the suite's moment, and real randomness."""
    return World(now_ms=lambda: NOW_MS)


@dataclass
class Server:
    """The server's part, played by the test on the tablet's store."""

    tablet: Tablet
    cursor: int = 0

    @property
    def store(self) -> SqlSyncStore:
        """The store of the started tablet."""
        return SqlSyncStore(self.tablet.opened, DiskFull)

    def tells(self, *rows: Put | Gone, granted: tuple[str, ...] = (DESK, MINE), **opened: Any) -> PullOutcome:
        """Send a page up to the head of the log."""
        self.cursor += 1
        return asyncio.run(self.store.apply(page(*rows, cursor=self.cursor, granted=granted, **opened)))

    def answers(self, answer: PushAnswer) -> frozenset[str]:
        """Send verdicts."""
        return asyncio.run(self.store.settle(answer))

    def hears(self) -> tuple[Change, ...]:
        """Receive what waits on the tablet."""
        return asyncio.run(self.store.unsent(1_000))


def report(**fields: Any) -> dict[str, Any]:
    """Give the fields of a report that an agent writes."""
    moment = "2026-11-23T10:00:00.000Z"
    return {"service_code": "nid_de_poule", "lat": 48.85, "long": 2.35, "requested_datetime": moment} | fields


def shown(replica: Replica, kind: str, record_id: str) -> Fields | None:
    """Give what the screens see of a record."""
    return replica.read_now(shown_fields, kind, record_id)


def entries(replica: Replica) -> list[Entry]:
    """Give the whole outbox."""
    return list(replica.read_now(lambda session: SqlShelf(session).entries_from(1)))


def field_agent(agent_id: str = AGENT, role: str = "agent_terrain", **fields: Any) -> Put:
    """Give the directory's entry of an agent: from then on his rights are known on the tablet."""
    whole = {"given_name": "Marie", "family_name": "Durand", "role": role, "active": True} | fields
    return Put("agent", agent_id, 1, (MINE,), whole)

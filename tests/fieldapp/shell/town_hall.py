"""A whole town hall in memory: the real server's app behind the real client, without a socket between them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from fieldapp.shell.house import Connect
from sync.client.http_transport import Connection
from sync.core.ids import derived_id
from sync.core.model import Op
from sync.server.accounts import Passwords, add_account
from sync.server.app import create_app
from sync.server.blobs import BlobFiles
from sync.server.map.published import PublishedMaps
from sync.server.memory_store import MemoryServerStore
from sync.server.parts import Parts, World, build_parts
from sync.server.rows import RecordRow
from sync.server.writers import SystemWrite

ADDRESS = "http://127.0.0.1:8799"
PASSPHRASE = "quatre mots pour ouvrir"
KARIM = derived_id("test", "karim")
VOIRIE = derived_id("test", "voirie")
START_MS = 1_795_000_000_000
CHEAP = Passwords(memory_kib=64, time_cost=1)


@dataclass
class Chance:
    """Randomness that never repeats itself, and repeats in the next run."""

    drawn: int = 0

    def __call__(self, count: int) -> bytes:
        """Give the next bytes."""
        self.drawn += 1
        return hashlib.shake_256(self.drawn.to_bytes(8)).digest(count)


@dataclass
class TownHall:
    """The server of a small town, with one agent who has an account; `is_reachable` is the network."""

    folder: Path
    is_reachable: bool = True
    asked: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    """What was asked and not refused: whoever has no nonce yet asks once more."""
    later_ms: int = 0
    """How long after `START_MS` it is at the town hall."""
    parts: Parts = field(init=False)

    def __post_init__(self) -> None:
        """Found the town and hire Karim."""
        chance = Chance()
        world = World(now_ms=lambda: START_MS + self.later_ms, random_bytes=chance, key=b"k" * 32, passwords=CHEAP)
        store = MemoryServerStore()
        self.parts = build_parts(store, BlobFiles(self.folder), PublishedMaps(self.folder / "maps"), world)
        town = {"name": "Saint-Aubin", "centre_lat": 45.75, "centre_long": 4.85}
        self.tenant = self.parts.service.found_town("Saint-Aubin", town)
        agent = {"given_name": "Karim", "family_name": "Benali", "role": "agent_terrain", "service": VOIRIE}
        self.write("service", VOIRIE, {"name": "Voirie", "code": "voirie"})
        self.write("agent", KARIM, agent)
        with store.writing(self.tenant) as unit:
            add_account(unit, "karim.benali", KARIM, CHEAP.hash(PASSPHRASE), "2026-11-23T08:00:00.000Z")

    def hire(self, account: str, given_name: str, family_name: str, passphrase: str) -> None:
        """Hire one more agent of the roads."""
        agent, password_hash = derived_id("test", account), CHEAP.hash(passphrase)
        told = {"given_name": given_name, "family_name": family_name, "role": "agent_terrain", "service": VOIRIE}
        self.write("agent", agent, told)
        with self.parts.store.writing(self.tenant) as unit:
            add_account(unit, account, agent, password_hash, "2026-11-23T08:00:00.000Z")

    def holds(self, kind: str, record_id: str) -> bool:
        """Tell whether the town hall has this record."""
        with self.parts.store.reading(self.tenant) as unit:
            return (kind, record_id) in unit.get(RecordRow, [(kind, record_id)])

    def set_policy(self, policy: Mapping[str, object]) -> None:
        """Decide something for the town."""
        wish = SystemWrite("town", self.tenant, Op.PATCH, {"policy": dict(policy)})
        self.parts.service.write_as_system(self.tenant, "setup", [wish])

    def write(self, kind: str, record_id: str, fields: Mapping[str, object]) -> None:
        """Write a record as the administration does."""
        self.parts.service.write_as_system(self.tenant, "setup", [SystemWrite(kind, record_id, Op.CREATE, fields)])

    @property
    def connect(self) -> Connect:
        """Give the line to this town hall, whatever address is asked for."""
        wire = httpx.ASGITransport(create_app(self.parts))
        return lambda origin: Connection(origin, wire=_Switched(self, wire))


class _Switched(httpx.AsyncBaseTransport):
    """The wire, while the network is there."""

    def __init__(self, hall: TownHall, wire: httpx.AsyncBaseTransport) -> None:
        self._hall = hall
        self._wire = wire

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, or fail as a dead network does."""
        if not self._hall.is_reachable:
            raise httpx.ConnectError("no network")
        self._hall.asked.append(request.url.path)
        answer = await self._wire.handle_async_request(request)
        if answer.is_success:
            self._hall.given.append(request.url.path)
        return answer

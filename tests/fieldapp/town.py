"""A small town in a real replica: the ground under the tests of the screens and of their queries.

`town_replica` opens an encrypted replica in a folder, `Town` puts the server's records into it, as a pull would.
Every factory names only what matters; the rest are values that a real town could have.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fieldapp.replica.ports import World
from fieldapp.replica.replica import Replica
from fieldapp.replica.search_backlog import index_some
from fieldapp.replica.settings import Identity
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.vault.device_secret import DeviceSecret, HeldSecret
from fieldapp.vault.passphrase import COST_FLOOR
from fieldapp.vault.vault import Vault, vault_exists, vault_folder
from sync.client.applying import apply_page
from sync.core.ids import derived_id
from sync.core.instants import instant_of_ms, ms_of_instant
from sync.protocol.messages import Checkpoint, Opened, PullPage, Put
from sync.records import KINDS

NOW = "2026-11-23T13:36:00.000Z"
"""A Monday, 14:36 in the town."""
CENTRE = (45.750, 4.850)
STEP = 0.04
SCOPE = "town"
PASSPHRASE = "cheval pile agrafe juste"


def index_now(replica: Replica) -> None:
    """Let the search find all that came with large pages."""
    while replica.transact_now(index_some):
        pass


def uid(name: str) -> str:
    """Give the id that stands for a readable name in all tests."""
    return derived_id("test", name)


KARIM, SYLVIE, ELU = uid("karim"), uid("sylvie"), uid("elu")
VOIRIE, PROPRETE = uid("voirie"), uid("proprete")
NORD = uid("team nord")
WEST, EAST = uid("west"), uid("east")


@dataclass
class Steps:
    """A clock that stands still until a test moves it, and randomness that repeats."""

    now_ms: int = ms_of_instant(NOW)
    drawn: int = 0

    def world(self) -> World:
        """Give the replica's world."""
        return World(now_ms=lambda: self.now_ms, random_bytes=self._bytes)

    def later(self, seconds: int) -> None:
        """Let time go by."""
        self.now_ms += seconds * 1000

    def _bytes(self, count: int) -> bytes:
        self.drawn += 1
        return self.drawn.to_bytes(count, "big")


@dataclass
class Town:
    """A replica with a town in it; its methods write what the server would send."""

    replica: Replica
    steps: Steps = field(default_factory=Steps)
    rv: int = 0

    def put(self, kind: str, called: str, /, **fields: Any) -> str:
        """Pull a record of the server and give its id."""
        row = self.row(kind, called, **fields)
        self.pull(row)
        return row.id

    def row(self, kind: str, called: str, /, **fields: Any) -> Put:
        """Give a record of the server as a page brings it, to be pulled with others."""
        self.rv += 1
        return Put(kind, uid(called), self.rv, (SCOPE,), fields)

    def pull(self, *rows: Put) -> None:
        """Apply a page of the server; all that it holds is in one scope."""
        opened = Opened("epoch", 1, (SCOPE,), instant_of_ms(self.steps.now_ms), 1, 0)
        page = PullPage(opened, rows, Checkpoint({SCOPE: self.rv}, {}, more=True))
        kinds = {row.kind for row in rows}
        self.replica.transact_now(
            lambda session: (apply_page(SqlShelf(session), page, KINDS, self.steps.now_ms), kinds)
        )

    def task(self, name: str, **fields: Any) -> str:
        """Write a task of Karim."""
        whole = {"title": name, "status": "a_faire", "priority": "genant", "assignee": KARIM, "service": VOIRIE}
        return self.put("task", name, **{**whole, **fields})

    def report(self, name: str, **fields: Any) -> str:
        """Write an open report at the centre."""
        whole = {
            "service_code": "nid_de_poule",
            "status": "nouveau",
            "priority": "genant",
            "channel": "web",
            "requested_datetime": "2026-11-20T09:12:00.000Z",
            "lat": CENTRE[0],
            "long": CENTRE[1],
            "position_source": "carte",
            "position_mocked": False,
            "reopened": False,
        }
        return self.put("report", name, **{**whole, **fields})

    def chief(self) -> str:
        """Give the team of the north its chief."""
        who = {"given_name": "Maud", "family_name": "Ferrand", "role": "chef_equipe", "active": True}
        return self.put("agent", "chief", **who, service=VOIRIE, team=NORD)

    def round(self, name: str, **fields: Any) -> str:
        """Write a round of the team for today."""
        whole = {"title": name, "planned_on": "2026-11-23", "status": "prevue", "team": NORD, "service": VOIRIE}
        return self.put("round", name, **{**whole, **fields})

    def objective(self, name: str, **fields: Any) -> str:
        """Write an objective that everybody follows."""
        aim = {"indicator": "reports_in_time", "baseline": 50.0, "target": 80.0, "due_on": "2027-03-31"}
        return self.put("objective", name, **{"title": name, "status": "actif", "author": SYLVIE, **aim, **fields})

    def news(self, name: str, **fields: Any) -> str:
        """Write a published mandatory note for everybody."""
        whole = {
            "title": name,
            "body": "Aucun travail en nacelle après 16 h.",
            "importance": "obligatoire",
            "status": "publie",
            "author": SYLVIE,
            "audience": {"everyone": True},
            "published_at": "2026-11-23T12:56:00.000Z",
            "pinned": False,
            "comments_closed": False,
        }
        return self.put("news", name, **{**whole, **fields})


def square(west: float, south: float, side: float = STEP) -> list[list[list[float]]]:
    """Give the polygon of a square sector."""
    east, north = west + side, south + side
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def settle(town: Town) -> None:
    """Give the town its services, sectors, team and people, in one page."""
    lat, long = CENTRE
    town.pull(
        town.row("town", "town", name="Saint-Aubin", centre_lat=lat, centre_long=long, phone="04 00 00 00 00"),
        town.row("service", "voirie", name="Voirie", code="voirie"),
        town.row("service", "proprete", name="Propreté", code="proprete"),
        town.row("zone", "west", name="La Condamine", code="Z1", polygon=square(long - STEP, lat - STEP / 2)),
        town.row("zone", "east", name="Les Moneghetti", code="Z2", polygon=square(long, lat - STEP / 2)),
        town.row("team", "team nord", name="équipe nord", service=VOIRIE, zones=[EAST]),
        *(_person(town, *one) for one in _PEOPLE),
    )


def _person(town: Town, name: str, given: str, family: str, role: str) -> Put:
    fields = {"given_name": given, "family_name": family, "role": role, "active": True}
    own: Mapping[str, Any] = {"service": VOIRIE, "team": NORD} if role == "agent_terrain" else {}
    return town.row("agent", name, **fields, **own)


_PEOPLE = (
    ("karim", "Karim", "Benali", "agent_terrain"),
    ("sylvie", "Sylvie", "Martin", "agent_bureau"),
    ("elu", "Hélène", "Roux", "elu"),
)


@contextmanager
def town_replica(folder: Path, agent: str = KARIM) -> Iterator[Town]:
    """Open a replica for an agent in a fresh vault, with the town settled in it."""
    steps = Steps()
    with opened_replica(folder, agent, steps.world(), os.urandom(32)) as replica:
        town = Town(replica, steps)
        settle(town)
        yield town


@contextmanager
def town_replica_in(folder: Path, agent: str, device: DeviceSecret) -> Iterator[Town]:
    """Open the town of a folder again, or an empty one; the device secret outlives the process."""
    steps = Steps()
    with replica_of(folder, agent, steps.world(), device) as replica:
        yield Town(replica, steps)


@contextmanager
def opened_replica(folder: Path, agent: str, world: World, secret: bytes) -> Iterator[Replica]:
    """Open the replica of an agent, in a vault that is made when it is not there yet."""
    with replica_of(folder, agent, world, HeldSecret(secret)) as replica:
        yield replica


@contextmanager
def replica_of(folder: Path, agent: str, world: World, device: DeviceSecret) -> Iterator[Replica]:
    """Open the replica of an agent on a device."""
    where = vault_folder(folder, agent, device)
    if vault_exists(where):
        vault = Vault.unlock(where, PASSPHRASE, device)
        assert isinstance(vault, Vault), "the passphrase of the tests opens the vaults of the tests"
    else:
        vault = Vault.create(where, PASSPHRASE, device, cost=COST_FLOOR)
    with vault:
        replica = Replica.open_now(vault, world)
        replica.enrol_now(Identity(uid("tablet"), agent, uid("tenant")))
        try:
            yield replica
        finally:
            replica.close_now()

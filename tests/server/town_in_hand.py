"""A small town over any store, with people of every role, and a clock and randomness of its own."""

from typing import Any

from sync.core.instants import instant_of_ms
from sync.core.model import Op, Verdict
from sync.records.base import Role
from sync.server.memory_store import MemoryServerStore
from sync.server.rows import GrantRow, RecordRow
from sync.server.service import Committed, Service
from sync.server.store import ServerStore
from sync.server.writers import SystemWrite
from tests.server.device_in_hand import NOW_MS, Device, World

SQUARE = [[[2.0, 48.0], [2.1, 48.0], [2.1, 48.1], [2.0, 48.0]]]
PEOPLE = {
    "terrain": (Role.AGENT_TERRAIN, "voirie", "equipe"),
    "voisin": (Role.AGENT_TERRAIN, "voirie", None),
    "chef": (Role.CHEF_EQUIPE, "voirie", "equipe"),
    "bureau": (Role.AGENT_BUREAU, "accueil", None),
    "communicant": (Role.COMMUNICANT, None, None),
    "elu": (Role.ELU, None, None),
    "admin": (Role.ADMIN_SI, None, None),
}


class Town:
    """One server with one town: two services, two zones, a team of the first zone, and `PEOPLE`."""

    def __init__(self, store: ServerStore | None = None, world: World | None = None) -> None:
        self.world = world or World()
        self.store = store if store is not None else MemoryServerStore()
        self.committed: list[Committed] = []
        self.service = Service(
            self.store,
            now_ms=self.world.now_ms,
            random_bytes=self.world.random.randbytes,
            after_commit=self.committed.append,
        )
        fields = {"name": "Sainte-Aldegonde", "centre_lat": 48.0, "centre_long": 2.0}
        self.tenant = self.service.found_town("Sainte-Aldegonde", fields)
        names = (*PEOPLE, "voirie", "accueil", "equipe", "nord", "sud")
        self.ids = {name: self.world.new_id() for name in names}
        self._populate()

    def _populate(self) -> None:
        for name in ("voirie", "accueil"):
            self.write("service", self.ids[name], name=name.title(), code=name)
        for name in ("nord", "sud"):
            self.write("zone", self.ids[name], name=name.title(), code=name, polygon=SQUARE)
        self.write("team", self.ids["equipe"], name="Équipe", service=self.ids["voirie"], zones=[self.ids["nord"]])
        for name, (role, service, team) in PEOPLE.items():
            fields: dict[str, Any] = {"given_name": name.title(), "family_name": "Durand", "role": role.value}
            fields |= {"service": self.ids.get(service or ""), "team": self.ids.get(team or "")}
            fields |= {"zones": [self.ids["sud"]]} if name == "voisin" else {}
            self.write("agent", self.ids[name], **fields)

    def write(self, kind: str, record_id: str, op: Op = Op.CREATE, **fields: Any) -> Verdict:
        """Write as the server; the judge must take it."""
        (verdict,) = self.service.write_as_system(self.tenant, "test", [SystemWrite(kind, record_id, op, fields)])
        assert verdict.refusal is None, verdict.refusal
        return verdict

    def change(self, kind: str, record_id: str, **fields: Any) -> Verdict:
        """Change a record as the server."""
        return self.write(kind, record_id, Op.PATCH, **fields)

    def device(self, name: str) -> Device:
        """Enrol a device for one of the people."""
        agent = self.ids[name]
        caller = self.service.enrol(self.tenant, agent=agent, device=self.world.new_id(), name=f"Tablette de {name}")
        return Device(self.service, self.world, caller)

    def row(self, kind: str, record_id: str) -> RecordRow:
        """Read a record as the store keeps it."""
        with self.store.reading(self.tenant) as unit:
            return unit.get(RecordRow, [(kind, record_id)])[kind, record_id]

    def fields(self, kind: str, record_id: str) -> dict[str, Any]:
        """Read a record's fields."""
        return self.row(kind, record_id).fields()

    def granted(self, name: str) -> frozenset[str]:
        """Read the scopes that one of the people may follow."""
        with self.store.reading(self.tenant) as unit:
            return unit.get(GrantRow, [(self.ids[name],)])[(self.ids[name],)].scopes()

    def scope(self, name: str, of: str) -> str:
        """Name a scope: `scope("zone", "nord")`."""
        return f"{name}:{self.ids[of]}"

    def report_fields(self, author: str = "terrain", **fields: Any) -> dict[str, Any]:
        """Give the fields of a report in the north, of the roads' service."""
        return {
            "service_code": "nid_de_poule",
            "status": "nouveau",
            "priority": "genant",
            "channel": "agent",
            "description": "Un trou devant l'école",
            "requested_datetime": instant_of_ms(NOW_MS),
            "lat": 48.05,
            "long": 2.05,
            "position_source": "gps",
            "zone": self.ids["nord"],
            "service": self.ids["voirie"],
            "author": self.ids[author],
        } | fields

    def task_fields(self, **fields: Any) -> dict[str, Any]:
        """Give the fields of a task for the team."""
        owner = {"service": self.ids["voirie"], "team": self.ids["equipe"], "author": self.ids["chef"]}
        return {"title": "Reboucher le trou", "status": "a_faire", "priority": "genant", **owner} | fields

    def photo_fields(self, parent: str, author: str = "terrain", **fields: Any) -> dict[str, Any]:
        """Give the fields of a photo on a report."""
        told = {"parent_kind": "report", "parent_id": parent, "role": "detail", "author": self.ids[author]}
        return {**told, "sha256": "ab" * 32, "size_bytes": 1_000} | fields

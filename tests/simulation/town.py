"""The simulated town: two services, two zones, two teams, up to five agents, and the ids that everybody knows."""

from dataclasses import dataclass
from typing import Any

from sync.core.ids import derived_id
from sync.core.instants import instant_of_ms
from sync.core.model import Fields, Op
from sync.records.base import Role
from sync.server.writers import SystemWrite
from tests.simulation.kernel import START_MS


def known_id(name: str) -> str:
    """Give the id of a thing of the town; the same in every run."""
    return derived_id("simulated town", name)


SERVICES = (known_id("service 1"), known_id("service 2"))
ZONES = (known_id("zone 1"), known_id("zone 2"))
TEAMS = (known_id("team 1"), known_id("team 2"))
TEAM_ZONES = {TEAMS[0]: [ZONES[0]], TEAMS[1]: [ZONES[1]]}
FIRST_WORK = tuple(known_id(f"{kind} {number}") for kind in ("task", "report") for number in range(3))
TOWN_FIELDS: Fields = {"name": "Sainte-Aldegonde", "centre_lat": 48.1, "centre_long": -1.6}
_SQUARE = [[[-1.0, 48.0], [-1.0, 48.1], [-1.1, 48.1], [-1.0, 48.0]]]


@dataclass(frozen=True, slots=True)
class Person:
    """An agent of the simulated town."""

    id: str
    role: Role
    service: str
    team: str | None

    def fields(self) -> dict[str, Any]:
        """Give his entry in the directory."""
        return {
            "given_name": "Agent",
            "family_name": self.id[:8],
            "role": self.role.value,
            "service": self.service,
            "team": self.team,
            "active": True,
        }


PEOPLE = (
    Person(known_id("agent 1"), Role.AGENT_BUREAU, SERVICES[0], None),
    Person(known_id("agent 2"), Role.AGENT_TERRAIN, SERVICES[0], TEAMS[0]),
    Person(known_id("agent 3"), Role.CHEF_EQUIPE, SERVICES[1], TEAMS[1]),
    Person(known_id("agent 4"), Role.AGENT_TERRAIN, SERVICES[1], TEAMS[1]),
    Person(known_id("agent 5"), Role.AGENT_TERRAIN, SERVICES[0], TEAMS[0]),
)


def directory() -> list[SystemWrite]:
    """Give the writes that make the town: places, teams, people, and a little work to begin with."""
    writes = [
        SystemWrite("service", service, Op.CREATE, {"name": "Service", "code": f"s{number}"})
        for number, service in enumerate(SERVICES)
    ]
    writes += [
        SystemWrite("zone", zone, Op.CREATE, {"name": "Zone", "code": f"z{number}", "polygon": _SQUARE})
        for number, zone in enumerate(ZONES)
    ]
    writes += [
        SystemWrite("team", team, Op.CREATE, {"name": "Équipe", "service": service, "zones": TEAM_ZONES[team]})
        for team, service in zip(TEAMS, SERVICES, strict=True)
    ]
    writes += [SystemWrite("agent", person.id, Op.CREATE, person.fields()) for person in PEOPLE]
    writes += [SystemWrite("task", known_id(f"task {n}"), Op.CREATE, _first_task(n)) for n in range(3)]
    writes += [SystemWrite("report", known_id(f"report {n}"), Op.CREATE, _first_report(n)) for n in range(3)]
    return writes


def _first_task(number: int) -> dict[str, Any]:
    team = TEAMS[number % 2]
    place = {"service": SERVICES[number % 2], "team": team}
    return {"title": f"Tâche {number}", "status": "a_faire", "description": "un deux trois", **place}


def _first_report(number: int) -> dict[str, Any]:
    return {
        "service_code": "nid_de_poule",
        "status": "nouveau",
        "requested_datetime": instant_of_ms(START_MS - 3_600_000),
        "lat": 48.0 + number / 100,
        "long": -1.05,
        "zone": ZONES[number % 2],
        "service": SERVICES[number % 2],
        "description": "un deux trois",
    }

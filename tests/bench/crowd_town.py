"""A town of many field agents, each with a tablet that has signed in."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sync.core.model import Op
from sync.protocol.messages import Tokens
from sync.records.base import Role
from sync.server.callers import Caller
from sync.server.data_folder import DataFolder
from sync.server.opening import made
from sync.server.parts import Parts
from sync.server.rows import DeviceRow
from sync.server.rows_access import SessionRow
from sync.server.writers import SystemWrite
from tests.fieldapp.town import CENTRE, STEP, square, uid
from tests.stories.people import TOWN

TEAM: Final = 10
"""Agents who share a team and a sector: a report of one of them is news for the nine others."""
TEAMS_PER_SERVICE: Final = 5
WRITES: Final = 500
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Seat:
    """One agent with his tablet."""

    number: int
    tokens: Tokens

    @property
    def team(self) -> int:
        """Give the number of his team, which has a sector of its own."""
        return self.number // TEAM


def found_crowd(folder: DataFolder, count: int, tell: Tell) -> list[Seat]:
    """Found a town of so many agents, enrol a tablet for each and sign it in."""
    with made(folder) as parts:
        tenant = parts.service.found_town("Grande-Ville", TOWN)
        wishes = list(_settlers(count))
        for first in range(0, len(wishes), WRITES):
            tell("found a town", first, len(wishes))
            parts.service.write_as_system(tenant, "founding", wishes[first : first + WRITES])
        return list(_signed_in(parts, tenant, count))


def _signed_in(parts: Parts, tenant: str, count: int) -> Iterator[Seat]:
    """Begin the sessions as a sign-in does, all in one transaction: signing in is not what is measured."""
    now, now_ms = parts.service.now(), parts.now_ms()
    with parts.store.writing(tenant) as unit:
        for n in range(count):
            caller = Caller(tenant, uid(f"agent {n}"), uid(f"tablet {n}"))
            unit.put([DeviceRow(caller.device, caller.agent, f"tablette {n}", now, now)])
            session = SessionRow(caller.device, secrets.token_hex(16), 0, now_ms)
            yield Seat(n, parts.auth._renewed(unit, caller, session))


def zone_of(team: int) -> str:
    """Give the sector of a team."""
    return uid(f"zone {team}")


def service_of(team: int) -> str:
    """Give the service of a team."""
    return uid(f"service {team // TEAMS_PER_SERVICE}")


def _settlers(count: int) -> Iterator[SystemWrite]:
    teams: Sequence[int] = range(-(-count // TEAM))
    for service in range(-(-len(teams) // TEAMS_PER_SERVICE)):
        named = {"name": f"Service {service}", "code": f"service_{service}"}
        yield SystemWrite("service", uid(f"service {service}"), Op.CREATE, named)
    for team in teams:
        west, south = CENTRE[1] + team % 10 * STEP, CENTRE[0] + team // 10 * STEP
        zone = {"name": f"Secteur {team}", "code": f"Z{team}", "polygon": square(west, south)}
        yield SystemWrite("zone", zone_of(team), Op.CREATE, zone)
        told = {"name": f"équipe {team}", "service": service_of(team), "zones": [zone_of(team)]}
        yield SystemWrite("team", uid(f"team {team}"), Op.CREATE, told)
    for n in range(count):
        work = {"role": Role.AGENT_TERRAIN, "service": service_of(n // TEAM), "team": uid(f"team {n // TEAM}")}
        fields: dict[str, Any] = {"given_name": "Agent", "family_name": f"N° {n}", "active": True, **work}
        yield SystemWrite("agent", uid(f"agent {n}"), Op.CREATE, fields)

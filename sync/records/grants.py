"""Which scopes an agent may follow: a pure function of his entry in the directory and of his team's.

The server computes it again whenever an agent, a team, a zone or a service changes; when the result differs, the
agent's `scope_epoch` grows by one and the old set is kept, because a change is judged by the right that its writer
had when writing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sync.core.model import Fields
from sync.records.base import FIELD_ROLES, NOWHERE, SECTOR, TOWN_SCOPE, Role, scope

EVERY_ZONE_ROLES = frozenset({Role.AGENT_BUREAU, Role.RESPONSABLE_SERVICE, Role.DIRECTION, Role.ELU})
EVERY_DESK_ROLES = frozenset({Role.AGENT_BUREAU, Role.DIRECTION})
OWN_DESK_ROLES = frozenset({Role.CHEF_EQUIPE, Role.RESPONSABLE_SERVICE})


@dataclass(frozen=True, slots=True)
class TownMap:
    """The ids of all zones and services: what "everywhere" means."""

    zones: tuple[str, ...]
    services: tuple[str, ...]


def grants_of(agent_id: str, agent: Fields, team: Fields | None, town: TownMap) -> frozenset[str]:
    """Give the scopes that this agent may follow; none at all when he is no longer active."""
    if agent.get("active") is False:
        return frozenset()
    own = note_scopes(agent_id, agent, (team or {}).get("zones") or ())
    return frozenset({*own, *_zones(agent, team, town), *_desks(agent, town)})


def note_scopes(agent_id: str, agent: Fields, team_zones: Iterable[str]) -> frozenset[str]:
    """Give the scopes by which a note finds an agent: all of the town, what he is, and where he works.

    A sector's people are those who work in it. Its `zone` is another thing: offices and the elected follow the reports
    of every zone, and a note to one sector is not for all of them.
    """
    own = {TOWN_SCOPE, scope("agent", agent_id), scope("role", str(agent.get("role")))}
    own.update(scope(name, agent[name]) for name in ("service", "team") if agent.get(name))
    own.update(scope(SECTOR, zone) for zone in (*(agent.get("zones") or ()), *team_zones))
    return frozenset(own)


def _zones(agent: Fields, team: Fields | None, town: TownMap) -> Iterable[str]:
    role = agent.get("role")
    if role in EVERY_ZONE_ROLES:
        return [scope("zone", zone) for zone in (*town.zones, NOWHERE)]
    if role not in FIELD_ROLES:
        return []
    zones = {*(agent.get("zones") or ()), *((team or {}).get("zones") or ())}
    return [scope("zone", zone) for zone in sorted(zones)]


def _desks(agent: Fields, town: TownMap) -> Iterable[str]:
    role = agent.get("role")
    if role in EVERY_DESK_ROLES:
        return [scope("desk", service) for service in (*town.services, NOWHERE)]
    if role in OWN_DESK_ROLES and agent.get("service"):
        return [scope("desk", agent["service"])]
    return []

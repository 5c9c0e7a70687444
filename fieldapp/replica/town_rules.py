"""The town's own rules as this device has them: service levels, and where reports go.

A tablet in the street has no routing rules, which are the desks': there, as in an app of before, a report goes to the
service that its category names, and the server applies the rules when it comes.
"""

from sqlalchemy.orm import Session as PlainSession
from sqlmodel import select

from fieldapp.replica.tables import RoutingRule, Service, Team, Town, Zone
from sync.records.levels import ServiceLevels, levels_of
from sync.records.routing import Routing, routing_of
from sync.records.routing_rule import ABOUT


def levels_here(session: PlainSession) -> ServiceLevels:
    """Give the service levels of the town."""
    policy = session.execute(select(Town.policy)).scalars().first()
    return levels_of(policy)


def routing_here(session: PlainSession) -> Routing:
    """Give the services, the sectors and the rules that are known here."""
    rules = session.execute(select(RoutingRule)).scalars().all()
    return routing_of(
        services=((row.id, {"code": row.code}) for row in session.execute(select(Service)).scalars()),
        zones=((row.id, {"polygon": row.polygon}) for row in session.execute(select(Zone)).scalars()),
        teams=((row.id, {"service": row.service}) for row in session.execute(select(Team)).scalars()),
        rules=((row.id, {name: getattr(row, name) for name in (*ABOUT, "service", "team")}) for row in rules),
    )

"""Reads of the directory for an audience: who can be addressed, and how many that are.

Nobody is counted twice. The rule is the server's own: a person is meant when one of his scopes is among those of the
audience.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from fieldapp.replica.people import found_by, team_zones
from fieldapp.replica.tables import Agent, Service, Team, Zone
from fieldapp.replica.words import folded
from sync.core.model import Fields
from sync.records.base import SECTOR, Role, scope
from sync.records.news import audience_scopes


class Group(StrEnum):
    """Name a part of an audience; the values are the lists of the record."""

    SERVICES = "services"
    TEAMS = "teams"
    ZONES = "zones"
    ROLES = "roles"
    AGENTS = "agents"


_SCOPES: Mapping[Group, str] = {
    Group.SERVICES: "service",
    Group.TEAMS: "team",
    Group.ZONES: SECTOR,
    Group.ROLES: "role",
    Group.AGENTS: "agent",
}


@dataclass(frozen=True, slots=True)
class Audience:
    """Say to whom a note is addressed."""

    everyone: bool = False
    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    """Sectors: those who work there, by themselves or with their team."""
    roles: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    """People who do not receive it though a part holds them."""

    def of(self, group: Group) -> tuple[str, ...]:
        """Give what is chosen of a group."""
        chosen: tuple[str, ...] = getattr(self, group.value)
        return chosen

    def toggled(self, group: Group, item: str) -> "Audience":
        """Give the audience with one part added, or taken out where it was in it."""
        chosen = self.of(group)
        kept = tuple(one for one in chosen if one != item) if item in chosen else (*chosen, item)
        return audience_of({**self.fields(), group.value: kept})

    def flipped(self, person: str) -> "Audience":
        """Except a person, or let him receive it again."""
        is_out = person in self.excepted
        kept = tuple(one for one in self.excepted if one != person)
        return replace(self, excepted=kept if is_out else (*self.excepted, person))

    @property
    def parts(self) -> dict[str, Any]:
        """Give the parts, whoever is excepted of them."""
        lists = {group.value: list(self.of(group)) for group in Group if self.of(group)}
        return {**({"everyone": True} if self.everyone else {}), **lists}

    def fields(self) -> dict[str, Any]:
        """Give what the record holds."""
        return {**self.parts, **({"except": list(self.excepted)} if self.excepted else {})}


def audience_of(fields: Fields | None) -> Audience:
    """Read what a record holds."""
    fields = fields or {}
    lists = {group.value: tuple(str(item) for item in fields.get(group) or ()) for group in Group}
    excepted = tuple(str(item) for item in fields.get("except") or ())
    return Audience(everyone=bool(fields.get("everyone")), **lists, excepted=excepted)


@dataclass(frozen=True, slots=True)
class Person:
    """One entry of the directory, as an audience sees it."""

    id: str
    name: str
    role: str
    service: str | None
    scopes: frozenset[str]
    """Those by which a note finds him: the server's own, by the same function."""


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """How many people an audience is."""

    people: int
    services: tuple[tuple[str, int, int], ...]
    """Name of a service (empty: none), how many of its people are meant, how many it has; the largest first."""
    elus: int


@dataclass(frozen=True, slots=True)
class Directory:
    """The active people of the town with the names of services, teams and sectors."""

    people: tuple[Person, ...]
    services: Mapping[str, str]
    teams: Mapping[str, str]
    zones: Mapping[str, str]

    def meant(self, audience: Audience) -> tuple[Person, ...]:
        """Give the people of an audience, each once."""
        return tuple(person for person in self.addressed(audience) if person.id not in audience.excepted)

    def addressed(self, audience: Audience) -> tuple[Person, ...]:
        """Give the people whom the parts of an audience hold, those who are excepted included."""
        wanted = audience_scopes(audience.parts)
        return tuple(person for person in self.people if not person.scopes.isdisjoint(wanted))

    def receivers(self, fields: Fields | None) -> tuple[Person, ...]:
        """Give the people for whom a note that was sent is: those it names one by one, where it does."""
        audience, named = audience_of(fields), (fields or {}).get("people")
        if not audience.excepted or named is None:
            return self.meant(audience)
        return tuple(person for person in self.people if person.id in named and person.id not in audience.excepted)

    def count(self, audience: Audience) -> AudienceCount:
        """Count the people of an audience, by service too."""
        meant = self.meant(audience)
        whole = Counter(person.service for person in self.people)
        by_service = Counter(person.service for person in meant)
        rows = [(self.services.get(key or "", ""), count, whole[key]) for key, count in by_service.items()]
        elus = sum(1 for person in meant if person.role == Role.ELU)
        return AudienceCount(len(meant), tuple(sorted(rows, key=lambda row: (not row[0], -row[1], row[0]))), elus)

    def size(self, group: Group, item: str) -> int:
        """Count the people of one service, team, sector or role."""
        wanted = scope(_SCOPES[group], item)
        return sum(1 for person in self.people if wanted in person.scopes)

    def items(self, group: Group) -> tuple[str, ...]:
        """Give what can be chosen of a group: ids by name, roles that somebody has, in the order of `Role`."""
        match group:
            case Group.SERVICES:
                return _by_name(self.services)
            case Group.TEAMS:
                return _by_name(self.teams)
            case Group.ZONES:
                return _by_name(self.zones)
            case Group.ROLES:
                held = {person.role for person in self.people}
                return tuple(role.value for role in Role if role in held)
            case Group.AGENTS:
                return tuple(person.id for person in self.people)

    def name(self, group: Group, item: str) -> str:
        """Give the name of a service, team, sector or person; a role's is for the screen to say."""
        if group is Group.AGENTS:
            return next((person.name for person in self.people if person.id == item), "")
        names = {Group.SERVICES: self.services, Group.TEAMS: self.teams, Group.ZONES: self.zones}.get(group, {})
        return names.get(item, "")


def directory(session: Session) -> Directory:
    """Give the directory as this device knows it: only those who are active can read."""
    found = session.exec(select(Agent).where(col(Agent.active)).order_by(col(Agent.family_name), col(Agent.given_name)))
    zones_of = team_zones(session)
    people = tuple(
        Person(one.id, f"{one.given_name} {one.family_name}", one.role, one.service, found_by(one, zones_of))
        for one in found
    )
    services = dict(session.exec(select(Service.id, Service.name)).all())
    teams = dict(session.exec(select(Team.id, Team.name)).all())
    zones = dict(session.exec(select(Zone.id, Zone.name)).all())
    return Directory(people, services, teams, zones)


def matching(people: Iterable[Person], typed: str) -> tuple[Person, ...]:
    """Give the people whose name holds what is typed, whatever its accents and capitals."""
    wanted = folded(typed).split()
    return tuple(person for person in people if all(word in folded(person.name) for word in wanted))


def _by_name(names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda key: names[key].casefold()))

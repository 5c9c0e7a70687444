"""The town and how it is divided: town, service, zone, team. All of it is in everybody's scope."""

from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from sync.core.model import Fields, KindSpec, MergeRule
from sync.records.base import (
    LINE_CHARACTERS_MAX,
    TOWN_SCOPE,
    RecordFields,
    RecordId,
    only_admin,
    validated_by,
)


class TownFields(RecordFields):
    """The collectivité itself; its policy holds what a town may decide (delays, retention, limits)."""

    name: str = Field(min_length=1, max_length=LINE_CHARACTERS_MAX)
    insee_code: str | None = Field(default=None, max_length=5)
    siren: str | None = Field(default=None, max_length=9)
    centre_lat: float = Field(ge=-90, le=90)
    centre_long: float = Field(ge=-180, le=180)
    bounds: list[float] | None = Field(default=None, sa_type=JSON)
    """West, south, east, north in degrees (WGS84)."""
    phone: str | None = Field(default=None, max_length=40)
    policy: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class ServiceFields(RecordFields):
    """A service of the town hall: Voirie, Propreté …; `code` is what categories route to."""

    name: str = Field(min_length=1, max_length=LINE_CHARACTERS_MAX)
    code: str = Field(min_length=1, max_length=40)
    phone: str | None = Field(default=None, max_length=40)


class ZoneFields(RecordFields):
    """A sector: its polygon is GeoJSON coordinates, rings of [long, lat], the first ring outside."""

    name: str = Field(min_length=1, max_length=LINE_CHARACTERS_MAX)
    code: str = Field(min_length=1, max_length=40)
    polygon: list[list[list[float]]] = Field(sa_type=JSON)


class TeamFields(RecordFields):
    """A team of a service, and the zones in which it works."""

    name: str = Field(min_length=1, max_length=LINE_CHARACTERS_MAX)
    service: RecordId
    zones: list[RecordId] | None = Field(default=None, sa_type=JSON)


def _in_town(record_id: str, fields: Fields) -> frozenset[str]:
    return frozenset({TOWN_SCOPE})


TOWN = KindSpec(
    name="town",
    rules={"policy": MergeRule.ASK},
    validate=validated_by(TownFields),
    may=only_admin,
    scopes_of=_in_town,
)
SERVICE = KindSpec(name="service", rules={}, validate=validated_by(ServiceFields), may=only_admin, scopes_of=_in_town)
ZONE = KindSpec(
    name="zone",
    rules={"polygon": MergeRule.MEASURE},
    validate=validated_by(ZoneFields),
    may=only_admin,
    scopes_of=_in_town,
)
TEAM = KindSpec(
    name="team",
    rules={"zones": MergeRule.SET},
    validate=validated_by(TeamFields),
    may=only_admin,
    scopes_of=_in_town,
    parents=lambda fields: (("service", str(fields.get("service"))),),
)

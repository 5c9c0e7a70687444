"""The street plan as GeoJSON (RFC 7946): [long, lat], WGS84, outer rings anticlockwise."""

from itertools import pairwise
from typing import Any

from sync.server.demo.plane import Frame, Line, Point
from sync.server.demo.street_plan import StreetPlan

Feature = dict[str, Any]


def to_geojson(plan: StreetPlan) -> dict[str, Any]:
    """Give the whole plan as one FeatureCollection; `properties.layer` says what a feature is."""
    return {
        "type": "FeatureCollection",
        "features": [*_grounds(plan), *_streets(plan), *_buildings(plan), *_points(plan)],
    }


def ring(frame: Frame, outline: Line) -> list[list[float]]:
    """Give a closed outline as a GeoJSON ring, anticlockwise as outer rings must be."""
    points = outline if _signed_area(outline) > 0 else outline[::-1]
    return [_position(frame, point) for point in points]


def _grounds(plan: StreetPlan) -> list[Feature]:
    found = [_feature(_polygon(plan, plan.boundary), layer="boundary", name=plan.name, insee=plan.insee_code)]
    found.extend(
        _feature(_polygon(plan, sector.outline), layer="sector", name=sector.name, code=sector.code)
        for sector in plan.sectors
    )
    found.extend(
        _feature(_polygon(plan, area.outline), layer="area", cover=area.cover.value, name=area.name)
        for area in plan.areas
    )
    return found


def _streets(plan: StreetPlan) -> list[Feature]:
    found = [
        _feature(_line(plan, street.line), layer="street", name=street.name, rank=street.rank.value)
        for street in plan.streets
    ]
    found.append(_feature(_line(plan, plan.railway), layer="railway"))
    found.append(_feature(_line(plan, plan.river), layer="river"))
    return found


def _buildings(plan: StreetPlan) -> list[Feature]:
    return [
        _feature(
            _polygon(plan, one.outline),
            layer="building",
            use=one.use.value,
            name=one.name,
            street=one.street,
            number=one.number,
        )
        for one in plan.buildings
    ]


def _points(plan: StreetPlan) -> list[Feature]:
    marks = [
        _feature(_point(plan, one.point), layer="landmark", name=one.name, street=one.street, number=one.number)
        for one in plan.landmarks
    ]
    return marks + [_feature(_point(plan, tree), layer="tree") for tree in plan.trees]


def _feature(geometry: dict[str, Any], **properties: str | int | None) -> Feature:
    told = {name: value for name, value in properties.items() if value is not None}
    return {"type": "Feature", "properties": told, "geometry": geometry}


def _polygon(plan: StreetPlan, outline: Line) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring(plan.frame, outline)]}


def _line(plan: StreetPlan, line: Line) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [_position(plan.frame, point) for point in line]}


def _point(plan: StreetPlan, point: Point) -> dict[str, Any]:
    return {"type": "Point", "coordinates": _position(plan.frame, point)}


def _position(frame: Frame, point: Point) -> list[float]:
    lat, long = frame.to_lat_long(point)
    return [long, lat]


def _signed_area(outline: Line) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(outline)) / 2

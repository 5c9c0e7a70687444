"""Sectors from a GeoJSON file: read and checked line by line, then written all or none.

Each feature is one sector: a polygon with `code` and `name` among its properties. The same code again is the same
sector with another outline. What stands in the town and not in the file stays.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from shapely import Polygon
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.validation import explain_validity

from sync.core.model import Fields, Op
from sync.records import KINDS
from sync.server.writers import SystemWrite

ZONE: Final = "zone"
FILE_BYTES_MAX: Final = 32 * 1024 * 1024
ZONES_MAX: Final = 2_000
DECIMALS: Final = 6
"""Of a degree: a tenth of a metre."""
OVERLAP_MAX: Final = 0.01
"""The share of the smaller of two sectors that may be the other's too: outlines are drawn by hand."""


@dataclass(frozen=True, slots=True)
class Line:
    """What would become of one feature of the file."""

    number: int
    code: str
    name: str
    says: str
    """`new`, `changed`, `unchanged`, or what is wrong."""
    is_wrong: bool = False
    remark: str = ""
    fields: Fields | None = None


class NotReadable(Exception):
    """The file is no GeoJSON of sectors; the message says why."""


def features_in(path: Path) -> Sequence[Mapping[str, Any]]:
    """Read the features of a file; raise `NotReadable`."""
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise NotReadable(f"The file is larger than {FILE_BYTES_MAX // 1024 // 1024} MB.")
        told = json.loads(path.read_text("utf-8-sig"))
    except OSError as trouble:
        raise NotReadable(f"{path} cannot be read: {trouble.strerror}.") from None
    except (ValueError, RecursionError):
        raise NotReadable("The file is not JSON.") from None
    features = told.get("features") if isinstance(told, dict) and told.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features or not all(isinstance(one, dict) for one in features):
        raise NotReadable("The file is no GeoJSON FeatureCollection with features in it.")
    if len(features) > ZONES_MAX:
        raise NotReadable(f"The file has more than {ZONES_MAX} features.")
    return features


def planned(features: Sequence[Mapping[str, Any]], known: Mapping[str, Fields]) -> list[Line]:
    """Say of each feature what would become of it; `known` are the town's sectors by their code."""
    lines: list[Line] = []
    drawn: list[tuple[str, Polygon]] = []
    for number, feature in enumerate(features, start=1):
        line, outline = _planned(number, feature, known, {one for one, _ in drawn})
        if outline is not None:
            shared = [code for code, other in drawn if _overlaps(outline, other)]
            line = _remarked(line, f"overlaps {', '.join(shared)}") if shared else line
            drawn.append((line.code, outline))
        lines.append(line)
    return lines


def _remarked(line: Line, remark: str) -> Line:
    return Line(line.number, line.code, line.name, line.says, line.is_wrong, remark, line.fields)


def _planned(
    number: int, feature: Mapping[str, Any], known: Mapping[str, Fields], before: set[str]
) -> tuple[Line, Polygon | None]:
    told = feature.get("properties")
    properties: Mapping[str, Any] = told if isinstance(told, dict) else {}
    code, name = (str(properties.get(key) or "").strip() for key in ("code", "name"))
    name = name or code
    found = _outline(feature.get("geometry"))
    wrong = found if isinstance(found, str) else ""
    if not code:
        wrong = "it has no `code` among its properties"
    elif code in before:
        wrong = "an earlier feature has this code"
    fields: dict[str, Any] = {"name": name, "code": code, "polygon": []}
    if isinstance(found, Polygon):
        fields["polygon"] = _rings(found)
    if not wrong:
        wrong = ", ".join(f"{error.pointer}: {error.code}" for error in KINDS[ZONE].validate(fields))
    if wrong or isinstance(found, str):
        return Line(number, code, name, wrong, is_wrong=True), None
    there = known.get(code)
    same = there is not None and all(there.get(key) == value for key, value in fields.items())
    says = "unchanged" if same else "changed" if there is not None else "new"
    return Line(number, code, name, says, fields=fields), found


def _outline(geometry: Any) -> Polygon | str:
    """Give the polygon of a feature, or what is wrong with it."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        return "it is no polygon"
    try:
        found = shape(geometry)
    except (ShapelyError, TypeError, ValueError, LookupError, AttributeError):
        return "its coordinates are not those of a polygon"
    parts = list(found.geoms) if kind == "MultiPolygon" else [found]
    if len(parts) != 1:
        return f"it has {len(parts)} parts: make each a sector with a code of its own"
    (outline,) = parts
    if not isinstance(outline, Polygon) or outline.is_empty or outline.has_z:
        return "its points are not [longitude, latitude]"
    if not outline.is_valid:
        return f"its outline is not simple: {explain_validity(outline)}"
    west, south, east, north = outline.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        return "its points are not degrees of longitude and latitude (WGS84)"
    return outline


def _rings(outline: Polygon) -> list[list[list[float]]]:
    return [
        [[round(float(long), DECIMALS), round(float(lat), DECIMALS)] for long, lat in ring.coords]
        for ring in (outline.exterior, *outline.interiors)
    ]


def _overlaps(one: Polygon, other: Polygon) -> bool:
    if not one.intersects(other):
        return False
    return bool(one.intersection(other).area > OVERLAP_MAX * min(one.area, other.area))


def writes(lines: Sequence[Line], ids: Mapping[str, str], new_id: Any) -> Iterator[SystemWrite]:
    """Give what the lines ask for; `ids` are those of the town's sectors by their code."""
    for line in lines:
        if line.fields is not None and line.says != "unchanged":
            op = Op.PATCH if line.code in ids else Op.CREATE
            yield SystemWrite(ZONE, ids.get(line.code) or new_id(), op, line.fields)

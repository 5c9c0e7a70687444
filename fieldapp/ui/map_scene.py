"""What a map shows, before anything is drawn: pins, and where the map looks first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import cos, log2, radians
from typing import Any, Final

from fieldapp.replica.ground import Ground, ZoneShape
from fieldapp.ui.widgets import Foot, Mark
from sync.records.geometry import Point, metres_between

PINS_MAX: Final = 60
ZOOM_MIN: Final = 10.0
ZOOM_MAX: Final = 20.0
STREET_ZOOM: Final = 17.0
TOWN_ZOOM: Final = 14.0
_TILE_PX: Final = 256
_EQUATOR_M: Final = 40_075_017.0
_FIT_MIN_M: Final = 150.0


@dataclass(frozen=True, slots=True)
class Pin:
    """One thing on the map."""

    id: str
    point: Point
    glyph: str
    label: str
    mark: Mark = Mark.TO_DO
    selected: bool = False
    foot: Foot = Foot.REPORT
    do: Callable[[], Any] | None = None
    """What a tap does in place of what its map does with all pins."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Pins that stand together at this distance."""

    point: Point
    pins: tuple[Pin, ...]

    @property
    def mark(self) -> Mark:
        """Give the worst of its pins: a danger never hides behind a calm number."""
        marks = {pin.mark for pin in self.pins}
        return next((one for one in (Mark.DANGER, Mark.LATE) if one in marks), Mark.TO_DO)

    @property
    def urgent(self) -> int:
        """Count its pins that are dangerous or late."""
        return sum(pin.mark.is_urgent for pin in self.pins)


@dataclass(frozen=True, slots=True)
class MapScene:
    """What the map shows; `focus` is where it looks first, by default at everything."""

    ground: Ground
    pins: tuple[Pin, ...] = ()
    here: Point | None = None
    accuracy_m: float | None = None
    focus: Point | None = None


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the map looks, and from how near."""

    centre: Point
    zoom: float


def camera_for(scene: MapScene, room_px: float = 480) -> Camera:
    """Choose where the map looks first: at the focus, else at what is on it, else at the town."""
    if scene.focus is not None:
        return Camera(scene.focus, STREET_ZOOM)
    points = [pin.point for pin in scene.pins] + ([scene.here] if scene.here else [])
    seen = _fitted(points, room_px) or _fitted(_corners(scene.ground.zones), room_px)
    return seen or Camera(scene.ground.centre, TOWN_ZOOM)


def metres_per_px(lat: float, zoom: float) -> float:
    """Give the width of a pixel on the ground."""
    return _EQUATOR_M * cos(radians(lat)) / (_TILE_PX * 2**zoom)


def _corners(zones: Iterable[ZoneShape]) -> list[Point]:
    return [Point(lat, long) for zone in zones for ring in zone.rings[:1] for long, lat in ring]


def _fitted(points: list[Point], room_px: float) -> Camera | None:
    """Look at all of these points from as near as the room allows."""
    if not points:
        return None
    south, north = min(point.lat for point in points), max(point.lat for point in points)
    west, east = min(point.long for point in points), max(point.long for point in points)
    centre = Point((south + north) / 2, (west + east) / 2)
    across_m = max(metres_between(Point(south, west), Point(north, east)), _FIT_MIN_M)
    zoom = log2(_EQUATOR_M * cos(radians(centre.lat)) * room_px / (_TILE_PX * across_m * 1.05))
    return Camera(centre, min(max(zoom, ZOOM_MIN), STREET_ZOOM))

"""The street plan as OpenStreetMap XML (API 0.6), for tools that build maps from an extract.

Lines that meet share their nodes, as routing and rendering expect; every building with an address
carries `addr:*` tags. Ids are small and local: this town is not in OpenStreetMap.
"""

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from sync.server.demo.plane import Line, Point
from sync.server.demo.skeleton import Rank
from sync.server.demo.street_plan import Building, Cover, Street, StreetPlan, Use

Tags = Mapping[str, str]

_HIGHWAYS: dict[Rank, Tags] = {
    Rank.MAIN: {"highway": "secondary"},
    Rank.BOULEVARD: {"highway": "secondary"},
    Rank.STREET: {"highway": "residential"},
    Rank.LANE: {"highway": "living_street"},
    Rank.SQUARE: {"highway": "residential"},
    Rank.DEAD_END: {"highway": "residential", "noexit": "yes"},
    Rank.RURAL: {"highway": "tertiary"},
    Rank.TRACK: {"highway": "track"},
    Rank.FOOTPATH: {"highway": "footway"},
    Rank.BRIDGE: {"highway": "secondary", "bridge": "yes", "layer": "1"},
}
_COVERS: dict[Cover, Tags] = {
    Cover.WATER: {"natural": "water", "water": "river"},
    Cover.PARK: {"leisure": "park"},
    Cover.WOOD: {"natural": "wood"},
    Cover.MEADOW: {"landuse": "meadow"},
    Cover.FIELD: {"landuse": "farmland"},
    Cover.PITCH: {"leisure": "pitch"},
    Cover.PLAYGROUND: {"leisure": "playground"},
    Cover.CEMETERY: {"landuse": "cemetery"},
    Cover.SQUARE: {"place": "square"},
    Cover.SCHOOL_GROUNDS: {"amenity": "school"},
    Cover.HOMES: {"landuse": "residential"},
    Cover.WORKSHOPS: {"landuse": "industrial"},
    Cover.CAMPSITE: {"tourism": "camp_site"},
}
_BUILDINGS: dict[Use, Tags] = {
    Use.HOUSE: {"building": "house"},
    Use.ROW: {"building": "terrace"},
    Use.FLATS: {"building": "apartments"},
    Use.SHED: {"building": "industrial"},
    Use.FARM: {"building": "farm"},
    Use.PUBLIC: {"building": "public"},
    Use.SCHOOL: {"building": "school"},
    Use.CHURCH: {"building": "church", "amenity": "place_of_worship", "religion": "christian"},
    Use.MARKET: {"building": "retail", "amenity": "marketplace"},
    Use.STATION: {"building": "train_station", "railway": "station"},
}
# The first words of a landmark's name -> what it is; the others are hamlets and farms.
_LANDMARKS: tuple[tuple[str, Tags], ...] = (
    ("mairie", {"amenity": "townhall"}),
    ("église", {"amenity": "place_of_worship", "religion": "christian"}),
    ("halle", {"amenity": "marketplace"}),
    ("gare", {"railway": "station"}),
    ("école", {"amenity": "school"}),
    ("groupe scolaire", {"amenity": "school"}),
    ("collège", {"amenity": "school"}),
    ("crèche", {"amenity": "kindergarten"}),
    ("médiathèque", {"amenity": "library"}),
    ("salle des fêtes", {"amenity": "community_centre"}),
    ("gymnase", {"leisure": "sports_centre"}),
    ("déchetterie", {"amenity": "recycling"}),
    ("caserne", {"amenity": "fire_station"}),
    ("gendarmerie", {"amenity": "police"}),
    ("résidence", {"amenity": "nursing_home"}),
    ("centre hospitalier", {"amenity": "hospital"}),
    ("cimetière", {"amenity": "grave_yard"}),
    ("bureau de poste", {"amenity": "post_office"}),
    ("square", {"leisure": "garden"}),
    ("jardin", {"leisure": "garden"}),
    ("aire de jeux", {"leisure": "playground"}),
)
_HAMLET: Tags = {"place": "hamlet"}
STAMP = 'version="1" timestamp="2026-01-01T00:00:00Z"'


def to_osm(plan: StreetPlan) -> str:
    """Write the whole plan as the text of an `.osm` file."""
    nodes = _Nodes(plan)
    ways = "".join(f"{way}\n" for way in _ways(plan, nodes))
    west, south, east, north = _bounds(plan)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="fieldserver demo">\n'
        f'<bounds minlat="{south}" minlon="{west}" maxlat="{north}" maxlon="{east}"/>\n'
        f"{nodes.text()}{ways}</osm>\n"
    )


class _Nodes:
    """The nodes met so far: one per point of the plane, with its tags."""

    def __init__(self, plan: StreetPlan) -> None:
        self._plan = plan
        self._ids: dict[Point, int] = {}
        self._tags: dict[int, Tags] = {}
        self._tags[self.id_of((0.0, 0.0))] = {"name": plan.name, "place": "town"}
        for mark in plan.landmarks:
            tags = next((tags for start, tags in _LANDMARKS if mark.name.startswith(start)), _HAMLET)
            self._tags[self.id_of(mark.point)] = {"name": mark.name, **tags}
        for tree in plan.trees:
            self._tags[self.id_of(tree)] = {"natural": "tree"}

    def id_of(self, point: Point) -> int:
        """Give the id of a point's node, a new one at its first visit."""
        return self._ids.setdefault(point, len(self._ids) + 1)

    def text(self) -> str:
        """Write all nodes."""
        return "".join(self._node(point, number) for point, number in self._ids.items())

    def _node(self, point: Point, number: int) -> str:
        lat, long = self._plan.frame.to_lat_long(point)
        head = f'<node id="{number}" {STAMP} lat="{lat:.7f}" lon="{long:.7f}"'
        tags = self._tags.get(number)
        return f"{head}>{_tags(tags)}</node>\n" if tags else f"{head}/>\n"


def _ways(plan: StreetPlan, nodes: _Nodes) -> Iterator[str]:
    buildings = ((building.outline, _building_tags(plan, building)) for building in plan.buildings)
    lines = [*_ground_lines(plan), *_street_lines(plan), *buildings]
    for number, (line, tags) in enumerate(lines, start=1):
        refs = "".join(f'<nd ref="{nodes.id_of(point)}"/>' for point in line)
        yield f'<way id="{number}" {STAMP}>{refs}{_tags(tags)}</way>'


def _ground_lines(plan: StreetPlan) -> Iterator[tuple[Line, Tags]]:
    commune = {"boundary": "administrative", "admin_level": "8", "name": plan.name, "ref:INSEE": plan.insee_code}
    yield plan.boundary, commune
    for sector in plan.sectors:
        yield sector.outline, {"boundary": "administrative", "admin_level": "10", "name": sector.name}
    for area in plan.areas:
        yield area.outline, {**_COVERS[area.cover], **({"name": area.name} if area.name else {})}
    yield plan.river, {"waterway": "river", "name": "La Lisse"}
    yield plan.railway, {"railway": "rail"}


def _street_lines(plan: StreetPlan) -> Iterator[tuple[Line, Tags]]:
    for street in plan.streets:
        yield street.line, {**_HIGHWAYS[street.rank], "name": _written(street)}


def _building_tags(plan: StreetPlan, building: Building) -> Tags:
    tags = dict(_BUILDINGS[building.use])
    if building.name:
        tags["name"] = building.name
    if building.street and building.number:
        street = _written(plan.by_name[building.street])
        tags.update({"addr:housenumber": str(building.number), "addr:street": street, "addr:postcode": plan.postcode})
    return tags


def _written(street: Street) -> str:
    """Write a street's name as maps do: with a capital."""
    return street.name[0].upper() + street.name[1:]


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def _bounds(plan: StreetPlan) -> tuple[float, float, float, float]:
    """Give west, south, east, north of the commune in degrees."""
    positions = [plan.frame.to_lat_long(point) for point in plan.boundary]
    lats, longs = [lat for lat, _ in positions], [long for _, long in positions]
    return min(longs), min(lats), max(longs), max(lats)

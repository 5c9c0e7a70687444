"""What a thing of OpenStreetMap is on our map: the classes of ground, roads and rails, and the tags that say so."""

from enum import IntEnum

from sync.server.map.extract import Tags


class Cover(IntEnum):
    """What covers a piece of ground, in the order of painting."""

    FIELD = 0
    MEADOW = 1
    HOMES = 2
    WORKSHOPS = 3
    SAND = 4
    SCHOOL = 5
    PARK = 6
    WOOD = 7
    CEMETERY = 8
    PITCH = 9
    PLAYGROUND = 10
    PARKING = 11
    WATER = 12
    PIER = 13
    SQUARE = 14
    BUILDING = 15
    PUBLIC = 16


class Rank(IntEnum):
    """The class of a road, in the order of painting: the last lies on top."""

    PATH = 0
    STEPS = 1
    TRACK = 2
    SERVICE = 3
    WALK = 4
    LIVING = 5
    STREET = 6
    TERTIARY = 7
    SECONDARY = 8
    PRIMARY = 9
    MOTORWAY = 10


_RANKS = {
    Rank.MOTORWAY: "motorway motorway_link trunk trunk_link",
    Rank.PRIMARY: "primary primary_link",
    Rank.SECONDARY: "secondary secondary_link",
    Rank.TERTIARY: "tertiary tertiary_link",
    Rank.STREET: "residential unclassified road busway",
    Rank.LIVING: "living_street",
    Rank.WALK: "pedestrian",
    Rank.SERVICE: "service",
    Rank.TRACK: "track",
    Rank.STEPS: "steps",
    Rank.PATH: "footway path cycleway bridleway",
}
_RANK_OF = {word: rank for rank, words in _RANKS.items() for word in words.split()}

_COVERS: dict[Cover, dict[str, str]] = {
    Cover.WATER: {
        "natural": "water",
        "waterway": "riverbank dock",
        "landuse": "reservoir basin",
        "leisure": "swimming_pool",
    },
    Cover.PIER: {"man_made": "pier breakwater groyne"},
    Cover.PITCH: {"leisure": "pitch track stadium"},
    Cover.PLAYGROUND: {"leisure": "playground"},
    Cover.CEMETERY: {"landuse": "cemetery", "amenity": "grave_yard"},
    Cover.WOOD: {"natural": "wood scrub", "landuse": "forest"},
    Cover.PARK: {
        "leisure": "park garden dog_park golf_course recreation_ground nature_reserve",
        "landuse": "village_green recreation_ground allotments flowerbed",
        "tourism": "zoo camp_site",
    },
    Cover.SAND: {"natural": "beach sand shingle"},
    Cover.MEADOW: {"landuse": "grass meadow", "natural": "grassland heath"},
    Cover.FIELD: {"landuse": "farmland orchard vineyard farmyard plant_nursery"},
    Cover.SCHOOL: {"amenity": "school kindergarten college university hospital"},
    Cover.PARKING: {"amenity": "parking"},
    Cover.SQUARE: {"place": "square", "railway": "platform", "public_transport": "platform"},
    Cover.WORKSHOPS: {"landuse": "industrial commercial retail railway construction"},
    Cover.HOMES: {"landuse": "residential"},
}
_COVER_OF = {
    (key, value): cover for cover, keys in _COVERS.items() for key, values in keys.items() for value in values.split()
}
_PUBLIC_BUILDINGS = frozenset(
    "public civic government townhall school kindergarten college university hospital church chapel cathedral "
    "train_station fire_station sports_hall sports_centre library".split()
)
_PUBLIC_PLACES = frozenset(
    "townhall school kindergarten college university hospital library police fire_station courthouse post_office "
    "community_centre place_of_worship public_building theatre arts_centre social_facility".split()
)


def rank_of(tags: Tags) -> Rank | None:
    """Give the class of a road, None for what is no road that exists."""
    if tags.get("area") == "yes":
        return None
    return _RANK_OF.get(tags.get("highway", ""))


def cover_of(tags: Tags) -> Cover | None:
    """Give what an outline covers, None for what the map does not show as an area."""
    building = tags.get("building", "no")
    if building != "no":
        is_public = building in _PUBLIC_BUILDINGS or tags.get("amenity") in _PUBLIC_PLACES
        return Cover.PUBLIC if is_public else Cover.BUILDING
    if tags.get("location") == "underground" or tags.get("parking") in {"underground", "multi-storey"}:
        return None
    if tags.get("highway") in {"pedestrian", "footway", "service", "living_street"}:
        return Cover.SQUARE if tags.get("area") == "yes" else None
    found = [cover for key, value in tags.items() if (cover := _COVER_OF.get((key, value))) is not None]
    return max(found, default=None)


def is_set(tags: Tags, key: str) -> bool:
    """Say whether a tag says something other than no."""
    return tags.get(key, "no") not in {"no", "false", "0"}

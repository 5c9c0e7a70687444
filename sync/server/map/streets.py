"""The streets of a town and their house numbers, gathered from the pieces of an extract.

A street is all roads of one name that lie close to one another: the « rue de la Gare » of the next village is
another. Names are compared as the index folds them, so that « Bd. des Moulins » and « Boulevard des Moulins » are one
street, under the longer writing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sync.records.addresses.words import HouseNumber, house_number, words_of
from sync.records.geometry import Box
from sync.server.map.covers import rank_of
from sync.server.map.extract import Extract, Position, Tags, box_of
from sync.server.map.spots import NAME_CHARACTERS_MAX, middle_of

APART_DEGREES = 0.004  # some 400 m: farther apart, two pieces of one name are two streets
HOUSES_OF_A_MARK_MAX = 50


@dataclass(frozen=True, slots=True)
class House:
    """Where a house number is; `ban_id` is the address's key in the national base, if it comes from there."""

    number: HouseNumber
    position: Position
    ban_id: str | None = None


@dataclass(slots=True)
class Street:
    """A street of one town; it has lines, or houses, or both."""

    name: str
    box: Box
    """The box around its lines and houses."""
    town: str = ""
    postcode: str = ""
    lines: list[tuple[Position, ...]] = field(default_factory=list)
    houses: dict[HouseNumber, House] = field(default_factory=dict)

    @property
    def middle(self) -> Position:
        """A position on the street, in its middle."""
        if self.lines:
            longest = max(self.lines, key=len)
            return longest[len(longest) // 2] if len(longest) > 2 else _half_way(longest)
        positions = sorted(house.position for house in self.houses.values())
        return positions[len(positions) // 2]


def _half_way(line: tuple[Position, ...]) -> Position:
    return (line[0][0] + line[-1][0]) / 2, (line[0][1] + line[-1][1]) / 2


class Streets:
    """The streets met so far, by the words of their names."""

    def __init__(self) -> None:
        self._by_words: dict[tuple[str, ...], list[Street]] = {}

    def __iter__(self) -> Iterator[Street]:
        """List the streets in the order in which their names were met."""
        return (street for streets in self._by_words.values() for street in streets)

    def add_line(self, name: str, line: tuple[Position, ...]) -> None:
        """Take a piece of a street; pieces that it joins become one street. Lines come before houses."""
        name = name[:NAME_CHARACTERS_MAX].strip()
        words = words_of(name)
        box = box_of(line)
        if not words or box is None:
            return
        others = self._by_words.setdefault(words, [])
        joined = [street for street in others if _is_close(street.box, box)]
        whole = Street(name, box, lines=[line])
        for street in joined:
            others.remove(street)
            whole.name = max(street.name, whole.name, key=len)
            whole.box = _around(street.box, whole.box)
            whole.lines = street.lines + whole.lines
        others.append(whole)

    def add_house(self, name: str, house: House, town: str, postcode: str) -> None:
        """Take a house; its street is made where no road has its name. The first word about a number stands."""
        name = name[:NAME_CHARACTERS_MAX].strip()
        words = words_of(name)
        if not words:
            return
        others = self._by_words.setdefault(words, [])
        at = Box(house.position[1], house.position[0], house.position[1], house.position[0])
        close = [street for street in others if _is_close(street.box, at) and _is_one_town(street.town, town)]
        if not close:
            close = [Street(name, at)]
            others.append(close[0])
        street = close[0]
        street.box = _around(street.box, at)
        street.houses.setdefault(house.number, house)
        street.town, street.postcode = street.town or town, street.postcode or postcode


def _is_close(a: Box, b: Box) -> bool:
    return (
        a.west - APART_DEGREES <= b.east
        and b.west - APART_DEGREES <= a.east
        and a.south - APART_DEGREES <= b.north
        and b.south - APART_DEGREES <= a.north
    )


def _around(a: Box, b: Box) -> Box:
    return Box(min(a.south, b.south), min(a.west, b.west), max(a.north, b.north), max(a.east, b.east))


def _is_one_town(a: str, b: str) -> bool:
    return not a or not b or words_of(a) == words_of(b)


def gather_lines(streets: Streets, extract: Extract) -> None:
    """Add the named roads and squares of an extract."""
    for way in extract.ways.values():
        name = way.tags.get("name:fr") or way.tags.get("name", "")
        is_square = way.tags.get("highway") == "pedestrian" or way.tags.get("place") == "square"
        if name and (rank_of(way.tags) is not None or is_square):
            line = tuple(extract.line(way))
            if len(line) > 1:
                streets.add_line(name, line)


def gather_houses(streets: Streets, extract: Extract) -> None:
    """Add the addresses of an extract: those of points, of buildings, and of `associatedStreet` relations."""
    street_of = dict(_associated(extract))
    for node_id, tags in extract.marks.items():
        position = extract.position(node_id)
        if position is not None:
            _add_houses(streets, tags, position, street_of.get(("node", node_id), ""))
    for way in extract.ways.values():
        if "addr:housenumber" in way.tags and (line := extract.line(way)):
            _add_houses(streets, way.tags, middle_of(line), street_of.get(("way", way.id), ""))


def _associated(extract: Extract) -> Iterator[tuple[tuple[str, int], str]]:
    for relation in extract.relations:
        name = relation.tags.get("name", "")
        if relation.tags.get("type") in {"associatedStreet", "street"} and name:
            yield from (((m.kind, m.id), name) for m in relation.members if m.role in {"house", "address"})


def _add_houses(streets: Streets, tags: Tags, position: Position, street: str) -> None:
    name = tags.get("addr:street") or tags.get("contact:street") or tags.get("addr:place") or street
    written = tags.get("addr:housenumber", "")
    if not name or not written:
        return
    for number in numbers_in(written):
        house = House(number, position)
        streets.add_house(name, house, tags.get("addr:city", ""), tags.get("addr:postcode", ""))


def numbers_in(written: str) -> Iterable[HouseNumber]:
    """Read the numbers of one door: « 12 », « 12 bis », « 12;14 », « 12-16 » (its two ends)."""
    parts = written.replace(",", ";").replace("/", ";").replace("-", ";").split(";")
    read = [number for part in parts[:HOUSES_OF_A_MARK_MAX] if (number := house_number(part)) is not None]
    return dict.fromkeys(read)

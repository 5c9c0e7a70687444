"""OpenStreetMap XML (API 0.6), read as a stream by expat.

Strict where a file could hurt: a document type is refused (entities that expand without end come with one), so are
deep nests, endless tokens and numbers that are none. Lenient where writers differ: unknown elements are passed over,
and what an editor marked as deleted is not there.
"""

from collections.abc import Iterable
from xml.parsers import expat

from sync.records.geometry import Box
from sync.server.map.extract import (
    REFS_MAX,
    TAGS_MAX,
    TEXT_CHARACTERS_MAX,
    UNITS_PER_DEGREE,
    Extract,
    Member,
)
from sync.server.map.trouble import MapTrouble

DEPTH_MAX = 8
TOKEN_BYTES_MAX = 1 << 20
_ELEMENTS = frozenset({"node", "way", "relation"})
_KINDS = frozenset({"node", "way", "relation"})

Attributes = dict[str, str]


def read_xml(chunks: Iterable[bytes]) -> Extract:
    """Read an extract from the pieces of its text; raise `MapTrouble` with the line where it is not one."""
    reader = _Reader()
    fed = 0
    try:
        for chunk in chunks:
            fed += len(chunk)
            reader.parser.Parse(chunk, False)
            if fed - max(reader.parser.CurrentByteIndex, 0) > TOKEN_BYTES_MAX + len(chunk):
                raise reader.trouble("a single element is longer than any of OpenStreetMap")
        reader.parser.Parse(b"", True)
    except expat.ExpatError as trouble:
        said = expat.ErrorString(trouble.code)
        raise MapTrouble(f"The extract is not whole XML: {said}, line {trouble.lineno}.") from trouble
    if not reader.is_osm:
        raise MapTrouble("The file is XML, but no OpenStreetMap extract: its first element is not <osm>.")
    return reader.extract.seal()


class _Reader:
    """The element that is being read, and what was read before."""

    def __init__(self) -> None:
        self.extract = Extract()
        self.is_osm = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._depth = 0
        self._open: Attributes = {}
        self._tags: dict[str, str] = {}
        self._refs: list[int] = []
        self._members: list[Member] = []

    def trouble(self, says: str) -> MapTrouble:
        return MapTrouble(f"The extract cannot be read: {says}, line {self.parser.CurrentLineNumber}.")

    def _doctype(self, *_: object) -> None:
        raise self.trouble("it declares a document type, which no OpenStreetMap file does")

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise self.trouble("elements are nested too deep")
        if self._depth == 1:
            self.is_osm = name == "osm"
        if self.is_osm:
            self._take(name, attributes)

    def _take(self, name: str, attributes: Attributes) -> None:
        if name in _ELEMENTS:
            self._open, self._tags, self._refs, self._members = attributes, {}, [], []
        elif name == "tag":
            self._tag(attributes)
        elif name == "nd":
            self._refs.append(self._whole(attributes, "ref"))
        elif name == "member":
            self._member(attributes)
        elif name == "bounds":
            self.extract.bounds = Box(
                *(self._degrees(attributes, key) for key in ("minlat", "minlon", "maxlat", "maxlon"))
            )
        if max(len(self._refs), len(self._members)) > REFS_MAX:
            raise self.trouble("a way or relation has more parts than OpenStreetMap allows")

    def _end(self, name: str) -> None:
        self._depth -= 1
        if not self.is_osm or name not in _ELEMENTS:
            return
        element = self._open
        if element.get("visible") == "false" or element.get("action") == "delete":
            return
        element_id = self._whole(element, "id")
        if name == "node":
            long, lat = (round(self._degrees(element, key) * UNITS_PER_DEGREE) for key in ("lon", "lat"))
            self.extract.add_node(element_id, long, lat, self._tags)
        elif name == "way":
            self.extract.add_way(element_id, self._refs, self._tags)
        else:
            self.extract.add_relation(element_id, self._members, self._tags)

    def _tag(self, attributes: Attributes) -> None:
        key, value = attributes.get("k"), attributes.get("v")
        if key is None or value is None:
            raise self.trouble("a tag has no key or no value")
        if len(self._tags) >= TAGS_MAX:
            raise self.trouble("an element has too many tags")
        if len(key) <= TEXT_CHARACTERS_MAX and len(value) <= TEXT_CHARACTERS_MAX:
            self._tags[key] = value

    def _member(self, attributes: Attributes) -> None:
        kind = attributes.get("type", "")
        if kind not in _KINDS:
            raise self.trouble("a member is neither node, way nor relation")
        self._members.append(Member(kind, self._whole(attributes, "ref"), attributes.get("role", "")))

    def _whole(self, attributes: Attributes, key: str) -> int:
        text = attributes.get(key, "")
        try:
            number = int(text)
        except ValueError:
            raise self.trouble(f"`{key}` is not a number") from None
        if abs(number) >= 1 << 63:
            raise self.trouble(f"`{key}` is out of range")
        return number

    def _degrees(self, attributes: Attributes, key: str) -> float:
        try:
            degrees = float(attributes.get(key, ""))
        except ValueError:
            raise self.trouble(f"`{key}` is not a number of degrees") from None
        if not -180 <= degrees <= 180:
            raise self.trouble(f"`{key}` is not on Earth")
        return degrees

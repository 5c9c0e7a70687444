"""OpenStreetMap's binary extracts (`.osm.pbf`), read block by block.

The file is a row of blobs: four bytes with the size of a small header, the header (what kind, how long), and the
blob itself, plain or compressed with zlib. The first blob is the `OSMHeader`: what a reader must understand. Those
that follow are `OSMData`: a table of texts, and groups of nodes (dense: columns of differences), ways and relations.
The limits are the format's own: 64 KiB a header, 32 MiB a block. (Source: the OSM wiki, «PBF Format».)
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sync.records.geometry import Box
from sync.server.map.extract import REFS_MAX, TEXT_CHARACTERS_MAX, Extract, Member, Tags
from sync.server.map.protobuf import NotProtobuf, fields, packed, plain_signed, running, signed
from sync.server.map.trouble import MapTrouble

HEADER_BYTES_MAX = 64 << 10
BLOCK_BYTES_MAX = 32 << 20
UNDERSTOOD = frozenset({b"OsmSchema-V0.6", b"DenseNodes"})
_NANODEGREES_PER_UNIT = 100
_NANODEGREES_PER_DEGREE = 1_000_000_000
_MEMBER_KINDS = ("node", "way", "relation")
_COMPRESSED_OTHERWISE = {4: "lzma", 5: "bzip2", 6: "lz4", 7: "zstd"}


def read_pbf(file: BinaryIO) -> Extract:
    """Read an extract from an open file; raise `MapTrouble` where it is damaged or of another making."""
    extract = Extract()
    try:
        blobs = _blobs(file)
        kind, header = next(blobs, ("", b""))
        if kind != "OSMHeader":
            raise MapTrouble("The file begins like an .osm.pbf, but its first block is not the header.")
        _take_header(extract, header)
        for kind, block in blobs:
            if kind == "OSMData":
                _take_block(extract, block)
    except (NotProtobuf, zlib.error, IndexError, OverflowError) as trouble:
        raise MapTrouble(f"The .osm.pbf is damaged: {trouble}.") from trouble
    return extract.seal()


def _blobs(file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    while size := file.read(4):
        header_bytes = int.from_bytes(size, "big")
        if len(size) < 4 or not 0 < header_bytes <= HEADER_BYTES_MAX:
            raise NotProtobuf("a block has no valid size")
        kind, blob_bytes = "", 0
        for number, value in fields(_exactly(file, header_bytes)):
            if number == 1 and isinstance(value, bytes):
                kind = value.decode("ascii", "replace")
            elif number == 3 and isinstance(value, int):
                blob_bytes = value
        if not 0 < blob_bytes <= BLOCK_BYTES_MAX:
            raise NotProtobuf("a block has no valid size")
        yield kind, _unpacked(_exactly(file, blob_bytes))


def _exactly(file: BinaryIO, count: int) -> bytes:
    read = file.read(count)
    if len(read) < count:
        raise NotProtobuf("the file ends in the middle of a block")
    return read


def _unpacked(blob: bytes) -> bytes:
    raw_size = -1
    for number, value in fields(blob):
        if number == 2 and isinstance(value, int):
            raw_size = value
        elif number == 1 and isinstance(value, bytes):
            return value
        elif number == 3 and isinstance(value, bytes):
            return _inflated(value, raw_size)
        elif number in _COMPRESSED_OTHERWISE:
            raise MapTrouble(
                f"The .osm.pbf is compressed with {_COMPRESSED_OTHERWISE[number]}: write it again with zlib."
            )
    raise NotProtobuf("a block is empty")


def _inflated(compressed: bytes, raw_size: int) -> bytes:
    if raw_size > BLOCK_BYTES_MAX:
        raise NotProtobuf("a block is larger than the format allows")
    # One byte more than told is enough to see that a block lies about its size.
    inflating = zlib.decompressobj()
    raw = inflating.decompress(compressed, (raw_size if raw_size >= 0 else BLOCK_BYTES_MAX) + 1)
    if not inflating.eof or (raw_size >= 0 and len(raw) != raw_size):
        raise NotProtobuf("a block is not as long as it says")
    return raw


def _take_header(extract: Extract, header: bytes) -> None:
    for number, value in fields(header):
        if number == 4 and value not in UNDERSTOOD:
            name = bytes(value).decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
            raise MapTrouble(f"The .osm.pbf needs `{name[:80]}`, which this reader does not know.")
        if number == 1 and isinstance(value, bytes):
            # Left, right, top, bottom in nanodegrees.
            sides = {n: signed(v) / _NANODEGREES_PER_DEGREE for n, v in fields(value) if isinstance(v, int)}
            if sides.keys() >= {1, 2, 3, 4}:
                extract.bounds = Box(sides[4], sides[1], sides[3], sides[2])


@dataclass(slots=True)
class _Block:
    """How the numbers of one block are to be read."""

    texts: list[str]
    granularity: int = 100
    lat_offset: int = 0
    long_offset: int = 0

    def units(self, long: int, lat: int) -> tuple[int, int]:
        """Turn a stored position into units of 10⁻⁷ degree."""
        return (
            (self.long_offset + self.granularity * long) // _NANODEGREES_PER_UNIT,
            (self.lat_offset + self.granularity * lat) // _NANODEGREES_PER_UNIT,
        )

    def tags(self, keys: list[int], values: list[int]) -> Tags:
        """Give the tags whose texts have these numbers."""
        if len(keys) != len(values):
            raise NotProtobuf("a tag has no value")
        read = ((self.texts[key], self.texts[value]) for key, value in zip(keys, values, strict=True))
        return {k: v for k, v in read if len(k) <= TEXT_CHARACTERS_MAX and len(v) <= TEXT_CHARACTERS_MAX}


def _take_block(extract: Extract, raw: bytes) -> None:
    numbers, groups, texts = {17: 100, 19: 0, 20: 0}, [], b""
    for number, value in fields(raw):
        if isinstance(value, int):
            numbers[number] = plain_signed(value)
        elif number == 1:
            texts = value
        elif number == 2:
            groups.append(value)
    table = [text.decode("utf-8", "replace") for n, text in fields(texts) if n == 1 and isinstance(text, bytes)]
    block = _Block(table, numbers[17], numbers[19], numbers[20])
    for group in groups:
        for number, value in fields(group):
            take = _TAKERS.get(number)
            if take is not None and isinstance(value, bytes):
                take(extract, block, value)


def _take_node(extract: Extract, block: _Block, raw: bytes) -> None:
    numbers, lists = _parted(raw)
    long, lat = block.units(signed(numbers.get(9, 0)), signed(numbers.get(8, 0)))
    tags = block.tags(packed(lists.get(2, b"")), packed(lists.get(3, b"")))
    extract.add_node(signed(numbers.get(1, 0)), long, lat, tags)


def _take_dense(extract: Extract, block: _Block, raw: bytes) -> None:
    _, lists = _parted(raw)
    ids, lats, longs = (running(lists.get(number, b"")) for number in (1, 8, 9))
    if not len(ids) == len(lats) == len(longs):
        raise NotProtobuf("the columns of the nodes are not equally long")
    all_tags = _dense_tags(block, packed(lists.get(10, b"")), len(ids))
    for node_id, long, lat, tags in zip(ids, longs, lats, all_tags, strict=True):
        extract.add_node(node_id, *block.units(long, lat), tags)


def _dense_tags(block: _Block, numbers: list[int], count: int) -> Iterator[Tags]:
    """Give the tags of each dense node out of one row: key, value, key, value, 0 and then the next."""
    at = 0
    for _ in range(count):
        start = at
        while at < len(numbers) and numbers[at]:
            at += 2
        yield block.tags(numbers[start:at:2], numbers[start + 1 : at : 2]) if at > start else {}
        at += 1


def _take_way(extract: Extract, block: _Block, raw: bytes) -> None:
    numbers, lists = _parted(raw)
    refs = running(lists.get(8, b""))
    if len(refs) > REFS_MAX:
        raise NotProtobuf("a way has more nodes than OpenStreetMap allows")
    tags = block.tags(packed(lists.get(2, b"")), packed(lists.get(3, b"")))
    extract.add_way(plain_signed(numbers.get(1, 0)), refs, tags)


def _take_relation(extract: Extract, block: _Block, raw: bytes) -> None:
    numbers, lists = _parted(raw)
    roles, kinds = packed(lists.get(8, b"")), packed(lists.get(10, b""))
    ids = running(lists.get(9, b""))
    if not len(roles) == len(ids) == len(kinds) or len(ids) > REFS_MAX:
        raise NotProtobuf("the members of a relation are not whole")
    members = [
        Member(_MEMBER_KINDS[kind], member_id, block.texts[role])
        for kind, member_id, role in zip(kinds, ids, roles, strict=True)
    ]
    tags = block.tags(packed(lists.get(2, b"")), packed(lists.get(3, b"")))
    extract.add_relation(plain_signed(numbers.get(1, 0)), members, tags)


def _parted(raw: bytes) -> tuple[dict[int, int], dict[int, bytes]]:
    """Part the fields of an element into its numbers and its lists; a list in several pieces is one."""
    numbers: dict[int, int] = {}
    lists: dict[int, bytes] = {}
    for number, value in fields(raw):
        if isinstance(value, int):
            numbers[number] = value
        else:
            lists[number] = lists.get(number, b"") + value
    return numbers, lists


_TAKERS = {1: _take_node, 2: _take_dense, 3: _take_way, 4: _take_relation}

"""The binary format: the same extract in every writing, and damage of every kind refused."""

import io
import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.server.map.extract import Extract
from sync.server.map.extract_files import read_extract
from sync.server.map.pbf_reader import read_pbf
from sync.server.map.protobuf import NotProtobuf, fields, packed, plain_signed, signed
from sync.server.map.trouble import MapTrouble
from sync.server.map.xml_reader import read_xml
from tests.server.map.extract_in_hand import untold, village
from tests.server.map.wire_in_hand import (
    blob,
    bytes_field,
    header_block,
    packed_field,
    varint,
    whole_field,
    zigzag,
)

HEAD = blob("OSMHeader", header_block())


def all_of(extract: Extract) -> object:
    ways = [(way.id, way.tags, extract.line(way)) for way in extract.ways.values()]
    return ways, sorted(extract.placed_marks(), key=str), extract.relations


def refused(content: bytes) -> str:
    with pytest.raises(MapTrouble) as caught:
        read_pbf(io.BytesIO(content))
    return str(caught.value)


@pytest.mark.parametrize("is_dense", [True, False])
@pytest.mark.parametrize("is_packed", [True, False])
def test_binary_extract_says_the_same_as_xml(tmp_path: Path, is_dense: bool, is_packed: bool) -> None:
    path = tmp_path / "village.osm.pbf"
    path.write_bytes(village().pbf(is_dense=is_dense, is_packed=is_packed))
    assert all_of(read_extract(path, untold)) == all_of(read_xml([village().xml()]))


def test_box_of_the_header_is_read() -> None:
    sides = {1: 2.0, 2: 2.5, 3: 47.5, 4: 47.0}
    box = b"".join(whole_field(n, zigzag(round(degrees * 1e9))) for n, degrees in sides.items())
    content = blob("OSMHeader", bytes_field(1, box) + header_block()) + village().pbf()[len(HEAD) :]
    bounds = read_pbf(io.BytesIO(content)).bounds
    assert bounds is not None
    assert (bounds.south, bounds.west, bounds.north, bounds.east) == (47.0, 2.0, 47.5, 2.5)


def test_offset_and_granularity_move_the_nodes() -> None:
    dense = packed_field(1, [zigzag(7)]) + packed_field(8, [zigzag(5)]) + packed_field(9, [zigzag(-3)])
    block = bytes_field(1, bytes_field(1, b"")) + bytes_field(2, bytes_field(2, dense))
    block += whole_field(17, 1000) + whole_field(19, 47_000_000_000) + whole_field(20, (1 << 64) - 2_000_000_000)
    extract = read_pbf(io.BytesIO(HEAD + blob("OSMData", block)))
    assert extract.position(7) == (-2.000003, 47.000005)


def test_file_cut_anywhere_is_refused() -> None:
    whole = village().pbf()
    data_at = len(HEAD)
    for end in [*range(1, data_at), *range(data_at + 1, len(whole), 7)]:
        assert "damaged" in refused(whole[:end]) or "no node" in refused(whole[:end])


def test_file_with_flipped_bits_is_read_or_refused() -> None:
    whole, chance = village().pbf(is_packed=False), random.Random(5)
    for _ in range(400):
        broken = bytearray(whole)
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        with suppress(MapTrouble):
            read_pbf(io.BytesIO(bytes(broken)))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (blob("OSMHeader", header_block("OsmSchema-V0.6", "HistoricalInformation")), "HistoricalInformation"),
        (blob("OSMData", header_block()), "not the header"),
        (HEAD + (70_000).to_bytes(4, "big") + b"\0" * 70_000, "no valid size"),
        (HEAD + b"\0\0\0\0", "no valid size"),
        (HEAD + blob("OSMData", b"abc", raw_size=2), "not as long"),
        (HEAD + blob("OSMData", b"\0" * 50_000_000), "larger than"),
        (HEAD + blob("OSMData", b"\0" * 50_000_000, raw_size=1000), "not as long"),
        (HEAD, "no node"),
    ],
)
def test_block_that_lies_is_refused(content: bytes, says: str) -> None:
    assert says in refused(content)


def test_other_compression_is_named() -> None:
    content = bytes_field(7, b"x")
    header = bytes_field(1, b"OSMData") + whole_field(3, len(content))
    assert "zstd" in refused(HEAD + len(header).to_bytes(4, "big") + header + content)


def test_columns_of_unequal_length_are_refused() -> None:
    dense = packed_field(1, [2, 2]) + packed_field(8, [2]) + packed_field(9, [2, 2])
    block = bytes_field(1, bytes_field(1, b"")) + bytes_field(2, bytes_field(2, dense))
    assert "columns" in refused(HEAD + blob("OSMData", block))


def test_unknown_block_is_passed_over() -> None:
    whole = village().pbf()
    content = HEAD + blob("OSMOther", b"whatever") + whole[len(HEAD) :]
    assert read_pbf(io.BytesIO(content)).ways


@pytest.mark.parametrize(
    "message", [b"\x0a\x05abc", b"\x08", b"\x08" + b"\xff" * 11, b"\x09\0\0", b"\x0b", b"\x0a\xff\xff\x03a"]
)
def test_field_that_ends_too_early_is_refused(message: bytes) -> None:
    with pytest.raises(NotProtobuf):
        list(fields(message))


@given(st.binary(max_size=200))
def test_random_bytes_never_break_the_wire_reader(message: bytes) -> None:
    for read in (lambda: list(fields(message)), lambda: packed(message)):
        with suppress(NotProtobuf):
            read()


@given(st.integers(-(1 << 62), 1 << 62))
def test_numbers_come_back_as_they_were_written(number: int) -> None:
    assert packed(varint(zigzag(number)))[0] == zigzag(number)
    assert signed(zigzag(number)) == number
    assert plain_signed(number & (1 << 64) - 1) == number

"""Pages of which most comes by column: what a server keeps ready for every device that has far to read.

A *block* is a range of the log, whole: all records whose latest change in some scopes lies in it, one `Table` per
kind. A page may begin with blocks, and goes on with rows as ever. Its body is sections, each packed by itself, so that
a server packs a block once:

    u32, big-endian     how many bytes follow
    section             DEFLATE in a zlib frame (RFC 1950): each block, and last the lines, which end the page

By column, ten thousand reports take half of what they take in lines, and a device binds them as they come.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from sync.core.model import Json
from sync.protocol.json_parts import loaded_json, needed, not_valid, texts_of, write_json
from sync.protocol.messages import BLOCK_RECORDS_MAX, BLOCKS_MAX, PULL_PAGE_BYTES_MAX, PullPage, Table
from sync.protocol.page_codec import lines_of_page, page_of_lines
from sync.protocol.problems import ProblemError

LENGTH_BYTES: Final = 4
BLOCK_LEVEL: Final = 6
"""Of the packing: 4 microseconds a report, once for all devices (27 November 2026)."""
LINES_LEVEL: Final = 3


def block_text(tables: Sequence[Table]) -> bytes:
    """Write the tables of a block."""
    return write_json({"tables": [_table_to_json(table) for table in tables]})


def packed_section(text: bytes, level: int) -> bytes:
    """Pack a section, with its length before it."""
    packed = zlib.compress(text, level)
    return len(packed).to_bytes(LENGTH_BYTES, "big") + packed


def sections_of_page(page: PullPage) -> bytes:
    """Write a page as sections: its tables as one block, then its lines."""
    block = packed_section(block_text(page.tables), BLOCK_LEVEL) if page.tables else b""
    return block + packed_section(b"".join(lines_of_page(page)), LINES_LEVEL)


def page_of_sections(body: bytes) -> PullPage:
    """Read a whole page; raise `not-json`, or `not-valid` where it is cut short (no checkpoint)."""
    *blocks, lines = sections_of(body)
    page = page_of_lines(lines.split(b"\n"))
    return replace(page, tables=tuple(table for block in blocks for table in tables_of_block(block)))


def sections_of(body: bytes) -> list[bytes]:
    """Unpack the sections of a page; raise `not-json` or `not-valid`."""
    found = list(islice(_sections(body), BLOCKS_MAX + 2))
    if not found or len(found) > BLOCKS_MAX + 1:
        raise not_valid("/sections", "too-many" if found else "required")
    return found


def tables_of_block(text: bytes) -> tuple[Table, ...]:
    """Read the tables of a block; raise `not-json` or `not-valid`."""
    document = loaded_json(text)
    found = needed(document, "tables", list) if isinstance(document, dict) else None
    if found is None or not all(isinstance(table, dict) for table in found):
        raise not_valid("/tables")
    return tuple(_table_of_json(table) for table in found)


def _sections(body: bytes) -> Iterator[bytes]:
    place, left = 0, PULL_PAGE_BYTES_MAX
    while place < len(body):
        start = place + LENGTH_BYTES
        place = start + int.from_bytes(body[place:start], "big")
        if place > len(body):
            raise not_valid("/sections", "cut-short")
        unpacker = zlib.decompressobj()
        try:
            text = unpacker.decompress(body[start:place], left + 1)
        except zlib.error:
            raise ProblemError("not-json") from None
        left -= len(text)
        if left < 0 or not unpacker.eof or unpacker.unused_data:
            raise not_valid("/sections", "out-of-range")
        yield text


def _table_to_json(table: Table) -> Json:
    return {
        "kind": table.kind,
        "fits": table.fits,
        "ids": list(table.ids),
        "rvs": list(table.rvs),
        "hashes": list(table.hashes),
        "sets": [list(scopes) for scopes in table.sets],
        "held": list(table.held),
        "columns": {name: list(values) for name, values in table.columns.items()},
        "texts": sorted(table.texts),
    }


def _table_of_json(document: Mapping[str, Any]) -> Table:
    columns = needed(document, "columns", dict)
    sets = needed(document, "sets", list)
    if not all(isinstance(scopes, list) and all(type(scope) is str for scope in scopes) for scopes in sets):
        raise not_valid("/sets", "not-a-scope")
    table = Table(
        kind=needed(document, "kind", str),
        ids=_of_type(document, "ids", str),
        rvs=_of_type(document, "rvs", int),
        hashes=_of_type(document, "hashes", str),
        sets=tuple(tuple(scopes) for scopes in sets),
        held=_of_type(document, "held", int),
        columns=columns,
        texts=frozenset(texts_of(document, "texts")),
        fits=needed(document, "fits", bool),
    )
    _check(table)
    return table


def _of_type(document: Mapping[str, Any], name: str, kind: type) -> list[Any]:
    found = needed(document, name, list)
    # A set of types is made in C: the columns of a block are long.
    if not set(map(type, found)) <= {kind}:
        raise not_valid(f"/{name}")
    return found


def _check(table: Table) -> None:
    count = len(table.ids)
    columns = (table.rvs, table.hashes, table.held, *table.columns.values())
    if not 0 < count <= BLOCK_RECORDS_MAX or len(set(table.ids)) != count:
        raise not_valid("/ids", "out-of-range")
    if not all(isinstance(column, list) and len(column) == count for column in columns):
        raise not_valid("/columns", "cut-short")
    if min(table.rvs) < 1 or min(table.held) < 0 or max(table.held) >= len(table.sets):
        raise not_valid("/held", "out-of-range")
    for name in table.texts:
        if not set(map(type, table.columns.get(name, [None]))) <= {str, type(None)}:
            raise not_valid("/texts")

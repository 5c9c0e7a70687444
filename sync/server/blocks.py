"""Blocks of the log, kept ready: what a device that has far to read gets instead of page after page.

A block is an aligned range of positions, whole, as some scopes show it: built once, packed once, and given to every
device that follows just these scopes (but for its agent's own: a little comes as rows beside it, much makes blocks for
this agent alone). So nothing is shared but among those who may all see all of it.

**Old blocks tell no old truth.** A record stands in the log once per scope, at its latest change, and behind the head
nothing is ever added. A range that still counts as many rows as when its block was built is therefore the same range,
record by record, whatever process has written meanwhile; one that counts less has lost a record to a later position
(changed, left the scope, forgotten), and is built anew. The count is taken in the transaction that reads the page.
That holds for what is in a scope, not for what left one: its record may have changed elsewhere. So a block only names
what left, and the page tells what has become of it.

Ranges begin at multiples of their size, a power of two: wherever devices come from, they meet on the same ones. Where
the log has grown thin, because most of it was told again later, a range is taken larger.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from sync.core.digest import hash_of_canonical
from sync.core.model import SCHEMA, Json, KindSpec
from sync.protocol.messages import BLOCK_BYTES_MAX, BLOCK_RECORDS_MAX, BLOCKS_MAX, Opened, PullRequest, Table
from sync.protocol.tables import BLOCK_LEVEL, block_text, packed_section, sections_of, tables_of_block
from sync.records.base import scope
from sync.records.news import Importance, NewsStatus
from sync.server.rows import MemberRow, RecordRow, ScopeRow, json_text
from sync.server.store import Unit

KEPT_BYTES_MAX: Final = 64 * 1024 * 1024
"""Of packed blocks: 60 bytes a report, a million of them."""
NEWS: Final = "news"
_SIGNS: Final = (f'"{NewsStatus.PUBLIE}"', f'"{Importance.OBLIGATOIRE}"')
"""What stands in the text of every note that must be read, and in hardly another: the others need not be decoded."""
_Key: TypeAlias = tuple[str, str, tuple[str, ...], int, int]


def may_ask_for_reach(kind: str, fields_json: str) -> bool:
    """Tell, without decoding it, whether a record may be a note that asks for a receipt."""
    return kind == NEWS and all(sign in fields_json for sign in _SIGNS)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large blocks are; a test makes them small. All but `far` are powers of two."""

    least: int = 128
    most: int = 4_096
    far: int = 1_024
    """A device that stands less far behind the head reads rows, unless a block has brought it there."""
    own: int = 256
    """So many records of an agent's own scope are told beside blocks that are shared."""


@dataclass(frozen=True, slots=True)
class Block:
    """A range of the log as some scopes show it."""

    scopes: tuple[str, ...]
    end: int
    log_rows: int
    """How many rows the range had when it was built."""
    records: int
    left: tuple[MemberRow, ...]
    """What left these scopes, by position: to be looked up whenever the block is given."""
    text_bytes: int
    packed: bytes
    """The section of the page; empty where nothing came."""
    asks_for_reach: bool = False
    is_too_large: bool = False
    """Whether it cannot be sent; smaller ones may."""
    is_followed: bool = False
    """Whether the page ends with it because it is full: the next one goes on with another."""

    def tables(self) -> tuple[Table, ...]:
        """Read it back, for a peer in the same process."""
        return tables_of_block(sections_of(self.packed)[0]) if self.packed else ()


class Blocks:
    """The blocks of one server, the oldest forgotten first; for many threads."""

    def __init__(self, kinds: Mapping[str, KindSpec], sizes: Sizes | None = None) -> None:
        self._kinds = kinds
        self._sizes = sizes or Sizes()
        self._kept: OrderedDict[_Key, Block] = OrderedDict()
        self._kept_bytes = 0
        self._turn = threading.Lock()
        self._building = threading.Lock()

    def cover(self, unit: Unit, opened: Opened, agent: str, request: PullRequest) -> tuple[Block, ...]:
        """Give the blocks that lie before this device, one after the other; none where it reads rows better."""
        if not request.takes_tables or request.schema != SCHEMA:
            return ()
        reader = _reader_of(unit, opened, scope("agent", agent), self._sizes.own)
        place = reader.place(request.cursors)
        if place is None or reader.head - place < (self._sizes.far if place % self._sizes.least else self._sizes.least):
            return ()
        found = list(self._following(reader, place))
        if found and _is_full(found, self._sizes) and reader.head - found[-1].end >= self._sizes.least:
            found[-1] = replace(found[-1], is_followed=True)
        return tuple(found)

    def _following(self, reader: "_Reader", place: int) -> Iterator[Block]:
        """Give block after block, until a page is full."""
        found: list[Block] = []
        while not _is_full(found, self._sizes):
            block = self._next(reader, place)
            if block is None:
                return
            found.append(block)
            place = block.end
            yield block

    def _next(self, reader: "_Reader", place: int) -> Block | None:
        """Give the largest block that begins here, or of which most lies before the device."""
        size = self._sizes.most
        while size >= self._sizes.least:
            begin, end = place - place % size, place - place % size + size
            if end <= reader.head:
                count = reader.count(begin, end)
                if begin == place:
                    end, count = self._widened(reader, begin, (end, count))
                if begin == place or reader.may_begin_before(begin, place, (end, count)):
                    block = self._block(reader, begin, end, count)
                    if not block.is_too_large:
                        return block
            size //= 2
        return None

    def _widened(self, reader: "_Reader", begin: int, narrow: tuple[int, int]) -> tuple[int, int]:
        """Take a thin range larger, as long as it stays aligned and does not fill up."""
        end, count = narrow
        while 2 * count <= self._sizes.most:
            wide = begin + 2 * (end - begin)
            if begin % (wide - begin) or wide > reader.head:
                break
            wider = reader.count(begin, wide)
            if wider > self._sizes.most:
                break
            end, count = wide, wider
        return end, count

    def _block(self, reader: "_Reader", begin: int, end: int, count: int) -> Block:
        key = (reader.unit.tenant, reader.epoch, reader.scopes, begin, end)
        block = self._found(key, count)
        if block is None:
            # A town that comes back at once builds each block once, and not once per device.
            with self._building:
                block = self._found(key, count)
                if block is None:
                    block = reader.built(begin, end, self._kinds)
                    self._keep(key, block)
        return block

    def _found(self, key: _Key, count: int) -> Block | None:
        with self._turn:
            block = self._kept.get(key)
            if block is None or block.log_rows != count:
                return None
            self._kept.move_to_end(key)
            return block

    def _keep(self, key: _Key, block: Block) -> None:
        with self._turn:
            before = self._kept.pop(key, None)
            self._kept_bytes += len(block.packed) - (len(before.packed) if before is not None else 0)
            self._kept[key] = block
            while self._kept_bytes > KEPT_BYTES_MAX:
                _, oldest = self._kept.popitem(last=False)
                self._kept_bytes -= len(oldest.packed)


@dataclass(frozen=True, slots=True)
class _Reader:
    """One page's reading of the log, for some scopes."""

    unit: Unit
    epoch: str
    scopes: tuple[str, ...]
    own: frozenset[str]
    """The agent's own scope where it is not among them."""
    head: int

    def place(self, cursors: Mapping[str, int]) -> int | None:
        """Give where the device stands; None where that is not one place."""
        places = {cursors.get(name, 0) for name in self.scopes}
        # What the own scope holds as well is told again beside the blocks: it must not be past them.
        is_one = len(places) == 1 and all(cursors.get(name, 0) <= max(places) for name in self.own)
        return places.pop() if is_one else None

    def count(self, begin: int, end: int) -> int:
        return self.unit.log_count(self.scopes, begin, end)

    def may_begin_before(self, begin: int, place: int, rest: tuple[int, int]) -> bool:
        """Say whether some may be read again: most is new, and the own scope tells nothing there."""
        end, count = rest
        return 2 * self.count(place, end) >= count and not self.unit.log_count(self.own, begin, place)

    def built(self, begin: int, end: int, kinds: Mapping[str, KindSpec]) -> Block:
        """Build the block of a range."""
        log = self.unit.log_range(self.scopes, begin, end)
        here = self.unit.get(RecordRow, list({(row.kind, row.id): None for row in log if row.present}))
        seen, followed = list(here.values()), frozenset(self.scopes)
        text = block_text(list(_tables(seen, followed, kinds))) if seen else b""
        is_too_large = len(seen) > BLOCK_RECORDS_MAX or len(text) > BLOCK_BYTES_MAX
        return Block(
            scopes=self.scopes,
            end=end,
            log_rows=len(log),
            records=len(seen),
            text_bytes=len(text),
            left=tuple(row for row in log if not row.present),
            packed=packed_section(text, BLOCK_LEVEL) if text and not is_too_large else b"",
            asks_for_reach=any(may_ask_for_reach(row.kind, row.fields_json) for row in seen),
            is_too_large=is_too_large,
        )


def _reader_of(unit: Unit, opened: Opened, own: str, own_max: int) -> _Reader:
    held = unit.get(ScopeRow, [(own,)]).values()
    is_apart = own in opened.granted and all(row.count <= own_max for row in held)
    scopes = tuple(name for name in opened.granted if name != own or not is_apart)
    return _Reader(unit, opened.epoch, scopes, frozenset({own} if is_apart else ()), unit.head())


def _is_full(blocks: Sequence[Block], sizes: Sizes) -> bool:
    is_large = sum(block.text_bytes for block in blocks) > BLOCK_BYTES_MAX
    return is_large or len(blocks) >= BLOCKS_MAX or sum(block.records for block in blocks) >= sizes.most


def _tables(rows: Iterable[RecordRow], followed: frozenset[str], kinds: Mapping[str, KindSpec]) -> Iterator[Table]:
    """Give the tables of these records: one per kind, one more for what would not be valid today."""
    parts: dict[tuple[str, bool], list[tuple[RecordRow, dict[str, Json]]]] = {}
    for row in rows:
        fields = row.fields()
        spec = kinds.get(row.kind)
        is_sound = spec is not None and hash_of_canonical(row.fields_json.encode()) == row.hash
        fits = is_sound and spec is not None and not spec.validate(fields)
        parts.setdefault((row.kind, fits), []).append((row, fields))
    for (kind, fits), part in sorted(parts.items(), key=lambda pair: pair[0]):
        yield _table(kind, part, followed, fits=fits)


def _table(
    kind: str, part: Sequence[tuple[RecordRow, dict[str, Json]]], followed: frozenset[str], *, fits: bool
) -> Table:
    rows, all_fields = [row for row, _ in part], [fields for _, fields in part]
    columns, texts = _columns(all_fields)
    sets: dict[frozenset[str], int] = {}
    held = [sets.setdefault(row.scopes() & followed, len(sets)) for row in rows]
    return Table(
        kind=kind,
        ids=[row.id for row in rows],
        rvs=[row.rv for row in rows],
        hashes=[row.hash for row in rows],
        sets=tuple(tuple(sorted(names)) for names in sets),
        held=held,
        columns=columns,
        texts=frozenset(texts),
        fits=fits,
    )


def _columns(all_fields: Sequence[Mapping[str, Json]]) -> tuple[dict[str, list[Json]], list[str]]:
    """Give the fields by column, and which of them hold JSON as text: whatever holds more than one value."""
    columns = {name: [fields.get(name) for fields in all_fields] for name in sorted(set().union(*all_fields))}
    texts = [name for name, values in columns.items() if not {list, dict}.isdisjoint(map(type, values))]
    for name in texts:
        columns[name] = [None if value is None else json_text(value) for value in columns[name]]
    return columns, texts

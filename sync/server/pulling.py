"""One page of the log for one device: what came and went in its scopes since its cursors.

Within a snapshot: the scopes that moved past their cursor, the log rows after it, and for each record named there
either its present state with all scopes of the device that hold it, or the news that it left. A record that moved
from one scope of the device to another is therefore one put, never a gap in which it is nowhere.

A device that reads by column and has far to read gets *blocks* of the log first, which are kept ready (`blocks`); the
page then goes on from where they end.

A page ends between two positions. Its last one becomes the cursor of every scope that stood before it; the page that
reaches the head also carries the digests, so that both sides compare what they hold at the same positions. A page
that brings a note which must be read never does: the request for the next one says that it is kept (`reaching`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from sync.core.digest import Digest, hash_of_canonical
from sync.core.model import Fields
from sync.protocol.codec import line_to_json, write_json
from sync.protocol.messages import PULL_ROWS_MAX, Checkpoint, Gone, Opened, PullPage, PullRequest, Put
from sync.protocol.tables import LINES_LEVEL, packed_section
from sync.server.blocks import Block, may_ask_for_reach
from sync.server.rows import MemberRow, RecordRow, ScopeRow
from sync.server.store import Unit

PAGE_BYTES_MAX = 4 * 1024 * 1024
"""Uncompressed size after which a page is cut; one record more may stand on it."""
SCOPES_OF_ONE = 3
"""In so many of a device's scopes a record mostly is: so much of the log is read for a page full of records."""


@dataclass(frozen=True, slots=True)
class PutText:
    """A put whose fields are the text that the store keeps: sent on without decoding."""

    kind: str
    id: str
    rv: int
    scopes: tuple[str, ...]
    fields_json: str

    def line(self) -> bytes:
        """Write it as a line of the page."""
        head = json.dumps(["put", self.kind, self.id, self.rv, self.scopes], separators=(",", ":"))
        return f"{head[:-1]},{self.fields_json}]\n".encode()

    def put(self) -> Put:
        """Decode it."""
        return Put(self.kind, self.id, self.rv, self.scopes, *_decoded(self.fields_json))


@lru_cache(maxsize=2_048)
def _decoded(fields_json: str) -> tuple[Fields, str]:
    """Decode fields once for all peers in this process, with their hash: what is sent is never edited."""
    fields: Fields = json.loads(fields_json)
    return fields, hash_of_canonical(fields_json.encode())


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as the store gives it: to be written as lines, or decoded for a peer in the same process."""

    opened: Opened
    rows: tuple[PutText | Gone, ...]
    checkpoint: Checkpoint
    moved: frozenset[str] = frozenset()
    """The scopes in which anything happened after the asked cursor."""
    blocks: tuple[Block, ...] = ()
    """What comes by column, before the rows."""

    @property
    def rows_told(self) -> int:
        """Give how many rows it brings, those by column included."""
        return len(self.rows) + sum(block.records for block in self.blocks)

    def lines(self) -> Iterator[bytes]:
        """Write it as JSON Lines, equal to `codec.lines_of_page` of the decoded page."""
        yield write_json(line_to_json(self.opened)) + b"\n"
        yield from self.row_lines()
        yield write_json(line_to_json(self.checkpoint)) + b"\n"

    def row_lines(self) -> Iterator[bytes]:
        """Write its rows alone."""
        for row in self.rows:
            yield row.line() if isinstance(row, PutText) else write_json(line_to_json(row)) + b"\n"

    def sections(self) -> bytes:
        """Write it as sections, equal to its lines but for what comes by column."""
        lines = packed_section(b"".join(self.lines()), LINES_LEVEL)
        return b"".join((*(block.packed for block in self.blocks), lines))

    def page(self) -> PullPage:
        """Decode it."""
        rows = tuple(row.put() if isinstance(row, PutText) else row for row in self.rows)
        tables = tuple(table for block in self.blocks for table in block.tables())
        return PullPage(self.opened, rows, self.checkpoint, tables)


def restart_page(opened: Opened) -> StoredPage:
    """Answer a device that knows another epoch: no row may be applied, it reads again from the start."""
    return StoredPage(opened, (), Checkpoint({}, {}, more=True))


def read_page(unit: Unit, opened: Opened, request: PullRequest, blocks: tuple[Block, ...] = ()) -> StoredPage:
    """Read the next page after the request's cursors, in the granted scopes; `blocks` begin it."""
    granted, head = frozenset(opened.granted), unit.head()
    asked = {scope: min(request.cursors.get(scope, 0), head) for scope in opened.granted}
    cursors = {**asked, **{scope: block.end for block in blocks for scope in block.scopes}}
    up_to = blocks[-1].end if blocks and blocks[-1].is_followed else head
    states = {row.scope: row for row in unit.get(ScopeRow, [(scope,) for scope in opened.granted]).values()}
    behind = {scope: cursor for scope, cursor in cursors.items() if scope in states and states[scope].head > cursor}
    rows_max = max(min(request.rows_max, PULL_ROWS_MAX), 1)
    log, is_all = _read_log(unit, {scope: at for scope, at in behind.items() if at < up_to}, rows_max, up_to)
    lines, last = _cut(_lines(unit, log, granted))
    end = last if last is not None else up_to if is_all else log[-1].seq
    moved = {scope: max(cursor, end) for scope, cursor in cursors.items()}
    left = [row for block in blocks for row in block.left if 0 < asked[row.scope] < row.seq]
    lines = tuple(line for _, line in _lines(unit, left, granted)) + lines
    more = last is not None or not is_all or up_to < head or _asks_for_reach(lines, blocks)
    digests = {} if more else _digests(states, opened.granted)
    return StoredPage(opened, lines, Checkpoint(moved, digests, more), frozenset(behind), blocks)


def _read_log(unit: Unit, behind: Mapping[str, int], records_max: int, up_to: int) -> tuple[Sequence[MemberRow], bool]:
    """Give the first records of the log after these cursors, and whether that is all up to a position."""
    # A record has at most one row per scope: with one more than that, a whole record always fits.
    limit = max(records_max * min(len(behind), SCOPES_OF_ONE), len(behind) + 1)
    log = unit.log(behind, limit) if behind else ()
    whole = _records_of(_whole(log, limit), records_max)
    within = [row for row in whole if row.seq <= up_to]
    return within, len(within) < len(whole) or len(whole) == len(log)


def _asks_for_reach(lines: Sequence[PutText | Gone], blocks: Sequence[Block]) -> bool:
    puts = (line for line in lines if isinstance(line, PutText))
    return any(block.asks_for_reach for block in blocks) or any(
        may_ask_for_reach(put.kind, put.fields_json) for put in puts
    )


def _whole(log: Sequence[MemberRow], limit: int) -> Sequence[MemberRow]:
    """Leave out the last record when the limit may have cut it in two."""
    if len(log) < limit:
        return log
    return [row for row in log if row.seq != log[-1].seq]


def _records_of(log: Sequence[MemberRow], records_max: int) -> Sequence[MemberRow]:
    """Take the first records of the log, each with all its rows."""
    records, seq = 0, 0
    for place, row in enumerate(log):
        if row.seq != seq:
            records, seq = records + 1, row.seq
            if records > records_max:
                return log[:place]
    return log


def _lines(unit: Unit, log: Sequence[MemberRow], granted: frozenset[str]) -> Iterator[tuple[int, PutText | Gone]]:
    records = unit.get(RecordRow, list({(row.kind, row.id): None for row in log}))
    told: set[tuple[str, str]] = set()
    for (seq, kind, record_id), rows in groupby(log, key=lambda row: (row.seq, row.kind, row.id)):
        record = records[kind, record_id]
        visible = record.scopes() & granted
        if not visible:
            yield seq, Gone(kind, record_id, tuple(sorted(row.scope for row in rows)))
        elif (kind, record_id) not in told:
            told.add((kind, record_id))
            yield seq, PutText(kind, record_id, record.rv, tuple(sorted(visible)), record.fields_json)


def _cut(lines: Iterator[tuple[int, PutText | Gone]]) -> tuple[tuple[PutText | Gone, ...], int | None]:
    """Take lines until the page is full; give the position of the last one if more were left."""
    taken: list[PutText | Gone] = []
    size_bytes = last = 0
    for seq, line in lines:
        if size_bytes >= PAGE_BYTES_MAX:
            return tuple(taken), last
        taken.append(line)
        size_bytes += len(line.fields_json) if isinstance(line, PutText) else 0
        last = seq
    return tuple(taken), None


def _digests(states: Mapping[str, ScopeRow], granted: Sequence[str]) -> dict[str, Digest]:
    return {scope: states[scope].digest() if scope in states else Digest() for scope in granted}

"""All rows of a town as lines, in one form for every database: from SQLite to PostgreSQL and back.

    {"tenant", "head", "format"}                          the town, and where its log stands
    {"table", "columns"}, then [value, …] per row         table by table, in the order of `ROW_TYPES`, rows by key
    {"rows": {table: how many}, "sha256"}                 the end: over every line before

The rows come from one snapshot (`ServerStore.reading`), so that the judge's numbers, digests and log fit each other
however many push meanwhile. Towns share nothing, so each has its own. The same rows give the same lines, byte for
byte: what was brought back is compared by writing it again.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice
from operator import attrgetter
from typing import Any, Final

import msgspec

from sync.server.backup.trouble import BackupTrouble
from sync.server.rows import DeviceRow, Row, TownRow
from sync.server.schema import FORMAT, ROW_TYPES
from sync.server.store import NotStorable, ServerStore, Unit

ROWS_PER_PUT: Final = 1_000


@dataclass
class TownTold:
    """What the lines of a town said, known at their end."""

    tenant: str = ""
    epoch: str = ""
    head: int = 0
    sha256: str = ""
    rows: int = 0
    numbers: dict[str, int] | None = None
    """Device -> the last change of it that is in here."""


def town_lines(unit: Unit, told: TownTold) -> Iterator[bytes]:
    """Write a town from its snapshot; fills `told` on the way."""
    digest = hashlib.sha256()
    told.tenant, told.head, told.numbers = unit.tenant, unit.head(), {}
    counts: dict[str, int] = {}

    def line(value: object) -> bytes:
        text = msgspec.json.encode(value) + b"\n"
        digest.update(text)
        return text

    yield line({"tenant": told.tenant, "head": told.head, "format": FORMAT})
    for kind in ROW_TYPES:
        names = _columns(kind)
        values = attrgetter(*names)
        yield line({"table": kind.TABLE, "columns": names})
        counts[kind.TABLE] = 0
        for row in unit.every(kind):
            counts[kind.TABLE] += 1
            _note(row, told)
            yield line(values(row))
    told.sha256, told.rows = digest.hexdigest(), sum(counts.values())
    yield msgspec.json.encode({"rows": counts, "sha256": told.sha256}) + b"\n"


def _note(row: Row, told: TownTold) -> None:
    assert told.numbers is not None, "begun"
    if isinstance(row, DeviceRow) and not row.is_writer:
        told.numbers[row.device] = row.last_n
    elif isinstance(row, TownRow):
        told.epoch = row.epoch


def _columns(kind: type[Row]) -> list[str]:
    return [field.name for field in fields(kind)]  # type: ignore[arg-type]  # every row is a dataclass


def bring_town(store: ServerStore, lines: Iterable[bytes], part: str) -> str:
    """Bring a town into a store that has it not, in one transaction; give its id.

    Raises `BackupTrouble` where a line is not what `town_lines` of this version writes. That nothing was altered is
    known when the same lines come out again (`is_as_told`).
    """
    read = map(_decoded, iter(lines))
    try:
        first = next(read)
        if first["format"] != FORMAT:
            raise BackupTrouble(f"{part} was written by another version of fieldserver: bring it back with that one.")
        with store.found(first["tenant"]) as unit:
            for batch in _batches(_rows(read, part)):
                unit.put(batch)
            unit.bump(first["head"])
        return str(first["tenant"])
    except (StopIteration, KeyError, TypeError, msgspec.DecodeError):
        raise BackupTrouble(f"{part} is damaged: its lines are not those of a town.") from None
    except NotStorable:
        raise BackupTrouble(f"{part} holds a text with a NUL, which this database cannot keep.") from None


def _decoded(line: bytes) -> Any:
    return msgspec.json.decode(line)


def _rows(read: Iterator[Any], part: str) -> Iterator[Row]:
    kinds = {kind.TABLE: kind for kind in ROW_TYPES}
    kind: type[Row] | None = None
    for value in read:
        if isinstance(value, list):
            assert kind is not None, "a table is named before its rows"
            yield kind(*value)
        elif "table" in value:
            kind = kinds.get(value["table"])
            if kind is None or value["columns"] != _columns(kind):
                raise BackupTrouble(f"{part} was written by another version: its table {value['table']} differs.")
        else:
            return
    raise BackupTrouble(f"{part} is damaged: its end is missing.")


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, ROWS_PER_PUT)):
        yield batch


def told_of(unit: Unit) -> TownTold:
    """Read a town again, and tell what its lines would say."""
    told = TownTold()
    for _ in town_lines(unit, told):
        pass
    return told

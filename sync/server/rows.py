"""What the server keeps, as values: one frozen dataclass per table, each with its key and its indexes.

A row never names its tenant: a unit of work belongs to one tenant, and the store puts it before every key. Members
that hold JSON are canonical text (`*_json`): most of it is sent on as it stands, without decoding. No number is
global: `seq` counts per tenant, `n` per device, `rv` per record.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar, TypeAlias

from sync.core.digest import Digest, canonical_json
from sync.core.model import Fields, Record, Stamp

Key: TypeAlias = tuple[str | int, ...]
RecordKey: TypeAlias = tuple[str, str]
"""Kind and id."""


def json_text(value: object) -> str:
    """Write a value as canonical text, the one form in which rows keep JSON."""
    return canonical_json(value).decode()


@lru_cache(maxsize=4_096)
def scopes_in(text: str) -> frozenset[str]:
    """Read a set of scopes: few different texts stand in thousands of rows."""
    return frozenset(json.loads(text))


@lru_cache(maxsize=512)
def _decoded(fields_json: str, stamps_json: str) -> tuple[Fields, Mapping[str, Stamp]]:
    """Decode a record; what is worked on today is read again with each change to it, and edited nowhere."""
    return json.loads(fields_json), stamps_in(stamps_json)


class Row:
    """What all rows share: the table's name, which members are the key, and what may be searched by."""

    __slots__ = ()
    TABLE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]
    INDEXES: ClassVar[tuple[str, ...]] = ()
    """Members by which `Unit.find` may search; each is an index of the table."""

    @property
    def key(self) -> Key:
        """Give the row's key within its tenant."""
        return tuple(getattr(self, name) for name in self.KEY)


@dataclass(frozen=True, slots=True)
class TownRow(Row):
    """The tenant itself; `only` is always `town`, so that each tenant has one."""

    TABLE: ClassVar[str] = "town"
    KEY: ClassVar[tuple[str, ...]] = ("only",)

    name: str
    epoch: str
    """Random; a new one after a restore tells every device to read again and to send again."""
    created_at: str
    only: str = "town"


@dataclass(frozen=True, slots=True)
class RecordRow(Row):
    """The last word on one record, kept also when it is removed (tombstone)."""

    TABLE: ClassVar[str] = "record"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "id")
    INDEXES: ClassVar[tuple[str, ...]] = ("kind",)

    kind: str
    id: str
    rv: int
    fields_json: str
    stamps_json: str
    """Each stamp with the fields that bear it: [[rv, agent, at, [field, …]], …]; see `stamps_in`."""
    scopes_json: str
    """The scopes that hold it now, those of its parent included; empty when removed."""
    hash: str
    removed: bool

    def record(self) -> Record:
        """Decode the record."""
        return Record(self.kind, self.id, self.rv, *_decoded(self.fields_json, self.stamps_json), self.removed)

    def fields(self) -> dict[str, Any]:
        """Decode the fields alone."""
        return dict(json.loads(self.fields_json))

    def scopes(self) -> frozenset[str]:
        """Decode the scopes that hold it now."""
        return scopes_in(self.scopes_json)


@dataclass(frozen=True, slots=True)
class MemberRow(Row):
    """The latest coming or going of a record in a scope: by `seq`, these are the log that devices follow."""

    TABLE: ClassVar[str] = "membership"
    KEY: ClassVar[tuple[str, ...]] = ("scope", "kind", "id")
    INDEXES: ClassVar[tuple[str, ...]] = ("scope", "id")

    scope: str
    kind: str
    id: str
    seq: int
    present: bool


@dataclass(frozen=True, slots=True)
class ScopeRow(Row):
    """What a scope holds, counted incrementally, and the last position at which anything happened in it."""

    TABLE: ClassVar[str] = "scope"
    KEY: ClassVar[tuple[str, ...]] = ("scope",)

    scope: str
    count: int
    sum: str
    """The digest's sum, 16 hexadecimal digits: it does not fit the signed integers of databases."""
    head: int

    def digest(self) -> Digest:
        """Give the digest that devices compare."""
        return Digest.of_hex(self.count, self.sum)


@dataclass(frozen=True, slots=True)
class JudgedRow(Row):
    """A change and its verdict, for ever: the receipt that a retry gets, and the full history of the town."""

    TABLE: ClassVar[str] = "judged"
    KEY: ClassVar[tuple[str, ...]] = ("device", "n")

    device: str
    n: int
    agent: str
    payload_hash: str
    change_json: str
    verdict_json: str
    received_at: str


class DeviceState(StrEnum):
    """What a device may still do."""

    ACTIVE = "active"
    SENDING = "sending"
    """Withdrawn: it may send what waits, and reads nothing any more."""
    REVOKED = "revoked"
    """Lost or stolen: nothing is taken from it and nothing given."""


@dataclass(frozen=True, slots=True)
class DeviceRow(Row):
    """A device (or a writer of the server itself) and how far its changes have come."""

    TABLE: ClassVar[str] = "device"
    KEY: ClassVar[tuple[str, ...]] = ("device",)
    INDEXES: ClassVar[tuple[str, ...]] = ("agent",)

    device: str
    agent: str
    name: str
    enrolled_at: str
    seen_at: str
    state: str = DeviceState.ACTIVE
    last_n: int = 0
    durable_n: int = 0
    """Changes up to here are in a verified backup; 0 until there is one."""
    is_writer: bool = False
    """Whether it is the server's own: an administrator, a job, the demo."""


@dataclass(frozen=True, slots=True)
class GrantRow(Row):
    """The scopes that an agent may follow now, and the version of that set."""

    TABLE: ClassVar[str] = "grants"
    KEY: ClassVar[tuple[str, ...]] = ("agent",)

    agent: str
    epoch: int
    scopes_json: str

    def scopes(self) -> frozenset[str]:
        """Decode the scopes."""
        return scopes_in(self.scopes_json)


@dataclass(frozen=True, slots=True)
class PastGrantRow(Row):
    """Each version of an agent's grants: yesterday's work is judged by yesterday's right."""

    TABLE: ClassVar[str] = "past_grants"
    KEY: ClassVar[tuple[str, ...]] = ("agent", "epoch")

    agent: str
    epoch: int
    scopes_json: str
    since: str

    def scopes(self) -> frozenset[str]:
        """Decode the scopes."""
        return scopes_in(self.scopes_json)


@dataclass(frozen=True, slots=True)
class ChildRow(Row):
    """A record that is in every scope of its parent (a photo of its report)."""

    TABLE: ClassVar[str] = "child"
    KEY: ClassVar[tuple[str, ...]] = ("parent_kind", "parent_id", "kind", "id")
    INDEXES: ClassVar[tuple[str, ...]] = ("parent_id",)

    parent_kind: str
    parent_id: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class SeriesRow(Row):
    """The last number given in a series, such as the reports of one channel in one month."""

    TABLE: ClassVar[str] = "series"
    KEY: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    last: int


@dataclass(frozen=True, slots=True)
class GoneRow(Row):
    """An id that was purged for ever: a change to it is refused as gone, never taken for a create."""

    TABLE: ClassVar[str] = "gone"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "id")

    kind: str
    id: str
    purged_at: str


@dataclass(frozen=True, slots=True)
class FenceRow(Row):
    """The position of a scope's log up to which tombstones are gone: who has not read it reads anew."""

    TABLE: ClassVar[str] = "fence"
    KEY: ClassVar[tuple[str, ...]] = ("scope",)

    scope: str
    seq: int


@dataclass(frozen=True, slots=True)
class MarkRow(Row):
    """Where the log stood at the end of a day: how old a position is, by the server's own calendar."""

    TABLE: ClassVar[str] = "mark"
    KEY: ClassVar[tuple[str, ...]] = ("day",)

    day: str
    """`2026-11-23`, UTC."""
    seq: int


@dataclass(frozen=True, slots=True)
class PurgeRow(Row):
    """A device's word that it purged a scope which was taken away, and how many rows went."""

    TABLE: ClassVar[str] = "purge"
    KEY: ClassVar[tuple[str, ...]] = ("device", "scope")

    device: str
    scope: str
    rows: int
    told_at: str


def scopes_text(scopes: Collection[str]) -> str:
    """Write a set of scopes in its one order."""
    return _scopes_text(frozenset(scopes))


@lru_cache(maxsize=4_096)
def _scopes_text(scopes: frozenset[str]) -> str:
    # A town has a few hundred sets of scopes, and each record one of them.
    return json_text(sorted(scopes))


@lru_cache(maxsize=4_096)
def in_order(scopes: frozenset[str]) -> tuple[str, ...]:
    """Give a set of scopes in its one order."""
    return tuple(sorted(scopes))


def stamps_text(stamps: Mapping[str, Stamp]) -> str:
    """Write the stamps of a record: each once, with its fields; a record begins with one for all."""
    if len(set(map(id, stamps.values()))) == 1:
        return f"[{_stamped(next(iter(stamps.values())), tuple(stamps))}]"
    fields: dict[Stamp, list[str]] = {}
    for name, stamp in stamps.items():
        fields.setdefault(stamp, []).append(name)
    return f"[{','.join(_stamped(stamp, tuple(names)) for stamp, names in sorted(fields.items()))}]"


def stamps_in(text: str) -> dict[str, Stamp]:
    """Read the stamps of a record; until November 2026 they were written by field, each with its stamp."""
    kept = json.loads(text)
    if isinstance(kept, dict):
        return {name: Stamp(*parts) for name, parts in kept.items()}
    return {name: stamp for *parts, names in kept for stamp in (Stamp(*parts),) for name in names}


@lru_cache(maxsize=256)
def _stamped(stamp: Stamp, names: tuple[str, ...]) -> str:
    return json_text([*stamp, sorted(names)])

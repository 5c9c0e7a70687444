"""What crosses the wire, as values; `codec` writes and reads them. Every limit of a message has its name here."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from sync.core.digest import Digest, record_term
from sync.core.model import SCHEMA, Change, Fields, Json, Verdict

PUSH_BYTES_MAX = 4 * 1024 * 1024
"""Uncompressed size of one push."""
PUSH_CHANGES_MAX = 2_000
PUSH_CHANGES_UNTOLD = 500
"""What a server takes at once that does not say so (`PushAnswer.changes_max`)."""
PUSH_CHANGES_MANY = 100
"""From so many changes on, the answer to a push says how many the next one may hold."""
PULL_ROWS_MAX = 1_000
PULL_LINE_BYTES_MAX = 2 * 1024 * 1024
PULL_PAGE_BYTES_MAX = 32 * 1024 * 1024
"""Uncompressed size of one page: the server ends a page before it, the device reads no further."""
BLOCK_RECORDS_MAX = 4_096
BLOCK_BYTES_MAX = 8 * 1024 * 1024
"""Uncompressed size of one block of tables; a page has a few of them at most."""
BLOCKS_MAX = 64
CHUNK_BYTES = 512 * 1024
PARCEL_BYTES_MAX = 2 * 1024 * 1024 * 1024
"""A parcel that is handed in over the network; the command line takes any."""
SCOPES_MAX = 2_000
MAPS_MAX = 20
MAP_BYTES_MAX = 2 * 1024 * 1024 * 1024
OTP_CHARACTERS_MAX = 32
"""Six digits, or a spare code of sixteen signs, with what a hand puts between them."""
TOTP, SPARE_CODE = "totp", "spare-code"
"""The methods of a second factor."""
SCHEMA_OLDEST = 1
"""The oldest schema that this code can still answer; see the promise of 18 months in PROTOCOL.md."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """POST /v1/sessions: an account and its password, and the device that asks to be enrolled."""

    account: str
    password: str = field(repr=False)
    device: str
    """UUIDv7 made by the device at its first sign-in."""
    device_name: str
    tenant: str | None = None
    """Needed only where one server hosts several towns."""
    device_key: str = ""
    """Public half of the key with which this device signs its parcels; empty where it has none yet."""
    keeps_leases: bool = False
    """Whether this device shows nothing once its lease is over, and so may be given one."""
    otp: str = field(default="", repr=False)
    """A code of the second factor, where the server asked for one (`second-factor-needed`)."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The answer to a sign-in or a refresh. The refresh token is used once: the next one comes with it."""

    tenant: str
    agent: str
    device: str
    access_token: str = field(repr=False)
    access_expires_at: str
    refresh_token: str = field(repr=False)
    epoch: str
    device_key: str = ""
    """The public key of this device that the server keeps, to know its parcels by; empty where it keeps none."""
    parcel_key: str = ""
    """The server's public key for this town, to which a parcel is sealed; empty from a server that takes none."""
    recovery_key: str = ""
    """The town's recovery key, to which a vault's own key is sealed; empty where the town has named no keepers."""
    order_key: str = ""
    """The town's public key for leases and orders to this device; empty from a server that gives none."""
    lease: str = ""
    """The signed lease of this device; empty where the town sets no end."""
    jkt: str = ""
    """Thumbprint of the key to which both tokens are bound; empty where any bearer may use them."""


@dataclass(frozen=True, slots=True)
class PushRequest:
    """POST /v1/push: changes in the order of their numbers; a gesture is never split over two requests."""

    device: str
    epoch: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """One verdict per change, and how far the server's verified backups reach."""

    epoch: str
    verdicts: tuple[Verdict, ...]
    next_n: int
    """The number that the server expects next from this device."""
    durable_n: int
    """Changes up to this number are in a verified backup: the device may forget them."""
    server_time: str
    changes_max: int = PUSH_CHANGES_UNTOLD
    """How many changes the server takes at once; told where a push brought many."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """POST /v1/pull: where the device stands in each scope that it follows."""

    device: str
    epoch: str
    cursors: Mapping[str, int]
    """Scope -> the last position applied; a scope that is new to the device may be left out."""
    rows_max: int = PULL_ROWS_MAX
    purged: Mapping[str, int] = field(default_factory=dict)
    """Scopes taken away -> rows purged: the device's acknowledgement."""
    schema: int = SCHEMA
    wants_handle: bool = False
    """Whether the device can exchange small, and has no handle for it."""
    handle_key: str = ""
    """Its half of the key that proves small exchanges, drawn for this handle."""
    takes_tables: bool = False
    """Whether the device reads pages whose records come by column (`Table`)."""


@dataclass(frozen=True, slots=True)
class Opened:
    """First line of a pull: what the device may follow now."""

    epoch: str
    scope_epoch: int
    granted: tuple[str, ...]
    server_time: str
    next_n: int
    durable_n: int
    fences: Mapping[str, int] = field(default_factory=dict)
    """Scope -> the last position up to which its tombstones are gone; only where the asked cursor stands before it."""
    handle: str = ""
    """Where the device asked for one: stands for its access token in small exchanges, as long as that lives."""


@dataclass(frozen=True, slots=True)
class Put:
    """A record's new state, and the device's scopes that hold it."""

    kind: str
    id: str
    rv: int
    scopes: tuple[str, ...]
    fields: Fields
    hash: str = field(default="", compare=False)
    """The `content_hash` of the fields where it was read off their bytes, as they came; else empty."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A record left these scopes of the device (moved, or removed from the town)."""

    kind: str
    id: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Many records of one kind by column, as blocks of the log hold them: see `tables`."""

    kind: str
    ids: Sequence[str]
    rvs: Sequence[int]
    hashes: Sequence[str]
    """The `content_hash` of each, which the server has compared with the fields."""
    sets: tuple[tuple[str, ...], ...]
    """The different sets of scopes."""
    held: Sequence[int]
    """Per record, the place of its set among `sets`."""
    columns: Mapping[str, Sequence[Json]]
    """Field -> its value in each record; None where it is absent."""
    texts: frozenset[str] = frozenset()
    """Fields whose values are JSON, written as text."""
    fits: bool = True
    """Whether the server has found the fields of each valid, by the schema that the device asked with."""

    def put(self, place: int) -> Put:
        """Give one of the records as a line would have brought it."""
        fields: dict[str, Json] = {}
        for name, values in self.columns.items():
            value = values[place]
            if value is not None:
                fields[name] = json.loads(value) if name in self.texts else value
        return Put(self.kind, self.ids[place], self.rvs[place], self.sets[self.held[place]], fields)

    def counted(self) -> dict[str, tuple[int, int]]:
        """Give, per scope, how many of the records it holds, and what their terms come to."""
        counts, totals = [0] * len(self.sets), [0] * len(self.sets)
        for held, term in zip(self.held, map(record_term, self.ids, self.rvs, self.hashes), strict=True):
            counts[held] += 1
            totals[held] += term
        found: dict[str, tuple[int, int]] = {}
        for scopes, more, sum_more in zip(self.sets, counts, totals, strict=True):
            for scope in scopes if more else ():
                count, total = found.get(scope, (0, 0))
                found[scope] = count + more, total + sum_more
        return found

    def without(self, ids: Collection[str]) -> "Table":
        """Give the table without some of the records; the same where there are none."""
        places = [place for place, record_id in enumerate(self.ids) if record_id not in ids] if ids else ()
        return (
            self
            if not ids
            else replace(
                self,
                ids=[self.ids[place] for place in places],
                rvs=[self.rvs[place] for place in places],
                hashes=[self.hashes[place] for place in places],
                held=[self.held[place] for place in places],
                columns={name: [values[place] for place in places] for name, values in self.columns.items()},
            )
        )


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Last line of a page: rows up to here and the cursors go into one transaction."""

    cursors: Mapping[str, int]
    digests: Mapping[str, Digest]
    """Per scope, at these cursors; only on the page that reaches the head of the log."""
    more: bool


PullLine: TypeAlias = Opened | Put | Gone | Checkpoint


@dataclass(frozen=True, slots=True)
class MapOffer:
    """A map pack that the town publishes: a file that SQLite reads, addressed by its hash."""

    name: str
    sha256: str
    size_bytes: int
    version: int
    """Counts what was published: a greater number is newer."""
    published_at: str


@dataclass(frozen=True, slots=True)
class PullPage:
    """A whole page as the engine gives it to the store."""

    opened: Opened
    rows: tuple[Put | Gone, ...]
    checkpoint: Checkpoint
    tables: tuple[Table, ...] = ()
    """Records that come before the rows; a row about one of them is the later word."""


@dataclass(frozen=True, slots=True)
class ParcelReport:
    """What became of a parcel. Whoever carried it may know: counts only."""

    parcel: str
    made_at: str
    changes: int
    changes_new: int
    """Judged now; the others had their verdict before."""
    photos: int
    photos_new: int
    """Whole since now; the others were here before, or are among the refused."""
    photos_refused: int
    """Not taken, as if the device itself had sent them: their record was refused, or the file was damaged."""

"""The words of the sync engine as values: changes, records, verdicts, and what a kind must tell.

    device                                   server
    gesture -> Change (n) -> outbox  ----->  judge(change, record) -> Verdict + Record at its next version
                                     <-----  log, read through scopes

A *change* is what one agent did to one record in one gesture: per field, what it was and what it is now. A
*record* is the server's last word. Nothing in this package reads a clock, a file or a socket, and nothing here
knows a kind by its name: a kind is a `KindSpec`, declared in `sync/records`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from sync.core.errors import FieldError, Refusal

Json: TypeAlias = Any
Fields: TypeAlias = Mapping[str, Json]

SCHEMA = 1
"""The version of the kinds' fields that this code writes; a change carries the one it was made with."""

CHANGES_PER_GESTURE_MAX = 100
EDITS_PER_CHANGE_MAX = 64


class Op(StrEnum):
    """What a change does to its record."""

    CREATE = "create"
    PATCH = "patch"
    REMOVE = "remove"
    APPEND = "append"
    """A patch of fields that only grow (comments, photos, time spent): it applies whatever else happened."""


class MergeRule(StrEnum):
    """How two edits of one field, made apart, become one value. See `sync.core.merge`."""

    LAST = "last"
    ASK = "ask"
    STATUS = "status"
    SUM = "sum"
    SET = "set"
    APPEND = "append"
    TEXT = "text"
    MEASURE = "measure"
    SERVER = "server"
    """Only the server writes it: the report's number, the history, the proof that a photo arrived."""


GROWING_RULES = frozenset({MergeRule.SUM, MergeRule.SET, MergeRule.APPEND})


class Edit(NamedTuple):
    """One field in one change: the value now, and the value that its writer was looking at."""

    now: Json
    was: Json = None


@dataclass(frozen=True, slots=True)
class Change:
    """What one agent did to one record in one gesture. Never edited once made: an edit is a new change."""

    device: str
    n: int
    """Number in the device's outbox, from 1, without gaps: (device, n) is the change's name for ever."""
    txn: str
    """The gesture: changes with one `txn` are judged together, all or none."""
    kind: str
    id: str
    op: Op
    base_rv: int
    """The record's version that the writer was looking at; 0 for a record not yet at the server."""
    edits: Mapping[str, Edit]
    agent: str
    made_at: str
    """The device's clock: kept for people to read, never used to decide."""
    scope_epoch: int = 0
    """The version of the agent's grants when writing: rights are judged as they were then."""
    offset_ms: int | None = None
    """Server's clock minus the device's, as last measured; None before the first contact."""
    schema: int = SCHEMA
    text: str | None = field(default=None, init=False, compare=False, repr=False)
    """The change as JSON, where a store had it at hand (`codec.change_of_kept`); `replace` gives one without it."""


class Stamp(NamedTuple):
    """Who last changed a field on the server: the record's version it made, the agent, the moment."""

    rv: int
    agent: str
    at: str


@dataclass(frozen=True, slots=True)
class Record:
    """The server's last word on one record."""

    kind: str
    id: str
    rv: int
    fields: Fields
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    removed: bool = False


class VerdictCode(StrEnum):
    """What became of a change; each is final and kept for ever under (device, n)."""

    ACCEPTED = "accepted"
    MERGED = "merged"
    """Taken, beside changes that others made since its base version."""
    CONFLICTED = "conflicted"
    """Taken but for what waits in « À rapprocher », where both sides are kept."""
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    """It said what the record already says: nothing to do."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The receipt for one change: what became of it, and the server's proof."""

    n: int
    code: VerdictCode
    rv: int = 0
    """The record's version after the change (0 when rejected)."""
    hash: str = ""
    """`content_hash` of the record after the change: the proof that both mean the same."""
    received_at: str = ""
    touched: tuple[str, ...] = ()
    """Fields that others changed since the base version: told, not asked."""
    conflicts: tuple[str, ...] = ()
    """Ids of the conflict records that hold what could not be settled."""
    refusal: Refusal | None = None


class Sight(StrEnum):
    """Whether the writer may see the record: now, when he wrote (but no longer), or never."""

    NOW = "now"
    THEN = "then"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who writes, as far as rights need to know."""

    agent: str
    role: str
    service: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What `KindSpec.may` is asked: whether this actor may do this to the record as it stands."""

    actor: Actor
    op: Op
    id: str
    fields: Fields
    """The record before the change; for a create, the fields that it would get."""
    edits: Mapping[str, Edit]


Moves: TypeAlias = Mapping[str, Mapping[str, frozenset[str]]]
"""A state machine: from state -> to state -> the roles that may make the move."""


Guide: TypeAlias = Mapping[str, Sequence[tuple[str, Fields]]]
"""Kind -> id and fields of each record of it that stands."""


def no_parents(fields: Fields) -> tuple[tuple[str, str], ...]:
    """Name no parents: the record stands by itself, whatever its fields."""
    return ()


@dataclass(frozen=True)
class KindSpec:
    """All that the engine may know of a kind. One instance per file in `sync/records`."""

    name: str
    rules: Mapping[str, MergeRule]
    """Rule per field; a field that is not listed (from a newer version) merges as `last`."""
    validate: Callable[[Fields], tuple[FieldError, ...]]
    may: Callable[[Attempt], bool]
    scopes_of: Callable[[str, Fields], frozenset[str]]
    """Id and fields -> the scopes that hold the record. Pure, so both sides may compute it."""
    moves: Moves = field(default_factory=dict)
    """The first state named is where a record begins: an absent status means it."""
    status_field: str = "status"
    groups: tuple[tuple[str, ...], ...] = ()
    """Fields that mean something only together, such as a position: merged and asked as one."""
    parents: Callable[[Fields], tuple[tuple[str, str], ...]] = no_parents
    """(kind, id) of the records that must exist before this one."""
    follows_parent: bool = False
    """Whether the record is also in every scope that holds its first parent (a photo follows its report)."""
    admits: Callable[[Actor, Fields], bool] = lambda actor, fields: False
    """(who, fields of the record) -> whether he may hang a record on it that follows it, provided that he sees it."""
    lacks: Callable[[Fields, Sequence[Fields]], tuple[FieldError, ...]] = lambda fields, followers: ()
    """(fields, those of what hangs on the record) -> what its status still wants; asked when the status moves."""
    crowds: Callable[[Fields, Sequence[Fields]], tuple[FieldError, ...]] = lambda fields, beside: ()
    """(fields, those beside) -> what is wrong with one more. Beside stands what hangs on the same parent, asked when
    the record is hung there; of a kind that `is_few`, all the others, asked when its status moves too."""
    is_few: bool = False
    """Whether a town has a handful of them, which are counted together."""
    complete: Callable[[Fields, str], Fields] | None = None
    """(fields of a create, new number) -> fields that the server adds to it."""
    keeps_time: Callable[[Fields, Fields, str], Fields] | None = None
    """(record before, fields after a change, moment at which it was received) -> what the server adds to them."""
    guided_by: tuple[str, ...] = ()
    """The kinds whose records say how this one is completed; the server hands all of them to `guided`."""
    guided: "Callable[[Guide], KindSpec] | None" = None
    """(the town's records of those kinds) -> this kind with the rules of that town bound to it."""
    keeps_history: bool = False
    """Whether each judged change appends an entry to the record's `history` field."""

    @cached_property
    def server_fields(self) -> frozenset[str]:
        """Name the fields that only the server writes."""
        return frozenset(name for name, rule in self.rules.items() if rule is MergeRule.SERVER)

    def status(self, value: Json) -> str | None:
        """Give the state that a status field's value means."""
        return value if value is not None else next(iter(self.moves), None)

    def rule(self, name: str) -> MergeRule:
        """Give the field's merge rule; an unknown field is kept and merges as `last`."""
        return self.rules.get(name, MergeRule.LAST)

    def group(self, name: str) -> tuple[str, ...]:
        """Give the fields that are merged together with this one, itself included."""
        return next((group for group in self.groups if name in group), (name,))

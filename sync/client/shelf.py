"""What a store must be able to keep: the storage beneath `sync.client.applying`, one transaction at a time.

A `Shelf` is one open transaction of the device's database. It reads and writes values and decides nothing: what to
keep is decided by `applying` and `rows`, so that the real store and the in-memory one cannot differ in a decision.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from sync.client.rows import Entry, EntryState, Key, Row
from sync.core.digest import Digest
from sync.core.model import Verdict
from sync.protocol.messages import Table

BATCH_ROWS = 1_000
"""Rows that a shelf is asked for at once, at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where this device stands with the server, beside its scopes."""

    epoch: str = ""
    """The server's epoch last seen; empty before the first page."""
    scope_epoch: int = 0
    """The version of the agent's grants: each new change carries it."""
    offset_ms: int | None = None
    """Server's clock minus ours at the last contact: each new change carries it."""
    durable_n: int = 0
    purges: Mapping[str, int] = field(default_factory=dict)
    """Scopes taken away -> rows that left with them, until the server has heard of it."""
    fences: Mapping[str, int] = field(default_factory=dict)
    """Scope -> the fence that it had when it was last read from its start, or passed: see `applying`."""


@dataclass(frozen=True, slots=True)
class Follow:
    """One scope that is followed: how far, and what it holds."""

    cursor: int = 0
    digest: Digest = field(default_factory=Digest)
    """Kept with every row that comes or goes; compared with the server's at the head of the log."""
    rereading: bool = False
    """Whether the scope is being read again from the start; rows not named by its end are swept."""
    mismatches: int = 0
    """How many times in a row the digests differed at the head; 0 once they agree."""

    def restarted(self, digest: Digest) -> "Follow":
        """Give the follow that reads everything again, with the digest of what is held now."""
        return replace(self, cursor=0, digest=digest, rereading=True)

    # Called for each row and each page: `replace` takes three times as long (measured, November 2026).

    def counting(self, digest: Digest) -> "Follow":
        """Give the follow that holds this."""
        return Follow(self.cursor, digest, self.rereading, self.mismatches)

    def moved_to(self, cursor: int) -> "Follow":
        """Give the follow that has read up to here."""
        return Follow(cursor, self.digest, self.rereading, self.mismatches)


def unbroken_to(last_n: int, numbers: Sequence[int]) -> int:
    """Give the number from which on none is missing up to the last; beyond it when that is missing."""
    first_n = last_n + 1
    for n in reversed(numbers):
        if n != first_n - 1:
            break
        first_n = n
    return first_n


def missed_scopes(follows: Mapping[str, Follow], place: Place, fences: Mapping[str, int]) -> list[str]:
    """Name the scopes of which tombstones are gone that this device has not read."""
    return [
        scope
        for scope, fence in sorted(fences.items())
        if scope in follows and 0 < follows[scope].cursor < fence and fence > place.fences.get(scope, 0)
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """One row before and after; at least something in it differs."""

    before: Row
    after: Row

    @property
    def shows_other(self) -> bool:
        """Whether what screens tell may have changed: the row's fields, or what became of my changes to it."""
        return self.reads_other or self.before.pending != self.after.pending

    @property
    def reads_other(self) -> bool:
        """Whether the row's fields may have changed, so that its table is to be written again.

        A verdict alone changes none of them: the change that it is about stays on top as it is.
        """
        before, after = self.before, self.after
        if before.word is not after.word or before.sealed != after.sealed:
            return True
        if not before.pending and not after.pending:
            return False
        was_on_top, is_on_top = ([id(entry.change) for entry in row.pending] for row in (before, after))
        return was_on_top != is_on_top


class Shelf(Protocol):
    """One open transaction. Nothing of it is durable before its owner commits."""

    def place(self) -> Place:
        """Give the place last kept, or `Place()`."""
        ...

    def keep_place(self, place: Place) -> None:
        """Keep the place."""
        ...

    def follows(self) -> dict[str, Follow]:
        """Give the scopes that are followed."""
        ...

    def keep_follows(self, follows: Mapping[str, Follow]) -> None:
        """Keep these scopes and no others."""
        ...

    def rows(self, keys: Collection[Key]) -> dict[Key, Row]:
        """Give a row for every key (a blank `Row(kind, id)` where nothing is kept), pending changes by number.

        `word` is the shadow where changes are pending, else what the kind's table shows. At most `BATCH_ROWS` keys.
        """
        ...

    def keep_rows(self, steps: Sequence[Step]) -> None:
        """Write each `step.after`; one that `is_blank` leaves no trace in tables, shadow, search, photo files.

        Where `step.reads_other`, the kind's table gets `rows.shown(after, spec)` (None: no row), and the shadow gets
        `after.word` while changes are pending (else there is no shadow). Entries are written by `keep_entries`.
        """
        ...

    def put_fresh(self, table: Table) -> Collection[str]:
        """Keep and show the word on those records of which nothing is kept; give the ids of the others.

        Kept is a word, a seal, a parked put, a change on top. All are given where this version lacks a field, or the
        kind.
        """
        ...

    def keys_in(self, scope: str) -> Sequence[Key]:
        """Give the rows that this scope holds, parked ones included."""
        ...

    def suspects(self, scope: str) -> Sequence[Key]:
        """Give the rows whose `suspect` names this scope."""
        ...

    def judged(self) -> Sequence[Key]:
        """Give the rows that have a change in the state judged on top, each once."""
        ...

    def parked(self) -> Sequence[Key]:
        """Give the rows that have a parked put."""
        ...

    def sealing(self) -> Collection[str]:
        """Give the scopes named by the `sealed` of any row."""
        ...

    def last_n(self) -> int:
        """Give the last number given to a change; 0 before the first one."""
        ...

    def entries(self, numbers: Collection[int]) -> dict[int, Entry]:
        """Give the changes with these numbers, whatever their state; unknown numbers are left out."""
        ...

    def entries_from(self, n: int, states: Collection[EntryState] = tuple(EntryState)) -> Sequence[Entry]:
        """Give the changes in these states with this number or a higher one, by number."""
        ...

    def keep_entries(self, entries: Sequence[Entry]) -> None:
        """Write state and verdict of these changes; the changes themselves never change."""
        ...

    def judge_unheard(self, verdicts: Sequence[Verdict]) -> Mapping[int, str]:
        """Keep verdicts, none a refusal, on what waits under these numbers, where no word was heard.

        Of its record no version, scope or seal is kept: the change is judged, and stays on top of what is shown. Gives
        number -> kind of what became judged so; all else is left as it is.
        """
        ...

    def forget_sent(self, durable_n: int) -> None:
        """Delete changes in the state sent with a number up to this one: the server's backups hold them."""
        ...

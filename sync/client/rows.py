"""What a device keeps of one record, and how that changes: values and pure functions, no storage.

    word      the server's last word on the record (with its version, hash and the scopes that bring it)
    pending   my changes that are still on top of it: not judged yet, or judged but not yet in the word
    shown     what screens see: the word with the pending changes on top (`sync.core.rebase`)

A row whose last scope left while changes wait is *sealed*: nothing of it is shown any more, its changes still go up,
and it is purged with the last verdict. A put that this version of the app cannot hold is *parked*: the word stays as
it was, the put is kept whole and counts in the digests, and is tried again after an update.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from sync.core.digest import content_hash, record_term
from sync.core.model import Change, Fields, KindSpec, Verdict, VerdictCode
from sync.core.rebase import overlay
from sync.protocol.messages import Put

Key: TypeAlias = tuple[str, str]
"""Kind and id."""


class EntryState(StrEnum):
    """Where a change of this device stands."""

    WAITING = "waiting"
    """Not judged yet, as far as we know."""
    JUDGED = "judged"
    """Judged, and still on top until the word that holds it arrives."""
    SENT = "sent"
    """In the sent journal, until the server says that it is in a verified backup."""
    REJECTED = "rejected"
    """Off the row, kept in « À rapprocher » with its original values until the agent has dealt with it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of the outbox or of the sent journal."""

    change: Change
    state: EntryState = EntryState.WAITING
    verdict: Verdict | None = None

    @property
    def key(self) -> Key:
        """Give kind and id of the record that it changes."""
        return self.change.kind, self.change.id


@dataclass(frozen=True, slots=True)
class Row:
    """All that the device keeps of one record; a `Row` with nothing but its name is kept nowhere."""

    kind: str
    id: str
    rv: int = 0
    """Version of the word; 0 when the server's word is not here (never came, or left)."""
    hash: str = ""
    """`content_hash` of the word as it was received: what the digests count, whatever the tables keep."""
    scopes: frozenset[str] = frozenset()
    """The followed scopes that hold it."""
    word: Fields | None = None
    pending: tuple[Entry, ...] = ()
    """Changes in the states waiting and judged, by number."""
    sealed: frozenset[str] = frozenset()
    """Sealed: the scopes that took it away; empty for a row that may be shown."""
    parked: Put | None = None
    suspect: frozenset[str] = frozenset()
    """Scopes that are being read again from the start and have not named this row yet."""

    @property
    def key(self) -> Key:
        """Give kind and id."""
        return self.kind, self.id

    @property
    def is_blank(self) -> bool:
        """Say whether nothing needs to be kept: no word, no parked put, no change on top."""
        return not self.rv and self.parked is None and not self.pending

    @property
    def is_nothing(self) -> bool:
        """Say whether there is nothing but the row's name: no trace of it anywhere."""
        return self.is_blank and not (self.scopes or self.sealed or self.suspect)

    @property
    def term(self) -> int:
        """Give what the row adds to the digest of each of its scopes: the last that was heard, even if parked."""
        if self.parked is not None:
            return record_term(self.id, self.parked.rv, self.parked.hash or content_hash(self.parked.fields))
        return record_term(self.id, self.rv, self.hash)

    def under(self, pending: tuple[Entry, ...]) -> "Row":
        """Give the row with these changes on top."""
        # `replace` takes three times as long, and every row that is read or kept passes here.
        return Row(
            self.kind,
            self.id,
            self.rv,
            self.hash,
            self.scopes,
            self.word,
            pending,
            self.sealed,
            self.parked,
            self.suspect,
        )


def shown(row: Row, spec: KindSpec) -> Fields | None:
    """Give what screens see of the row; None when it is not to be shown."""
    if row.sealed:
        return None
    if not row.pending:
        return row.word
    return overlay(row.word, (entry.change for entry in row.pending), spec)


def written(row: Row, change: Change) -> Row:
    """Put a new change of this device on top."""
    return row.under((*row.pending, Entry(change)))


def received(row: Row, put: Put, granted: Collection[str], *, fits: bool) -> Row:
    """Take the server's new word; one that does not fit this version is parked."""
    scopes = frozenset(put.scopes).intersection(granted)
    if not scopes:
        return left(row, row.scopes)
    if not fits:
        return replace(row, scopes=scopes, suspect=frozenset(), sealed=frozenset(), parked=put)
    pending = tuple(entry for entry in row.pending if not _is_held(entry, put.rv))
    return Row(row.kind, row.id, put.rv, put.hash or content_hash(put.fields), scopes, put.fields, pending)


def left(row: Row, scopes: frozenset[str]) -> Row:
    """Take the row out of scopes; out of its last one it is purged, or sealed while changes wait."""
    remaining = row.scopes - scopes
    if remaining or not row.scopes:
        return replace(row, scopes=remaining, suspect=row.suspect - scopes)
    waiting = _waiting(row)
    return Row(row.kind, row.id, pending=waiting, sealed=row.scopes if waiting else frozenset())


def judged(row: Row, verdict: Verdict, *, same_epoch: bool) -> tuple[Row, Entry]:
    """Take a verdict on one of the waiting changes: the row after it, and the entry to keep.

    A rejected change leaves the row at once. Any other stays on top until the word that holds it is here, which it
    already is when the judge had nothing to write. Versions of two epochs cannot be compared.
    """
    entry = next(entry for entry in row.pending if entry.change.n == verdict.n)
    state = _state_after(row, verdict, same_epoch=same_epoch)
    kept = Entry(entry.change, state, verdict)
    pending = tuple(kept if other is entry else other for other in row.pending)
    row = replace(row, pending=tuple(other for other in pending if _is_on_top(other)))
    if row.sealed and not _waiting(row):
        return Row(row.kind, row.id), kept
    return row, kept


def at_head(row: Row) -> Row:
    """Settle what is judged once the log is read to its head: a word that has not come by then never will.

    A parked row keeps its changes on top: its word came, and could not be shown.
    """
    if row.parked is not None:
        return row
    return replace(row, pending=_waiting(row))


def replayed(row: Row, entries: Collection[Entry]) -> Row:
    """Put changes on top again whose verdicts the server has lost."""
    numbers = {entry.change.n for entry in entries}
    kept = [entry for entry in row.pending if entry.change.n not in numbers]
    again = [Entry(entry.change) for entry in entries]
    return replace(row, pending=tuple(sorted((*kept, *again), key=lambda entry: entry.change.n)))


def settled_entries(before: Row, after: Row) -> list[Entry]:
    """Give the entries that the step from one row to the other took off: they go to the sent journal."""
    numbers = {entry.change.n for entry in after.pending}
    return [
        replace(entry, state=EntryState.SENT)
        for entry in before.pending
        if entry.change.n not in numbers and entry.state is EntryState.JUDGED
    ]


def _state_after(row: Row, verdict: Verdict, *, same_epoch: bool) -> EntryState:
    if verdict.code is VerdictCode.REJECTED:
        return EntryState.REJECTED
    is_here = same_epoch and row.parked is None and 0 < row.rv >= verdict.rv
    return EntryState.SENT if is_here or row.sealed else EntryState.JUDGED


def _is_held(entry: Entry, rv: int) -> bool:
    return entry.state is EntryState.JUDGED and entry.verdict is not None and entry.verdict.rv <= rv


def _is_on_top(entry: Entry) -> bool:
    return entry.state in (EntryState.WAITING, EntryState.JUDGED)


def _waiting(row: Row) -> tuple[Entry, ...]:
    return tuple(entry for entry in row.pending if entry.state is EntryState.WAITING)

"""A `SyncStore` in memory: the fake beside the real one, which passes the same suite and runs in the simulator.

What a kill leaves is exact: `Tables` are the disk. A transaction works on a copy and the commit replaces them at
once; everything else (an open transaction, who is subscribed, what a caller was told) is lost. `at_write` is called
just before and just after each commit; whatever it raises there is a crash, or a full disk, at that very point.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from sync.client import applying
from sync.client.batches import batch_of
from sync.client.memory_shelf import MemoryShelf, Tables
from sync.client.ports import PullOutcome, Standing
from sync.client.renaming import rename
from sync.client.rows import Entry, EntryState
from sync.client.writing import Hand, Wish, drafted
from sync.core.digest import Digest
from sync.core.model import Change, Fields, KindSpec
from sync.core.values import altered
from sync.protocol.codec import kept
from sync.protocol.messages import PullPage, PushAnswer


class WritePoint(StrEnum):
    """Where a kill may come."""

    BEFORE_COMMIT = "before-commit"
    AFTER_COMMIT = "after-commit"


def _nothing(point: WritePoint) -> None:
    """Let a write pass: the hook of a store that nobody disturbs."""


class MemoryStore:
    """A device's memory, without a disk. A restart finds `tables`: `MemoryStore(…, tables=old.tables)`."""

    def __init__(
        self,
        device: str,
        kinds: Mapping[str, KindSpec],
        now_ms: Callable[[], int],
        *,
        tables: Tables | None = None,
        at_write: Callable[[WritePoint], None] = _nothing,
    ) -> None:
        self.kinds = kinds
        self.tables = tables or Tables()
        self._device = device
        self._now_ms = now_ms
        self._at_write = at_write

    @property
    def device(self) -> str:
        """Give the identity under which changes are made."""
        return self.tables.device or self._device

    def open(self) -> MemoryShelf:
        """Begin a transaction; without `commit` it leaves no trace."""
        return MemoryShelf(self.tables.copy(), self.kinds)

    def commit(self, shelf: MemoryShelf) -> None:
        """Make a transaction durable, all of it at once."""
        self._at_write(WritePoint.BEFORE_COMMIT)
        self.tables = shelf.tables
        self._at_write(WritePoint.AFTER_COMMIT)

    async def standing(self) -> Standing:
        """Say where the store stands."""
        shelf = MemoryShelf(self.tables, self.kinds)
        cursors, purged = applying.cursors_of(shelf), applying.purged_of(shelf)
        return Standing(self.device, self.tables.place.epoch, cursors, purged)

    async def unsent(self, changes_max: int, after_n: int = 0) -> tuple[Change, ...]:
        """Give the oldest unjudged changes after a number, whole gestures only."""
        return batch_of((entry.change for entry in self._waiting() if entry.change.n > after_n), changes_max)

    async def unsent_count(self) -> int:
        """Count the changes that wait for a verdict."""
        return sum(1 for _ in self._waiting())

    async def settle(self, answer: PushAnswer) -> frozenset[str]:
        """Store the verdicts; give the kinds whose rows changed."""
        shelf = self.open()
        kinds = applying.settle_answer(shelf, answer, self.kinds, self._now_ms())
        self.commit(shelf)
        return kinds

    async def replay_from(self, next_n: int) -> int:
        """Make the changes from this number on unsent again."""
        shelf = self.open()
        count = applying.replay(shelf, next_n, self.kinds)
        self.commit(shelf)
        return count

    async def apply(self, page: PullPage) -> PullOutcome:
        """Apply a page and its cursors together."""
        shelf = self.open()
        outcome = applying.apply_page(shelf, page, self.kinds, self._now_ms())
        self.commit(shelf)
        return outcome

    async def enrol_anew(self, device: str) -> int:
        """Take another identity; give how many changes wait under it."""
        shelf = self.open()
        count = rename(shelf, device, shelf.begin_outbox)
        shelf.tables.device = device
        self.commit(shelf)
        return count

    async def update(self, kinds: Mapping[str, KindSpec]) -> frozenset[str]:
        """Know these kinds from now on, as after an update of the app; parked rows are tried again."""
        self.kinds = kinds
        shelf = self.open()
        changed = applying.retry_parked(shelf, kinds)
        self.commit(shelf)
        return changed

    def write(self, agent: str, txn: str, made_at: str, wishes: Iterable[Wish]) -> tuple[int, ...]:
        """Write one gesture, rows and outbox in one transaction; give the numbers of its changes."""
        shelf = self.open()
        numbers: list[int] = []
        for wish in wishes:
            row = shelf.rows([(wish.kind, wish.id)])[wish.kind, wish.id]
            hand = Hand(self.device, agent, shelf.tables.last_n + 1, txn, made_at)
            change = drafted(wish, row, self.kinds[wish.kind], hand, shelf.tables.place)
            if change is not None:
                shelf.add(row, kept(change))
                numbers.append(change.n)
        self.commit(shelf)
        return tuple(numbers)

    def put_away(self, n: int) -> None:
        """Let the agent be done with a rejected change: it leaves « À rapprocher » and stays in the journal."""
        shelf = self.open()
        entry = shelf.tables.entries[n]
        assert entry.state is EntryState.REJECTED, "only a rejection can be put away"
        shelf.keep_entries([altered(entry, state=EntryState.SENT)])
        self.commit(shelf)

    def shown(self, kind: str, record_id: str) -> Fields | None:
        """Give what screens see of a record."""
        return self.tables.shown.get((kind, record_id))

    def entry(self, n: int) -> Entry | None:
        """Give a change with its state; None once it is forgotten."""
        return self.tables.entries.get(n)

    def digests(self) -> dict[str, Digest]:
        """Give scope -> what is held, as kept."""
        return {scope: follow.digest for scope, follow in self.tables.follows.items()}

    def _waiting(self) -> Iterable[Entry]:
        found = (self.tables.entries[n] for n in sorted(self.tables.entries))
        return (entry for entry in found if entry.state is EntryState.WAITING)

"""The real `SyncStore`: the engine's decisions (`sync.client.applying`) on the encrypted database.

Each method is one transaction on the replica's thread; what changed is announced once it is durable.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fieldapp.replica.announcements import OUTBOX, PHOTO, STANDING
from fieldapp.replica.bulk import rows_of
from fieldapp.replica.engine_tables import OutboxRow
from fieldapp.replica.filling import let_log_grow
from fieldapp.replica.incidents import Incident, IncidentCode, note_incidents
from fieldapp.replica.kept_changes import KeptChanges
from fieldapp.replica.photo_files import doubt_receipts
from fieldapp.replica.reconciling import put_fillers_away
from fieldapp.replica.replica import Replica
from fieldapp.replica.settings import Setting, set_setting
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.tables import table_of
from fieldapp.replica.transactions import Step, T
from sync.client import applying
from sync.client.batches import batch_of
from sync.client.ports import PullOutcome, Standing, StoreFull
from sync.client.rows import EntryState
from sync.core.instants import instant_of_ms
from sync.core.model import Change
from sync.protocol.messages import PullPage, PushAnswer
from sync.records import KINDS

_READ_AT_ONCE: Final = 256
"""Waiting changes read at a time: a batch rarely takes the whole outbox."""
_WAITING: Final = (
    "SELECT n, txn, kind, record_id, change FROM outbox "
    f"WHERE state = '{EntryState.WAITING.value}' AND n > ? ORDER BY n LIMIT ?"
)


class SqlSyncStore:
    """The device's memory of what was sent, judged and read."""

    def __init__(self, replica: Replica, disk_full: type[Exception]) -> None:
        """Work on an open replica; `disk_full` is the vault's word for a disk without room."""
        self._replica = replica
        self._disk_full = disk_full
        self._changes = KeptChanges()

    async def standing(self) -> Standing:
        """Say where the store stands."""
        device = self._replica.identity.device

        def stand(session: Session) -> Standing:
            shelf = SqlShelf(session)
            return Standing(device, shelf.place().epoch, applying.cursors_of(shelf), applying.purged_of(shelf))

        return await self._replica.read(stand)

    async def unsent(self, changes_max: int, after_n: int = 0) -> tuple[Change, ...]:
        """Give the oldest unjudged changes after a number, whole gestures only."""
        return await self._replica.read(
            lambda session: batch_of(waiting_changes(session, self._changes, after_n), changes_max)
        )

    async def unsent_count(self) -> int:
        """Count the changes that wait for a verdict."""
        table = table_of(OutboxRow)
        waiting = select(func.count()).where(table.c.state == EntryState.WAITING.value)
        return await self._replica.read(lambda session: int(session.execute(waiting).scalar_one()))

    async def settle(self, answer: PushAnswer) -> frozenset[str]:
        """Store the verdicts and forget durable changes; give the kinds whose rows changed."""

        def step(session: Session) -> tuple[frozenset[str], Iterable[str]]:
            kinds = applying.settle_answer(SqlShelf(session, self._changes), answer, KINDS, self._now_ms())
            put_fillers_away(session)
            self._note_contact(session)
            return kinds, {*kinds, OUTBOX, STANDING}

        return await self._transact(step)

    async def replay_from(self, next_n: int) -> int:
        """Make the changes from this number on unsent again; give how many."""

        def step(session: Session) -> tuple[int, Iterable[str]]:
            count = applying.replay(SqlShelf(session), next_n, KINDS)
            if count:
                doubt_receipts(session)
            return count, {*KINDS, OUTBOX, PHOTO} if count else ()

        return await self._transact(step)

    async def apply(self, page: PullPage) -> PullOutcome:
        """Apply a page and its cursors together, my unsent changes on top of what changed."""

        def step(session: Session) -> tuple[PullOutcome, Iterable[str]]:
            if page.tables:
                let_log_grow(session, is_filling=True)
            shelf = SqlShelf(session, self._changes)
            epoch, cursors = shelf.place().epoch, applying.cursors_of(shelf)
            outcome = applying.apply_page(shelf, page, KINDS, self._now_ms())
            note_incidents(session, _incidents(page, outcome, epoch), self._now())
            self._note_contact(session)
            told = {*outcome.kinds, OUTBOX, STANDING}
            if epoch not in ("", page.opened.epoch) or outcome.replayed or _goes_back(page, cursors):
                doubt_receipts(session)
                told.add(PHOTO)
            return outcome, told

        outcome = await self._transact(step)
        if page.tables:
            await self._replica.read(let_log_grow, is_filling=False)
        if outcome.purged_rows:
            await self._replica.shed()
        return outcome

    async def enrol_anew(self, device: str) -> int:
        """Take another identity; give how many changes wait under it."""
        try:
            return await self._replica.enrol_anew(device)
        except self._disk_full as error:
            raise StoreFull("the device has no room left") from error

    async def _transact(self, step: Step[T]) -> T:
        try:
            return await self._replica.transact(step)
        except self._disk_full as error:
            raise StoreFull("the device has no room left") from error

    def _note_contact(self, session: Session) -> None:
        set_setting(session, Setting.LAST_CONTACT_AT, self._now())

    def _now_ms(self) -> int:
        return self._replica.world.now_ms()

    def _now(self) -> str:
        return instant_of_ms(self._now_ms())


def waiting_changes(session: Session, changes: KeptChanges, after_n: int = 0) -> Iterator[Change]:
    """Give the changes that wait for a verdict, by number, read as they are asked for."""
    while rows := rows_of(session, _WAITING, (after_n, _READ_AT_ONCE)):
        for n, txn, kind, record_id, text in rows:
            yield changes.read(n, text, txn=txn, kind=kind, id=record_id)
        after_n = rows[-1].n


def _goes_back(page: PullPage, cursors: Mapping[str, int]) -> bool:
    """Say whether the server stands behind what it told us: restored, whatever name it goes by."""
    return any(cursor < cursors.get(scope, 0) for scope, cursor in page.checkpoint.cursors.items())


def _incidents(page: PullPage, outcome: PullOutcome, epoch: str) -> tuple[Incident, ...]:
    restored = epoch not in ("", page.opened.epoch)
    told = (
        (restored, Incident(IncidentCode.SERVER_RESTORED, {"next_n": page.opened.next_n})),
        (outcome.mismatched, Incident(IncidentCode.DIGEST_DIFFERS, {"scopes": list(outcome.mismatched)})),
        (outcome.parked, Incident(IncidentCode.ROWS_PARKED, {"count": outcome.parked})),
    )
    return tuple(incident for happened, incident in told if happened)

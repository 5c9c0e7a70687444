"""What happens on the database thread: opening, reading, gestures, the engine's steps, and tidying after them.

Everything here is synchronous and called by one thread only (`Replica` sees to that), so nothing needs a lock.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import TypeAlias, TypeVar

from sqlalchemy import event
from sqlmodel import Session

from fieldapp.replica.announcements import STANDING
from fieldapp.replica.checkup import check_own_tables
from fieldapp.replica.errors import NotEnrolled
from fieldapp.replica.gesture import Tools
from fieldapp.replica.migrations import migrate
from fieldapp.replica.mirror import Mirror, Reconciled
from fieldapp.replica.photo_files import STRANDED_DAYS, forget_stranded, sweep_loose
from fieldapp.replica.ports import OUTBOX_KEY_PURPOSE, PARCEL_KEY_PURPOSE, OpenVault, World
from fieldapp.replica.renewal import renew
from fieldapp.replica.settings import Identity, Setting, identity_of, set_setting
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.tables import RecordRow
from fieldapp.replica.unit import Unit
from sync.client.applying import retry_parked
from sync.core.instants import instant_of_ms
from sync.records import KINDS

_DAY_MS = 24 * 3_600_000

T = TypeVar("T")
Step: TypeAlias = Callable[[Session], tuple[T, Iterable[str]]]
"""A transaction of the engine: its result, and the kinds to announce once it is committed."""


class Transactions:
    """The database of one replica, as its thread works on it."""

    identity: Identity | None = None

    def __init__(self, vault: OpenVault, world: World) -> None:
        """Take an unlocked vault."""
        self._vault = vault
        self._world = world
        self._mirror = Mirror(vault.journal, self._mac_key)

    def start(self) -> Reconciled:
        """Climb the ladder, compare outbox and journal, tidy; give what the comparison found."""
        migrate(self._vault.database_engine())
        with self._session() as session:
            found = self._mirror.reconcile(session, self._vault.files, self._world, check_own_tables(session))
            shelf = SqlShelf(session)
            if shelf.parked():
                # The app may have been updated since: it may hold today what it could not yesterday.
                retry_parked(shelf, KINDS)
            forget_stranded(session, instant_of_ms(self._world.now_ms() - STRANDED_DAYS * _DAY_MS))
            sweep_loose(session, self._vault.files)
            session.commit()
            self.identity = identity_of(session)
            self._mirror.settle_down(session)
        return found

    def read(self, query: Callable[[Session], T]) -> T:
        """Run a query on a connection that cannot write meanwhile."""
        with self._session() as session:
            connection = session.connection()
            connection.exec_driver_sql("PRAGMA query_only=ON")
            try:
                return query(session)
            finally:
                connection.exec_driver_sql("PRAGMA query_only=OFF")

    def write(self, action: Callable[[Unit], T]) -> tuple[T, frozenset[str]]:
        """Run an action as one gesture in one transaction; give its result and what changed."""
        if self.identity is None:
            raise NotEnrolled("nobody has signed in on this replica yet")
        with self._session() as session:
            unit = Unit(session, Tools(self._world, self._mac_key, self._vault.files), self.identity)
            try:
                result = action(unit)
                self._mirror.commit(session, unit.links)
            except BaseException:
                session.rollback()
                unit.files.undo()
                raise
        return result, frozenset(unit.kinds)

    def transact(self, step: Step[T]) -> tuple[T, frozenset[str]]:
        """Run a step of the engine in one transaction; give its result and what changed."""
        with self._session() as session:
            result, kinds = step(session)
            session.commit()
        return result, frozenset(kinds)

    def enrol(self, identity: Identity) -> None:
        """Say who writes here; another one than the first is a broken promise."""

        def step(session: Session) -> tuple[None, Iterable[str]]:
            assert identity_of(session) in (None, identity), "a replica belongs to one agent on one device"
            set_setting(session, Setting.IDENTITY, asdict(identity))
            return None, (STANDING,)

        self.transact(step)
        self.identity = identity

    def enrol_anew(self, device: str, beside: Callable[[Session], None]) -> int:
        """Take another identity, because this one was copied; give how many changes wait under it."""
        with self._session() as session:
            identity, links, count = renew(session, device, self._mac_key())
            beside(session)
            self._mirror.commit_anew(session, links)
        self.identity = identity
        return count

    def delete_loose_files(self) -> None:
        """Delete the files that no row owns any more."""
        with self._session() as session:
            if sweep_loose(session, self._vault.files):
                session.commit()

    def compact(self) -> None:
        """Let the journal go of what is durable at the server, where that is worth it."""
        with self._session() as session:
            self._mirror.settle_down(session)

    def shed(self) -> None:
        """Bring the write-ahead log into the database and empty it: purged rows are nowhere any more."""
        with self._vault.database_engine().connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()

    def parcel_seed(self) -> bytes:
        """Give the seed of the key with which this device signs its parcels, for one use."""
        return self._vault.subkey(PARCEL_KEY_PURPOSE)

    def _session(self) -> Session:
        session = Session(self._vault.database_engine(), autoflush=False, expire_on_commit=False)
        event.listen(session, "before_flush", _refuse_rows)
        return session

    def _mac_key(self) -> bytes:
        return self._vault.subkey(OUTBOX_KEY_PURPOSE)


def _refuse_rows(session: Session, *_: object) -> None:
    """Refuse rows of records that an action changed past its unit: the outbox would not hear of it."""
    touched = (*session.new, *session.dirty, *session.deleted)
    assert not any(isinstance(row, RecordRow) for row in touched), "records are written through Unit only"

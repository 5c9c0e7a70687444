"""The replica of one agent: the only way to his records. One database thread, two verbs: read and write.

    write(action)  action(unit) -> journal (fsync) -> commit (fsync) -> announce which kinds changed
    read(query)    query(session), on a connection that cannot write meanwhile

Every statement runs on one thread, so nothing here needs a lock, and no screen ever waits for a page of sync longer
than that page takes.
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from typing import Concatenate, ParamSpec, TypeAlias, TypeVar

from sqlalchemy import event
from sqlmodel import Session

from fieldapp.replica.announcements import OUTBOX, PHOTO, STANDING, Announcements, Listener
from fieldapp.replica.errors import NotEnrolled, ReplicaClosed
from fieldapp.replica.gesture import Tools
from fieldapp.replica.migrations import migrate
from fieldapp.replica.mirror import Mirror, Reconciled
from fieldapp.replica.photo_files import sweep_loose
from fieldapp.replica.ports import OUTBOX_KEY_PURPOSE, OpenVault, SealedFiles, World
from fieldapp.replica.settings import Identity, Setting, identity_of, set_setting
from fieldapp.replica.sql_shelf import SqlShelf
from fieldapp.replica.tables import RecordRow
from fieldapp.replica.unit import Unit
from sync.client.applying import retry_parked
from sync.records import KINDS

P = ParamSpec("P")
T = TypeVar("T")
Step: TypeAlias = Callable[[Session], tuple[T, Iterable[str]]]
"""A transaction of the engine: its result, and the kinds to announce once it is committed."""


class Replica:
    """An open replica. Its async methods are for the app's loop, those ending in `_now` for tests and tools."""

    def __init__(self, vault: OpenVault, world: World) -> None:
        """Take an unlocked vault; `open` and `open_now` are the doors."""
        self.world = world
        self.announcements = Announcements()
        self.opening = Reconciled()
        """What the comparison of outbox and journal found at the start."""
        self._vault = vault
        self._mirror = Mirror(vault.journal, self._mac_key)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="replica")
        self._identity: Identity | None = None
        self._is_closed = False

    @classmethod
    async def open(cls, vault: OpenVault, world: World | None = None) -> "Replica":
        """Open the replica of an unlocked vault: migrations, journal comparison, quick check; no network.

        Raises `NewerDatabase`, and the vault's own errors (damage, a full disk).
        """
        replica = cls(vault, world or World())
        await asyncio.wrap_future(replica._submit(replica._start))
        return replica

    @classmethod
    def open_now(cls, vault: OpenVault, world: World | None = None) -> "Replica":
        """Open as `open` does, and wait for it."""
        replica = cls(vault, world or World())
        replica._submit(replica._start).result()
        return replica

    @property
    def identity(self) -> Identity:
        """Who writes here; raises `NotEnrolled` before the first sign-in."""
        if self._identity is None:
            raise NotEnrolled("nobody has signed in on this replica yet")
        return self._identity

    @property
    def is_enrolled(self) -> bool:
        """Whether somebody has signed in here."""
        return self._identity is not None

    @property
    def files(self) -> SealedFiles:
        """The vault's encrypted files, readable from any thread."""
        return self._vault.files

    async def read(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `query(session, *args)` and give its result, which must not hold rows of the session."""
        return await asyncio.wrap_future(self._submit(lambda: self._read(lambda it: query(it, *args, **kwargs))))

    async def write(self, action: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `action(unit, *args)` in one transaction and one gesture, then announce what changed.

        Raises `WriteRefused` (or whatever the action raises) with no trace left. Once begun it runs to its end,
        even when the caller stops waiting.
        """
        return await asyncio.wrap_future(self._submit(lambda: self._write(lambda it: action(it, *args, **kwargs))))

    def read_now(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read as `read` does, and wait for it."""
        return self._submit(lambda: self._read(lambda it: query(it, *args, **kwargs))).result()

    def write_now(self, action: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write as `write` does, and wait for it."""
        return self._submit(lambda: self._write(lambda it: action(it, *args, **kwargs))).result()

    async def transact(self, step: Step[T]) -> T:
        """Run a step of the engine in one transaction; it gives its result and the kinds to announce.

        For the sync store and its neighbours only: nothing here reaches the outbox.
        """
        return await asyncio.wrap_future(self._submit(lambda: self._transact(step)))

    def transact_now(self, step: Step[T]) -> T:
        """Run a step of the engine as `transact` does, and wait for it."""
        return self._submit(lambda: self._transact(step)).result()

    def subscribe(self, kinds: Iterable[str], listener: Listener) -> Callable[[], None]:
        """Call `listener(changed kinds)` on this loop after each change of one of these; give the way to end it."""
        return self.announcements.subscribe(kinds, listener)

    def enrol_now(self, identity: Identity) -> None:
        """Say who writes here, once, after the first sign-in."""
        self.transact_now(self._enrolment(identity))

    async def enrol(self, identity: Identity) -> None:
        """Say who writes here, once, after the first sign-in."""
        await self.transact(self._enrolment(identity))

    async def shed(self) -> None:
        """Bring the write-ahead log into the database and empty it, so that purged rows are nowhere any more."""
        await asyncio.wrap_future(self._submit(self._shed))

    async def close(self) -> None:
        """Let what was begun end, then stop the thread; lock the vault after this."""
        self._is_closed = True
        await asyncio.to_thread(self._thread.shutdown)

    def close_now(self) -> None:
        """Close as `close` does, and wait for it."""
        self._is_closed = True
        self._thread.shutdown()

    def _submit(self, work: Callable[[], T]) -> "Future[T]":
        if self._is_closed:
            raise ReplicaClosed("the replica was closed")
        return self._thread.submit(work)

    def _start(self) -> None:
        engine = self._vault.database_engine()
        migrate(engine)
        with self._session() as session:
            self.opening = self._mirror.reconcile(session, self.files, self.world)
            if SqlShelf(session).parked():
                retry_parked(SqlShelf(session), KINDS)
            sweep_loose(session, self.files)
            session.commit()
            self._identity = identity_of(session)
            self._mirror.settle_down(session)

    def _session(self) -> Session:
        session = Session(self._vault.database_engine(), autoflush=False, expire_on_commit=False)
        event.listen(session, "before_flush", _refuse_rows)
        return session

    def _mac_key(self) -> bytes:
        return self._vault.subkey(OUTBOX_KEY_PURPOSE)

    def _enrolment(self, identity: Identity) -> Step[None]:
        def enrol(session: Session) -> tuple[None, Iterable[str]]:
            assert identity_of(session) in (None, identity), "a replica belongs to one agent on one device"
            set_setting(session, Setting.IDENTITY, asdict(identity))
            self._identity = identity
            return None, (STANDING,)

        return enrol

    def _read(self, query: Callable[[Session], T]) -> T:
        with self._session() as session:
            connection = session.connection()
            connection.exec_driver_sql("PRAGMA query_only=ON")
            try:
                return query(session)
            finally:
                connection.exec_driver_sql("PRAGMA query_only=OFF")

    def _write(self, action: Callable[[Unit], T]) -> T:
        with self._session() as session:
            unit = Unit(session, Tools(self.world, self._mac_key, self.files), self.identity)
            try:
                result = action(unit)
                self._mirror.commit(session, unit.links)
            except BaseException:
                session.rollback()
                unit.files.undo()
                raise
        self._tidy(unit.kinds)
        self.announcements.announce(unit.kinds)
        return result

    def _transact(self, step: Step[T]) -> T:
        with self._session() as session:
            result, kinds = step(session)
            session.commit()
        self._tidy(kinds)
        self.announcements.announce(kinds)
        return result

    def _tidy(self, kinds: Iterable[str]) -> None:
        # Jobs of their own: trouble with a file's deletion must not make a commit look failed. What they leave
        # undone is found again: files in `loose_file`, forgotten changes by the base of the chain.
        if self._is_closed:
            return
        if {PHOTO, OUTBOX, "attachment"}.intersection(kinds):
            self._thread.submit(self._delete_loose_files)
        if STANDING in kinds:
            self._thread.submit(self._compact)

    def _delete_loose_files(self) -> None:
        with self._session() as session:
            if sweep_loose(session, self.files):
                session.commit()

    def _shed(self) -> None:
        with self._vault.database_engine().connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()

    def _compact(self) -> None:
        with self._session() as session:
            self._mirror.settle_down(session)


def _refuse_rows(session: Session, *_: object) -> None:
    """Refuse rows of records that an action changed past its unit: the outbox would not hear of it."""
    touched = (*session.new, *session.dirty, *session.deleted)
    assert not any(isinstance(row, RecordRow) for row in touched), "records are written through Unit only"

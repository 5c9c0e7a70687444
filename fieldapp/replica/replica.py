"""The replica of one agent: the only way to his records. One database thread, two verbs: read and write.

    write(action)  action(unit) -> journal (fsync) -> commit (fsync) -> announce which kinds changed
    read(query)    query(session), on a connection that cannot write meanwhile

No screen ever waits for a page of sync longer than that page takes.
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Concatenate, ParamSpec

from sqlmodel import Session

from fieldapp.replica.announcements import OUTBOX, PHOTO, STANDING, Announcements, Listener
from fieldapp.replica.errors import NotEnrolled, ReplicaClosed
from fieldapp.replica.indexing import Indexing
from fieldapp.replica.mirror import Reconciled
from fieldapp.replica.ports import OpenVault, SealedFiles, World
from fieldapp.replica.settings import Identity
from fieldapp.replica.transactions import Step, T, Transactions
from fieldapp.replica.unit import Unit

P = ParamSpec("P")


class Replica:
    """An open replica. Async methods are for the app's loop, those ending in `_now` for tests and tools."""

    def __init__(self, vault: OpenVault, world: World) -> None:
        """Take an unlocked vault; `open` and `open_now` are the doors."""
        self.world = world
        self.opening = Reconciled()
        """What the comparison of outbox and journal found at the start."""
        self._files = vault.files
        self._transactions = Transactions(vault, world)
        self.parcel_seed = self._transactions.parcel_seed
        """Gives the seed of the key with which this device signs its parcels: for one use, not to be kept."""
        self._announcements = Announcements()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="replica")
        self._indexing = Indexing(self._thread, self._transactions.transact, self._announcements.announce)
        self._is_closed = False

    @classmethod
    async def open(cls, vault: OpenVault, world: World | None = None) -> "Replica":
        """Open the replica of an unlocked vault: migrations, journal comparison; no network.

        Raises `NewerDatabase`, and the vault's own errors (damage, a full disk).
        """
        replica = cls(vault, world or World())
        try:
            replica.opening = await asyncio.wrap_future(replica._begun())
        except BaseException:
            await replica.close()
            raise
        return replica

    @classmethod
    def open_now(cls, vault: OpenVault, world: World | None = None) -> "Replica":
        """Open as `open` does, and wait for it."""
        replica = cls(vault, world or World())
        try:
            replica.opening = replica._begun().result()
        except BaseException:
            replica.close_now()
            raise
        return replica

    @property
    def identity(self) -> Identity:
        """Who writes here; raises `NotEnrolled` before the first sign-in."""
        if self._transactions.identity is None:
            raise NotEnrolled("nobody has signed in on this replica yet")
        return self._transactions.identity

    @property
    def is_enrolled(self) -> bool:
        """Whether somebody has signed in here."""
        return self._transactions.identity is not None

    @property
    def files(self) -> SealedFiles:
        """The vault's encrypted files, readable from any thread."""
        return self._files

    async def read(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `query(session, *args)` and give its result, which must not hold rows of the session."""
        return await asyncio.wrap_future(self._reading(lambda session: query(session, *args, **kwargs)))

    async def write(self, action: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `action(unit, *args)` in one transaction and one gesture, then announce what changed.

        Raises `WriteRefused` (or whatever the action raises) with no trace left. Once begun it runs to its end,
        even when the caller stops waiting.
        """
        return await asyncio.wrap_future(self._writing(lambda unit: action(unit, *args, **kwargs)))

    def read_now(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read as `read` does, and wait for it."""
        return self._reading(lambda session: query(session, *args, **kwargs)).result()

    def write_now(self, action: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write as `write` does, and wait for it."""
        return self._writing(lambda unit: action(unit, *args, **kwargs)).result()

    async def transact(self, step: Step[T]) -> T:
        """Run a step of the engine in one transaction; it gives its result and the kinds to announce.

        For the sync store and its neighbours only: nothing here reaches the outbox.
        """
        return await asyncio.wrap_future(self._submit(lambda: self._told(self._transactions.transact(step))))

    def transact_now(self, step: Step[T]) -> T:
        """Run a step of the engine as `transact` does, and wait for it."""
        return self._submit(lambda: self._told(self._transactions.transact(step))).result()

    def subscribe(self, kinds: Iterable[str], listener: Listener) -> Callable[[], None]:
        """Call `listener(changed kinds)` on this loop after each change of these; give the way to end it."""
        return self._announcements.subscribe(kinds, listener)

    async def enrol(self, identity: Identity) -> None:
        """Say who writes here, once, after the first sign-in."""
        await asyncio.wrap_future(self._submit(lambda: self._transactions.enrol(identity)))

    def enrol_now(self, identity: Identity) -> None:
        """Say who writes here, once, after the first sign-in."""
        self._submit(lambda: self._transactions.enrol(identity)).result()

    async def enrol_anew(self, device: str, beside: Callable[[Session], None] = lambda session: None) -> int:
        """Take another identity, because this one was copied.

        `beside` does what is to be done in the same transaction. Gives how many changes wait under the new identity.
        """
        changed = frozenset({OUTBOX, STANDING})
        renewed = self._submit(lambda: self._told((self._transactions.enrol_anew(device, beside), changed)))
        return await asyncio.wrap_future(renewed)

    async def shed(self) -> None:
        """Empty the write-ahead log after a purge, so that purged rows are nowhere any more."""
        await asyncio.wrap_future(self._submit(self._transactions.shed))

    async def close(self) -> None:
        """Let what was begun end, then stop the thread; lock the vault after this."""
        self._is_closed = True
        await asyncio.to_thread(self._thread.shutdown)

    def close_now(self) -> None:
        """Close as `close` does, and wait for it."""
        self._is_closed = True
        self._thread.shutdown()

    def _begun(self) -> "Future[Reconciled]":
        begun = self._submit(self._transactions.start)
        self._indexing.begin()
        return begun

    def _reading(self, query: Callable[[Session], T]) -> "Future[T]":
        return self._submit(lambda: self._transactions.read(query))

    def _writing(self, action: Callable[[Unit], T]) -> "Future[T]":
        return self._submit(lambda: self._told(self._transactions.write(action)))

    def _submit(self, work: Callable[[], T]) -> "Future[T]":
        if self._is_closed:
            raise ReplicaClosed("the replica was closed")
        return self._thread.submit(work)

    def _told(self, done: tuple[T, frozenset[str]]) -> T:
        """Announce what a committed transaction changed, and give its result."""
        result, kinds = done
        self._tidy(kinds)
        self._announcements.announce(kinds)
        return result

    def _tidy(self, kinds: frozenset[str]) -> None:
        # Jobs of their own: trouble with a file's deletion must not make a commit look failed. What they leave
        # undone is found again: files in `loose_file`, forgotten changes by the base of the chain.
        with suppress(RuntimeError):  # closed meanwhile
            if kinds & {PHOTO, OUTBOX, "attachment"}:
                self._thread.submit(self._transactions.delete_loose_files)
            if STANDING in kinds:
                self._thread.submit(self._transactions.compact)
                self._indexing.go_on()

"""What a device asks of the server, over any store: push, pull; the server's own writes take the same judge.

    store = MemoryServerStore()                    # or SqlServerStore(engine)
    service = Service(store, now_ms=clock, random_bytes=random)       # both injectable: the simulator owns them
    tenant = service.found_town("Sainte-Aldegonde", {...fields of the record `town`...})
    service.write_as_system(tenant, "setup", [SystemWrite("agent", agent, Op.CREATE, {...})])
    caller = service.enrol(tenant, agent=agent, device=device, name="Tablette 3")

    answer = service.push(caller, PushRequest(...))      # -> PushAnswer; ProblemError number-gap, number-reused, …
    page = service.pull(caller, PullRequest(...))        # -> PullPage; ProblemError schema-too-old, revoked
    stored = service.read(caller, PullRequest(...))      # -> StoredPage: the same page, its fields not decoded

`ProblemError` (of `sync.protocol.problems`) speaks of the exchange; a refused change is a verdict. `after_commit` is
called once per durable transaction that moved the log or stored a verdict, before the answer leaves: the wake-up
listens there, and a test kills the process there. A backup is `store.copy()` (memory) or the database file;
`note_backup` moves the durable marks, `begin_epoch` is called on a store that came back from one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sync.core.ids import RANDOM_BYTES, uuid7
from sync.core.instants import instant_of_ms
from sync.core.model import Fields, KindSpec, Op, Verdict, VerdictCode
from sync.core.values import altered
from sync.protocol.codec import not_valid
from sync.protocol.messages import (
    SCHEMA_OLDEST,
    Opened,
    PullPage,
    PullRequest,
    PushAnswer,
    PushRequest,
)
from sync.protocol.problems import ProblemError
from sync.records import KINDS
from sync.server.arrivals import Arrived, Taken, arrived_as
from sync.server.blocks import Blocks
from sync.server.callers import MAY_READ, MAY_SEND, Caller, device_of, note_heard, revoked
from sync.server.granting import renew_grants, write_grants
from sync.server.guiding import Guiding
from sync.server.jobs import forget_done
from sync.server.judging import Item, judge_all
from sync.server.leasing import check_lease
from sync.server.numbers import Numbered, Ruling, numbered, split_known
from sync.server.outside.indexing import renew_public_index, write_public_index
from sync.server.pulling import StoredPage, read_page, restart_page
from sync.server.retention import Purged, fences_before, mark_day, purge
from sync.server.rights import system_writer, writer_of
from sync.server.rows import DeviceRow, DeviceState, GrantRow, JudgedRow, PurgeRow, TownRow
from sync.server.scopes import Logged, write_log, write_records
from sync.server.store import ServerStore, Unit
from sync.server.uses import write_uses
from sync.server.webhooks.noting import write_webhooks
from sync.server.worktable import Worktable
from sync.server.writers import SystemWrite, Turn, as_change, new_writer, writer_device

__all__ = ["Caller", "Committed", "Service"]

EPOCH_BYTES = 8


@dataclass(frozen=True, slots=True)
class Committed:
    """What a transaction did, told once it is durable."""

    tenant: str
    device: str
    logged: Logged
    """The positions that it took in the log, and the scopes in which something came or went."""
    judged: tuple[VerdictCode, ...] = ()
    """The verdicts on what a device sent."""

    @property
    def scopes(self) -> frozenset[str]:
        """Give the scopes in which something came or went."""
        return self.logged.scopes


def _nothing(committed: Committed) -> None:
    """Listen to nothing: the hook of a service that nobody waits on."""


class Service:
    """One server's answers. Between two calls it keeps only blocks of what the store holds."""

    def __init__(
        self,
        store: ServerStore,
        *,
        now_ms: Callable[[], int],
        random_bytes: Callable[[int], bytes],
        kinds: Mapping[str, KindSpec] = KINDS,
        after_commit: Callable[[Committed], None] = _nothing,
    ) -> None:
        self.store = store
        self.kinds = kinds
        self._now_ms = now_ms
        self._random_bytes = random_bytes
        self._after_commit = after_commit
        self.blocks = Blocks(kinds)
        self.guiding = Guiding(kinds)

    def now(self) -> str:
        """Give the server's wall clock as an instant."""
        return instant_of_ms(self._now_ms())

    def new_id(self) -> str:
        """Make an id."""
        return uuid7(self._now_ms(), self._random_bytes(RANDOM_BYTES))

    def found_town(self, name: str, fields: Fields, *, tenant: str | None = None) -> str:
        """Found a tenant and its record `town`; give its id, which is also that record's."""
        tenant = tenant or self.new_id()
        with self.store.found(tenant) as unit:
            unit.put([TownRow(name, self._new_epoch(), self.now())])
        (verdict,) = self.write_as_system(tenant, "founding", [SystemWrite("town", tenant, Op.CREATE, fields)])
        assert verdict.refusal is None, f"the fields of a town are valid: {verdict.refusal}"
        return tenant

    def begin_epoch(self, tenant: str) -> str:
        """Begin a new epoch on a store that came back from a backup; every device reads and sends again."""
        epoch = self._new_epoch()
        with self.store.writing(tenant) as unit:
            unit.put([altered(_town(unit), epoch=epoch)])
        return epoch

    def _new_epoch(self) -> str:
        return self._random_bytes(EPOCH_BYTES).hex()

    def note_backup(self, tenant: str, numbers: Mapping[str, int]) -> None:
        """Note, per device, the last change that a verified backup holds: devices may forget up to it."""
        with self.store.writing(tenant) as unit:
            rows = unit.get(DeviceRow, [(device,) for device in numbers])
            unit.put(altered(row, durable_n=max(row.durable_n, numbers[row.device])) for row in rows.values())

    def enrol(self, tenant: str, *, agent: str, device: str, name: str) -> Caller:
        """Enrol a device for one agent, or find it enrolled; raise `revoked`, `forbidden` for another's."""
        now = self.now()
        with self.store.writing(tenant) as unit:
            known = unit.get(DeviceRow, [(device,)]).get((device,))
            if known is not None and known.agent != agent:
                raise ProblemError("forbidden")
            if known is not None and known.state != DeviceState.ACTIVE:
                raise revoked(unit, device)
            unit.put([altered(known, name=name, seen_at=now) if known else DeviceRow(device, agent, name, now, now)])
        return Caller(tenant, agent, device)

    def push(self, caller: Caller, request: PushRequest) -> PushAnswer:
        """Judge what is new and give one verdict per change; a retry gets the verdicts of the first time."""
        return self.take(caller, arrived_as(caller, request)).answer()

    def take(self, caller: Caller, push: Arrived) -> Taken:
        """As `push`, of one that came over the line."""
        now = self.now()
        committed: Committed | None = None
        with self.store.writing(caller.tenant) as unit:
            device = device_of(unit, caller, MAY_SEND)
            epoch = _checked_epoch(unit, push.epoch)
            rulings, fresh = split_known(unit, device, push.changes)
            if fresh:
                work = Worktable(unit, self.guiding.kinds(unit, (one.change.kind for one in fresh)))
                writer = writer_of(unit, caller.agent, {one.change.scope_epoch for one in fresh})
                judged = judge_all(work, [Item(one.change, writer, now, one.is_quick) for one in fresh])
                rulings += judged
                device = altered(device, last_n=fresh[-1].change.n, seen_at=now)
                logged = _write(work, device, [_judged_row(*pair) for pair in zip(fresh, judged, strict=True)], now)
                codes = tuple(one.verdict.code for one in judged)
                committed = Committed(caller.tenant, caller.device, logged, codes)
        if committed is not None:
            self._after_commit(committed)
        return Taken(epoch, rulings, device.last_n + 1, device.durable_n, now)

    def pull(self, caller: Caller, request: PullRequest) -> PullPage:
        """Give the next page of the log after the request's cursors, decoded."""
        return self.read(caller, request).page()

    def read(self, caller: Caller, request: PullRequest) -> StoredPage:
        """Give the next page of the log after the request's cursors, as the store keeps it."""
        if request.device != caller.device:
            raise not_valid("/device", "not-yours")
        if request.schema < SCHEMA_OLDEST:
            raise ProblemError("schema-too-old")
        try:
            self._note_purges(caller, request)
            with self.store.reading(caller.tenant) as unit:
                device = device_of(unit, caller, MAY_READ)
                check_lease(unit, caller, self.now)
                opened = self._opened(unit, device, request)
                if request.epoch not in ("", opened.epoch):
                    return restart_page(opened)
                return read_page(unit, opened, request, self.blocks.cover(unit, opened, caller.agent, request))
        except ProblemError as problem:
            if "order" in problem.members:
                note_heard(self.store, caller, self.now)
            raise

    def follows(self, caller: Caller) -> tuple[str, tuple[str, ...]]:
        """Give the epoch and the scopes that the caller's agent may follow now, sorted."""
        with self.store.reading(caller.tenant) as unit:
            grants = unit.get(GrantRow, [(caller.agent,)]).get((caller.agent,))
            return _town(unit).epoch, tuple(sorted(grants.scopes())) if grants is not None else ()

    def _note_purges(self, caller: Caller, request: PullRequest) -> None:
        if request.purged:
            now = self.now()
            with self.store.writing(caller.tenant) as unit:
                device_of(unit, caller, MAY_READ)
                unit.put(PurgeRow(caller.device, scope, rows, now) for scope, rows in request.purged.items())

    def _opened(self, unit: Unit, device: DeviceRow, request: PullRequest) -> Opened:
        grants = unit.get(GrantRow, [(device.agent,)]).get((device.agent,))
        scopes = grants.scopes() if grants is not None else frozenset[str]()
        return Opened(
            epoch=_town(unit).epoch,
            scope_epoch=grants.epoch if grants is not None else 0,
            granted=tuple(sorted(scopes)),
            server_time=self.now(),
            next_n=device.last_n + 1,
            durable_n=device.durable_n,
            fences=fences_before(unit, {scope: request.cursors.get(scope, 0) for scope in scopes}),
        )

    def keep_house(self, tenant: str) -> Purged:
        """Do what is due at a start and once a day: grants by today's rules, old tombstones."""
        now = self.now()
        with self.store.writing(tenant) as unit:
            renew_grants(unit, now)
            renew_public_index(unit)
            mark_day(unit, now)
            forget_done(unit, now)
            return purge(unit, now)

    def write_as_system(self, tenant: str, writer: str, wishes: Sequence[SystemWrite]) -> tuple[Verdict, ...]:
        """Write in the server's own name, through the same judge and into the same log, in one transaction."""
        with self.store.writing(tenant) as unit:
            verdicts, committed = self.write_within(unit, writer, wishes)
        self.tell(committed)
        return verdicts

    def write_within(
        self, unit: Unit, writer: str, wishes: Sequence[SystemWrite]
    ) -> tuple[tuple[Verdict, ...], Committed]:
        """As `write_as_system`, in a transaction that writes more; call `tell` once it is committed."""
        now = self.now()
        name = writer_device(unit.tenant, writer)
        device = unit.get(DeviceRow, [(name,)]).get((name,)) or new_writer(name, writer, now)
        work = Worktable(unit, self.guiding.kinds(unit, (wish.kind for wish in wishes)))
        work.load((wish.kind, wish.id) for wish in wishes)
        rows: list[JudgedRow] = []
        verdicts: list[Verdict] = []
        for n, wish in enumerate(wishes, start=device.last_n + 1):
            change = as_change(work, wish, Turn(name, n, self.new_id(), now))
            (ruling,) = judge_all(work, [Item(change, system_writer(wish.agent), wish.at or now, erases=wish.erases)])
            verdicts.append(ruling.verdict)
            rows.append(_judged_row(numbered(change), ruling))
        logged = _write(work, altered(device, last_n=device.last_n + len(wishes), seen_at=now), rows, now)
        return tuple(verdicts), Committed(unit.tenant, name, logged)

    def tell(self, committed: Committed) -> None:
        """Tell the listener of a transaction that is durable now."""
        self._after_commit(committed)


def _checked_epoch(unit: Unit, epoch: str) -> str:
    # A push written for the server as it was before a restore may arrive late, after its sender has had an answer to
    # it: judged here, it would get a second verdict of which the device never hears.
    current = _town(unit).epoch
    if epoch not in ("", current):
        raise ProblemError("epoch-differs")
    return current


def _town(unit: Unit) -> TownRow:
    return unit.get(TownRow, [("town",)])[("town",)]


def _judged_row(one: Numbered, ruling: Ruling) -> JudgedRow:
    return JudgedRow(
        device=one.change.device,
        n=one.change.n,
        agent=one.change.agent,
        payload_hash=one.payload_hash,
        change_json=one.text,
        verdict_json=ruling.text,
        received_at=ruling.verdict.received_at,
    )


def _write(work: Worktable, device: DeviceRow, judged: Sequence[JudgedRow], now: str) -> Logged:
    """Write all that was judged; the log comes last: the counter stays locked from there to the commit."""
    steps = write_records(work)
    write_grants(work.unit, steps, now)
    write_uses(work.unit, steps)
    write_public_index(work.unit, steps)
    write_webhooks(work.unit, steps, now)
    work.unit.put([device, *judged])
    return write_log(work.unit, steps)

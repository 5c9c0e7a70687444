"""Does the jobs of all towns: takes what is due, does each in a transaction with its end, tells what it wrote."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeAlias

from sync.protocol.problems import ProblemError
from sync.server import logs
from sync.server.jobs import JobTrouble, due, end, fail, is_held, take
from sync.server.lanes import Lanes
from sync.server.rows_jobs import JobRow
from sync.server.service import Committed, Service
from sync.server.store import StoreBusy, StoreDamaged, Unit

LOOK_S: Final = 10.0
AGAIN_S: Final = 60.0
"""After a store that was busy."""


_STUMBLES: Final = (JobTrouble, TypeError, ValueError, LookupError, AttributeError, ArithmeticError, AssertionError)
"""What a work may raise: the job is tried again later, and the others go on."""

Work: TypeAlias = Callable[[Unit, JobRow], Iterable[Committed]]
"""Does one job within a transaction, and gives what it committed to the log. It writes nothing outside of it. Where
it leaves the job as it was taken, that is ended; one that it set to another hour or called off stays as it says."""


@dataclass
class JobRunner:
    """Does jobs; several may run at once, in one process or many."""

    service: Service
    works: Mapping[str, Work] = field(default_factory=dict)

    def waits(self, tenant: str) -> bool:
        """Tell whether a job is due, without taking the writers' turn."""
        with self.service.store.reading(tenant) as unit:
            return bool(due(unit, self.service.now(), 1))

    def run(self, tenant: str) -> int:
        """Do what is due, at most one batch, and give how many jobs were done."""
        with self.service.store.writing(tenant) as unit:
            taken = take(unit, self.service.now(), self.service.new_id())
        return sum(self._done(tenant, row) for row in taken)

    def _done(self, tenant: str, taken: JobRow) -> bool:
        try:
            with self.service.store.writing(tenant) as unit:
                if not is_held(unit, taken):
                    return False
                committed = list(self._work(taken)(unit, taken))
                if is_held(unit, taken):
                    end(unit, taken, self.service.now())
        except _STUMBLES as trouble:
            self._failed(tenant, taken, trouble)
            return False
        for one in committed:
            self.service.tell(one)
        return True

    def _work(self, taken: JobRow) -> Work:
        work = self.works.get(taken.work)
        if work is None:
            # Of a newer version that ran here before: a process of that version may still come by.
            raise JobTrouble("unknown-work")
        return work

    def _failed(self, tenant: str, taken: JobRow, trouble: Exception) -> None:
        name = str(trouble) if isinstance(trouble, JobTrouble) else type(trouble).__name__
        with self.service.store.writing(tenant) as unit:
            is_dead = is_held(unit, taken) and fail(unit, taken, name, self.service.now())
        if isinstance(trouble, JobTrouble):
            logs.event("job-failed", tenant=tenant, work=taken.work, attempts=taken.attempts, why=name, dead=is_dead)
        else:
            logs.incident("job-failed", trouble, tenant=tenant, work=taken.work, dead=is_dead)


async def run_jobs(runner: JobRunner, looks: Iterable[Callable[[str], int]], lanes: Lanes) -> None:
    """Look for new jobs and do those that are due, every few seconds, until cancelled.

    A look finds out what became due and gives how many jobs it asked for; most of the time it only reads.
    """
    store = runner.service.store
    while True:
        try:
            for tenant in await lanes.reads.run(store.tenants):
                writes = lanes.writes_of(tenant)
                for look in looks:
                    await writes.run(partial(look, tenant))
                if await lanes.reads.run(partial(runner.waits, tenant)):
                    count = await writes.run(partial(runner.run, tenant))
                    logs.event("jobs-done", tenant=tenant, jobs=count)
            await asyncio.sleep(LOOK_S)
        except (StoreBusy, ProblemError):
            await asyncio.sleep(AGAIN_S)
        except StoreDamaged as damage:
            logs.incident("jobs-not-done", damage)
            return

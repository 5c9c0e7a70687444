"""The policy carried out, once a day: in batches, each a transaction, with one line of audit for the whole run.

    begun      RunRow of the day, its counts grow in the transaction of each batch
    ended      nothing is due any more: the audit line with the counts, in the transaction that ends the run

A kill leaves a run that is begun. The next start looks at the town again, finds what is left and goes on with the
counts of before: each thing is erased once, counted once, and the line is written once.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sync.core.values import altered
from sync.protocol.problems import ProblemError
from sync.server import audit, logs
from sync.server.lanes import Lanes
from sync.server.parts import Parts
from sync.server.privacy import archives, journal
from sync.server.privacy.due import Due, Look
from sync.server.privacy.erasing import Erased, Eraser, Order
from sync.server.privacy.policy import Kept, policy_of
from sync.server.rows import Key, json_text
from sync.server.rows_privacy import RunRow
from sync.server.store import StoreBusy, StoreDamaged, Unit

BATCH = 200
BATCHES_MAX = 10_000
EVERY_S = 3_600.0
"""How often a running server looks whether today's run is still to be made."""
AGAIN_S = 600.0
DAY_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at the town found."""

    due: tuple[Due, ...]
    receipts: tuple[Key, ...]
    """Receipts of changes that are emptied by their age."""

    def now_due(self) -> list[Due]:
        """Give what waits for nobody's visa."""
        return [one for one in self.due if not one.waits]

    def counts(self) -> dict[str, int]:
        """Count what goes by class; receipts are the class `journal`."""
        counted = Counter(one.kept.value for one in self.now_due())
        return dict(counted) | ({Kept.JOURNAL.value: len(self.receipts)} if self.receipts else {})


def look(unit: Unit, now: str) -> Found:
    """See what the policy in force says goes now; writes nothing."""
    policy = policy_of(unit)
    due = tuple(Look(unit, policy, now, archives.cleared(unit)).due())
    limit = policy.limit(Kept.JOURNAL, now)
    records = {one.key for one in due if not one.waits}
    return Found(due, tuple(journal.find(unit, records, lambda text: False, limit)))


class Nightly:
    """Runs the policy of each town of one server."""

    def __init__(self, parts: Parts) -> None:
        self._service = parts.service
        self._store = parts.store
        self._eraser = Eraser(parts.service, parts.uploads)

    def is_to_run(self, tenant: str) -> bool:
        """Say whether the town adopted a policy whose run of today was not ended yet."""
        day = self._service.now()[:DAY_CHARACTERS]
        with self._store.reading(tenant) as unit:
            run = unit.get(RunRow, [(day,)]).get((day,))
            return policy_of(unit).is_adopted and (run is None or not run.ended_at)

    def run(self, tenant: str) -> dict[str, int]:
        """Do what is due and give today's counts by class; a second time does what became due since."""
        self._eraser.erase_files(tenant)
        for _ in range(BATCHES_MAX):
            with self._store.reading(tenant) as unit:
                found = look(unit, self._service.now())
            if not found.now_due() and not found.receipts:
                break
            self._batch(tenant, found.now_due()[:BATCH], found.receipts)
        counts = self._end(tenant)
        self._store.let_go()
        return counts

    def _batch(self, tenant: str, due: Sequence[Due], receipts: Sequence[Key]) -> None:
        order = Order(
            tuple(one.target for one in due if one.target is not None),
            tuple(one.id for one in due if one.target is None),
            tuple(receipts),
            {one.key: f"policy:{one.kept.value}" for one in due},
        )
        kinds = {one.key: one.kept.value for one in due}

        def counted(unit: Unit, done: Erased) -> None:
            counts = Counter(kinds[key] for key in done.records)
            counts[Kept.CONTACTS.value] += done.requesters
            counts[Kept.JOURNAL.value] += done.receipts
            counts["files"] += done.files
            self._count(unit, counts)

        self._eraser.erase(tenant, order, counted)

    def _count(self, unit: Unit, counts: Counter[str]) -> None:
        run = self._today(unit)
        whole = Counter(run.counts()) + counts
        unit.put([altered(run, counts_json=json_text(dict(whole)))])

    def _today(self, unit: Unit) -> RunRow:
        now = self._service.now()
        day = now[:DAY_CHARACTERS]
        return unit.get(RunRow, [(day,)]).get((day,)) or RunRow(day, now, "{}")

    def _end(self, tenant: str) -> dict[str, int]:
        with self._store.writing(tenant) as unit:
            run = self._today(unit)
            counts = run.counts()
            if not run.ended_at:
                now = self._service.now()
                unit.put([altered(run, ended_at=now)])
                told = {name: str(count) for name, count in counts.items()}
                audit.note(unit, now, "retention-run", policy=str(policy_of(unit).version), **told)
        return counts


async def keep_policy(parts: Parts, lanes: Lanes) -> None:
    """Run each town's policy once a day, until cancelled; on the writers' lane, in its turn."""
    nightly = Nightly(parts)
    while True:
        try:
            for tenant in await lanes.reads.run(parts.store.tenants):
                if await lanes.reads.run(partial(nightly.is_to_run, tenant)):
                    counts = await lanes.writes_of(tenant).run(partial(nightly.run, tenant))
                    logs.event("retention-run", tenant=tenant, counts=counts)
            await asyncio.sleep(EVERY_S)
        except (StoreBusy, ProblemError):
            await asyncio.sleep(AGAIN_S)
        except StoreDamaged as damage:
            logs.incident("retention-not-run", damage)
            return

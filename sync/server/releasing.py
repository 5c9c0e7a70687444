"""Scheduled notes come out: a server publishes each one at its hour, through the judge, by its own clock.

No device decides this. Until its release a note is in no scope of its readers; after it they pull it like any other.
A note that was called off a moment ago is read again within the writing transaction, and stays where it is.
"""

import asyncio
from dataclasses import dataclass, field
from functools import partial

from sync.core.model import Op
from sync.protocol.problems import ProblemError
from sync.records.news import NewsStatus, is_due
from sync.server import logs
from sync.server.lanes import Lanes
from sync.server.parts import Parts
from sync.server.rows import RecordRow
from sync.server.service import Service
from sync.server.store import StoreBusy, StoreDamaged, Unit
from sync.server.writers import SystemWrite

LOOK_S = 10.0
"""How late a note may be; people write hours and minutes."""
AGAIN_S = 60.0
"""After a store that was busy."""
WRITER = "publication"
_NEWS = "news"
_SIGN = f'"{NewsStatus.PROGRAMME}"'
"""What is somewhere in the text of every scheduled note: the others need not be decoded."""


@dataclass
class Releaser:
    """Releases what is due; remembers what the judge refused, so as not to ask him for ever."""

    service: Service
    refused: set[tuple[str, int]] = field(default_factory=set)

    def waits(self, tenant: str) -> bool:
        """Tell whether a note is due, without taking the writers' turn."""
        with self.service.store.reading(tenant) as unit:
            return bool(self._due(unit))

    def release(self, tenant: str) -> int:
        """Publish every note that is due and give how many."""
        with self.service.store.writing(tenant) as unit:
            due = self._due(unit)
            wishes = [SystemWrite(_NEWS, row.id, Op.PATCH, {"status": NewsStatus.PUBLIE.value}) for row in due]
            verdicts, committed = self.service.write_within(unit, WRITER, wishes)
        self.service.tell(committed)
        refused = [row for row, verdict in zip(due, verdicts, strict=True) if verdict.refusal is not None]
        self.refused.update((row.id, row.rv) for row in refused)
        if refused:
            logs.event("notes-not-released", tenant=tenant, notes=len(refused))
        return len(due) - len(refused)

    def _due(self, unit: Unit) -> list[RecordRow]:
        now = self.service.now()
        found = [row for row in unit.find(RecordRow, "kind", [_NEWS]) if not row.removed and _SIGN in row.fields_json]
        return [row for row in found if (row.id, row.rv) not in self.refused and is_due(row.fields(), now)]


async def release_notes(parts: Parts, lanes: Lanes) -> None:
    """Look now and every few seconds, until cancelled; write on the writers' lane, in its turn."""
    releaser = Releaser(parts.service)
    while True:
        try:
            for tenant in await lanes.reads.run(parts.store.tenants):
                if await lanes.reads.run(partial(releaser.waits, tenant)):
                    count = await lanes.writes_of(tenant).run(partial(releaser.release, tenant))
                    logs.event("notes-released", tenant=tenant, notes=count)
            await asyncio.sleep(LOOK_S)
        except (StoreBusy, ProblemError):
            await asyncio.sleep(AGAIN_S)
        except StoreDamaged as damage:
            logs.incident("notes-not-released", damage)
            return

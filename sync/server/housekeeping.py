"""What a running server does at its start and once a day: grants by its rules, the log's mark, tombstones."""

import asyncio

from sync.protocol.problems import ProblemError
from sync.server import logs
from sync.server.lanes import Lane
from sync.server.parts import Parts
from sync.server.store import StoreBusy, StoreDamaged

EVERY_S = 24 * 3_600
AGAIN_S = 600
"""After a store that was busy."""


async def keep_house(parts: Parts, lane: Lane) -> None:
    """Do it now and every day, until cancelled; on the writers' lane, so that it waits its turn."""
    while True:
        try:
            await lane.run(lambda: _all_towns(parts))
            await asyncio.sleep(EVERY_S)
        except (StoreBusy, ProblemError):
            await asyncio.sleep(AGAIN_S)
        except StoreDamaged as damage:
            logs.incident("house-not-kept", damage)
            return


def _all_towns(parts: Parts) -> None:
    for tenant in parts.store.tenants():
        purged = parts.service.keep_house(tenant)
        if purged.records:
            logs.event("tombstones-purged", tenant=tenant, records=purged.records, scopes=len(purged.scopes))

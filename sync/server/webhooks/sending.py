"""The job of a running server that tells webhooks: it looks every few seconds, and none holds up another."""

import asyncio
from dataclasses import dataclass, field
from functools import partial

from sync.protocol.problems import ProblemError
from sync.server import logs
from sync.server.lanes import Lanes
from sync.server.store import StoreBusy, StoreDamaged
from sync.server.webhooks.delivering import Deliveries

LOOK_S = 2.0
AGAIN_S = 60.0
"""After a store that was busy."""


async def send_webhooks(deliveries: Deliveries, lanes: Lanes) -> None:
    """Send what is due, until cancelled."""
    sending = _Sending(deliveries, lanes)
    try:
        await _until_damaged(sending)
    finally:
        for work in list(sending.running.values()):
            work.cancel()


async def _until_damaged(sending: "_Sending") -> None:
    has_resumed = False
    while True:
        try:
            if not has_resumed:
                await sending.resume()
                has_resumed = True
            await sending.look()
            await asyncio.sleep(LOOK_S)
        except (StoreBusy, ProblemError):
            await asyncio.sleep(AGAIN_S)
        except StoreDamaged as damage:
            logs.incident("webhooks-not-sent", damage)
            return


@dataclass
class _Sending:
    """The webhooks that are being told at this moment."""

    deliveries: Deliveries
    lanes: Lanes
    running: dict[tuple[str, str], asyncio.Task[None]] = field(default_factory=dict)

    async def resume(self) -> None:
        """Take back the turns of a process that was killed, where no other works on this store."""
        store = self.deliveries.service.store
        for tenant in await self.lanes.reads.run(store.tenants) if store.has_one_writer else ():
            await self.lanes.writes_of(tenant).run(partial(self.deliveries.resume, tenant))

    async def look(self) -> None:
        """Begin to tell each webhook that is due and is not being told."""
        for tenant in await self.lanes.reads.run(self.deliveries.service.store.tenants):
            for webhook in await self.lanes.reads.run(partial(self.deliveries.due, tenant)):
                self._begin(tenant, webhook)

    def _begin(self, tenant: str, webhook: str) -> None:
        key = (tenant, webhook)
        if key not in self.running:
            work = asyncio.create_task(self._deliver(tenant, webhook))
            self.running[key] = work
            work.add_done_callback(lambda _: self.running.pop(key, None))

    async def _deliver(self, tenant: str, webhook: str) -> None:
        """Take a turn, use it, settle it; what cannot be written now is sent again later."""
        writes = self.lanes.writes_of(tenant)
        try:
            turn = await writes.run(partial(self.deliveries.take, tenant, webhook))
            if turn is not None:
                sent = await self.deliveries.send(tenant, turn)
                await writes.run(partial(self.deliveries.settle, tenant, webhook, sent))
        except (StoreBusy, StoreDamaged, ProblemError):
            logs.event("webhook-turn-lost", tenant=tenant, webhook=webhook)

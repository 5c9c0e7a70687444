"""Brings what waits to its webhooks: in order, again until it is taken, and given up after days without success.

    take    its turn is written first: `next_ms` moves on, so that no other process sends the same meanwhile
    send    one message after the other, none after one that failed
    settle  what was taken is dropped; a failure sets the next try, twice as far as the last one

A process that is killed between sending and settling sends again: the receiver knows a message by its `webhook-id`.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from sync.core.values import altered
from sync.server import logs
from sync.server.rows_interop import WebhookMessageRow, WebhookRow
from sync.server.service import Service
from sync.server.store import Unit
from sync.server.webhooks.sender import bring
from sync.server.webhooks.signing import signed_headers, webhook_key

TURN_MS = 60_000
"""How long a turn is its sender's; a killed one's is over then."""
SENDING_MS_MAX = 40_000
"""Within a turn with room to spare: one more message takes at most 10 s."""
MESSAGES_MAX = 100
FIRST_WAIT_MS = 5_000
WAIT_MS_MAX = 3_600_000
DISABLED_AFTER_MS = 5 * 24 * 3_600_000
GONE = 410
"""A receiver's word that it wants nothing any more."""
Bring: TypeAlias = Callable[..., Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one sender may send now."""

    webhook: WebhookRow
    messages: tuple[WebhookMessageRow, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """How far a turn came: what was taken, and the status of what was not (None: all was taken)."""

    taken: tuple[WebhookMessageRow, ...]
    failed: int | None = None


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The deliveries of one server."""

    service: Service
    key: bytes
    now_ms: Callable[[], int]
    bring: Bring = bring

    def resume(self, tenant: str) -> None:
        """Take back the turns of the process that was here before, where only one works on the store."""
        with self.service.store.writing(tenant) as unit:
            unit.put([altered(row, next_ms=0) for row in unit.every(WebhookRow) if row.next_ms and not row.failures])

    def due(self, tenant: str) -> list[str]:
        """List the webhooks for which something waits and that may be tried."""
        with self.service.store.reading(tenant) as unit:
            ready = [row.webhook for row in unit.every(WebhookRow) if self._may_be_tried(row)]
            return sorted({message.webhook for message in unit.find(WebhookMessageRow, "webhook", ready)})

    def take(self, tenant: str, webhook: str) -> Turn | None:
        """Take the turn to send to a webhook; None where somebody else has it."""
        with self.service.store.writing(tenant) as unit:
            row = unit.get(WebhookRow, [(webhook,)]).get((webhook,))
            if row is None or not self._may_be_tried(row):
                return None
            unit.put([altered(row, next_ms=self.now_ms() + TURN_MS)])
            return Turn(row, tuple(unit.find(WebhookMessageRow, "webhook", [webhook])[:MESSAGES_MAX]))

    async def send(self, tenant: str, turn: Turn) -> Sent:
        """Send what waits until something fails or the time is over."""
        begun, taken = self.now_ms(), 0
        row, key = turn.webhook, webhook_key(self.key, tenant, turn.webhook.webhook)
        for message in turn.messages:
            if self.now_ms() - begun > SENDING_MS_MAX:
                break
            body = json.dumps(message.said(), ensure_ascii=False, separators=(",", ":")).encode()
            headers = signed_headers(key, message.message, self.now_ms() // 1_000, body)
            status = await self.bring(row.url, body, headers, allows_private=row.allows_private)
            if not 200 <= status < 300:
                return Sent(turn.messages[:taken], status)
            taken += 1
        return Sent(turn.messages[:taken])

    def settle(self, tenant: str, webhook: str, sent: Sent) -> None:
        """Drop what was taken, and set when the next try is, or that there is none."""
        with self.service.store.writing(tenant) as unit:
            unit.drop(WebhookMessageRow, [message.key for message in sent.taken])
            row = unit.get(WebhookRow, [(webhook,)]).get((webhook,))
            if row is None:
                return
            after = self._after(row, sent)
            unit.put([after])
            if not after.is_enabled:
                drop_messages(unit, webhook)
        if not after.is_enabled:
            logs.event("webhook-disabled", tenant=tenant, webhook=webhook, status=sent.failed, failures=after.failures)

    def _after(self, row: WebhookRow, sent: Sent) -> WebhookRow:
        if sent.failed is None:
            return altered(row, next_ms=0, failures=0, failing_since_ms=0)
        now = self.now_ms()
        # What was taken in this turn ends what failed before it.
        failures, since = (1, now) if sent.taken or not row.failures else (row.failures + 1, row.failing_since_ms)
        is_over = sent.failed == GONE or now - since >= DISABLED_AFTER_MS
        wait = min(FIRST_WAIT_MS << min(failures - 1, 20), WAIT_MS_MAX)
        return altered(row, next_ms=now + wait, failures=failures, failing_since_ms=since, is_enabled=not is_over)

    def _may_be_tried(self, row: WebhookRow) -> bool:
        return row.is_enabled and row.next_ms <= self.now_ms()


def drop_messages(unit: Unit, webhook: str) -> None:
    """Forget what waits for a webhook that hears nothing any more."""
    unit.drop(WebhookMessageRow, [row.key for row in unit.find(WebhookMessageRow, "webhook", [webhook])])

"""Notes what webhooks are to be told, in the transaction that changes it: only what is committed is told.

    report.created     the public may know of it from now on
    report.updated     what the public may know of it is another
    report.closed      it is closed now
    report.withdrawn   the public may know of it no longer: its number, and nothing else

A change that alters nothing public (a comment, who works on it) is no event. A message takes the position that its
record is about to get in the town's log: the log's turn makes one order of both.
"""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sync.core.ids import derived_id
from sync.core.model import Fields
from sync.server.open_data.bulk import Cell, Telling, bulk_row, telling_of
from sync.server.outside.indexing import REPORT
from sync.server.outside.publication import PublicReader
from sync.server.outside.settings import TownSettings
from sync.server.rows import RecordRow
from sync.server.rows_interop import WebhookMessageRow, WebhookRow
from sync.server.store import Unit
from sync.server.worktable import Step

WEBHOOKS_MAX = 50


class Event(StrEnum):
    """What a webhook may be told."""

    CREATED = "report.created"
    UPDATED = "report.updated"
    CLOSED = "report.closed"
    WITHDRAWN = "report.withdrawn"


def write_webhooks(unit: Unit, steps: Sequence[Step], now: str) -> None:
    """Write a message per webhook and step that it is to hear of; run it before the log is written."""
    if not any(step.after.kind == REPORT for step in steps):
        return
    webhooks = [row for row in unit.every(WebhookRow) if row.is_enabled]
    if not webhooks:
        return
    reader, head = PublicReader(unit), unit.head()
    telling = telling_of(reader.settings)
    for seq, step in enumerate(steps, start=head + 1):
        told = _told(reader, step, telling) if step.after.kind == REPORT else None
        if told is not None:
            body = _body(reader.settings, *told, now)
            unit.put(_message(row, seq, step, now, body) for row in webhooks if told[0] in row.events())


def _told(reader: PublicReader, step: Step, telling: Telling) -> tuple[Event, dict[str, Cell]] | None:
    before, after = _row(reader, _fields(step.before), step, telling), None
    if not step.after.removed:
        after = _row(reader, step.after.fields, step, telling)
    if after is None:
        return (Event.WITHDRAWN, {"service_request_id": before["service_request_id"]}) if before is not None else None
    if before is None:
        return Event.CREATED, after
    if before == after:
        return None
    is_closed = after["closed_date"] is not None and before["closed_date"] is None
    return (Event.CLOSED if is_closed else Event.UPDATED), after


def _fields(row: RecordRow | None) -> Fields | None:
    return None if row is None or row.removed else row.record().fields


def _row(reader: PublicReader, fields: Fields | None, step: Step, telling: Telling) -> dict[str, Cell] | None:
    report = reader.of_fields(step.after.id, fields) if fields is not None else None
    return bulk_row(report, telling) if report is not None else None


def _body(settings: TownSettings, event: Event, row: dict[str, Cell], now: str) -> str:
    document: dict[str, Any] = {"type": event.value, "timestamp": now}
    document["data"] = {"jurisdiction_id": settings.jurisdiction_id} | row
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _message(webhook: WebhookRow, seq: int, step: Step, now: str, body: str) -> WebhookMessageRow:
    # After a restore the log counts anew from before: the moment keeps two messages apart.
    name = derived_id("webhook message", webhook.webhook, step.after.id, str(step.after.rv), now)
    return WebhookMessageRow(webhook.webhook, seq, f"msg_{name}", body)

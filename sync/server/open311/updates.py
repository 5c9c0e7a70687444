"""FixMyStreet's extension: what became of requests, as updates, and updates that another system brings.

Updates that are read are the moves of public reports, in public words. One that is brought becomes a comment for the
desk, which is never public; `REOPEN` opens a closed report again. Its name is taken once: again is `already exists`.
Who wrote it is not kept: the report has its requester, and the desk needs no other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync.core.ids import derived_id
from sync.core.judge import HISTORY_FIELD
from sync.core.model import Fields, Op
from sync.records.base import TEXT_CHARACTERS_MAX
from sync.records.report import ReportStatus
from sync.server.open311.asking import Asked, moved
from sync.server.open311.documents import Document
from sync.server.open311.requests import ROWS_MAX, Window, told_moment, window_of
from sync.server.open311.trouble import trouble
from sync.server.outside.given import plain_line, plain_text
from sync.server.outside.indexing import REPORT
from sync.server.outside.publication import PublicReader
from sync.server.outside.statuses import public_status, status_notes
from sync.server.parts import Parts
from sync.server.rights import SYSTEM_AGENT
from sync.server.rows import RecordRow
from sync.server.rows_outside import ApiKeyRow, OutsideUpdateRow, PublicRow
from sync.server.writers import SystemWrite

WRITER = "open311"
NAME_CHARACTERS_MAX = 100
REOPEN = "REOPEN"
STATUS_WORDS = frozenset(
    "OPEN INVESTIGATING IN_PROGRESS ACTION_SCHEDULED FIXED DUPLICATE NOT_COUNCILS_RESPONSIBILITY NO_FURTHER_ACTION "
    "INTERNAL_REFERRAL FOR_TRIAGE CLOSED CANCELLED REOPEN".split()
)
_REQUIRED = ("service_request_id", "update_id", "updated_datetime", "status", "description")


def updates(reader: PublicReader, asked: Asked, now: str, language: str) -> Document:
    """Give the moves of a period, the oldest first; without a period those of the last day."""
    window = window_of(asked, ("start_date", "end_date"), now) or Window(moved(now, -1), now)
    # What moved in the period may have moved again since: its day in the index is the last one's.
    rows: list[PublicRow] = []
    for day in Window(window.since, max(now, window.until)).days():
        rows += reader.unit.find(PublicRow, "moved_on", [day])
        if len(rows) > READ_MAX:
            break
    public = [row for row in rows if reader.is_public(row.publication)]
    found = reader.unit.get(RecordRow, [(REPORT, row.report) for row in public])
    moves = [move for row in public for move in _moves(row, found[REPORT, row.report].record().fields, language)]
    inside = sorted((one for one in moves if window.holds(one[0])), key=lambda one: (one[0], one[1]["update_id"]))
    return Document("service_request_updates", [told for _, told in inside[:ROWS_MAX]])


READ_MAX = 50_000
"""Reports of which the history is read for one question."""


def _moves(row: PublicRow, fields: Fields, language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in fields.get(HISTORY_FIELD) or ():
        edits: Mapping[str, Sequence[Any]] = entry.get("edits") or {}
        if len(edits.get("status") or ()) != 2:
            continue
        then = {name: pair[1] for name, pair in edits.items() if len(pair) == 2}
        at = str(entry.get("received_at"))
        yield (
            at,
            {
                "update_id": derived_id("update", row.report, str(entry.get("id"))),
                "service_request_id": row.number,
                "status": public_status(then).update,
                "updated_datetime": told_moment(at),
                "description": status_notes(then, language),
                "media_url": None,
            },
        )


@dataclass(frozen=True, slots=True)
class GivenUpdate:
    """An update that another system brings."""

    number: str
    update_id: str
    status: str
    text: str


def given_update(asked: Asked) -> GivenUpdate:
    """Read the parameters; raise `GeoTrouble`."""
    for name in _REQUIRED:
        if not asked.text(name):
            raise trouble("required", name)
    asked.moment("updated_datetime")
    update_id, status = asked.text("update_id"), asked.text("status").upper()
    if len(update_id) > NAME_CHARACTERS_MAX or update_id != plain_line(update_id):
        raise trouble("not-valid", "update_id")
    if status not in STATUS_WORDS:
        raise trouble("not-a-choice", "status")
    # A picture that is told of stands on a line of its own: it is for a person to follow, never fetched.
    text = "\n".join(filter(None, (plain_text(asked.text("description")), plain_line(asked.text("media_url")))))
    if len(text) > TEXT_CHARACTERS_MAX:
        raise trouble("too-long", "description")
    return GivenUpdate(asked.text("service_request_id"), update_id, status, text)


def take_update(parts: Parts, tenant: str, key: ApiKeyRow, given: GivenUpdate) -> Document:
    """Take an update in, once; raise `GeoTrouble`."""
    now = parts.service.now()
    with parts.store.writing(tenant) as unit:
        if unit.get(OutsideUpdateRow, [(key.key_hash, given.update_id)]):
            raise trouble("exists")
        reports = PublicReader(unit).by_numbers([given.number])
        if len(reports) != 1:
            raise trouble("request")
        report = reports[0].id
        comment = {
            "id": derived_id("outside update", tenant, key.key_hash, given.update_id),
            "agent": SYSTEM_AGENT,
            "at": now,
            "text": given.text,
        }
        wishes = [SystemWrite(REPORT, report, Op.APPEND, {"comments": [comment]})]
        if given.status == REOPEN and not reports[0].status.is_open:
            again = {"status": ReportStatus.QUALIFIE.value, "reopened": True}
            wishes.append(SystemWrite(REPORT, report, Op.PATCH, again))
        verdicts, committed = parts.service.write_within(unit, WRITER, wishes)
        if any(verdict.refusal is not None for verdict in verdicts):
            raise trouble("not-valid", "description")
        unit.put([OutsideUpdateRow(key.key_hash, given.update_id, report, now)])
    parts.service.tell(committed)
    return Document("service_request_updates", [{"update_id": comment["id"]}])

"""What people do with a report that is there: follow it, thank, say what they think, ask to take it up again.

Each follower has a link of his own: who reported it that of `Requesters`, the others one that follows from the name of
their form under the town's key; only its hash is kept. Nobody says who he is. A report is taken up again through the
judge, as any other move.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sync.core.model import Fields, Op
from sync.core.values import altered
from sync.records.report import CLOSED_STATUSES, ReportStatus
from sync.server.outside.requesters import Requesters, hash_of_secret
from sync.server.rows import RecordRow
from sync.server.rows_public import FollowerRow
from sync.server.service import Service
from sync.server.store import Unit
from sync.server.writers import SystemWrite

REOPEN_DAYS: Final = 30
SECRET_BYTES: Final = 20
WRITER: Final = "public-pages"
OPINIONS: Final = ("oui", "en_partie", "non")


@dataclass(frozen=True, slots=True)
class Tracked:
    """A link and the report to which it leads."""

    follower: FollowerRow
    row: RecordRow

    @property
    def is_writer(self) -> bool:
        """Say whether he reported it himself."""
        return self.follower.is_requester


class Following:
    """Links of all towns of one server."""

    def __init__(self, service: Service, requesters: Requesters) -> None:
        self._service = service
        self._requesters = requesters

    def by_secret(self, unit: Unit, secret: str) -> Tracked | None:
        """Give to what a link leads; None for one that leads nowhere any more."""
        hashed = hash_of_secret(secret)
        kept = unit.get(FollowerRow, [(hashed,)]).get((hashed,))
        if kept is None or kept.is_requester:
            requester = self._requesters.by_secret(unit, secret)
            if requester is None:
                return None
            kept = kept or FollowerRow(hashed, requester.report, requester.made_at, is_requester=True)
        row = unit.get(RecordRow, [("report", kept.report)]).get(("report", kept.report))
        return Tracked(kept, row) if row is not None and not row.removed else None

    def follow(self, unit: Unit, report: str, sent_key: str) -> str:
        """Follow somebody else's report; give the secret of the new link, the same for the same form."""
        raw = self._requesters.content_hash(unit.tenant, f"follow\x1f{report}\x1f{sent_key}")[: 2 * SECRET_BYTES]
        hashed = hash_of_secret(raw)
        if (hashed,) not in unit.get(FollowerRow, [(hashed,)]):
            unit.put([FollowerRow(hashed, report, self._service.now())])
        return raw

    def set_follows(self, unit: Unit, tracked: Tracked, *, follows: bool) -> None:
        """Follow again, or no longer."""
        unit.put([altered(tracked.follower, follows=follows)])

    def thank(self, unit: Unit, tracked: Tracked) -> None:
        """Note a thank-you, once each."""
        unit.put([altered(tracked.follower, thanked_at=tracked.follower.thanked_at or self._service.now())])

    def judge(self, unit: Unit, tracked: Tracked, opinion: str) -> None:
        """Note the answer to the one question; another answer takes its place."""
        assert opinion in OPINIONS, "the page offers three answers"
        unit.put([altered(tracked.follower, opinion=opinion)])

    def count(self, unit: Unit, report: str) -> int:
        """Say how many follow a report, who reported it included unless he said otherwise."""
        rows = unit.find(FollowerRow, "report", [report])
        is_told = any(row.is_requester for row in rows)
        return sum(row.follows for row in rows) + (0 if is_told or not self._has_requester(unit, report) else 1)

    def _has_requester(self, unit: Unit, report: str) -> bool:
        return self._requesters.by_secret(unit, self._requesters.secret(unit.tenant, report)) is not None

    def reopen(self, tenant: str, secret: str, text: str) -> bool:
        """Take a closed report up again, with what is left to do as a comment; False where it is too late."""
        with self._service.store.writing(tenant) as unit:
            tracked = self.by_secret(unit, secret)
            if tracked is None or not may_reopen(tracked.row.fields(), self._service.now()):
                return False
            wishes = [SystemWrite("report", tracked.row.id, Op.PATCH, self._again(text))]
            (verdict,), committed = self._service.write_within(unit, WRITER, wishes)
        self._service.tell(committed)
        return verdict.refusal is None

    def _again(self, text: str) -> Fields:
        again: Fields = {"status": ReportStatus.QUALIFIE.value, "reopened": True, "closed_at": None}
        if not text:
            return again
        return {**again, "comments": [{"id": self._service.new_id(), "at": self._service.now(), "text": text}]}


def may_reopen(fields: Fields, now: str) -> bool:
    """Say whether a report is closed, for what may come back, and not for too long."""
    return is_closed(fields) and not is_over(fields, now)


def is_closed(fields: Fields) -> bool:
    """Say whether a report is closed as its writer sees it: a duplicate lives on under another number."""
    return fields.get("status") in CLOSED_STATUSES and fields.get("status") != ReportStatus.DOUBLON


def is_over(fields: Fields, now: str) -> bool:
    """Say whether it was closed more than `REOPEN_DAYS` days ago."""
    closed = fields.get("closed_at") or fields.get("moved_at")
    if not closed:
        return False
    return datetime.fromisoformat(now) - datetime.fromisoformat(closed) > timedelta(days=REOPEN_DAYS)

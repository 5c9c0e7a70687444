"""What the policy says goes today, found from the town as it stands: a run that was cut is simply run again.

Nothing here remembers what was done. A photo that is gone is not there any more, words that were erased are empty:
the same look after a crash finds what is left, and what was done once is not found twice.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sync.core.model import Fields
from sync.records.categories import CATEGORIES
from sync.records.news import NewsStatus
from sync.records.report import CLOSED_STATUSES, Channel
from sync.server.privacy import plan
from sync.server.privacy.erasing import requesters_of
from sync.server.privacy.plan import Target
from sync.server.privacy.policy import RULES, Kept, Policy
from sync.server.rows import RecordKey, RecordRow
from sync.server.rows_outside import RequesterRow
from sync.server.store import Unit

VEHICLES = "vehicules"
DAY_CHARACTERS = 10
_CITIZENS = frozenset(channel.value for channel in Channel if channel is not Channel.AGENT)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that goes, since when its time counts, and how."""

    kept: Kept
    kind: str
    id: str
    reference: str
    """The number that people know it by, where it has one."""
    since: str
    target: Target | None
    """None for who reported from outside, who is no record."""
    waits: bool = False
    """Whether the archives' visa is still missing."""

    @property
    def key(self) -> RecordKey:
        """Give kind and id."""
        return self.kind, self.id


class Look:
    """The town of one snapshot, read once for all classes."""

    def __init__(self, unit: Unit, policy: Policy, now: str, cleared: frozenset[RecordKey]) -> None:
        self.unit = unit
        self.policy = policy
        self.now = now
        self.cleared = cleared
        """What a visa lets go."""

    def due(self) -> Iterator[Due]:
        """Give all that is due, each thing once: what is eliminated is not made nobody's first."""
        seen: set[RecordKey] = set()
        for kept, finds in _FINDS:
            limit = self.policy.limit(kept, self.now)
            for one in finds(self, limit) if limit else ():
                if one.waits:
                    # Its bones wait for the archives; its words and its people do not.
                    yield one
                elif one.key not in seen:
                    seen.add(one.key)
                    yield one

    def rows(self, kind: str) -> list[RecordRow]:
        """Give all records of a kind, removed ones included."""
        return self.unit.find(RecordRow, "kind", [kind])

    @cached_property
    def closed(self) -> Mapping[str, tuple[RecordRow, Fields, str]]:
        """Give the closed reports: id -> row, fields, since when."""
        found: dict[str, tuple[RecordRow, Fields, str]] = {}
        for row in self.rows("report"):
            fields = row.fields()
            if not row.removed and fields.get("status") in CLOSED_STATUSES:
                found[row.id] = (row, fields, _closed_at(fields))
        return found

    @cached_property
    def photos(self) -> list[tuple[RecordRow, Fields]]:
        """Give the attachments that are there."""
        return [(row, row.fields()) for row in self.rows("attachment") if not row.removed]

    @cached_property
    def requesters(self) -> Mapping[str, RequesterRow]:
        """Give who reported from outside."""
        return requesters_of(self.unit)

    def report_of(self, fields: Fields) -> tuple[RecordRow, Fields, str] | None:
        """Give the closed report on which a photo hangs."""
        return self.closed.get(str(fields.get("parent_id"))) if fields.get("parent_kind") == "report" else None


def _closed_at(fields: Fields) -> str:
    return str(fields.get("closed_at") or fields.get("moved_at") or fields.get("requested_datetime"))


def _reports(look: Look, limit: str) -> Iterator[Due]:
    """Find reports of which even the bones go, with all that hangs on them."""
    old = {record: told for record, told in look.closed.items() if told[2] < limit}
    must_wait = RULES[Kept.REPORTS].archives
    for record, (row, fields, since) in old.items():
        waits = must_wait and ("report", record) not in look.cleared
        target = plan.eliminated("report", record, row.rv, fields, removed=False)
        yield Due(Kept.REPORTS, "report", record, str(fields.get("number") or ""), since, target, waits)
    for row, fields in look.photos:
        parent = str(fields.get("parent_id"))
        if fields.get("parent_kind") == "report" and parent in old and ("report", parent) in look.cleared:
            yield _gone(Kept.REPORTS, row, fields, old[parent][2], str(old[parent][1].get("number") or ""))


def _photos(look: Look, limit: str, *, vehicles: bool = False) -> Iterator[Due]:
    for row, fields in look.photos:
        report = look.report_of(fields)
        if report is None or report[1].get("channel") not in _CITIZENS or report[2] >= limit:
            continue
        category = CATEGORIES.get(str(report[1].get("service_code")))
        if vehicles <= (category is not None and category.group == VEHICLES):
            kept = Kept.PHOTOS_VEHICLES if vehicles else Kept.PHOTOS
            yield _gone(kept, row, fields, report[2], str(report[1].get("number") or ""))


def _photos_of_vehicles(look: Look, limit: str) -> Iterator[Due]:
    return _photos(look, limit, vehicles=True)


def _positions(look: Look, limit: str) -> Iterator[Due]:
    for row, fields in look.photos:
        since = str(fields.get("taken_at") or fields.get("received_at") or look.now)
        if fields.get("lat") is not None and since < limit:
            target = plan.set_to(row.kind, row.id, row.rv, {"lat": None, "long": None})
            yield Due(Kept.POSITIONS, row.kind, row.id, "", since, target)


def _contacts(look: Look, limit: str) -> Iterator[Due]:
    for row in look.rows("caller"):
        fields = row.fields()
        report = look.closed.get(str(fields.get("report")))
        number = str(report[1].get("number") or "") if report else ""
        if row.removed and plan.has_person(row.kind, fields):
            # Taken back by the desk: the tombstone holds what nobody needs any more.
            yield _gone(Kept.CONTACTS, row, fields, "", "")
        elif not row.removed and report is not None and report[2] < limit:
            yield _gone(Kept.CONTACTS, row, fields, report[2], number)
    for record in look.requesters:
        report = look.closed.get(record)
        if report is not None and report[2] < limit:
            yield Due(Kept.CONTACTS, "requester", record, str(report[1].get("number") or ""), report[2], None)


def _words(look: Look, limit: str) -> Iterator[Due]:
    for record, (row, fields, since) in look.closed.items():
        if fields.get("channel") in _CITIZENS and since < limit and plan.bare("report", fields):
            target = plan.anonymised("report", record, row.rv, fields)
            yield Due(Kept.WORDS, "report", record, str(fields.get("number") or ""), since, target)


def _acknowledgements(look: Look, limit: str) -> Iterator[Due]:
    ended = {row.id: since for row in look.rows("news") if (since := _note_ended(row, look.now)) and since < limit}
    for kind in ("acknowledgement", "reach"):
        for row in look.rows(kind):
            fields = row.fields()
            note = str(fields.get("news"))
            if not row.removed and note in ended:
                yield _gone(Kept.ACKNOWLEDGEMENTS, row, fields, ended[note], "")


def _note_ended(row: RecordRow, now: str) -> str:
    """Give when a note's life ended; empty while it goes on."""
    fields = row.fields()
    if row.removed or fields.get("status") == NewsStatus.RETIRE:
        return _touched_at(row)
    expires = str(fields.get("expires_at") or "")
    return expires if expires and expires < now else ""


def _drafts(look: Look, limit: str) -> Iterator[Due]:
    for row in look.rows("news"):
        fields = row.fields()
        if not row.removed and fields.get("status") == NewsStatus.BROUILLON and _touched_at(row) < limit:
            yield _gone(Kept.DRAFTS, row, fields, _touched_at(row), "")


def _rounds(look: Look, limit: str) -> Iterator[Due]:
    for row in look.rows("round"):
        fields = row.fields()
        if not row.removed and str(fields.get("planned_on")) < limit[:DAY_CHARACTERS]:
            yield _gone(Kept.ROUNDS, row, fields, str(fields.get("planned_on")), "")


def _touched_at(row: RecordRow) -> str:
    return max((stamp.at for stamp in row.record().stamps.values()), default="")


def _gone(kept: Kept, row: RecordRow, fields: Fields, since: str, reference: str) -> Due:
    target = plan.eliminated(row.kind, row.id, row.rv, fields, removed=row.removed)
    return Due(kept, row.kind, row.id, reference, since, target)


_FINDS: tuple[tuple[Kept, Callable[[Look, str], Iterator[Due]]], ...] = (
    (Kept.REPORTS, _reports),
    (Kept.PHOTOS_VEHICLES, _photos_of_vehicles),
    (Kept.PHOTOS, _photos),
    (Kept.POSITIONS, _positions),
    (Kept.CONTACTS, _contacts),
    (Kept.WORDS, _words),
    (Kept.ACKNOWLEDGEMENTS, _acknowledgements),
    (Kept.DRAFTS, _drafts),
    (Kept.ROUNDS, _rounds),
)
